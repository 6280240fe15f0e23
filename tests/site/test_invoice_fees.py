"""The fee of the brokerage on an invoice: as it was on its day, owed by its provider once it is paid, and paid once."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking.queries.invoice_fees import fees_owed
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.services import credit, mark_fee_come
from marketplace.payments.services.emptying import empty_old_papers
from marketplace.rules.models import Setting
from marketplace.rules.settings import SettingName
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.invoiced import Billed, booked, over
from tests.paper import send, words

pytestmark = on_both


def set_fee(per_ten_thousand: int) -> None:
    name = SettingName.BROKERAGE_FEE_PER_TEN_THOUSAND.value
    with transaction():
        session.add(
            Setting(name=name, value=per_ten_thousand, from_on=date(2026, 1, 1), source="test", made_at=clock.now())
        )


@pytest.fixture
def billed(client: CheckedClient, traveller: time_machine.Traveller) -> Billed:
    """An invoice of £200.00 that was sent while the fee was 2.5%."""
    found = over(booked(), traveller)
    set_fee(250)
    found.send()
    return found


def test_it_is_owed_once_the_invoice_is_paid_is_in_both_lists_and_is_marked_once(
    client: CheckedClient, billed: Billed
) -> None:
    finance = families.viewer("Fin", RoleName.BROKERAGE_FINANCE)
    families.sign_in(client, finance)
    assert "Our fees on invoices" not in words(client.get("/payments/client-account"))
    billed.pay()
    session.rollback()
    assert [one.fee_pence for one in fees_owed(viewer=finance)] == [5_00]
    families.sign_in(client, billed.seller)
    assert "You owe us a fee £5.00 in all, for 1 invoice" in words(client.get("/earnings"))
    said = words(client.get(f"/invoices/{billed.sent[0]}"))
    assert "for this: £5.00." in said
    assert "It is no part of what is to pay here." in said
    with pytest.raises(NotFound):
        mark_fee_come(billed.sent[0], by=billed.seller)
    families.sign_in(client, finance)
    page = "/payments/client-account"
    assert "All of it Kept of them £200.00 Fee £5.00" in words(client.get(page))
    came = send(client, page, press="It came: INV-0001 of Owners of Whin Lodge Ltd")
    assert "Marked: the fee came." in words(client.get(came.location))
    with pytest.raises(Conflict, match="already"):
        mark_fee_come(billed.sent[0], by=finance)
    families.sign_in(client, billed.seller)
    assert "You owe us a fee" not in words(client.get("/earnings"))


def test_another_setting_afterwards_changes_nothing_of_what_was_sent(client: CheckedClient, billed: Billed) -> None:
    with transaction():
        session.execute(update(Setting).where(Setting.source == "test").values(value=900))
    families.sign_in(client, billed.payer)
    assert "for this: £5.00." in words(client.get(f"/invoices/{billed.sent[0]}"))
    with pytest.raises(DBAPIError), transaction():
        session.execute(update(Invoice).values(fee_per_ten_thousand=900))


def test_no_fee_is_owed_for_what_is_not_paid(billed: Billed) -> None:
    with pytest.raises(Conflict, match="No fee is owed"):
        mark_fee_come(billed.sent[0], by=families.viewer("Fin", RoleName.BROKERAGE_FINANCE))


def test_words_of_an_old_invoice_stay_until_its_fee_has_come(billed: Billed, traveller: time_machine.Traveller) -> None:
    billed.pay()
    traveller.move_to(clock.now() + timedelta(days=366 * 8))
    assert empty_old_papers() == 0
    mark_fee_come(billed.sent[0], by=families.viewer("Fin", RoleName.BROKERAGE_FINANCE))
    assert empty_old_papers() == 1


@pytest.mark.parametrize(("back", "fee_pence"), [(200_00, 0), (80_00, 3_00)])
def test_no_fee_is_owed_on_what_its_provider_gives_back_after_it_was_paid(
    client: CheckedClient, billed: Billed, back: int, fee_pence: int
) -> None:
    billed.pay()
    credit(billed.sent[0], reason="He went home", amounts={1: back}, by=billed.seller)
    finance = families.viewer("Fin", RoleName.BROKERAGE_FINANCE)
    session.rollback()
    assert billed.invoice.fee_pence == fee_pence
    assert [one.fee_pence for one in fees_owed(viewer=finance)] == [fee_pence] * (fee_pence > 0)
    families.sign_in(client, billed.seller)
    assert ("You owe us a fee" in words(client.get("/earnings"))) == (fee_pence > 0)


def test_a_fee_that_has_come_stays_as_it_came_whatever_is_given_back_later(
    billed: Billed, traveller: time_machine.Traveller
) -> None:
    billed.pay()
    mark_fee_come(billed.sent[0], by=families.viewer("Fin", RoleName.BROKERAGE_FINANCE))
    traveller.shift(timedelta(minutes=1))
    credit(billed.sent[0], reason="He went home", amounts={1: 200_00}, by=billed.seller)
    assert (billed.invoice.kept_pence, billed.invoice.fee_pence) == (200_00, 5_00)


@pytest.mark.parametrize(("left_pence", "fee_pence"), [(19, 0), (20, 1)])
def test_a_fee_that_rounds_to_nothing_keeps_no_words_and_one_of_a_penny_does(
    billed: Billed, traveller: time_machine.Traveller, left_pence: int, fee_pence: int
) -> None:
    credit(billed.sent[0], reason="Most of it", amounts={1: 200_00 - left_pence}, by=billed.seller)
    billed.pay()
    assert billed.invoice.fee_pence == fee_pence
    traveller.move_to(clock.now() + timedelta(days=366 * 8))
    empty_old_papers()
    session.rollback()
    emptied_on = session.scalars(select(Invoice.emptied_on).where(Invoice.ref == billed.sent[0])).one()
    assert (emptied_on is None) == (fee_pence > 0)
