"""The pages of a lead payer: one invoice for all, what comes back to it, and what each other payer reads and pays."""

import io
from datetime import timedelta

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import update

from marketplace.booking import services as booking
from marketplace.budgets.models import Pot
from marketplace.db import session, transaction
from marketplace.money import format_pence
from marketplace.payments.invoices import services
from marketplace.payments.recharges import services as recharges
from tests import families, funded, golden, invoiced, led
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.led import Led
from tests.site.test_pages_ask_little import assert_same, counted
from tests.statements import statements

pytestmark = [on_both, pytest.mark.usefixtures("app")]


@pytest.fixture
def weekend(traveller: time_machine.Traveller) -> Led:
    return led.over(led.booked(), traveller)


def page_of(client: CheckedClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def test_the_provider_sees_one_invoice_to_the_lead_whose_lines_say_whose_share_they_are(
    client: CheckedClient, weekend: Led
) -> None:
    families.sign_in(client, weekend.seller)
    page = page_of(client, "/invoices")
    for words in ("The funder, ", "£885.60", "Share of Scottish Borders Council:", "Share of Direct payment:"):
        assert words in page


def test_the_lead_reads_what_others_pay_back_and_says_when_it_came(client: CheckedClient, weekend: Led) -> None:
    ref = weekend.send()
    families.sign_in(client, weekend.lead)
    page = page_of(client, f"/invoices/{ref}")
    assert "What others pay back" in page
    assert "Scottish Borders Council: £200.00" in page
    weekend.pay(ref)
    page = page_of(client, "/invoices-to-pay")
    assert "To come back" in page
    assert "Callum" not in page
    one = weekend.asked["council"]
    assert f"/recharges/{one.ref}" in page
    assert "£200.00 was paid back" in page_of(client, f"/recharges/{one.ref}")
    assert client.post(f"/recharges/{one.ref}/received").status_code == 303
    page = page_of(client, f"/recharges/{one.ref}")
    assert "Marked on" in page
    assert "was paid back</button>" not in page
    assert f"/recharges/{one.ref}" in page_of(client, f"/invoices/{ref}")


def test_another_council_payer_reads_what_it_pays_back_where_its_invoices_are(
    client: CheckedClient, weekend: Led
) -> None:
    weekend.pay(weekend.send())
    one = weekend.asked["council"]
    families.sign_in(client, weekend.council)
    page = page_of(client, "/invoices-to-pay")
    assert "To pay back" in page
    assert "The funder" in page
    page = page_of(client, f"/recharges/{one.ref}")
    for words in ("PO 4411", one.words, "INV-0001", "This is not a VAT invoice", "Call us on 01632 960 011"):
        assert words in page
    assert "was paid back</button>" not in page
    assert f"/invoices/{one.invoice.ref}" not in page
    assert client.post(f"/recharges/{one.ref}/received").status_code == 404
    assert "The funder pays INV-0001 from" in page_of(client, "/orders")
    pdf = client.get(f"/recharges/{one.ref}/recharge.pdf")
    text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf.data)).pages)
    assert one.words in text
    assert "£200.00" in text


def test_the_owner_of_a_direct_payment_reads_before_and_after_whom_they_pay_back(
    client: CheckedClient, weekend: Led
) -> None:
    families.sign_in(client, weekend.mother)
    where = f"/breaks/{weekend.made.ref}/who-pays"
    page = page_of(client, where)
    assert "pays £464.20 of this first" in page
    assert "These stay as they are" not in page
    weekend.pay(weekend.send())
    one = weekend.asked["owner"]
    page = page_of(client, where)
    assert "To pay back to The funder" in page
    assert f"/recharges/{one.ref}" in page
    page = page_of(client, f"/recharges/{one.ref}")
    assert "£464.20" in page


def test_before_a_yes_it_is_said_that_a_lead_pays_first_and_what_a_card_would_change(client: CheckedClient) -> None:
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    booking.name_lead(made.ref, pot_ref=made.pots["nhs"], by=made.arranger)
    golden.ask(made)
    page = page_of(client, f"/breaks/{made.ref}/pots/{made.pots['direct']}/agree")
    assert "pays £664.20 of this first" in page
    assert "If you choose to pay by card, they do not pay it" in page


def test_before_its_yes_the_lead_reads_all_that_it_pays_first_and_what_comes_back(client: CheckedClient) -> None:
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    booking.name_lead(made.ref, pot_ref=made.pots["nhs"], by=made.arranger)
    golden.ask(made)
    families.sign_in(client, made.viewers["officer"])
    page = page_of(client, f"/breaks/{made.ref}/pots/{made.pots['nhs']}/agree")
    assert "pays £885.60 to providers first" in page
    assert "The others pay £664.20 of it back afterwards" in page
    families.sign_in(client, made.arranger)
    assert "to providers first" not in page_of(client, f"/breaks/{made.ref}/pots/{made.pots['direct']}/agree")


def test_a_payer_says_where_others_pay_it_back_or_what_is_wrong_at_the_field(
    client: CheckedClient, weekend: Led
) -> None:
    families.sign_in(client, weekend.council)
    address = invoiced.COUNCIL
    typed = {name: getattr(address, name) for name in ("name", "street", "town", "postcode", "email")}
    wrong = client.post("/invoices-to-pay/address", data=typed | {"sort_code": "12", "account_number": "12345678"})
    assert "A sort code has 6 digits" in wrong.text
    right = client.post("/invoices-to-pay/address", data=typed | {"sort_code": "83-06-08", "account_number": "1234567"})
    assert right.status_code == 303
    page = page_of(client, "/invoices-to-pay/address")
    assert "830608" in page
    assert "01234567" in page


def test_the_page_of_invoices_asks_as_much_for_many_recharges_as_for_one(client: CheckedClient, weekend: Led) -> None:
    pieces: dict[str, list[str]] = {}
    (batch,) = [one for one in invoiced.waiting(weekend.seller) if one.payer.name == "The funder"]
    for row in batch.rows:
        pieces.setdefault(row.part.piece, []).append(row.key)
    sent = [booking.make_invoice(keys, by=weekend.seller) for keys in pieces.values()]
    families.sign_in(client, weekend.lead)
    weekend.pay(sent[0])
    few = counted(client, "/invoices-to-pay")
    weekend.pay(*sent[1:4])
    assert_same(few, counted(client, "/invoices-to-pay"), most=30)


# Who is reminded, where


def test_the_owner_finds_what_to_pay_back_where_things_wait_and_reads_when_its_day_is_over(
    client: CheckedClient, weekend: Led, traveller: time_machine.Traveller
) -> None:
    weekend.pay(weekend.send())
    one = weekend.asked["owner"]
    families.sign_in(client, weekend.mother)
    for address in ("/waiting", "/money"):
        page = page_of(client, address)
        assert "£464.20 to pay back to The funder" in page, address
        assert f"/recharges/{one.ref}" in page
        assert "<b>late</b>" not in page
        assert "day is over" not in page
    traveller.shift(timedelta(days=31))
    assert "That day is over" in page_of(client, "/waiting")
    assert "<b>late</b>" in page_of(client, "/money")
    recharges.mark_received(one.ref, by=weekend.lead)
    assert one.ref not in page_of(client, "/waiting")
    families.sign_in(client, weekend.made.viewers["person"])
    assert one.ref not in page_of(client, "/money")


def test_its_owner_reads_their_own_name_on_it_and_the_lead_does_not(client: CheckedClient, weekend: Led) -> None:
    weekend.pay(weekend.send())
    one = weekend.asked["owner"]
    for reader, is_named in ((weekend.mother, True), (weekend.lead, False)):
        families.sign_in(client, reader)
        page = page_of(client, f"/recharges/{one.ref}")
        assert ("Callum Hume" in page) is is_named
        assert ("the owner of the direct payment" in page) is not is_named
        pdf = client.get(f"/recharges/{one.ref}/recharge.pdf")
        text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf.data)).pages)
        assert ("Callum Hume" in text) is is_named


def test_a_paper_of_a_funder_says_whom_to_call_for_the_account(client: CheckedClient, weekend: Led) -> None:
    weekend.pay(weekend.send())
    families.sign_in(client, weekend.mother)
    page = page_of(client, f"/recharges/{weekend.asked['owner'].ref}")
    assert "We see to the papers of The funder. Call us on 01632 960 011" in page


def test_what_is_paid_back_does_not_match_until_it_came_and_stands_in_what_is_owed_by_age(
    client: CheckedClient, weekend: Led, traveller: time_machine.Traveller
) -> None:
    weekend.pay(weekend.send())
    one = weekend.asked["council"]
    families.sign_in(client, weekend.lead)
    page = page_of(client, "/accounts/unmatched")
    assert "Paid first by you, not paid back yet" in page
    assert "£664.20" in page
    families.sign_in(client, weekend.council)
    page = page_of(client, "/accounts/unmatched")
    assert "Paid first by others, not paid back by you" in page
    assert f"/recharges/{one.ref}" in page
    assert one.words in client.get("/accounts/unmatched.csv").text
    traveller.shift(timedelta(days=31))
    late = page_of(client, "/invoices-to-pay").partition("What you still owe, by age")[2]
    assert "The funder" in late
    assert "£200.00" in late
    assert ", late" in page_of(client, "/invoices-to-pay")
    recharges.mark_received(one.ref, by=weekend.lead)
    assert "Paid first by others" not in page_of(client, "/accounts/unmatched")


def test_what_runs_back_to_a_debtor_is_not_among_what_it_pays(client: CheckedClient, weekend: Led) -> None:
    ref = weekend.send()
    weekend.pay(ref)
    for one in weekend.asked.values():
        recharges.mark_received(one.ref, by=weekend.lead)
    services.mark_refunded(services.credit(ref, reason="Not given", by=weekend.seller), by=weekend.lead)
    families.sign_in(client, weekend.council)
    page = page_of(client, "/invoices-to-pay")
    assert "What comes back to you of what you paid back" in page
    assert "Paid first by you, not paid back yet" in page_of(client, "/accounts/unmatched")
    families.sign_in(client, weekend.lead)
    assert "What you owe to who had paid it back" in page_of(client, "/invoices-to-pay")
    families.sign_in(client, weekend.mother)
    page = page_of(client, f"/breaks/{weekend.made.ref}/who-pays")
    assert "To come back from The funder" in page
    assert "£464.20 comes back to you from The funder" in page_of(client, "/waiting")


def test_where_funders_are_is_asked_once_for_all_and_one_is_looked_up_alone(
    client: CheckedClient, weekend: Led
) -> None:
    families.sign_in(client, weekend.lead)
    page = "/invoices-to-pay/address"
    client.get(page)
    few = counted(client, page)
    mother, officer = weekend.mother, weekend.made.viewers["officer"]
    ref = funded.pot(weekend.made.people["person"], "ilf", 10_00, plan_ref="", by=mother, officer=officer)
    with transaction():
        session.execute(update(Pot).where(Pot.ref == ref).values(funder="Another funder"))
    assert "Another funder" in page_of(client, page)
    assert_same(few, counted(client, page), most=20)
    typed = {"street": "Newstead", "town": "Melrose", "postcode": "TD6 9DA", "email": "ap@nhs.example.org"}
    with statements(client.application.extensions["engine"]) as sent:
        assert client.post(f"{page}?funder=The+funder", data=typed).status_code == 303
    assert not [one for one in sent if "DISTINCT pot.funder" in one]


def test_finance_says_where_a_funder_is_and_its_papers_say_so_and_to_which_account(
    client: CheckedClient, weekend: Led
) -> None:
    families.sign_in(client, weekend.lead)
    assert "Where funders are" in page_of(client, "/invoices-to-pay")
    assert "not known" in page_of(client, "/invoices-to-pay/address")
    where = "/invoices-to-pay/address?funder=The+funder"
    typed = {"street": "Newstead", "town": "Melrose", "postcode": "TD6 9DA", "email": "ap@nhs.example.org"}
    wrong = client.post(where, data=typed | {"sort_code": "12", "account_number": "12345678"})
    assert "A sort code has 6 digits" in wrong.text
    right = client.post(where, data=typed | {"sort_code": "83-06-08", "account_number": "1234567"})
    assert right.status_code == 303
    assert "Newstead, Melrose, TD6 9DA" in page_of(client, "/invoices-to-pay/address")
    assert 'value="Newstead"' in page_of(client, where)
    assert client.get("/invoices-to-pay/address?funder=Nobody").status_code == 404
    ref = weekend.send()
    one = weekend.invoice(ref)
    assert (one.buyer.name, one.buyer.street, one.buyer.postcode) == ("The funder", "Newstead", "TD6 9DA")
    weekend.pay(ref)
    families.sign_in(client, weekend.mother)
    page = page_of(client, f"/recharges/{weekend.asked['owner'].ref}")
    for words in ("Newstead, Melrose, TD6 9DA", "83-06-08", "01234567"):
        assert words in page
    assert "Call us on" not in page
    families.sign_in(client, weekend.council)
    assert "Where Scottish" not in page_of(client, where)


def test_what_was_taken_off_stands_under_the_recharge_and_is_no_amount_of_its_own(
    client: CheckedClient, weekend: Led
) -> None:
    ref = weekend.send()
    weekend.pay(ref)
    whole = weekend.asked["council"]
    lines = weekend.invoice(ref).lines
    place = next(line.position for line in lines if line.debtor and line.debtor.name != "Direct payment")
    note = services.credit(ref, reason="Not given", amounts={place: 18_45}, by=weekend.seller)
    services.mark_refunded(note, by=weekend.lead)
    less = weekend.asked["council"]
    left = format_pence(whole.pence - 18_45)
    for reader, address in ((weekend.council, "/invoices-to-pay"), (weekend.lead, "/invoices-to-pay")):
        families.sign_in(client, reader)
        page = page_of(client, address)
        (row,) = [one for one in page.split("<tr") if f"/recharges/{less.ref}" in one]
        assert f"/recharges/{whole.ref}" in row
        assert "£18.45 taken off" in row
        assert f"{left}<" in row, row
        heading = page_of(client, f"/recharges/{whole.ref}")
        assert f"{left} of {format_pence(whole.pence)}, to be paid back." in heading
    families.sign_in(client, weekend.made.arranger)
    page = page_of(client, f"/breaks/{weekend.made.ref}/who-pays")
    assert "£18.45, taken off" not in page
