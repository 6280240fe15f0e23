"""What guests say of facts: which disputes are open, and what one stay has said already."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import FactWord, Listing


def open_disputes(listing: Listing | None = None) -> Sequence[FactWord]:
    """The disputes of a listing, or all there are, that nobody has settled, oldest first."""
    asked = _open().options(joinedload(FactWord.listing).joinedload(Listing.provider))
    if listing is not None:
        asked = asked.where(FactWord.listing_id == listing.id)
    return session.scalars(asked.order_by(FactWord.said_at, FactWord.id)).all()


def count_open_disputes() -> int:
    """How many there are of all listings."""
    return session.scalar(_open().with_only_columns(func.count())) or 0


def open_dispute(ref: str) -> FactWord:
    """One of them. Raises NotFound."""
    found = session.scalar(_open().where(FactWord.ref == ref))
    if found is None:
        raise NotFound
    return found


def said_already(reference: str) -> frozenset[str]:
    """The facts of which one stay has spoken."""
    return frozenset(session.scalars(select(FactWord.fact_id).where(FactWord.reference == reference)))


def _open() -> Select[FactWord]:
    return select(FactWord).where(FactWord.is_so.is_(False), FactWord.settled_at.is_(None))
