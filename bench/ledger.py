"""``python -m bench.ledger``: money set aside and paid through the services, and the same rows in plain SQL.

*Settled*: a hold and the payment of it, two transactions, by several processes, each on a pot of its own (spread),
then all on one (hot). *Raw*: the same rows written by the best plain SQL, which looks nothing up and refuses
nothing but what the database does. *Balance*: a pot with 10 entries read, and one with 100,000. *Races*: all want the
last £100 of a pot. With ``--hordak PYTHON`` (an interpreter that has django-hordak; PostgreSQL alone) its plain
transfer, which has no hold and no overdraft guard, runs beside it on the same server.
"""

import argparse
import json
import multiprocessing
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, func, insert, select

from bench import databases, plain_ledger, pot_race
from bench.racing import race
from marketplace import clock, db
from marketplace.audit import SITE
from marketplace.budgets.models import LedgerAccount, Phase, Transfer
from marketplace.budgets.queries.balances import balances, ledger_is_off_by_pence
from marketplace.budgets.services import ledger
from marketplace.budgets.services.entries import Entry
from marketplace.budgets.services.ledger import Portion, PotPays
from marketplace.db import session, transaction
from tests import families, pots

PATIENCE_SECONDS = 120
PLENTY = 900_000_00
FEW, MANY = 10, 100_000
READS = 400
AT_ONCE = 200
"""PostgreSQL walks over what one transaction has made of a row: many changes of one pot are several transactions."""

HORDAK = Path(__file__).with_name("hordak_transfer.py")

Settle = Callable[[int, str], None]
"""Set a penny aside in a pot, by its id, under a reference, and pay it."""


def main() -> None:
    """Run all of it and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=databases.ENGINES, required=True)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--races", type=int, default=500, help="how often all want the last £100 of a pot")
    parser.add_argument("--hordak", default="", help="an interpreter that has django-hordak")
    words = parser.parse_args()
    found = measured(words.engine, clients=words.clients, seconds=words.seconds, hordak=words.hordak)
    print(json.dumps(found | raced(words.engine, rounds=words.races, clients=words.clients)))


def measured(engine_name: str, *, clients: int, seconds: float, hordak: str = "") -> dict[str, object]:
    """The line that is printed."""
    with databases.fresh(engine_name) as url:
        with _connected(url):
            pot_ids = _pots(clients)
        rates = {
            "per_s": _rate(url, _through_the_services, pot_ids, seconds),
            "raw_per_s": _rate(url, plain_ledger.ready, pot_ids, seconds),
            "hot_per_s": _rate(url, _through_the_services, pot_ids[:1] * clients, seconds),
            "hordak_per_s": _hordak(hordak, url, clients, seconds) if hordak else None,
        }
        with _connected(url):
            counted = {"overdrawn": _overdrawn(), "ledger_off_by_pence": ledger_is_off_by_pence()}
            few, many = _balances()
    return {
        "bench": "ledger",
        "engine": engine_name,
        "clients": clients,
        **rates,
        "of_raw": _ratio(rates["per_s"], rates["raw_per_s"]),
        "hot_of_spread": _ratio(rates["hot_per_s"], rates["per_s"]),
        f"balance_{FEW}_ms": few,
        f"balance_{MANY}_ms": many,
        "balance_ratio": _ratio(many, few),
        **counted,
    }


def raced(engine_name: str, *, rounds: int, clients: int) -> dict[str, object]:
    """How races for the last money of a pot ended: one winner in each, or something is wrong."""
    with databases.fresh(engine_name) as url:
        with _connected(url):
            pot_ids = pot_race.pots_with_the_last_money(rounds)
        ended = race(url, pot_race.ask_as_the_site_does(pot_ids), rounds=rounds, clients=clients)
        with _connected(url):
            overdrawn = _overdrawn()
    return {
        "races": len(ended.ended),
        "one_winner": ended.with_one_winner,
        "more_winners": ended.with_more_winners,
        "none": ended.with_none,
        "broke": ended.broken,
        "overdrawn_by_races": overdrawn,
    }


def _through_the_services() -> Settle:
    def settle(pot_id: int, reference: str) -> None:
        ledger.hold(wanted=[PotPays(pot_id, 1, reference, pots.BANK)], until=None, key="hold", by=SITE)
        ledger.post(portions=[Portion(reference)], key="post", by=SITE)

    return settle


def _rate(url: str, way: Callable[[], Settle], pot_ids: Sequence[int], seconds: float) -> float:
    """How many were settled a second, by as many processes as there are pots named."""
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(len(pot_ids)), context.Queue()
    processes = [
        context.Process(target=_client, args=(url, way, number, pot_id, seconds, barrier, results))
        for number, pot_id in enumerate(pot_ids)
    ]
    for process in processes:
        process.start()
    ran = [results.get(timeout=PATIENCE_SECONDS + seconds) for _ in processes]
    for process in processes:
        process.join()
    return float(round(sum(count for count, _ in ran) / max(lasted for _, lasted in ran), 1))


def _client(
    url: str,
    way: Callable[[], Settle],
    number: int,
    pot_id: int,
    seconds: float,
    barrier: Barrier,
    results: "multiprocessing.Queue[tuple[int, float]]",
) -> None:
    with _connected(url):
        settle, run = way(), f"{db.new_ref()}:{number}"
        settle(pot_id, f"{run}:first")  # the first of a process compiles its statements
        barrier.wait(PATIENCE_SECONDS)
        count, start = 0, time.monotonic()
        while time.monotonic() - start < seconds:
            settle(pot_id, f"{run}:{count}")
            session.remove()
            count += 1
        results.put((count, time.monotonic() - start))


def _hordak(python: str, url: str, clients: int, seconds: float) -> float:
    """What django-hordak does a second, as its own program says."""
    asked = [python, str(HORDAK), url, str(clients), str(seconds)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


# What there is before and afterwards


@contextmanager
def _connected(url: str) -> Iterator[Engine]:
    engine = db.connect(url)
    try:
        yield engine
    finally:
        session.remove()
        engine.dispose()


def _pots(number: int) -> list[int]:
    officer, person = families.officer(), families.person(council=families.BORDERS)
    return [pots.pot(person=person, by=officer, pence=PLENTY).id for _ in range(number)]


def _overdrawn() -> int:
    below = select(func.count()).where(LedgerAccount.is_guarded, LedgerAccount.available_pence < 0)
    return session.scalars(below).one()


def _balances() -> tuple[float, float]:
    """Milliseconds to read a balance with few entries and one with many, read in turn."""
    officer, person = families.officer(), families.person(council=families.BORDERS)
    few, many = (pots.pot(person=person, by=officer, pence=PLENTY).id for _ in range(2))
    for pot_id, entries in ((few, FEW), (many, MANY)):
        _filled(pot_id, entries - 1)
    took: dict[int, list[float]] = {few: [], many: []}
    for _ in range(READS):
        for pot_id, times in took.items():
            session.rollback()
            begun = time.perf_counter()
            balances([pot_id])
            times.append(time.perf_counter() - begun)
    return round(median(took[few]) * 1000, 3), round(median(took[many]) * 1000, 3)


def _filled(pot_id: int, entries: int) -> None:
    """So many payments of a penny from a pot."""
    account = session.scalars(select(LedgerAccount.id).where(LedgerAccount.pot_id == pot_id)).one()
    payee = pots.payee_account()
    stamp = {"at": clock.now(), "by_account_id": None}
    rows = [
        vars(Entry(account, payee, 1, Phase.POSTED, f"filled:{pot_id}:{number}", "filled")) | stamp
        for number in range(entries)
    ]
    for first in range(0, entries, AT_ONCE):
        with transaction():
            session.execute(insert(Transfer), rows[first : first + AT_ONCE])


def _ratio(one: float | None, other: float | None) -> float | None:
    return round(one / other, 3) if one and other else None


if __name__ == "__main__":
    main()
