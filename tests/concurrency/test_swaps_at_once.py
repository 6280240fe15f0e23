"""Two who swap the same part, a swap against a cancel, two breaks that swap for the last seat: one has it each time.

Nothing is lost, nothing is booked twice, and the books agree; the control shows what would be without the lock.
"""

import multiprocessing
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import Engine, select

from bench.racing import Ended, race
from marketplace import db
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Line, Swap
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.services import exchanging
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session
from marketplace.errors import MarketplaceError
from marketplace.listings.models import Cause, Occupancy
from tests import breaks, swapped
from tests.at_once import Act, at_once, forget
from tests.golden import Golden

ROUNDS, PATIENCE = 2, 20


def ready(*, spaces: int = 4) -> Golden:
    """Inside its limits, with a provider who says yes at once."""
    made = swapped.confirmed(is_instant=True, spaces=spaces)
    services.name_swap_limit(made.pots["virtual"], limit=swapped.LIMIT, by=made.viewers["officer"])
    return made


def lines_in(made: Golden) -> list[Line]:
    return made.break_.lines_in


def is_whole(made: Golden) -> None:
    """The house and one activity are booked and paid for, and nothing else is."""
    lines = lines_in(made)
    held = holdings(lines)
    assert made.break_.state is BreakState.CONFIRMED
    assert all(line.state is LineState.ACCEPTED and held.has_all(line) for line in lines)
    causes = select(Occupancy.cause).where(Occupancy.reference.in_(held.spaces), Occupancy.released_at.is_(None))
    assert set(session.scalars(causes)) == {Cause.BOOKING}
    assert breaks.balance(made).set_aside_pence == sum(line.pence for line in lines)


def of_break(made: Golden) -> list[str]:
    """The states of its swaps, in order."""
    rows = select(Swap.state).where(Swap.break_id == made.break_.id).order_by(Swap.id)
    return [state.value for state in session.scalars(rows)]


def test_of_two_who_swap_the_same_part_at_once_one_does(database: Engine, database_url: str) -> None:
    several = [ready() for _ in range(ROUNDS)]
    planned = [(swapped.plan(made), swapped.plan(made)) for made in several]

    def ask(client: int) -> Act:
        return lambda made, number: services.ask_swap(made.ref, planned[number][client], by=made.viewers["person"])

    at_once(database, database_url, several, ask(0), ask(1))
    for made in several:
        is_whole(made)
        assert sorted(of_break(made)) == ["done", "planned"]
        assert len(lines_in(made)) == 2


def test_a_swap_against_a_cancel_leaves_the_one_or_the_other(database: Engine, database_url: str) -> None:
    several = [ready() for _ in range(ROUNDS)]
    planned = [swapped.plan(made) for made in several]

    def ask(made: Golden, number: int) -> None:
        services.ask_swap(made.ref, planned[number], by=made.viewers["person"])

    def cancel(made: Golden, _number: int) -> None:
        services.cancel_line(made.ref, made.lines["riding"], reason="He is ill", by=made.arranger)

    at_once(database, database_url, several, ask, cancel)
    for made in several:
        is_whole(made)
        is_swapped = of_break(made) == ["done"]
        assert len(lines_in(made)) == (2 if is_swapped else 1)
        assert made.line("riding").state is LineState.CANCELLED


def test_a_provider_who_accepts_against_a_cancel_loses_nothing(database: Engine, database_url: str) -> None:
    several = [swapped.confirmed() for _ in range(ROUNDS)]
    for made in several:
        services.name_swap_limit(made.pots["virtual"], limit=swapped.LIMIT, by=made.viewers["officer"])
    fresh = [swapped.swap(swapped.asked(made)).fresh.ref for made in several]

    def accept(made: Golden, number: int) -> None:
        services.accept(fresh[number], by=made.offers["swimming"].by)

    def cancel(made: Golden, _number: int) -> None:
        services.cancel_line(made.ref, made.lines["riding"], reason="He is ill", by=made.arranger)

    at_once(database, database_url, several, accept, cancel)
    for made in several:
        is_whole(made)
        assert of_break(made) in (["done"], ["taken_back"])


def test_of_two_breaks_that_swap_for_the_last_seat_one_has_it(database: Engine, database_url: str) -> None:
    rounds = [_two_for_one_seat() for _ in range(ROUNDS)]
    planned = [[swapped.plan(made) for made in pair] for pair in rounds]

    def ask(client: int, number: int) -> Ended:
        made = rounds[number][client]
        try:
            services.ask_swap(made.ref, planned[number][client], by=made.viewers["person"])
        except MarketplaceError:
            return Ended.REFUSED
        return Ended.WON

    forget(database)
    ended = race(database_url, ask, rounds=ROUNDS, clients=2).ended
    assert [sorted(row) for row in ended] == [sorted([Ended.WON, Ended.REFUSED])] * ROUNDS
    assert ledger_is_off_by_pence() == 0
    for pair in rounds:
        for made in pair:
            is_whole(made)
        assert sorted(of_break(pair[0]) + of_break(pair[1])) == ["done", "planned"]


@pytest.mark.parametrize("engine_name", ["postgresql"])  # without its lock SQLite refuses the second writer by itself
def test_without_the_lock_the_second_is_not_told_but_runs_into_a_guard_of_the_database(own_database_url: str) -> None:
    engine = db.connect(own_database_url)
    made = ready()
    planned = (swapped.plan(made), swapped.plan(made))
    forget(engine)
    ended = race(own_database_url, _unlocked(made, planned), rounds=1, clients=2).ended
    engine = db.connect(own_database_url)
    assert sorted(ended[0]) == sorted((Ended.WON, Ended.BROKE))
    assert ledger_is_off_by_pence() == 0
    forget(engine)


def _unlocked(made: Golden, planned: Sequence[str]) -> Callable[[int, int], Ended]:
    """One swaps and takes a moment to write it down; meanwhile the other looks at the same part. No lock."""
    context = multiprocessing.get_context("fork")
    swapping, looked = context.Event(), context.Event()

    def ask(client: int, _number: int) -> Ended:
        db._bump = lambda *_: None
        agree_anew = vars(exchanging)["_agree_anew"]

        def after_a_moment(swap: Swap) -> None:
            if client == 0:
                swapping.set()
                looked.wait(PATIENCE)
            else:
                looked.set()
            agree_anew(swap)

        vars(exchanging)["_agree_anew"] = after_a_moment
        if client == 1:
            swapping.wait(PATIENCE)
        services.ask_swap(made.ref, planned[client], by=made.viewers["person"])
        return Ended.WON

    return ask


def _two_for_one_seat() -> tuple[Golden, Golden]:
    first = ready(spaces=1)
    other = ready()
    other.offers["swimming"] = first.offers["swimming"]
    return first, other
