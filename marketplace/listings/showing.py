"""Which facts of a listing a photo has to show before it may be published, and which of them none shows yet. Pure.

A photo is wanted of each key fact that says something is there: yes, a measure, a sort of hoist. Nobody can take a
photo of what is not there, nor of what is brought in when somebody asks.
"""

from marketplace.access_facts.catalogue import FactKind, facts_for
from marketplace.access_facts.facts import FactState, FactValue
from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.models import Listing

_STEPS = "steps_at_entrance"
"""The one number whose nought says that something is there: a way in on the level."""


def provable(kind: ListingKind) -> tuple[FactKind, ...]:
    """The facts that a photo of a listing of this kind may prove."""
    return tuple(one for one in facts_for(kind) if one.is_key)


def wants_photo(fact: FactValue | None) -> bool:
    """Whether a photo has to show it."""
    if fact is None or not fact.kind.is_key or fact.state is not FactState.KNOWN:
        return False
    return fact.kind.id == _STEPS or fact.value not in (False, 0, "none")


def shown(listing: Listing) -> dict[str, int]:
    """The number, from 1, of the first photo that proves a fact, by the fact's id."""
    found: dict[str, int] = {}
    for number, photo in enumerate(listing.shown_photos, 1):
        for fact_id in photo.fact_ids:
            found.setdefault(fact_id, number)
    return found


def to_show(listing: Listing) -> tuple[FactKind, ...]:
    """The facts that want a photo and have none."""
    facts, have = listing.known_facts, shown(listing)
    return tuple(one for one in provable(listing.kind) if wants_photo(facts.get(one.id)) and one.id not in have)
