"""What is still missing before a listing can be asked for, apart from what the law asks (``proofs``). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.listings.models import Listing
from marketplace.listings.questions import Part, Questions, questions_for
from marketplace.listings.showing import to_show


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to do first. ``part`` is the page it is answered on; None: the provider's own details."""

    part: Part | None
    words: str


def missing(listing: Listing) -> tuple[Missing, ...]:
    """Everything that is missing, in the order of the pages."""
    return tuple(_missing(listing))


def _missing(listing: Listing) -> Iterator[Missing]:
    questions = questions_for(listing.kind)
    if not listing.provider.legal_name:
        yield Missing(None, "Say who you are: the legal name that a contract is with")
    if not listing.summary:
        yield Missing(Part.WORDS, "Write one sentence that sums it up")
    if not listing.description:
        yield Missing(Part.WORDS, "Describe what you offer")
    yield from _of_place(listing, questions)
    if listing.main_rate is None:
        yield Missing(Part.RATES, "Put in at least one price")
    if all(space.closed_at for space in listing.spaces):
        one = questions.spaces[0]
        yield Missing(Part.SPACES, "Choose who can come" if questions.offers_pas else f"Add a {one}")
    if not all(photo.words for photo in listing.photos):
        yield Missing(Part.PHOTOS, "Say what each photo shows")
    if facts := to_show(listing):
        yield Missing(Part.PHOTOS, f"Put up a photo of what you state: {', '.join(fact.label for fact in facts)}")


def _of_place(listing: Listing, questions: Questions) -> Iterator[Missing]:
    if listing.latitude is None:
        yield Missing(Part.PLACE, "Say where it is")
    elif questions.needs_address and not listing.postcode:
        yield Missing(Part.PLACE, "Give the whole postcode")
    if questions.travels and listing.kind.is_support and listing.travels_km is None:
        yield Missing(Part.PLACE, "Say how far you travel")
