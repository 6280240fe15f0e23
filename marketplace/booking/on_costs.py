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


def hour_words(pence: int, minutes: int, wage_pence: int, direct_payment_pence: int) -> str:
    """What an hour costs in all, beside the wage and beside the council's rate; blank where there are no hours."""
    if not minutes or not pence:
        return ""
    words = f"{_hourly(pence, minutes)} an hour in all"
    if pence != wage_pence:
        words += f", of which the wage is {_hourly(wage_pence, minutes)}"
    if direct_payment_pence:
        words += f". The direct payment pays {format_pence(direct_payment_pence)} an hour"
        short = hour_pence(pence, minutes) - direct_payment_pence
        words += f", so {format_pence(short)} of each hour is missing" if short > 0 else ", which is enough"
    return words


def hour_pence(pence: int, minutes: int) -> int:
    """What an hour costs when so many minutes cost so much, half up."""
    return round_half_up(Fraction(pence * 60, minutes))


def _hourly(pence: int, minutes: int) -> str:
    return format_pence(hour_pence(pence, minutes))


def _part(pence: int, per_ten_thousand: int) -> int:
    return round_half_up(Fraction(pence * per_ten_thousand, TEN_THOUSAND))
