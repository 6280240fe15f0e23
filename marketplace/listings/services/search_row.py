"""Keeps each listing's wide search row true, in the transaction of whatever changed the listing (DATA_MODEL 9)."""

from sqlalchemy import delete, insert

from marketplace.access_facts.catalogue import CATALOGUE, FactKind, FactType
from marketplace.access_facts.facts import Evidence, FactState, FactValue, evidence_score
from marketplace.db import session
from marketplace.listings import list_price
from marketplace.listings.models import (
    NUMBER_ON_REQUEST,
    Listing,
    ListingState,
    band_of,
    fact_column_name,
    search_row,
)
from marketplace.listings.whereabouts import measured_point


def refresh(listing: Listing) -> None:
    """Write the row anew, or take it away from what cannot be found. Call it after the last change, before commit."""
    session.flush()
    session.execute(delete(search_row).where(search_row.c.listing_id == listing.id))
    if is_findable(listing):
        session.execute(insert(search_row).values(**row_of(listing)))


def is_findable(listing: Listing) -> bool:
    """Whether searches may show it: published, and somewhere."""
    return listing.state is ListingState.PUBLISHED and measured_point(listing) is not None


def row_of(listing: Listing) -> dict[str, object]:
    """Every column of the search row of a findable listing."""
    facts = listing.known_facts
    rate, terms = listing.main_rate, listing.terms
    point = measured_point(listing)
    if point is None:
        raise LookupError
    return {
        "listing_id": listing.id,
        "kind": listing.kind.value,
        "band": band_of(point.lat),
        "latitude": point.lat,
        "longitude": point.lon,
        "travels_km": listing.travels_km,
        "sleeps": listing.sleeps,
        "min_nights": terms.min_nights,
        "max_nights": terms.max_nights,
        "changeover_days": terms.changeover_days,
        "notice_days": terms.notice_days,
        "is_firm": terms.is_firm,
        **list_price.columns_of(listing.prices, rate.value if rate else None),
        "evidence": evidence_score(listing.kind, facts.values()),
        **{fact_column_name(kind): _certain(kind, facts.get(kind.id)) for kind in CATALOGUE},
    }


def _certain(kind: FactKind, fact: FactValue | None) -> object:
    """What a plain comparison may rely on: NULL for whatever has to be asked first."""
    if fact is None or fact.evidence is Evidence.DISPUTED:
        return None
    if fact.state is FactState.ON_REQUEST:
        return NUMBER_ON_REQUEST if kind.type is FactType.NUMBER else fact.state.value
    if isinstance(fact.value, bool):
        return "yes" if fact.value else "no"
    return fact.value
