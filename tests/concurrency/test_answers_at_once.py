"""Two who mean opposite things of one break at the same moment: one of them is first, and nothing is left by halves.

Each pair is let go at once on several breaks; whichever came first, the break is wholly the one thing or the other.
"""

from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Agreement
from marketplace.booking.queries.holdings import holdings
from marketplace.budgets.models import MoneyHold
from marketplace.db import session
from marketplace.listings.models import Occupancy
from marketplace.notifications.models import Letter
from tests import breaks, families, funded, golden
from tests.at_once import (
    MILLISECONDS,
    ROUNDS,
    agree,
    at_once,
    cancel,
    ends_in,
    is_whole,
    let_go,
    moves,
    sweep,
    wait_until,
)
from tests.golden import Golden


def _waiting(*without: str) -> list[Golden]:
    """For each round a break that waits for these answers alone."""
    several = []
    for _ in range(ROUNDS):
        made = breaks.planned(breaks.family(), at=breaks.house())
        golden.ask(made)
        golden.answer(made, without=without)
        several.append(made)
    return several


def _accept(made: Golden, _number: int) -> None:
    golden.accept(made, "house")


def _decline(made: Golden, _number: int) -> None:
    services.decline(made.lines["house"], reason="The roof leaks", by=made.offers["house"].by)


def test_two_officers_who_agree_at_once_leave_one_yes_and_one_confirmation(database: Engine, database_url: str) -> None:
    several = _waiting("virtual")
    other = families.officer()
    funded.name_limit(other, 1_000_00)

    def agree_too(made: Golden, _number: int) -> None:
        services.agree(made.ref, made.pots["virtual"], yes=PotYes(purchase_order="PO 9"), by=other)

    at_once(database, database_url, several, agree, agree_too)
    for made in several:
        is_whole(made, BreakState.CONFIRMED)
        standing = select(Agreement).where(Agreement.break_id == made.break_.id, Agreement.withdrawn_at.is_(None))
        assert len(session.scalars(standing).all()) == 1
        assert moves(made, BreakState.CONFIRMED) == 1
        told = select(Letter.to_address).where(Letter.name == "break-confirmed", Letter.about == made.break_.about)
        to = session.scalars(told).all()
        assert len(to) == len(set(to))


def test_a_provider_who_accepts_while_the_family_lets_go(database: Engine, database_url: str) -> None:
    several = _waiting("house")
    at_once(database, database_url, several, _accept, let_go)
    for made in several:
        is_whole(made, BreakState.CONFIRMED, BreakState.DRAFT)


def test_a_family_that_cancels_while_the_officer_agrees(database: Engine, database_url: str) -> None:
    several = _waiting("virtual")
    at_once(database, database_url, several, agree, cancel)
    for made in several:
        is_whole(made, BreakState.CANCELLED)


def test_a_provider_whose_two_people_accept_and_decline_at_once(database: Engine, database_url: str) -> None:
    several = _waiting("house")
    at_once(database, database_url, several, _accept, _decline)
    for made in several:
        session.rollback()
        one = made.break_
        assert one.state is (BreakState.CONFIRMED if one.lines_in else BreakState.REQUESTED)
        if one.lines_in:
            is_whole(made, BreakState.CONFIRMED)
        else:
            assert holdings(one.lines).spaces == frozenset()


def test_an_officer_who_agrees_at_the_second_when_the_time_is_over(database: Engine, database_url: str) -> None:
    several = _waiting("virtual")
    ends: list[datetime] = [ends_in(made, seconds=6 + 2 * number) for number, made in enumerate(several)]

    def agree_then(made: Golden, number: int) -> None:
        wait_until(ends[number] + timedelta(milliseconds=MILLISECONDS[number]))
        agree(made, number)

    def sweep_then(made: Golden, number: int) -> None:
        wait_until(ends[number])
        sweep(made, number)

    at_once(database, database_url, several, agree_then, sweep_then, sweep_then)
    services.expire_over()
    for made in several:
        is_whole(made, BreakState.CONFIRMED, BreakState.EXPIRED)
        assert moves(made, BreakState.CONFIRMED) + moves(made, BreakState.EXPIRED) == 1


def test_a_form_of_hold_pressed_twice_holds_once(database: Engine, database_url: str) -> None:
    several = [breaks.planned(breaks.family(), at=breaks.house()) for _ in range(ROUNDS)]

    def hold(made: Golden, _number: int) -> None:
        services.hold(made.ref, by=made.arranger)

    at_once(database, database_url, several, hold, hold)
    for made in several:
        assert (made.break_.state, moves(made, BreakState.HELD)) == (BreakState.HELD, 1)
    counted = [select(func.count()).select_from(table) for table in (Occupancy, MoneyHold)]
    assert [session.scalar(each) for each in counted] == [ROUNDS, ROUNDS]
