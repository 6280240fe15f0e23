"""The last yes of the rest, and the end of the day by which it must be agreed, at the same moment: booked or let go.

Nothing is left by halves, whichever comes first; the control shows what would be without the lock.
"""

import multiprocessing
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select, update

from bench.racing import Ended, race
from marketplace import db
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, LaterDay
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.services import answer_later_day, ask_for_later_day, confirming, expire_over
from marketplace.booking.stages import end_of
from marketplace.db import session, transaction
from marketplace.listings.models import Occupancy
from tests import breaks, golden, staged
from tests.at_once import (
    MILLISECONDS,
    ROUNDS,
    agree,
    at_once,
    cancel,
    ends_in,
    forget,
    is_whole,
    moves,
    sweep,
    wait_until,
)
from tests.golden import Golden

MOMENT, PATIENCE = 1.5, 60


def day_ends_in(made: Golden, *, seconds: float) -> datetime:
    """Let the day for the rest be over so soon, and all that is held for either part."""
    until = ends_in(made, seconds=seconds)
    mine = [line.id for line in made.break_.lines]
    with transaction():
        session.execute(update(Break).where(Break.ref == made.ref).values(rest_by=until))
        session.execute(update(LaterDay).where(LaterDay.line_id.in_(mine)).values(was_by=until, answer_by=until))
    return until


def test_the_last_yes_to_the_rest_at_the_second_its_day_is_over_books_all_or_lets_all_go(
    database: Engine, database_url: str
) -> None:
    several = [staged.rest_asked("virtual") for _ in range(ROUNDS)]
    ends = [day_ends_in(made, seconds=6 + 2 * number) for number, made in enumerate(several)]

    def agree_then(made: Golden, number: int) -> None:
        wait_until(ends[number] + timedelta(milliseconds=MILLISECONDS[number]))
        agree(made, number)

    def sweep_then(made: Golden, number: int) -> None:
        wait_until(ends[number])
        sweep(made, number)

    at_once(database, database_url, several, agree_then, sweep_then, sweep_then)
    expire_over()
    for made in several:
        is_whole(made, BreakState.CONFIRMED, BreakState.EXPIRED)
        assert moves(made, BreakState.CONFIRMED) + moves(made, BreakState.EXPIRED) == 1
        told = {"break-first-let-go-provider": BreakState.EXPIRED, "break-confirmed-provider": BreakState.CONFIRMED}
        assert {state for name, state in told.items() if made.offers["house"].by.email in staged.letters(name)} == {
            made.break_.state
        }


def test_a_yes_to_a_later_day_at_the_second_the_day_is_over_keeps_all_for_longer_or_lets_all_go(
    database: Engine, database_url: str
) -> None:
    several = [staged.kept() for _ in range(ROUNDS)]
    later = staged.rest_on() + timedelta(days=3)
    for made in several:
        ask_for_later_day(made.ref, rest_on=later, by=made.arranger)
    ends = [day_ends_in(made, seconds=4 + 2 * number) for number, made in enumerate(several)]

    def keep_then(made: Golden, number: int) -> None:
        wait_until(ends[number] + timedelta(milliseconds=MILLISECONDS[number]))
        answer_later_day(made.lines["house"], is_yes=True, by=made.offers["house"].by)

    def sweep_then(made: Golden, number: int) -> None:
        wait_until(ends[number])
        sweep(made, number)

    at_once(database, database_url, several, keep_then, sweep_then)
    expire_over()
    for made in several:
        is_kept = moves(made, BreakState.EXPIRED) == 0
        held = holdings(made.break_.lines_in)
        until = select(Occupancy.expires_at).where(
            Occupancy.reference.in_(held.spaces), Occupancy.released_at.is_(None)
        )
        assert set(session.scalars(until)) == ({end_of(later)} if is_kept else set())
        assert (made.break_.state is BreakState.PART_KEPT) == is_kept == (made.break_.rest_by == end_of(later))


@pytest.mark.parametrize("is_rest", [False, True])
def test_a_family_that_cancels_while_the_last_yes_comes_keeps_nothing(
    database: Engine, database_url: str, *, is_rest: bool
) -> None:
    several = [staged.rest_asked("virtual") if is_rest else _first_asked() for _ in range(ROUNDS)]
    at_once(database, database_url, several, agree, cancel)
    for made in several:
        is_whole(made, BreakState.CANCELLED)
        assert breaks.balance(made).free_pence == 1_000_00


@pytest.mark.parametrize("engine_name", ["postgresql"])  # without its lock SQLite refuses the second writer by itself
def test_without_the_lock_the_rest_is_agreed_and_let_go_at_once(own_database_url: str) -> None:
    engine = db.connect(own_database_url)
    made = staged.rest_asked("virtual")
    until = made.break_.rest_by
    assert until is not None
    forget(engine)
    ended = race(own_database_url, _unlocked(made, until), rounds=1, clients=2).ended
    engine = db.connect(own_database_url)
    assert ended == ((Ended.WON, Ended.WON),)
    assert (moves(made, BreakState.CONFIRMED), moves(made, BreakState.EXPIRED)) == (1, 1)
    forget(engine)


def _first_asked() -> Golden:
    made = staged.planned()
    golden.ask(made)
    golden.answer(made, without={"virtual"})
    return made


def _unlocked(made: Golden, until: datetime) -> Callable[[int, int], Ended]:
    """One agrees and takes a moment to write it down; meanwhile the other sweeps as its time is over. No lock."""
    context = multiprocessing.get_context("fork")
    agreeing, sweeping = context.Event(), context.Event()

    def ask(client: int, number: int) -> Ended:
        db._bump = lambda *_: None
        settle = vars(confirming)["settle"]

        def after_a_moment(*args: object, **more: object) -> None:
            agreeing.set()
            sweeping.wait(PATIENCE)
            time.sleep(MOMENT)
            settle(*args, **more)

        vars(confirming)["settle"] = after_a_moment
        if client == 0:
            agree(made, number)
            return Ended.WON
        agreeing.wait(PATIENCE)
        with time_machine.travel(until, tick=False):
            sweeping.set()
            sweep(made, number)
        return Ended.WON

    return ask
