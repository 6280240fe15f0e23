"""A break once more, on other days: every stretch by the same clock in London, so many days on. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from marketplace.booking.drafts import Charge
from marketplace.clock import in_london, london_instant
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period

WEEK = 7


def moved(period: Period, days: int) -> Period:
    """The same hours by the clock, so many days on: over a clock change an hour longer or shorter.

    Where the spring change leaves nothing of it, it keeps its length.
    """
    on = timedelta(days=days)
    starts, ends = in_london(period.starts_at), in_london(period.ends_at)
    first = london_instant(starts.date() + on, starts.time())
    last = london_instant(ends.date() + on, ends.time())
    return Period(first, last if last > first else first + (period.ends_at - period.starts_at))


def moved_charges(charges: Iterable[Charge], days: int) -> tuple[Charge, ...]:
    """What somebody not on the site asks for, so many days on; hours with times are counted anew."""
    return tuple(_moved_charge(one, days) for one in charges)


def _moved_charge(one: Charge, days: int) -> Charge:
    if one.period is None:
        return one
    then = moved(one.period, days)
    return replace(one, period=then, quantity=then.minutes if one.unit is RateUnit.HOUR else one.quantity)


def next_like(first: date, *, after: date) -> date:
    """The next day after another that is of the same day of the week as the first."""
    return next_weekday(first.weekday(), after=after)


def next_weekday(weekday: int, *, after: date) -> date:
    """The next day after another that is such a day of the week; 0 is Monday."""
    return after + timedelta(days=(weekday - after.weekday()) % WEEK or WEEK)


def every(first: date, *, weeks: int, times: int) -> Iterator[date]:
    """So many days, each so many weeks after the one before; the first of them so many weeks after ``first``."""
    return (first + timedelta(days=WEEK * weeks * number) for number in range(1, times + 1))
