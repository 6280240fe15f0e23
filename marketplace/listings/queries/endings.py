"""What ends soon or has ended: accepted papers and the PVG memberships of PAs, with the listings that need them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotAllowed
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import PA, Cause, Listing, Occupancy, Paper, Provider, Space
from marketplace.listings.paper_kinds import PaperState
from marketplace.listings.papers import ADVISED, NOTICE_DAYS, needs_of
from marketplace.listings.proofs import working_pas

_LIVE = (ListingState.PUBLISHED, ListingState.HIDDEN)


@dataclass(frozen=True)
class Ending:
    """One thing that ends. ``about`` names it where it is told of; ``pa``: whose membership it is, of a paper none.

    ``listings``: those that need it, published or hidden.
    """

    about: str
    what: str
    ends_on: date
    provider: Provider
    listings: tuple[Listing, ...]
    pa: PA | None = None
    stops: bool = True
    is_renewed: bool = False

    def days_left(self, on: date) -> int:
        """Days until its last one; below nought once it has ended."""
        return (self.ends_on - on).days

    @property
    def space_ids(self) -> tuple[int, ...]:
        """The diaries that it concerns: the PA's own and those of nobody, where one gives care alone; or all of it."""
        spaces = (space for listing in self.listings for space in listing.spaces)
        return tuple(space.id for space in spaces if self.pa is None or space.pa_id in {self.pa.id, None})


@dataclass(frozen=True)
class Ended:
    """Something that has ended, with what is held or booked all the same from now on, soonest first."""

    ending: Ending
    booked: tuple[Occupancy, ...]


def endings(*, provider: Provider | None = None) -> tuple[Ending, ...]:
    """Everything that ends within ninety days or has ended, soonest first; of one provider, or of all."""
    found = [*_papers(provider), *_memberships(provider)]
    return tuple(sorted(found, key=lambda one: (one.ends_on, one.about)))


def ended(*, viewer: Viewer) -> tuple[Ended, ...]:
    """What has ended and stops something: all of it for the brokerage, its own for a provider."""
    if viewer.can(Permission.CHECK_LISTINGS):
        of = None
    elif viewer.can(Permission.KEEP_LISTINGS):
        of = session.scalar(select(Provider).where(Provider.organisation_id == viewer.organisation_id))
        if of is None:
            return ()
    else:
        raise NotAllowed
    today = clock.today()
    over = [one for one in endings(provider=of) if one.stops and one.days_left(today) < 0]
    return tuple(Ended(one, booked_ahead(one)) for one in over if one.listings)


def booked_ahead(ending: Ending) -> tuple[Occupancy, ...]:
    """What stands in the diaries that an ending concerns, each hold and booking once."""
    rows = session.scalars(
        select(Occupancy)
        .where(Occupancy.space_id.in_(ending.space_ids), Occupancy.released_at.is_(None))
        .where(Occupancy.cause.in_([Cause.BOOKING, Cause.HOLD]), Occupancy.ends_at > clock.now())
        .options(joinedload(Occupancy.space).joinedload(Space.listing))
        .order_by(Occupancy.starts_at, Occupancy.id)
    ).all()
    return tuple({row.reference: row for row in reversed(rows)}.values())[::-1]


def _papers(provider: Provider | None) -> Iterator[Ending]:
    soon = clock.today() + timedelta(days=NOTICE_DAYS[0])
    counting = select(Paper).where(
        Paper.state == PaperState.ACCEPTED, Paper.replaced_at.is_(None), Paper.ends_on <= soon
    )
    if provider is not None:
        counting = counting.where(Paper.provider_id == provider.id)
    for paper in session.scalars(counting.order_by(Paper.id)).all():
        if paper.ends_on is not None and not (paper.pa and paper.pa.left_at):
            yield Ending(
                about=f"paper:{paper.ref}",
                what=f"{paper.kind.label}, {paper.whose}" if paper.listing or paper.pa else paper.kind.label,
                ends_on=paper.ends_on,
                provider=paper.provider,
                listings=_needing(paper),
                stops=paper.kind not in ADVISED,
                is_renewed=_is_renewed(paper),
            )


def _memberships(provider: Provider | None) -> Iterator[Ending]:
    soon = clock.today() + timedelta(days=NOTICE_DAYS[0])
    members = select(PA).where(PA.left_at.is_(None), PA.pvg_expires_on <= soon)
    if provider is not None:
        members = members.where(PA.provider_id == provider.id)
    for pa in session.scalars(members.order_by(PA.id)).all():
        if pa.pvg_expires_on is not None:
            what = f"PVG scheme membership, {pa.name}"
            yield Ending(f"pvg:{pa.ref}", what, pa.pvg_expires_on, pa.provider, offered_with(pa, *_LIVE), pa=pa)


def _needing(paper: Paper) -> tuple[Listing, ...]:
    of_provider = select(Listing).where(Listing.provider_id == paper.provider_id, Listing.state.in_(_LIVE))
    key = (paper.kind, paper.about)
    found = session.scalars(of_provider.order_by(Listing.id)).all()
    return tuple(one for one in found if any((need.kind, need.about) == key for need in needs_of(one)))


def offered_with(pa: PA, *states: ListingState) -> tuple[Listing, ...]:
    """Listings in these states that offer a PA: by their diary, or for the care that they give alone."""
    in_diary = select(Space.listing_id).where(Space.pa_id == pa.id, Space.closed_at.is_(None))
    alone = and_(Listing.provider_id == pa.provider_id, Provider.is_individual, Listing.includes_personal_care)
    found = select(Listing).join(Provider).where(or_(Listing.id.in_(in_diary), alone), Listing.state.in_(states))
    listings = session.scalars(found.order_by(Listing.id)).all()
    by_diary = set(session.scalars(in_diary))
    return tuple(one for one in listings if one.id in by_diary or (one.is_care_by_one and pa in working_pas(one)))


def _is_renewed(paper: Paper) -> bool:
    """Whether a newer one waits for our check: its provider need not be told again."""
    newer = select(Paper.id).where(
        Paper.about == paper.about,
        Paper.kind == paper.kind,
        Paper.state == PaperState.WAITING,
        Paper.replaced_at.is_(None),
    )
    return session.scalar(newer.limit(1)) is not None
