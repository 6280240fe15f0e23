"""How many people somebody needs with them by part of the day. Pure.

Parts of the day run by the clock in London. The night ends when a day of cover begins.
"""

from collections.abc import Mapping
from datetime import time
from enum import StrEnum


class PartOfDay(StrEnum):
    """One part of the day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"

    @property
    def words(self) -> str:
        """It said on pages, with its hours."""
        return f"{self.value.capitalize()}, {self.begins:%H:%M} to {self.ends:%H:%M}"

    @property
    def means(self) -> str:
        """What the words of its levels mean, for who meets them for the first time."""
        return _NIGHT_MEANS if self is PartOfDay.NIGHT else _DAY_MEANS

    @property
    def begins(self) -> time:
        """When it begins, by the clock in London."""
        return _BEGINS[self]

    @property
    def ends(self) -> time:
        """When it ends: as the next part begins."""
        parts = list(PartOfDay)
        return _BEGINS[parts[(parts.index(self) + 1) % len(parts)]]


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
    def may_sleep(self) -> bool:
        """Whether whoever is there may sleep."""
        return self is SupportLevel.SLEEPOVER

    @property
    def people(self) -> int:
        """How many are there."""
        return _PEOPLE[self]


Levels = Mapping[PartOfDay, SupportLevel]

_BEGINS = {
    PartOfDay.MORNING: time(8),
    PartOfDay.AFTERNOON: time(12),
    PartOfDay.EVENING: time(18),
    PartOfDay.NIGHT: time(22),
}
_LEVEL_WORDS = {
    SupportLevel.NONE: "nobody",
    SupportLevel.ONE: "one person (1:1)",
    SupportLevel.TWO: "two people (2:1)",
    SupportLevel.SLEEPOVER: "one person who sleeps there (sleepover)",
    SupportLevel.WAKING: "one person who stays awake (waking night)",
    SupportLevel.WAKING_TWO: "two people who stay awake (waking night, 2:1)",
}
_DAY_MEANS = "1:1 is one person for one alone. 2:1 is two people at once, as for some lifts."
_NIGHT_MEANS = "A sleepover: somebody sleeps there and can be woken. A waking night: somebody stays awake all night."
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


def levels_of(part: PartOfDay) -> tuple[SupportLevel, ...]:
    """What can be needed in this part of the day."""
    return BY_NIGHT if part is PartOfDay.NIGHT else BY_DAY
