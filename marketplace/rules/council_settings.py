"""Which dated values a council enters for itself, what each is called, and what may be typed for it. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from marketplace.access_facts.kinds import ListingKind
from marketplace.money import format_pence, parse
from marketplace.rules.purchases import BUYING
from marketplace.rules.settings import MayBuy, SettingName, SettingValue
from marketplace.wording import plural

MOST_NUMBER = 3_660
WHOLE = 10_000
"""Parts that make up all of something, where a part is said in ten-thousandths."""


class Unit(StrEnum):
    """What a value is counted in."""

    PENCE = "pounds"
    DAYS = "days"
    NIGHTS = "nights"
    PER_CENT = "per cent"
    BUYING = "allow, ask or never"


@dataclass(frozen=True, slots=True)
class CouncilSetting:
    """One value that a council enters. ``label``: what it is called on pages."""

    name: SettingName
    label: str
    unit: Unit

    def read(self, typed: str) -> SettingValue:
        """What was typed, where an amount or a number is. Raises ValueError that says what can be typed."""
        text = typed.strip()
        match self.unit:
            case Unit.PENCE:
                return parse(text)
            case Unit.PER_CENT:
                return _number(text.removesuffix("%").strip(), 100) * WHOLE // 100
            case _:
                return _number(text, MOST_NUMBER)

    def show(self, value: SettingValue) -> str:
        """A value as pages say it."""
        if isinstance(value, MayBuy):
            return value.words
        if self.unit is Unit.PENCE:
            return format_pence(int(str(value))) if self.is_entered(value) else "not entered"
        if self.unit is Unit.PER_CENT:
            return f"{int(str(value)) * 100 / WHOLE:g}%"
        return plural(int(str(value)), self.unit.removesuffix("s"))

    def is_entered(self, value: SettingValue) -> bool:
        """Whether it is known at all: an amount of nought stands for not known."""
        return self.unit is not Unit.PENCE or bool(value)


COUNCIL_SETTINGS = (
    CouncilSetting(SettingName.DIRECT_PAYMENT_HOUR_PENCE, "What a direct payment pays for an hour of a PA", Unit.PENCE),
    CouncilSetting(SettingName.CONTRIBUTION_WEEK_PENCE, "The most an adult is asked to pay in a week", Unit.PENCE),
    CouncilSetting(SettingName.ISF_FEE_PER_TEN_THOUSAND, "The most an ISF holder may take", Unit.PER_CENT),
    CouncilSetting(SettingName.CHANGE_CLOCK_WORKING_DAYS, "Working days to answer a change", Unit.DAYS),
    CouncilSetting(SettingName.EMERGENCY_SUPPORT_PLAN_DAYS, "Days for the support plan after an emergency", Unit.DAYS),
    CouncilSetting(SettingName.ORDER_REST_DAYS, "Days for a provider to invoice the rest of an order", Unit.DAYS),
    CouncilSetting(SettingName.CARE_HOME_CHARGE_NIGHTS, "Nights in a care home at a fair charge", Unit.NIGHTS),
    *(
        CouncilSetting(name, f"May council money buy this: {kind.label}", Unit.BUYING)
        for kind, name in ((kind, BUYING[kind]) for kind in ListingKind)
    ),
)

_BY_NAME = {one.name: one for one in COUNCIL_SETTINGS}


def council_setting(name: str) -> CouncilSetting | None:
    """The value of this name that a council may enter, if there is one."""
    return _BY_NAME.get(SettingName(name)) if name in set(SettingName) else None


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text[:9]) > most:
        raise ValueError(f"Enter a whole number up to {most:,}")
    return int(text)
