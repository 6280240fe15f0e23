"""The rates of what an employer pays on top of a wage, as they are set for a day, and what an hour of a line costs."""

from dataclasses import dataclass
from datetime import date

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break, Line, Share
from marketplace.booking.on_costs import CostRates, DirectHour, OnCost, hour_pence, hour_words
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


def hour_words_of(line: Line, *, sees_money: bool = True) -> str:
    """What an hour of an own arrangement costs in all, or of PAs whom a direct payment pays; blank of anything else.

    What a direct payment pays of it is said to whoever ``sees_money``.
    """
    is_own = line.sort is LineSort.OWN_ARRANGEMENT
    minutes = minutes_of(line)
    if not minutes or (not is_own and not is_paid_directly(line)):
        return ""
    wage = sum(one.pence for one in line.segments if one.unit is RateUnit.HOUR) if is_own else line.pence
    return hour_words(line.pence, minutes, wage, direct_hour(line) if sees_money else None)


def minutes_of(line: Line) -> int:
    """The minutes that a line's price is for; nought where it holds anything but hours, and what is paid on top."""
    if any(one.unit not in {RateUnit.HOUR, RateUnit.EXTRA} for one in line.segments):
        return 0
    return sum(one.quantity for one in line.segments if one.unit is RateUnit.HOUR)


def direct_hour(line: Line) -> DirectHour | None:
    """What direct payments pay of each hour of a line, beside the council's rate on its day.

    All of it where nobody pays for an own arrangement yet; none where other money pays, or where there are no hours.
    """
    minutes = minutes_of(line)
    pays = sum(share.pence for share in line.shares if is_direct(share))
    if not line.shares and line.sort is LineSort.OWN_ARRANGEMENT:
        pays = line.pence
    if not minutes or not pays:
        return None
    rates = cost_rates(first_day(line) or clock.today(), council=council_of(line.break_))
    return DirectHour(hour_pence(pays, minutes), rates.direct_payment_pence)


def short_words_of(line: Line) -> str:
    """That the council's rate does not reach what a direct payment is to pay of each hour; blank where it does."""
    is_direct_support = is_paid_directly(line) or (line.is_own_pa and any(is_direct(share) for share in line.shares))
    direct = direct_hour(line) if is_direct_support else None
    return direct.short_words if direct else ""


def is_direct(share: Share) -> bool:
    """Whether a direct payment pays it."""
    return share.pot.sort.is_direct_payment


def is_paid_directly(line: Line) -> bool:
    """Whether a direct payment pays PAs from our listings, whose price the council's rate may not reach."""
    is_support = line.kind is not None and line.kind.is_support
    return is_support and any(map(is_direct, line.shares))


def council_of(one: Break) -> str | None:
    """The council of whose break it is, by its code."""
    return next((person.council.gss_code for person in one.principals if person.council), None)
