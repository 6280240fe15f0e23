"""Writes what a provider answers about its listing, one part at a time, so that nobody's words are lost unseen.

Two people may edit one listing at once: a form says what it was drawn from (``seen``), and who comes second is told. A
published listing stays lawful, and goes back to the brokerage's queue when a paper it has checked changes.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from marketplace import audit, clock, wording
from marketplace.access_facts.catalogue import FactKind
from marketplace.access_facts.facts import Evidence, FactState, FactValue
from marketplace.accounts.models import Account
from marketplace.audit import Actor, AuditRecord
from marketplace.db import session, transaction
from marketplace.editing import ChangedMeanwhile, stamp
from marketplace.errors import NotFound
from marketplace.listings.answers import Answers, SeasonsAnswers
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Fact, Listing
from marketplace.listings.queries.offers import copyable
from marketplace.listings.questions import questions_for
from marketplace.listings.services import fact_words, publishing, search_row


class ChangedBy(ChangedMeanwhile):
    """Somebody saved the same answers after the form was drawn, and it is known who and when."""

    def __init__(self, who: str, at: datetime | None, seen: str) -> None:
        super().__init__(seen)
        when = f" on {wording.moment(at)}" if at else ""
        self.message = f"{who} changed this{when}, after you opened it. Look at both, then save what is right"


def seen_answers(answers: Answers) -> str:
    """What a form drawn from these answers carries."""
    return stamp(answers)


def answer(*, listing_id: int, answers: Answers, seen: str | None, by: Actor) -> None:
    """Keep the answers of one part. Raises ChangedMeanwhile, RulesSayNo or NotReady."""
    with transaction():
        listing = publishing.locked(listing_id)
        now = type(answers).of(listing)
        if answers == now:
            return
        refuse_changed(seen, stamp(now), publishing.about(listing), action_of(answers.part))
        with changing(listing, action_of(answers.part), by):
            put_on(listing, answers)


def put_on(listing: Listing, answers: Answers) -> None:
    """Let a locked listing say it. No two seasons share a day, even while one takes another's place."""
    if isinstance(answers, SeasonsAnswers) and listing.seasons:
        listing.seasons = []
        session.flush()
    answers.put_on(listing)


def seen_facts(listing: Listing, kinds: Iterable[FactKind]) -> str:
    """What a form drawn from these facts carries."""
    return stamp(*(_as_kept(listing.known_facts.get(kind.id)) for kind in kinds))


def state_facts(
    *,
    listing_id: int,
    group: str,
    facts: tuple[FactValue, ...],
    seen: str | None,
    by: Actor,
    is_brokerage: bool,
    is_looked_at: bool = False,
) -> None:
    """Keep the facts of one group; an unknown one is taken away. Raises ChangedMeanwhile, RulesSayNo or NotReady.

    ``is_looked_at``: what stays as it was has been looked at today, too.

    Only the brokerage may say that it measured something. A fact whose value stays as it was keeps how it was known
    by us or by a guest: an owner cannot talk a dispute away.
    """
    with transaction():
        listing = publishing.locked(listing_id)
        known = listing.known_facts
        kept = tuple(_as_it_is_known(fact, known.get(fact.kind.id), is_brokerage=is_brokerage) for fact in facts)
        changed = tuple(fact for fact in kept if _as_kept(fact) != _as_kept(known.get(fact.kind.id)))
        if is_looked_at:
            _look_at(listing, facts, by, is_brokerage=is_brokerage)
        if not changed:
            return
        action = action_of(f"facts-{group.replace('_', '-')}")
        refuse_changed(seen, seen_facts(listing, (fact.kind for fact in facts)), publishing.about(listing), action)
        with changing(listing, action, by):
            _put_facts(listing, changed, by)


def put_owners_facts(listing: Listing, facts: Iterable[FactValue], by: Actor) -> None:
    """Keep facts of the locked listing on its owner's word, inside ``changing``; an unknown one is taken away."""
    known = listing.known_facts
    kept = (_as_it_is_known(fact, known.get(fact.kind.id), is_brokerage=False) for fact in facts)
    _put_facts(listing, tuple(kept), by)


@contextmanager
def changing(listing: Listing, action: str, by: Actor) -> Iterator[None]:
    """Change the locked listing in the block; what follows from it is seen to afterwards.

    Raises RulesSayNo or NotReady when a published listing would be less fit to be than it was.
    """
    papers, is_checked = _checked_papers(listing), listing.state is ListingState.PUBLISHED and listing.proofs_in
    with publishing.kept_fit(listing):
        yield
    listing.changed_at = clock.now()
    if is_checked and _checked_papers(listing) != papers:
        publishing.wait_for_check(listing, by)
    search_row.refresh(listing)
    audit.record(action, about=publishing.about(listing), by=by)


def refuse_changed(seen: str | None, now: str, about: str, action: str) -> None:
    """Raise ChangedMeanwhile, naming who did ``action`` last, unless the form was drawn from what is kept now."""
    if seen is None or seen == now:
        return
    last = session.execute(
        select(Account.name, AuditRecord.at)
        .outerjoin(Account, Account.id == AuditRecord.by_account_id)
        .where(AuditRecord.about == about, AuditRecord.action == action)
        .order_by(AuditRecord.id.desc())
        .limit(1)
    ).first()
    who, at = (last.name, last.at) if last else (None, None)
    raise ChangedBy(who or "Somebody else", at, now)


def _checked_papers(listing: Listing) -> tuple[object, ...]:
    """What the brokerage looked at when it accepted a listing."""
    return (
        listing.registration_number,
        listing.includes_personal_care,
        listing.licence_number,
        listing.licence_exemption,
        listing.energy_rating,
        listing.energy_exemption,
        listing.sleeps,
        listing.postcode if questions_for(listing.kind).needs_address else None,
    )


def action_of(part: str) -> str:
    """How audit speaks of a change of one part."""
    return f"listing-{part}-changed"


def _as_kept(fact: FactValue | None) -> tuple[object, ...]:
    if fact is None or fact.state is FactState.UNKNOWN:
        return ()
    return fact.state.value, fact.value, fact.evidence


_NOT_THE_OWNERS_WORD = frozenset({Evidence.MEASURED_BY_US, Evidence.GUEST_CONFIRMED, Evidence.DISPUTED})


def _as_it_is_known(fact: FactValue, kept: FactValue | None, *, is_brokerage: bool) -> FactValue:
    if is_brokerage or fact.state is FactState.UNKNOWN:
        return fact
    is_same = kept is not None and (kept.state, kept.value) == (fact.state, fact.value)
    if kept is not None and is_same and kept.evidence in _NOT_THE_OWNERS_WORD:
        return replace(fact, evidence=kept.evidence)
    if fact.evidence in _NOT_THE_OWNERS_WORD:
        return replace(fact, evidence=Evidence.STATED_BY_OWNER)
    return fact


def _look_at(listing: Listing, facts: tuple[FactValue, ...], by: Actor, *, is_brokerage: bool) -> None:
    """Of what whoever looks may speak for, write down that it was looked at today."""
    theirs = frozenset({Evidence.MEASURED_BY_US}) if is_brokerage else frozenset(Evidence) - _NOT_THE_OWNERS_WORD
    ids = {fact.kind.id for fact in facts}
    for row in listing.facts:
        if row.fact_id in ids and row.evidence in theirs:
            row.known_on, row.known_by_account_id = clock.today(), by.account_id
    audit.record("listing-facts-looked-at", about=publishing.about(listing), by=by)


def copy_facts(*, listing_id: int, from_listing_id: int, by: Actor) -> int:
    """Copy what is known of another listing of the same provider and not of this one; how many facts.

    They are the owner's word until somebody looks here too. Raises NotFound, RulesSayNo.
    """
    with transaction():
        listing = publishing.locked(listing_id)
        other = session.get_one(Listing, from_listing_id)
        if other.provider_id != listing.provider_id:
            raise NotFound
        facts = copyable(other, listing)
        if facts:
            with changing(listing, "listing-facts-copied", by):
                _put_facts(listing, facts, by)
        return len(facts)


def _put_facts(listing: Listing, facts: tuple[FactValue, ...], by: Actor) -> None:
    changed = {fact.kind.id for fact in facts}
    fact_words.settle_changed(listing, changed, by)
    stated = [fact for fact in facts if fact.state is not FactState.UNKNOWN]
    again = fact_words.disputed_again(listing, stated, by)
    kept = (replace(fact, evidence=Evidence.DISPUTED) if fact.kind.id in again else fact for fact in stated)
    listing.facts = [row for row in listing.facts if row.fact_id not in changed]
    session.flush()  # the old rows go before new ones of the same fact come
    listing.facts.extend(
        Fact.of(replace(fact, known_on=clock.today()), known_by_account_id=by.account_id) for fact in kept
    )
