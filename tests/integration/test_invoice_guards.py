"""What the database itself refuses of invoices, and how a break of several stretches and pots is invoiced in parts."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services as booking
from marketplace.booking.drafts import PotYes
from marketplace.booking.models import Share
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session, transaction
from marketplace.payments.invoices import services
from marketplace.payments.invoices.models import Invoice, InvoiceLine
from marketplace.payments.invoices.paper import PayerSort
from tests import breaks, families, golden, invoiced
from tests.golden import Golden
from tests.invoiced import Billed, booked, over, waiting

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def billed(traveller: time_machine.Traveller) -> Billed:
    billed = over(booked(), traveller)
    billed.send()
    return billed


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE invoice SET pence = pence + 1",
        "UPDATE invoice SET number = 9",
        "UPDATE invoice SET seller_name = 'Somebody else'",
        "UPDATE invoice SET council_id = council_id + 1",
        "UPDATE invoice SET buyer_name = ''",
        "DELETE FROM invoice",
        "UPDATE invoice_line SET pence = 1",
        "DELETE FROM invoice_line",
        "UPDATE invoice SET state = 'paid'",
        "UPDATE invoice SET state = 'lost'",
    ],
)
def test_an_invoice_that_was_sent_stays_as_it_was(billed: Billed, change: str) -> None:
    with pytest.raises(DBAPIError), transaction():
        session.execute(text(change))
    assert billed.invoice.pence == 200_00


def test_no_line_is_put_in_afterwards_and_no_part_stands_on_two_invoices(billed: Billed) -> None:
    (line,) = billed.invoice.lines
    columns = {key: getattr(line, key) for key in InvoiceLine.__mapper__.column_attrs.keys() if key != "id"}  # noqa: SIM118
    for change in ({"position": 2, "turn": 7}, {"position": 1, "turn": 7}, {"position": 2}):
        with pytest.raises(DBAPIError), transaction():
            session.execute(insert(InvoiceLine).values(**(columns | change)))
    assert len(session.scalars(select(InvoiceLine)).all()) == 1


def test_its_state_and_its_list_may_change(billed: Billed) -> None:
    services.accept(billed.sent[-1], by=billed.payer)
    services.LISTS.make([billed.sent[-1]], by=billed.payer)
    with pytest.raises(DBAPIError), transaction():
        session.execute(delete(Invoice).where(Invoice.id > 0))
    with transaction():
        session.execute(update(Invoice).values(version=Invoice.version + 1))


def long_weekend(traveller: time_machine.Traveller) -> tuple[Golden, Viewer]:
    """Golden break A, over; and its PA bank, which has said where it is paid."""
    made = golden.a_long_weekend()
    golden.ask(made)
    golden.answer(made, without=("own",))
    booking.agree(made.ref, made.pots["own"], yes=PotYes(), by=made.arranger)
    assert made.break_.confirmed_at is not None
    traveller.move_to(made.break_.ends_at + timedelta(days=1))
    bank = made.offers["bank"].by
    services.keep_book(terms=invoiced.TERMS, by=bank)
    return made, bank


def test_each_payer_has_an_invoice_of_its_own_and_all_of_them_are_the_price(traveller: time_machine.Traveller) -> None:
    made, bank = long_weekend(traveller)
    batches = waiting(bank)
    sums: dict[PayerSort, int] = {}
    for batch in batches:
        sums[batch.payer.sort] = sums.get(batch.payer.sort, 0) + batch.pence
    assert sums == {PayerSort.COUNCIL: 495_00, PayerSort.FUNDER: 221_40}
    for batch in batches:
        booking.make_invoice([row.key for row in batch.rows], by=bank)
    house = made.offers["house"].by
    services.keep_book(terms=invoiced.TERMS, by=house)
    assert sum(batch.pence for batch in waiting(house)) == 270_00


def test_parts_that_were_delivered_are_paid_and_the_rest_stays_set_aside(traveller: time_machine.Traveller) -> None:
    made, bank = long_weekend(traveller)
    finance = families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)
    nights = [row for batch in waiting(bank) for row in batch.rows if batch.payer.sort is PayerSort.COUNCIL]
    first = booking.make_invoice([nights[0].key], by=bank)
    services.accept(first, by=finance)
    services.LISTS.mark_paid(services.LISTS.make([first], by=finance), by=finance)
    balance = breaks.balance(made)
    assert (balance.paid_pence, balance.set_aside_pence) == (165_00, 600_00)
    rest = [batch for batch in waiting(bank) if batch.payer.sort is PayerSort.COUNCIL]
    assert sum(batch.pence for batch in rest) == 330_00
    booking.complete(made.ref, by=made.arranger)
    booking.invoice_no_more(made.lines["sleepovers"], by=bank)
    balance = breaks.balance(made)
    assert (balance.paid_pence, balance.set_aside_pence) == (165_00, 270_00)
    assert ledger_is_off_by_pence() == 0


def test_what_the_owner_pays_needs_no_invoice(traveller: time_machine.Traveller) -> None:
    made, bank = long_weekend(traveller)
    pots = {row.part.reference for batch in waiting(bank) for row in batch.rows}
    owners = session.scalars(select(Share).where(Share.pot_id == made.pot("direct").id))
    assert not pots & {share.reference for share in owners}
