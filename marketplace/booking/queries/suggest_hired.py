"""What of somebody's musts a thing to hire brings: the place they stay at need not have that as well.

Knows nothing of when a thing is free, nor of what it costs.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.match import brought
from marketplace.access_facts.needs import Need
from marketplace.booking.models import Break
from marketplace.db import session
from marketplace.listings.models import Listing


def brought_by(refs: Collection[str], needs: Iterable[Need]) -> dict[str, frozenset[Need]]:
    """Which of these needs each of these listings brings, by its reference, where it brings any."""
    hirable = [need for need in needs if need.can_be_hired]
    if not refs or not hirable:
        return {}
    rows = session.scalars(
        select(Listing)
        .where(Listing.ref.in_(sorted(refs)), Listing.kind == ListingKind.EQUIPMENT)
        .options(selectinload(Listing.facts))
    )
    found = {listing.ref: brought(hirable, listing.known_facts) for listing in rows}
    return {ref: several for ref, several in found.items() if several}


def in_break(one: Break, needs: Iterable[Need]) -> frozenset[Need]:
    """Which of these needs what is in a break already brings."""
    refs = [line.listing.ref for line in one.lines_in if line.listing and line.kind is ListingKind.EQUIPMENT]
    return frozenset[Need]().union(*brought_by(refs, needs).values())
