"""Cases of two calendars that both take a space: a provider's own, or all of them for the brokerage."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.models import Account
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import CalendarConflict, Listing, Occupancy, OutsideCalendar, Provider, Space
from marketplace.periods import Period
from marketplace.wording import short_day


@dataclass(frozen=True)
class Met:
    """What a calendar meets, in words for its reader, and where they read more."""

    words: str
    href: str = ""
    link_words: str = ""


Meets = Callable[[str, Viewer], Met | None]
"""What the reference of an occupancy stands for. Answered above, for listings know no bookings."""


@dataclass(frozen=True)
class ConflictRow:
    """A case. ``when``: the time that both take; ``read_at``: when the outside calendar was read last."""

    ref: str
    space_ref: str
    listing: str
    space: str
    provider: str
    provider_reach: str
    when: str
    reference: str
    opened_at: datetime
    read_at: datetime | None
    is_open: bool
    ended_words: str


def conflicts(*, viewer: Viewer) -> tuple[ConflictRow, ...]:
    """The open cases that the viewer may see, oldest first."""
    return tuple(map(_row, session.scalars(_open(viewer).order_by(CalendarConflict.id))))


def count_conflicts(*, viewer: Viewer) -> int:
    """How many of them there are."""
    return session.scalar(_open(viewer).with_only_columns(func.count())) or 0


def conflict_for(ref: str, *, viewer: Viewer) -> ConflictRow:
    """One case, open or not. Raises NotFound for anybody else's."""
    return _row(case_for(ref, viewer=viewer))


def case_for(ref: str, *, viewer: Viewer) -> CalendarConflict:
    """The case itself. Raises NotFound for anybody else's."""
    case = session.scalar(_seen(viewer).where(CalendarConflict.ref == ref))
    if case is None:
        raise NotFound
    return case


def still_stands(now: datetime) -> ColumnElement[bool]:
    """Whether what a case meets is still held or booked."""
    return exists(
        select(Occupancy.id).where(
            Occupancy.reference == CalendarConflict.reference,
            Occupancy.space_id == CalendarConflict.space_id,
            Occupancy.released_at.is_(None),
            or_(Occupancy.expires_at.is_(None), Occupancy.expires_at > now),
        )
    )


def period_words(period: Period, *, by_nights: bool) -> str:
    """When it is: ``Fri 5 to Mon 8 Mar`` in nights, or with its hours, the day said once."""
    starts, ends = in_london(period.starts_at), in_london(period.ends_at)
    if by_nights:
        return f"{short_day(starts.date())} to {short_day(ends.date())}"
    last = "" if starts.date() == ends.date() else f"{short_day(ends.date())}, "
    return f"{short_day(starts.date())}, {starts:%H:%M} to {last}{ends:%H:%M}"


def _open(viewer: Viewer) -> Select[CalendarConflict]:
    now = clock.now()
    return _seen(viewer).where(CalendarConflict.closed_at.is_(None), CalendarConflict.ends_at > now, still_stands(now))


def _seen(viewer: Viewer) -> Select[CalendarConflict]:
    return (
        select(CalendarConflict)
        .join(CalendarConflict.space)
        .join(Space.listing)
        .join(Listing.provider)
        .where(_is_seen(viewer))
        .options(joinedload(CalendarConflict.space).joinedload(Space.listing).joinedload(Listing.provider))
    )


def _is_seen(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.can(Permission.CHECK_LISTINGS):
        return true()
    if not viewer.can(Permission.KEEP_DIARY) or viewer.organisation_id is None:
        return false()
    return Provider.organisation_id == viewer.organisation_id


def _row(case: CalendarConflict) -> ConflictRow:
    listing = case.space.listing
    provider = listing.provider
    read_at = session.scalar(select(func.max(OutsideCalendar.read_at)).where(OutsideCalendar.space_id == case.space_id))
    return ConflictRow(
        ref=case.ref,
        space_ref=case.space.ref,
        listing=listing.title,
        space=case.space.name,
        provider=provider.name,
        provider_reach=", ".join(filter(None, (provider.telephone, provider.email))),
        when=period_words(case.period, by_nights=listing.kind.is_stay),
        reference=case.reference,
        opened_at=case.opened_at,
        read_at=read_at,
        is_open=case.closed_at is None,
        ended_words=_ended_words(case),
    )


def _ended_words(case: CalendarConflict) -> str:
    if case.ended is None:
        return ""
    by = session.get(Account, case.closed_by_account_id) if case.closed_by_account_id else None
    return {
        "gone": "The other calendar no longer takes this time.",
        "freed": "What was held or booked here was let go. The other calendar has the time now.",
        "settled": f"{by.name if by else 'Somebody'} settled it: {case.reason}",
    }[case.ended]
