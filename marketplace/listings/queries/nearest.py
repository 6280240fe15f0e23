"""What comes nearest when nothing is found: the same time on earlier or later days, or the same days further away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from sqlalchemy import select

from marketplace import clock
from marketplace.db import session
from marketplace.geo import Point
from marketplace.listings.asked import Asked
from marketplace.listings.models import Occupancy, OpeningHours, PAHours, PANight, Space, search_row
from marketplace.listings.opening import Stretch, is_open
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
    weeks = _weeks(listing_ids) if asked.hours else _Weeks({}, {})
    free = _free_for(listing_ids, weeks, [one.period for one in moved if one.period], asked.near)
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


def _free_for(listing_ids: list[int], weeks: _Weeks, periods: list[Period], near: Point | None) -> list[set[int]]:
    """The listings that are open, and have a space that is free, for all of each period."""
    window = Period(min(one.starts_at for one in periods), max(one.ends_at for one in periods))
    free: list[set[int]] = [set() for _ in periods]
    for diary in _diaries(listing_ids, window, near):
        for period, found in zip(periods, free, strict=True):
            if weeks.hold(period, diary) and not any(one.overlaps(period) for one in diary.taken):
                found.add(diary.listing_id)
    return free


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


def _further(asked: Asked, wider_km: Sequence[float]) -> FurtherAway | None:
    for km in wider_km if asked.near else ():
        wider = replace(asked, within_km=km)
        if number := len(found_ids(wider)):
            return FurtherAway(wider.within_km, number)
    return None
