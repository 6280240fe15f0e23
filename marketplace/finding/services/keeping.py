"""Keeps listings on a shortlist, each once for each person, and takes them off again."""

from collections.abc import Mapping
from contextlib import suppress

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.finding.models import KeptListing
from marketplace.finding.queries.shortlist import kept_of
from marketplace.finding.record import as_record
from marketplace.listings.asked import Asked
from marketplace.listings.models import Listing
from marketplace.listings.queries.public import listing_for
from marketplace.people.queries.persons import known

MOST_KEPT = 60
LONGEST_NOTE = 300


class ShortlistFull(Refused):
    """There are as many as one list holds."""

    def __init__(self) -> None:
        super().__init__(f"Your shortlist holds {MOST_KEPT}. Take some off first")


def keep(listing_ref: str, *, person_ref: str = "", when: Asked | None = None, by: Viewer) -> None:
    """Put a listing on the shortlist of ``by``, for one person or nobody in particular. Twice is once.

    ``when``: the days it is kept for, instead of those before; none leaves these as they are.

    Raises NotFound, ShortlistFull.
    """
    with _kept_by_another_click(), transaction():
        listing_id = listing_for(listing_ref, viewer=by).id
        person_id = known(person_ref, viewer=by).person.id if person_ref else None
        _keep(listing_id, person_id, when, by)


def carry_over(gathered: Mapping[str, Asked | None], *, by: Viewer) -> None:
    """Put what somebody kept before they signed in, and for when, on their own shortlist, as far as there is room."""
    with _kept_by_another_click(), transaction():
        named = select(Listing.id, Listing.ref).where(Listing.ref.in_(gathered)).order_by(Listing.id)
        room = MOST_KEPT - _count(by)
        for listing in session.execute(named).all()[: max(0, room)]:
            _keep(listing.id, None, gathered[listing.ref], by)


def set_days(*, person_ref: str = "", when: Asked | None, by: Viewer) -> None:
    """Let all that ``by`` keeps for one person, or for nobody in particular, be for these days; none: for no days.

    Raises NotFound.
    """
    with transaction():
        person_id = known(person_ref, viewer=by).person.id if person_ref else None
        mine = select(KeptListing).where(
            KeptListing.account_id == by.account_id, KeptListing.person_id.is_not_distinct_from(person_id)
        )
        for kept in session.scalars(mine.with_for_update()):
            kept.asked = as_record(when) if when else None
            audit.record("set_days", about=f"kept-listing:{kept.ref}", by=by.actor)


def write_note(ref: str, *, note: str, by: Viewer) -> None:
    """Write a note to a kept listing, for its own reader alone. Raises NotFound."""
    with transaction():
        kept = kept_of(ref, viewer=by)
        kept.note = note
        audit.record("write_note", about=f"kept-listing:{ref}", by=by.actor)


def let_go(ref: str, *, by: Viewer) -> str:
    """Take a listing off the shortlist; its title. Raises NotFound."""
    with transaction():
        kept = kept_of(ref, viewer=by)
        title = session.get_one(Listing, kept.listing_id).title
        session.execute(delete(KeptListing).where(KeptListing.id == kept.id))
        audit.record("let_go", about=f"kept-listing:{ref}", by=by.actor)
        return title


def _kept_by_another_click() -> suppress:
    """Two clicks at once meet at the unique index: it is kept by the other one."""
    return suppress(IntegrityError)


def _keep(listing_id: int, person_id: int | None, when: Asked | None, by: Viewer) -> None:
    same = (KeptListing.account_id == by.account_id, KeptListing.listing_id == listing_id)
    before = session.scalar(select(KeptListing).where(*same, KeptListing.person_id.is_not_distinct_from(person_id)))
    if before is not None:
        if when is not None:
            before.asked = as_record(when)
        return
    if _count(by) >= MOST_KEPT:
        raise ShortlistFull
    kept = KeptListing(
        account_id=by.account_id,
        person_id=person_id,
        listing_id=listing_id,
        asked=as_record(when) if when else None,
        kept_at=clock.now(),
    )
    session.add(kept)
    session.flush()
    audit.record("keep", about=f"kept-listing:{kept.ref}", by=by.actor)


def _count(by: Viewer) -> int:
    mine = select(func.count()).select_from(KeptListing).where(KeptListing.account_id == by.account_id)
    return session.scalar(mine) or 0
