"""Listings as they are compared: what each says to what somebody needs, whether it is free, on what terms."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import select

from marketplace.access_facts.match import match
from marketplace.db import session
from marketplace.finding.comparing import MOST, Compared
from marketplace.listings.asked import Asked
from marketplace.listings.models import Listing, ListingState
from marketplace.listings.pricing import PriceLine
from marketplace.listings.queries.free_then import free_ways
from marketplace.listings.queries.night_prices import night_prices
from marketplace.listings.queries.offered import offers
from marketplace.listings.queries.search import found_ids


def compared(refs: Sequence[str], asked: Asked) -> list[Compared]:
    """The published listings of these references, in their order, as many as are compared at once."""
    public = select(Listing).where(Listing.ref.in_(refs), Listing.state == ListingState.PUBLISHED)
    by_ref = {listing.ref: listing for listing in session.scalars(public)}
    listings = [by_ref[ref] for ref in dict.fromkeys(refs) if ref in by_ref][:MOST]
    offered = offers([one.id for one in listings], {need.kind.id for need in asked.needs})
    free = _free_ids(asked, offered) if asked.periods else None
    nights = _nights(asked, list(offered))
    return [
        Compared(
            offer=offered[one.id],
            match=match(asked.needs, offered[one.id].facts, kind=one.kind),
            is_free=one.id in free if free is not None else None,
            cancellation=one.cancellation,
            nights=nights.get(one.id, ()),
        )
        for one in listings
    ]


def _free_ids(asked: Asked, among: Collection[int]) -> set[int]:
    """Those that are free then, wherever they are and whatever they have."""
    bare = replace(asked, near=None, needs=(), sleeps=None, kind=None, most_pence=None, with_firm=True)
    return set(found_ids(bare, among=among))


def _nights(asked: Asked, listing_ids: Sequence[int]) -> dict[int, tuple[PriceLine, ...]]:
    """What is paid for by those that have the hours asked for as nights of PAs alone."""
    if not asked.is_night:
        return {}
    (free,) = free_ways(listing_ids, [asked])
    return night_prices(sorted(free.at_night - free.as_asked), asked.stretches)
