"""A direct payment pays what a lead paid first when it is paid back, and has it again when its bank has it (0110)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.booking import services as booking
from marketplace.booking.queries.paid_for import told_to_funders
from marketplace.budgets.models import Transfer
from marketplace.budgets.queries.balances import balances, ledger_is_off_by_pence
from marketplace.budgets.queries.paid_out import set_aside_for
from marketplace.budgets.queries.returns import return_of
from marketplace.budgets.queries.statements import statement
from marketplace.budgets.services import ledger
from marketplace.budgets.services.ledger import Portion
from marketplace.budgets.statement import Line, Month
from marketplace.db import session, transaction
from marketplace.errors import Conflict
from marketplace.payments.invoices import services
from marketplace.payments.recharges import services as recharges
from marketplace.payments.recharges.lifecycle import RechargeState
from marketplace.payments.recharges.models import Recharge
from tests import led
from tests.led import COUNCIL, DIRECT, Led

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def weekend(traveller: time_machine.Traveller) -> Led:
    return led.over(led.booked(), traveller)


@pytest.fixture
def paid(weekend: Led) -> str:
    """The invoice that the lead has paid whole."""
    ref = weekend.send()
    weekend.pay(ref)
    return ref


def direct(of: Led) -> tuple[int, int]:
    """What is set aside in the direct payment for the support, and free in it."""
    session.rollback()
    pot = of.made.pot("direct")
    shares = [share.reference for share in of.made.line("support").shares if share.pot_id == pot.id]
    return sum(set_aside_for(shares).values()), balances([pot.id])[pot.id].free_pence


def moved(of: Led) -> list[Line]:
    """What the statement of the direct payment says was paid, and came back."""
    session.rollback()
    today = clock.today()
    found = statement(of.made.pot("direct"), first_on=today - timedelta(days=400), last_on=today)
    return [line for line in found.lines if line.reference]


def credited(of: Led, invoice: str) -> int:
    """One part of the direct payment's is credited and given back; so many pence."""
    line = next(one for one in of.invoice(invoice).lines if one.debtor and one.debtor.name == "Direct payment")
    note = services.credit(invoice, reason="Not given", amounts={line.position: line.pence}, by=of.seller)
    services.mark_refunded(note, by=of.lead)
    return line.pence


def asked(of: Led) -> Recharge:
    """The recharge of the direct payment, or what lowered it last."""
    return of.asked["owner"]


def test_its_statement_books_nothing_before_it_was_paid_back_and_then_says_by_which_recharge(
    weekend: Led, paid: str, traveller: time_machine.Traveller
) -> None:
    assert moved(weekend) == []
    assert direct(weekend)[0] == DIRECT
    traveller.shift(timedelta(days=40))
    recharges.mark_received(asked(weekend).ref, by=weekend.lead)
    (line,) = moved(weekend)
    assert (line.pence, line.on) == (-DIRECT, clock.today())
    assert [told.invoice for told in told_to_funders([line]).values()] == [asked(weekend).words]
    assert direct(weekend)[0] == 0
    assert ledger_is_off_by_pence() == 0


def test_its_return_counts_it_in_the_month_in_which_it_was_paid_back(
    weekend: Led, paid: str, traveller: time_machine.Traveller
) -> None:
    pot = weekend.made.pots["direct"]
    first = Month.of(clock.today())
    traveller.move_to(clock.now() + timedelta(days=40))
    session.rollback()
    recharges.mark_received(asked(weekend).ref, by=weekend.lead)
    second = Month.of(clock.today())
    traveller.move_to(clock.now() + timedelta(days=40))
    sums = []
    for month in (first, second):
        session.rollback()
        sums.append(sum(line.pence for line in return_of(pot, month, viewer=weekend.mother).sums.through_site))
    assert sums == [0, -DIRECT]


def test_what_is_given_back_before_it_was_paid_back_is_free_and_never_was_paid(weekend: Led, paid: str) -> None:
    _, free = direct(weekend)
    pence = credited(weekend, paid)
    assert direct(weekend) == (DIRECT - pence, free + pence)
    assert moved(weekend) == []
    first = session.scalar(select(Recharge).where(Recharge.id == asked(weekend).lowers_id))
    assert first
    recharges.mark_received(first.ref, by=weekend.lead)
    assert [line.pence for line in moved(weekend)] == [-(DIRECT - pence)]
    assert direct(weekend) == (0, free + pence)


def test_what_is_given_back_after_it_was_paid_back_is_free_when_it_came(weekend: Led, paid: str) -> None:
    recharges.mark_received(asked(weekend).ref, by=weekend.lead)
    _, free = direct(weekend)
    pence = credited(weekend, paid)
    assert asked(weekend).state is RechargeState.OWED
    assert direct(weekend) == (0, free)
    assert [line.pence for line in moved(weekend)] == [-DIRECT]
    recharges.mark_returned(asked(weekend).ref, by=weekend.mother)
    assert direct(weekend) == (0, free + pence)
    assert [line.pence for line in moved(weekend)] == [-DIRECT, pence]
    assert ledger_is_off_by_pence() == 0


def test_when_no_more_is_invoiced_what_is_to_be_paid_back_stays_set_aside(weekend: Led) -> None:
    ref = weekend.send()
    line = next(one for one in weekend.invoice(ref).lines if one.debtor and one.debtor.name == "Direct payment")
    services.credit(ref, reason="A wrong day", amounts={line.position: line.pence}, by=weekend.seller)
    weekend.pay(ref)
    assert direct(weekend)[0] == DIRECT
    booking.invoice_no_more(weekend.made.lines["support"], by=weekend.seller)
    assert direct(weekend)[0] == DIRECT - line.pence
    recharges.mark_received(asked(weekend).ref, by=weekend.lead)
    assert weekend.paid()["direct_payment"] == DIRECT - line.pence
    assert direct(weekend)[0] == 0


def test_a_lead_pays_nothing_for_a_direct_payment_that_has_it_not_set_aside_any_more(weekend: Led) -> None:
    ref = weekend.send()
    pot = weekend.made.pot("direct")
    (share,) = [one for one in weekend.made.line("support").shares if one.pot_id == pot.id]
    ledger.void(references=[share.reference], left={share.reference: DIRECT - 1}, by=weekend.mother.actor)
    with pytest.raises(Conflict, match="not set aside any more"):
        weekend.pay(ref)
    session.rollback()
    assert weekend.paid()["council_arranged"] == 0


def test_what_left_its_pot_with_the_invoice_before_that_was_so_leaves_it_no_second_time(weekend: Led) -> None:
    ref = weekend.send()
    weekend.pay(ref)
    pot = weekend.made.pot("direct")
    (share,) = [one for one in weekend.made.line("support").shares if one.pot_id == pot.id]
    posting = weekend.invoice(ref).posting
    with transaction():
        ledger.post(portions=[Portion(share.reference)], key=posting, by=weekend.lead.actor)
    recharges.mark_received(asked(weekend).ref, by=weekend.lead)
    assert weekend.paid()["direct_payment"] == DIRECT
    pence = credited(weekend, ref)
    assert weekend.paid() | {"nhs": 0} == {"nhs": 0, "council_arranged": COUNCIL, "direct_payment": DIRECT - pence}
    recharges.mark_returned(asked(weekend).ref, by=weekend.mother)
    assert weekend.paid()["direct_payment"] == DIRECT - pence
    assert len(session.scalars(select(Transfer.id).where(Transfer.reference == share.reference)).all()) == 3
