"""Whether somebody is there all through a break: cover needed, cover arranged, and the gaps, in minutes. Pure.

A day here runs from 08:00 to 08:00 by the clock in London, so that a night is in one piece.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from marketplace.clock import in_london, london_instant
from marketplace.periods import Period, merged

DAY_BEGINS = time(8, 0)


@dataclass(frozen=True, slots=True)
class CoverDay:
    """One day of a break, 08:00 to 08:00: its part of the break, and the minutes of cover needed and arranged in it."""

    day: date
    period: Period
    needed_minutes: int
    arranged_minutes: int


@dataclass(frozen=True, slots=True)
class Cover:
    """Cover over a whole break. ``arranged``: when somebody is there, inside the break; ``gaps``: when nobody is."""

    needed: Period
    arranged: tuple[Period, ...]
    gaps: tuple[Period, ...]

    @property
    def needed_minutes(self) -> int:
        """How much is needed."""
        return self.needed.minutes

    @property
    def arranged_minutes(self) -> int:
        """How much is there; two at once count once."""
        return sum(one.minutes for one in self.arranged)

    @property
    def gap_minutes(self) -> int:
        """How much is missing."""
        return sum(one.minutes for one in self.gaps)

    @property
    def by_day(self) -> tuple[CoverDay, ...]:
        """Each day of the break, in order."""
        return tuple(
            CoverDay(day, period, period.minutes, sum(one.minutes for one in _within(self.arranged, period)))
            for day, period in days_of(self.needed)
        )


def cover(needed: Period, arranged: Iterable[Period]) -> Cover:
    """What of ``needed`` is covered by ``arranged``, which may overlap, touch or reach beyond it."""
    inside = tuple(_within(merged(arranged), needed))
    return Cover(needed, inside, tuple(needed.minus(inside)))


def days_of(period: Period) -> Iterator[tuple[date, Period]]:
    """The days that a period touches, each with its part of it, cut at 08:00 in London."""
    first = in_london(period.starts_at)
    day = first.date() if first.time() >= DAY_BEGINS else first.date() - timedelta(days=1)
    while (whole := whole_day(day)).starts_at < period.ends_at:
        start, end = max(whole.starts_at, period.starts_at), min(whole.ends_at, period.ends_at)
        yield day, Period(start, end)
        day += timedelta(days=1)


def whole_day(day: date) -> Period:
    """From 08:00 of a day to 08:00 of the next."""
    return Period(london_instant(day, DAY_BEGINS), london_instant(day + timedelta(days=1), DAY_BEGINS))


def _within(periods: Iterable[Period], bounds: Period) -> Iterator[Period]:
    for one in periods:
        if one.overlaps(bounds):
            yield Period(max(one.starts_at, bounds.starts_at), min(one.ends_at, bounds.ends_at))
