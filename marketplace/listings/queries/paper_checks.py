"""One paper as the brokerage sees it: what was said beside what the register says, and what depends on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.access_facts.facts import Evidence, FactState, FactValue
from marketplace.accounts.models import Account
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing, Paper, Registration
from marketplace.listings.models.linked import key_of
from marketplace.listings.paper_kinds import PaperKind, PaperState
from marketplace.listings.papers import needs_of
from marketplace.listings.queries.proofs import registration_of


@dataclass(frozen=True)
class Beside:
    """One thing that was attested, with what the register has. ``is_same``: they say the same."""

    label: str
    attested: str
    registered: str
    is_same: bool


@dataclass(frozen=True)
class PaperCheck:
    """A paper with all that is needed to answer. ``needed_by``: the listings that need it."""

    paper: Paper
    maker: str
    registration: Registration | None
    beside: tuple[Beside, ...]
    needed_by: tuple[Listing, ...]
    before: tuple[Paper, ...]

    @property
    def waits(self) -> bool:
        """Whether there is something to answer."""
        return self.paper.state is PaperState.WAITING and self.paper.replaced_at is None


def waiting_papers() -> Sequence[Paper]:
    """The papers that wait, longest first."""
    return session.scalars(
        _waiting().options(joinedload(Paper.provider), joinedload(Paper.listing), joinedload(Paper.pa))
    ).all()


def count_waiting_papers() -> int:
    """How many papers wait."""
    return session.scalar(_waiting().order_by(None).with_only_columns(func.count())) or 0


def _waiting() -> Select[Paper]:
    return (
        select(Paper)
        .where(Paper.state == PaperState.WAITING, Paper.replaced_at.is_(None))
        .order_by(Paper.made_at, Paper.id)
    )


def paper_check(ref: str) -> PaperCheck:
    """A paper, waiting or not. Raises NotFound."""
    paper = session.scalar(select(Paper).where(Paper.ref == ref))
    if paper is None:
        raise NotFound
    maker = session.get(Account, paper.made_by_account_id) if paper.made_by_account_id else None
    registration = None
    if paper.kind is PaperKind.REGISTRATION and paper.listing is not None:
        registration = registration_of(paper.listing.registration_number)
    return PaperCheck(
        paper=paper,
        maker=maker.name if maker else paper.provider.name,
        registration=registration,
        beside=beside(paper, registration) if registration else (),
        needed_by=_needed_by(paper),
        before=_before(paper),
    )


def beside(paper: Paper, registration: Registration) -> tuple[Beside, ...]:
    """What a provider attested of its registration, each beside the public register's own word."""
    pairs = (
        ("Name", paper.holder_name, registration.name),
        ("Postcode", paper.holder_postcode, registration.postcode or ""),
    )
    return tuple(Beside(label, said, has, _same(said, has)) for label, said, has in pairs)


def key_facts_by_word(listing: Listing) -> tuple[FactValue, ...]:
    """The facts that decide most and that nobody has measured: only the owner says so."""
    return tuple(
        fact
        for fact in listing.known_facts.values()
        if fact.kind.is_key and fact.state is FactState.KNOWN and fact.evidence is Evidence.STATED_BY_OWNER
    )


def _same(one: str, other: str) -> bool:
    return key_of(one).replace(" ", "") == key_of(other).replace(" ", "")


def _needed_by(paper: Paper) -> tuple[Listing, ...]:
    listings = session.scalars(
        select(Listing)
        .where(Listing.provider_id == paper.provider_id, Listing.state != ListingState.CLOSED)
        .options(selectinload(Listing.facts), selectinload(Listing.spaces))
        .order_by(Listing.title, Listing.id)
    )
    key = (paper.kind, paper.about)
    return tuple(one for one in listings if any((need.kind, need.about) == key for need in needs_of(one)))


def _before(paper: Paper) -> tuple[Paper, ...]:
    """What was put in before it for the same, the newest first."""
    return tuple(
        session.scalars(
            select(Paper)
            .where(Paper.about == paper.about, Paper.kind == paper.kind, Paper.id < paper.id)
            .order_by(Paper.id.desc())
            .limit(5)
        )
    )
