"""Puts the rows of a file of listings in, by the same rules as the pages do, and tries first whether they would go."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from marketplace import audit
from marketplace.access_facts.facts import FactState
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.import_rows import BadRow
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Fact, Listing, Provider
from marketplace.listings.questions import questions_for
from marketplace.listings.services import editing, publishing
from marketplace.listings.services.spaces import add_draft, make_listing, set_spaces
from marketplace.listings.sheet.rows import Row
from marketplace.rules.registry import named

AT_ONCE = 200
"""New listings that are written together: one by one takes five times as long."""


class _TriedError(Exception):
    """Ends a trial, so that nothing of it stays but the state it came to."""

    def __init__(self, state: ListingState) -> None:
        super().__init__()
        self.state = state


@dataclass
class Trial:
    """What trying some rows came to: what the rules refuse, and the rows whose listing would be checked again."""

    faults: list[BadRow] = field(default_factory=list)
    checked_again: set[int] = field(default_factory=set)


def put(rows: Sequence[Row], *, provider: Provider, by: Actor) -> None:
    """Put rows in that were compared in the transaction that is open. Raises NotReady, RulesSayNo or Refused."""
    for count, row in enumerate(rows, start=1):
        if row.listing:
            _put_on(row.listing, row, by)
        elif questions_for(row.kind).offers_pas:
            listing = make_listing(provider=provider, kind=row.kind, title=row.title, by=by)
            _fill(listing, row, by)
        else:
            listing = add_draft(provider=provider, kind=row.kind, title=row.title, spaces=row.spaces, by=by)
            _fill(listing, row, by)
        if not count % AT_ONCE:
            session.flush()


def rehearse(rows: Sequence[Row], *, by: Actor) -> Trial:
    """Try rows one by one and keep nothing. Only a checked, published listing can lose anything by one."""
    trial = Trial()
    ids = [(row, row.listing.id) for row in rows if row.listing and _is_checked(row.listing)]
    for row, listing_id in ids:
        try:
            if _try(row, listing_id, by) is ListingState.WAITING:
                trial.checked_again.add(row.number)
        except Refused as refusal:
            trial.faults += [BadRow(row.number, _changed(row), why) for why in _reasons(refusal)]
    return trial


def _try(row: Row, listing_id: int, by: Actor) -> ListingState:
    """The state in which the listing would be. Raises as ``put`` does."""
    try:
        with transaction():
            listing = publishing.locked(listing_id)
            _put_on(listing, row, by)
            raise _TriedError(listing.state)  # noqa: TRY301 - it is what undoes the trial
    except _TriedError as tried:
        return tried.state


def _reasons(refusal: Refused) -> list[str]:
    if isinstance(refusal, publishing.RulesSayNo):
        return [f"{result.sentence} ({named(result.rule_id)})" for result in refusal.results]
    return [refusal.message or "; ".join(refusal.fields.values())]


def _fill(listing: Listing, row: Row, by: Actor) -> None:
    """All that a row says of a new draft, of which no rule wants to know yet."""
    listing.own_ref = row.reference
    for answers in row.answers:
        editing.put_on(listing, answers)
    facts = (fact for fact in row.facts if fact.state is not FactState.UNKNOWN)
    listing.facts.extend(Fact.of(fact, known_by_account_id=by.account_id) for fact in facts)
    audit.record("listing-sheet-changed", about=publishing.about(listing), by=by)


def _put_on(listing: Listing, row: Row, by: Actor) -> None:
    """All answers of a row at once: the rules look at what they come to together."""
    about = publishing.about(listing)
    with editing.changing(listing, "listing-sheet-changed", by):
        for answers in row.answers:
            editing.put_on(listing, answers)
            audit.record(editing.action_of(answers.part), about=about, by=by)
        if row.facts:
            editing.put_owners_facts(listing, row.facts, by)
        if row.spaces:
            set_spaces(listing, row.spaces)
    session.flush()


def _is_checked(listing: Listing) -> bool:
    return listing.state is ListingState.PUBLISHED and listing.proofs_in


def _changed(row: Row) -> str:
    """The columns that a refusal may be about."""
    return ", ".join(dict.fromkeys(change.column for change in row.changes))
