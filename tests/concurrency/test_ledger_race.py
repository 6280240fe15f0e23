"""One pot, several processes: one has the last £100 each time, and the controls that show the race without the guards.

A process that is killed while it sets money aside leaves nothing half done.
"""

import multiprocessing
import os
import signal
import time
from multiprocessing.synchronize import Event

import pytest
from sqlalchemy import Engine, func, select

from bench import pot_race
from bench.racing import Ask, Ended, race
from marketplace import db
from marketplace.audit import SITE
from marketplace.budgets.models import LedgerAccount, Pot, Transfer
from marketplace.budgets.queries.balances import balances, ledger_is_off_by_pence
from marketplace.budgets.services import ledger
from marketplace.budgets.services.ledger import Portion, PotPays
from marketplace.db import session, transaction
from tests import pots

ROUNDS = 25  # a hundred, over HTTP, are in test_over_http
CLIENTS = 8
PATIENCE_SECONDS = 60


def _pot_ids(engine: Engine, rounds: int = ROUNDS) -> list[int]:
    """A pot with £100 in it for each round."""
    made = pot_race.pots_with_the_last_money(rounds)
    session.remove()
    engine.dispose()  # processes that are forked must not share a connection
    return made


def _overdrawn() -> int:
    below = select(func.count()).where(LedgerAccount.is_guarded, LedgerAccount.available_pence < 0)
    return session.scalars(below).one()


def test_of_eight_who_want_the_last_money_exactly_one_has_it(database: Engine, database_url: str) -> None:
    pot_ids = _pot_ids(database)
    rounds = race(database_url, pot_race.ask_as_the_site_does(pot_ids), rounds=ROUNDS, clients=CLIENTS)
    assert rounds.broken == 0
    assert set(rounds.winners) == {1}
    assert (_overdrawn(), ledger_is_off_by_pence()) == (0, 0)


def test_without_the_lock_the_database_still_lets_one_have_it(database: Engine, database_url: str) -> None:
    pot_ids = _pot_ids(database)
    rounds = race(database_url, pot_race.ask_without_the_lock(pot_ids), rounds=ROUNDS, clients=CLIENTS)
    assert rounds.broken == 0
    assert set(rounds.winners) == {1}
    assert (_overdrawn(), ledger_is_off_by_pence()) == (0, 0)


def test_without_its_guards_a_pot_can_be_overdrawn(own_database_url: str) -> None:
    pot_race.drop_the_guard(db.make_engine(own_database_url))
    engine = db.connect(own_database_url)
    pot_ids = _pot_ids(engine)
    rounds = race(own_database_url, pot_race.ask_without_the_lock(pot_ids), rounds=ROUNDS, clients=CLIENTS)
    overdrawn = _overdrawn()
    session.remove()
    engine.dispose()
    assert rounds.with_more_winners > 0
    assert overdrawn == rounds.with_more_winners


@pytest.fixture
def two_pots(database: Engine) -> list[int]:
    return _pot_ids(database, rounds=2)


def _ask_for_both(pot_ids: list[int]) -> Ask:
    """A little of two pots, every other client the other way round."""

    def ask(client: int, number: int) -> Ended:
        order = pot_ids if client % 2 else pot_ids[::-1]
        names = [f"share:{client}:{number}:{pot_id}" for pot_id in order]
        wanted = [PotPays(pot_id, 1, name, pots.BANK) for pot_id, name in zip(order, names, strict=True)]
        ledger.hold(wanted=wanted, until=None, key="both", by=SITE)
        ledger.post(portions=[Portion(name) for name in names], key="both:paid", by=SITE)
        return Ended.WON

    return ask


def test_nobody_waits_for_ever_when_two_pots_are_wanted_in_opposite_orders(
    two_pots: list[int], database_url: str
) -> None:
    rounds = race(database_url, _ask_for_both(two_pots), rounds=25, clients=4)
    assert (rounds.broken, set(rounds.winners)) == (0, {4})
    assert [one.paid_pence for one in balances(two_pots).values()] == [100, 100]
    assert ledger_is_off_by_pence() == 0


def _set_aside_and_wait(url: str, pot_ids: list[int], is_written: Event) -> None:
    db.connect(url)
    wanted = [PotPays(pot_id, 60_00, f"share:{pot_id}", pots.BANK) for pot_id in pot_ids]
    with transaction():
        ledger.hold(wanted=wanted, until=None, key="hold", by=SITE)
        is_written.set()
        time.sleep(PATIENCE_SECONDS)


def test_a_process_killed_while_it_sets_money_aside_leaves_nothing(two_pots: list[int], database_url: str) -> None:
    context = multiprocessing.get_context("fork")
    is_written = context.Event()
    process = context.Process(target=_set_aside_and_wait, args=(database_url, two_pots, is_written))
    process.start()
    assert is_written.wait(PATIENCE_SECONDS)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    assert session.scalars(select(Transfer).where(Transfer.reference.startswith("share:"))).all() == []
    for pot_id in two_pots:
        pots.hold(session.get_one(Pot, pot_id), 100_00, f"after:{pot_id}")
    assert ledger_is_off_by_pence() == 0
