"""One space, several processes: one winner each time, and the controls that show the race without the guards."""

from sqlalchemy import Engine, func, select

from bench import space_race
from bench.racing import race
from marketplace import db
from marketplace.db import session
from marketplace.listings.models import Occupancy
from tests import supply

ROUNDS = 25  # a hundred, over HTTP, are in test_over_http
CLIENTS = 8


def _space_id(engine: Engine) -> int:
    space_id = supply.listing().spaces[0].id
    session.remove()
    engine.dispose()  # processes that are forked must not share a connection
    return space_id


def test_of_eight_who_ask_at_once_exactly_one_has_the_space(database: Engine, database_url: str) -> None:
    space_id = _space_id(database)
    rounds = race(database_url, space_race.ask_as_the_site_does(space_id), rounds=ROUNDS, clients=CLIENTS)
    assert rounds.broken == 0
    assert set(rounds.winners) == {1}
    assert session.scalar(select(func.count()).select_from(Occupancy)) == ROUNDS


def test_without_the_lock_the_database_still_sells_it_once(database: Engine, database_url: str) -> None:
    space_id = _space_id(database)
    rounds = race(database_url, space_race.ask_without_the_lock(space_id), rounds=ROUNDS, clients=CLIENTS)
    assert (rounds.broken, rounds.with_more_winners) == (0, 0)


def test_without_its_guards_a_space_can_be_sold_twice(own_database_url: str) -> None:
    engine = db.connect(own_database_url)
    space_race.drop_the_guard(engine)
    space_id = _space_id(engine)
    rounds = race(own_database_url, space_race.ask_without_the_lock(space_id), rounds=ROUNDS, clients=CLIENTS)
    session.remove()
    engine.dispose()
    assert rounds.with_more_winners > 0
