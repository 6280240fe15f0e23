"""The pages of money that went out: what each line seems to be, what is confirmed, and what no statement shows."""

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.db import session
from marketplace.payments.bank.models import OutgoingLine, SeenPayment
from marketplace.payments.payouts.queries.to_pay_out import known_payout_run
from tests import families
from tests.checked_client import CheckedClient
from tests.integration.test_outgoing import paid
from tests.paid_by_transfer import HOUSE, SUPPORT, finance
from tests.paper import words
from tests.site.test_bank_statement_pages import send

pytestmark = [pytest.mark.parametrize("engine_name", ["sqlite"]), pytest.mark.usefixtures("app")]


@pytest.fixture
def tam(client: CheckedClient) -> CheckedClient:
    families.sign_in(client, finance())
    return client


def rows(*amounts: str) -> str:
    today = f"{clock.today():%d/%m/%Y}"
    return "Date,Description,Amount\n" + "".join(f"{today},{amount}\n" for amount in amounts)


def test_a_list_is_proposed_declined_or_confirmed_and_then_seen_at_the_bank(tam: CheckedClient) -> None:
    paid()
    assert "In no statement yet" not in words(tam.get("/payments/outgoing"))
    assert "Marked here, and in no statement yet" in words(tam.get("/payments/outgoing"))
    said = words(tam.get(send(tam, rows(f"BACS,-{(HOUSE + SUPPORT) / 100}", "POWER,-9.00"))))
    assert "Lines of money that went out 2" in said
    assert "Money that went out (2)" in words(tam.get("/payments"))
    page = words(tam.get("/payments/outgoing"))
    assert "Same amount as all of this list." in page
    assert "Nothing that we know" in page
    first, second = session.scalars(select(OutgoingLine.ref).order_by(OutgoingLine.id)).all()
    session.rollback()
    form = tam.get(f"/payments/outgoing/{first}").text
    assert "All of a list to providers: 2 payments" in form
    refused = tam.post(f"/payments/outgoing/{first}", data={})
    assert (refused.status_code, "Choose which payment it is" in refused.text) == (422, True)
    assert "We know no payment of this amount" in tam.get(f"/payments/outgoing/{second}").text
    key = form.split('value="payout-run:')[1].split('"')[0]
    done = tam.post(f"/payments/outgoing/{first}/yes", data={"payment": f"payout-run:{key}"}, follow_redirects=True)
    assert "Seen at the bank." in done.text
    assert len(session.scalars(select(SeenPayment)).all()) == 2
    session.rollback()
    aside = tam.post(f"/payments/outgoing/{second}/other", follow_redirects=True)
    assert "Put aside: it has nothing to do with breaks." in aside.text
    assert "No line waits" in aside.text
    assert "Every payment that was marked here was seen at the bank." in words(aside)


def test_another_amount_under_a_reference_has_no_yes_and_what_was_seen_cannot_be_seen_again(tam: CheckedClient) -> None:
    payee = known_payout_run(paid(), viewer=finance()).payees[0]
    reference, pence, key = payee.words, payee.net_pence, f"payee:{payee.id}"
    session.rollback()
    send(tam, rows(f"{reference},-{pence / 100 + 1}"))
    page = tam.get("/payments/outgoing").text
    assert "Same reference, another amount" in page
    assert "Yes, that is it" not in page
    line = session.scalars(select(OutgoingLine.ref)).one()
    session.rollback()
    refused = tam.post(f"/payments/outgoing/{line}/yes", data={"payment": key})
    assert (refused.status_code, "This payment is of another amount" in refused.text) == (409, True)
