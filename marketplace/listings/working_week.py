"""When a PA works: hours of each weekday, and the nights for which they sleep over. Pure.

A PA who has said neither works whenever their diary is free, as a listing without opening hours is always open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time, timedelta

from marketplace.clock import in_london
from marketplace.listings.opening import WEEKDAYS, Stretch, day_text, is_open
from marketplace.periods import Period

EVENING, DEAD_OF_NIGHT, NOON = time(18), time(4), time(12)
"""A night of a PA's time begins in an EVENING, and is over between the DEAD_OF_NIGHT and NOON of the day after."""


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """The hours of a week in order, and the weekdays (Monday 0) on whose evening a sleepover may begin."""

    hours: tuple[Stretch, ...] = ()
    nights: frozenset[int] = frozenset()

    @property
    def is_said(self) -> bool:
        """Whether the PA has a pattern at all."""
        return bool(self.hours or self.nights)

    def allows(self, period: Period, *, sleeps_over: bool = False) -> bool:
        """Whether all of a stretch of time lies in the pattern; a sleepover by the day it begins (DATA_MODEL 12)."""
        if not self.is_said:
            return True
        if sleeps_over:
            return in_london(period.starts_at).weekday() in self.nights
        return bool(self.hours) and is_open(period, self.hours)

    def day_words(self, weekday: int) -> str:
        """One weekday as people read it: ``9:00-17:00, sleeps over``."""
        said = [day_text(self.hours, weekday), "sleeps over" if weekday in self.nights else ""]
        return ", ".join(filter(None, said)) or "does not work"

    def words(self) -> tuple[tuple[str, str], ...]:
        """Each weekday and when they work; nothing where there is no pattern."""
        return tuple((name, self.day_words(day)) for day, name in enumerate(WEEKDAYS)) if self.is_said else ()

    @property
    def hours_a_week(self) -> float:
        """How many hours a week the pattern has, sleepovers apart."""
        return sum(one.closes - one.opens for one in self.hours) / 60


def is_night(period: Period) -> bool:
    """Whether a stretch of time can be had as one night of a PA, asleep or awake, and not only as hours."""
    start, end = in_london(period.starts_at), in_london(period.ends_at)
    is_next_day = end.date() - start.date() == timedelta(days=1)
    return is_next_day and start.time() >= EVENING and DEAD_OF_NIGHT < end.time() <= NOON


def week_of(stretches: Iterable[Stretch], nights: Iterable[int]) -> WorkingWeek:
    """A week from its rows, in whatever order they come."""
    return WorkingWeek(tuple(sorted(stretches)), frozenset(nights))
