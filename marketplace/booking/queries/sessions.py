"""The sessions of a provider's activities that are still to come: who has seats in each, counted, never named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import HOLDING, BreakState
from marketplace.booking.models import Break, Line, Segment
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import Listing, Provider
from marketplace.periods import Period

_LIVE = (BreakState.HELD, BreakState.REQUESTED, BreakState.PART_KEPT, BreakState.CONFIRMING, BreakState.CONFIRMED)
MINUTE = "%Y%m%dT%H%M"


@dataclass(frozen=True)
class SessionRow:
    """One session. ``families``: how many breaks have a part in it; ``seats``: how many seats those parts have.

    ``others``: how many of those parts have other times as well, which are booked as one with this.
    """

    listing_ref: str
    title: str
    period: Period
    families: int
    seats: int
    others: int
    pence: int

    @property
    def minute(self) -> str:
        """How an address names it: the minute it begins, in UTC."""
        return f"{self.period.starts_at:{MINUTE}}"


def sessions_to_come(*, viewer: Viewer) -> tuple[SessionRow, ...]:
    """Every session of the viewer's activities that somebody has asked for or booked, soonest first."""
    found = [one for one in _segments(viewer) if is_asked(one.line)]
    ordered = sorted(found, key=lambda one: (one.starts_at or clock.now(), one.line.listing_id or 0, one.id))
    grouped = groupby(ordered, key=lambda one: (one.starts_at, one.line.listing_id))
    return tuple(_row(list(several)) for _, several in grouped)


def session_at(listing_ref: str, starts_at: datetime, *, viewer: Viewer) -> SessionRow:
    """One of them. Raises NotFound."""
    for row in sessions_to_come(viewer=viewer):
        if row.listing_ref == listing_ref and row.period.starts_at == starts_at:
            return row
    raise NotFound


def lines_at(listing_ref: str, starts_at: datetime, *, viewer: Viewer) -> list[Line]:
    """The lines with a seat in a session, each once; also those that hold one and have not asked for it yet."""
    found = _segments(viewer)
    here = [one.line for one in found if one.starts_at == starts_at and _listing(one.line).ref == listing_ref]
    return list({line.id: line for line in here}.values())


def is_asked(line: Line) -> bool:
    """Whether the provider knows of it: what is only held is nobody's business but the family's."""
    return line.asked_at is not None and line.break_.state is not BreakState.HELD


def _segments(viewer: Viewer) -> Sequence[Segment]:
    """The stretches of time of lines that hold or have seats of the viewer's activities, still to begin."""
    if viewer.organisation_id is None:
        return ()
    rows = session.scalars(
        select(Segment)
        .join(Line, Line.id == Segment.line_id)
        .join(Break, Break.id == Line.break_id)
        .join(Listing, Listing.id == Line.listing_id)
        .join(Provider, Provider.id == Listing.provider_id)
        .where(Provider.organisation_id == viewer.organisation_id, Listing.kind == ListingKind.ACTIVITY)
        .where(Line.state.in_(HOLDING), Break.state.in_(_LIVE))
        .where(Segment.starts_at > clock.now())
        .options(
            contains_eager(Segment.line).contains_eager(Line.listing),
            contains_eager(Segment.line).contains_eager(Line.break_),
            contains_eager(Segment.line).selectinload(Line.segments),
        )
    ).all()
    return [one for one in rows if one.line.break_.state_on(clock.now()) in _LIVE]


def _row(several: Sequence[Segment]) -> SessionRow:
    lines = {one.line.id: one.line for one in several}
    listing = _listing(several[0].line)
    starts_at = several[0].starts_at
    ends_at = max(one.ends_at for one in several if one.ends_at is not None)
    if starts_at is None:
        raise NotFound
    return SessionRow(
        listing_ref=listing.ref,
        title=listing.title,
        period=Period(starts_at, ends_at),
        families=len({line.break_id for line in lines.values()}),
        seats=len(several),
        others=sum(any(one.starts_at != starts_at for one in line.segments) for line in lines.values()),
        pence=sum(line.pence for line in lines.values()),
    )


def _listing(line: Line) -> Listing:
    if line.listing is None:
        raise NotFound
    return line.listing
