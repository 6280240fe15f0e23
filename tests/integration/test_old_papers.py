"""Invoices and recharges lose their words when the law lets go of them, and no day before; sums and numbers stay."""

from datetime import date, datetime

import pytest
import time_machine
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from marketplace import worker
from marketplace.booking import services as booking
from marketplace.clock import LONDON
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound
from marketplace.payments.invoices import services
from marketplace.payments.invoices.models import Invoice, InvoiceLine
from marketplace.payments.invoices.queries import invoices_from, known_invoice
from marketplace.payments.recharges import services as recharges
from marketplace.payments.recharges.lifecycle import RechargeState
from marketplace.payments.recharges.models import Recharge, RechargeLine
from marketplace.payments.recharges.queries import to_come_back
from marketplace.payments.services.emptying import GONE, empty_old_papers
from tests import led
from tests.invoiced import Billed, booked, over, waiting

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def billed(traveller: time_machine.Traveller) -> Billed:
    """An invoice that was sent and paid."""
    billed = over(booked(), traveller)
    billed.send()
    billed.pay()
    return billed


def issued() -> date:
    session.rollback()
    return session.scalars(select(Invoice.issued_on)).one()


def last_kept_day(issued_on: date) -> datetime:
    """Noon of the last day on which a paper is kept: six years after the end of its financial year."""
    ends = issued_on.year + (issued_on > date(issued_on.year, 3, 31))
    return datetime(ends + 6, 3, 31, 12, tzinfo=LONDON)


def after(issued_on: date) -> datetime:
    return last_kept_day(issued_on).replace(month=4, day=1)


def test_a_paid_invoice_loses_its_words_the_day_after_and_keeps_its_sums(
    billed: Billed, traveller: time_machine.Traveller
) -> None:
    kept = billed.invoice
    number, pence, lines = kept.number, kept.pence, [(line.reference, line.pence) for line in kept.lines]
    traveller.move_to(last_kept_day(issued()))
    assert empty_old_papers() == 0
    traveller.move_to(after(issued()))
    assert (empty_old_papers(), empty_old_papers()) == (1, 0)
    session.rollback()
    one = session.scalars(select(Invoice)).one()
    assert (one.number, one.pence, [(line.reference, line.pence) for line in one.lines]) == (number, pence, lines)
    assert (one.seller.name, one.buyer.name, one.account_number, one.seller_email) == (GONE, GONE, "", "")
    assert {(line.words, line.when, line.purchase_order) for line in one.lines} == {(GONE, "", "")}
    assert invoices_from(viewer=billed.seller) == ()
    for viewer in (billed.seller, billed.payer):
        with pytest.raises(NotFound):
            known_invoice(one.ref, viewer=viewer)


def test_no_part_of_it_can_be_invoiced_again(traveller: time_machine.Traveller) -> None:
    billed = over(booked(), traveller)
    keys = [row.key for batch in waiting(billed.seller) for row in batch.rows]
    billed.send()
    billed.pay()
    traveller.move_to(after(issued()))
    assert empty_old_papers() == 1
    assert waiting(billed.seller) == ()
    with pytest.raises(Conflict):
        booking.make_invoice(keys, by=billed.seller)


def test_what_is_still_to_be_paid_is_kept_however_old_it_is(traveller: time_machine.Traveller) -> None:
    billed = over(booked(), traveller)
    billed.send()
    traveller.move_to(after(issued()))
    assert empty_old_papers() == 0
    assert billed.invoice.seller.name != GONE


def test_an_invoice_stays_as_long_as_a_credit_note_for_it_is_kept(
    billed: Billed, traveller: time_machine.Traveller
) -> None:
    on = issued()
    traveller.move_to(datetime(on.year + 2, 6, 1, 12, tzinfo=LONDON))
    note = services.credit(billed.sent[-1], reason="It was too much", by=billed.seller)
    services.mark_refunded(note, by=billed.payer)
    session.rollback()
    noted_on = session.scalars(select(Invoice.issued_on).where(Invoice.ref == note)).one()
    traveller.move_to(after(on))
    assert empty_old_papers() == 0
    traveller.move_to(after(noted_on))
    assert empty_old_papers() == 2


def test_a_recharge_goes_once_it_was_paid_back_and_its_invoice_with_it(traveller: time_machine.Traveller) -> None:
    weekend = led.over(led.booked(), traveller)
    weekend.pay(weekend.send())
    session.rollback()
    on, several = issued(), list(session.scalars(select(Recharge)))
    refs = [one.ref for one in several]
    session.rollback()
    traveller.move_to(after(on))
    assert empty_old_papers() == 0
    for ref in refs:
        recharges.mark_received(ref, by=weekend.lead)
    assert empty_old_papers() == len(refs) + 1
    session.rollback()
    assert {(one.lead.name, one.owing.name) for one in session.scalars(select(Recharge))} == {(GONE, GONE)}
    assert set(session.scalars(select(RechargeLine.words))) == {GONE}
    assert to_come_back(viewer=weekend.lead) == []


def test_what_credits_or_lowers_an_open_paper_stays_as_long_as_that_which_names_it(
    traveller: time_machine.Traveller,
) -> None:
    billed = over(booked(), traveller)
    note = services.credit(billed.send(), reason="One night", amounts={1: 10_00}, by=billed.seller)
    traveller.move_to(after(billed.invoice.issued_on))
    assert empty_old_papers() == 0
    assert known_invoice(note, viewer=billed.payer).invoice.words
    services.credit(billed.sent[-1], reason="All of it", by=billed.seller)
    traveller.move_to(after(billed.invoice.issued_on).replace(year=billed.invoice.issued_on.year + 20))
    assert empty_old_papers() == 3


def test_a_lowering_stays_as_long_as_what_it_lowers_is_not_paid_back(traveller: time_machine.Traveller) -> None:
    weekend = led.over(led.booked(), traveller)
    ref = weekend.send()
    weekend.pay(ref)
    theirs = next(line for line in weekend.invoice(ref).lines if line.debtor and line.debtor.name == "Direct payment")
    note = services.credit(ref, reason="An hour too many", amounts={theirs.position: 1_00}, by=weekend.seller)
    ids = set(session.scalars(select(Recharge.id)))
    services.mark_refunded(note, by=weekend.lead)
    session.rollback()
    lowering = session.scalars(select(Recharge).where(Recharge.id.not_in(ids))).first()
    assert lowering is not None
    assert (lowering.state, lowering.lowers and lowering.lowers.state) == (RechargeState.TAKEN_OFF, RechargeState.OPEN)
    on = lowering.issued_on
    session.rollback()
    traveller.move_to(after(on))
    assert empty_old_papers() == 0


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE invoice SET emptied_on = '2026-12-01', buyer_name = ''",
        "UPDATE invoice SET buyer_name = ''",
        "UPDATE invoice_line SET words = ''",
    ],
)
def test_the_database_lets_no_words_go_before_six_years(billed: Billed, change: str) -> None:
    with pytest.raises(DBAPIError), transaction():
        session.execute(text(change))


def test_the_database_lets_words_go_once_and_sums_never(billed: Billed, traveller: time_machine.Traveller) -> None:
    traveller.move_to(after(issued()))
    empty_old_papers()
    session.rollback()
    for change in (
        update(Invoice).values(buyer_name="Somebody"),
        update(Invoice).values(emptied_on=None),
        update(Invoice).values(pence=Invoice.pence + 1),
        update(InvoiceLine).values(pence=1),
    ):
        with pytest.raises(DBAPIError), transaction():
            session.execute(change)


def test_what_is_open_is_not_emptied_by_the_database_either(traveller: time_machine.Traveller) -> None:
    billed = over(booked(), traveller)
    billed.send()
    with pytest.raises(DBAPIError), transaction():
        session.execute(text("UPDATE invoice SET emptied_on = '2060-01-01', buyer_name = ''"))


def test_the_worker_does_it_each_day() -> None:
    assert "empty-old-papers" in {sweep.name for sweep in worker.SWEEPS}
