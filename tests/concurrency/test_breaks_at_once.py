"""Breaks that want the same last money at once, and two last answers at once: nothing is half held, confirmed twice.

The same over HTTP, a hundred times, is in test_over_http.
"""

from sqlalchemy import Engine, select

from bench.copies import Changes, copies
from bench.racing import Ask, Ended, race
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.queries.holdings import holdings
from marketplace.budgets.errors import NotEnoughMoney
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session
from tests import breaks, golden
from tests.golden import Golden

CLIENTS = 4


def _forget(engine: Engine) -> None:
    """Processes that are forked must not share a connection."""
    session.remove()
    engine.dispose()


def _rivals(made: Golden) -> list[str]:
    """A draft of each client, all for the same two nights."""
    return copies(made.ref, [Changes() for _ in range(CLIENTS)])


def _ask_for_the_last_money(refs: list[str], by: Viewer) -> Ask:
    def ask(client: int, _number: int) -> Ended:
        try:
            services.hold(refs[client], by=by)
        except NotEnoughMoney as refused:
            (short,) = refused.shortfalls
            return Ended.REFUSED if short.free_pence == 0 else Ended.BROKE
        return Ended.WON

    return ask


def test_of_four_breaks_that_want_the_last_money_of_a_pot_exactly_one_has_it(
    database: Engine, database_url: str
) -> None:
    made = breaks.planned(breaks.family(pence=breaks.PRICE), at=breaks.house(spaces=CLIENTS))
    refs, by = _rivals(made), made.arranger
    _forget(database)
    rounds = race(database_url, _ask_for_the_last_money(refs, by), rounds=1, clients=CLIENTS)
    assert (rounds.broken, rounds.winners) == (0, (1,))
    _nothing_is_half_held(winners=1)


def _say_the_last_yes(made: Golden, names: list[str]) -> Ask:
    def ask(client: int, _number: int) -> Ended:
        golden.accept(made, names[client])
        return Ended.WON

    return ask


def test_two_last_answers_at_once_confirm_a_break_once(database: Engine, database_url: str) -> None:
    made = breaks.planned(breaks.family(), at=breaks.house())
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    golden.ask(made)
    names = ["house", "support"]
    golden.answer(made, without=names)
    _forget(database)
    rounds = race(database_url, _say_the_last_yes(made, names), rounds=1, clients=2)
    assert rounds.broken == 0
    assert made.break_.state is BreakState.CONFIRMED


def _nothing_is_half_held(*, winners: int) -> None:
    """Every break that is held has all it needs, every other one has nothing."""
    session.rollback()
    held = 0
    for one in session.scalars(select(Break)):
        found = holdings(one.lines_in)
        if one.state is BreakState.HELD:
            held += 1
            assert all(found.has_all(line) for line in one.lines_in)
        else:
            assert (found.spaces, found.money) == (frozenset(), frozenset())
    assert held == winners
    assert ledger_is_off_by_pence() == 0
