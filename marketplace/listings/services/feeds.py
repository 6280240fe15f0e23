"""Calendars fetched by address: given, changed and taken away by their provider, read by the worker.

A reading that fails changes nothing in the diary. The next try comes after half an hour when all is well, sooner after
a first failure, later after each further one. A calendar that has not been read for a day makes its space one to be
asked about first (``queries.feeds``), and its provider has one letter.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from marketplace import audit, clock, jobs
from marketplace.accounts.queries import accounts_that
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, Refused
from marketplace.listings.gateway import BadAddress, FeedFailure, FeedGateway, Seen, place_of
from marketplace.listings.models import Cause, Occupancy, OutsideCalendar, Space
from marketplace.listings.queries.feeds import calendar_for, is_unread, space_for
from marketplace.listings.services import diary, outside
from marketplace.listings.services.diary import Wanted
from marketplace.listings.services.outside import Reading
from marketplace.notifications.services import Recipient, owe
from marketplace.periods import Period, merged

READ = "read-calendar"
EVERY = timedelta(minutes=30)
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
AT_LEAST_EVERY = timedelta(days=1)
"""So often its whole text is asked for, changed or not: what repeats reaches further into the future each day."""

BETWEEN_ASKINGS = timedelta(minutes=1)
MOST_OF_A_SPACE = 6

_WEB_PAGE = (
    "The address leads to a web page, not to a calendar. Look in the other site for “export calendar” or “iCal” and"
    " copy the address that it gives"
)


class TooSoon(Conflict):
    """It was tried a moment ago."""


@dataclass(frozen=True)
class _Due:
    """A calendar that is to be read now."""

    ref: str
    space_id: int
    address: str
    seen: Seen
    by_nights: bool


@dataclass(frozen=True)
class _Came:
    """What a visit brought: a reading, or none when all is as it was seen."""

    reading: Reading | None
    seen: Seen


def add(space_ref: str, *, name: str, address: str, by: Viewer) -> str:
    """Keep the address of a calendar kept elsewhere, and have it read at once; its reference. Raises Refused."""
    with transaction():
        space = space_for(space_ref, viewer=by)
        lock((Space, [space.id]))
        tidy = _tidy(address, space)
        _refuse_more(space, tidy)
        now = clock.now()
        calendar = OutsideCalendar(
            space_id=space.id, name=name or place_of(tidy).host[:60], address=tidy, made_at=now, next_at=now
        )
        session.add(calendar)
        session.flush()
        _owe(calendar)
        audit.record("outside-calendar-added", about=calendar.about, by=by.actor)
        return calendar.ref


def change(ref: str, *, name: str, address: str, frees_now: bool, by: Viewer) -> None:
    """Another name, or another address, which is read at once. ``frees_now``: what the old one took is let go.

    Without it that stays until the new one has been read whole. Raises NotFound, Refused.
    """
    with transaction():
        calendar = _locked(ref, by)
        if address:
            tidy = _tidy(address, calendar.space)
            if tidy != calendar.address:
                _refuse_more(calendar.space, tidy)
                _point_at(calendar, tidy)
                _free_old(calendar, frees_now=frees_now)
        calendar.name = name or place_of(calendar.address).host[:60]
        audit.record("outside-calendar-changed", about=calendar.about, by=by.actor)


def remove(ref: str, *, keeps_closed: bool, by: Viewer) -> None:
    """Read it no more. What it alone took is free, or with ``keeps_closed`` closed by its provider. Raises NotFound."""
    with transaction():
        calendar = _locked(ref, by)
        space, name = calendar.space, calendar.name
        before = _taken_outside(space)
        outside.free(calendar)
        session.delete(calendar)
        session.flush()
        outside.refill(space)
        after = _taken_outside(space)
        if keeps_closed:
            for period in (left for one in before for left in one.minus(after)):
                wanted = Wanted(space.id, period, f"closure:{secrets.token_urlsafe(9)}", f"Was taken in {name}"[:80])
                diary.occupy(wanted=[wanted], cause=Cause.CLOSURE, by=by.actor)
        audit.record("outside-calendar-removed", about=calendar.about, by=by.actor)


def ask_now(ref: str, *, by: Viewer) -> None:
    """Have it read now, by whichever worker is free. Raises NotFound, TooSoon."""
    with transaction():
        calendar = _locked(ref, by)
        now = clock.now()
        if calendar.tried_at is not None and calendar.tried_at > now - BETWEEN_ASKINGS:
            raise TooSoon("It was read less than a minute ago. Wait a minute, then ask again")
        if calendar.next_at is None or calendar.next_at > now:
            calendar.next_at = now
        _owe(calendar)


def free_emptied(ref: str, *, by: Viewer) -> None:
    """The provider's word that a calendar which came back empty is right. Raises NotFound, Refused when it is not."""
    with transaction():
        calendar = _locked(ref, by)
        if not calendar.is_empty:
            raise Refused("This calendar is not empty now")
        outside.free(calendar)
        outside.refill(calendar.space)
        audit.record("outside-calendar-emptied", about=calendar.about, by=by.actor)


def owe_due() -> None:
    """Owe the reading of each calendar whose time has come. One of a closed diary is left alone."""
    due = (
        select(OutsideCalendar)
        .join(OutsideCalendar.space)
        .where(OutsideCalendar.next_at <= clock.now(), Space.closed_at.is_(None))
        .order_by(OutsideCalendar.next_at)
    )
    if session.scalar(due.limit(1)) is None:
        return
    with transaction():
        for calendar in session.scalars(due):
            _owe(calendar)


def read_owed(payload: Mapping[str, str], *, gateway: FeedGateway) -> None:
    """Read one calendar, if it is still due. Nothing of the database is held while the other site answers."""
    due = _due(payload["calendar"])
    if due is None:
        return
    came: _Came | FeedFailure
    try:
        came = _fetched(due, gateway)
    except FeedFailure as failure:
        came = failure
    with transaction():
        lock((Space, [due.space_id]))
        calendar = session.scalar(select(OutsideCalendar).where(OutsideCalendar.ref == due.ref))
        if calendar is not None and calendar.address == due.address:
            _note(calendar, came)


def _due(ref: str) -> _Due | None:
    calendar = session.scalar(select(OutsideCalendar).where(OutsideCalendar.ref == ref))
    now = clock.now()
    if calendar is None or calendar.next_at is None or calendar.next_at > now:
        session.rollback()
        return None
    is_fresh = calendar.gone_through_at is not None and calendar.gone_through_at > now - AT_LEAST_EVERY
    due = _Due(
        ref=ref,
        space_id=calendar.space_id,
        address=calendar.address,
        seen=Seen(calendar.etag, calendar.modified) if is_fresh else Seen(),
        by_nights=calendar.space.listing.kind.is_stay,
    )
    session.rollback()
    return due


def _fetched(due: _Due, gateway: FeedGateway) -> _Came:
    """What came, read. Raises FeedFailure, also for what is no calendar."""
    fetched = gateway.fetch(due.address, due.seen)
    if fetched is None:
        return _Came(None, due.seen)
    reading = outside.read(fetched.body, by_nights=due.by_nights)
    if reading.is_refused:
        is_page = fetched.body.lstrip().startswith(b"<")
        raise FeedFailure(_WEB_PAGE if is_page else f"What came is no calendar. {reading.problems[0]}")
    return _Came(reading, fetched.seen)


def _note(calendar: OutsideCalendar, came: _Came | FeedFailure) -> None:
    now = clock.now()
    calendar.tried_at = now
    match came:
        case FeedFailure():
            calendar.failures += 1
            calendar.trouble = came.message[:300]
            calendar.next_at = now + min(FIRST_WAIT * 2 ** min(calendar.failures - 1, 10), LONGEST_WAIT)
        case _Came(reading=None):
            calendar.read_at = now
            _all_well(calendar)
        case _Came(reading=Reading() as reading, seen=seen):
            _take(calendar, reading, seen)
    if is_unread(calendar) and calendar.told_at is None and calendar.made_at < now - EVERY:
        calendar.told_at = now
        _tell(calendar)


def _take(calendar: OutsideCalendar, reading: Reading, seen: Seen) -> None:
    outside.take_in(calendar, reading, by=SITE)
    _all_well(calendar)
    calendar.etag, calendar.modified = (seen.etag, seen.modified) if reading.is_complete else ("", "")
    if not reading.is_complete:
        calendar.trouble = "Not all of it could be read, so nothing was freed"


def _all_well(calendar: OutsideCalendar) -> None:
    calendar.failures = 0
    calendar.trouble = ""
    calendar.next_at = clock.now() + EVERY
    if not is_unread(calendar):
        calendar.told_at = None


def _tell(calendar: OutsideCalendar) -> None:
    """One letter to each who keeps the listing, once for as long as it stays unread."""
    listing = calendar.space.listing
    for reader in accounts_that(Permission.KEEP_DIARY, organisation_id=listing.provider.organisation_id):
        owe(
            "calendar-unread",
            to=Recipient(reader.name, reader.email),
            about=calendar.about,
            listing=listing.title,
            space=calendar.space.name,
            name=calendar.name,
            read_at=calendar.read_at,
            trouble=calendar.trouble.rstrip("."),
            ref=calendar.ref,
        )


def _owe(calendar: OutsideCalendar) -> None:
    """Once for each time that it is due; anew each day, should whatever reads it have given up."""
    key = f"{READ}:{calendar.ref}:{calendar.next_at}:{calendar.tried_at}:{clock.today()}"
    jobs.owe(READ, key=key, payload={"calendar": calendar.ref})


def _locked(ref: str, by: Viewer) -> OutsideCalendar:
    lock((Space, [calendar_for(ref, viewer=by).space_id]))
    return calendar_for(ref, viewer=by)


def _tidy(address: str, space: Space) -> str:
    try:
        tidy = place_of(address).address
    except BadAddress as bad:
        raise Refused(fields={"address": bad.message}) from bad
    if f"/{space.export_token}." in tidy:
        raise Refused(fields={"address": "This is the address of this same diary. Enter the one of the other site"})
    return tidy


def _refuse_more(space: Space, address: str) -> None:
    kept = session.scalars(
        select(OutsideCalendar.address).where(OutsideCalendar.space_id == space.id, OutsideCalendar.address != "")
    ).all()
    if address in kept:
        raise Refused(fields={"address": "This calendar is read for this diary already"})
    if len(kept) >= MOST_OF_A_SPACE:
        raise Refused(fields={"address": f"A diary may have {MOST_OF_A_SPACE} calendars elsewhere. Remove one first"})


def _point_at(calendar: OutsideCalendar, address: str) -> None:
    calendar.address = address
    calendar.etag = calendar.modified = calendar.trouble = ""
    calendar.failures = 0
    calendar.read_at = calendar.gone_through_at = calendar.told_at = None
    calendar.is_empty = False
    calendar.next_at = clock.now()
    _owe(calendar)


def _free_old(calendar: OutsideCalendar, *, frees_now: bool) -> None:
    if frees_now:
        outside.free(calendar)
        outside.refill(calendar.space)


def _taken_outside(space: Space) -> list[Period]:
    rows = session.scalars(
        select(Occupancy).where(
            Occupancy.space_id == space.id,
            Occupancy.cause == Cause.OUTSIDE,
            Occupancy.released_at.is_(None),
            Occupancy.ends_at > clock.now(),
        )
    )
    return merged(row.period for row in rows)
