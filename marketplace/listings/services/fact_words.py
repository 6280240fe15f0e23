"""Writes what guests say of facts, and how disputes end: until then a disputed fact is one to ask about first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.access_facts.facts import Evidence, FactValue
from marketplace.accounts.queries import accounts_that
from marketplace.accounts.roles import Permission
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import Fact, FactWord, Listing, Settled
from marketplace.listings.models.fact_word import LONGEST_VALUE, LONGEST_WORD
from marketplace.listings.queries.fact_words import open_dispute, said_already
from marketplace.listings.services import publishing, search_row
from marketplace.notifications.services import Recipient, owe


@dataclass(frozen=True, slots=True)
class Word:
    """What was said of one fact. ``words`` say what was otherwise."""

    is_so: bool
    words: str = ""


def say(*, listing_id: int, reference: str, said: Mapping[str, Word], by: Actor) -> int:
    """Write down what one stay says of facts, each once; how many disputes there are in it.

    A confirmation raises how a fact is known, where it is known less well, and never talks another's dispute away.
    Raises Refused by field when something was otherwise and nobody says how.
    """
    wrong = {f"{name}-words": "Say in a few words how it was" for name, one in said.items() if _is_bare(one)}
    wrong |= {f"{name}-words": "Use fewer words" for name, one in said.items() if len(one.words) > LONGEST_WORD}
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        listing = publishing.locked(listing_id)
        done = said_already(reference)
        rows = [row for row in listing.facts if row.fact_id in said and row.fact_id not in done]
        for row in rows:
            _say_of(listing, row, reference, said[row.fact_id], by)
        listing.changed_at = clock.now()
        disputes = [row.value.kind.label for row in rows if not said[row.fact_id].is_so]
        search_row.refresh(listing)
        if disputes:
            _tell(listing, disputes)
        return len(disputes)


def settle_changed(listing: Listing, fact_ids: Collection[str], by: Actor) -> None:
    """Facts of the locked listing were put right or taken away: disputes about them are over."""
    rows = session.scalars(
        select(FactWord).where(
            FactWord.listing_id == listing.id,
            FactWord.fact_id.in_(fact_ids),
            FactWord.is_so.is_(False),
            FactWord.settled_at.is_(None),
        )
    )
    for row in rows:
        _settle(row, Settled.PUT_RIGHT, "", by)


def disputed_again(listing: Listing, facts: Collection[FactValue], by: Actor) -> frozenset[str]:
    """Of these facts those that say again what a guest disputed: taken away and put back, the dispute is open again.

    What we measured ourselves is beyond it.
    """
    said = {fact.kind.id: fact.words[:LONGEST_VALUE] for fact in facts if fact.evidence is not Evidence.MEASURED_BY_US}
    settled = select(FactWord).where(FactWord.listing_id == listing.id, FactWord.fact_id.in_(said))
    rows = session.scalars(settled.where(FactWord.settled_how == Settled.PUT_RIGHT)).all()
    again = [row for row in rows if row.value_words == said[row.fact_id]]
    for row in again:
        row.settled_at = row.settled_how = row.settled_by_account_id = None
        audit.record("fact-disputed-again", about=publishing.about(listing), by=by, reason=row.fact_id)
    return frozenset(row.fact_id for row in again)


def let_stand(ref: str, *, reason: str, by: Actor) -> None:
    """The brokerage has looked into a dispute: the fact stands as it was known before. Raises NotFound, Refused."""
    if not reason or len(reason) > LONGEST_WORD:
        raise Refused(fields={"reason": "Say in a few words how you know. The provider and whoever asks reads it"})
    with transaction():
        word = open_dispute(ref)
        listing = publishing.locked(word.listing_id)
        session.refresh(word)
        if word.settled_at is not None:
            raise NotFound
        _settle(word, Settled.STANDS, reason, by)
        listing.changed_at = clock.now()
        session.flush()
        others = select(FactWord.id).where(
            FactWord.listing_id == listing.id,
            FactWord.fact_id == word.fact_id,
            FactWord.is_so.is_(False),
            FactWord.settled_at.is_(None),
        )
        for row in listing.facts:
            if row.fact_id == word.fact_id and session.scalar(others.limit(1)) is None:
                row.evidence, row.known_on, row.known_by_account_id = word.before, clock.today(), by.account_id
        search_row.refresh(listing)


def _is_bare(one: Word) -> bool:
    return not one.is_so and not one.words


def _say_of(listing: Listing, row: Fact, reference: str, word: Word, by: Actor) -> None:
    open_before = session.scalar(
        select(FactWord.before).where(
            FactWord.listing_id == listing.id,
            FactWord.fact_id == row.fact_id,
            FactWord.is_so.is_(False),
            FactWord.settled_at.is_(None),
        )
    )
    session.add(
        FactWord(
            listing_id=listing.id,
            fact_id=row.fact_id,
            reference=reference,
            is_so=word.is_so,
            words=word.words,
            value_words=row.value.words[:LONGEST_VALUE],
            before=open_before or row.evidence,
            said_at=clock.now(),
            said_by_account_id=by.account_id,
        )
    )
    if not word.is_so:
        row.evidence = Evidence.DISPUTED
    elif row.evidence is not Evidence.DISPUTED and row.evidence.weight <= Evidence.GUEST_CONFIRMED.weight:
        row.evidence, row.known_on, row.known_by_account_id = Evidence.GUEST_CONFIRMED, clock.today(), by.account_id
    action = "fact-confirmed" if word.is_so else "fact-disputed"
    audit.record(action, about=publishing.about(listing), by=by, reason=row.fact_id)


def _settle(word: FactWord, how: Settled, reason: str, by: Actor) -> None:
    word.settled_at, word.settled_how, word.settled_reason = clock.now(), how, reason
    word.settled_by_account_id = by.account_id
    audit.record(f"fact-{how.value.replace('_', '-')}", about=f"listing:{word.listing.ref}", by=by, reason=word.fact_id)


def _tell(listing: Listing, disputes: list[str]) -> None:
    for reader in accounts_that(Permission.KEEP_LISTINGS, organisation_id=listing.provider.organisation_id):
        owe(
            "facts-disputed",
            to=Recipient(reader.name, reader.email),
            about=publishing.about(listing),
            listing=listing.title,
            facts=disputes,
            ref=listing.ref,
        )
