"""What a line is made of and costs, segment by segment, as it is first shown and then kept (R41). Pure.

A shift that crosses a London midnight where the sort of day or the rate changes is two segments; a stay is one segment
for each run of nights at one rate, and then one for each extra that must be paid; each sleepover, and each item that
takes a space, is a segment of its own.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby

from marketplace.booking.drafts import Added, Charge
from marketplace.booking.on_costs import CostRates, OnCost, on_costs
from marketplace.clock import in_london
from marketplace.listings import pricing
from marketplace.listings.pricing import NoRate, PriceLine, RateTable, RateUnit, SortOfDay
from marketplace.money import round_half_up
from marketplace.periods import Period, nights


@dataclass(frozen=True, slots=True)
class Quoted:
    """One segment as it was quoted. ``quantity``: minutes of hours, else how many. ``space_id``: the one wanted.

    ``levy_council``: the code of the council whose visitor levy it is; blank of all else.
    """

    period: Period | None
    unit: RateUnit
    quantity: int
    rate_pence: int
    pence: int
    noun: str
    sort_words: str = ""
    season: str = ""
    space_id: int | None = None
    levy_council: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A stretch of time that is wanted, of one space or of any."""

    period: Period
    space_id: int | None = None


def quote_stay(
    arrive_on: date, leave_on: date, rates: RateTable, sort_of_day: SortOfDay, *, space_id: int | None = None
) -> tuple[Quoted, ...]:
    """The nights of a stay. Raises ValueError when there is none, NoRate."""
    days = [arrive_on + timedelta(days=number) for number in range((leave_on - arrive_on).days)]
    runs = groupby(days, key=lambda day: rates.on(RateUnit.NIGHT, day, sort_of_day).group)
    return tuple(_nights([*run], rates, sort_of_day, space_id) for _, run in runs)


def quote_must_pay(rates: RateTable, people: int) -> tuple[Quoted, ...]:
    """The extras that a stay of so many people must pay: they take no time and no space."""
    return tuple(_segment(line, None, None) for line in pricing.price_must_pay(rates, people))


def quote_levy(lines: Iterable[PriceLine], council: str) -> tuple[Quoted, ...]:
    """The visitor levy of a council, by its code: it takes no time and no space."""
    return tuple(replace(_segment(line, None, None), levy_council=council) for line in lines)


def quote_added(rates: RateTable, added: Added) -> tuple[Quoted, ...]:
    """What people add: extras that are offered, and miles. Raises NoRate for what is not offered."""
    by_name = {extra.name: extra for extra in rates.extras if not extra.per.must_be_paid}
    if not by_name.keys() >= {name for name, _ in added.extras}:
        raise NoRate(RateUnit.EXTRA)
    lines = [pricing.price_extra(by_name[name], count) for name, count in added.extras if count > 0]
    if added.miles > 0:
        lines.append(pricing.price_miles(rates, added.miles))
    return tuple(_segment(line, None, None) for line in lines)


def quote_hours(shifts: Iterable[Wanted], rates: RateTable, sort_of_day: SortOfDay) -> tuple[Quoted, ...]:
    """Each shift, cut where the rate may change. Raises NoRate."""
    return tuple(_hours(shifts, rates, sort_of_day))


def quote_sleepovers(
    sleepovers: Iterable[Wanted], rates: RateTable, sort_of_day: SortOfDay, unit: RateUnit = RateUnit.SLEEPOVER
) -> tuple[Quoted, ...]:
    """Each sleepover (or waking night) once, at the rate of the day it starts. Raises NoRate."""
    return tuple(
        _segment(line, one.period, one.space_id)
        for one in sleepovers
        for line in pricing.price_sleepovers([one.period], rates, sort_of_day, unit)
    )


def quote_items(items: Iterable[Wanted], rates: RateTable, sort_of_day: SortOfDay) -> tuple[Quoted, ...]:
    """Each item once, at the rate of the day it starts. Raises NoRate."""
    return tuple(
        _segment(line, one.period, one.space_id)
        for one in items
        for line in pricing.price_items(1, in_london(one.period.starts_at).date(), rates, sort_of_day)
    )


def quote_charges(charges: Iterable[Charge]) -> tuple[Quoted, ...]:
    """What somebody who is not on the site asks for, rounded half up once for each row."""
    return tuple(
        Quoted(
            period=one.period,
            unit=one.unit,
            quantity=one.quantity,
            rate_pence=one.rate_pence,
            pence=_charge_pence(one),
            noun=one.unit.noun,
        )
        for one in charges
    )


def quote_on_costs(wages: Iterable[Quoted], costs: Collection[OnCost], rates: CostRates) -> tuple[Quoted, ...]:
    """What an employer pays on top of these wages: a row for each cost. It takes no time."""
    return tuple(
        Quoted(None, RateUnit.EXTRA, 1, pence, pence, cost.noun)
        for cost, pence in on_costs(total_pence(wages), costs, rates)
    )


def total_pence(segments: Iterable[Quoted]) -> int:
    """What they cost together."""
    return sum(one.pence for one in segments)


def price_line(
    unit: RateUnit, quantity: int, rate_pence: int, pence: int, noun: str, sort_words: str = "", *, season: str = ""
) -> PriceLine:
    """A segment as pricing words it."""
    count = Fraction(quantity, 60) if unit is RateUnit.HOUR else Fraction(quantity)
    return PriceLine(count, unit, rate_pence, pence, noun, sort_words, season)


def words(lines: Iterable[PriceLine]) -> str:
    """A whole line in words: "36 hours at £24.60", "2 nights at £92.00 (weekday) and 1 night at £110.00 (weekend)"."""
    return " and ".join(line.words for line in pricing.summed(lines))


def quoted_words(segments: Iterable[Quoted]) -> str:
    """The same of what was quoted and is not kept yet."""
    return words(
        price_line(one.unit, one.quantity, one.rate_pence, one.pence, one.noun, one.sort_words, season=one.season)
        for one in segments
    )


def _nights(days: list[date], rates: RateTable, sort_of_day: SortOfDay, space_id: int | None) -> Quoted:
    stay = nights(days[0], days[-1] + timedelta(days=1))
    (line,) = pricing.price_stay(stay, rates, sort_of_day)
    return _segment(line, stay, space_id)


def _hours(shifts: Iterable[Wanted], rates: RateTable, sort_of_day: SortOfDay) -> Iterator[Quoted]:
    for shift in shifts:
        pieces = pricing.split_by_rate(shift.period, rates, sort_of_day)
        lines = pricing.price_shift(shift.period, rates, sort_of_day)
        for (_, piece), line in zip(pieces, lines, strict=True):
            yield _segment(line, piece, shift.space_id)


def _segment(line: PriceLine, period: Period | None, space_id: int | None) -> Quoted:
    quantity = line.quantity * 60 if line.unit is RateUnit.HOUR else line.quantity
    return Quoted(
        period=period,
        unit=line.unit,
        quantity=int(quantity),
        rate_pence=line.rate_pence,
        pence=line.pence,
        noun=line.noun,
        sort_words=line.sort_words,
        season=line.season,
        space_id=space_id,
    )


def _charge_pence(one: Charge) -> int:
    if one.unit is RateUnit.HOUR:
        return round_half_up(Fraction(one.quantity * one.rate_pence, 60))
    return one.quantity * one.rate_pence
