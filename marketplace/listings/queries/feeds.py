"""Calendars kept elsewhere as their provider sees them, and which diaries cannot be trusted because one is unread."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select, union_all
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import Listing, OutsideCalendar, OutsideTime, Provider, Space
from marketplace.listings.queries.conflicts import period_words
from marketplace.periods import merged

Row = TypeVar("Row")

UNREAD_AFTER = timedelta(days=1)
"""A calendar that has not been read for so long may hide a stay: its space is had on request only."""

UNREAD_WORDS = "Its calendar on another site has not been read for a day, so it may be taken there. Ask first."
MOST_SHOWN = 40


@dataclass(frozen=True)
class CalendarRow:
    """One calendar. ``host`` is all that is shown of its address; ``times`` is what it takes, in words.

    ``is_waiting``: it is about to be tried; ``asks_whether_empty``: it came back empty, and what it took still stands.
    """

    ref: str
    space_ref: str
    space: str
    listing: str
    name: str
    host: str
    read_at: datetime | None
    tried_at: datetime | None
    next_at: datetime | None
    is_waiting: bool
    is_unread: bool
    trouble: str
    problems: tuple[str, ...]
    news: str
    times: tuple[str, ...]
    asks_whether_empty: bool

    @property
    def is_file(self) -> bool:
        """Whether somebody sends it by hand."""
        return not self.host

    @property
    def shown(self) -> tuple[str, ...]:
        """The first of its times; a calendar may take thousands."""
        return self.times[:MOST_SHOWN]


def calendars_of(space: Space) -> tuple[CalendarRow, ...]:
    """The calendars kept elsewhere for a space, the oldest first."""
    found = select(OutsideCalendar).where(OutsideCalendar.space_id == space.id).order_by(OutsideCalendar.id)
    return tuple(map(row_of, session.scalars(found.options(_WITH_SPACE))))


def troubled(*, viewer: Viewer) -> tuple[CalendarRow, ...]:
    """The viewer's own calendars that were not read for a day, of open diaries, the oldest first."""
    found = _own(viewer, select(OutsideCalendar).join(OutsideCalendar.space)).where(
        _is_unread(), Space.closed_at.is_(None), OutsideCalendar.tried_at.is_not(None)
    )
    return tuple(map(row_of, session.scalars(found.options(_WITH_SPACE).order_by(OutsideCalendar.id))))


def calendar_for(ref: str, *, viewer: Viewer) -> OutsideCalendar:
    """One calendar of the viewer's own provider. Raises NotFound for anybody else's."""
    found = session.scalar(
        _own(viewer, select(OutsideCalendar).join(OutsideCalendar.space))
        .where(OutsideCalendar.ref == ref, OutsideCalendar.address != "")
        .options(_WITH_SPACE)
    )
    if found is None:
        raise NotFound
    return found


def space_for(ref: str, *, viewer: Viewer) -> Space:
    """One space of the viewer's own provider. Raises NotFound for anybody else's."""
    found = session.scalar(_own(viewer, select(Space)).where(Space.ref == ref).options(joinedload(Space.listing)))
    if found is None:
        raise NotFound
    return found


def row_of(calendar: OutsideCalendar) -> CalendarRow:
    """A calendar, for its provider."""
    now = clock.now()
    space = calendar.space
    taken = session.scalars(
        select(OutsideTime).where(OutsideTime.calendar_id == calendar.id, OutsideTime.ends_at > now)
    )
    by_nights = space.listing.kind.is_stay
    times = tuple(period_words(period, by_nights=by_nights) for period in merged(row.period for row in taken))
    return CalendarRow(
        ref=calendar.ref,
        space_ref=space.ref,
        space=space.name,
        listing=space.listing.title,
        name=calendar.name,
        host=urlsplit(calendar.address).hostname or "",
        read_at=calendar.read_at,
        tried_at=calendar.tried_at,
        next_at=calendar.next_at,
        is_waiting=calendar.next_at is not None and calendar.next_at <= now,
        is_unread=is_unread(calendar),
        trouble=calendar.trouble,
        problems=tuple(calendar.problems),
        news=calendar.news,
        times=times,
        asks_whether_empty=calendar.is_empty and bool(times),
    )


def is_unread(calendar: OutsideCalendar) -> bool:
    """Whether what it says now has not been known for a day, or never."""
    if not calendar.address:
        return False
    return calendar.read_at is None or calendar.read_at < clock.now() - UNREAD_AFTER


_BEFORE: BindParameter[datetime] = bindparam(
    "unread_before", type_=OutsideCalendar.read_at.type, callable_=lambda: clock.now() - UNREAD_AFTER
)
_FETCHED = select(OutsideCalendar.space_id).where(OutsideCalendar.next_at.is_not(None))
_UNREAD_SPACES = union_all(
    _FETCHED.where(OutsideCalendar.read_at.is_(None)),
    _FETCHED.where(OutsideCalendar.read_at < _BEFORE),
)
# Two statements made one, each a stretch of an index: with OR between them SQLite would go through them all.
_UNREAD_LISTINGS = select(Space.listing_id).where(Space.closed_at.is_(None), Space.id.in_(_UNREAD_SPACES))


def is_unread_listing(listing_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a listing has an open diary that cannot be trusted. Asked with every search, of every row of it."""
    return listing_id.in_(_UNREAD_LISTINGS)


def unread_listings() -> frozenset[int]:
    """The ids of all listings with an open diary that cannot be trusted."""
    return frozenset(session.scalars(_UNREAD_LISTINGS))


def is_any_unread(space_ids: Collection[int]) -> bool:
    """Whether any of these diaries cannot be trusted."""
    found = select(OutsideCalendar.id).where(OutsideCalendar.space_id.in_(space_ids), _is_unread())
    return session.scalar(found.limit(1)) is not None


_WITH_SPACE = joinedload(OutsideCalendar.space).joinedload(Space.listing).joinedload(Listing.provider)


def _is_unread() -> ColumnElement[bool]:
    """One that is fetched has a next time (the table sees to it); an index holds these alone."""
    read_at, before = OutsideCalendar.read_at, clock.now() - UNREAD_AFTER
    return and_(OutsideCalendar.next_at.is_not(None), or_(read_at.is_(None), read_at < before))


def _own(viewer: Viewer, found: Select[Row]) -> Select[Row]:
    return (
        found.join(Space.listing)
        .join(Listing.provider)
        .where(Provider.organisation_id == viewer.organisation_id, Provider.organisation_id.is_not(None))
    )
