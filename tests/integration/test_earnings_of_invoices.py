"""What a provider's earnings say of what is paid on its invoices: what it has, what is to come, and what never will."""

import pytest
import time_machine
from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.booking import services as booking
from marketplace.booking.earnings import Earned, as_csv
from marketplace.booking.models import Promise
from marketplace.booking.queries.earnings import earnings
from marketplace.booking.queries.order_rests import order_rest
from marketplace.booking.services import settling
from marketplace.booking.services.order_rests import ask_for_rest, let_rest_go
from marketplace.db import session
from marketplace.payments.invoices import services
from marketplace.payments.payouts.models import Payout
from tests import invoiced, led
from tests.invoiced import Billed
from tests.led import Led

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def weekend(traveller: time_machine.Traveller) -> Led:
    return led.over(led.booked(), traveller)


@pytest.fixture
def billed(traveller: time_machine.Traveller) -> Billed:
    """Two nights for £200.00 that a council pays; the break is said to be over."""
    found = invoiced.over(invoiced.booked(), traveller)
    booking.complete(found.made.ref, by=found.made.arranger)
    return found


def one_of(seller: Viewer, pence: int) -> Earned:
    """The part that was agreed for so much."""
    session.rollback()
    (found,) = [one for one in earnings(viewer=seller).earned if one.pence + one.gone_pence == pence]
    return found


def test_what_a_lead_paid_its_provider_has_and_nothing_of_it_is_with_us(weekend: Led) -> None:
    assert one_of(weekend.seller, 885_60).where == ((885_60, "not paid yet"),)
    weekend.pay(weekend.send())
    assert one_of(weekend.seller, 885_60).where == ((885_60, "paid to you"),)
    assert earnings(viewer=weekend.seller).total.with_us_pence == 0


def test_what_a_lead_paid_is_no_second_time_due_to_its_provider_from_us(traveller: time_machine.Traveller) -> None:
    weekend = led.over(led.booked(direct_pays_taxi=True), traveller)
    weekend.pay(weekend.send())
    (promise,) = [one for one in session.scalars(select(Promise)) if one.pot.sort.code == "direct_payment"]
    settling.mark_paid(promise.ref, by=weekend.lead)
    session.rollback()
    assert sum(one.pence for one in session.scalars(select(Payout))) == 170_00  # for the taxi, which nobody leads
    assert one_of(weekend.seller, 885_60).where == ((885_60, "paid to you"),)


def test_what_was_credited_and_given_back_will_not_come(weekend: Led) -> None:
    ref = weekend.send()
    weekend.pay(ref)
    amounts = {line.position: line.pence for line in weekend.invoice(ref).lines[:3]}
    credited = sum(amounts.values())
    note = services.credit(ref, reason="Not given", amounts=amounts, by=weekend.seller)
    assert one_of(weekend.seller, 885_60).where == ((885_60, "paid to you"),)
    services.mark_refunded(note, by=weekend.lead)
    found = one_of(weekend.seller, 885_60)
    assert found.where == ((885_60 - credited, "paid to you"), (credited, "will not come: it was credited, or let go"))
    assert (found.pence, found.owed_pence) == (885_60 - credited, 0)


def test_what_was_credited_before_it_was_paid_is_to_come_still(weekend: Led) -> None:
    ref = weekend.send()
    pence = weekend.invoice(ref).lines[0].pence
    services.credit(ref, reason="A wrong date", amounts={1: pence}, by=weekend.seller)
    weekend.pay(ref)
    assert one_of(weekend.seller, 885_60).where == ((885_60 - pence, "paid to you"), (pence, "not paid yet"))


def test_what_was_let_go_and_what_was_credited_later_will_not_come(
    billed: Billed, traveller: time_machine.Traveller
) -> None:
    billed.send()
    services.credit(billed.sent[0], reason="One night", amounts={1: 50_00}, by=billed.seller)
    billed.pay()
    assert one_of(billed.seller, 200_00).owed_pence == 50_00
    refs = (billed.made.lines["house"], billed.made.pots["virtual"])
    ask_for_rest(*refs, by=billed.payer)
    ask = order_rest(*refs, viewer=billed.payer).ask
    assert ask
    traveller.move_to(ask.answer_by)
    session.rollback()
    let_rest_go(*refs, reason="He came home early", by=billed.payer)
    note = services.credit(billed.sent[0], reason="Too much", amounts={1: 24_60}, by=billed.seller)
    services.mark_refunded(note, by=billed.payer)
    found = one_of(billed.seller, 200_00)
    assert (found.pence, found.paid.pence, found.owed_pence, found.gone_pence) == (125_40, 125_40, 0, 74_60)
    assert ",125.40,125.40,0.00,74.60,0.00," in as_csv([found])
