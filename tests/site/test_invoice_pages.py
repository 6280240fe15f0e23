"""The pages of invoices: a provider sends one in one step, the council's finance accepts, lists and pays it."""

import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import select, update

from marketplace.accounts.roles import RoleName
from marketplace.audit import Look
from marketplace.booking.queries import purchases
from marketplace.budgets.models import Pot
from marketplace.db import session, transaction
from marketplace.payments.invoices import services
from marketplace.payments.invoices.lifecycle import InvoiceState
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.invoiced import Billed, booked, over, waiting
from tests.site.test_pages_ask_little import Counts, assert_same, counted
from tests.ubl_rules import broken

pytestmark = [on_both, pytest.mark.usefixtures("app")]


@pytest.fixture
def billed(traveller: time_machine.Traveller) -> Billed:
    return over(booked(), traveller)


def page_of(client: CheckedClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def test_a_provider_sends_an_invoice_with_one_button_and_sees_what_waits_to_be_paid(
    client: CheckedClient, billed: Billed
) -> None:
    families.sign_in(client, billed.seller)
    page = page_of(client, "/invoices")
    assert "Scottish Borders Council" in page
    assert "PO 4411" in page
    (action,) = re.findall(r'action="(/invoices/new/\w+)"', page)
    parts = re.findall(r'name="parts" value="([^"]+)"', page)
    sent = client.post(action, data={"parts": parts})
    assert sent.status_code == 303
    shown = page_of(client, sent.location)
    for words in ("Invoice INV-0001", "£200.00", "83-06-08", "GB123456789", "Fee of Lull for this: £0.00"):
        assert words in shown
    page = page_of(client, "/invoices")
    assert "waits to be accepted" in page
    assert "Nothing can be invoiced now" in page
    assert "Not due yet" in page


def test_finance_accepts_lists_and_pays_and_the_provider_reads_that_it_is_paid(
    client: CheckedClient, billed: Billed
) -> None:
    ref = billed.send()
    families.sign_in(client, billed.payer)
    assert client.get("/").location == "/invoices-to-pay"
    assert f"/invoices/{ref}" in page_of(client, "/invoices-to-pay")
    assert client.post(f"/invoices/{ref}/accept").status_code == 303
    made = client.post("/invoices-to-pay", data={"invoices": [ref]})
    assert made.status_code == 303
    assert "Not marked as paid" in page_of(client, made.location)
    file = client.get(f"{made.location}/payments.csv")
    assert file.text.splitlines()[1] == "830608,01234567,OWNERS OF WHIN LOD,200.00,INV-0001"
    assert client.post(f"{made.location}/paid").status_code == 303
    assert "Marked as paid on" in page_of(client, made.location)
    assert billed.invoice.state is InvoiceState.PAID
    assert "paid on" in page_of(client, "/invoices-to-pay")
    families.sign_in(client, billed.seller)
    assert "paid" in page_of(client, f"/invoices/{ref}")


def test_a_list_of_nothing_says_so_at_its_field_and_an_unaccepted_one_is_no_choice(
    client: CheckedClient, billed: Billed
) -> None:
    ref = billed.send()
    families.sign_in(client, billed.payer)
    assert client.post("/invoices-to-pay", data={"invoices": [ref]}).status_code == 409
    services.accept(ref, by=billed.payer)
    refused = client.post("/invoices-to-pay", data={"once": "a"})
    assert refused.status_code == 422
    assert "Tick at least one invoice" in refused.text


@pytest.mark.parametrize(
    ("what", "needed"),
    [("dispute", "Say what is wrong with it"), ("answer", "Write your answer"), ("credit", "Say why, in a few words")],
)
def test_each_word_about_an_invoice_needs_a_reason(
    client: CheckedClient, billed: Billed, what: str, needed: str
) -> None:
    ref = billed.send()
    if what == "answer":
        services.dispute(ref, reason="Only one night", by=billed.payer)
    families.sign_in(client, billed.payer if what == "dispute" else billed.seller)
    form = page_of(client, f"/invoices/{ref}/{what}")
    assert ("Only one night" in form) == (what == "answer")
    if what == "answer":
        assert "disputed: please answer" in page_of(client, "/invoices")
    more = {"line_1": "200.00"} if what == "credit" else {}
    refused = client.post(f"/invoices/{ref}/{what}", data={"reason": "  "} | more)
    assert (refused.status_code, needed in refused.text) == (422, True)
    assert client.post(f"/invoices/{ref}/{what}", data={"reason": "The diary says so"} | more).status_code == 303
    states = {"dispute": InvoiceState.DISPUTED, "answer": InvoiceState.SENT, "credit": InvoiceState.CREDITED}
    assert billed.invoice.state is states[what]
    page_of(client, f"/invoices/{ref}")
    if what == "dispute":
        assert "reads what you wrote" in page_of(client, f"/invoices/{ref}")
    page = page_of(client, "/invoices" if what != "dispute" else "/invoices-to-pay")
    assert ("nothing to pay" in page) == (what == "credit")
    families.sign_in(client, billed.payer)
    assert ("They answered you" in page_of(client, "/invoices-to-pay")) == (what == "answer")


def test_an_invoice_is_had_as_a_tagged_pdf_and_as_ubl(client: CheckedClient, billed: Billed) -> None:
    ref = billed.send()
    families.sign_in(client, billed.payer)
    pdf = client.get(f"/invoices/{ref}/invoice.pdf")
    assert pdf.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(pdf.data))
    root: Any = reader.root_object
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("en-GB", True)
    text = " ".join(one.extract_text() for one in reader.pages)
    for words in ("INV-0001", "PO 4411", "£200.00", "83-06-08", "GB123456789"):
        assert words in text
    xml = client.get(f"/invoices/{ref}/invoice.xml")
    assert (xml.mimetype, b"<cbc:ID>INV-0001</cbc:ID>" in xml.data) == ("application/xml", True)
    assert broken(xml.data) == []


def test_an_invoice_keeps_the_coding_that_its_pot_had_when_it_was_sent(client: CheckedClient, billed: Billed) -> None:
    code(billed, "ASC-4430-AC")
    ref = billed.send()
    code(billed, "ASC-9999-ZZ")
    families.sign_in(client, billed.payer)
    assert "Order coding" in page_of(client, f"/invoices/{ref}")
    for path in (f"/invoices/{ref}", f"/invoices/{ref}/invoice.xml"):
        page = page_of(client, path)
        assert ("ASC-4430-AC" in page, "ASC-9999-ZZ" in page) == (True, False)
    reader = PdfReader(io.BytesIO(client.get(f"/invoices/{ref}/invoice.pdf").data))
    assert "ASC-4430-AC" in " ".join(one.extract_text() for one in reader.pages)
    assert "<cbc:AccountingCost>ASC-4430-AC</cbc:AccountingCost>" in page_of(client, f"/invoices/{ref}/invoice.xml")
    families.sign_in(client, billed.seller)
    part, note = {"line_1": "50.00", "reason": "One towel less"}, re.compile(r"/invoices/\w+")
    credited = client.post(f"/invoices/{ref}/credit", data=part)
    assert note.match(credited.location)
    assert "ASC-4430-AC" in page_of(client, credited.location)
    assert broken(client.get(f"{credited.location}/invoice.xml").data) == []


def code(billed: Billed, coding: str) -> None:
    """Say what orders of the council's pot must name from now on."""
    with transaction():
        session.execute(update(Pot).where(Pot.ref == billed.made.pots["virtual"]).values(coding=coding))


def test_only_what_was_delivered_is_invoiced_and_the_rest_waits(
    client: CheckedClient, traveller: time_machine.Traveller
) -> None:
    billed = booked(parts=2)
    over(billed, traveller)
    bank = billed.made.offers["bank"].by
    families.sign_in(client, bank)
    page = page_of(client, "/invoices")
    assert "First say where you are paid" in page
    (batch,) = waiting(bank)
    shown = page_of(client, f"/invoices/new/{batch.key}")
    assert "4 hours at £24.60" in shown
    refused = client.post(f"/invoices/new/{batch.key}", data={"parts": ["someone.else"]})
    assert refused.status_code == 422
    assert client.post(f"/invoices/new/{batch.key}", data={"once": "a"}).status_code == 422
    assert client.post(f"/invoices/new/{batch.key}", data={"parts": [batch.rows[0].key]}).status_code == 409


def test_details_are_refused_field_by_field_and_kept_when_they_are_right(client: CheckedClient, billed: Billed) -> None:
    families.sign_in(client, billed.seller)
    assert 'value="GB123456789"' in page_of(client, "/invoices/details")
    good = {
        "name": "Whin",
        "street": "1 Whin Road",
        "town": "Duns",
        "postcode": "TD11 3AA",
        "email": "a@b.example",
        "vat_number": "",
        "sort_code": "12-34-56",
        "account_number": "12345678",
        "days": "14",
    }
    for field, wrong in (("sort_code", "12-34"), ("account_number", "12"), ("vat_number", "GB12"), ("days", "-1")):
        refused = client.post("/invoices/details", data=good | {field: wrong})
        assert refused.status_code == 422
        assert f'href="#{field}"' in refused.text
    assert client.post("/invoices/details", data=good).status_code == 303
    families.sign_in(client, billed.payer)
    address = {name: good[name] for name in ("name", "street", "town", "postcode", "email")}
    page_of(client, "/invoices-to-pay/address")
    assert client.post("/invoices-to-pay/address", data=address | {"endpoint": "GB"}).status_code == 422
    assert client.post("/invoices-to-pay/address", data=address | {"endpoint": "9932:GB123456789"}).status_code == 303


def test_the_brokerage_keeps_addresses_of_funders_alone_and_strangers_find_nothing(
    client: CheckedClient, billed: Billed
) -> None:
    ref = billed.send()
    services.accept(ref, by=billed.payer)
    run = services.LISTS.make([ref], by=billed.payer)
    paths = [f"/invoices/{ref}", f"/invoices/{ref}/invoice.pdf", f"/invoices/{ref}/invoice.xml"]
    for who in (
        families.viewer("Tam", RoleName.BROKERAGE_FINANCE),
        families.officer("Fife Ance", council=families.FIFE, role=RoleName.COUNCIL_FINANCE),
        families.viewer("Fund holder", RoleName.ISF_HOLDER),
        breaks.house(title="Elsewhere").by,
    ):
        families.sign_in(client, who)
        assert {client.get(path).status_code for path in paths} == {404}
        lists = client.get(f"/invoices-to-pay/lists/{run}").status_code
        assert lists == (403 if who.role is RoleName.PROVIDER else 404)
    families.sign_in(client, families.viewer("Tam", RoleName.BROKERAGE_FINANCE))
    assert "There is no such funder yet" in page_of(client, "/invoices-to-pay/address")
    page_of(client, "/invoices-to-pay")
    assert "Nothing is ordered yet" in page_of(client, "/orders")


def test_orders_say_how_many_of_them_are_shown_when_not_all_are(
    client: CheckedClient, billed: Billed, monkeypatch: pytest.MonkeyPatch
) -> None:
    families.sign_in(client, billed.payer)
    assert "latest breaks of" not in page_of(client, "/orders")
    monkeypatch.setattr(purchases, "SHOWN", 1)
    golden.ask(breaks.planned())
    assert "These are the 1 latest breaks of 2." in page_of(client, "/orders")


def test_orders_say_how_far_each_is_and_whose_its_pot_is(client: CheckedClient, billed: Billed) -> None:
    families.sign_in(client, billed.payer)
    page = page_of(client, "/orders")
    for words in ("PO 4411", "ordered", "£200.00", "Mhairi Scott"):
        assert words in page
    assert "of Callum Hume" in page
    assert "Coding" not in page
    assert session.scalars(select(Look.about).where(Look.what == "orders")).all() == [
        f"person:{billed.made.people['person']}"
    ]
    code(billed, "ASC-4430-AC")
    assert "Coding ASC-4430-AC" in page_of(client, "/orders")
    at_home = replace(families.viewer("Fin at home"), account_id=billed.payer.account_id)
    families.acts_for(at_home, billed.made.people["person"])
    assert "Callum" not in page_of(client, "/orders")  # whom they know in their own life they do not read by name
    ref = billed.send()
    assert f'invoice to accept<br><a href="/invoices/{ref}">' in page_of(client, "/orders")
    billed.pay()
    assert "£200.00" in page_of(client, "/orders")


def test_the_pages_ask_as_little_for_many_invoices_as_for_one(
    client: CheckedClient, traveller: time_machine.Traveller
) -> None:
    billed = booked()
    made, last = billed.made, billed.made.break_.ends_at
    for number in range(3):
        breaks.planned(made, at=breaks.house(by=billed.seller, title=f"Lodge {number}"))
        golden.ask(made)
        golden.answer(made)
    traveller.move_to(last + timedelta(days=1))
    counts: list[Counts] = []
    for sent in (1, 3):
        while len(billed.sent) < sent:
            billed.send(only=1)
            services.accept(billed.sent[-1], by=billed.payer)
        families.sign_in(client, billed.seller)
        found = counted(client, "/invoices")
        families.sign_in(client, billed.payer)
        counts.append(found | counted(client, "/invoices-to-pay", "/orders"))
    assert_same(*counts, most=40)
