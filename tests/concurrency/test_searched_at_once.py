"""Nights that one process has taken are offered by no search that another begins afterwards."""

from sqlalchemy import Engine

from bench import fresh

PAIRS = 100


def test_a_search_of_another_process_never_offers_what_has_just_been_taken(database: Engine, database_url: str) -> None:
    done = fresh.run(database_url, pairs=PAIRS)
    assert (done.pairs, done.stale, done.hidden) == (PAIRS, 0, 0)
