"""A holder's fee is its per cent of what the fund pays, however much was planned; to the penny."""

from datetime import timedelta

import pytest
import time_machine

from marketplace.booking import services as booking
from marketplace.booking.drafts import SharePart
from marketplace.booking.queries.order_rests import order_rest
from marketplace.booking.services.fees_paid import invoices_paid
from marketplace.booking.services.order_rests import ask_for_rest, let_off_site_go, let_rest_go
from marketplace.budgets.fees import fee_pence
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session
from marketplace.payments.invoices import services
from marketplace.payments.invoices.queries import known_invoice
from marketplace.payments.invoices.wiring import tell
from tests import breaks, golden, invoiced
from tests.done_elsewhere import HUB, accept_hub
from tests.golden import Golden
from tests.integration.test_booking_off_site import brokered

pytestmark = pytest.mark.usefixtures("database")
HOTEL, SUPPORT, TAXI, FEE = 184_00, 301_20, 18_50, 25_19
"""Of golden break B, in pence; the fee is 5% of £503.70."""


@pytest.fixture
def b(traveller: time_machine.Traveller) -> Golden:
    """Two nights in Peebles from a fund, said to be over; the fund's holder has an address for invoices."""
    tell(invoices_paid)
    return with_invoices(golden.two_nights_in_peebles(), traveller)


def with_invoices(made: Golden, traveller: time_machine.Traveller) -> Golden:
    """The same of a break that is planned."""
    golden.ask(made)
    golden.answer(made)
    if "hub" in made.lines:
        accept_hub(made)
    for name in ("hotel", "bank", "taxi"):
        services.keep_book(terms=invoiced.TERMS, by=made.offers[name].by)
    services.keep_payer_address(address=invoiced.COUNCIL, endpoint="", by=made.viewers["holder"])
    traveller.move_to(made.break_.ends_at + timedelta(days=1))
    session.rollback()
    booking.complete(made.ref, by=made.arranger)
    session.rollback()
    return made


def invoice(b: Golden, name: str, pence: int | None = None) -> str:
    """One provider's invoice of all it can, less a credit so that it is for ``pence``; paid."""
    by, payer = b.offers[name].by, b.viewers["holder"]
    (batch,) = invoiced.waiting(by)
    ref = booking.make_invoice([row.key for row in batch.rows], by=by)
    over = batch.pence - pence if pence is not None else 0
    amounts = dict[int, int]()
    for line in known_invoice(ref, viewer=by).invoice.lines:
        if take := min(over, line.pence):
            amounts[line.position] = take
            over -= take
    if amounts:
        services.credit(ref, reason="Fewer hours", amounts=amounts, by=by)
    services.accept(ref, by=payer)
    services.LISTS.mark_paid(services.LISTS.make([ref], by=payer), by=payer)
    session.rollback()
    return ref


def fee_of(b: Golden) -> int:
    """What the fee's part costs now."""
    session.rollback()
    (line,) = [line for line in b.break_.lines if line.is_fee]
    return line.pence


def sums(b: Golden) -> tuple[int, int]:
    """What the fund has paid, and what is set aside in it."""
    session.rollback()
    balance = breaks.balance(b, "isf")
    return balance.paid_pence, balance.set_aside_pence


def test_nothing_of_the_fee_is_taken_before_the_fund_has_paid_anything(b: Golden) -> None:
    assert sums(b) == (0, HOTEL + SUPPORT + TAXI + FEE)


def test_with_each_invoice_so_much_of_the_fee_is_taken_and_the_whole_with_the_last(b: Golden) -> None:
    invoice(b, "hotel")
    assert sums(b) == (HOTEL + 9_20, SUPPORT + TAXI + FEE - 9_20)
    invoice(b, "taxi")
    assert sums(b)[0] == HOTEL + TAXI + fee_pence(HOTEL + TAXI, 500)
    invoice(b, "bank")
    assert sums(b) == (HOTEL + SUPPORT + TAXI + FEE, 0)
    assert fee_of(b) == FEE
    assert ledger_is_off_by_pence() == 0


def test_when_its_provider_says_that_no_more_comes_the_fee_is_of_what_was_paid(b: Golden) -> None:
    invoice(b, "hotel")
    invoice(b, "taxi")
    invoice(b, "bank", 100_40)
    booking.invoice_no_more(b.lines["support"], by=b.offers["bank"].by)
    paid = HOTEL + TAXI + 100_40
    assert sums(b) == (paid + 15_15, 0)  # 5% of 302.90 is 15.145, half up
    assert fee_of(b) == 15_15


def test_when_the_holder_lets_the_rest_go_the_fee_of_it_goes_with_it(
    b: Golden, traveller: time_machine.Traveller
) -> None:
    invoice(b, "hotel")
    invoice(b, "taxi")
    refs, holder = (b.lines["support"], b.pots["isf"]), b.viewers["holder"]
    ask_for_rest(*refs, by=holder)
    ask = order_rest(*refs, viewer=holder).ask
    assert ask
    traveller.move_to(ask.answer_by)
    session.rollback()
    let_rest_go(*refs, reason="It was not given", by=holder)
    assert sums(b) == (HOTEL + TAXI + fee_pence(HOTEL + TAXI, 500), 0)


def test_what_is_given_back_brings_its_fee_back(b: Golden) -> None:
    ref = [invoice(b, name) for name in ("hotel", "taxi", "bank")][-1]
    by, holder = b.offers["bank"].by, b.viewers["holder"]
    (first, *_) = known_invoice(ref, viewer=by).invoice.lines
    note = services.credit(ref, reason="Not given", amounts={first.position: first.pence}, by=by)
    assert sums(b)[0] == HOTEL + SUPPORT + TAXI + FEE
    services.mark_refunded(note, by=holder)
    left = HOTEL + SUPPORT + TAXI - first.pence
    assert sums(b) == (left + fee_pence(left, 500), 0)
    assert fee_of(b) == fee_pence(left, 500)
    assert ledger_is_off_by_pence() == 0


def test_when_the_rest_of_somebody_who_is_not_on_this_site_is_let_go_the_fee_of_it_goes_with_it(
    traveller: time_machine.Traveller,
) -> None:
    tell(invoices_paid)
    made = golden.two_nights_in_peebles()
    made.lines["hub"] = brokered(made)
    part = SharePart(made.pots["isf"], pence=HUB, option=2, outcome_ref=made.outcome)
    booking.set_shares(made.ref, made.lines["hub"], parts=[part], by=made.arranger)
    b = with_invoices(made, traveller)
    for name in ("hotel", "taxi", "bank"):
        invoice(b, name)
    paid = HOTEL + SUPPORT + TAXI
    assert sums(b)[1] > HUB
    let_off_site_go(b.lines["hub"], b.pots["isf"], by=b.viewers["holder"])
    assert sums(b) == (paid + FEE, 0)
    assert fee_of(b) == FEE
    assert ledger_is_off_by_pence() == 0
