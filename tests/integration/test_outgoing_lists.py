"""A payment of a list that no statement shows is known however many lists come after it, and until it is seen."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import text

from marketplace import clock
from marketplace.booking import services as booking
from marketplace.booking.outgoing import Ours, Sort
from marketplace.booking.queries.outgoing import ours, outgoing_desk
from marketplace.booking.queries.unseen_lists import unseen_invoices, unseen_payouts
from marketplace.booking.services.outgoing import see_line
from marketplace.db import session, transaction
from marketplace.payments.bank_lists.queries import SHOWN
from marketplace.payments.invoices import services as invoices
from marketplace.payments.invoices.models import PaymentRun
from marketplace.payments.invoices.paper import PayerSort
from marketplace.payments.payouts.models import PayoutRun
from tests.integration.test_invoice_guards import long_weekend
from tests.integration.test_outgoing import bank, lines, paid
from tests.invoiced import waiting
from tests.paid_by_transfer import finance

pytestmark = pytest.mark.usefixtures("database")


def many_more() -> None:
    """So many later lists of both sorts, with nothing on them, that a page shows no other."""
    now = clock.now()
    with transaction():
        session.add_all(PayoutRun(made_at=now, paid_at=now) for _ in range(SHOWN))
        session.add_all(PaymentRun(payer=PayerSort.FUNDER, made_at=now, paid_at=now) for _ in range(SHOWN))


def singly(sort: Sort) -> list[Ours]:
    session.rollback()
    return [one for one in ours(viewer=finance()) if one.sort is sort]


def see(one: Ours, name: str) -> None:
    """A line of a statement is said to be this payment."""
    bank((one.reference, -one.pence), name=name)
    (line,) = lines()
    see_line(line.ref, key=one.key, by=finance())


def paid_invoices(traveller: time_machine.Traveller) -> None:
    """A list of a funder that never signs in, marked as paid: of one of its invoices a part was credited before."""
    _, seller = long_weekend(traveller)
    batches = [batch for batch in waiting(seller) if batch.payer.sort is PayerSort.FUNDER]
    sent = [booking.make_invoice([row.key for row in batch.rows], by=seller) for batch in batches]
    invoices.credit(sent[0], reason="An hour less", amounts={1: 21_40}, by=seller)
    for ref in sent:
        invoices.accept(ref, by=finance())
    invoices.LISTS.mark_paid(invoices.LISTS.make(sent, by=finance()), by=finance())


def test_a_payment_to_a_provider_that_the_bank_never_made_is_late_and_can_be_confirmed_after_many_lists() -> None:
    paid()
    many_more()
    first, second = singly(Sort.PAYOUT)
    see(first, "a.csv")
    assert [one.key for one in singly(Sort.PAYOUT)] == [second.key]
    with transaction():
        session.execute(text("UPDATE bank_line_out SET on_day = :day"), {"day": date(2099, 1, 1)})
    assert [one.ours.key for one in outgoing_desk(viewer=finance()).late] == [second.key]
    see(second, "b.csv")
    assert (singly(Sort.PAYOUT), list(unseen_payouts())) == ([], [])


def test_an_invoice_of_a_funder_stays_known_until_its_payment_is_seen(traveller: time_machine.Traveller) -> None:
    paid_invoices(traveller)
    many_more()
    several = singly(Sort.INVOICE)
    assert sum(one.pence for one in several) == 200_00
    for number, one in enumerate(several):
        see(one, f"{number}.csv")
    assert (singly(Sort.INVOICE), list(unseen_invoices())) == ([], [])
