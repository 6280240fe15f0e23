"""What comes nearest when nothing is found: the same time on earlier or later days, or the same days further away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from sqlalchemy import select

from marketplace import clock
from marketplace.db import session
from marketplace.listings.asked import Asked
from marketplace.listings.models import Occupancy, OpeningHours, Space
from marketplace.listings.opening import Stretch, is_open
from marketplace.listings.queries.search import found_ids, takes
from marketplace.periods import Period

SHIFTS = tuple(sign * days for days in range(1, 15) for sign in (-1, 1))
"""By how many days the time asked for is moved, the nearest first."""

MOST = 3
AT_ONCE = 5_000
"""How many listings one statement names: a database takes only so many."""


@dataclass(frozen=True)
class OtherDates:
    """The same search on other days, and how many it finds. Of hours they are the first day and the last."""

    arrive_on: date
    leave_on: date
    found: int


@dataclass(frozen=True)
class FurtherAway:
    """The same search within more kilometres, and how many it finds."""

    within_km: float
    found: int


@dataclass(frozen=True)
class Nearest:
    """What can be done instead of the search that found nothing; either may be empty."""

    dates: tuple[OtherDates, ...]
    further: FurtherAway | None


def nearest(asked: Asked, *, wider_km: Sequence[float]) -> Nearest:
    """The nearest in dates, and in distance of those allowed, that something is found for."""
    return Nearest(dates=tuple(_other_dates(asked)), further=_further(asked, wider_km))


def _other_dates(asked: Asked) -> list[OtherDates]:
    moved = [one for one in map(asked.moved, SHIFTS) if one.days and one.days[0] >= clock.today()]
    if not moved:
        return []
    listing_ids = found_ids(replace(asked, stay=None, hours=None))
    weeks = _weeks(listing_ids) if asked.hours else {}
    found = _found_for(listing_ids, weeks, [one.period for one in moved if one.period])
    days = [one.days for one in moved if one.days]
    return [OtherDates(*on, number) for on, number in zip(days, found, strict=True) if number][:MOST]


def _found_for(listing_ids: list[int], weeks: Mapping[int, list[Stretch]], periods: list[Period]) -> list[int]:
    """How many of the listings are open, and have a space that is free, for all of each period."""
    window = Period(min(one.starts_at for one in periods), max(one.ends_at for one in periods))
    free: list[set[int]] = [set() for _ in periods]
    for listing_id, taken in _diaries(listing_ids, window):
        week = weeks.get(listing_id, [])
        for period, found in zip(periods, free, strict=True):
            if is_open(period, week) and not any(one.overlaps(period) for one in taken):
                found.add(listing_id)
    return [len(found) for found in free]


def _weeks(listing_ids: list[int]) -> Mapping[int, list[Stretch]]:
    """The opening hours of those listings that have any."""
    weeks: dict[int, list[Stretch]] = {}
    for some in _batches(listing_ids):
        for row in session.scalars(select(OpeningHours).where(OpeningHours.listing_id.in_(some))):
            stretch = Stretch(row.weekday, row.opens_minute, row.closes_minute)
            weeks.setdefault(row.listing_id, []).append(stretch)
    return weeks


def _diaries(listing_ids: list[int], window: Period) -> Iterator[tuple[int, list[Period]]]:
    """Each open space of the listings: whose it is, and what of the window is taken."""
    for some in _batches(listing_ids):
        rows = session.execute(
            select(Space.listing_id, Space.id, Occupancy.starts_at, Occupancy.ends_at)
            .outerjoin(Occupancy, takes(window))
            .where(Space.listing_id.in_(some), Space.closed_at.is_(None))
            .order_by(Space.id)
        )
        for (listing_id, _), of_space in groupby(rows, key=lambda row: (row.listing_id, row.id)):
            yield listing_id, [Period(row.starts_at, row.ends_at) for row in of_space if row.starts_at]


def _batches(listing_ids: list[int]) -> Iterator[list[int]]:
    return (listing_ids[first : first + AT_ONCE] for first in range(0, len(listing_ids), AT_ONCE))


def _further(asked: Asked, wider_km: Sequence[float]) -> FurtherAway | None:
    for km in wider_km if asked.near else ():
        wider = replace(asked, within_km=km)
        if number := len(found_ids(wider)):
            return FurtherAway(wider.within_km, number)
    return None
