"""A provider and its first listing, half made from what others wrote down of it. It goes on through joining."""

from dataclasses import dataclass, replace

from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import Actor
from marketplace.db import transaction
from marketplace.geo import Place
from marketplace.geo.places import PlaceKind
from marketplace.listings.answers import PlaceAnswers, RateAnswer, RatesAnswers
from marketplace.listings.models import Provider
from marketplace.listings.pricing import RateUnit
from marketplace.listings.questions import questions_for
from marketplace.listings.services import editing, providers
from marketplace.listings.services.providers import Details
from marketplace.listings.services.spaces import make_listing


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a provider before it has said a word."""

    name: str
    kind: ListingKind
    place: Place | None
    email: str | None
    telephone: str | None
    registration_number: str
    rates: tuple[RateAnswer, ...]


def begin_known(*, organisation_id: int, known: Known, by: Actor) -> Provider:
    """The provider of a new organisation, with a draft of what it is known to offer."""
    with transaction():
        provider = providers.provider_of(organisation_id=organisation_id, by=by)
        details = replace(Details.of(provider), email=known.email, telephone=known.telephone)
        providers.change_details(provider_id=provider.id, details=details, seen=None, by=by)
        listing = make_listing(provider=provider, kind=known.kind, title=known.name[:120], by=by)
        if known.registration_number and questions_for(known.kind).gives_care:
            listing.registration_number = known.registration_number
        for answers in _answers(known):
            editing.answer(listing_id=listing.id, answers=answers, seen=None, by=by)
        return provider


def _answers(known: Known) -> list[PlaceAnswers | RatesAnswers]:
    """The place, where it is exact enough to be one, and the prices of what its kind sells."""
    answers: list[PlaceAnswers | RatesAnswers] = []
    place = known.place
    if place is not None and place.kind is PlaceKind.TOWN:
        answers.append(PlaceAnswers(place.name[:80], None, place.point.lat, place.point.lon, None))
    units = questions_for(known.kind).rates
    rates = tuple(
        rate if rate.unit is RateUnit.ITEM else replace(rate, words="") for rate in known.rates if rate.unit in units
    )
    if rates:
        answers.append(RatesAnswers(rates))
    return answers
