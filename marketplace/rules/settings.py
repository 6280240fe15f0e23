"""Dated values that rules use: rates, limits and dates, for all of Scotland or for one council. Pure.

Rules never hold a rate, a limit or a date. The values the site ships with are in ``data/rule_settings.csv``, each with
its source; an operator's or a council's own come from the ``setting`` table and count before them.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from marketplace.errors import MarketplaceError

SETTINGS_FILE = Path(__file__).resolve().parents[2] / "data" / "rule_settings.csv"


class MayBuy(StrEnum):
    """Whether council money, or one pot, may buy a sort of thing (R8)."""

    ALLOW = "allow"
    ASK = "ask"
    NEVER = "never"

    @property
    def words(self) -> str:
        """It said on pages."""
        return {"allow": "may buy it", "ask": "an officer decides", "never": "never buys it"}[self.value]


SettingValue = bool | int | date | MayBuy


class SettingName(StrEnum):
    """Every value a rule may ask for. A name ends with its unit."""

    DOOR_CLEARANCE_MM = "door_clearance_mm"
    EMERGENCY_SUPPORT_PLAN_DAYS = "emergency_support_plan_days"
    CHANGE_CLOCK_WORKING_DAYS = "change_clock_working_days"
    LEVY_PER_TEN_THOUSAND = "levy_per_ten_thousand"
    LEVY_NIGHTS = "levy_nights"
    LEVY_BOOKED_FROM_ON = "levy_booked_from_on"
    PA_LEAST_AGE_YEARS = "pa_least_age_years"
    PA_LEAST_AGE_ALONE_OR_AT_NIGHT_YEARS = "pa_least_age_alone_or_at_night_years"
    PACKAGE_PER_CENT = "package_per_cent"
    PACKAGE_SEPARATE_CONTRACTS_COUNT = "package_separate_contracts_count"
    PACKAGE_PROTECTION_ENFORCED = "package_protection_enforced"
    PVG_REMINDER_DAYS = "pvg_reminder_days"
    PVG_YEARS = "pvg_years"
    REST_REMINDER_DAYS = "rest_reminder_days"
    COMPLETES_AFTER_DAYS = "completes_after_days"
    SAFETY_READ_DAYS = "safety_read_days"
    ERASURE_ANSWER_MONTHS = "erasure_answer_months"
    REST_HOURS = "rest_hours"
    WEEK_HOURS = "week_hours"
    NIGHT_HOURS = "night_hours"
    TRAVEL_KM_AN_HOUR = "travel_km_an_hour"
    PAY_FLOOR_PENCE = "pay_floor_pence"
    OWN_PA_HOLIDAY_PER_TEN_THOUSAND = "own_pa_holiday_per_ten_thousand"
    OWN_PA_PENSION_PER_TEN_THOUSAND = "own_pa_pension_per_ten_thousand"
    OWN_PA_INSURANCE_PER_TEN_THOUSAND = "own_pa_insurance_per_ten_thousand"
    DIRECT_PAYMENT_HOUR_PENCE = "direct_payment_hour_pence"
    VAT_PER_TEN_THOUSAND = "vat_per_ten_thousand"
    VAT_REDUCED_PER_TEN_THOUSAND = "vat_reduced_per_ten_thousand"
    BROKERAGE_FEE_PER_TEN_THOUSAND = "brokerage_fee_per_ten_thousand"
    CARE_HOME_CHARGE_NIGHTS = "care_home_charge_nights"
    CARE_HOME_OPTION_NIGHTS = "care_home_option_nights"
    CARE_HOME_LOOKS_BACK_DAYS = "care_home_looks_back_days"
    CARE_HOME_JOIN_GAP_DAYS = "care_home_join_gap_days"
    PLACEMENT_NIGHTS = "placement_nights"
    PLACEMENTS_DAYS = "placements_days"
    MEANS_TEST_DAYS = "means_test_days"
    CONTRIBUTION_WEEK_PENCE = "contribution_week_pence"
    ISF_FEE_PER_TEN_THOUSAND = "isf_fee_per_ten_thousand"
    BUY_ACCOMMODATION = "buy_accommodation"
    BUY_CARE_HOME = "buy_care_home"
    BUY_PA_BANK = "buy_pa_bank"
    BUY_SOLE_PA = "buy_sole_pa"
    BUY_CARE_AT_HOME = "buy_care_at_home"
    BUY_SHARED_LIVES = "buy_shared_lives"
    BUY_ACTIVITY = "buy_activity"
    BUY_TRANSPORT = "buy_transport"
    BUY_EQUIPMENT = "buy_equipment"
    BUY_OTHER = "buy_other"
    SURPLUS_MONTHS_AHEAD = "surplus_months_ahead"
    SURPLUS_WEEKS_KEPT_BACK = "surplus_weeks_kept_back"
    ORDER_REST_DAYS = "order_rest_days"
    INVOICES_KEPT_YEARS = "invoices_kept_years"


class NoSetting(MarketplaceError):
    """No value of this name holds on this day, or it is of another type: a fault of the site, not of its user."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value that holds on ``from_on <= day < until_on``, for one council (its code) or, without one, for Scotland."""

    name: SettingName
    value: SettingValue
    from_on: date
    source: str
    until_on: date | None = None
    council: str | None = None

    def holds(self, day: date) -> bool:
        """Whether it counts on ``day``."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True, slots=True)
class Settings:
    """All values. Of several that hold, a council's own counts first, then the one that began last, then the later."""

    values: tuple[DatedValue, ...]

    def with_values(self, more: Iterable[DatedValue]) -> "Settings":
        """The same with ``more`` counting before what was there."""
        return Settings((*self.values, *more))

    def values_of(self, name: SettingName) -> tuple[DatedValue, ...]:
        """Every value of a name, for whom and from when to when, as they were set."""
        return tuple(value for value in self.values if value.name is name)

    def find(self, name: SettingName, *, on: date, council: str | None = None) -> DatedValue | None:
        """The value that counts on a day in a council's area, or nothing."""
        held = [value for value in reversed(self.values_of(name)) if value.holds(on)]
        own = [value for value in held if value.council == council]
        return max(own or [value for value in held if value.council is None], key=_began, default=None)

    def number(self, name: SettingName, *, on: date, council: str | None = None) -> int:
        """A whole number, in the unit of its name. Raises NoSetting."""
        value = self._value(name, on, council)
        if isinstance(value, bool) or not isinstance(value, int):
            raise NoSetting(f"{name} must be a whole number, not {value!r}")
        return value

    def day(self, name: SettingName, *, on: date, council: str | None = None) -> date:
        """A day. Raises NoSetting."""
        value = self._value(name, on, council)
        if not isinstance(value, date):
            raise NoSetting(f"{name} must be a day, not {value!r}")
        return value

    def may_buy(self, name: SettingName, *, on: date, council: str | None = None) -> MayBuy:
        """Whether a sort of thing may be bought. Raises NoSetting."""
        value = self._value(name, on, council)
        if not isinstance(value, MayBuy):
            raise NoSetting(f"{name} must be allow, ask or never, not {value!r}")
        return value

    def is_on(self, name: SettingName, *, on: date, council: str | None = None) -> bool:
        """Whether a switch is on. Raises NoSetting."""
        value = self._value(name, on, council)
        if not isinstance(value, bool):
            raise NoSetting(f"{name} must be yes or no, not {value!r}")
        return value

    def _value(self, name: SettingName, on: date, council: str | None) -> SettingValue:
        found = self.find(name, on=on, council=council)
        if found is None:
            raise NoSetting(f"No value of {name} holds on {on} for {council or 'Scotland'}")
        return found.value


def _began(value: DatedValue) -> date:
    return value.from_on


def read_value(text: str) -> SettingValue:
    """``"yes"``, ``"no"``, ``"allow"``, ``"ask"``, ``"never"``, a whole number or a day. Raises ValueError."""
    match text.strip().lower():
        case "yes" | "no" as word:
            return word == "yes"
        case "allow" | "ask" | "never" as word:
            return MayBuy(word)
        case digits if digits.isascii() and digits.isdigit():
            return int(digits)
        case day:
            return date.fromisoformat(day)


def read_settings(path: Path) -> Settings:
    """The values of a settings file, in its order. Raises ValueError for a row that cannot be meant."""
    with path.open(encoding="utf-8", newline="") as lines:
        return Settings(
            tuple(
                DatedValue(
                    name=SettingName(row["name"]),
                    value=read_value(row["value"]),
                    from_on=date.fromisoformat(row["from_on"]),
                    source=row["source"],
                    until_on=date.fromisoformat(row["until_on"]) if row["until_on"] else None,
                    council=row["council"] or None,
                )
                for row in csv.DictReader(lines)
            )
        )


@cache
def shipped_settings() -> Settings:
    """The values the site ships with."""
    return read_settings(SETTINGS_FILE)
