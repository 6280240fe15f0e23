"""The papers of a provider as its own people see them, and one of them for those who may. Another's are not found."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import PA, Listing, Paper, Provider
from marketplace.listings.paper_kinds import PaperKind, PaperOf
from marketplace.listings.papers import NOTICE_DAYS, Need, PaperPlace, Stand, Standing, needs_of
from marketplace.listings.queries.standings import standings_for
from marketplace.wording import plural, short_day

LIVE = frozenset(ListingState) - {ListingState.CLOSED}

_TO_DO = frozenset({Stand.MISSING, Stand.ASKED, Stand.REFUSED, Stand.ENDED})


@dataclass(frozen=True)
class PaperGroup:
    """The papers of one thing: of the provider itself, of a listing, of a PA."""

    name: str
    of: PaperOf
    standings: tuple[Standing, ...]
    pa: PA | None = None

    @property
    def is_good(self) -> bool:
        """Whether nothing is missing, waits or ends soon, the PVG scheme of a PA included."""
        return all(one.stand is Stand.GOOD and one.newest is None for one in self.standings) and self._has_good_pvg

    @property
    def folds(self) -> bool:
        """Whether its papers need no look now. The provider's own are few, and always open."""
        return self.is_good and self.of is not PaperOf.PROVIDER

    @property
    def _has_good_pvg(self) -> bool:
        if self.pa is None:
            return True
        last_on = self.pa.pvg_expires_on
        is_long = last_on is None or (last_on - clock.today()).days > NOTICE_DAYS[0]
        return self.pa.pvg_checked_on is not None and is_long


@dataclass(frozen=True)
class Lapsing:
    """Something that ends soon, for the bars that show it. ``days`` left."""

    name: str
    when: str
    days: int


@dataclass(frozen=True)
class PapersPage:
    """All papers that a provider needs for what it offers. What needs a look stands first."""

    groups: tuple[PaperGroup, ...]
    on: date

    @property
    def to_do(self) -> tuple[Standing, ...]:
        """What its provider has to see to now."""
        return tuple(one for group in self.groups for one in group.standings if one.stand in _TO_DO)

    @property
    def lapsing(self) -> tuple[Lapsing, ...]:
        """What ends within ninety days, soonest first."""
        ends = [(one.ends_on, _named(one)) for group in self.groups for one in group.standings if not one.has_ended]
        ends += [(pa.pvg_expires_on, f"PVG scheme: {pa.name}") for pa in self._pas]
        soon = [(day, name) for day, name in ends if day and 0 <= (day - self.on).days <= NOTICE_DAYS[0]]
        return tuple(_lapsing(name, day, (day - self.on).days) for day, name in sorted(soon))

    @property
    def _pas(self) -> tuple[PA, ...]:
        return tuple(group.pa for group in self.groups if group.pa is not None)


def papers_page(provider: Provider) -> PapersPage:
    """Every paper that what a provider offers needs, once each: what needs a look, its own, its listings', its PAs'."""
    listings = session.scalars(
        select(Listing)
        .where(Listing.provider_id == provider.id, Listing.state.in_(LIVE))
        .options(selectinload(Listing.facts), selectinload(Listing.spaces))
        .order_by(Listing.title, Listing.id)
    ).all()
    needs = list(dict.fromkeys(need for listing in listings for need in needs_of(listing)))
    standings = standings_for(needs)
    pas = {pa.ref: pa for pa in session.scalars(select(PA).where(PA.provider_id == provider.id))}
    return PapersPage(tuple(_groups(provider, standings, pas)), clock.today())


def _groups(provider: Provider, standings: tuple[Standing, ...], pas: dict[str, PA]) -> list[PaperGroup]:
    groups: dict[str, list[Standing]] = {}
    for one in standings:
        groups.setdefault(one.need.about, []).append(one)
    made = [_group(provider, tuple(theirs), pas) for theirs in groups.values()]
    order = list(PaperOf)
    return sorted(made, key=lambda group: (group.is_good, order.index(group.of), group.name.casefold()))


def _group(provider: Provider, standings: tuple[Standing, ...], pas: dict[str, PA]) -> PaperGroup:
    need = standings[0].need
    of = need.kind.text.of
    return PaperGroup(need.whose or provider.name, of, standings, pas.get(need.ref) if of is PaperOf.PA else None)


def place_of(kind: PaperKind, ref: str, *, viewer: Viewer) -> PaperPlace:
    """What a paper of this kind is put in for. Raises NotFound for anything that is not the viewer's own."""
    if not viewer.can(Permission.KEEP_LISTINGS) or viewer.organisation_id is None:
        raise NotFound
    mine = Provider.organisation_id == viewer.organisation_id
    match kind.text.of:
        case PaperOf.PROVIDER:
            provider = session.scalar(select(Provider).where(Provider.ref == ref, mine))
            place = PaperPlace(provider) if provider else None
        case PaperOf.LISTING:
            listing = session.scalar(select(Listing).join(Provider).where(Listing.ref == ref, mine))
            place = PaperPlace(listing.provider, listing=listing) if listing else None
        case PaperOf.PA:
            pa = session.scalar(select(PA).join(Provider).where(PA.ref == ref, PA.left_at.is_(None), mine))
            place = PaperPlace(pa.provider, pa=pa) if pa else None
    if place is None:
        raise NotFound
    return place


def standing_at(place: PaperPlace, kind: PaperKind) -> Standing:
    """How the paper of a kind stands there, needed or not."""
    of = place.listing or place.pa or place.provider
    whose = place.name
    return standings_for([Need(kind, place.about, of.ref, whose)])[0]


def paper_for(ref: str, *, viewer: Viewer) -> Paper:
    """A paper for the brokerage, or for its own provider. Raises NotFound for everyone else."""
    found = session.scalar(select(Paper).where(Paper.ref == ref))
    if found is None or not _may_see(found, viewer):
        raise NotFound
    return found


def _may_see(paper: Paper, viewer: Viewer) -> bool:
    is_own = viewer.can(Permission.KEEP_LISTINGS) and paper.provider.organisation_id == viewer.organisation_id
    return is_own or viewer.can(Permission.CHECK_LISTINGS)


def _named(one: Standing) -> str:
    return f"{one.need.kind.label}: {one.need.whose}" if one.need.whose else one.need.kind.label


def _lapsing(name: str, day: date, days: int) -> Lapsing:
    left = plural(days, "day") if days else "today is the last day"
    return Lapsing(name, f"{short_day(day)}, {left}", days)
