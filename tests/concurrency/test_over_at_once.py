"""The planner's word that a break is over, and the sweep that takes it as given, at one moment: it is done once."""

from datetime import timedelta

from sqlalchemy import Engine, func, select, update

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, OverAsk
from marketplace.db import session, transaction
from tests import breaks, golden, staged
from tests.at_once import ROUNDS, at_once, cancel, moves
from tests.golden import Golden


def ended() -> Golden:
    """A confirmed break that was over three weeks ago."""
    made = breaks.planned()
    golden.ask(made)
    golden.answer(made)
    past = clock.now() - timedelta(days=21)
    with transaction():
        ends = {"starts_at": past - timedelta(days=2), "ends_at": past}
        session.execute(update(Break).where(Break.ref == made.ref).values(ends))
    return made


def unanswered() -> Golden:
    """The same, asked about, and its last day is over."""
    made = ended()
    services.ask_if_over()
    then = clock.now() - timedelta(days=9)
    with transaction():
        mine = update(OverAsk).where(OverAsk.break_id == made.break_.id)
        session.execute(mine.values(asked_at=then, over_by=then + timedelta(days=8)))
    return made


def press(made: Golden, _number: int) -> None:
    services.complete(made.ref, by=made.arranger)


def sweep(_made: Golden, _number: int) -> None:
    services.complete_unanswered()


def ask(_made: Golden, _number: int) -> None:
    services.ask_if_over()


def test_of_the_planners_press_and_two_sweeps_one_completes_the_break(database: Engine, database_url: str) -> None:
    several = [unanswered() for _ in range(ROUNDS)]
    at_once(database, database_url, several, press, sweep, sweep)
    for made in several:
        session.rollback()
        assert made.break_.state is BreakState.COMPLETED
        assert moves(made, BreakState.COMPLETED) == 1


def test_of_a_cancelling_and_the_sweep_at_one_moment_one_alone_is_done(database: Engine, database_url: str) -> None:
    several = [unanswered() for _ in range(ROUNDS)]
    at_once(database, database_url, several, cancel, sweep, sweep)
    for made in several:
        session.rollback()
        assert moves(made, BreakState.COMPLETED) + moves(made, BreakState.CANCELLED) == 1
        assert made.break_.state in {BreakState.COMPLETED, BreakState.CANCELLED}


def test_two_sweeps_at_one_moment_ask_once(database: Engine, database_url: str) -> None:
    several = [ended() for _ in range(ROUNDS)]
    at_once(database, database_url, several, ask, ask, ask)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(OverAsk)) == ROUNDS
    assert len(staged.letters("break-over-asked")) == 2 * ROUNDS
