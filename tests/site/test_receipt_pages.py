"""The receipt of what a pot's owner paid themselves: from the pages that speak of it, as a page and as a tagged PDF."""

import io
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.models import Promise
from marketplace.clock import in_london
from marketplace.db import session, transaction
from marketplace.listings.models import Listing
from marketplace.listings.vat import Vat
from marketplace.wording import day
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.integration.test_booking_cancelling import finance
from tests.integration.test_cancel_costs import THREE_DAYS, before, house
from tests.paper import words

pytestmark = on_both


@pytest.fixture
def made(client: CheckedClient) -> Golden:
    """Two nights for £200.00, VAT in them, and four hours for £98.40, of a direct payment by transfer; confirmed."""
    at = house()
    with transaction():
        session.scalars(select(Listing).where(Listing.ref == at.ref)).one().vat = Vat.STANDARD
    found = breaks.planned(breaks.family("direct"), at=at, pot="direct")
    breaks.add_support(found)
    breaks.pay(found, "support", "direct")
    golden.ask(found)
    golden.answer(found)
    families.sign_in(client, found.arranger)
    return found


def promise() -> Promise:
    session.rollback()
    return session.scalars(select(Promise)).one()


def where(made: Golden, pot: str = "direct") -> str:
    return f"/breaks/{made.ref}/pots/{made.pots[pot]}"


def paid(client: CheckedClient, made: Golden) -> str:
    services.mark_paid(promise().ref, by=finance())
    families.sign_in(client, made.arranger)
    return f"{where(made)}/receipt"


def test_until_all_is_paid_there_is_an_invoice_and_no_receipt(client: CheckedClient, made: Golden) -> None:
    assert "To pay £298.40" in words(client.get(f"{where(made)}/invoice"))
    assert client.get(f"{where(made)}/receipt").status_code == 404
    receipt = paid(client, made)
    assert client.get(f"{where(made)}/invoice").location == receipt
    said = words(client.get(receipt))
    assert "To pay" not in said
    today = day(in_london(clock.now()).date())
    for each in (
        "Paid £298.40",
        f"On {today}",
        "By bank transfer",
        "From Direct payment, money of Callum Hume",
        "To Lull, for the providers below",
        promise().payment_reference,
        "Whin Lodge Owners of Whin Lodge. VAT in it: £33.33 £200.00",
        "£98.40",
        "VAT in all of it: £33.33",
    ):
        assert each in said, each
    assert "back" not in said.partition("What it paid for")[2]


def test_who_pays_the_break_and_the_statement_and_return_of_the_pot_lead_to_it(
    client: CheckedClient, made: Golden
) -> None:
    receipt, pot = paid(client, made), f"/money/{made.pots['direct']}"
    month = f"{in_london(clock.now()):%Y-%m}"
    for path in (f"/breaks/{made.ref}", f"/breaks/{made.ref}/who-pays", pot, f"{pot}/returns/{month}"):
        assert f'href="{receipt}"' in client.get(path).text, path
    assert "invoice" not in client.get(f"/breaks/{made.ref}/who-pays").text.partition("Pot by pot")[2].lower()


def test_it_is_had_as_a_tagged_pdf_and_nobody_else_has_it(client: CheckedClient, made: Golden) -> None:
    receipt = paid(client, made)
    pdf = client.get(f"{receipt}.pdf")
    assert pdf.mimetype == "application/pdf"
    read = PdfReader(io.BytesIO(pdf.data))
    root: Any = read.root_object
    text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    assert root["/MarkInfo"]["/Marked"]
    for each in (f"Receipt {promise().payment_reference}", "£298.40", "To Lull, for", "VAT in it: £33.33"):
        assert each in text, each
    families.sign_in(client, families.viewer("Stranger"))
    for path in (receipt, f"{receipt}.pdf", f"{where(made)}/invoice"):
        assert client.get(path).status_code == 404


def test_of_a_break_that_is_cancelled_it_says_what_was_kept_and_what_goes_back(
    client: CheckedClient, made: Golden
) -> None:
    receipt = paid(client, made)
    with before(made, THREE_DAYS):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        families.sign_in(client, made.arranger)
        assert f'href="{receipt}"' in client.get(f"/breaks/{made.ref}").text
        said = words(client.get(receipt))
        assert "Paid £298.40" in said
        assert "Kept when it was cancelled: Whin Lodge" in said
        assert "VAT in it: £16.67" in said, "of £100.00 kept at a fifth on top"
        assert "£198.40 is on its way to the bank account it came from" in said
        services.mark_sent_back(promise().ref, by=finance())
        assert "£198.40 went back to the bank account it came from on" in words(client.get(receipt))
