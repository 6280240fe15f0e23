"""What comes nearest when nothing is found: the same nights earlier or later, or the same dates further away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from sqlalchemy import select

from marketplace import clock
from marketplace.db import session
from marketplace.listings.asked import Asked
from marketplace.listings.models import Occupancy, Space
from marketplace.listings.queries.search import found_ids, takes
from marketplace.periods import Period, nights

SHIFTS = tuple(sign * days for days in range(1, 15) for sign in (-1, 1))
"""By how many days a stay is moved, the nearest first."""

MOST = 3
AT_ONCE = 5_000
"""How many listings one statement names: a database takes only so many."""


@dataclass(frozen=True)
class OtherDates:
    """The same search on other days, and how many it finds."""

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
    moved = [one.stay for one in map(asked.moved, SHIFTS) if one.stay and one.stay[0] >= clock.today()]
    if not moved:
        return []
    found = _found_for(found_ids(replace(asked, stay=None)), [nights(*stay) for stay in moved])
    return [OtherDates(*stay, number) for stay, number in zip(moved, found, strict=True) if number][:MOST]


def _found_for(listing_ids: list[int], periods: list[Period]) -> list[int]:
    """How many of the listings have a space that is free for all of each period."""
    window = Period(min(one.starts_at for one in periods), max(one.ends_at for one in periods))
    free: list[set[int]] = [set() for _ in periods]
    for listing_id, taken in _diaries(listing_ids, window):
        for period, found in zip(periods, free, strict=True):
            if not any(one.overlaps(period) for one in taken):
                found.add(listing_id)
    return [len(found) for found in free]


def _diaries(listing_ids: list[int], window: Period) -> Iterator[tuple[int, list[Period]]]:
    """Each open space of the listings: whose it is, and what of the window is taken."""
    for first in range(0, len(listing_ids), AT_ONCE):
        rows = session.execute(
            select(Space.listing_id, Space.id, Occupancy.starts_at, Occupancy.ends_at)
            .outerjoin(Occupancy, takes(window))
            .where(Space.listing_id.in_(listing_ids[first : first + AT_ONCE]), Space.closed_at.is_(None))
            .order_by(Space.id)
        )
        for (listing_id, _), of_space in groupby(rows, key=lambda row: (row.listing_id, row.id)):
            yield listing_id, [Period(row.starts_at, row.ends_at) for row in of_space if row.starts_at]


def _further(asked: Asked, wider_km: Sequence[float]) -> FurtherAway | None:
    for km in wider_km if asked.near else ():
        wider = replace(asked, within_km=km)
        if number := len(found_ids(wider)):
            return FurtherAway(wider.within_km, number)
    return None
