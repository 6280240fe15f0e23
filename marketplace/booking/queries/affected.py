"""Breaks that a hidden listing would have been a part of: for the brokerage, so that it can look at each.

Nothing of a person is said: which break, when, where it stands, and who arranges it and is to be called.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import IN, BreakState, LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.words import line_words, when_words
from marketplace.db import session
from marketplace.errors import NotAllowed, NotFound
from marketplace.listings.models import Listing, ListingState
from marketplace.periods import Period

LIVE = frozenset(
    {BreakState.HELD, BreakState.REQUESTED, BreakState.PART_KEPT, BreakState.CONFIRMING, BreakState.CONFIRMED}
)


@dataclass(frozen=True)
class AffectedLine:
    """One part of one break. ``words``: when each stretch of it is; ``arranged_by``: whom to call."""

    break_ref: str
    state: BreakState
    line_state: LineState
    when: Period
    words: tuple[str, ...]
    arranged_by: str


@dataclass(frozen=True)
class Affected:
    """A hidden listing and what it stands in, soonest first."""

    title: str
    provider: str
    lines: tuple[AffectedLine, ...]


def affected_by(listing_ref: str, *, viewer: Viewer) -> Affected:
    """The future breaks of a hidden listing. Raises NotAllowed, and NotFound for a listing that is not hidden."""
    if not viewer.can(Permission.CHECK_LISTINGS):
        raise NotAllowed
    listing = session.scalar(select(Listing).where(Listing.ref == listing_ref, Listing.state == ListingState.HIDDEN))
    if listing is None:
        raise NotFound
    lines = sorted(_lines(listing), key=lambda line: (line.when.starts_at, line.break_ref))
    return Affected(listing.title, listing.provider.name, tuple(lines))


def _lines(listing: Listing) -> list[AffectedLine]:
    now = clock.now()
    rows = session.scalars(
        select(Line)
        .join(Break, Break.id == Line.break_id)
        .where(Line.listing_id == listing.id, Line.state.in_(IN), Break.state.in_(LIVE), Break.ends_at > now)
        .options(selectinload(Line.segments), selectinload(Line.break_).selectinload(Break.arranged_by))
    )
    shown = ((line, line.break_.state_on(now)) for line in rows)
    return [_affected(line, state) for line, state in shown if state in LIVE]


def _affected(line: Line, state: BreakState) -> AffectedLine:
    periods = line.periods
    when = Period(periods[0].starts_at, max(one.ends_at for one in periods)) if periods else line.break_.period
    by = line.break_.arranged_by
    return AffectedLine(
        break_ref=line.break_.ref,
        state=state,
        line_state=line.state,
        when=when,
        words=tuple(when_words(line)) or (line_words(line),),
        arranged_by=by.name if by else "",
    )
