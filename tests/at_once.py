"""Several who mean different things of one break at the same moment: what tests of that share.

Each is let go at once on several breaks; whichever came first, a break is wholly the one thing or the other.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select, update

from bench.racing import Ended, race
from marketplace import clock
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, BreakMove
from marketplace.booking.queries.holdings import holdings
from marketplace.budgets.models import MoneyHold
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session, transaction
from marketplace.errors import MarketplaceError
from marketplace.listings.models import Cause, Occupancy
from tests import golden
from tests.golden import Golden

ROUNDS = 4
MILLISECONDS = (-40, -15, 0, 15)
"""How long before or after the second of its end a break is agreed to, round by round."""

Act = Callable[[Golden, int], object]


def at_once(engine: Engine, url: str, several: Sequence[Golden], *acts: Act) -> None:
    """Let each client do its own of ``acts`` to the break of each round; a refusal is an answer, an error is not."""

    def ask(client: int, number: int) -> Ended:
        try:
            acts[client](several[number], number)
        except MarketplaceError:
            return Ended.REFUSED
        return Ended.WON

    forget(engine)
    all_end(race(url, ask, rounds=len(several), clients=len(acts)).ended)
    assert ledger_is_off_by_pence() == 0


def all_end(ended: Sequence[Sequence[Ended]]) -> None:
    """Every asking ended with yes or no, and one of each round with yes."""
    assert [row for row in ended if Ended.BROKE in row] == []
    assert [row for row in ended if Ended.WON not in row] == []


def forget(engine: Engine) -> None:
    """Processes that are forked must not share a connection."""
    session.remove()
    engine.dispose()


def is_whole(made: Golden, *states: BreakState) -> None:
    """The break is in one of these states, and all or nothing of it is held, as that state has it."""
    session.rollback()
    one = made.break_
    held = holdings(one.lines_in)
    assert one.state in states
    if one.state is BreakState.CONFIRMED:
        assert all(held.has_all(line) for line in one.lines_in)
        causes = select(Occupancy.cause).where(Occupancy.reference.in_(held.spaces), Occupancy.released_at.is_(None))
        assert set(session.scalars(causes)) == {Cause.BOOKING}
    else:
        assert (held.spaces, held.money) == (frozenset(), frozenset())


def moves(made: Golden, to: BreakState) -> int:
    """How often a break went to a state."""
    moved = select(func.count()).select_from(BreakMove).where(BreakMove.to_state == to.value)
    return session.scalars(moved.where(BreakMove.break_id == made.break_.id)).one()


def agree(made: Golden, _number: int) -> None:
    """An officer agrees to what the pot of the council pays."""
    golden.agree(made, "virtual")


def let_go(made: Golden, _number: int) -> None:
    """Whoever arranges lets go."""
    services.let_go(made.ref, by=made.arranger)


def cancel(made: Golden, _number: int) -> None:
    """Whoever arranges cancels."""
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)


def sweep(_made: Golden, _number: int) -> None:
    """The worker's sweep of what is over."""
    services.expire_over()


def ends_in(made: Golden, *, seconds: float) -> datetime:
    """Let the time of a break, and of all it holds, be over so soon."""
    until = clock.now() + timedelta(seconds=seconds)
    held = holdings(made.break_.lines_in)
    with transaction():
        session.execute(update(Break).where(Break.ref == made.ref).values(hold_until=until))
        session.execute(update(Occupancy).where(Occupancy.reference.in_(held.spaces)).values(expires_at=until))
        session.execute(update(MoneyHold).where(MoneyHold.reference.in_(held.money)).values(expires_at=until))
    return until


def wait_until(moment: datetime) -> None:
    """Sleep until then."""
    time.sleep(max((moment - clock.now()).total_seconds(), 0))
