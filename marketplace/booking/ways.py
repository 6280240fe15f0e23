"""The ways between the parts of a break: how far as the crow flies, about how long, and whether there is time. Pure.

From where somebody stays to what they do, on to the next thing, and back. A journey that is in the break at about that
time counts as the way there; nobody is asked how.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from marketplace.clock import in_london
from marketplace.geo import Point, distance_km
from marketplace.periods import Period

WALK_KM = 1.0
"""As far as somebody may well go without a car: nothing is said of a way that is shorter."""

IN_AND_OUT_MINUTES = 10
"""To get in and out of a car, with a chair and a ramp."""

AROUND = timedelta(minutes=90)
"""A journey so long before or after counts as the way."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Somewhere that somebody is for a time: where they stay, or what they do."""

    title: str
    period: Period
    point: Point


@dataclass(frozen=True, slots=True)
class Way:
    """From one stop to the next. ``minutes_there``: between the two; none for the way back, which may take its time."""

    from_title: str
    to_title: str
    at: datetime
    km: float
    minutes: int
    minutes_there: int | None
    has_journey: bool

    @property
    def is_too_close(self) -> bool:
        """Whether the next begins before one can be there."""
        return self.minutes_there is not None and self.minutes_there < self.minutes

    @property
    def lacks_journey(self) -> bool:
        """Whether it is too far to walk, and nothing in the break goes there."""
        return self.km > WALK_KM and not self.has_journey


def ways(stays: Sequence[Stop], visits: Iterable[Stop], journeys: Sequence[Period], *, km_an_hour: int) -> list[Way]:
    """Each way of a break, in order: to each thing, from the one before on that day or from the stay; then back."""
    ordered = sorted(visits, key=lambda one: (one.period, one.title))
    found: list[Way] = []
    for place, visit in enumerate(ordered):
        before = ordered[place - 1] if place and _is_one_day(ordered[place - 1], visit) else None
        found += _there(before or _stay(stays, visit.period.starts_at), visit, journeys, km_an_hour)
        after = ordered[place + 1] if place + 1 < len(ordered) else None
        if after is None or not _is_one_day(visit, after):
            found += _back(visit, _stay(stays, visit.period.ends_at), journeys, km_an_hour)
    return found


def minutes_for(km: float, *, km_an_hour: int) -> int:
    """About how long a way takes, in fives of minutes; nought where it is no way at all."""
    if km < 0.1:
        return 0
    return ceil((km * 60 / km_an_hour + IN_AND_OUT_MINUTES) / 5) * 5


def _there(before: Stop | None, visit: Stop, journeys: Sequence[Period], km_an_hour: int) -> Iterator[Way]:
    if before is None:
        return
    km, starts_at = distance_km(before.point, visit.point), visit.period.starts_at
    is_from_stay = before.period.ends_at > starts_at and before.period.covers(visit.period)
    between = None if is_from_stay else _minutes(starts_at - before.period.ends_at)
    carried = _is_carried(journeys, Period(starts_at - AROUND, starts_at + timedelta(minutes=1)))
    yield Way(before.title, visit.title, starts_at, km, minutes_for(km, km_an_hour=km_an_hour), between, carried)


def _back(visit: Stop, stay: Stop | None, journeys: Sequence[Period], km_an_hour: int) -> Iterator[Way]:
    if stay is None:
        return
    km, ends_at = distance_km(visit.point, stay.point), visit.period.ends_at
    carried = _is_carried(journeys, Period(ends_at - timedelta(minutes=1), ends_at + AROUND))
    yield Way(visit.title, stay.title, ends_at, km, minutes_for(km, km_an_hour=km_an_hour), None, carried)


def _stay(stays: Sequence[Stop], at: datetime) -> Stop | None:
    """Where somebody stays at an instant; on the day they leave, where they were."""
    now = [one for one in stays if one.period.starts_at <= at < one.period.ends_at]
    return now[0] if now else None


def _is_one_day(one: Stop, other: Stop) -> bool:
    return in_london(one.period.starts_at).date() == in_london(other.period.starts_at).date()


def _is_carried(journeys: Sequence[Period], window: Period) -> bool:
    return any(one.overlaps(window) for one in journeys)


def _minutes(time: timedelta) -> int:
    return int(time / timedelta(minutes=1))
