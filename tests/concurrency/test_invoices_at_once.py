"""Invoices sent and paid by several at once: numbers without gaps, no part twice, no money twice; and the controls."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select, text

from bench.racing import Ended, race
from marketplace import clock, db
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services as booking
from marketplace.booking.models import RestAsk
from marketplace.booking.services import order_rests
from marketplace.booking.sorts import RestEnd
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session
from marketplace.errors import Conflict, Refused
from marketplace.files import Upload
from marketplace.payments.invoices import services
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.paper import Part, PayerKey, PayerSort
from marketplace.payments.invoices.services import issuing
from marketplace.payments.invoices.typed import TypedInvoice
from tests import breaks, families, invoiced
from tests.invoiced import Billed, booked, over, waiting

ROUNDS, CLIENTS = 6, 6
FUNDER = PayerKey(PayerSort.FUNDER, None, None, "NHS Borders")


@pytest.fixture
def billed(database: Engine, traveller: time_machine.Traveller) -> Billed:
    return over(booked(), traveller)


def seller() -> Viewer:
    by = breaks.house().by
    services.keep_book(terms=invoiced.TERMS, by=by)
    return by


def sends(by: Viewer) -> Callable[[int, int], Ended]:
    """Each client sends an invoice of its own in each round."""

    def ask(client: int, number: int) -> Ended:
        part = Part(f"share:{client}", f"segment:{number}", "A night", "", "", 1_00, None, 0)
        services.issue(payer=FUNDER, month=date(2027, 3, 1), parts=[part], by=by)
        return Ended.WON

    return ask


def first_wins(act: Callable[[], object]) -> Callable[[int, int], Ended]:
    def ask(_client: int, _number: int) -> Ended:
        try:
            act()
        except (Conflict, Refused):
            return Ended.REFUSED
        return Ended.WON

    return ask


def numbers() -> list[int]:
    session.rollback()
    return list(session.scalars(select(Invoice.number).order_by(Invoice.number)))


def alone(engine: Engine) -> None:
    session.remove()
    engine.dispose()  # processes that are forked must not share a connection


def test_numbers_have_no_gaps_however_many_send_at_once(database: Engine, database_url: str) -> None:
    by = seller()
    alone(database)
    rounds = race(database_url, sends(by), rounds=ROUNDS, clients=CLIENTS)
    assert (rounds.broken, set(rounds.winners)) == (0, {CLIENTS})
    assert numbers() == list(range(1, ROUNDS * CLIENTS + 1))


@pytest.mark.parametrize("engine_name", ["postgresql"])  # SQLite has one writer whatever the code does
def test_without_the_lock_two_take_the_same_number_and_the_database_refuses_it(
    database: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = seller()
    alone(database)
    monkeypatch.setattr(issuing, "lock", lambda *_: None)
    rounds = race(database_url, sends(by), rounds=ROUNDS, clients=CLIENTS)
    assert rounds.broken > 0
    assert len(numbers()) == len(set(numbers()))


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_without_lock_and_constraint_a_number_is_given_twice(
    own_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = db.connect(own_database_url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE invoice DROP CONSTRAINT uq_invoice_book_id_number"))
    by = seller()
    alone(engine)
    monkeypatch.setattr(issuing, "lock", lambda *_: None)
    race(own_database_url, sends(by), rounds=ROUNDS, clients=CLIENTS)
    found = numbers()
    alone(engine)
    assert len(found) > len(set(found))


def test_of_several_who_type_in_one_number_at_once_one_does_and_the_others_are_told(
    database: Engine, database_url: str
) -> None:
    by, today = families.viewer("Tam Finance", RoleName.BROKERAGE_FINANCE), clock.today()
    alone(database)

    def types_in(client: int, number: int) -> Ended:
        part = Part(f"share:{client}", f"segment:{number}", "A night", "", "", 1_00, None, 0)
        paper = Upload("bill.pdf", b"%PDF-1.4 One night")
        typed = TypedInvoice(f"B{number}", today, today, 1_00, "830608", "12345678", paper)
        month = date(2027, 3, 1)
        try:
            services.type_in(typed, payer=FUNDER, seller_name="Tontine", month=month, parts=[part], by=by)
        except Refused as refused:
            return Ended.REFUSED if set(refused.fields) == {"number"} else Ended.BROKE
        return Ended.WON

    rounds = race(database_url, types_in, rounds=ROUNDS, clients=CLIENTS)
    assert (rounds.broken, set(rounds.winners)) == (0, {1})


def test_of_several_who_invoice_the_same_parts_at_once_one_does(
    database: Engine, database_url: str, billed: Billed
) -> None:
    keys = [row.key for row in waiting(billed.seller)[0].rows]
    alone(database)
    rounds = race(
        database_url, first_wins(lambda: booking.make_invoice(keys, by=billed.seller)), rounds=1, clients=CLIENTS
    )
    assert (rounds.broken, rounds.winners) == (0, (1,))
    assert numbers() == [1]


def test_of_several_who_mark_a_list_as_paid_at_once_one_does_and_money_leaves_once(
    database: Engine, database_url: str, billed: Billed
) -> None:
    ref = billed.send()
    services.accept(ref, by=billed.payer)
    run = services.LISTS.make([ref], by=billed.payer)
    alone(database)
    rounds = race(
        database_url, first_wins(lambda: services.LISTS.mark_paid(run, by=billed.payer)), rounds=1, clients=CLIENTS
    )
    assert (rounds.broken, rounds.winners) == (0, (1,))
    assert breaks.balance(billed.made).paid_pence == 200_00
    assert ledger_is_off_by_pence() == 0


def test_of_several_who_take_back_the_same_line_at_once_no_more_than_it_is_taken_back(
    database: Engine, database_url: str, billed: Billed
) -> None:
    ref = billed.send()
    alone(database)

    def take_back() -> str:
        return services.credit(ref, reason="One night", amounts={1: 90_00}, by=billed.seller)

    rounds = race(database_url, first_wins(take_back), rounds=1, clients=CLIENTS)
    assert (rounds.broken, rounds.winners) == (0, (2,))
    assert (billed.invoice.due_pence, numbers()) == (20_00, [1, 2, 3])


def test_of_several_who_say_at_once_that_it_came_back_one_does_and_it_comes_back_once(
    database: Engine, database_url: str, billed: Billed
) -> None:
    ref = billed.send()
    billed.pay()
    note = services.credit(ref, reason="One night", amounts={1: 90_00}, by=billed.seller)
    alone(database)
    rounds = race(
        database_url, first_wins(lambda: services.mark_refunded(note, by=billed.payer)), rounds=1, clients=CLIENTS
    )
    assert (rounds.broken, rounds.winners) == (0, (1,))
    assert breaks.balance(billed.made).paid_pence == 110_00
    assert ledger_is_off_by_pence() == 0


def test_of_an_invoice_and_letting_the_rest_go_at_one_moment_one_is_there_and_the_other_too_late(
    database: Engine, database_url: str, billed: Billed, traveller: time_machine.Traveller
) -> None:
    made = billed.made
    booking.complete(made.ref, by=made.arranger)
    line, pot = made.lines["house"], made.pots["virtual"]
    order_rests.ask_for_rest(line, pot, by=billed.payer)
    traveller.shift(timedelta(days=30))
    keys = [row.key for row in waiting(billed.seller)[0].rows]

    def asks(client: int, _number: int) -> Ended:
        try:
            if client % 2:
                order_rests.let_rest_go(line, pot, reason="No more came", by=billed.payer)
            else:
                booking.make_invoice(keys, by=billed.seller)
        except Conflict:
            return Ended.REFUSED
        return Ended.WON

    alone(database)
    rounds = race(database_url, asks, rounds=1, clients=CLIENTS)
    assert (rounds.broken, rounds.winners) == (0, (1,))
    is_invoiced = numbers() == [1]
    assert breaks.balance(made).set_aside_pence == (200_00 if is_invoiced else 0)
    ended = RestEnd.INVOICED if is_invoiced else RestEnd.LET_GO
    assert session.scalars(select(RestAsk.how)).one() is ended
    assert ledger_is_off_by_pence() == 0
