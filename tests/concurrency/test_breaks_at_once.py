"""Breaks that want one house, or the same last money, at once: one has it, the others are told, nothing is half held.

A process that is killed in the middle of a hold, at any step of it, leaves nothing behind and nobody waiting.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from functools import wraps
from multiprocessing.synchronize import Event

import pytest
from sqlalchemy import Engine, func, select

from bench.copies import Changes, copies
from bench.racing import Ask, Ended, race
from marketplace import db
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.errors import NoLongerFree
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.services import holding
from marketplace.budgets.errors import NotEnoughMoney
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.services import ledger
from marketplace.db import session
from marketplace.listings.models import Occupancy
from marketplace.listings.services import diary
from tests import breaks, golden
from tests.golden import Golden

ROUNDS = 25
CLIENTS = 4
PATIENCE_SECONDS = 60


def _forget(engine: Engine) -> None:
    """Processes that are forked must not share a connection."""
    session.remove()
    engine.dispose()


def _rivals(made: Golden, rounds: int) -> list[list[str]]:
    """For each round a draft of each client, all for the same two nights; each round other nights."""
    found = copies(made.ref, [Changes(days=3 * number) for number in range(rounds) for _ in range(CLIENTS)])
    return [found[first : first + CLIENTS] for first in range(0, len(found), CLIENTS)]


def _ask_for_a_house(refs: list[list[str]], by: Viewer) -> Ask:
    def ask(client: int, number: int) -> Ended:
        try:
            services.hold(refs[number][client], by=by)
        except NoLongerFree as refused:
            (clash,) = refused.clashes
            has_a_way = bool(clash.alternatives) and clash.title == "Whin Lodge"
            return Ended.REFUSED if has_a_way else Ended.BROKE
        return Ended.WON

    return ask


def test_of_four_families_who_ask_for_one_house_exactly_one_has_it_and_the_others_are_shown_another(
    database: Engine, database_url: str
) -> None:
    made = breaks.planned(breaks.family(pence=100_000_00))
    breaks.house(title="Rowan Cottage")
    refs, by = _rivals(made, ROUNDS), made.arranger
    _forget(database)
    rounds = race(database_url, _ask_for_a_house(refs, by), rounds=ROUNDS, clients=CLIENTS)
    assert (rounds.broken, set(rounds.winners)) == (0, {1})
    _nothing_is_half_held(winners=ROUNDS)


def _ask_for_the_last_money(refs: list[list[str]], by: Viewer) -> Ask:
    def ask(client: int, number: int) -> Ended:
        try:
            services.hold(refs[number][client], by=by)
        except NotEnoughMoney as refused:
            (short,) = refused.shortfalls
            return Ended.REFUSED if short.free_pence == 0 else Ended.BROKE
        return Ended.WON

    return ask


def test_of_four_breaks_that_want_the_last_money_of_a_pot_exactly_one_has_it(
    database: Engine, database_url: str
) -> None:
    made = breaks.planned(breaks.family(pence=breaks.PRICE), at=breaks.house(spaces=CLIENTS))
    refs, by = _rivals(made, 1), made.arranger
    _forget(database)
    rounds = race(database_url, _ask_for_the_last_money(refs, by), rounds=1, clients=CLIENTS)
    assert (rounds.broken, rounds.winners) == (0, (1,))
    _nothing_is_half_held(winners=1)


def _say_the_last_yes(made: Golden, names: list[str]) -> Ask:
    def ask(client: int, _number: int) -> Ended:
        golden.accept(made, names[client])
        return Ended.WON

    return ask


def test_two_last_answers_at_once_confirm_a_break_once(database: Engine, database_url: str) -> None:
    made = breaks.planned(breaks.family(), at=breaks.house())
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    golden.ask(made)
    names = ["house", "support"]
    golden.answer(made, without=names)
    _forget(database)
    rounds = race(database_url, _say_the_last_yes(made, names), rounds=1, clients=2)
    assert rounds.broken == 0
    assert made.break_.state is BreakState.CONFIRMED


def _nothing_is_half_held(*, winners: int) -> None:
    """Every break that is held has all it needs, every other one has nothing."""
    session.rollback()
    held = 0
    for one in session.scalars(select(Break)):
        found = holdings(one.lines_in)
        if one.state is BreakState.HELD:
            held += 1
            assert all(found.has_all(line) for line in one.lines_in)
        else:
            assert (found.spaces, found.money) == (frozenset(), frozenset())
    assert held == winners
    assert ledger_is_off_by_pence() == 0


# Killed with -9 at each step of a hold

STEPS: dict[str, tuple[object, str]] = {
    "the spaces are taken": (diary, "occupy"),
    "the money is set aside": (ledger, "hold"),
    "the break has moved": (holding, "move_break"),
    "what the rules said is kept": (holding, "keep_rulings"),
}


def _hold_and_stop_after(url: str, step: str, ref: str, by: Viewer, is_there: Event) -> None:
    module, name = STEPS[step]
    setattr(module, name, _then_wait(getattr(module, name), is_there))
    db.connect(url)
    services.hold(ref, by=by)


def _then_wait(does: Callable[..., object], is_there: Event) -> Callable[..., object]:
    @wraps(does)
    def does_and_waits(*words: object, **more: object) -> object:
        result = does(*words, **more)
        session.flush()
        is_there.set()
        time.sleep(PATIENCE_SECONDS)
        return result

    return does_and_waits


@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_in_the_middle_of_a_hold_leaves_nothing_and_nobody_waiting(
    database: Engine, database_url: str, step: str
) -> None:
    made = breaks.planned()
    ref, by = made.ref, made.arranger
    _forget(database)
    context = multiprocessing.get_context("fork")
    is_there = context.Event()
    process = context.Process(target=_hold_and_stop_after, args=(database_url, step, ref, by, is_there))
    process.start()
    assert is_there.wait(PATIENCE_SECONDS)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    _nothing_is_half_held(winners=0)
    assert session.scalars(select(func.count()).select_from(Occupancy)).one() == 0
    services.hold(ref, by=by)
    _nothing_is_half_held(winners=1)
