"""Half-open stretches of time, and nights. Knows nothing of diaries or bookings.

A stay is a period of nights; a night of day ``d`` runs from London noon of ``d`` to noon of the day after, so that the
day of leaving and the day of arriving never collide (DATA_MODEL 6).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from marketplace.clock import in_london, london_instant

NOON = time(12, 0)


@dataclass(frozen=True, order=True)
class Period:
    """``[starts_at, ends_at)``: aware instants, kept in UTC. Raises ValueError when empty, backwards or naive."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            msg = "a period needs aware instants"
            raise ValueError(msg)
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))
        if self.ends_at <= self.starts_at:
            msg = f"a period must end after it starts, not {self.starts_at} to {self.ends_at}"
            raise ValueError(msg)

    @property
    def minutes(self) -> int:
        """Whole minutes, counted in UTC: the night the clocks change is an hour shorter or longer."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    def overlaps(self, other: "Period") -> bool:
        """Whether they share any instant; touching ends do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def covers(self, other: "Period") -> bool:
        """Whether all of ``other`` lies within."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def minus(self, others: Iterable["Period"]) -> list["Period"]:
        """What is left of this period outside all ``others``, in order."""
        left = []
        start = self.starts_at
        for taken in merged(others):
            if taken.starts_at >= self.ends_at:
                break
            if taken.starts_at > start:
                left.append(Period(start, taken.starts_at))
            start = max(start, taken.ends_at)
        if start < self.ends_at:
            left.append(Period(start, self.ends_at))
        return left

    def days(self) -> Iterator["Period"]:
        """This period cut at each London midnight, in order."""
        start = self.starts_at
        while start < self.ends_at:
            midnight = london_instant(in_london(start).date() + timedelta(days=1))
            yield Period(start, min(midnight, self.ends_at))
            start = midnight


def same_hours(first: Period, days: int) -> tuple[Period, ...]:
    """The hours of ``first`` on so many days, one after the other, as clocks in Scotland show them.

    A day on which the clocks go forward over all of them has none.
    """
    starts, ends = in_london(first.starts_at), in_london(first.ends_at)
    later = (timedelta(days=day) for day in range(days))
    edges = [(starts + by, ends + by) for by in later]
    return tuple(Period(start, end) for start, end in edges if start.astimezone(UTC) < end.astimezone(UTC))


def merged(periods: Iterable[Period]) -> list[Period]:
    """The same time as ``periods`` with overlapping and touching ones made one, in order."""
    result: list[Period] = []
    for period in sorted(periods):
        if result and period.starts_at <= result[-1].ends_at:
            result[-1] = Period(result[-1].starts_at, max(result[-1].ends_at, period.ends_at))
        else:
            result.append(period)
    return result


def first_shared(periods: Iterable[Period]) -> Period | None:
    """The first time that two of ``periods`` share; none where no two do."""
    shared = (
        Period(after.starts_at, min(before.ends_at, after.ends_at))
        for before, after in pairwise(sorted(periods))
        if before.overlaps(after)
    )
    return next(shared, None)


def night(day: date) -> Period:
    """The night that begins on ``day``: London noon to noon."""
    return nights(day, day + timedelta(days=1))


def nights(arrive_on: date, leave_on: date) -> Period:
    """The stay that begins on ``arrive_on`` and ends on ``leave_on``. Raises ValueError when there is no night."""
    return Period(london_instant(arrive_on, NOON), london_instant(leave_on, NOON))


def nights_touched(period: Period) -> list[date]:
    """The days whose nights share any instant with ``period``, in order."""
    first = in_london(period.starts_at)
    day = first.date() if first.time() >= NOON else first.date() - timedelta(days=1)
    touched = []
    while night(day).starts_at < period.ends_at:
        touched.append(day)
        day += timedelta(days=1)
    return touched


def month_on(day: date, by: int) -> date:
    """The first of the month so many months after that of a day (or before it)."""
    months = day.year * 12 + day.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)
