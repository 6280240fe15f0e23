"""A credit note for a part of an invoice: less is to be paid, and what was paid is set off or comes back."""

import pytest
import time_machine
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError

from marketplace.booking import services as booking
from marketplace.booking.queries.invoicing import ToInvoice
from marketplace.booking.queries.purchases import orders
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments.invoices import services
from marketplace.payments.invoices.lifecycle import CannotMove, InvoiceState
from marketplace.payments.invoices.models import Invoice, InvoiceLine
from marketplace.payments.invoices.paper import PayerSort
from marketplace.payments.invoices.queries import (
    bank_payments,
    debts_from,
    debts_to,
    known_invoice,
    known_run,
    owed_to,
)
from tests import families
from tests.integration.test_invoice_guards import long_weekend
from tests.integration.test_invoices import letters, sums
from tests.invoiced import Billed, booked, over, waiting

pytestmark = pytest.mark.usefixtures("database")
S = InvoiceState


@pytest.fixture
def billed(traveller: time_machine.Traveller) -> Billed:
    billed = over(booked(), traveller)
    billed.send()
    return billed


def credit(billed: Billed, pence: int, *, of: str = "") -> Invoice:
    """Take so much of the first line back; the credit note."""
    ref = services.credit(of or billed.sent[-1], reason="One night was not right", amounts={1: pence}, by=billed.seller)
    return as_it_is(ref, billed)


def as_it_is(ref: str, billed: Billed) -> Invoice:
    session.rollback()
    return known_invoice(ref, viewer=billed.payer).invoice


# Before it is paid


@pytest.mark.parametrize(
    ("steps", "then"),
    [((), S.SENT), (("accept",), S.ACCEPTED), (("dispute",), S.SENT)],
)
def test_a_part_that_is_taken_back_is_not_to_be_paid_and_can_be_invoiced_again(
    billed: Billed, steps: tuple[str, ...], then: InvoiceState
) -> None:
    if "accept" in steps:
        services.accept(billed.sent[-1], by=billed.payer)
    if "dispute" in steps:
        services.dispute(billed.sent[-1], reason="Only one night", by=billed.payer)
    note = credit(billed, 80_00)
    assert (note.words, note.pence, note.state) == ("CN-0002", 80_00, S.CREDITED)
    assert (billed.invoice.state, billed.invoice.due_pence, billed.invoice.pence) == (then, 120_00, 200_00)
    assert [row.part.pence for row in waiting(billed.seller)[0].rows] == [80_00]
    assert sums(billed) == (0, 200_00)
    assert "£120.00 of the invoice is still to be paid" in letters("invoice-credited")[0].body
    if then is S.ACCEPTED:
        services.LISTS.mark_paid(services.LISTS.make([billed.sent[-1]], by=billed.payer), by=billed.payer)
    else:
        billed.pay()
    assert sums(billed) == (120_00, 80_00)
    assert "£120.00" in letters("remittance-advice")[0].body
    billed.send()
    assert (billed.invoice.words, billed.invoice.pence, waiting(billed.seller)) == ("INV-0003", 80_00, ())
    billed.pay()
    assert sums(billed) == (200_00, 0)
    assert ledger_is_off_by_pence() == 0


def test_what_is_owed_by_age_and_ordered_is_less_by_what_was_taken_back(billed: Billed) -> None:
    services.accept(billed.sent[-1], by=billed.payer)
    credit(billed, 80_00)
    assert [row.pence for row in debts_to(viewer=billed.payer)] == [120_00]
    assert [row.pence for row in debts_from(viewer=billed.seller)] == [120_00]
    (order,) = orders(viewer=billed.payer)
    assert (order.purchase.accepted_pence, order.purchase.set_aside_pence) == (120_00, 200_00)
    run = services.LISTS.make([billed.sent[-1]], by=billed.payer)
    (payment,) = bank_payments(known_run(run, viewer=billed.payer))
    assert payment.pence == 120_00


def test_parts_of_one_line_are_taken_back_one_after_the_other_and_the_last_takes_the_invoice_back(
    billed: Billed,
) -> None:
    first = billed.sent[-1]
    credit(billed, 80_00)
    credit(billed, 119_99)
    assert (as_it_is(first, billed).state, as_it_is(first, billed).due_pence) == (S.SENT, 1)
    with pytest.raises(Refused) as refused:
        credit(billed, 2)
    assert refused.value.fields == {"line_1": "£0.01 of this can be taken back at the most"}
    credit(billed, 1)
    assert as_it_is(first, billed).state is S.CREDITED
    assert [row.part.pence for row in waiting(billed.seller)[0].rows] == [200_00]
    with pytest.raises(CannotMove):
        credit(billed, 1)


def test_what_was_taken_back_and_invoiced_again_can_be_taken_back_again(billed: Billed) -> None:
    first = billed.sent[-1]
    credit(billed, 50_00)
    again = billed.send()
    credit(billed, 30_00, of=first)
    credit(billed, 20_00, of=again)
    assert [row.part.pence for row in waiting(billed.seller)[0].rows] == [50_00]
    billed.send()
    assert waiting(billed.seller) == ()
    due = {one.words: one.due_pence for one in session.scalars(select(Invoice)) if one.credits_id is None}
    assert due == {"INV-0001": 120_00, "INV-0003": 30_00, "INV-0006": 50_00}


@pytest.mark.parametrize(
    ("amounts", "field"),
    [
        ({}, "line_1"),
        ({1: 0}, "line_1"),
        ({1: -1}, "line_1"),
        ({1: 200_01}, "line_1"),
        ({2: 1}, "line_2"),
        ({0: 1}, "line_0"),
    ],
)
def test_more_than_is_left_or_nothing_is_refused_at_its_line(
    billed: Billed, amounts: dict[int, int], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        services.credit(billed.sent[-1], reason="Wrong", amounts=amounts, by=billed.seller)
    assert set(refused.value.fields) == {field}
    assert session.scalar(select(func.count()).select_from(Invoice)) == 1


# After it is paid


def test_what_was_paid_is_owed_and_moves_nothing_until_it_comes_back(billed: Billed) -> None:
    billed.pay()
    note = credit(billed, 80_00)
    assert (note.state, billed.invoice.state, billed.invoice.due_pence) == (S.OWED, S.PAID, 200_00)
    assert (sums(billed), waiting(billed.seller)) == ((200_00, 0), ())
    assert [one.words for one in owed_to(viewer=billed.payer)] == ["CN-0002"]
    assert "ask for it back" in letters("invoice-credited")[0].body
    for wrong in (billed.seller, families.officer("Fife Ance", council=families.FIFE)):
        with pytest.raises(NotFound):
            services.mark_refunded(note.ref, by=wrong)
    services.mark_refunded(note.ref, by=billed.payer)
    assert (as_it_is(note.ref, billed).state, sums(billed)) == (S.REFUNDED, (120_00, 0))
    with pytest.raises(CannotMove):
        services.mark_refunded(note.ref, by=billed.payer)
    assert (sums(billed), owed_to(viewer=billed.payer), waiting(billed.seller)) == ((120_00, 0), (), ())
    assert ledger_is_off_by_pence() == 0


def test_no_more_of_a_paid_invoice_is_owed_than_was_paid(billed: Billed) -> None:
    credit(billed, 50_00)
    billed.pay()
    credit(billed, 100_00)
    with pytest.raises(Refused):
        credit(billed, 50_01)
    note = as_it_is(services.credit(billed.sent[-1], reason="Wrong", by=billed.seller), billed)
    assert (note.pence, note.state) == (50_00, S.OWED)
    with pytest.raises(CannotMove):
        services.credit(billed.sent[-1], reason="Wrong", by=billed.seller)
    assert [row.part.pence for row in waiting(billed.seller)[0].rows] == [50_00]


def test_what_is_owed_is_set_against_the_next_payment_to_the_same_provider(billed: Billed) -> None:
    first = billed.sent[-1]
    credit(billed, 50_00)
    billed.pay()
    note = credit(billed, 30_00, of=first)
    second = billed.send()
    services.accept(second, by=billed.payer)
    run = services.LISTS.make([second, note.ref], by=billed.payer)
    with pytest.raises(Conflict, match="on a list"):
        services.mark_refunded(note.ref, by=billed.payer)
    with pytest.raises(Conflict, match="on a list"):
        services.LISTS.make([note.ref], by=billed.payer)
    (payment,) = bank_payments(known_run(run, viewer=billed.payer))
    assert (payment.pence, payment.references) == (20_00, ("INV-0004", note.words))
    services.LISTS.mark_paid(run, by=billed.payer)
    assert (as_it_is(note.ref, billed).state, as_it_is(second, billed).state) == (S.SET_OFF, S.PAID)
    assert sums(billed) == (170_00, 0)
    advice = letters("remittance-advice")[-1]
    assert ("£20.00" in advice.subject, "-£30.00" in advice.body) == (True, True)
    assert ledger_is_off_by_pence() == 0


def test_no_more_is_set_off_than_is_paid_and_what_is_taken_apart_is_owed_again(billed: Billed) -> None:
    first = billed.sent[-1]
    credit(billed, 50_00)
    billed.pay()
    note = credit(billed, 50_01, of=first)
    second = billed.send()
    services.accept(second, by=billed.payer)
    for refs in ([note.ref], [second, note.ref]):
        with pytest.raises(Refused) as refused:
            services.LISTS.make(refs, by=billed.payer)
        assert set(refused.value.fields) == {"invoices"}
    even = credit(billed, 50_00, of=first)
    run = services.LISTS.make([second, even.ref], by=billed.payer)
    assert bank_payments(known_run(run, viewer=billed.payer)) == []
    services.LISTS.undo(run, by=billed.payer)
    assert {one.words for one in owed_to(viewer=billed.payer)} == {note.words, even.words}
    assert as_it_is(even.ref, billed).run_id is None


def test_a_credit_note_is_neither_accepted_disputed_nor_credited(billed: Billed) -> None:
    billed.pay()
    note = credit(billed, 1)
    with pytest.raises(CannotMove):
        services.accept(note.ref, by=billed.payer)
    with pytest.raises(CannotMove):
        services.dispute(note.ref, reason="No", by=billed.payer)
    with pytest.raises(CannotMove):
        services.credit(note.ref, reason="No", by=billed.seller)


# What the database refuses itself


def test_no_more_of_a_line_is_credited_than_it_says_whatever_the_code_does(billed: Billed) -> None:
    note = credit(billed, 120_00)
    (line,) = note.lines
    columns = {key: getattr(line, key) for key in InvoiceLine.__mapper__.column_attrs.keys() if key != "id"}  # noqa: SIM118
    paper = {key: getattr(note, key) for key in Invoice.__mapper__.column_attrs.keys() if key != "id"}  # noqa: SIM118

    def write(pence: int, turn: int) -> None:
        with transaction():
            made = session.execute(
                insert(Invoice).values(**(paper | {"number": turn + 10, "ref": f"n{turn}"})).returning(Invoice.id)
            ).scalar_one()
            more = {"invoice_id": made, "turn": turn, "pence": pence, "vat_pence": 0}
            session.execute(insert(InvoiceLine).values(**(columns | more)))

    with pytest.raises(DBAPIError):
        write(80_01, 1)
    write(80_00, 1)
    with pytest.raises(DBAPIError):
        write(1, 2)


@pytest.mark.parametrize("state", [S.OWED, S.SET_OFF, S.REFUNDED])
def test_an_invoice_is_never_in_a_state_of_credit_notes(billed: Billed, state: InvoiceState) -> None:
    with pytest.raises(DBAPIError), transaction():
        session.get_one(Invoice, billed.invoice.id).state = state


def test_an_invoice_of_several_lines_is_taken_back_line_by_line(traveller: time_machine.Traveller) -> None:
    _made, bank = long_weekend(traveller)

    def nights() -> list[ToInvoice]:
        return [row for batch in waiting(bank) for row in batch.rows if batch.payer.sort is PayerSort.COUNCIL]

    ref = booking.make_invoice([row.key for row in nights()], by=bank)
    second = known_invoice(ref, viewer=bank).invoice.lines[1].piece
    note = services.credit(ref, reason="Nobody came that night", amounts={2: 165_00}, by=bank)
    session.rollback()
    (line,) = known_invoice(note, viewer=bank).invoice.lines
    assert (line.piece, line.pence) == (second, 165_00)
    assert [part.pence for part in known_invoice(ref, viewer=bank).invoice.due] == [165_00, 0, 165_00]
    assert [(row.part.piece, row.part.pence) for row in nights()] == [(second, 165_00)]
