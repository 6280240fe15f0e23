"""Which of some listings are free at each of several times: open then, and with a space for each stretch of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby

from sqlalchemy import select

from marketplace.db import session
from marketplace.geo import Point
from marketplace.listings.asked import Asked
from marketplace.listings.models import Occupancy, OpeningHours, PAHours, PANight, Rate, Space
from marketplace.listings.opening import Stretch, is_open
from marketplace.listings.pricing import AT_NIGHT, SOLD, RateUnit
from marketplace.listings.queries.sieve import comes, takes, way_to
from marketplace.listings.working_week import WorkingWeek, week_of
from marketplace.periods import Period

AT_ONCE = 5_000
"""How many listings one statement names: a database takes only so many."""


@dataclass(frozen=True)
class Free:
    """The listings that are free for a time: that have it as it is asked, and those that sell it as nights of PAs."""

    as_asked: set[int]
    at_night: set[int]

    @property
    def ids(self) -> set[int]:
        """All of them."""
        return self.as_asked | self.at_night


class _Way(Enum):
    """How a time can be had. A night of a PA goes by the evenings on which they sleep over, and by no opening hours."""

    STAY = auto()
    HOURS = auto()
    AT_NIGHT = auto()


_Wanted = tuple[Period, _Way]


@dataclass(frozen=True)
class _Weeks:
    """The hours of listings that have any, and the weeks of PAs who said when they work.

    ``sold``: by what those listings sell that sell nights of PAs; one that sells nothing else has no hours to be had.
    """

    of_listings: Mapping[int, list[Stretch]]
    of_pas: Mapping[int, WorkingWeek]
    sold: Mapping[int, set[RateUnit]]

    def hold(self, period: Period, way: _Way, diary: "_Diary") -> bool:
        """Whether hours can be had so of the listing, and of its PA, if it is the diary of one."""
        week = self.of_pas.get(diary.pa_id, _ALWAYS) if diary.pa_id is not None else _ALWAYS
        if way is _Way.AT_NIGHT:
            return diary.listing_id in self.sold and week.allows(period, sleeps_over=True)
        is_sold = bool(self.sold.get(diary.listing_id, {RateUnit.HOUR}).difference(AT_NIGHT))
        return is_sold and week.allows(period) and is_open(period, self.of_listings.get(diary.listing_id, []))


_ALWAYS = WorkingWeek()


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
    return [one.ids for one in free_ways(listing_ids, several, near=near)]


def free_ways(listing_ids: Sequence[int], several: Sequence[Asked], *, near: Point | None = None) -> list[Free]:
    """The same, and in which way each is free: a whole night is one or the other all through, as a part of a break."""
    wanted = {(period, way) for one in several for period in one.periods for way in _ways(one)}
    if not (wanted and listing_ids):
        return [Free(set(), set()) for _ in several]
    window = Period(min(one.starts_at for one, _ in wanted), max(one.ends_at for one, _ in wanted))
    weeks = _weeks(listing_ids, {way for _, way in wanted})
    free: dict[_Wanted, set[int]] = {one: set() for one in wanted}
    for diary in _diaries(listing_ids, window, near):
        for (period, way), found in free.items():
            is_held = way is _Way.STAY or weeks.hold(period, way, diary)
            if is_held and not any(taken.overlaps(period) for taken in diary.taken):
                found.add(diary.listing_id)
    return [
        Free(_all_of(free, one, _Way.STAY if one.hours is None else _Way.HOURS), _all_of(free, one, _Way.AT_NIGHT))
        for one in several
    ]


def _ways(asked: Asked) -> tuple[_Way, ...]:
    """In which ways a time is looked for."""
    if asked.hours is None:
        return (_Way.STAY,)
    return (_Way.HOURS, _Way.AT_NIGHT) if asked.is_night else (_Way.HOURS,)


def _all_of(free: Mapping[_Wanted, set[int]], asked: Asked, way: _Way) -> set[int]:
    """The listings that are free for every stretch of a time in one way."""
    found = [free.get((period, way), set()) for period in asked.periods]
    return set.intersection(*found) if found else set()


def _weeks(listing_ids: Sequence[int], ways: set[_Way]) -> _Weeks:
    """What says when listings and PAs work: nothing is asked for that none of these ways goes by."""
    of_listings: defaultdict[int, list[Stretch]] = defaultdict(list)
    hours: defaultdict[int, list[Stretch]] = defaultdict(list)
    nights: defaultdict[int, list[int]] = defaultdict(list)
    sold: defaultdict[int, set[RateUnit]] = defaultdict(set)
    for some in batches(listing_ids) if _Way.HOURS in ways else ():
        for row in session.scalars(select(OpeningHours).where(OpeningHours.listing_id.in_(some))):
            of_listings[row.listing_id].append(Stretch(row.weekday, row.opens_minute, row.closes_minute))
        pas = select(Space.pa_id).where(Space.listing_id.in_(some), Space.closed_at.is_(None))
        for worked in session.scalars(select(PAHours).where(PAHours.pa_id.in_(pas))):
            hours[worked.pa_id].append(worked.stretch)
        for slept in session.scalars(select(PANight).where(PANight.pa_id.in_(pas))):
            nights[slept.pa_id].append(slept.weekday)
        if _Way.AT_NIGHT in ways:
            rates = select(Rate.listing_id, Rate.unit).where(Rate.listing_id.in_(some), Rate.unit.in_(SOLD))
            for listing_id, unit in session.execute(rates):
                sold[listing_id].add(unit)
    of_pas = {pa_id: week_of(hours[pa_id], nights[pa_id]) for pa_id in {*hours, *nights}}
    at_night = {listing_id: units for listing_id, units in sold.items() if not units.isdisjoint(AT_NIGHT)}
    return _Weeks(of_listings, of_pas, at_night)


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
