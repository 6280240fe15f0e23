"""How far a provider has come in joining: what it said, what is missing of itself and of each thing it offers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.listings.joining import Step, WhoEmploys, steps_for
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import PA, Joining, Listing, Provider, Registration
from marketplace.listings.paper_kinds import EMPLOYED, SELF_EMPLOYED
from marketplace.listings.papers import Standing
from marketplace.listings.queries.linked import linked_with
from marketplace.listings.queries.offers import OfferPage, offer_page, offers
from marketplace.listings.queries.proofs import registration_of
from marketplace.listings.queries.standings import standings_of
from marketplace.listings.questions import questions_for

MOST_BEGUN = 6
"""Listings shown line by line: whoever has more of them goes on from the list of all."""

_GOES_ON = frozenset(
    {
        ListingState.DRAFT,
        ListingState.SENT_BACK,
        ListingState.REFUSED,
        ListingState.WAITING,
        ListingState.HIDDEN,
    }
)


@dataclass(frozen=True)
class StepRow:
    """A page of joining, and whether it is answered."""

    step: Step
    is_done: bool


@dataclass(frozen=True)
class Begun:
    """A listing that is on its way: its page, and the papers that are still to be put in."""

    offer: OfferPage
    papers: tuple[Standing, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing and no rule stops it, so that publication can be asked for."""
        row = self.offer.row
        return not row.missing and not any(result.stops for result in self.offer.results)


@dataclass(frozen=True)
class JoiningPage:
    """All of it, in the order in which it is done. ``to_begin``: what was said to be on offer and has no listing.

    ``begun`` are the first of those on their way, ``begun_beyond`` is how many there are besides.
    """

    provider: Provider
    joining: Joining | None
    steps: tuple[StepRow, ...]
    registration: Registration | None
    needs_pa: bool
    to_begin: tuple[ListingKind, ...]
    begun: tuple[Begun, ...]
    begun_beyond: int
    published: tuple[Listing, ...]

    @property
    def next_step(self) -> Step | None:
        """The first page of joining that is not answered."""
        return next((row.step for row in self.steps if not row.is_done), None)


def joining_of(provider: Provider) -> Joining | None:
    """What a provider said as it joined; None before the first page."""
    return session.get(Joining, provider.id)


def joining_page(provider: Provider, *, viewer: Viewer) -> JoiningPage:
    """How far a provider has come, for its own people."""
    joining = joining_of(provider)
    rows = offers(provider)
    kinds = joining.kinds if joining else ()
    there = {row.listing.kind for row in rows if row.listing.state is not ListingState.CLOSED}
    begun = [row.listing for row in rows if row.listing.state in _GOES_ON]
    return JoiningPage(
        provider=provider,
        joining=joining,
        steps=steps(provider, joining),
        registration=registration_of(joining.registration_number) if joining else None,
        needs_pa=(any(questions_for(kind).offers_pas for kind in kinds) or _cares_alone(provider))
        and not _has_pa(provider),
        to_begin=tuple(kind for kind in kinds if kind not in there),
        begun=tuple(_begun(listing, viewer) for listing in begun[:MOST_BEGUN]),
        begun_beyond=max(0, len(begun) - MOST_BEGUN),
        published=tuple(row.listing for row in rows if row.listing.state is ListingState.PUBLISHED),
    )


def steps(provider: Provider, joining: Joining | None) -> tuple[StepRow, ...]:
    """The pages that a provider is asked, and which are answered."""
    asked = steps_for(
        joining.sort if joining else None,
        joining.kinds if joining else (),
        includes_care=any(not questions_for(one.kind).gives_care for one in _caring(provider)),
        is_alone=provider.is_individual,
    )
    return tuple(StepRow(step, joining is not None and _is_done(step, provider, joining)) for step in asked)


def half_made(provider: Provider) -> tuple[Listing, ...]:
    """Drafts that others began for a provider that has not said a word: nobody asked whether they include care."""
    if joining_of(provider) is not None:
        return ()
    return tuple(one for one in _drafts(provider) if not questions_for(one.kind).gives_care)


def caring_drafts(provider: Provider) -> tuple[Listing, ...]:
    """Its drafts that include personal care."""
    return tuple(one for one in _drafts(provider) if one.includes_personal_care)


def joins_still(*, viewer: Viewer) -> bool:
    """Whether the viewer's provider has never had anything published: joining is what it comes for."""
    if viewer.organisation_id is None:
        return False
    published = (
        select(func.count())
        .select_from(Listing)
        .join(Provider, Provider.id == Listing.provider_id)
        .where(Provider.organisation_id == viewer.organisation_id, Listing.published_at.is_not(None))
    )
    return not session.scalar(published)


def works_with_pas(provider: Provider) -> bool:
    """Whether PAs are part of what it does: it has one, or offers, or means to offer, the time of some."""
    kinds = set(session.scalars(select(Listing.kind).where(Listing.provider_id == provider.id)))
    joining = joining_of(provider)
    said = kinds | set(joining.kinds if joining else ())
    return _has_pa(provider) or any(questions_for(kind).offers_pas for kind in said) or _cares_alone(provider)


def registration_given(provider: Provider) -> str | None:
    """The number of the care registration that a provider gave as it joined."""
    joining = joining_of(provider)
    return joining.registration_number or None if joining else None


def employment_of(provider: Provider) -> tuple[str, str]:
    """How its PAs work and for whom, as it said when it joined: what a new PA's paper begins with (R23).

    Who works alone works for themselves, and is not asked who employs whom.
    """
    joining = joining_of(provider)
    if provider.is_individual:
        return SELF_EMPLOYED, ""
    match joining.who_employs if joining else None:
        case WhoEmploys.WE:
            return EMPLOYED, provider.legal_name
        case WhoEmploys.THEMSELVES:
            return SELF_EMPLOYED, ""
        case WhoEmploys.ANOTHER:
            return EMPLOYED, joining.employer if joining else ""
    return "", provider.legal_name


def _is_done(step: Step, provider: Provider, joining: Joining) -> bool:
    match step:
        case Step.WHAT:
            return bool(joining.offers)
        case Step.WHO:
            return bool(provider.legal_name) and joining.legal_form is not None
        case Step.REGISTRATION:
            return joining.is_registered is not None
        case Step.LINKS:
            said = joining.belongs_with_others
            return said is False or (said is True and bool(linked_with(provider)))
        case Step.EMPLOYING:
            return joining.who_employs is not None


def _begun(listing: Listing, viewer: Viewer) -> Begun:
    to_do = tuple(one for one in standings_of(listing) if one.need.is_must and not one.is_in)
    return Begun(offer_page(viewer, listing.ref), to_do)


def _drafts(provider: Provider) -> Sequence[Listing]:
    drafts = select(Listing).where(Listing.provider_id == provider.id, Listing.state == ListingState.DRAFT)
    return session.scalars(drafts.order_by(Listing.id)).all()


def _caring(provider: Provider) -> Sequence[Listing]:
    """What it offers that includes personal care."""
    open_ones = select(Listing).where(Listing.provider_id == provider.id, Listing.state != ListingState.CLOSED)
    return session.scalars(open_ones.where(Listing.includes_personal_care).order_by(Listing.id)).all()


def _cares_alone(provider: Provider) -> bool:
    return provider.is_individual and any(one.is_care_by_one for one in _caring(provider))


def _has_pa(provider: Provider) -> bool:
    return session.scalar(select(PA.id).where(PA.provider_id == provider.id, PA.left_at.is_(None)).limit(1)) is not None
