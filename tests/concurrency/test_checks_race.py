"""Several processes at once: one answers a listing that waits, one bank has a PA, one saves what all have seen."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine, func, select

from bench.racing import Ended, race
from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import Refused
from marketplace.listings.answers import WordsAnswers
from marketplace.listings.models import PA, Listing, ListingCheck, ListingState, Space
from marketplace.listings.services import checks, editing, spaces
from tests import papers_in, supply

ROUNDS = 12
CLIENTS = 4


def test_of_four_who_answer_at_once_one_answers_and_three_are_told(database: Engine, database_url: str) -> None:
    waiting = [_waiting(f"House {number}") for number in range(ROUNDS)]
    _let_go(database)

    def answer(client: int, number: int) -> Ended:
        listing_id, version = waiting[number]
        try:
            if client % 2:
                checks.send_back(listing_id=listing_id, reason="Not yet.", by=SITE)
            else:
                checks.accept(listing_id=listing_id, seen_version=version, by=SITE)
        except checks.AnsweredAlready:
            return Ended.REFUSED
        return Ended.WON

    rounds = race(database_url, answer, rounds=ROUNDS, clients=CLIENTS)
    assert (rounds.broken, set(rounds.winners)) == (0, {1})
    assert session.scalar(select(func.count(ListingCheck.id)).where(ListingCheck.is_accepted.is_(None))) == 0


def test_a_pa_wanted_by_four_banks_at_once_has_one_diary(database: Engine, database_url: str) -> None:
    of = supply.provider()
    banks = [
        supply.listing(f"Bank {number}", kind=ListingKind.PA_BANK, of=of, spaces=0).id for number in range(CLIENTS)
    ]
    pas = [_pa(of.id, f"PA {number}") for number in range(ROUNDS)]
    with transaction():
        for listing in session.scalars(select(Listing)):
            listing.state = ListingState.DRAFT
    _let_go(database)

    def want(client: int, number: int) -> Ended:
        try:
            spaces.offer_pas(listing_id=banks[client], pa_refs=_own_and(banks[client], pas[number]), by=SITE)
        except Refused:
            return Ended.REFUSED
        return Ended.WON

    rounds = race(database_url, want, rounds=ROUNDS, clients=CLIENTS)
    assert (rounds.broken, set(rounds.winners)) == (0, {1})
    assert session.scalar(select(func.count(Space.id)).where(Space.closed_at.is_(None))) == ROUNDS


def test_of_four_who_save_what_all_have_seen_one_is_kept_and_three_are_told(
    database: Engine, database_url: str
) -> None:
    listing = supply.listing()
    listing_id, first = listing.id, WordsAnswers.of(listing)
    _let_go(database)

    def save(client: int, _number: int) -> Ended:
        answers = replace(first, summary=f"By {client}.")
        try:
            editing.answer(listing_id=listing_id, answers=answers, seen=editing.seen_answers(first), by=SITE)
        except ChangedMeanwhile:
            return Ended.REFUSED
        return Ended.WON

    ended = race(database_url, save, rounds=1, clients=CLIENTS)
    assert (ended.broken, set(ended.winners)) == (0, {1})


def _waiting(title: str) -> tuple[int, int]:
    """A house that waits, lawful and whole; its id and version."""
    listing = supply.listing(title)
    with transaction():
        row = session.get_one(Listing, listing.id)
        row.state, row.proofs_in = ListingState.WAITING, False
        row.licence_number, row.energy_rating = "SB-1", "C"
        row.postcode, row.summary, row.description = "TD11 3AA", "A path, a door.", "One floor, and a garden."
        session.add(ListingCheck(listing_id=row.id, asked_at=clock.now()))
    papers_in.all_in(listing.ref)
    return listing.id, session.get_one(Listing, listing.id).version


def _pa(provider_id: int, name: str) -> str:
    with transaction():
        made = PA(provider_id=provider_id, name=name, born_on=date(1990, 5, 4), made_at=clock.now())
        session.add(made)
        session.flush()
        return made.ref


def _own_and(listing_id: int, ref: str) -> list[str]:
    own = session.scalars(select(PA.ref).join(Space).where(Space.listing_id == listing_id, Space.closed_at.is_(None)))
    return [*own, ref]


def _let_go(engine: Engine) -> None:
    """Processes that are forked must not share a connection."""
    session.remove()
    engine.dispose()
