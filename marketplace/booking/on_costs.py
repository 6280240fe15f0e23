"""What an employer pays on top of the wage of their own PA: holiday pay, pension, National Insurance. Pure.

Holiday pay is worked out of the wage, the others of the wage with it; each is rounded half up once for a part. The most
it can be: what somebody pays below a threshold, or need not pay, is not taken off.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from marketplace.money import format_pence, round_half_up

TEN_THOUSAND = 10_000


class OnCost(StrEnum):
    """One sort of cost on top of a wage."""

    HOLIDAY = "holiday"
    PENSION = "pension"
    INSURANCE = "insurance"

    @property
    def noun(self) -> str:
        """What it is called in a price."""
        return _NOUNS[self]


_NOUNS = {
    OnCost.HOLIDAY: "Holiday pay",
    OnCost.PENSION: "Pension",
    OnCost.INSURANCE: "National Insurance",
}


@dataclass(frozen=True, slots=True)
class CostRates:
    """How much each is of 10,000, on a day. ``direct_payment_pence``: what a council pays; 0 where not known."""

    per_ten_thousand: Mapping[OnCost, int]
    direct_payment_pence: int = 0


def on_costs(wage_pence: int, costs: Collection[OnCost], rates: CostRates) -> tuple[tuple[OnCost, int], ...]:
    """What each of these is for so much wage, in their order; what comes to nothing is left out."""
    holiday = _part(wage_pence, rates.per_ten_thousand[OnCost.HOLIDAY]) if OnCost.HOLIDAY in costs else 0
    pay = wage_pence + holiday
    found = {OnCost.HOLIDAY: holiday} | {
        one: _part(pay, rates.per_ten_thousand[one]) for one in (OnCost.PENSION, OnCost.INSURANCE) if one in costs
    }
    return tuple((one, pence) for one, pence in found.items() if pence)


def of_nouns(nouns: Collection[str]) -> frozenset[OnCost]:
    """The costs that have these names in a price."""
    return frozenset(one for one in OnCost if one.noun in nouns)


@dataclass(frozen=True, slots=True)
class DirectHour:
    """What direct payments pay of each hour, in pence, and the council's rate for one: nought where none is entered.

    Other pots may pay the rest of the hour: only what a direct payment pays is held against its rate.
    """

    share_pence: int
    rate_pence: int

    @property
    def is_known(self) -> bool:
        """Whether the council has entered a rate: one that is not entered is not a rate of nought."""
        return self.rate_pence > 0

    @property
    def short_pence(self) -> int:
        """What of each hour the rate does not reach; nought where no rate is known."""
        return max(self.share_pence - self.rate_pence, 0) if self.is_known else 0

    @property
    def short_words(self) -> str:
        """That it does not reach, in words; blank where it does."""
        if not self.short_pence:
            return ""
        pays = f"The direct payment is to pay {format_pence(self.share_pence)} of each hour"
        rate = f"The council's rate is {format_pence(self.rate_pence)}"
        return f"{pays}. {rate}, so {format_pence(self.short_pence)} of each hour is missing"


def hour_words(pence: int, minutes: int, wage_pence: int, direct: DirectHour | None) -> str:
    """What an hour costs in all, beside the wage and beside the council's rate; blank where there are no hours."""
    if not minutes or not pence:
        return ""
    words = f"{_hourly(pence, minutes)} an hour in all"
    if pence != wage_pence:
        words += f", of which the wage is {_hourly(wage_pence, minutes)}"
    if direct is not None and direct.is_known:
        words += f". {_beside_the_rate(direct, is_all=direct.share_pence == hour_pence(pence, minutes))}"
    return words


def change_words(cost_pence: int, before: DirectHour, after: DirectHour) -> str:
    """What another rate means for an hour that costs so much, of which direct payments pay their part."""
    words = f"An hour costs {format_pence(cost_pence)}"
    if after.share_pence != cost_pence:
        words += f", of which the direct payment pays {format_pence(after.share_pence)}"
    return f"{words}: {_change(before, after)}"


def _change(before: DirectHour, after: DirectHour) -> str:
    now = format_pence(after.short_pence)
    if not after.is_known:
        return "no rate is entered any more"
    if not before.is_known:
        first = "no rate was entered before"
        return f"{first}, now {now} of each hour is missing" if after.short_pence else f"{first}, the new one is enough"
    if after.short_pence or before.short_pence:
        return f"{format_pence(before.short_pence)} of each hour was missing, now {now}"
    return "the new rate is enough"


def _beside_the_rate(direct: DirectHour, *, is_all: bool) -> str:
    rate, short = format_pence(direct.rate_pence), direct.short_pence
    ends = f"so {format_pence(short)} of each hour is missing" if short else "which is enough"
    if is_all:
        return f"The direct payment pays {rate} an hour, {ends}"
    return f"The direct payment is to pay {format_pence(direct.share_pence)} of it, and its rate is {rate}, {ends}"


def hour_pence(pence: int, minutes: int) -> int:
    """What an hour costs when so many minutes cost so much, half up."""
    return round_half_up(Fraction(pence * 60, minutes))


def _hourly(pence: int, minutes: int) -> str:
    return format_pence(hour_pence(pence, minutes))


def _part(pence: int, per_ten_thousand: int) -> int:
    return round_half_up(Fraction(pence * per_ten_thousand, TEN_THOUSAND))
