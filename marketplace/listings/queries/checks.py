"""What waits for the brokerage's check, oldest first, and all that is needed to answer on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.access_facts.facts import FactValue
from marketplace.accounts.models import Account
from marketplace.audit import AuditRecord
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.answers import HoursAnswers
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing, ListingCheck, Paper, Registration
from marketplace.listings.opening import week_words
from marketplace.listings.papers import Standing
from marketplace.listings.queries.fact_words import count_open_disputes
from marketplace.listings.queries.offers import FactGroup, fact_groups
from marketplace.listings.queries.paper_checks import count_waiting_papers, key_facts_by_word, waiting_papers
from marketplace.listings.queries.proofs import registration_of, results_for
from marketplace.listings.queries.standings import standings_of
from marketplace.listings.readiness import Missing, missing
from marketplace.rules.queries import kept_results
from marketplace.rules.results import Answer, Result

LONGEST_HISTORY = 100


@dataclass(frozen=True)
class Waiting:
    """One listing that waits: since when, and whether it was looked at before."""

    listing: Listing
    asked_at: datetime
    asks: int

    @property
    def days(self) -> int:
        """Whole days it has waited."""
        return (clock.now() - self.asked_at).days


@dataclass(frozen=True)
class Happening:
    """One thing that happened to a listing: what (an action of the audit), when, and by whom."""

    at: datetime
    action: str
    who: str


@dataclass(frozen=True)
class Earlier:
    """An asking that was answered or taken back, and who did."""

    check: ListingCheck
    who: str


@dataclass(frozen=True)
class CheckPage:
    """A listing as the brokerage sees it: what the rules say today and said when it was asked, and its history."""

    listing: Listing
    check: ListingCheck | None
    asker: str
    registration: Registration | None
    results: tuple[Result, ...]
    kept: tuple[Result, ...]
    groups: tuple[FactGroup, ...]
    earlier: tuple[Earlier, ...]
    history: tuple[Happening, ...]
    standings: tuple[Standing, ...]
    by_word: tuple[FactValue, ...]

    @property
    def waits(self) -> bool:
        """Whether there is something to answer."""
        return self.check is not None and self.listing.state is ListingState.WAITING

    @property
    def stops(self) -> tuple[Result, ...]:
        """What makes it impossible to accept it today."""
        return tuple(result for result in self.results if result.stops)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What it must have and, changed while it waited, has not."""
        return missing(self.listing)

    @property
    def lacking(self) -> tuple[Standing, ...]:
        """The papers without which it cannot be accepted."""
        return tuple(one for one in self.standings if one.need.is_must and not one.counts)

    @property
    def told(self) -> tuple[Result, ...]:
        """What is worth reading first: all but what is simply allowed."""
        return tuple(result for result in self.results if result.answer is not Answer.ALLOWED)

    @property
    def allowed(self) -> tuple[Result, ...]:
        """What is simply allowed."""
        return tuple(result for result in self.results if result.answer is Answer.ALLOWED)

    @property
    def to_decide(self) -> tuple[Result, ...]:
        """What a rule leaves to the one who checks."""
        return tuple(result for result in self.results if result.answer in {Answer.ASK, Answer.WARN})

    @property
    def differs_from_asking(self) -> bool:
        """Whether the rules say something else today than when it was asked for."""
        return bool(self.kept) and [_said(one) for one in self.kept] != [_said(one) for one in self.results]

    @property
    def week(self) -> tuple[tuple[str, str], ...]:
        """Opening hours by weekday; none: always."""
        return week_words(HoursAnswers.of(self.listing).week)

    def facts_of(self, group: FactGroup) -> tuple[FactValue, ...]:
        """The facts of a group that somebody knows, in order."""
        known = self.listing.known_facts
        return tuple(known[kind.id] for kind in group.kinds if kind.id in known)


def waiting() -> tuple[Waiting, ...]:
    """Everything that waits, longest first."""
    asked_before = (
        select(func.count(ListingCheck.id)).where(ListingCheck.listing_id == Listing.id).correlate(Listing)
    ).scalar_subquery()
    rows: Sequence[Row[Listing, datetime, int]] = session.execute(
        select(Listing, ListingCheck.asked_at, asked_before)
        .join(ListingCheck, ListingCheck.listing_id == Listing.id)
        .where(Listing.state == ListingState.WAITING, ListingCheck.decided_at.is_(None))
        .options(joinedload(Listing.provider))
        .order_by(ListingCheck.asked_at, ListingCheck.id)
    ).all()
    return tuple(Waiting(row[0], row[1], row[2]) for row in rows)


def queue() -> tuple[Waiting | Paper, ...]:
    """The listings and the papers that wait, in one line, longest first."""
    both: tuple[Waiting | Paper, ...] = (*waiting(), *waiting_papers())
    return tuple(sorted(both, key=lambda one: one.made_at if isinstance(one, Paper) else one.asked_at))


def count_waiting() -> int:
    """How many listings and papers wait, and facts that guests dispute."""
    listings = session.scalar(select(func.count(Listing.id)).where(Listing.state == ListingState.WAITING)) or 0
    return listings + count_waiting_papers() + count_open_disputes()


def check_page(ref: str) -> CheckPage:
    """One listing, waiting or not. Raises NotFound."""
    listing = session.scalar(select(Listing).where(Listing.ref == ref))
    if listing is None:
        raise NotFound
    check = next((one for one in listing.checks if one.decided_at is None), None)
    asker = session.get(Account, check.asked_by_account_id) if check and check.asked_by_account_id else None
    return CheckPage(
        listing=listing,
        check=check,
        asker=asker.name if asker else "",
        registration=registration_of(listing.registration_number),
        results=results_for(listing),
        kept=kept_results(f"listing:{listing.ref}"),
        groups=fact_groups(listing),
        earlier=_earlier(listing),
        history=_history(listing),
        standings=standings_of(listing),
        by_word=key_facts_by_word(listing),
    )


def _history(listing: Listing) -> tuple[Happening, ...]:
    """The newest first."""
    rows = session.execute(
        select(AuditRecord, Account.name)
        .outerjoin(Account, Account.id == AuditRecord.by_account_id)
        .where(AuditRecord.about == f"listing:{listing.ref}")
        .order_by(AuditRecord.id.desc())
        .limit(LONGEST_HISTORY)
    )
    return tuple(Happening(record.at, record.action, name or "the site") for record, name in rows)


def _earlier(listing: Listing) -> tuple[Earlier, ...]:
    rows = session.execute(
        select(ListingCheck, Account.name)
        .outerjoin(Account, Account.id == ListingCheck.decided_by_account_id)
        .where(ListingCheck.listing_id == listing.id, ListingCheck.decided_at.is_not(None))
        .order_by(ListingCheck.id.desc())
    )
    return tuple(Earlier(check, name or "the site") for check, name in rows)


def _said(result: Result) -> tuple[str, str, str]:
    return result.rule_id, result.answer, result.sentence
