"""Where a bank could say yes: free time by weekday and part of the day, over the coming weeks. Pure.

Hours are counted where a PA works by their pattern and nothing stands in their diary; of nights, how many sleepovers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from marketplace.clock import london_instant
from marketplace.listings.opening import WEEKDAYS, Stretch
from marketplace.listings.working_week import WorkingWeek
from marketplace.periods import Period

MOST_SHADE = 4


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """A column: from one hour to another of the day, 24 and more are of the next. ``is_night``: sleepovers."""

    name: str
    first: int
    last: int
    is_night: bool = False

    @property
    def hours(self) -> str:
        """Short enough for a narrow column: ``7-12``."""
        return "night" if self.is_night else f"{self.first}-{self.last}"


PARTS = (
    PartOfDay("Morning", 7, 12),
    PartOfDay("Afternoon", 12, 17),
    PartOfDay("Evening", 17, 22),
    PartOfDay("Night", 22, 32, is_night=True),
)


@dataclass(frozen=True, slots=True)
class Diary:
    """One PA: when they work, and what stands in their diary."""

    week: WorkingWeek
    taken: Sequence[Period] = ()


@dataclass(slots=True)
class Cell:
    """One weekday and part of the day: what is free of what is worked, minutes or nights, over all the weeks."""

    part: PartOfDay
    weeks: int
    free: int = 0
    worked: int = 0

    @property
    def free_a_week(self) -> float:
        """What is free in one week, as it is shown: whole hours, or nights to a tenth."""
        return self._a_week(self.free)

    @property
    def free_words(self) -> str:
        """What is free in one week: ``12 h``, or of nights ``2``."""
        return self._words(self.free)

    @property
    def worked_words(self) -> str:
        """What is worked in one week."""
        return self._words(self.worked)

    def _words(self, sum_of_weeks: int) -> str:
        return f"{self._a_week(sum_of_weeks):g}{'' if self.part.is_night else ' h'}"

    def _a_week(self, sum_of_weeks: int) -> float:
        return round(sum_of_weeks / self.weeks, 1) if self.part.is_night else round(sum_of_weeks / 60 / self.weeks)


@dataclass(frozen=True, slots=True)
class Capacity:
    """The map: a row for each weekday, a cell for each part of the day."""

    weeks: int
    rows: tuple[tuple[str, tuple[Cell, ...]], ...] = field(default=())

    def shade(self, cell: Cell) -> int:
        """0: nothing is free. From 1, the least of the times of the same sort, to MOST_SHADE, the most: as shown."""
        if not cell.free:
            return 0
        cells = (one for _, row in self.rows for one in row if one.part.is_night is cell.part.is_night)
        free = [one.free_a_week for one in cells if one.free]
        least, most = min(free), max(free)
        if least == most:
            return MOST_SHADE
        return min(MOST_SHADE, 1 + int((cell.free_a_week - least) * MOST_SHADE / (most - least)))

    @property
    def hours_a_week(self) -> int:
        """How many hours by day could still be said yes to, in one week."""
        cells = (cell for _, row in self.rows for cell in row if not cell.part.is_night)
        return round(sum(cell.free for cell in cells) / 60 / self.weeks)

    @property
    def nights_a_week(self) -> int:
        """How many sleepovers, in one week."""
        return round(sum(cell.free for _, row in self.rows for cell in row if cell.part.is_night) / self.weeks)


def capacity(diaries: Iterable[Diary], *, first: date, weeks: int) -> Capacity:
    """The map over ``weeks`` whole weeks from ``first`` on."""
    cells = {(day, part): Cell(part, weeks) for day in range(7) for part in PARTS}
    days = [first + timedelta(days=number) for number in range(weeks * 7)]
    for diary in diaries:
        for day in days:
            for part in PARTS:
                _count(cells[day.weekday(), part], diary, day)
    return Capacity(
        weeks, tuple((name, tuple(cells[day, part] for part in PARTS)) for day, name in enumerate(WEEKDAYS))
    )


def _count(cell: Cell, diary: Diary, day: date) -> None:
    part = cell.part
    whole = Period(_at(day, part.first), _at(day, part.last))
    if part.is_night:
        if diary.week.allows(whole, sleeps_over=True):
            cell.worked += 1
            cell.free += not any(one.overlaps(whole) for one in diary.taken)
        return
    for worked in _worked(diary.week, day, whole):
        cell.worked += worked.minutes
        cell.free += sum(one.minutes for one in worked.minus(diary.taken))


def _worked(week: WorkingWeek, day: date, whole: Period) -> Iterator[Period]:
    """The pieces of a part of a day in which a PA works."""
    if not week.is_said:
        yield whole
        return
    for stretch in week.hours:
        if stretch.weekday == day.weekday():
            worked = _of_stretch(day, stretch)
            if worked.overlaps(whole):
                yield Period(max(worked.starts_at, whole.starts_at), min(worked.ends_at, whole.ends_at))


def _of_stretch(day: date, stretch: Stretch) -> Period:
    return Period(_minute(day, stretch.opens), _minute(day, stretch.closes))


def _at(day: date, hour: int) -> datetime:
    return _minute(day, hour * 60)


def _minute(day: date, minute: int) -> datetime:
    days, left = divmod(minute, 24 * 60)
    return london_instant(day + timedelta(days=days), time(left // 60, left % 60))
