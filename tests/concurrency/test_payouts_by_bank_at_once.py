"""Of several who list the same providers, or mark one list as paid, or say that the money came, one does: paid once."""

from sqlalchemy import Engine, select

from bench.racing import Ended, race
from marketplace.booking import services
from marketplace.booking.models import Promise
from marketplace.budgets.queries.passed_on import passed_on
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session
from marketplace.errors import Conflict
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.models import PayoutRun
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
            payouts.make_payout_run(theirs, by=tam)
        except Conflict:
            return Ended.REFUSED
        return Ended.WON

    alone(database)
    rounds = race(database_url, lists, rounds=1, clients=CLIENTS)
    assert (rounds.broken, rounds.winners) == (0, (1,))
    (ref,) = session.scalars(select(PayoutRun.ref)).all()

    def pays(_client: int, _number: int) -> Ended:
        try:
            payouts.mark_payout_run_paid(ref, by=tam)
        except Conflict:
            return Ended.REFUSED
        return Ended.WON

    alone(database)
    rounds = race(database_url, pays, rounds=1, clients=CLIENTS)
    assert (rounds.broken, rounds.winners) == (0, (1,))
    references = [one.reference for one in standing()]
    assert sum(passed_on(references).values()) == paid_by_transfer.HOUSE
    assert letters("payout-paid") == [house.email]


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
