"""What somebody who stayed says of the facts of a place goes to its listing, with the part of the break as its name."""

from collections.abc import Mapping

from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.stayed import facts_to_say
from marketplace.db import transaction
from marketplace.listings.services import fact_words
from marketplace.listings.services.fact_words import Word


def say_of_facts(ref: str, line_ref: str, *, said: Mapping[str, Word], by: Viewer) -> int:
    """Say of key facts whether it was so; how many are disputed. Raises NotFound, Refused by field."""
    with transaction():
        line, facts = facts_to_say(ref, line_ref, viewer=by)
        asked = {fact.id for fact in facts}
        told = {fact_id: word for fact_id, word in said.items() if fact_id in asked}
        if line.listing_id is None or not told:
            return 0
        return fact_words.say(listing_id=line.listing_id, reference=line.about, said=told, by=by.actor)
