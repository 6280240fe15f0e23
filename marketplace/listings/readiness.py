"""What is still missing before a listing can be asked for, apart from what the law asks (``proofs``). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.listings.models import PA, Listing
from marketplace.listings.proofs import working_pas
from marketplace.listings.questions import Part, Questions, questions_for
from marketplace.listings.showing import to_show
from marketplace.rules.results import Result


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to do first. ``part`` is the page it is answered on; None: the provider's own details.

    ``field``: the id of the very field on that page.
    """

    part: Part | None
    words: str
    field: str = ""


def missing(listing: Listing) -> tuple[Missing, ...]:
    """Everything that is missing, in the order of the pages."""
    return tuple(_missing(listing))


def pa_of(listing: Listing, result: Result) -> PA | None:
    """The PA of a listing whom a rule speaks of: it names them first."""
    named = result.facts[0].value if result.facts else ""
    return next((pa for pa in working_pas(listing) if pa.name == named), None)


def lacking_paper(listing: Listing) -> str:
    """The first of the questions about its place that R37 looks at and nobody has answered."""
    if not listing.licence_number and not listing.licence_exemption:
        return "licence_number" if questions_for(listing.kind).asks_licence else "licence_exemption"
    return "energy_rating" if listing.sleeps else "sleeps"


def _missing(listing: Listing) -> Iterator[Missing]:
    questions = questions_for(listing.kind)
    if not listing.provider.legal_name:
        yield Missing(None, "Say who you are: the legal name that a contract is with", "legal_name")
    if not listing.summary:
        yield Missing(Part.WORDS, "Write one sentence that sums it up", "summary")
    if not listing.description:
        yield Missing(Part.WORDS, "Describe what you offer", "description")
    yield from _of_place(listing, questions)
    if listing.main_rate is None:
        yield Missing(Part.RATES, "Put in at least one price", f"{questions.rates[0]}_weekday")
    if all(space.closed_at for space in listing.spaces):
        one = questions.spaces[0]
        yield Missing(Part.SPACES, "Choose who can come" if questions.offers_pas else f"Add a {one}", "there")
    if wordless := next((photo for photo in listing.photos if not photo.words), None):
        yield Missing(Part.PHOTOS, "Say what each photo shows", f"photo-{wordless.ref}")
    if facts := to_show(listing):
        yield Missing(
            Part.PHOTOS, f"Put up a photo of what you state: {', '.join(fact.label for fact in facts)}", "photos"
        )


def _of_place(listing: Listing, questions: Questions) -> Iterator[Missing]:
    if listing.latitude is None:
        yield Missing(Part.PLACE, "Say where it is", "where")
    elif questions.needs_address and not listing.postcode:
        yield Missing(Part.PLACE, "Give the whole postcode", "where")
    if questions.travels and listing.kind.is_support and listing.travels_km is None:
        yield Missing(Part.PLACE, "Say how far you travel", "miles")
