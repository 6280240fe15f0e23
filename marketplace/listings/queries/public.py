"""The page of one listing, as anybody may read it; its provider and the brokerage before it is public, too."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import Listing, ListingState, Provider


def listing_for(ref: str, *, viewer: Viewer) -> Listing:
    """The listing of this reference. Raises NotFound when there is none that the viewer may read."""
    found = session.scalar(
        select(Listing)
        .where(Listing.ref == ref)
        .options(
            joinedload(Listing.provider).joinedload(Provider.organisation),
            selectinload(Listing.facts),
            selectinload(Listing.rates),
            selectinload(Listing.seasons),
            selectinload(Listing.extras),
            selectinload(Listing.spaces),
            selectinload(Listing.opening_hours),
            selectinload(Listing.photos),
        )
    )
    if found is None or not may_read(found, viewer):
        raise NotFound
    return found


def may_read(listing: Listing, viewer: Viewer) -> bool:
    """Whether the viewer may read it: it is public, or theirs."""
    return listing.state is ListingState.PUBLISHED or is_theirs(listing, viewer)


def is_theirs(listing: Listing, viewer: Viewer) -> bool:
    """Whether the viewer may see it before it is public: its provider, and the brokerage."""
    keeps = viewer.can(Permission.KEEP_LISTINGS) and viewer.organisation_id == listing.provider.organisation_id
    return keeps or viewer.can(Permission.CHECK_LISTINGS)
