"""Cases of two calendars: one kept elsewhere takes what is held or booked here. Opened, closed, and told.

What stands here stays; the case says so to the provider and the brokerage. Knows no break: a case names what it meets
by the reference that took the space.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, select

from marketplace import audit, clock
from marketplace.accounts.queries import accounts_that
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.errors import Conflict
from marketplace.listings.models import CalendarConflict, Cause, ConflictEnd, Occupancy, Space
from marketplace.listings.queries.conflicts import case_for, period_words, still_stands
from marketplace.notifications.services import Recipient, owe
from marketplace.periods import Period

BROKEN = frozenset({Cause.HOLD, Cause.BOOKING})
"""What an outside calendar may not take: what somebody has been promised. A closure is the provider's own."""


class ClosedAlready(Conflict):
    """The case is over."""


def compare(space: Space, outside: Iterable[Period], standing: Iterable[Occupancy]) -> None:
    """Open a case wherever ``outside``, all that other calendars take, meets what stands here; close the others.

    In the transaction of the reading, the space locked. What somebody has settled is not asked again.
    """
    found = _meetings(list(outside), standing)
    cases = session.scalars(select(CalendarConflict).where(CalendarConflict.space_id == space.id)).all()
    is_open = {(case.reference, case.period): case for case in cases if case.closed_at is None}
    for key, case in is_open.items():
        if key not in found:
            _close(case, ConflictEnd.GONE)
    settled = [case for case in cases if case.ended is ConflictEnd.SETTLED]
    fresh = [key for key in sorted(found - is_open.keys()) if not _is_settled(key, settled)]
    if fresh:
        _open(space, fresh)


def settle(ref: str, *, reason: str, by: Viewer) -> None:
    """The provider or the brokerage closes a case, and says how it was settled. Raises NotFound, ClosedAlready."""
    with transaction():
        case = case_for(ref, viewer=by)
        if case.closed_at is not None:
            raise ClosedAlready("This case is closed already")
        _close(case, ConflictEnd.SETTLED)
        case.reason = reason
        case.closed_by_account_id = by.account_id
        audit.record("calendar-conflict-settled", about=case.about, by=by.actor)


def give_way(*, space_ids: Collection[int] = (), references: Collection[str] = ()) -> None:
    """Close the cases of what has been let go: from now on the time is the outside calendar's, which had it as well."""
    mine: ColumnElement[bool] = CalendarConflict.space_id.in_(space_ids)
    if references:
        mine = CalendarConflict.reference.in_(references)
    now = clock.now()
    gone = select(CalendarConflict).where(mine, CalendarConflict.closed_at.is_(None), ~still_stands(now))
    for case in session.scalars(gone):
        _close(case, ConflictEnd.FREED)
        if case.ends_at > now:
            session.add(
                Occupancy(
                    space_id=case.space_id,
                    starts_at=case.starts_at,
                    ends_at=case.ends_at,
                    cause=Cause.OUTSIDE,
                    reference=f"outside:{case.space.ref}",
                    made_at=now,
                )
            )
    session.flush()


def _meetings(outside: Sequence[Period], standing: Iterable[Occupancy]) -> set[tuple[str, Period]]:
    return {
        (row.reference, Period(max(row.starts_at, one.starts_at), min(row.ends_at, one.ends_at)))
        for row in standing
        if row.cause in BROKEN
        for one in outside
        if row.period.overlaps(one)
    }


def _is_settled(key: tuple[str, Period], settled: Iterable[CalendarConflict]) -> bool:
    reference, period = key
    return any(case.reference == reference and case.period.covers(period) for case in settled)


def _open(space: Space, fresh: Sequence[tuple[str, Period]]) -> None:
    cases = [
        CalendarConflict(
            space_id=space.id,
            starts_at=period.starts_at,
            ends_at=period.ends_at,
            reference=reference,
            opened_at=clock.now(),
        )
        for reference, period in fresh
    ]
    session.add_all(cases)
    session.flush()
    for case in cases:
        audit.record("calendar-conflict-opened", about=case.about, by=SITE)
    _tell(space, cases)


def _close(case: CalendarConflict, ended: ConflictEnd) -> None:
    case.closed_at = clock.now()
    case.ended = ended


def _tell(space: Space, cases: Sequence[CalendarConflict]) -> None:
    """One letter to each reader, however many cases there are."""
    listing = space.listing
    by_nights = listing.kind.is_stay
    provider = accounts_that(Permission.KEEP_DIARY, organisation_id=listing.provider.organisation_id)
    for reader in (*provider, *accounts_that(Permission.CHECK_LISTINGS)):
        owe(
            "calendar-conflict",
            to=Recipient(reader.name, reader.email),
            about=cases[0].about,
            listing=listing.title,
            space=space.name,
            provider=listing.provider.name,
            when=[period_words(case.period, by_nights=by_nights) for case in cases],
            ref=cases[0].ref,
        )
