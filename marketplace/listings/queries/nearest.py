"""What comes nearest when nothing is found: other days, further away, or one need less. Each is one search for all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.needs import Need, Strength
from marketplace.db import session
from marketplace.geo import Point
from marketplace.listings.asked import Asked
from marketplace.listings.models import Occupancy, OpeningHours, PAHours, PANight, Space, search_row
from marketplace.listings.opening import Stretch, is_open
from marketplace.listings.queries.candidates import Finder
from marketplace.listings.queries.facets import Wishes, count
from marketplace.listings.queries.need_columns import FALSE, TRUE
from marketplace.listings.queries.offered import Offer, offers
from marketplace.listings.queries.search import found_ids
from marketplace.listings.queries.sieve import comes, takes, way_to
from marketplace.listings.terms import Terms
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
class _Weeks:
    """The hours of listings that have any, and of PAs who said when they work: one without hours works none."""

    of_listings: Mapping[int, list[Stretch]]
    of_pas: Mapping[int, list[Stretch]]

    def hold(self, period: Period, diary: "_Diary") -> bool:
        """Whether the listing is open, and its PA, if it is the diary of one, works, all through a period."""
        week = self.of_pas.get(diary.pa_id) if diary.pa_id is not None else None
        works = week is None or (bool(week) and is_open(period, week))
        return works and is_open(period, self.of_listings.get(diary.listing_id, []))


@dataclass(frozen=True)
class _Diary:
    """One open space: whose it is, and what of the time looked at is taken."""

    listing_id: int
    pa_id: int | None
    taken: list[Period]


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
    moved = [one for one in map(asked.moved, SHIFTS) if one.days and one.days[0] >= clock.today()]
    if not moved:
        return []
    listing_ids = found_ids(replace(asked, stay=None, hours=None))
    weeks = _weeks(listing_ids) if asked.hours else _Weeks({}, {})
    free = _free_for(listing_ids, weeks, [one.periods for one in moved], asked.near)
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
    rows = (row for some in _batches(listing_ids) for row in session.execute(said.where(columns.listing_id.in_(some))))
    return {row.listing_id: Terms(*row[1:]) for row in rows}


def _free_for(
    listing_ids: list[int], weeks: _Weeks, several: list[tuple[Period, ...]], near: Point | None
) -> list[set[int]]:
    """The listings that, at each of several times, are open and have a space that is free for all of each period."""
    periods = {period for time in several for period in time}
    window = Period(min(one.starts_at for one in periods), max(one.ends_at for one in periods))
    free: dict[Period, set[int]] = {period: set() for period in periods}
    for diary in _diaries(listing_ids, window, near):
        for period, found in free.items():
            if weeks.hold(period, diary) and not any(one.overlaps(period) for one in diary.taken):
                found.add(diary.listing_id)
    return [set.intersection(*(free[period] for period in time)) for time in several]


def _weeks(listing_ids: list[int]) -> _Weeks:
    of_listings: dict[int, list[Stretch]] = {}
    of_pas: dict[int, list[Stretch]] = {}
    for some in _batches(listing_ids):
        for row in session.scalars(select(OpeningHours).where(OpeningHours.listing_id.in_(some))):
            stretch = Stretch(row.weekday, row.opens_minute, row.closes_minute)
            of_listings.setdefault(row.listing_id, []).append(stretch)
        pas = select(Space.pa_id).where(Space.listing_id.in_(some), Space.closed_at.is_(None))
        for hours in session.scalars(select(PAHours).where(PAHours.pa_id.in_(pas))):
            of_pas.setdefault(hours.pa_id, []).append(hours.stretch)
        for pa_id in session.scalars(select(PANight.pa_id).where(PANight.pa_id.in_(pas))):
            of_pas.setdefault(pa_id, [])
    return _Weeks(of_listings, of_pas)


def _diaries(listing_ids: list[int], window: Period, near: Point | None) -> Iterator[_Diary]:
    for some in _batches(listing_ids):
        rows = session.execute(
            select(Space.listing_id, Space.id, Space.pa_id, Occupancy.starts_at, Occupancy.ends_at)
            .outerjoin(Occupancy, takes(window.starts_at, window.ends_at))
            .where(Space.listing_id.in_(some), Space.closed_at.is_(None), *([comes()] if near else []))
            .order_by(Space.id),
            way_to(near) if near else {},
        )
        for (listing_id, _, pa_id), of_space in groupby(rows, key=lambda row: (row.listing_id, row.id, row.pa_id)):
            taken = [Period(row.starts_at, row.ends_at) for row in of_space if row.starts_at]
            yield _Diary(listing_id, pa_id, taken)


def _batches(listing_ids: list[int]) -> Iterator[list[int]]:
    return (listing_ids[first : first + AT_ONCE] for first in range(0, len(listing_ids), AT_ONCE))


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
