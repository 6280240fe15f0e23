"""Races over HTTP: people press "Hold" at once on a site of several processes. One has it, everybody else is told.

Whoever is told reads it with status 409 and with what there is instead; anything else but that, or a yes, fails here.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from bench import http_race
from bench.http_race import Of
from marketplace import db
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.budgets.models import MoneyHold
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session
from marketplace.listings.models import Occupancy

ROUNDS = 100
CLIENTS = 2
PROCESSES = 2
CONTROL_ROUNDS, CONTROL_CLIENTS = 10, 4


@pytest.fixture
def looked_into(own_database_url: str) -> Iterator[None]:
    """This process's session speaks to the database of the race afterwards."""
    yield
    engine = db.connect(own_database_url)
    session.remove()
    engine.dispose()


@pytest.mark.parametrize("of", Of)
@pytest.mark.usefixtures("looked_into")
def test_of_all_who_hold_one_thing_at_once_exactly_one_has_it_in_each_round(own_database_url: str, of: Of) -> None:
    rounds = http_race.race(own_database_url, of, rounds=ROUNDS, clients=CLIENTS, processes=PROCESSES)
    assert (len(rounds.ended), rounds.broken, set(rounds.winners)) == (ROUNDS, 0, {1})
    db.connect(own_database_url)
    held = select(func.count()).select_from(Break).where(Break.state == BreakState.HELD)
    counted = [held, select(func.count()).select_from(Occupancy), select(func.count()).select_from(MoneyHold)]
    assert [session.scalar(each) for each in counted] == [ROUNDS] * 3  # nothing of anybody else is half held
    assert ledger_is_off_by_pence() == 0


@pytest.mark.parametrize("of", Of)
def test_without_lock_and_guard_the_same_race_is_lost(own_database_url: str, of: Of) -> None:
    rounds = http_race.race(
        own_database_url, of, rounds=CONTROL_ROUNDS, clients=CONTROL_CLIENTS, processes=PROCESSES, guarded=False
    )
    assert rounds.with_more_winners > 0
