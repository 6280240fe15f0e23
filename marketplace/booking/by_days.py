"""What of a line's price belongs to which day: a stay night by night, anything else to the day it starts. Pure.

A stay across the last day of a budget is paid by both years' pots, each its own nights. What takes no time (an extra
that must be paid, a mile) goes with the rest, in proportion.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from marketplace.clock import in_london
from marketplace.listings.pricing import RateUnit
from marketplace.money import share_out
from marketplace.periods import Period, nights_touched


@dataclass(frozen=True, slots=True)
class Priced:
    """One segment: when it is, what it is counted in, what it costs."""

    unit: RateUnit
    period: Period | None
    pence: int


@dataclass(frozen=True, slots=True)
class DayPence:
    """What one day of a line costs."""

    day: date
    pence: int


def day_pence(segments: Iterable[Priced]) -> list[DayPence]:
    """What has a time, day by day; a segment of several nights is shared out over them to the penny."""
    return [one for segment in segments if segment.period for one in _of(segment, segment.period)]


def most_within(segments: Sequence[Priced], first_on: date | None, last_on: date | None) -> int:
    """The most of a line that money of these days may pay, in pence; none is no limit on that side.

    A line without any time may be paid whole.
    """
    whole = sum(one.pence for one in segments)
    days = day_pence(segments)
    dated = sum(one.pence for one in days)
    if not days:
        return whole
    inside = sum(one.pence for one in days if _is_in(one.day, first_on, last_on))
    if dated == 0:
        return whole if any(_is_in(one.day, first_on, last_on) for one in days) else 0
    return inside + ceil(Fraction((whole - dated) * inside, dated))


def by_week(segments: Sequence[Priced], pence: int, otherwise: date) -> dict[date, int]:
    """So much of a line, shared out over the weeks it is in by what each costs; a week by its Monday.

    ``otherwise``: the day that counts for a line without a time.
    """
    weeks: dict[date, int] = {}
    for one in day_pence(segments):
        weeks[monday(one.day)] = weeks.get(monday(one.day), 0) + one.pence
    if not sum(weeks.values()):
        return {monday(otherwise): pence}
    return dict(zip(weeks, share_out(pence, list(weeks.values())), strict=True))


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _of(segment: Priced, period: Period) -> list[DayPence]:
    if segment.unit is not RateUnit.NIGHT:
        return [DayPence(in_london(period.starts_at).date(), segment.pence)]
    days = nights_touched(period)
    return [DayPence(day, pence) for day, pence in zip(days, share_out(segment.pence, [1] * len(days)), strict=True)]


def _is_in(day: date, first_on: date | None, last_on: date | None) -> bool:
    return (first_on is None or first_on <= day) and (last_on is None or day <= last_on)
