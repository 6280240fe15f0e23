"""How many people must be there at each time of the day, and awake or asleep: one to one, two to one, nights. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta
from enum import StrEnum

from marketplace.clock import in_london, london_instant
from marketplace.people.support_times import Levels, PartOfDay, SupportLevel
from marketplace.periods import Period
from marketplace.wording import clock_time

DAY_MINUTES = 24 * 60
MOST_PEOPLE = 4
MOST_ROWS = 12


class CoverHow(StrEnum):
    """Whether whoever is there must be awake."""

    AWAKE = "awake"
    ASLEEP = "asleep"
    """A sleepover will do: somebody is there, and may sleep."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who must be there. ``people``: how many at once; nought where the person is well alone."""

    people: int = 1
    how: CoverHow = CoverHow.ASLEEP


USUAL = Asked()
"""What is meant where nothing else is said: somebody, who may sleep at night."""


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of each day by the clock in London, in minutes after midnight; over midnight where it ends first."""

    starts: int
    ends: int
    asked: Asked

    @property
    def words(self) -> str:
        """``08:00 to 10:00: two people, awake``; ``All day and night: one person, awake``."""
        when = f"{clock_time(self.starts)} to {clock_time(self.ends)}"
        return f"{'All day and night' if self.starts == self.ends else when}: {asked_words(self.asked)}"


_COUNTS = ("nobody", "one person", "two people", "three people", "four people")


def asked_words(asked: Asked) -> str:
    """``two people, awake``; ``one person, who may sleep``; ``nobody``."""
    if not asked.people:
        return _COUNTS[0]
    sleep = "awake" if asked.how is CoverHow.AWAKE else "who may sleep"
    return f"{_COUNTS[asked.people]}, {sleep}"


def as_profile_says(levels: Levels) -> tuple[DayPart, ...]:
    """What a profile says of each part of the day, as parts of a break; what it does not say is the usual.

    Neighbours that ask for the same are one part, over midnight too: a whole day of the same is one of 24 hours.
    """
    joined: list[DayPart] = []
    for part in (_of_level(part, levels[part]) for part in PartOfDay if part in levels):
        if joined and _goes_on(joined[-1], part):
            joined[-1] = replace(joined[-1], ends=part.ends)
        else:
            joined.append(part)
    if len(joined) > 1 and _goes_on(joined[-1], joined[0]):
        return (*joined[1:-1], replace(joined[-1], ends=joined[0].ends))
    return tuple(joined)


def _goes_on(earlier: DayPart, later: DayPart) -> bool:
    return earlier.ends == later.starts and earlier.asked == later.asked


def _of_level(part: PartOfDay, level: SupportLevel) -> DayPart:
    how = CoverHow.ASLEEP if level.may_sleep or not level.people else CoverHow.AWAKE
    return DayPart(_minute(part.begins), _minute(part.ends), Asked(level.people, how))


def asked_at(parts: Iterable[DayPart], hour: int) -> Asked:
    """Who must be there at a full hour of the day."""
    return next((part.asked for part in parts if hour * 60 in set(_minutes(part))), USUAL)


def leaves_time(parts: Iterable[DayPart]) -> bool:
    """Whether any of the day is left of which no part says who must be there."""
    return len({minute for part in parts for minute in _minutes(part)}) < DAY_MINUTES


def overlapping(parts: Sequence[DayPart]) -> int | None:
    """The place of the first part that shares a minute of the day with one before it, and neither is inside the other.

    None where no part does.
    """
    minutes = [frozenset(_minutes(part)) for part in parts]
    for place, mine in enumerate(minutes):
        if any(mine & before and not (mine < before or before < mine) for before in minutes[:place]):
            return place
    return None


def without_inner(parts: Sequence[DayPart]) -> tuple[DayPart, ...]:
    """The same as parts that share no minute: one that is inside another takes that piece of it.

    What is around it is then a part before and a part after. None of them may overlap in any other way.
    """
    minutes = [frozenset(_minutes(part)) for part in parts]
    found: list[DayPart] = []
    for part, mine in zip(parts, minutes, strict=True):
        inner = [other for other in minutes if other < mine]
        found += _left_of(part, mine.difference(*inner)) if inner else [part]
    return tuple(found)


def _left_of(part: DayPart, left: frozenset[int]) -> Iterator[DayPart]:
    """The pieces of a part of which these minutes are left, in the order of its day."""
    for minute in (one for one in _minutes(part) if _begins(one, left)):
        ends = next(at for at in range(minute + 1, minute + DAY_MINUTES + 1) if at % DAY_MINUTES not in left)
        yield replace(part, starts=minute, ends=ends % DAY_MINUTES)


def _begins(minute: int, left: frozenset[int]) -> bool:
    """Whether a piece of what is left begins at a minute; over midnight it is one piece."""
    return minute in left and (minute - 1) % DAY_MINUTES not in left


def needed_in(whole: Period, parts: Iterable[DayPart]) -> Iterator[tuple[Period, Asked]]:
    """What is asked of each stretch of a break, in order: what a part of the day says, else the usual."""
    said = [(stretch, part.asked) for part in parts for stretch in _stretches(part, whole)]
    said += [(left, USUAL) for left in whole.minus(stretch for stretch, _ in said)]
    return iter(sorted(said, key=lambda one: one[0]))


def _stretches(part: DayPart, whole: Period) -> Iterator[Period]:
    """The part on each day of a break. An hour that the clock leaves out in March is not there."""
    day, end = in_london(whole.starts_at).date() - timedelta(days=1), in_london(whole.ends_at).date()
    while day <= end:
        last = day + timedelta(days=part.ends <= part.starts)
        starts_at = max(london_instant(day, _time(part.starts)), whole.starts_at)
        ends_at = min(london_instant(last, _time(part.ends)), whole.ends_at)
        if starts_at < ends_at:
            yield Period(starts_at, ends_at)
        day += timedelta(days=1)


def _minutes(part: DayPart) -> Iterator[int]:
    length = (part.ends - part.starts) % DAY_MINUTES or DAY_MINUTES
    return ((part.starts + number) % DAY_MINUTES for number in range(length))


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
