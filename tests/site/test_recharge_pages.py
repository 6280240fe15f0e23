"""The pages of a lead payer: one invoice for all, what comes back to it, and what each other payer reads and pays."""

import io

import pytest
import time_machine
from pypdf import PdfReader

from marketplace.booking import services as booking
from tests import families, golden, invoiced, led
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.led import Led
from tests.site.test_pages_ask_little import assert_same, counted

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
    for words in ("PO 4411", one.words, "INV-0001", "This is not a VAT invoice", "Ask them before you pay"):
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
    assert "Whose direct payment it is" in page
    assert "£464.20" in page


def test_before_a_yes_it_is_said_that_a_lead_pays_first_and_what_a_card_would_change(client: CheckedClient) -> None:
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    booking.name_lead(made.ref, pot_ref=made.pots["nhs"], by=made.arranger)
    golden.ask(made)
    page = page_of(client, f"/breaks/{made.ref}/pots/{made.pots['direct']}/agree")
    assert "pays £664.20 of this first" in page
    assert "If you choose to pay by card, they do not pay it" in page


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
