"""How many people somebody needs with them by part of the day, and what that comes to over a stretch of time. Pure.

Parts of the day run by the clock in London. The night ends when a day of cover begins.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from marketplace.clock import in_london, london_instant
from marketplace.periods import Period


class DayPart(StrEnum):
    """One part of the day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"

    @property
    def words(self) -> str:
        """It said on pages, with its hours."""
        return f"{self.value.capitalize()}, {_BEGINS[self]:%H:%M} to {_ends(self):%H:%M}"


class SupportLevel(StrEnum):
    """Who is there in one part of the day. By day people are awake; at night they sleep or wake."""

    NONE = "none"
    ONE = "one"
    TWO = "two"
    SLEEPOVER = "sleepover"
    WAKING = "waking"
    WAKING_TWO = "waking_two"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _LEVEL_WORDS[self]

    @property
    def people(self) -> int:
        """How many are there."""
        return _PEOPLE[self]


Levels = Mapping[DayPart, SupportLevel]

_BEGINS = {
    DayPart.MORNING: time(8),
    DayPart.AFTERNOON: time(12),
    DayPart.EVENING: time(18),
    DayPart.NIGHT: time(22),
}
_LEVEL_WORDS = {
    SupportLevel.NONE: "nobody",
    SupportLevel.ONE: "one person (1:1)",
    SupportLevel.TWO: "two people (2:1)",
    SupportLevel.SLEEPOVER: "one person who sleeps there (sleepover)",
    SupportLevel.WAKING: "one person who stays awake (waking night)",
    SupportLevel.WAKING_TWO: "two people who stay awake (waking night, 2:1)",
}
_PEOPLE = {
    SupportLevel.NONE: 0,
    SupportLevel.ONE: 1,
    SupportLevel.TWO: 2,
    SupportLevel.SLEEPOVER: 1,
    SupportLevel.WAKING: 1,
    SupportLevel.WAKING_TWO: 2,
}
BY_DAY = (SupportLevel.NONE, SupportLevel.ONE, SupportLevel.TWO)
BY_NIGHT = (SupportLevel.NONE, SupportLevel.SLEEPOVER, SupportLevel.WAKING, SupportLevel.WAKING_TWO)


def levels_of(part: DayPart) -> tuple[SupportLevel, ...]:
    """What can be needed in this part of the day."""
    return BY_NIGHT if part is DayPart.NIGHT else BY_DAY


@dataclass(frozen=True, slots=True)
class SupportStretch:
    """One stretch of time with the same need all through; ``level`` none where nobody has said."""

    period: Period
    level: SupportLevel | None


def support_over(period: Period, levels: Levels) -> tuple[SupportStretch, ...]:
    """What is needed over a period, in order and without a gap; neighbours alike are one stretch."""
    found: list[SupportStretch] = []
    for part, stretch in _parts_of(period):
        level = levels.get(part)
        is_same = bool(found) and found[-1].level is level
        starts_at = found.pop().period.starts_at if is_same else stretch.starts_at
        found.append(SupportStretch(Period(starts_at, stretch.ends_at), level))
    return tuple(found)


def _parts_of(period: Period) -> Iterator[tuple[DayPart, Period]]:
    day = in_london(period.starts_at).date() - timedelta(days=1)
    starts_at = period.starts_at
    while starts_at < period.ends_at:
        for part in DayPart:
            ends_at = min(_end_on(part, london_instant(day, _BEGINS[part])), period.ends_at)
            if starts_at < ends_at:
                yield part, Period(starts_at, ends_at)
                starts_at = ends_at
        day += timedelta(days=1)


def _end_on(part: DayPart, begins_at: datetime) -> datetime:
    day = in_london(begins_at).date()
    return london_instant(day + timedelta(days=part is DayPart.NIGHT), _ends(part))


def _ends(part: DayPart) -> time:
    parts = list(DayPart)
    return _BEGINS[parts[(parts.index(part) + 1) % len(parts)]]
