"""What a provider offers, as its own people see it. Another provider's listing is not found, at any address."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import selectinload

from marketplace import clock, wording
from marketplace.access_facts.catalogue import GROUP_NAMES, FactKind, facts_for
from marketplace.access_facts.facts import Evidence, FactValue
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import PA, Fact, Listing, ListingCheck, Provider, Space
from marketplace.listings.models.listing import SLEEPS
from marketplace.listings.queries.proofs import results_for, results_for_pas
from marketplace.listings.queries.standings import standings_of
from marketplace.listings.questions import Part, part_of_rule, parts_for
from marketplace.listings.readiness import Missing, missing
from marketplace.rules.results import Answer, Result

LAPSES_WITHIN = timedelta(days=90)
"""How long before its end a paper is shown to lapse (R17)."""


@dataclass(frozen=True)
class Lapsing:
    """A paper that ends soon, or has ended, as ``components/lapsing.html`` prints it."""

    name: str
    when: str
    days: int


@dataclass(frozen=True)
class OfferRow:
    """One listing of a provider: where it stands, and what its provider has to do."""

    listing: Listing
    missing: tuple[Missing, ...]
    check: ListingCheck | None

    @property
    def sent_back_because(self) -> str:
        """Why the brokerage sent it back, where it did."""
        is_back = self.listing.state is ListingState.SENT_BACK
        return (self.check.reason or "") if is_back and self.check else ""

    @property
    def refused_because(self) -> str:
        """Why the brokerage refused it, where it did."""
        is_refused = self.listing.state is ListingState.REFUSED
        return (self.check.reason or "") if is_refused and self.check else ""

    @property
    def waits_since(self) -> datetime | None:
        """When it was asked for, while it waits."""
        return self.check.asked_at if self.listing.state is ListingState.WAITING and self.check else None


@dataclass(frozen=True)
class FactGroup:
    """The access facts of one group: how many of them are known or had on request, how many a guest disputes."""

    id: str
    name: str
    kinds: tuple[FactKind, ...]
    known: int
    disputed: int


@dataclass(frozen=True)
class PartRow:
    """One part of a listing: what is missing in it, and whether a rule stops it."""

    part: Part
    missing: tuple[Missing, ...]
    is_stopped: bool


@dataclass(frozen=True)
class OfferPage:
    """One listing with every part of its questions: which are answered, what the rules say today."""

    row: OfferRow
    parts: tuple[PartRow, ...]
    groups: tuple[FactGroup, ...]
    results: tuple[Result, ...]
    papers_to_do: int
    can_copy_facts: bool

    @property
    def listing(self) -> Listing:
        """The listing itself."""
        return self.row.listing

    @property
    def details_missing(self) -> tuple[Missing, ...]:
        """What is missing of the provider's own details."""
        return tuple(one for one in self.row.missing if one.part is None)

    @property
    def can_ask(self) -> bool:
        """Whether publication may be asked for now."""
        return can_ask(self.listing)

    def to_do_after(self, part: Part) -> Part | None:
        """The next part after this one that still has something to do."""
        following = self.parts[[row.part for row in self.parts].index(part) + 1 :]
        return next((row.part for row in following if row.missing or row.is_stopped), None)

    @property
    def told(self) -> tuple[Result, ...]:
        """The results worth reading: all but what is simply allowed."""
        return tuple(result for result in self.results if result.answer is not Answer.ALLOWED)


@dataclass(frozen=True)
class PARow:
    """One PA: the listing that offers them, and what the rules say of them."""

    pa: PA
    space: Space | None
    results: tuple[Result, ...]

    @property
    def stops(self) -> tuple[Result, ...]:
        """Why they cannot work for pay now."""
        return tuple(result for result in self.results if result.stops)


def can_ask(listing: Listing) -> bool:
    """Whether its provider may ask for publication: not while it waits, nor once it is published and checked."""
    if listing.state is ListingState.PUBLISHED:
        return not listing.proofs_in
    return listing.state in _MAY_ASK


def offers(provider: Provider) -> tuple[OfferRow, ...]:
    """Everything a provider offers: what needs it first, closed ones last, then by name."""
    rows = session.scalars(
        select(Listing)
        .where(Listing.provider_id == provider.id)
        .options(
            selectinload(Listing.spaces),
            selectinload(Listing.rates),
            selectinload(Listing.checks),
            selectinload(Listing.facts),
            selectinload(Listing.photos),
        )
    )
    ordered = sorted(rows, key=lambda one: (_ORDER.index(one.state), one.title.casefold(), one.id))
    return tuple(_row(listing) for listing in ordered)


_MAY_ASK = frozenset({ListingState.DRAFT, ListingState.SENT_BACK, ListingState.REFUSED, ListingState.HIDDEN})

_ORDER = (
    ListingState.REFUSED,
    ListingState.SENT_BACK,
    ListingState.HIDDEN,
    ListingState.DRAFT,
    ListingState.WAITING,
    ListingState.PUBLISHED,
    ListingState.CLOSED,
)


def offer_page(viewer: Viewer, ref: str) -> OfferPage:
    """One listing of the viewer's own. Raises NotFound for any other."""
    listing = own_listing(viewer, ref)
    row = _row(listing)
    results = results_for(listing)
    stopped = {part_of_rule(result.rule_id) for result in results if result.stops}
    parts = tuple(
        PartRow(part, tuple(one for one in row.missing if one.part is part), part in stopped)
        for part in parts_for(listing.kind)
    )
    to_do = sum(one.need.is_must and not one.is_in for one in standings_of(listing))
    return OfferPage(row, parts, fact_groups(listing), results, to_do, _knows_elsewhere(listing))


def own_listing(viewer: Viewer, ref: str) -> Listing:
    """A listing of the provider that the viewer acts for. Raises NotFound."""
    listing = session.scalar(
        select(Listing).join(Provider).where(Listing.ref == ref, Provider.organisation_id == viewer.organisation_id)
    )
    if listing is None or not viewer.can(Permission.KEEP_LISTINGS):
        raise NotFound
    return listing


def listing_to_measure(viewer: Viewer, ref: str) -> Listing:
    """A listing whose facts the viewer may state: one's own, or any for the brokerage. Raises NotFound."""
    if not viewer.can(Permission.CHECK_LISTINGS):
        return own_listing(viewer, ref)
    listing = session.scalar(select(Listing).where(Listing.ref == ref))
    if listing is None:
        raise NotFound
    return listing


def fact_groups(listing: Listing) -> tuple[FactGroup, ...]:
    """The groups of access facts that are asked of a listing; how many may sleep there is asked with its papers."""
    known = listing.known_facts
    return tuple(
        FactGroup(
            group,
            name,
            kinds,
            known=sum(kind.id in known for kind in kinds),
            disputed=sum(kind.id in known and known[kind.id].evidence is Evidence.DISPUTED for kind in kinds),
        )
        for group, name, kinds in _groups(listing)
    )


def fact_group(listing: Listing, group_id: str) -> FactGroup:
    """One group. Raises NotFound for a group that a listing of this kind does not have."""
    for group in fact_groups(listing):
        if group.id == group_id:
            return group
    raise NotFound


def facts_elsewhere(listing: Listing) -> tuple[tuple[Listing, int], ...]:
    """The other listings of its provider that know something it could say too, and how many facts; most first."""
    known = (
        select(Fact.listing_id, func.count().label("facts"))
        .where(Fact.listing_id.in_(_others(listing)), _can_be_said_of(listing))
        .group_by(Fact.listing_id)
        .subquery()
    )
    others: Select[Listing, int] = (
        select(Listing, known.c.facts)
        .join(known, known.c.listing_id == Listing.id)
        .order_by(known.c.facts.desc(), Listing.title, Listing.id)
    )
    return tuple((other, facts) for other, facts in session.execute(others).all())


def copyable(other: Listing, listing: Listing) -> tuple[FactValue, ...]:
    """What is known of another listing that can be said of this one, and nobody has said yet: as its owner's word."""
    rows = session.scalars(select(Fact).where(Fact.listing_id == other.id, _can_be_said_of(listing)).order_by(Fact.id))
    return tuple(replace(row.value, evidence=Evidence.STATED_BY_OWNER) for row in rows)


def _knows_elsewhere(listing: Listing) -> bool:
    """Whether another listing of its provider knows something that it could say too."""
    known = select(Fact.id).where(Fact.listing_id.in_(_others(listing)), _can_be_said_of(listing))
    return session.scalar(known.limit(1)) is not None


def _others(listing: Listing) -> Select[int]:
    return select(Listing.id).where(Listing.provider_id == listing.provider_id, Listing.id != listing.id)


def _can_be_said_of(listing: Listing) -> ColumnElement[bool]:
    """Of a fact elsewhere: it is asked of this listing too and not known of it.

    Not what is disputed there, nor the day of an examination.
    """
    asked = {kind.id for kind in facts_for(listing.kind)} - {SLEEPS} - set(listing.known_facts)
    return and_(Fact.fact_id.in_(asked), Fact.evidence != Evidence.DISPUTED, Fact.day.is_(None))


def _groups(listing: Listing) -> Iterator[tuple[str, str, tuple[FactKind, ...]]]:
    asked = [kind for kind in facts_for(listing.kind) if kind.id != SLEEPS]
    for group, name in GROUP_NAMES.items():
        kinds = tuple(kind for kind in asked if kind.group == group)
        if kinds:
            yield group, name, kinds


def pas(provider: Provider) -> tuple[PARow, ...]:
    """The PAs who work for a provider, by name, then those who have left."""
    rows = session.scalars(select(PA).where(PA.provider_id == provider.id).order_by(PA.name, PA.id)).all()
    here = [pa for pa in rows if pa.left_at is None]
    diaries = session.scalars(select(Space).where(Space.pa_id.in_([pa.id for pa in here]), Space.closed_at.is_(None)))
    space_of = {space.pa_id: space for space in diaries}
    results = results_for_pas(here)
    working = (PARow(pa, space_of.get(pa.id), said) for pa, said in zip(here, results, strict=True))
    return (*working, *(PARow(pa, None, ()) for pa in rows if pa.left_at is not None))


def lapsing(provider: Provider) -> tuple[Lapsing, ...]:
    """The PVG memberships of its PAs that end soon, nearest first; one that has ended has no days left."""
    today = clock.today()
    ending = (
        select(PA.name, PA.pvg_expires_on)
        .where(PA.provider_id == provider.id, PA.left_at.is_(None), PA.pvg_expires_on <= today + LAPSES_WITHIN)
        .order_by(PA.pvg_expires_on, PA.name, PA.id)
    )
    return tuple(_lapsing(name, ends_on, today) for name, ends_on in session.execute(ending) if ends_on)


def _lapsing(name: str, ends_on: date, today: date) -> Lapsing:
    days = (ends_on - today).days
    left = "ended" if days < 0 else "today" if not days else wording.plural(days, "day")
    return Lapsing(f"PVG membership of {name}", f"{wording.day(ends_on)}, {left}", max(days, 0))


def own_pa(viewer: Viewer, ref: str) -> PA:
    """A PA of the provider that the viewer acts for. Raises NotFound."""
    pa = session.scalar(
        select(PA).join(Provider).where(PA.ref == ref, Provider.organisation_id == viewer.organisation_id)
    )
    if pa is None or not viewer.can(Permission.KEEP_LISTINGS):
        raise NotFound
    return pa


def _row(listing: Listing) -> OfferRow:
    is_asked_of = listing.state is not ListingState.CLOSED
    return OfferRow(listing, missing(listing) if is_asked_of else (), listing.checks[-1] if listing.checks else None)
