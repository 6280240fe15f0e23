"""Which of some listings are free at each of several times: open then, and with a space for each stretch of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select

from marketplace.db import session
from marketplace.geo import Point
from marketplace.listings.asked import Asked
from marketplace.listings.models import Occupancy, OpeningHours, PAHours, PANight, Space
from marketplace.listings.opening import Stretch, is_open
from marketplace.listings.queries.sieve import comes, takes, way_to
from marketplace.periods import Period

AT_ONCE = 5_000
"""How many listings one statement names: a database takes only so many."""


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


def free_for(listing_ids: Sequence[int], several: Sequence[Asked], *, near: Point | None = None) -> list[set[int]]:
    """The listings that are free for all of each time asked for, in the order of the times. What else is asked is not.

    It takes as many statements for many times as for one. ``near``: leave out PAs who do not come that far.
    """
    wanted = {(period, one.hours is not None) for one in several for period in one.periods}
    if not (wanted and listing_ids):
        return [set() for _ in several]
    window = Period(min(one.starts_at for one, _ in wanted), max(one.ends_at for one, _ in wanted))
    weeks = _weeks(listing_ids) if any(by_hours for _, by_hours in wanted) else _Weeks({}, {})
    free: dict[tuple[Period, bool], set[int]] = {one: set() for one in wanted}
    for diary in _diaries(listing_ids, window, near):
        for (period, by_hours), found in free.items():
            is_held = not by_hours or weeks.hold(period, diary)
            if is_held and not any(one.overlaps(period) for one in diary.taken):
                found.add(diary.listing_id)
    return [
        set.intersection(*(free[period, one.hours is not None] for period in one.periods)) if one.periods else set()
        for one in several
    ]


def _weeks(listing_ids: Sequence[int]) -> _Weeks:
    of_listings: dict[int, list[Stretch]] = {}
    of_pas: dict[int, list[Stretch]] = {}
    for some in batches(listing_ids):
        for row in session.scalars(select(OpeningHours).where(OpeningHours.listing_id.in_(some))):
            stretch = Stretch(row.weekday, row.opens_minute, row.closes_minute)
            of_listings.setdefault(row.listing_id, []).append(stretch)
        pas = select(Space.pa_id).where(Space.listing_id.in_(some), Space.closed_at.is_(None))
        for hours in session.scalars(select(PAHours).where(PAHours.pa_id.in_(pas))):
            of_pas.setdefault(hours.pa_id, []).append(hours.stretch)
        for pa_id in session.scalars(select(PANight.pa_id).where(PANight.pa_id.in_(pas))):
            of_pas.setdefault(pa_id, [])
    return _Weeks(of_listings, of_pas)


def _diaries(listing_ids: Sequence[int], window: Period, near: Point | None) -> Iterator[_Diary]:
    for some in batches(listing_ids):
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


def batches(listing_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Some of them at a time, as many as one statement names."""
    return (listing_ids[first : first + AT_ONCE] for first in range(0, len(listing_ids), AT_ONCE))
