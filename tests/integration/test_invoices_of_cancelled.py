"""What is kept of a cancelled part stays set aside until its provider's invoice of it is paid, and is paid once."""

from datetime import timedelta

import pytest
import time_machine

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services as booking
from marketplace.booking.drafts import LineTerms, SharePart, Shift
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, Line, Segment, Share
from marketplace.booking.purchases import Stage
from marketplace.booking.queries.cancel_costs import borne_by
from marketplace.booking.queries.invoicing import pieces_of
from marketplace.booking.queries.purchases import orders
from marketplace.booking.sorts import LineSort
from marketplace.budgets.models import Pot, PotSort
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.sorts import Control
from marketplace.db import session, transaction
from marketplace.payments.invoices import services
from marketplace.payments.invoices.lifecycle import InvoiceState
from tests import breaks, families, funded, golden, invoiced
from tests.beginnings import beginning
from tests.integration.test_invoices import act, letters, sums
from tests.invoiced import Billed, waiting

pytestmark = pytest.mark.usefixtures("database")
FULL, HALF = 200_00, 100_00


@pytest.fixture
def booked() -> Billed:
    """Two nights of which half is kept in the last week."""
    made = invoiced.booked()
    with transaction():
        made.made.line("house").cancellation_steps = "7:50"
    return made


def cancel(billed: Billed) -> None:
    booking.cancel_break(billed.made.ref, reason="He is ill", by=billed.made.arranger)


def cancelled(billed: Billed, traveller: time_machine.Traveller) -> Billed:
    """It, cancelled three days before it begins."""
    traveller.move_to(billed.made.break_.starts_at - timedelta(days=3))
    session.rollback()
    cancel(billed)
    return billed


def test_what_was_kept_is_invoiced_at_once_and_leaves_the_pot_when_the_invoice_is_paid(
    booked: Billed, traveller: time_machine.Traveller
) -> None:
    cancelled(booked, traveller)
    (batch,) = waiting(booked.seller)
    assert [(row.part.pence, row.part.purchase_order) for row in batch.rows] == [(HALF, "PO 4411")]
    assert "Kept when it was cancelled" in batch.rows[0].part.words
    assert sums(booked) == (0, HALF)
    booked.send()
    assert (waiting(booked.seller), sums(booked)) == ((), (0, HALF))
    booked.pay()
    assert (booked.invoice.pence, waiting(booked.seller), sums(booked)) == (HALF, (), (HALF, 0))
    assert ledger_is_off_by_pence() == 0


def test_its_provider_reads_that_it_can_be_invoiced_and_the_payer_sees_it_among_its_orders(
    booked: Billed, traveller: time_machine.Traveller
) -> None:
    cancelled(booked, traveller)
    (letter,) = letters("break-part-over")
    assert "you keep £100.00 of it" in letter.body
    assert "Send an invoice" in letter.body
    (row,) = orders(viewer=booked.payer)
    assert (row.stage, row.purchase.set_aside_pence) == (Stage.ORDERED, HALF)
    booked.send()
    booked.pay()
    session.rollback()
    (row,) = orders(viewer=booked.payer)
    assert (row.stage, row.purchase.paid_pence) == (Stage.PAID, HALF)


def test_where_nothing_is_kept_nothing_is_invoiced(booked: Billed) -> None:
    cancel(booked)
    assert (waiting(booked.seller), sums(booked), orders(viewer=booked.payer)) == ((), (0, 0), ())


def test_its_provider_may_ask_for_nothing_after_all(booked: Billed, traveller: time_machine.Traveller) -> None:
    cancelled(booked, traveller)
    booking.invoice_no_more(booked.made.lines["house"], by=booked.seller)
    assert (waiting(booked.seller), sums(booked)) == ((), (0, 0))
    assert ledger_is_off_by_pence() == 0


@pytest.mark.parametrize("steps", [(), ("accept",), ("dispute",), ("accept", "list"), ("accept", "list", "pay")])
def test_a_break_that_is_cancelled_after_its_invoice_was_sent_is_paid_once_by_that_invoice(
    booked: Billed, traveller: time_machine.Traveller, steps: tuple[str, ...]
) -> None:
    invoiced.over(booked, traveller).send()
    for step in steps:
        act(booked, step)
    cancel(booked)
    assert waiting(booked.seller) == ()
    for step in ("accept", "list", "pay")[len(steps) if "accept" in steps else 0 :]:
        act(booked, step)
    assert (booked.invoice.state, waiting(booked.seller), sums(booked)) == (InvoiceState.PAID, (), (FULL, 0))
    assert ledger_is_off_by_pence() == 0


def test_an_invoice_that_is_taken_back_after_the_break_was_cancelled_is_sent_anew(
    booked: Billed, traveller: time_machine.Traveller
) -> None:
    invoiced.over(booked, traveller).send()
    cancel(booked)
    act(booked, "credit")
    booked.send()
    booked.pay()
    assert (booked.invoice.pence, sums(booked)) == (FULL, (FULL, 0))


@beginning
def two_evenings(*, own_pence: int = 0) -> Billed:
    """A booked part of four hours and, a day later, three; half of it is kept in the last week before it starts.

    ``own_pence``: what of it the person pays; the council pays the rest.
    """
    made = breaks.planned()
    breaks.add_support(made)
    booking.remove_line(made.ref, made.lines.pop("support"), by=made.arranger)
    shifts = [Shift(golden.stretch(golden.friday() + timedelta(days=n), 16, 20 - n), "") for n in range(2)]
    made.lines["support"] = booking.add_listed_hours(
        made.ref, listing_ref=made.offers["bank"].ref, shifts=shifts, terms=LineTerms(), by=made.arranger
    )
    price, by = made.line("support").pence, made.arranger
    parts = [SharePart(made.pots["virtual"], pence=price - own_pence, option=3, outcome_ref=made.outcome)]
    if own_pence:
        made.pots["own"] = funded.pot(made.people["person"], "own", 0, plan_ref="", by=by, officer=by)
        parts.append(SharePart(made.pots["own"], pence=own_pence))
    booking.set_shares(made.ref, made.lines["support"], parts=parts, by=by)
    golden.ask(made)
    golden.answer(made)
    with transaction():
        made.line("support").cancellation_steps = "7:50"
    seller = made.offers["bank"].by
    payer = families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)
    services.keep_book(terms=invoiced.TERMS, by=seller)
    return Billed(made, seller, payer)


def cancel_second(billed: Billed) -> None:
    booking.cancel_line(billed.made.ref, billed.made.lines["support"], reason="He is ill", by=billed.made.arranger)


@pytest.mark.parametrize("own_pence", [0, 50_01])
@pytest.mark.parametrize("is_paid", [True, False])
def test_what_was_invoiced_of_a_part_before_it_was_cancelled_stays_and_the_rest_of_what_was_kept_follows(
    traveller: time_machine.Traveller, own_pence: int, *, is_paid: bool
) -> None:
    billed = two_evenings(own_pence=own_pence)
    line = billed.made.line("support")
    traveller.move_to(line.periods[0].ends_at + timedelta(hours=1))
    session.rollback()
    first = billed.send()
    before = billed.invoice.pence
    if is_paid:
        billed.pay()
    cancel_second(billed)
    kept = next(share.kept_pence for share in billed.made.line("support").shares if share.pot.is_counted)
    assert sums(billed) == ((before, FULL + kept - before) if is_paid else (0, FULL + kept))
    billed.send()
    assert billed.invoice.pence == kept - before > 0
    billed.pay()
    if not is_paid:
        billed.sent.append(first)
        billed.pay()
    assert (waiting(billed.seller), sums(billed)) == ((), (kept, FULL))
    assert ledger_is_off_by_pence() == 0


def test_each_pot_bears_to_the_penny_what_it_is_invoiced_of_what_has_begun() -> None:
    prices, pays = (123_00, 27_06), (85_36, 52_26, 12_44)
    now = clock.now()
    line = Line(state=LineState.ACCEPTED, sort=LineSort.LISTED, break_=Break(state=BreakState.CONFIRMED, starts_at=now))
    line.segments = [
        Segment(ref=f"s{n}", pence=pence, starts_at=now + timedelta(days=n), ends_at=now + timedelta(days=n, hours=1))
        for n, pence in enumerate(prices)
    ]
    pot = Pot(sort=PotSort(control=Control.COMMITTED))
    line.shares = [Share(ref=f"p{n}", pence=pence, pot=pot) for n, pence in enumerate(pays)]
    line.cancellation_steps = ""
    begun = [piece.pence for piece in pieces_of(line) if piece.segment == "segment:s0"]
    assert [pence for _, pence in borne_by(line, now)] == begun
