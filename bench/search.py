"""``python -m bench.search``: the search's core beside hand-written SQL, and its page beside a bare one, in one run.

The query: 40 km around a point, 2 to 7 nights, 3 needs, sleeps 2; total and first 20. Every answer of the site is held
against the answer of the plain SQL: one that differs counts as wrong.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlencode

from bench import bare_page, databases, plain_search, supply
from marketplace import db
from marketplace.access_facts.needs import parse_need
from marketplace.geo import Point
from marketplace.listings.asked import WITHIN_KM, Asked
from marketplace.listings.flexible import Flexible
from marketplace.listings.queries.search import Results, search

Answer = TypeVar("Answer")

NEEDS = ("narrowest_door_mm>=780", "hoist=h_frame|single_track", "level_access_shower=yes")
SLEEPS = 2
CLIENTS = 4
MONTH = 31


@dataclass(frozen=True)
class Timed:
    """Milliseconds of each call."""

    ms: tuple[float, ...]

    def at(self, share: float) -> float:
        """The time below which this share of the calls took."""
        ordered = sorted(self.ms)
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


def main() -> None:
    """Run it and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=databases.ENGINES, required=True)
    parser.add_argument("--listings", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=10)
    words = parser.parse_args()
    with databases.fresh(words.engine) as url:
        engine = db.connect(url)
        built = supply.build(engine, listings=words.listings)
        ours, plain, wrong = _core(words.seconds)
        flexible = _flexible(words.seconds / 2)
        db.session.remove()
        engine.dispose()
        pages, bare = _pages(url, words.seconds)
    print(
        json.dumps(
            {
                "bench": "search",
                "engine": words.engine,
                "listings": built.listings,
                "occupancies": built.occupancies,
                "p50_ms": ours.at(0.5),
                "p95_ms": ours.at(0.95),
                "raw_sql_p50_ms": plain.at(0.5),
                "http_per_s": pages,
                "bare_page_per_s": bare,
                "wrong": wrong,
                "flexible_p50_ms": flexible.at(0.5),
                "flexible_times_fixed": round(flexible.at(0.5) / ours.at(0.5), 1),
            }
        )
    )


def questions(seed: int = 7) -> Iterator[Asked]:
    """Searches around points of the country, always the same ones."""
    rows = random.Random(seed)
    needs = tuple(parse_need(need) for need in NEEDS)
    while True:
        point = Point(rows.uniform(55.3, 57.8), rows.uniform(-5.2, -2.6))
        yield Asked(near=point, within_km=WITHIN_KM, stay=supply.first_days(rows), sleeps=SLEEPS, needs=needs)


def _core(seconds: float) -> tuple[Timed, Timed, int]:
    """The two searches in turn on the same questions, so that the machine's moods fall on both."""
    ours: list[float] = []
    plain: list[float] = []
    wrong = 0
    asked = questions()
    for _ in range(5):
        search(next(asked))
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        question = next(asked)
        results, took = _timed(search, question)
        expected, plain_took = _timed(plain_search.search, question)
        ours.append(took)
        plain.append(plain_took)
        wrong += not _agree(results, expected)
    return Timed(tuple(ours)), Timed(tuple(plain)), wrong


def _flexible(seconds: float) -> Timed:
    """The same questions where dates can move: so many nights within MONTH days from the first."""
    took: list[float] = []
    asked = questions()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        question = next(asked)
        assert question.stay
        first, last = question.stay
        moving = Flexible(first, first + timedelta(days=MONTH), (last - first).days)
        took.append(_timed(search, replace(question, stay=None, flexible=moving))[1])
    return Timed(tuple(took))


def _timed(ask: Callable[[Asked], Answer], question: Asked) -> tuple[Answer, float]:
    started = time.perf_counter()
    answer = ask(question)
    return answer, (time.perf_counter() - started) * 1000


def _agree(results: Results, expected: plain_search.Answer) -> bool:
    """Whether both found as many, and the same first twenty in the same order."""
    page = [f"bench-{one}" for one in expected.ids[: len(results.hits)]]
    return results.total == expected.total and [hit.offer.ref for hit in results.hits] == page


def _pages(url: str, seconds: float) -> tuple[float, float]:
    """Pages a second over HTTP with CLIENTS clients: the real results page, and a bare one of its size."""
    asked = questions()
    paths = ["/search?" + urlencode(_words(next(asked)), doseq=True) for _ in range(50)]
    with bare_page.served(url) as server:
        size = bare_page.fetch(server.address + paths[0])
        real = _rate([server.address + path for path in paths], seconds / 2)
        bare = _rate([server.address + bare_page.path_of(size)], seconds / 2)
    return real, bare


def _words(asked: Asked) -> list[tuple[str, str]]:
    assert asked.near
    assert asked.stay
    where = f"{asked.near.lat:.4f},{asked.near.lon:.4f}"
    days = [("from", asked.stay[0].isoformat()), ("to", asked.stay[1].isoformat())]
    return [("near", where), ("within", "25"), *days, ("sleeps", str(SLEEPS)), *(("need", need) for need in NEEDS)]


def _rate(addresses: list[str], seconds: float) -> float:
    bare_page.fetch(addresses[0])
    ends = time.monotonic() + seconds

    def client(number: int) -> int:
        done = 0
        while time.monotonic() < ends:
            bare_page.fetch(addresses[(done * CLIENTS + number) % len(addresses)])
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as clients:
        counts = list(clients.map(client, range(CLIENTS)))
    return round(sum(counts) / seconds, 1)


if __name__ == "__main__":
    main()
