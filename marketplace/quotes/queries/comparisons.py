"""Comparisons with a care home, for whoever sees the money of the break; and how like cases were decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.queries.known import KnownBreak, known_each
from marketplace.booking.queries.quoting import quote
from marketplace.booking.queries.waiting import concerns
from marketplace.booking.quote import Wanted, total_pence
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.pricing import NoRate
from marketplace.listings.whereabouts import measured_point
from marketplace.money import format_pence
from marketplace.people.names import without_names
from marketplace.people.queries.persons import OFFICERS
from marketplace.periods import nights
from marketplace.quotes.drafts import HomeDraft
from marketplace.quotes.models import ComparedOutcome, Comparison
from marketplace.quotes.queries.quotes import called_of, known_with_money
from marketplace.quotes.queries.sides import miles_from_home, nights_of, outcomes_of, sides_of
from marketplace.quotes.sides import Sides
from marketplace.quotes.sorts import Week
from marketplace.wording import day

LOOKS_BACK = timedelta(days=730)
MOST_SHOWN = 5
LIKE_NIGHTS = 3
"""Stays that differ by no more nights than this are like each other."""


@dataclass(frozen=True)
class LikeDecision:
    """A decision of the same council about a stay as long. ``ref``: only where the viewer may see it."""

    decided: Week
    reason: str
    nights: int
    home_pence: int
    break_pence: int
    at: datetime
    ref: str


@dataclass(frozen=True)
class ComparisonPage:
    """A comparison as its page prints it. ``sides``: as they were when it was decided, else as they are now."""

    ref: str
    break_ref: str
    title: str
    called: str
    sides: Sides
    made_by: str
    made_at: datetime
    decided: Week | None
    reason: str
    decided_by: str
    decided_at: datetime | None
    may_change: bool
    may_decide: bool
    like: tuple[LikeDecision, ...]
    is_for_officers: bool


@dataclass(frozen=True)
class ComparisonRow:
    """One comparison in a list."""

    ref: str
    home: str
    made_at: datetime
    decided_words: str


@dataclass(frozen=True)
class DecidedRow:
    """A decision between a break and a care home, for the page of the break."""

    ref: str
    home: str
    decided: Week
    at: datetime


@dataclass(frozen=True)
class HomeOnSite:
    """A care home on this site, to take its figures from."""

    ref: str
    title: str
    town: str


@dataclass(frozen=True)
class ComparisonsPage:
    """The comparisons of one break, and the care homes on the site."""

    break_ref: str
    title: str
    rows: tuple[ComparisonRow, ...]
    homes: tuple[HomeOnSite, ...]
    may_make: bool


@dataclass(frozen=True)
class Comparing:
    """What the form of a comparison starts from. ``outcomes``: what matters, by reference."""

    break_ref: str
    title: str
    draft: HomeDraft
    outcomes: tuple[tuple[str, str], ...]


def comparisons_of(break_ref: str, *, viewer: Viewer) -> ComparisonsPage:
    """The comparisons of a break. Raises NotFound."""
    known = known_with_money(break_ref, viewer=viewer)
    one = known.break_
    rows = session.scalars(select(Comparison).where(Comparison.break_id == one.id).order_by(Comparison.id.desc()))
    return ComparisonsPage(
        break_ref=one.ref,
        title=one.title,
        rows=tuple(
            ComparisonRow(row.ref, row.home_name, row.made_at, f"decided: {row.decided.label}" if row.decided else "")
            for row in rows
        ),
        homes=_homes(),
        may_make=may_compare(known),
    )


def decided_of(break_ref: str, *, viewer: Viewer) -> tuple[DecidedRow, ...]:
    """What was decided between a break and care homes, the last first: one question, for a page that is read often."""
    rows = session.execute(
        select(Comparison.ref, Comparison.home_name, Comparison.decided, Comparison.decided_at)
        .join(Break, Break.id == Comparison.break_id)
        .where(Break.ref == break_ref, Comparison.decided_at.is_not(None), concerns(viewer))
        .order_by(Comparison.id.desc())
    )
    return tuple(DecidedRow(ref, home, decided, at) for ref, home, decided, at in rows if decided and at)


def comparison_page(ref: str, *, viewer: Viewer) -> ComparisonPage:
    """One comparison for the viewer. Raises NotFound."""
    known, found = known_comparison(ref, viewer=viewer)
    one, is_open = known.break_, found.decided is None
    return ComparisonPage(
        ref=found.ref,
        break_ref=one.ref,
        title=one.title,
        called=called_of(one),
        sides=found.kept_sides or sides_of(found, one),
        made_by=found.made_by.name if found.made_by else "",
        made_at=found.made_at,
        decided=found.decided,
        reason=found.reason,
        decided_by=found.decided_by.name if found.decided_by else "",
        decided_at=found.decided_at,
        may_change=is_open and may_compare(known),
        may_decide=is_open and known.is_officer and may_compare(known),
        like=_like(found, viewer) if known.is_officer else (),
        is_for_officers=known.is_officer,
    )


def known_comparison(ref: str, *, viewer: Viewer) -> tuple[KnownBreak, Comparison]:
    """A comparison and its break, as the viewer may see them. Raises NotFound."""
    found = session.scalar(
        select(Comparison)
        .where(Comparison.ref == ref)
        .options(
            joinedload(Comparison.made_by),
            joinedload(Comparison.decided_by),
            selectinload(Comparison.outcomes).joinedload(ComparedOutcome.outcome),
        )
    )
    if found is None:
        raise NotFound
    break_ref = session.scalars(select(Break.ref).where(Break.id == found.break_id)).one()
    return known_with_money(break_ref, viewer=viewer), found


def may_compare(known: KnownBreak) -> bool:
    """Whether the viewer may put a break beside a care home: they arrange it, and it is neither over nor cancelled."""
    return known.is_planner and known.state not in {BreakState.COMPLETED, BreakState.CANCELLED}


def comparing(break_ref: str, *, home_ref: str = "", viewer: Viewer) -> Comparing:
    """What a new comparison starts from, with the figures of a care home on the site. Raises NotFound, NotAllowed."""
    known = known_with_money(break_ref, viewer=viewer)
    known.require_planner()
    one = known.break_
    outcomes = tuple((outcome.ref, outcome.words) for outcome in outcomes_of(one))
    paid_for = {share.outcome.ref for line in one.lines_in for share in line.shares if share.outcome}
    draft = HomeDraft(nights=nights_of(one), by_break=tuple(ref for ref, _ in outcomes if ref in paid_for))
    home = _home(home_ref) if home_ref else None
    return Comparing(one.ref, one.title, _of_listing(draft, home, one) if home else draft, outcomes)


def comparing_again(ref: str, *, viewer: Viewer) -> Comparing:
    """The same of one that is there. Raises NotFound, NotAllowed."""
    known, found = known_comparison(ref, viewer=viewer)
    known.require_planner()
    outcomes = tuple((outcome.ref, outcome.words) for outcome in outcomes_of(known.break_))
    draft = HomeDraft(
        name=found.home_name,
        source=found.source,
        nights=found.home_nights,
        council_pence=found.home_council_pence,
        person_pence=found.home_person_pence,
        staff=found.home_staff,
        miles=found.home_miles,
        who=found.home_who,
        near=found.home_near,
        break_near=found.break_near,
        by_break=tuple(row.outcome.ref for row in found.outcomes if row.by_break),
        by_home=tuple(row.outcome.ref for row in found.outcomes if row.by_home),
        listing_ref=found.listing.ref if found.listing else "",
    )
    return Comparing(known.break_.ref, known.break_.title, draft, outcomes)


def _of_listing(draft: HomeDraft, home: Listing, one: Break) -> HomeDraft:
    """With what the site knows of a care home: its price for as many nights from the same day, and how far it is."""
    first = clock.in_london(one.starts_at).date()
    stay = nights(first, first + timedelta(days=draft.nights))
    try:
        pence: int | None = total_pence(quote(home, RateUnit.NIGHT, [Wanted(stay)]))
    except NoRate:
        pence = None
    price = f": {format_pence(pence)}" if pence is not None else ""
    return draft.of_listing(
        ref=home.ref,
        name=f"{home.title}, {home.town}" if home.town else home.title,
        source=f"Its price on this site on {day(clock.today())}{price}",
        council_pence=pence,
        miles=miles_from_home(one, measured_point(home)),
    )


def _home(ref: str) -> Listing:
    found = session.scalar(_published().where(Listing.ref == ref))
    if found is None:
        raise NotFound
    return found


def _homes() -> tuple[HomeOnSite, ...]:
    rows = session.scalars(_published().order_by(Listing.title, Listing.id))
    return tuple(HomeOnSite(row.ref, row.title, row.town or "") for row in rows)


def _published() -> Select[Listing]:
    return select(Listing).where(Listing.kind == ListingKind.CARE_HOME, Listing.state == ListingState.PUBLISHED)


def _like(found: Comparison, viewer: Viewer) -> tuple[LikeDecision, ...]:
    """What the viewer's council decided about stays as long, the last first; never whose they were."""
    if viewer.role not in OFFICERS or viewer.council_id is None:
        return ()
    rows = session.scalars(
        select(Comparison)
        .where(Comparison.council_id == viewer.council_id, Comparison.decided_at >= clock.now() - LOOKS_BACK)
        .where(Comparison.home_nights.between(found.home_nights - LIKE_NIGHTS, found.home_nights + LIKE_NIGHTS))
        .where(Comparison.id != found.id)
        .options(joinedload(Comparison.break_).joinedload(Break.person))
        .options(joinedload(Comparison.break_).joinedload(Break.carer))
        .order_by(Comparison.decided_at.desc(), Comparison.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    known = known_each([row.break_ for row in rows], viewer=viewer)
    return tuple(_like_row(row, one) for row, one in zip(rows, known, strict=True))


def _without_names(row: Comparison) -> str:
    """The reason as it is read beside somebody else's case."""
    return without_names(row.reason, (name for one in row.break_.everyone for name in (one.name, one.called)))


def _like_row(row: Comparison, known: KnownBreak) -> LikeDecision:
    sides = row.kept_sides
    if sides is None or row.decided is None or row.decided_at is None:
        raise LookupError(row.ref)
    return LikeDecision(
        decided=row.decided,
        reason=_without_names(row),
        nights=row.home_nights,
        home_pence=sides.home.council_pence,
        break_pence=sides.flexible.council_pence,
        at=row.decided_at,
        ref=row.ref if known.is_seen and known.sees_money else "",
    )
