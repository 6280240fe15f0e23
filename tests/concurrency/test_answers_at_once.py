"""Two who mean opposite things of one break at the same moment: one of them is first, and nothing is left by halves.

Each pair is let go at once on several breaks; whichever came first, the break is wholly the one thing or the other.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select, update

from bench.racing import Ended, race
from marketplace import clock
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Agreement, Break, BreakMove
from marketplace.booking.queries.holdings import holdings
from marketplace.budgets.models import MoneyHold
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session, transaction
from marketplace.errors import MarketplaceError
from marketplace.listings.models import Cause, Occupancy
from marketplace.notifications.models import Letter
from tests import breaks, families, funded, golden
from tests.golden import Golden

ROUNDS = 4
MILLISECONDS = (-40, -15, 0, 15)
"""How long before or after the second of its end a break is agreed to, round by round."""

Act = Callable[[Golden, int], object]


def _waiting(*without: str) -> list[Golden]:
    """For each round a break that waits for these answers alone."""
    several = []
    for _ in range(ROUNDS):
        made = breaks.planned(breaks.family(), at=breaks.house())
        golden.ask(made)
        golden.answer(made, without=without)
        several.append(made)
    return several


def _at_once(engine: Engine, url: str, several: Sequence[Golden], *acts: Act) -> None:
    """Let each client do its own of ``acts`` to the break of each round; a refusal is an answer, an error is not."""

    def ask(client: int, number: int) -> Ended:
        try:
            acts[client](several[number], number)
        except MarketplaceError:
            return Ended.REFUSED
        return Ended.WON

    _forget(engine)
    _all_end(race(url, ask, rounds=len(several), clients=len(acts)).ended)
    assert ledger_is_off_by_pence() == 0


def _all_end(ended: Sequence[Sequence[Ended]]) -> None:
    assert [row for row in ended if Ended.BROKE in row] == []
    assert [row for row in ended if Ended.WON not in row] == []


def _forget(engine: Engine) -> None:
    """Processes that are forked must not share a connection."""
    session.remove()
    engine.dispose()


def _is_whole(made: Golden, *states: BreakState) -> None:
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


def _moves(made: Golden, to: BreakState) -> int:
    moved = select(func.count()).select_from(BreakMove).where(BreakMove.to_state == to.value)
    return session.scalars(moved.where(BreakMove.break_id == made.break_.id)).one()


def _agree(made: Golden, _number: int) -> None:
    golden.agree(made, "virtual")


def _let_go(made: Golden, _number: int) -> None:
    services.let_go(made.ref, by=made.arranger)


def _cancel(made: Golden, _number: int) -> None:
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)


def _accept(made: Golden, _number: int) -> None:
    golden.accept(made, "house")


def _decline(made: Golden, _number: int) -> None:
    services.decline(made.lines["house"], reason="The roof leaks", by=made.offers["house"].by)


def _sweep(_made: Golden, _number: int) -> None:
    services.expire_over()


def test_two_officers_who_agree_at_once_leave_one_yes_and_one_confirmation(database: Engine, database_url: str) -> None:
    several = _waiting("virtual")
    other = families.officer()
    funded.name_limit(other, 1_000_00)

    def agree_too(made: Golden, _number: int) -> None:
        services.agree(made.ref, made.pots["virtual"], yes=PotYes(purchase_order="PO 9"), by=other)

    _at_once(database, database_url, several, _agree, agree_too)
    for made in several:
        _is_whole(made, BreakState.CONFIRMED)
        standing = select(Agreement).where(Agreement.break_id == made.break_.id, Agreement.withdrawn_at.is_(None))
        assert len(session.scalars(standing).all()) == 1
        assert _moves(made, BreakState.CONFIRMED) == 1
        told = select(Letter.to_address).where(Letter.name == "break-confirmed", Letter.about == made.break_.about)
        to = session.scalars(told).all()
        assert len(to) == len(set(to))


def test_a_provider_who_accepts_while_the_family_lets_go(database: Engine, database_url: str) -> None:
    several = _waiting("house")
    _at_once(database, database_url, several, _accept, _let_go)
    for made in several:
        _is_whole(made, BreakState.CONFIRMED, BreakState.DRAFT)


def test_a_family_that_cancels_while_the_officer_agrees(database: Engine, database_url: str) -> None:
    several = _waiting("virtual")
    _at_once(database, database_url, several, _agree, _cancel)
    for made in several:
        _is_whole(made, BreakState.CANCELLED)


def test_a_provider_whose_two_people_accept_and_decline_at_once(database: Engine, database_url: str) -> None:
    several = _waiting("house")
    _at_once(database, database_url, several, _accept, _decline)
    for made in several:
        session.rollback()
        one = made.break_
        assert one.state is (BreakState.CONFIRMED if one.lines_in else BreakState.REQUESTED)
        if one.lines_in:
            _is_whole(made, BreakState.CONFIRMED)
        else:
            assert holdings(one.lines).spaces == frozenset()


def test_an_officer_who_agrees_at_the_second_when_the_time_is_over(database: Engine, database_url: str) -> None:
    several = _waiting("virtual")
    ends: list[datetime] = [_ends_in(made, seconds=6 + 2 * number) for number, made in enumerate(several)]

    def agree_then(made: Golden, number: int) -> None:
        _wait_until(ends[number] + timedelta(milliseconds=MILLISECONDS[number]))
        _agree(made, number)

    def sweep_then(made: Golden, number: int) -> None:
        _wait_until(ends[number])
        _sweep(made, number)

    _at_once(database, database_url, several, agree_then, sweep_then, sweep_then)
    services.expire_over()
    for made in several:
        _is_whole(made, BreakState.CONFIRMED, BreakState.EXPIRED)
        assert _moves(made, BreakState.CONFIRMED) + _moves(made, BreakState.EXPIRED) == 1


def test_a_form_of_hold_pressed_twice_holds_once(database: Engine, database_url: str) -> None:
    several = [breaks.planned(breaks.family(), at=breaks.house()) for _ in range(ROUNDS)]

    def hold(made: Golden, _number: int) -> None:
        services.hold(made.ref, by=made.arranger)

    _at_once(database, database_url, several, hold, hold)
    for made in several:
        assert (made.break_.state, _moves(made, BreakState.HELD)) == (BreakState.HELD, 1)
    counted = [select(func.count()).select_from(table) for table in (Occupancy, MoneyHold)]
    assert [session.scalar(each) for each in counted] == [ROUNDS, ROUNDS]


def _ends_in(made: Golden, *, seconds: float) -> datetime:
    """Let the time of a break, and of all it holds, be over so soon."""
    until = clock.now() + timedelta(seconds=seconds)
    held = holdings(made.break_.lines_in)
    with transaction():
        session.execute(update(Break).where(Break.ref == made.ref).values(hold_until=until))
        session.execute(update(Occupancy).where(Occupancy.reference.in_(held.spaces)).values(expires_at=until))
        session.execute(update(MoneyHold).where(MoneyHold.reference.in_(held.money)).values(expires_at=until))
    return until


def _wait_until(moment: datetime) -> None:
    time.sleep(max((moment - clock.now()).total_seconds(), 0))
