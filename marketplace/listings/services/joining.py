"""What a provider says of itself as it joins, a page at a time: each page is kept by itself, so nothing is lost."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from marketplace import audit, clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.answers import PlaceAnswers, RateAnswer, RatesAnswers, WordsAnswers
from marketplace.listings.joining import LegalForm, ProviderSort, WhoEmploys
from marketplace.listings.models import Joining, JoiningOffer, Listing, Provider
from marketplace.listings.queries.joining import caring_drafts, half_made, joining_of
from marketplace.listings.queries.linked import linked_with
from marketplace.listings.services import editing, providers
from marketplace.listings.services.providers import Details
from marketplace.listings.services.spaces import make_listing, say_care


@dataclass(frozen=True, slots=True)
class Entity:
    """Who a contract is with. ``form`` is None for a PA who works alone: there is only one."""

    legal_name: str
    form: LegalForm | None
    number: str
    telephone: str | None


@dataclass(frozen=True, slots=True)
class Start:
    """What the first page of a listing asks: enough to see it, not enough to publish it.

    ``spaces``: how many of what is booked there are; one where that is not asked. ``includes_care``: whether it
    includes personal care; None where its kind says so.
    """

    kind: ListingKind
    title: str
    summary: str
    description: str
    place: PlaceAnswers
    rate: RateAnswer
    sleeps: int | None = None
    spaces: int = 1
    includes_care: bool | None = None


def say_what(
    *,
    provider_id: int,
    sort: ProviderSort,
    kinds: Collection[ListingKind],
    by: Actor,
    includes_care: bool | None = None,
) -> None:
    """Keep what a provider is and what it offers. Raises Refused when it offers nothing.

    ``includes_care``: whether what others began for it includes personal care, where that was asked.
    """
    if not kinds:
        raise Refused(fields={"kinds": "Tick at least one thing that you offer"})
    with transaction():
        provider = session.get_one(Provider, provider_id, with_for_update=True)
        joining = session.get(Joining, provider_id)
        if joining is None:
            joining = Joining(provider_id=provider_id, sort=sort, changed_at=clock.now())
            session.add(joining)
        joining.sort = sort
        joining.offers = [one for one in joining.offers if one.kind in kinds] + [
            JoiningOffer(kind=kind) for kind in ListingKind if kind in kinds and kind not in joining.kinds
        ]
        if includes_care is not None:
            for listing in half_made(provider):
                with editing.changing(listing, editing.action_of("papers"), by):
                    say_care(listing, provider, includes_care=includes_care)
        if sort is ProviderSort.SOLE_PA:
            joining.legal_form, joining.legal_number = LegalForm.ALONE, ""
        _kept(joining, provider, "what", by)


def say_who(*, provider_id: int, entity: Entity, by: Actor) -> None:
    """Keep the legal entity. Raises Refused by field."""
    form = entity.form or LegalForm.ALONE
    if form.has_number and not entity.number:
        raise Refused(fields={"number": f"Enter the number. {form.label} has one"})
    with transaction():
        joining, provider = _locked(provider_id)
        details = replace(
            Details.of(provider),
            legal_name=entity.legal_name,
            is_individual=form is LegalForm.ALONE,
            telephone=entity.telephone or provider.telephone,
        )
        providers.change_details(provider_id=provider_id, details=details, seen=None, by=by)
        joining.legal_form, joining.legal_number = form, entity.number if form.has_number else ""
        _kept(joining, provider, "who", by)


def say_registration(*, provider_id: int, number: str, by: Actor) -> None:
    """Keep the number of the care registration; empty: it says that it has none.

    Drafts with personal care that have no number yet get it, so that it is not typed again.
    """
    with transaction():
        joining, provider = _locked(provider_id)
        joining.is_registered, joining.registration_number = bool(number), number
        for listing in caring_drafts(provider) if number else ():
            if not listing.registration_number:
                with editing.changing(listing, editing.action_of("papers"), by):
                    listing.registration_number = number
        _kept(joining, provider, "registration", by)


def say_links(*, provider_id: int, has_others: bool, by: Actor) -> None:
    """Keep whether anybody belongs with the provider (R10). Raises Refused for a no while some are written down."""
    with transaction():
        joining, provider = _locked(provider_id)
        if not has_others and linked_with(provider):
            raise Refused(fields={"others": "You have told us of some. Take them off your list first, or say yes"})
        joining.belongs_with_others = has_others
        _kept(joining, provider, "links", by)


def say_employing(*, provider_id: int, who: WhoEmploys, employer: str, by: Actor) -> None:
    """Keep who employs those who give support (R23). Raises Refused for another firm without a name."""
    if who is WhoEmploys.ANOTHER and not employer:
        raise Refused(fields={"employer": "Enter the legal name of the firm that employs them"})
    with transaction():
        joining, provider = _locked(provider_id)
        joining.who_employs, joining.employer = who, employer if who is WhoEmploys.ANOTHER else ""
        _kept(joining, provider, "employing", by)


def start_listing(*, provider: Provider, start: Start, by: Actor) -> Listing:
    """A draft with all that the first page asks, or none of it."""
    with transaction():
        listing = make_listing(
            provider=provider,
            kind=start.kind,
            title=start.title,
            by=by,
            spaces=start.spaces,
            includes_care=start.includes_care,
        )
        words = WordsAnswers(start.title, start.summary, start.description, listing.picture)
        for answers in (words, start.place, RatesAnswers((start.rate,))):
            editing.answer(listing_id=listing.id, answers=answers, seen=None, by=by)
        if start.sleeps is not None:
            listing.sleeps = start.sleeps
        return listing


def _locked(provider_id: int) -> tuple[Joining, Provider]:
    """What was said so far. Raises Refused before the first page."""
    provider = session.get_one(Provider, provider_id, with_for_update=True)
    joining = joining_of(provider)
    if joining is None:
        raise Refused("Say first what you are and what you offer")
    return joining, provider


def _kept(joining: Joining, provider: Provider, step: str, by: Actor) -> None:
    joining.changed_at = clock.now()
    session.flush()
    audit.record(f"joining-{step}", about=f"provider:{provider.ref}", by=by)
