"""From a delivered part to money in the bank: sent, accepted or disputed, paid once; taken back by a credit note."""

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.booking import services as booking
from marketplace.booking.purchases import MOVES as STAGE_MOVES
from marketplace.booking.purchases import Stage
from marketplace.booking.queries import purchases
from marketplace.booking.queries.purchases import orders
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.notifications.models import Letter
from marketplace.payments.invoices import services
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice, InvoiceMove
from marketplace.payments.invoices.queries import known_invoice
from tests import breaks, families, golden, invoiced
from tests.invoiced import Billed, booked, over, waiting

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def billed(traveller: time_machine.Traveller) -> Billed:
    return over(booked(), traveller)


def letters(name: str) -> list[Letter]:
    session.rollback()
    return list(session.scalars(select(Letter).where(Letter.name == name).order_by(Letter.id)))


def sums(billed: Billed) -> tuple[int, int]:
    """Paid and set aside of the pot that pays."""
    balance = breaks.balance(billed.made)
    return balance.paid_pence, balance.set_aside_pence


# Sending


def test_a_part_can_be_invoiced_once_it_is_over_and_not_before(traveller: time_machine.Traveller) -> None:
    billed = booked()
    traveller.move_to(billed.made.break_.ends_at - timedelta(hours=12))
    assert waiting(billed.seller) == ()
    (batch,) = waiting(over(billed, traveller).seller)
    assert (batch.payer.name, batch.pence, len(batch.rows)) == ("Scottish Borders Council", 200_00, 1)
    assert batch.rows[0].part.purchase_order == "PO 4411"


def test_an_invoice_is_sent_in_one_step_and_moves_no_money(billed: Billed) -> None:
    billed.send()
    one = billed.invoice
    assert (one.words, one.pence, one.vat_pence, one.state) == ("INV-0001", 200_00, 0, InvoiceState.SENT)
    assert (one.buyer.name, one.seller.name) == (invoiced.COUNCIL.name, invoiced.ADDRESS.name)
    assert one.due_on == one.issued_on + timedelta(days=30)
    assert sums(billed) == (0, 200_00)
    assert waiting(billed.seller) == ()
    assert [letter.to_address for letter in letters("invoice-sent")] == [invoiced.COUNCIL.email]


def test_a_break_that_is_said_to_be_over_leaves_the_money_set_aside_until_the_invoice_is_paid(billed: Billed) -> None:
    booking.complete(billed.made.ref, by=billed.made.arranger)
    assert sums(billed) == (0, 200_00)
    billed.send()
    billed.pay()
    assert sums(billed) == (200_00, 0)
    assert ledger_is_off_by_pence() == 0


def test_the_same_part_is_never_on_two_invoices(billed: Billed) -> None:
    keys = [row.key for row in waiting(billed.seller)[0].rows]
    billed.send()
    with pytest.raises(Conflict, match="invoiced already"):
        booking.make_invoice(keys, by=billed.seller)
    assert len(session.scalars(select(Invoice)).all()) == 1


@pytest.mark.parametrize("key", ["x.y", "", "."])
def test_a_part_that_nobody_knows_is_refused(billed: Billed, key: str) -> None:
    with pytest.raises(Conflict):
        booking.make_invoice([key], by=billed.seller)


def test_without_a_part_there_is_no_invoice(billed: Billed) -> None:
    with pytest.raises(Refused) as refused:
        booking.make_invoice([], by=billed.seller)
    assert set(refused.value.fields) == {"parts"}


def test_another_provider_sends_no_invoice_for_it(billed: Billed) -> None:
    keys = [row.key for row in waiting(billed.seller)[0].rows]
    stranger = breaks.house(title="Elsewhere").by
    services.keep_book(terms=invoiced.TERMS, by=stranger)
    with pytest.raises(Conflict):
        booking.make_invoice(keys, by=stranger)
    assert waiting(stranger) == ()


# Accepting, disputing, answering


def test_an_accepted_invoice_waits_to_be_paid_and_moves_no_money(billed: Billed) -> None:
    services.accept(billed.send(), by=billed.payer)
    assert billed.invoice.state is InvoiceState.ACCEPTED
    assert sums(billed) == (0, 200_00)


def test_a_dispute_says_why_and_moves_no_money(billed: Billed) -> None:
    ref = billed.send()
    services.dispute(ref, reason="  Only one  night ", by=billed.payer)
    assert (billed.invoice.state, sums(billed)) == (InvoiceState.DISPUTED, (0, 200_00))
    (letter,) = letters("invoice-disputed")
    assert letter.to_address == invoiced.ADDRESS.email
    assert "Only one night" in letter.body
    services.answer(ref, reason="Both nights, see the diary", by=billed.seller)
    assert billed.invoice.state is InvoiceState.SENT
    assert "see the diary" in letters("invoice-answered")[0].body
    moves = session.scalars(select(InvoiceMove.to_state).order_by(InvoiceMove.id)).all()
    assert moves == [InvoiceState.SENT, InvoiceState.DISPUTED, InvoiceState.SENT]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_a_dispute_without_a_reason_is_refused_at_its_field(billed: Billed, reason: str) -> None:
    ref = billed.send()
    with pytest.raises(Refused) as refused:
        services.dispute(ref, reason=reason, by=billed.payer)
    assert set(refused.value.fields) == {"reason"}
    assert billed.invoice.state is InvoiceState.SENT


def test_nobody_else_sees_it_and_neither_side_answers_for_the_other(billed: Billed) -> None:
    ref = billed.send()
    strangers = [
        families.officer("Fife Ance", council=families.FIFE, role=RoleName.COUNCIL_FINANCE),
        families.viewer("Fund holder", RoleName.ISF_HOLDER),
        families.viewer("Tam", RoleName.BROKERAGE_FINANCE),
        families.officer(),
        breaks.house(title="Elsewhere").by,
        billed.made.arranger,
    ]
    for who in strangers:
        with pytest.raises(NotFound):
            known_invoice(ref, viewer=who)
    for verb, wrong in ((services.accept, billed.seller),):
        with pytest.raises(NotFound):
            verb(ref, by=wrong)
    with pytest.raises(NotFound):
        services.dispute(ref, reason="No", by=billed.seller)
    with pytest.raises(NotFound):
        services.credit(ref, reason="No", by=billed.payer)
    with pytest.raises(NotFound):
        services.answer(ref, reason="No", by=billed.payer)


# Paying


def test_money_leaves_the_pot_once_when_the_list_is_marked_as_paid(billed: Billed) -> None:
    billed.send()
    run = billed.pay()
    assert (billed.invoice.state, sums(billed)) == (InvoiceState.PAID, (200_00, 0))
    with pytest.raises(Conflict, match="already"):
        services.LISTS.mark_paid(run, by=billed.payer)
    assert sums(billed) == (200_00, 0)
    (advice,) = letters("remittance-advice")
    assert (advice.to_address, "INV-0001" in advice.body, "£200.00" in advice.subject) == (
        invoiced.ADDRESS.email,
        True,
        True,
    )


def test_a_list_that_is_taken_apart_can_be_made_again(billed: Billed) -> None:
    ref = billed.send()
    services.accept(ref, by=billed.payer)
    run = services.LISTS.make([ref], by=billed.payer)
    with pytest.raises(Conflict, match="list of payments"):
        services.credit(ref, reason="Wrong", by=billed.seller)
    with pytest.raises(Conflict, match="list of payments"):
        services.dispute(ref, reason="Wrong", by=billed.payer)
    with pytest.raises(Conflict, match="on a list already"):
        services.LISTS.make([ref], by=billed.payer)
    services.LISTS.undo(run, by=billed.payer)
    assert billed.invoice.run_id is None
    assert sums(billed) == (0, 200_00)
    services.LISTS.make([ref], by=billed.payer)


def test_only_accepted_invoices_go_on_a_list(billed: Billed) -> None:
    ref = billed.send()
    with pytest.raises(Conflict):
        services.LISTS.make([ref], by=billed.payer)
    with pytest.raises(Refused):
        services.LISTS.make([], by=billed.payer)
    with pytest.raises(Conflict):
        services.LISTS.make([ref], by=billed.seller)


# Credit notes


def test_a_credit_note_takes_the_whole_invoice_back_and_its_parts_can_be_invoiced_again(billed: Billed) -> None:
    ref = billed.send()
    note = known_invoice(services.credit(ref, reason="Wrong address", by=billed.seller), viewer=billed.payer).invoice
    assert (note.words, note.pence, note.credits and note.credits.words) == ("CN-0002", 200_00, "INV-0001")
    assert billed.invoice.state is InvoiceState.CREDITED
    assert "CN-0002" in letters("invoice-credited")[0].body
    billed.send()
    assert billed.invoice.words == "INV-0003"
    billed.pay()
    assert sums(billed) == (200_00, 0)


def test_what_is_refused_gives_its_number_back(billed: Billed) -> None:
    keys = [row.key for row in waiting(billed.seller)[0].rows]
    for _ in range(3):
        with pytest.raises(Conflict):
            booking.make_invoice([*keys, "x.y"], by=billed.seller)
    billed.send()
    assert billed.invoice.number == 1


# No more to come


def test_a_provider_that_will_invoice_no_more_lets_the_rest_go(billed: Billed) -> None:
    line = billed.made.lines["house"]
    with pytest.raises(Conflict, match="not said to be over"):
        booking.invoice_no_more(line, by=billed.seller)
    booking.complete(billed.made.ref, by=billed.made.arranger)
    with pytest.raises(NotFound):
        booking.invoice_no_more(line, by=billed.payer)
    ref = billed.send()
    with pytest.raises(Conflict, match="not paid yet"):
        booking.invoice_no_more(line, by=billed.seller)
    services.credit(ref, reason="Not delivered", by=billed.seller)
    booking.invoice_no_more(line, by=billed.seller)
    assert (sums(billed), waiting(billed.seller)) == ((0, 0), ())


# Every verb in every state

STEPS: dict[str, tuple[str, ...]] = {
    "sent": (),
    "disputed": ("dispute",),
    "accepted": ("accept",),
    "listed": ("accept", "list"),
    "paid": ("accept", "list", "pay"),
    "credited": ("credit",),
}
MAY: dict[str, set[str]] = {
    "sent": {"accept", "dispute", "credit"},
    "disputed": {"accept", "answer", "credit"},
    "accepted": {"dispute", "credit", "list"},
    "listed": {"pay"},
    "paid": {"credit"},
    "credited": set(),
}


def act(billed: Billed, verb: str) -> None:
    """Do one thing to the last invoice, as whoever may."""
    ref, run = billed.sent[-1], billed.invoice.run
    match verb:
        case "accept":
            services.accept(ref, by=billed.payer)
        case "dispute":
            services.dispute(ref, reason="Only one night", by=billed.payer)
        case "answer":
            services.answer(ref, reason="Both nights", by=billed.seller)
        case "credit":
            services.credit(ref, reason="Wrong", by=billed.seller)
        case "list":
            services.LISTS.make([ref], by=billed.payer)
        case _:
            if run is None:
                raise Conflict("It is on no list")
            services.LISTS.mark_paid(run.ref, by=billed.payer)


@pytest.mark.parametrize("state", STEPS)
def test_in_each_state_only_what_may_follow_is_done_and_all_else_changes_nothing(billed: Billed, state: str) -> None:
    billed.send()
    for step in STEPS[state]:
        act(billed, step)

    def standing() -> tuple[object, ...]:
        one = billed.invoice
        return one.state, one.run_id, len(one.credit_notes), sums(billed)

    before = standing()
    for verb in {"accept", "dispute", "answer", "credit", "list", "pay"} - MAY[state]:
        with pytest.raises(Conflict):
            act(billed, verb)
        assert standing() == before, verb
    if MAY[state]:
        act(billed, min(MAY[state]))
        assert standing() != before


def test_a_purchase_goes_through_its_stages_by_the_table(billed: Billed) -> None:
    def stage() -> Stage:
        session.rollback()
        (row,) = orders(viewer=billed.payer)
        return row.stage

    seen = [stage()]
    billed.send()
    for verb in ("", "dispute", "answer", "accept", "dispute", "accept", "credit", "send", "accept", "list", "pay"):
        if verb == "send":
            billed.send()
        elif verb:
            act(billed, verb)
        seen.append(stage())
    S = Stage  # noqa: N806 - short for the row below
    assert seen == [
        *(S.ORDERED, S.INVOICED, S.DISPUTED, S.INVOICED, S.ACCEPTED, S.DISPUTED, S.ACCEPTED),
        *(S.ORDERED, S.INVOICED, S.ACCEPTED, S.ACCEPTED, S.PAID),
    ]
    assert all(after in STAGE_MOVES[before] for before, after in pairwise(seen))


def test_breaks_that_are_paid_otherwise_take_no_place_among_the_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purchases, "SHOWN", 1)
    golden.ask(breaks.planned(pot="direct"))
    billed = booked()
    assert [row.break_ref for row in orders(viewer=billed.payer)] == [billed.made.ref]
    assert purchases.count_ordered(viewer=billed.payer) == 1


def test_an_order_that_is_shown_is_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purchases, "SHOWN", 1)
    billed = booked(parts=2)
    (row,) = orders(viewer=billed.payer)
    assert row.purchase.set_aside_pence == breaks.balance(billed.made).set_aside_pence > 200_00
