"""``python -m bench.fresh``: one process takes nights, another searches for them at once. None may still be offered.

Each pair is a booking (every other one a hold) that has come back to whoever made it, and a search by one of several
other processes begun after that. The house is free on the nights of every pair before it is taken: a search that does
not find it then counts as hidden.
"""

import argparse
import json
import multiprocessing
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing.connection import Connection

from bench import databases
from marketplace import clock, db
from marketplace.audit import SITE
from marketplace.geo import Point
from marketplace.listings.asked import Asked
from marketplace.listings.models import Cause
from marketplace.listings.queries.search import found_ids
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import nights
from tests import supply

SEARCHERS = 3
NIGHTS = 2
STAYS = 200
"""So many stays of NIGHTS fit in one house before another one is taken."""


@dataclass(frozen=True)
class Pairs:
    """``stale``: still found after they were taken; ``hidden``: not found while they were free."""

    pairs: int
    stale: int
    hidden: int


def main() -> None:
    """Run it and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=databases.ENGINES, required=True)
    parser.add_argument("--pairs", type=int, default=1_000)
    words = parser.parse_args()
    with databases.fresh(words.engine) as url:
        db.connect(url)
        done = run(url, pairs=words.pairs)
    print(json.dumps({"bench": "fresh", "engine": words.engine, **vars(done)}))


def run(url: str, *, pairs: int) -> Pairs:
    """Take the nights of each pair in this process; ask about them before and after in others, each in its turn."""
    houses = [supply.listing(f"House {number}") for number in range(1 + (pairs - 1) // STAYS)]
    places = [(house.id, house.spaces[0].id) for house in houses]
    db.session.remove()
    db.session().get_bind().engine.dispose()  # processes that are forked must not share a connection
    db.session.remove()
    context = multiprocessing.get_context("fork")
    lines = [context.Pipe() for _ in range(SEARCHERS)]
    processes = [context.Process(target=_searcher, args=(url, theirs)) for _, theirs in lines]
    for process in processes:
        process.start()
    ours = [mine for mine, _ in lines]
    found = [_pair(places[number // STAYS], number, ours[number % SEARCHERS]) for number in range(pairs)]
    for mine in ours:
        mine.send(None)
    for process in processes:
        process.join()
    return Pairs(pairs, sum(after for _, after in found), sum(not before for before, _ in found))


def _pair(place: tuple[int, int], number: int, searcher: Connection) -> tuple[bool, bool]:
    """Whether the house is found before its nights are taken, and whether after."""
    listing_id, space_id = place
    arrive = clock.today() + timedelta(days=1 + NIGHTS * (number % STAYS))
    stay = (arrive, arrive + timedelta(days=NIGHTS))
    before = _asks(searcher, listing_id, stay)
    until = clock.now() + timedelta(hours=1) if number % 2 else None
    wanted = [Wanted(space_id, nights(*stay), f"fresh:{number}")]
    diary.occupy(wanted=wanted, cause=Cause.HOLD if until else Cause.BOOKING, until=until, by=SITE)
    return before, _asks(searcher, listing_id, stay)


def _asks(searcher: Connection, listing_id: int, stay: tuple[date, date]) -> bool:
    searcher.send((listing_id, stay))
    return bool(searcher.recv())


def _searcher(url: str, line: Connection) -> None:
    """Search whenever asked to, until nothing is asked."""
    engine = db.connect(url)
    while (question := line.recv()) is not None:
        listing_id, stay = question
        line.send(listing_id in found_ids(Asked(near=Point(*supply.DUNS), stay=stay)))
        db.session.remove()
    engine.dispose()


if __name__ == "__main__":
    main()
