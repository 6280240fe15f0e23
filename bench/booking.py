"""``python -m bench.booking``: breaks of three lines and three pots held and confirmed, and the same in plain SQL.

Everybody has agreed before (as after a hold whose time was over), so that a client holds a draft and asks for it, and
it is confirmed in the same breath. A few drafts want what another one wants. Afterwards everything is counted again.
"""

import argparse
import json
import multiprocessing
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from statistics import quantiles

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from bench import databases, plain_booking
from bench.copies import Changes, copies
from marketplace import db
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import Item, LineTerms
from marketplace.booking.errors import NoLongerFree
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.budgets.errors import NotEnoughMoney
from marketplace.budgets.models import LedgerAccount
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session
from marketplace.listings.models import Listing, Occupancy, RateUnit
from tests import breaks, funded, golden, offered
from tests.golden import Golden

PATIENCE_SECONDS = 120
FAMILIES = 4
PLACES = 8
WEEKS = 24
DAYS_APART = 7
RIVALS_EVERY = 20
"""Every so many drafts, one wants the same as another."""

PLENTY = 100_000_00


@dataclass(frozen=True)
class Draft:
    """A draft that can be confirmed, and who arranges it."""

    ref: str
    by: Viewer
    family: int


@dataclass(frozen=True)
class Ran:
    """What one client did: seconds for each break that was confirmed, and how many were refused."""

    seconds: tuple[float, ...]
    refused: int
    lasted: float


Turn = Callable[[], bool]
"""Hold and confirm one draft; whether it was, or somebody had it before."""

Way = Callable[[Draft], Turn]
"""A way to do it, made ready for one draft before the time is taken."""


def main() -> None:
    """Run both and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=databases.ENGINES, required=True)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10)
    words = parser.parse_args()
    print(json.dumps(measured(words.engine, clients=words.clients, seconds=words.seconds)))


def measured(engine_name: str, *, clients: int, seconds: float) -> dict[str, object]:
    """The line that is printed."""
    with databases.fresh(engine_name) as url:
        ran = _run(url, _through_the_services, clients=clients, seconds=seconds)
        counted = _counted(url)
    with databases.fresh(engine_name) as url:
        _refuse_unlike(url)
        raw = _run(url, _in_plain_sql, clients=clients, seconds=seconds)
    times = [one for client in ran for one in client.seconds]
    refused = sum(client.refused for client in ran)
    return {
        "bench": "booking",
        "engine": engine_name,
        "tried": len(times) + refused,
        "confirmed": len(times),
        "refused": refused,
        "per_s": _rate(ran),
        "p95_ms": round(quantiles(times, n=20)[-1] * 1000, 1) if len(times) > 1 else None,
        "raw_per_s": _rate(raw),
        **counted,
    }


def _rate(ran: Sequence[Ran]) -> float:
    return round(sum(len(client.seconds) for client in ran) / max(client.lasted for client in ran), 1)


def _run(url: str, way: Way, *, clients: int, seconds: float) -> list[Ran]:
    engine = db.connect(url)
    drafts = _drafts()
    session.remove()
    engine.dispose()
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(clients), context.Queue()
    piles = [drafts[client::clients] for client in range(clients)]
    processes = [context.Process(target=_client, args=(url, way, pile, seconds, barrier, results)) for pile in piles]
    for process in processes:
        process.start()
    ran = [results.get(timeout=PATIENCE_SECONDS + seconds) for _ in processes]
    for process in processes:
        process.join()
    return ran


def _client(
    url: str,
    way: Way,
    pile: Sequence[Draft],
    seconds: float,
    barrier: Barrier,
    results: "multiprocessing.Queue[Ran]",
) -> None:
    engine = db.connect(url)
    turns = [way(draft) for draft in pile]
    turns[0]()  # the first of a process compiles its statements
    session.remove()
    barrier.wait(PATIENCE_SECONDS)
    took, refused, start = [], 0, time.monotonic()
    for turn in turns[1:]:
        begun = time.monotonic()
        if begun - start > seconds:
            break
        if turn():
            took.append(time.monotonic() - begun)
        else:
            refused += 1
        session.remove()
    results.put(Ran(tuple(took), refused, time.monotonic() - start))
    engine.dispose()


def _through_the_services(draft: Draft) -> Turn:
    def turn() -> bool:
        try:
            services.hold(draft.ref, by=draft.by)
            services.request(draft.ref, asks_longer=False, by=draft.by)
        except (NoLongerFree, NotEnoughMoney):
            return False
        return True

    return turn


def _in_plain_sql(draft: Draft) -> Turn:
    plan = plain_booking.planned(draft.ref, draft.by.account_id, space=draft.family)
    return lambda: plain_booking.hold_and_confirm(plan)


def _refuse_unlike(url: str) -> None:
    """Raise ValueError unless both ways write as many rows to the same tables."""
    engine = db.connect(url)
    one, other = _drafts(places=1, weeks=2, families=1)[:2]
    through, plain = (plain_booking.rows_written(turn) for turn in (_through_the_services(one), _in_plain_sql(other)))
    session.remove()
    engine.dispose()
    if through != plain:
        msg = f"the plain writes are not the same: {plain}, not {through}"
        raise ValueError(msg)


# What there is before


def _drafts(*, places: int = PLACES, weeks: int = WEEKS, families: int = FAMILIES) -> list[Draft]:
    """Drafts of several families in several places, over many weeks, in an order that is the same each time."""
    offers = [_place(number) for number in range(places)]
    drafts = [
        Draft(ref, made.arranger, number)
        for number in range(families)
        for made in (_agreed(offers[0]),)
        for ref in copies(made.ref, _changes(offers, number, weeks))
    ]
    random.Random(1).shuffle(drafts)
    return drafts


def _place(number: int) -> dict[str, offered.Offered]:
    return {
        "house": breaks.house(title=f"House {number}", spaces=FAMILIES),
        "bank": offered.pa_bank(pas=FAMILIES),
        "riding": offered.offered(
            f"Riding {number}",
            ListingKind.ACTIVITY,
            {RateUnit.ITEM: 60_00},
            provider=f"Stable {number}",
            spaces=FAMILIES,
        ),
    }


def _agreed(place: dict[str, offered.Offered]) -> Golden:
    """A break of three lines and three pots to which everybody has said yes, let go again."""
    made = breaks.family(pence=PLENTY)
    officer, person = made.viewers["officer"], made.people["person"]
    for name in ("ilf", "own"):
        amount = PLENTY if name == "ilf" else 0
        made.pots[name] = funded.pot(person, name, amount, plan_ref="", by=made.arranger, officer=officer)
    breaks.planned(made, at=place["house"])
    made.offers |= place
    breaks.add_support(made)
    breaks.pay(made, "support", "ilf")
    made.lines["riding"] = services.add_listed_items(
        made.ref,
        listing_ref=place["riding"].ref,
        items=[Item(period=golden.stretch(golden.friday(), 12, 13))],
        terms=LineTerms(),
        by=made.arranger,
    )
    breaks.pay(made, "riding", "own")
    golden.ask(made)
    golden.answer(made, without={"own"})
    services.let_go(made.ref, by=made.arranger)
    services.hold(made.ref, by=made.arranger)
    golden.agree(made, "own")
    services.let_go(made.ref, by=made.arranger)
    return made


def _changes(places: Sequence[dict[str, offered.Offered]], family: int, weeks: int) -> list[Changes]:
    ids: dict[str, int] = dict(session.execute(select(Listing.ref, Listing.id)).all())
    wanted = [(place, week) for week in range(weeks) for place in range(len(places))]
    wanted += wanted[family::RIVALS_EVERY]
    return [
        Changes(
            days=DAYS_APART * week,
            listings={ids[places[0][name].ref]: ids[places[place][name].ref] for name in places[0]},
        )
        for place, week in wanted
    ]


# What there is afterwards


def _counted(url: str) -> dict[str, int]:
    engine = db.connect(url)
    one, other = aliased(Occupancy), aliased(Occupancy)
    twice = select(func.count()).where(
        one.space_id == other.space_id,
        one.id < other.id,
        one.released_at.is_(None),
        other.released_at.is_(None),
        one.starts_at < other.ends_at,
        other.starts_at < one.ends_at,
    )
    below = select(func.count()).where(LedgerAccount.is_guarded, LedgerAccount.available_pence < 0)
    counted = {
        "double_booked": session.scalars(twice).one(),
        "overdrawn": session.scalars(below).one(),
        "ledger_off_by_pence": ledger_is_off_by_pence() + _half_confirmed(),
    }
    session.remove()
    engine.dispose()
    return counted


def _half_confirmed() -> int:
    """The pence of breaks that are held and were not confirmed: there is none, for all had agreed."""
    rows: Iterable[Break] = session.scalars(select(Break).where(Break.state == BreakState.REQUESTED))
    return sum(one.pence for one in rows)


if __name__ == "__main__":
    main()
