"""Moves a listing through its life: asked for, taken back, closed, reopened. The brokerage's part is in ``checks``.

Each move locks the listing, looks, writes, and records who made it. What the rules answered is kept (DATA_MODEL 11).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, Refused
from marketplace.listings.lifecycle import ListingState, moved
from marketplace.listings.models import Listing, ListingCheck
from marketplace.listings.queries.proofs import results_for
from marketplace.listings.questions import RULES_OF_EMPLOYING, RULES_OF_PAS, Part, questions_for
from marketplace.listings.readiness import Missing, missing
from marketplace.listings.services import search_row
from marketplace.rules import services as rules
from marketplace.rules.registry import named
from marketplace.rules.results import Result


@dataclass(frozen=True)
class Asking:
    """What came of asking for publication: what is missing, and what the rules said."""

    missing: tuple[Missing, ...]
    results: tuple[Result, ...]

    @property
    def stops(self) -> tuple[Result, ...]:
        """The rules that stop it."""
        return tuple(result for result in self.results if result.stops)

    @property
    def is_asked(self) -> bool:
        """Whether it waits for the brokerage now."""
        return not self.missing and not self.stops


class RulesSayNo(Refused):
    """A rule stops what was to be done. ``results`` are those that stop it, with their facts and what can be done."""

    def __init__(self, results: tuple[Result, ...]) -> None:
        self.results = results
        super().__init__(" ".join(f"{result.sentence} ({named(result.rule_id)})" for result in self.results))


class NotReady(Refused):
    """Something is missing that a published listing must have: it would lose it, or would be published without."""

    def __init__(self, gaps: tuple[Missing, ...]) -> None:
        self.missing = gaps
        super().__init__(f"A published listing cannot be without this. {'. '.join(g.words for g in gaps)}")


def ask(*, listing_id: int, by: Actor) -> Asking:
    """Ask the brokerage to publish the listing. What the rules answer is kept even when they stop it.

    Raises CannotMove, or Conflict when it is published already.
    """
    with transaction():
        listing = locked(listing_id)
        if listing.state is ListingState.PUBLISHED and listing.proofs_in:
            raise Conflict("This listing is published already.")
        moved(listing.state, ListingState.WAITING)
        asking = Asking(missing(listing), results_for(listing))
        rules.keep(asking.results, about=about(listing))
        if asking.is_asked:
            wait_for_check(listing, by)
        else:
            audit.record("listing-not-ready", about=about(listing), by=by)
        return asking


def take_back(*, listing_id: int, by: Actor) -> None:
    """The provider wants to change more before the brokerage looks. Raises CannotMove."""
    with transaction():
        listing = locked(listing_id)
        move(listing, ListingState.DRAFT, by)
        _withdraw_check(listing, by)


def close(*, listing_id: int, by: Actor) -> None:
    """Offer it no more. What is booked stays booked; PAs are free for another listing. Raises CannotMove."""
    with transaction():
        listing = locked(listing_id)
        move(listing, ListingState.CLOSED, by)
        _withdraw_check(listing, by)
        if questions_for(listing.kind).offers_pas:
            for space in listing.spaces:
                space.closed_at = space.closed_at or clock.now()


def reopen(*, listing_id: int, by: Actor) -> None:
    """Begin again with a closed listing, as a draft. Raises CannotMove."""
    with transaction():
        listing = locked(listing_id)
        listing.proofs_in = False
        move(listing, ListingState.DRAFT, by)


def locked(listing_id: int) -> Listing:
    """The listing, with its row taken until the transaction ends."""
    lock((Listing, [listing_id]))
    return session.get_one(Listing, listing_id)


def about(listing: Listing) -> str:
    """How audit records, kept results and letters speak of it."""
    return f"listing:{listing.ref}"


def move(listing: Listing, to: ListingState, by: Actor) -> None:
    """Let the locked listing go to ``to``. Raises CannotMove."""
    listing.state = moved(listing.state, to)
    listing.changed_at = clock.now()
    listing.hidden_because = None
    search_row.refresh(listing)
    audit.record(f"listing-{to.value.replace('_', '-')}", about=about(listing), by=by)


def wait_for_check(listing: Listing, by: Actor) -> None:
    """Put the locked listing into the brokerage's queue."""
    listing.proofs_in = False
    move(listing, ListingState.WAITING, by)
    session.add(ListingCheck(listing_id=listing.id, asked_at=clock.now(), asked_by_account_id=by.account_id))


def open_check(listing: Listing) -> ListingCheck | None:
    """The asking that the brokerage has not answered."""
    return next((check for check in listing.checks if check.decided_at is None), None)


@contextmanager
def kept_fit(*listings: Listing) -> Iterator[None]:
    """See that a change leaves no checked, published listing less fit to be than it was.

    Raises NotReady or RulesSayNo for what the change brings about. What was wrong before stands in nobody's way: hiding
    what may no longer be offered is not for those who edit it.
    """
    before = {listing: _unfit(listing) for listing in listings if _is_checked(listing)}
    yield
    session.flush()
    for listing, (gaps, stops) in before.items():
        gaps_now, stops_now = _unfit(listing)
        parts, causes = {gap.part for gap in gaps}, {_cause(stop) for stop in stops}
        if new_gaps := tuple(gap for gap in gaps_now if gap.part not in parts):
            raise NotReady(new_gaps)
        if new_stops := tuple(stop for stop in stops_now if _cause(stop) not in causes):
            raise RulesSayNo(new_stops)


def _is_checked(listing: Listing) -> bool:
    return listing.state is ListingState.PUBLISHED and listing.proofs_in


def _unfit(listing: Listing) -> tuple[tuple[Missing, ...], tuple[Result, ...]]:
    """What is missing of a listing, and what the rules stop.

    A photo is asked for before it is published, not again: whoever finds that a hoist lifts less has to be able to say
    so at once, and the page says beside a fact that it has no photo yet.
    """
    gaps = tuple(gap for gap in missing(listing) if gap.part is not Part.PHOTOS)
    return gaps, tuple(result for result in results_for(listing) if result.stops)


def _cause(stop: Result) -> tuple[str, str]:
    """The rule that stops, and of rules about PAs the PA: the rest of what it says may change while that stays."""
    is_of_pa = stop.rule_id in RULES_OF_PAS | RULES_OF_EMPLOYING - {"R24"}
    return stop.rule_id, stop.facts[0].value if is_of_pa and stop.facts else ""


def _withdraw_check(listing: Listing, by: Actor) -> None:
    check = open_check(listing)
    if check is not None:
        check.decided_at = clock.now()
        check.decided_by_account_id = by.account_id
