"""Of several who list the same providers, or mark one list as paid, or say that the money came, one does: paid once."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select, text

from bench.racing import Ended, race
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.models import Promise
from marketplace.budgets.queries.passed_on import passed_on
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session, transaction
from marketplace.errors import Conflict
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.models import Payout, PayoutRun
from tests import paid_by_transfer
from tests.charged import letters
from tests.paid_over import complete, standing

CLIENTS = 5


def alone(engine: Engine) -> None:
    session.remove()
    engine.dispose()  # processes that are forked must not share a connection


def test_of_several_who_list_and_pay_the_same_at_once_one_does(database: Engine, database_url: str) -> None:
    made = paid_by_transfer.confirmed()
    paid_by_transfer.come()
    complete(made)
    house = made.offers["house"].by
    paid_by_transfer.known(house, made.offers["bank"].by)
    tam, theirs = paid_by_transfer.finance(), paid_by_transfer.owed_to(house)

    def lists(_client: int, _number: int) -> Ended:
        try:
            payouts.LISTS.make(theirs, by=tam)
        except Conflict:
            return Ended.REFUSED
        return Ended.WON

    alone(database)
    rounds = race(database_url, lists, rounds=1, clients=CLIENTS)
    assert (rounds.broken, rounds.winners) == (0, (1,))
    (ref,) = session.scalars(select(PayoutRun.ref)).all()

    def pays(_client: int, _number: int) -> Ended:
        try:
            payouts.LISTS.mark_paid(ref, by=tam)
        except Conflict:
            return Ended.REFUSED
        return Ended.WON

    alone(database)
    rounds = race(database_url, pays, rounds=1, clients=CLIENTS)
    assert (rounds.broken, rounds.winners) == (0, (1,))
    references = [one.reference for one in standing()]
    assert sum(passed_on(references).values()) == paid_by_transfer.HOUSE
    assert letters("payout-paid") == [house.email]


@pytest.mark.parametrize("engine_name", ["postgresql"])  # SQLite locks no rows
def test_a_list_takes_what_is_owed_in_the_order_of_whoever_settles(database: Engine) -> None:
    made = paid_by_transfer.confirmed()
    paid_by_transfer.come()
    complete(made)
    house, bank = made.offers["house"].by, made.offers["bank"].by
    paid_by_transfer.known(house, bank)
    with transaction():
        first, second = session.scalars(select(Payout).order_by(Payout.id)).all()
        first.provider_id, second.provider_id = sorted((first.provider_id, second.provider_id), reverse=True)
    refs, ids, tam = [first.ref, second.ref], [first.id, second.id], paid_by_transfer.finance()
    session.remove()
    with ThreadPoolExecutor(1) as pool, database.begin() as settling:
        settling.execute(text("SELECT id FROM payout WHERE id = :id FOR UPDATE"), {"id": ids[0]})
        listing = pool.submit(lists_alone, refs, tam)
        while not settling.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            assert not listing.done()
            time.sleep(0.01)
        settling.execute(text("SELECT id FROM payout WHERE id = :id FOR UPDATE NOWAIT"), {"id": ids[1]})
        settling.rollback()
        assert listing.result(timeout=10)
    (run,) = session.scalars(select(PayoutRun)).all()
    assert sorted(one.ref for payee in run.payees for one in payee.payouts) == sorted(refs)


def lists_alone(refs: list[str], by: Viewer) -> str:
    try:
        return payouts.LISTS.make(refs, by=by)
    finally:
        session.remove()


def test_money_that_several_say_came_at_once_after_a_break_is_due_to_its_providers_once(
    database: Engine, database_url: str
) -> None:
    made = paid_by_transfer.confirmed("direct", way=SettlesBy.AFTERWARDS)
    complete(made)
    tam = paid_by_transfer.finance()
    ref = session.scalars(select(Promise.ref)).one()

    def marks(_client: int, _number: int) -> Ended:
        try:
            services.mark_paid(ref, by=tam)
        except Conflict:
            return Ended.REFUSED
        return Ended.WON

    alone(database)
    rounds = race(database_url, marks, rounds=1, clients=CLIENTS)
    assert (rounds.broken, rounds.winners) == (0, (1,))
    assert sorted(one.pence for one in standing()) == [paid_by_transfer.SUPPORT, paid_by_transfer.HOUSE]
