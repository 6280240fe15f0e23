"""The rates of what an employer pays on top of a wage, as they are set for a day, and what an hour of a line costs."""

from dataclasses import dataclass
from datetime import date

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break, Line
from marketplace.booking.on_costs import CostRates, OnCost, hour_words
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.quoting import first_day
from marketplace.booking.sorts import LineSort
from marketplace.budgets.fees import show_per_cent
from marketplace.clock import in_london
from marketplace.listings.pricing import RateUnit
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName

_NAMES = {
    OnCost.HOLIDAY: SettingName.OWN_PA_HOLIDAY_PER_TEN_THOUSAND,
    OnCost.PENSION: SettingName.OWN_PA_PENSION_PER_TEN_THOUSAND,
    OnCost.INSURANCE: SettingName.OWN_PA_INSURANCE_PER_TEN_THOUSAND,
}


def cost_rates(on: date, *, council: str | None = None) -> CostRates:
    """The rates that hold on a day, in a council's area."""
    settings = settings_in_force()
    return CostRates(
        {one: settings.number(name, on=on) for one, name in _NAMES.items()},
        settings.number(SettingName.DIRECT_PAYMENT_HOUR_PENCE, on=on, council=council),
    )


@dataclass(frozen=True, slots=True)
class OnTopWords:
    """The rates as a page says them: "12.07%"."""

    holiday: str
    pension: str
    insurance: str
    direct_payment_pence: int


def on_top_words(ref: str, *, viewer: Viewer) -> OnTopWords:
    """The rates that hold when a break begins. Raises NotFound."""
    one = known_break(ref, viewer=viewer).break_
    rates = cost_rates(in_london(one.starts_at).date(), council=council_of(one))
    words = {one: show_per_cent(part) for one, part in rates.per_ten_thousand.items()}
    return OnTopWords(words[OnCost.HOLIDAY], words[OnCost.PENSION], words[OnCost.INSURANCE], rates.direct_payment_pence)


def hour_words_of(line: Line) -> str:
    """What an hour of an own arrangement costs in all, or of PAs whom a direct payment pays; blank of anything else."""
    is_own = line.sort is LineSort.OWN_ARRANGEMENT
    if not is_own and not is_paid_directly(line):
        return ""
    hours = [one for one in line.segments if one.unit is RateUnit.HOUR]
    if any(one.unit not in {RateUnit.HOUR, RateUnit.EXTRA} for one in line.segments):
        return ""
    rates = cost_rates(first_day(line) or clock.today(), council=council_of(line.break_))
    wage = sum(one.pence for one in hours) if is_own else line.pence
    return hour_words(line.pence, sum(one.quantity for one in hours), wage, rates.direct_payment_pence)


def is_paid_directly(line: Line) -> bool:
    """Whether a direct payment pays PAs from our listings, whose price the council's rate may not reach."""
    is_support = line.kind is not None and line.kind.is_support
    return is_support and any(share.pot.sort.is_direct_payment for share in line.shares)


def council_of(one: Break) -> str | None:
    """The council of whose break it is, by its code."""
    return next((person.council.gss_code for person in one.principals if person.council), None)
