"""The page by which finance says that a line is money that a provider sent back."""

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.db import session
from marketplace.payments.bank.models import BankLine
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.models import PayoutReversal
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.integration.test_payouts_by_bank import done, take_less
from tests.paid_by_transfer import HOUSE, finance, known, listed
from tests.paper import words
from tests.site.test_bank_statement_pages import send

pytestmark = [on_both, pytest.mark.usefixtures("app")]


def too_much(client: CheckedClient) -> str:
    """Finance is signed in, and the house was paid £30.00 that is due no more; the case of it."""
    families.sign_in(client, finance())
    made = done()
    known(made.offers["house"].by)
    ref = listed()
    take_less(made, HOUSE - 30_00)
    session.rollback()
    payouts.LISTS.mark_paid(ref, by=finance())
    case = session.scalars(select(PayoutReversal.ref)).one()
    session.rollback()
    return case


def test_a_line_is_said_to_be_what_a_provider_sent_back_and_the_case_is_closed(client: CheckedClient) -> None:
    case = too_much(client)
    send(client, f"Date,Description,Amount\n{clock.today():%d/%m/%Y},WHIN LODGE,30.00\n")
    line = session.scalars(select(BankLine.ref)).one()
    session.rollback()
    assert "say so of its line in a bank statement" in client.get(f"/payments/payouts/back/{case}").text
    assert "A provider sent it back" in words(client.get("/payments/lines"))
    page = f"/payments/lines/{line}/back"
    assert "Owners of Whin Lodge: £30.00" in words(client.get(page))
    refused = client.post(page, data={})
    assert (refused.status_code, "Choose what was sent back" in refused.text) == (422, True)
    told = client.post(page, data={"cases": case}, follow_redirects=True)
    assert "Written down: a provider sent it back." in told.text
    assert client.get(page).status_code == 404
    assert "Nothing waits to be taken back." in words(client.get("/payments/payouts"))


def test_what_was_marked_before_is_said_on_the_client_account_until_its_line_is_that(client: CheckedClient) -> None:
    case = too_much(client)
    payouts.settle_reversal(case, words="They sent it", came_back=True, by=finance())
    send(client, f"Date,Description,Amount,Balance\n{clock.today():%d/%m/%Y},TEA,1.00,1.00\n")
    _, row = words(client.get("/payments/client-account")).split("Sent back by providers, in no statement yet")
    assert "-£30.00" in row[:30]
    send(client, f"Date,Description,Amount,Balance\n{clock.today():%d/%m/%Y},WHIN LODGE,30.00,31.00\n")
    said = words(client.get("/payments/client-account"))
    assert "Sent back by providers" not in said
    assert "£30.00 of lines seems to be what was marked by hand before." in said
