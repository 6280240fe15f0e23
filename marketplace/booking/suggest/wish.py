"""What is wanted of a suggestion, as it is asked and kept; and the stretches in which PAs have to be there. Pure.

By day the time is cut at each whole hour, so that people may take turns; a night is in one piece.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from marketplace.booking.suggest.problem import Slot
from marketplace.clock import in_london, london_instant
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period

LONGEST = timedelta(days=15)
"""The longest break that is suggested whole: each hour of it is somebody's to cover."""

EVENING, MORNING = time(22), time(8)
LATE, EARLY = time(23), time(7)
"""A sleepover is from EVENING to MORNING; who is awake all night is there from LATE to EARLY, eight hours (WTR)."""


class Covered(StrEnum):
    """When PAs have to be there by day."""

    ALL = "all"
    DAYS = "days"
    NONE = "none"


class Nights(StrEnum):
    """What PAs do at night."""

    SLEEPS = "sleeps"
    AWAKE = "awake"
    NOBODY = "nobody"


_UNITS = {Nights.SLEEPS: RateUnit.SLEEPOVER, Nights.AWAKE: RateUnit.WAKING_NIGHT}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted. ``guests``: who sleeps there, PAs apart. ``equipment``: references of listings, each one hired.

    ``first``, ``last``: from when to when each day, where only then. ``by_day`` and ``at_night``: how many PAs at once.
    """

    wants_place: bool = True
    guests: int = 1
    within_miles: int = 25
    covered: Covered = Covered.NONE
    first: time = time(9)
    last: time = time(17)
    by_day: int = 1
    nights: Nights = Nights.NOBODY
    at_night: int = 1
    journeys: bool = False
    equipment: tuple[str, ...] = ()
    most_pence: int | None = None
    only_signed: bool = False

    @property
    def sleepers(self) -> int:
        """How many PAs sleep in the place as well (R38)."""
        return self.at_night if self.nights is Nights.SLEEPS else 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all is wanted."""
        no_support = self.covered is Covered.NONE and self.nights is Nights.NOBODY
        return no_support and not (self.wants_place or self.journeys or self.equipment)

    @property
    def kept(self) -> dict[str, Any]:
        """It as a row keeps it."""
        return asdict(self) | {"first": self.first.isoformat(), "last": self.last.isoformat()}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Wish":
        """It from a row."""
        read = {
            "first": time.fromisoformat(kept["first"]),
            "last": time.fromisoformat(kept["last"]),
            "covered": Covered(kept["covered"]),
            "nights": Nights(kept["nights"]),
            "equipment": tuple(kept["equipment"]),
        }
        return cls(**{**kept, **read})


def slots_of(whole: Period, wish: Wish, arranged: Sequence[Period]) -> tuple[Slot, ...]:
    """What is still to be covered of a break, in order. ``arranged``: when somebody is there already, one by one."""
    nights = list(_nights(whole, wish))
    days = [piece for period in _days(whole, wish) for piece in period.minus(one.period for one in nights)]
    hours = [Slot(piece, needs=wish.by_day) for period in days for piece in _hours(period, arranged)]
    slots = (_still(slot, arranged) for slot in (*hours, *nights))
    return tuple(sorted((slot for slot in slots if slot.needs > 0), key=lambda slot: slot.period))


def _still(slot: Slot, arranged: Iterable[Period]) -> Slot:
    there = sum(one.covers(slot.period) for one in arranged)
    return Slot(slot.period, slot.unit, slot.needs - there)


def _nights(whole: Period, wish: Wish) -> Iterator[Slot]:
    if wish.nights is Nights.NOBODY:
        return
    begins, ends = (EVENING, MORNING) if wish.nights is Nights.SLEEPS else (LATE, EARLY)
    for day in _each_day(whole):
        night = Period(london_instant(day, begins), london_instant(day + timedelta(days=1), ends))
        if night.overlaps(whole):
            yield Slot(_within(night, whole), _UNITS[wish.nights], wish.at_night)


def _days(whole: Period, wish: Wish) -> Iterator[Period]:
    """The time by day that is to be covered, nights not yet taken out."""
    if wish.covered is Covered.NONE:
        return
    begins, ends = (wish.first, wish.last) if wish.covered is Covered.DAYS else _waking(wish)
    for day in _each_day(whole):
        period = Period(london_instant(day, begins), london_instant(day, ends))
        if period.overlaps(whole):
            yield _within(period, whole)


def _waking(wish: Wish) -> tuple[time, time]:
    return (EARLY, LATE) if wish.nights is Nights.AWAKE else (MORNING, EVENING)


def _hours(period: Period, arranged: Iterable[Period]) -> Iterator[Period]:
    """A stretch cut at each whole hour, and where somebody who is there already comes or goes."""
    cuts = {instant for one in arranged for instant in (one.starts_at, one.ends_at)}
    hour = in_london(period.starts_at).replace(minute=0, second=0, microsecond=0)
    cuts.update(_whole_hours(hour, period))
    inside = sorted(cut for cut in cuts if period.starts_at < cut < period.ends_at)
    ends = [*inside, period.ends_at]
    for starts_at, ends_at in zip([period.starts_at, *inside], ends, strict=True):
        yield Period(starts_at, ends_at)


def _whole_hours(first: datetime, period: Period) -> Iterator[datetime]:
    at = Period(first, period.ends_at).starts_at  # counted in UTC: an hour is an hour when the clocks change
    while at < period.ends_at:
        yield at
        at += timedelta(hours=1)


def _each_day(whole: Period) -> Iterator[date]:
    """The days that may have something in them: from the evening before."""
    day = in_london(whole.starts_at).date() - timedelta(days=1)
    while london_instant(day) < whole.ends_at:
        yield day
        day += timedelta(days=1)


def _within(period: Period, bounds: Period) -> Period:
    return Period(max(period.starts_at, bounds.starts_at), min(period.ends_at, bounds.ends_at))
