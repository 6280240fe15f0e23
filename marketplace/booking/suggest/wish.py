"""What is wanted of a suggestion, as it is asked and kept; and the stretches in which PAs have to be there. Pure.

By day the time is cut at each whole hour, so that people may take turns; a night is in one piece. Where it is
said how many must be there at which time, an evening or a morning that asks for more than the night gives is hours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from marketplace.booking.cover import There
from marketplace.booking.needed import Asked, CoverHow, DayPart, needed_in
from marketplace.booking.suggest.problem import Slot
from marketplace.clock import in_london, london_instant
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period

LONGEST = timedelta(days=15)
"""The longest break that is suggested whole: each hour of it is somebody's to cover."""

MILES = (10, 25, 40, 60, 125)
"""How far from the town a place may be, as it can be asked for."""

EVENING, MORNING = time(22), time(8)
LATE, EARLY = time(23), time(7)
"""A sleepover is from EVENING to MORNING; who is awake all night is there from LATE to EARLY, eight hours (WTR)."""

DEAD_OF_NIGHT = 3
"""The hour that is night for everybody."""


class Covered(StrEnum):
    """When PAs have to be there by day. ``SAID``: as many and when as the break says for each part of the day."""

    SAID = "said"
    ALL = "all"
    DAYS = "days"
    NONE = "none"


class Nights(StrEnum):
    """What PAs do at night."""

    SLEEPS = "sleeps"
    AWAKE = "awake"
    NOBODY = "nobody"


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
    def night(self) -> Asked:
        """Who is there at night."""
        how = CoverHow.AWAKE if self.nights is Nights.AWAKE else CoverHow.ASLEEP
        return Asked(0 if self.nights is Nights.NOBODY else self.at_night, how)

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


def slots_of(whole: Period, wish: Wish, arranged: Sequence[There], parts: Iterable[DayPart] = ()) -> tuple[Slot, ...]:
    """What is still to be covered of a break, in order. ``arranged``: who is there already, one by one.

    ``parts``: what the break says of each part of the day, which counts where the wish is to go by it.
    """
    said = tuple(needed_in(whole, parts)) if wish.covered is Covered.SAID else ()
    nights = list(_nights(whole, wish, said))
    by_day = said or [(period, Asked(wish.by_day)) for period in _days(whole, wish)]
    hours = [
        Slot(piece, needs=_missing(piece, asked, arranged))
        for period, asked in by_day
        for left in period.minus(night for night, _ in nights)
        for piece in _hours(left, arranged)
    ]
    at_night = [Slot(night, _units_of(asked), _missing(night, asked, arranged)) for night, asked in nights]
    return tuple(sorted((slot for slot in (*hours, *at_night) if slot.needs > 0), key=lambda slot: slot.period))


def _missing(period: Period, asked: Asked, arranged: Iterable[There]) -> int:
    """How many more are needed all through a stretch; who sleeps does not count where somebody must be awake."""
    counted = (one for one in arranged if not (one.is_asleep and asked.how is CoverHow.AWAKE))
    return asked.people - sum(one.period.covers(period) for one in counted)


def _units_of(night: Asked) -> RateUnit:
    return RateUnit.WAKING_NIGHT if night.how is CoverHow.AWAKE else RateUnit.SLEEPOVER


def _nights(whole: Period, wish: Wish, said: Sequence[tuple[Period, Asked]]) -> Iterator[tuple[Period, Asked]]:
    """The nights, each in one piece: where nobody comes at night, only to keep them apart from what is said."""
    if wish.nights is Nights.NOBODY and not said:
        return
    begins, ends = (LATE, EARLY) if wish.nights is Nights.AWAKE else (EVENING, MORNING)
    for day in _each_day(whole):
        night = Period(london_instant(day, begins), london_instant(day + timedelta(days=1), ends))
        if not night.overlaps(whole):
            continue
        inside = _within(night, whole)
        if not said:
            yield inside, wish.night
        elif _is_dead_of_night(inside):  # an evening or a morning alone is hours
            yield _core(inside, wish.night, said), wish.night


def _core(night: Period, comes: Asked, said: Iterable[tuple[Period, Asked]]) -> Period:
    """A night without the evening and the morning in which more is asked for than whoever comes at night gives."""
    more = [period for period, asked in said if not _is_enough(comes, asked)]
    return next((left for left in night.minus(more) if _is_dead_of_night(left)), night)


def _is_enough(comes: Asked, asked: Asked) -> bool:
    is_awake = comes.how is CoverHow.AWAKE or asked.how is CoverHow.ASLEEP
    return not asked.people or (is_awake and comes.people >= asked.people)


def _is_dead_of_night(period: Period) -> bool:
    at = london_instant(in_london(period.ends_at).date(), time(DEAD_OF_NIGHT))
    return period.starts_at <= at < period.ends_at


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


def _hours(period: Period, arranged: Iterable[There]) -> Iterator[Period]:
    """A stretch cut at each whole hour, and where somebody who is there already comes or goes."""
    cuts = {instant for one in arranged for instant in (one.period.starts_at, one.period.ends_at)}
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
