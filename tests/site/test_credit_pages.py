"""The pages of credit notes for parts: how much of each line, what is left to pay, what is owed."""

import pytest
import time_machine

from marketplace.payments.invoices import services
from marketplace.payments.invoices.lifecycle import InvoiceState
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.invoiced import Billed, booked, over
from tests.paper import errors, send, words

pytestmark = [on_both, pytest.mark.usefixtures("app")]


@pytest.fixture
def billed(traveller: time_machine.Traveller) -> Billed:
    billed = over(booked(), traveller)
    billed.send()
    return billed


def credit(client: CheckedClient, billed: Billed, amount: str) -> str:
    """The provider takes so much back; where the credit note is."""
    families.sign_in(client, billed.seller)
    path = f"/invoices/{billed.sent[0]}/credit"
    sent = send(client, path, {"line_1": amount, "reason": "One night was not right"})
    assert sent.status_code == 303
    return sent.location


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        ("200.01", "the most is £200.00"),
        ("-1", "without a minus sign"),
        ("0", "at least one line"),
        ("", "at least one line"),
    ],
)
def test_too_much_or_nothing_is_refused_at_its_line_and_the_invoice_stays(
    client: CheckedClient, billed: Billed, amount: str, says: str
) -> None:
    families.sign_in(client, billed.seller)
    refused = send(client, f"/invoices/{billed.sent[0]}/credit", {"line_1": amount, "reason": "Wrong"})
    assert (refused.status_code, says in errors(refused)["line_1"]) == (422, True)
    assert (billed.invoice.due_pence, billed.invoice.credit_notes) == (200_00, [])


def test_a_part_is_taken_back_and_both_sides_read_what_is_left_to_pay(client: CheckedClient, billed: Billed) -> None:
    families.sign_in(client, billed.seller)
    assert 'value="200.00"' in client.get(f"/invoices/{billed.sent[0]}/credit").text
    note = credit(client, billed, "80.00")
    assert "£80.00 of the invoice is not to be paid" in words(client.get(note))
    assert "£120.00" in words(client.get("/invoices"))
    families.sign_in(client, billed.payer)
    said = words(client.get(f"/invoices/{billed.sent[0]}"))
    for each in ("takes back £80.00", "Still to be paid: £120.00", "Amount left £120.00", "Accept £120.00"):
        assert each in said
    assert "£120.00" in words(client.get("/invoices-to-pay"))
    assert b"<cbc:PayableAmount" in client.get(f"{note}/invoice.xml").data
    assert client.get(f"{note}/invoice.pdf").mimetype == "application/pdf"


def test_what_was_paid_is_owed_and_finance_says_when_it_came_back(client: CheckedClient, billed: Billed) -> None:
    billed.pay()
    note = credit(client, billed, "80.00")
    assert "owed to Scottish Borders Council" in words(client.get(note))
    assert client.post(f"{note}/refunded").status_code == 403
    families.sign_in(client, billed.payer)
    said = words(client.get("/invoices-to-pay"))
    assert "Owed to you" in said
    assert "CN-0002" in said
    assert client.post(f"{note}/refunded").status_code == 303
    assert "paid back" in words(client.get(note))
    assert "Owed to you" not in words(client.get("/invoices-to-pay"))


def test_what_is_owed_is_ticked_on_the_next_list_as_far_as_it_fits(client: CheckedClient, billed: Billed) -> None:
    credit(client, billed, "50.00")
    billed.pay()
    credit(client, billed, "30.00")
    credit(client, billed, "30.00")
    services.accept(billed.send(), by=billed.payer)
    families.sign_in(client, billed.payer)
    page = client.get("/invoices-to-pay").text
    assert page.count("checked") == 2  # the invoice of 50.00 and the first note of 30.00
    made = send(client, "/invoices-to-pay")
    said = words(client.get(made.location))
    assert "£20.00 in 1 payment" in said
    assert "Set against these payments: CN-0003" in said
    assert client.post(f"{made.location}/paid").status_code == 303
    note = billed.invoice.run.invoices if billed.invoice.run else []
    assert {one.state for one in note} == {InvoiceState.PAID, InvoiceState.SET_OFF}
