"""How long money has been set aside, in stretches of days: what has waited long wants somebody to look. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

BOUNDS = (7, 30, 90)
"""Whole days at which one stretch ends; what is older than the last is the last stretch."""


@dataclass(frozen=True, slots=True)
class Aged:
    """What has been set aside for so long: how many holds, and how much in pence. ``words``: "8 to 30 days"."""

    words: str
    holds: int
    pence: int


def stretch_of(since: datetime, now: datetime) -> int:
    """Which stretch a hold is in, 0 for the youngest. A hold of exactly so many days is still in the younger one."""
    age = now - since
    return next((place for place, days in enumerate(BOUNDS) if age <= timedelta(days=days)), len(BOUNDS))


def since_between(place: int, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Since when the holds of a stretch have been: not before the one instant, and before the other; none: no bound."""
    oldest = now - timedelta(days=BOUNDS[place]) if place < len(BOUNDS) else None
    return oldest, now - timedelta(days=BOUNDS[place - 1]) if place else None


def by_age(holds: Iterable[tuple[datetime, int]], now: datetime) -> tuple[Aged, ...]:
    """Holds (since when, pence) by their age, the youngest first; every stretch, also those without any."""
    count, pence = [0] * (len(BOUNDS) + 1), [0] * (len(BOUNDS) + 1)
    for since, amount in holds:
        place = stretch_of(since, now)
        count[place] += 1
        pence[place] += amount
    return tuple(Aged(words, count[place], pence[place]) for place, words in enumerate(stretches()))


def stretches() -> Iterable[str]:
    """Each stretch in words, the youngest first."""
    first = 0
    for days in BOUNDS:
        yield f"{first} to {days} days"
        first = days + 1
    yield f"more than {BOUNDS[-1]} days"
