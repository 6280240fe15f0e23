"""How the papers that a listing needs stand today."""

from collections.abc import Collection, Iterable

from sqlalchemy import select

from marketplace import clock
from marketplace.db import session
from marketplace.listings.models import Listing, Paper
from marketplace.listings.paper_kinds import SELF_EMPLOYED, PaperKind, PaperState
from marketplace.listings.papers import Need, Standing, needs_of, standing


def standings_for(needs: Iterable[Need]) -> tuple[Standing, ...]:
    """How each need stands, in their order."""
    asked = tuple(needs)
    papers = session.scalars(
        select(Paper).where(Paper.about.in_({need.about for need in asked}), Paper.replaced_at.is_(None))
    ).all()
    return tuple(standing(need, papers, on=clock.today()) for need in asked)


def standings_of(listing: Listing) -> tuple[Standing, ...]:
    """How each paper that a listing needs stands."""
    return standings_for(needs_of(listing))


def lacking_papers(listing: Listing) -> tuple[Standing, ...]:
    """The papers that a listing needs and that do not count today: it is not published without them."""
    return tuple(one for one in standings_of(listing) if one.need.is_must and not one.counts)


def ended_needs(listing: Listing) -> tuple[Standing, ...]:
    """The needed papers of a listing that have ended and stop it from being offered."""
    return tuple(one for one in standings_of(listing) if one.need.is_must and one.has_ended)


def on_their_own(pa_ids: Collection[int]) -> frozenset[int]:
    """Those of these PAs who work for themselves, as the brokerage has accepted it (R23)."""
    said = select(Paper.pa_id).where(
        Paper.pa_id.in_(pa_ids),
        Paper.kind == PaperKind.EMPLOYMENT,
        Paper.state == PaperState.ACCEPTED,
        Paper.replaced_at.is_(None),
        Paper.sort == SELF_EMPLOYED,
    )
    return frozenset(pa_id for pa_id in session.scalars(said) if pa_id is not None)
