"""What comes nearest when nothing is found: other days, further away, or one need less. Each is one search for all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.needs import Need, Strength
from marketplace.db import session
from marketplace.listings.asked import Asked
from marketplace.listings.models import search_row
from marketplace.listings.queries.candidates import Finder
from marketplace.listings.queries.facets import Wishes, count
from marketplace.listings.queries.free_then import batches, free_for
from marketplace.listings.queries.need_columns import FALSE, TRUE
from marketplace.listings.queries.offered import Offer, offers
from marketplace.listings.queries.search import found_ids
from marketplace.listings.terms import Terms

SHIFTS = tuple(sign * days for days in range(1, 15) for sign in (-1, 1))
"""By how many days the time asked for is moved, the nearest first."""

MOST = 3


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
class FewerNeeds:
    """The same search without one of the needs, and how many it finds."""

    need: Need
    found: int


@dataclass(frozen=True)
class Closest:
    """The listing that is found nearest, however far that is."""

    offer: Offer
    distance_km: float


@dataclass(frozen=True)
class Nearest:
    """What can be done instead of the search that found nothing; any may be empty. ``wider``: the nearest first."""

    dates: tuple[OtherDates, ...]
    wider: tuple[FurtherAway, ...]
    closest: Closest | None

    @property
    def further(self) -> FurtherAway | None:
        """The first distance at which anything is found."""
        return self.wider[0] if self.wider else None


def nearest(asked: Asked, *, wider_km: Sequence[float]) -> Nearest:
    """The nearest in dates, and in distance of those allowed, that something is found for."""
    wider, closest = _further(asked, wider_km)
    return Nearest(dates=tuple(_other_dates(asked)), wider=wider, closest=closest)


def fewer_needs(asked: Asked) -> tuple[FewerNeeds, ...]:
    """Which one need, left out alone, lets the search find something; what finds most comes first."""
    firm = tuple(need for need in asked.needs if need.strength is not Strength.SHOULD)
    if not firm:
        return ()
    likes = tuple(need for need in asked.needs if need.strength is Strength.SHOULD)
    finder = Finder(replace(asked, needs=likes), also=firm)
    alone = Counter(
        failed[0] for one in finder.candidates() if len(failed := _failed(finder.standings(one), firm)) == 1
    )
    return tuple(FewerNeeds(firm[place], found) for place, found in alone.most_common(MOST))


def _failed(standings: Sequence[int], firm: Sequence[Need]) -> list[int]:
    """The needs, by their place, for which a listing is left out."""
    fails = (TRUE if need.strength is Strength.AVOID else FALSE for need in firm)
    return [place for place, (stands, out) in enumerate(zip(standings, fails, strict=True)) if stands == out]


def _other_dates(asked: Asked) -> list[OtherDates]:
    moved = [one for one in map(asked.moved, SHIFTS) if one and one.days and one.days[0] >= clock.today()]
    if not moved:
        return []
    listing_ids = found_ids(replace(asked, stay=None, hours=None))
    free = free_for(listing_ids, moved, near=asked.near)
    firm, today = _firm_terms(listing_ids), clock.today()
    days = [one.days for one in moved if one.days]
    counted = [
        sum(listing_id not in firm or not one.time_asked(today=today).broken(firm[listing_id]) for listing_id in found)
        for one, found in zip(moved, free, strict=True)
    ]
    return [OtherDates(*on, number) for on, number in zip(days, counted, strict=True) if number][:MOST]


def _firm_terms(listing_ids: list[int]) -> dict[int, Terms]:
    """The terms of those that take nothing else."""
    columns = search_row.c
    said = select(
        columns.listing_id,
        columns.min_nights,
        columns.max_nights,
        columns.changeover_days,
        columns.notice_days,
        columns.is_firm,
    ).where(columns.is_firm)
    rows = (row for some in batches(listing_ids) for row in session.execute(said.where(columns.listing_id.in_(some))))
    return {row.listing_id: Terms(*row[1:]) for row in rows}


def _further(asked: Asked, wider_km: Sequence[float]) -> tuple[tuple[FurtherAway, ...], Closest | None]:
    """The first distances at which more is found than nearer by, and what is nearest of all: from one search."""
    if not (asked.near and wider_km):
        return (), None
    finder = Finder(replace(asked, within_km=max(wider_km)))
    candidates = finder.candidates()
    if not candidates:
        return (), None
    counted = count(finder, candidates, Wishes(distances=tuple(sorted(wider_km)))).distances
    steps = pairwise([(asked.within_km, 0), *counted.items()])
    more = tuple(FurtherAway(km, found) for (_, before), (km, found) in steps if found > before)
    first = min(candidates, key=lambda one: (one.distance_km or 0, one.listing_id))
    return more[:MOST], Closest(offers([first.listing_id], set())[first.listing_id], first.distance_km or 0)
