"""Several workers look for news at once, and several searches find nothing at once: each is told and counted once."""

from datetime import timedelta

from sqlalchemy import Engine, func, select

from bench.racing import Ended, race
from marketplace import clock
from marketplace.audit import SITE
from marketplace.db import session
from marketplace.finding.services import searches, telling
from marketplace.geo import find
from marketplace.listings.asked import Asked
from marketplace.listings.models import Cause, UnmetCount, UnmetSort
from marketplace.listings.services import diary, unmet
from marketplace.listings.services.diary import Wanted
from marketplace.notifications.models import Letter
from marketplace.periods import nights
from tests import families, supply

CLIENTS = 3
WAITING = 4
ROUNDS = 6


def test_what_frees_up_is_told_once_to_each_however_many_workers_look(database: Engine, database_url: str) -> None:
    house = supply.listing("Orchard House")
    first = clock.today() + timedelta(days=60)
    stay = (first, first + timedelta(days=3))
    diary.occupy(wanted=[Wanted(house.spaces[0].id, nights(*stay), "s")], cause=Cause.BOOKING, by=SITE)
    for number in range(WAITING):
        by = families.viewer(f"Anna {number}")
        searches.keep_search(name="x", words="", asked=Asked(stay=stay), listing=house, tells=True, by=by)
    diary.release(references=["s"], by=SITE)
    _let_go(database)

    def look(_client: int, _number: int) -> Ended:
        telling.look_again()
        return Ended.WON

    assert race(database_url, look, rounds=2, clients=CLIENTS).broken == 0
    assert session.scalar(select(func.count(Letter.id))) == WAITING


def test_searches_that_find_nothing_at_once_are_all_counted_and_an_equal_one_once(
    database: Engine, database_url: str
) -> None:
    duns = find("Duns").point
    _let_go(database)

    def miss(client: int, number: int) -> Ended:
        unmet.count_unmet(asked=Asked(near=duns, within_km=10.0 + 100 * client + number))
        unmet.count_unmet(asked=Asked(near=duns, within_km=5_000.0 + number))
        return Ended.WON

    assert race(database_url, miss, rounds=ROUNDS, clients=CLIENTS).broken == 0
    counted = select(func.sum(UnmetCount.count)).where(UnmetCount.sort == UnmetSort.SEARCH)
    assert session.scalar(counted) == ROUNDS * CLIENTS + ROUNDS


def _let_go(database: Engine) -> None:
    """Processes that are forked must not share a connection."""
    session.remove()
    database.dispose()
