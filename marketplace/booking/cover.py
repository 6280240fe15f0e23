"""Whether enough people are there all through a break: needed, arranged, and the gaps, in minutes and people. Pure.

Minutes are those of people: two people for an hour are 120 minutes. A day here runs from 08:00 to 08:00 by the clock in
London, so that a night is in one piece.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TypeVar

from marketplace.booking.needed import USUAL, Asked, CoverHow, DayPart, needed_in
from marketplace.clock import in_london, london_instant
from marketplace.periods import Period, merged

DAY_BEGINS = time(8, 0)
WHAT = TypeVar("WHAT")


@dataclass(frozen=True, slots=True)
class There:
    """Somebody who is there for a time. ``is_asleep``: who sleeps over, and need not be awake."""

    period: Period
    is_asleep: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which somebody is missing. ``there``: how many of those who are asked for are there.

    ``is_asleep``: somebody is there, but asleep, and awake is asked for.
    """

    period: Period
    asked: Asked = USUAL
    there: int = 0
    is_asleep: bool = False

    @property
    def missing(self) -> int:
        """How many people are missing."""
        return self.asked.people - self.there

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return self.period.minutes

    @property
    def people_minutes(self) -> int:
        """What is missing, all people together."""
        return self.minutes * self.missing

    @property
    def is_plain(self) -> bool:
        """Whether one person is needed and nobody is there at all."""
        return self.asked.people == 1 and not self.is_asleep

    @property
    def words(self) -> str:
        """Who is missing: ``nobody is there``, ``one of two is missing``, ``nobody is awake``."""
        count = _COUNTS[self.asked.people]
        if self.there:
            verb = "is" if self.missing == 1 else "are"
            return f"{_COUNTS[self.missing]} of {count} {verb} missing"
        if self.is_asleep:
            return "nobody is awake"
        return "nobody is there" if self.asked.people == 1 else f"nobody is there, and {count} are needed"

    @property
    def past_words(self) -> str:
        """The same of a break that is over."""
        return self.words.replace(" is ", " was ").replace(" are ", " were ")


_COUNTS = ("none", "one", "two", "three", "four")


@dataclass(frozen=True, slots=True)
class CoverDay:
    """One day of a break, 08:00 to 08:00: its part of the break, and the minutes of cover needed and arranged in it."""

    day: date
    period: Period
    needed_minutes: int
    arranged_minutes: int


@dataclass(frozen=True, slots=True)
class Cover:
    """Cover over a whole break.

    ``asked``: who must be there, stretch by stretch. ``arranged``: when somebody is there, inside the break; ``gaps``:
    when too few are.
    """

    needed: Period
    asked: tuple[tuple[Period, Asked], ...]
    arranged: tuple[Period, ...]
    gaps: tuple[Gap, ...]

    @property
    def needed_minutes(self) -> int:
        """How much is needed."""
        return sum(period.minutes * asked.people for period, asked in self.asked)

    @property
    def arranged_minutes(self) -> int:
        """How much of it is there; more people than are needed do not count."""
        return self.needed_minutes - self.gap_minutes

    @property
    def gap_minutes(self) -> int:
        """How much is missing."""
        return sum(one.people_minutes for one in self.gaps)

    @property
    def is_by_ratio(self) -> bool:
        """Whether it is ever more than one person."""
        return any(asked.people > 1 for _, asked in self.asked)

    @property
    def by_day(self) -> tuple[CoverDay, ...]:
        """Each day of the break, in order."""
        return tuple(self._day(day, period) for day, period in days_of(self.needed))

    def _day(self, day: date, within: Period) -> CoverDay:
        needed = sum(one.minutes * asked.people for one, asked in _within(self.asked, within))
        gaps = ((gap.period, gap.missing) for gap in self.gaps)
        return CoverDay(day, within, needed, needed - sum(one.minutes * count for one, count in _within(gaps, within)))


def cover(needed: Period, there: Iterable[There], parts: Sequence[DayPart] = ()) -> Cover:
    """What of a break is covered by those who are there, who may overlap, touch or reach beyond it."""
    people = [one for one in there if one.period.overlaps(needed)]
    asked = tuple(needed_in(needed, parts))
    arranged = tuple(one for one, _ in _within(((one, None) for one in merged(one.period for one in people)), needed))
    return Cover(needed, asked, arranged, tuple(_joined(_gaps(asked, people))))


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


def _gaps(asked: Iterable[tuple[Period, Asked]], people: Sequence[There]) -> Iterator[Gap]:
    """Each stretch between two comings or goings in which too few are there."""
    for stretch, wanted in asked:
        for piece in _pieces(stretch, people):
            now = [one for one in people if one.period.overlaps(piece)]
            counted = [one for one in now if not (one.is_asleep and wanted.how is CoverHow.AWAKE)]
            if len(counted) < wanted.people:
                yield Gap(piece, wanted, len(counted), is_asleep=len(now) > len(counted))


def _pieces(stretch: Period, people: Sequence[There]) -> Iterator[Period]:
    ends = {at for one in people for at in (one.period.starts_at, one.period.ends_at) if _is_inside(at, stretch)}
    return (Period(start, end) for start, end in pairwise(sorted(ends | {stretch.starts_at, stretch.ends_at})))


def _is_inside(at: datetime, stretch: Period) -> bool:
    return stretch.starts_at < at < stretch.ends_at


def _joined(gaps: Iterable[Gap]) -> Iterator[Gap]:
    """Gaps that read alike and follow on each other as one."""
    open_: list[Gap] = []
    for gap in gaps:
        if open_ and (open_[-1].period.ends_at != gap.period.starts_at or open_[-1].words != gap.words):
            yield _as_one(open_)
            open_ = []
        open_.append(gap)
    if open_:
        yield _as_one(open_)


def _as_one(gaps: Sequence[Gap]) -> Gap:
    return replace(gaps[0], period=Period(gaps[0].period.starts_at, gaps[-1].period.ends_at))


def _within(periods: Iterable[tuple[Period, WHAT]], bounds: Period) -> Iterator[tuple[Period, WHAT]]:
    for one, what in periods:
        if one.overlaps(bounds):
            yield Period(max(one.starts_at, bounds.starts_at), min(one.ends_at, bounds.ends_at)), what
