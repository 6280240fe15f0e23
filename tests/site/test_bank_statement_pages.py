"""The pages of bank statements: a file is taken in, its bad rows are named, each line is confirmed."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.models import Promise
from marketplace.db import session
from marketplace.payments.bank.models import BankLine
from marketplace.wording import day
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.paper import words

pytestmark = [pytest.mark.parametrize("engine_name", ["sqlite"]), pytest.mark.usefixtures("app")]


@pytest.fixture
def reference() -> str:
    made = breaks.planned(breaks.family("own"), pot="own")
    golden.ask(made)
    golden.answer(made, without=("own",))
    services.agree(made.ref, made.pots["own"], yes=PotYes(), by=made.arranger)
    session.rollback()
    return session.scalars(select(Promise.payment_reference)).one()


@pytest.fixture
def finance(client: CheckedClient) -> CheckedClient:
    families.sign_in(client, families.viewer("Tam", RoleName.BROKERAGE_FINANCE))
    return client


def send(client: CheckedClient, content: str) -> str:
    sent = client.post(
        "/payments/statements", data={"file": (io.BytesIO(content.encode()), "march.csv")}, follow_redirects=False
    )
    return sent.location if sent.status_code == 303 else sent.text


def test_a_file_is_read_what_is_left_out_is_named_and_a_line_is_confirmed(
    finance: CheckedClient, reference: str
) -> None:
    assert finance.get("/payments/statements").status_code == 200
    text = f"Date,Description,Amount\n05/03/2026,HUME {reference},200.00\n05/03/2026,Cheese,3.00\nTotal,,203.00\n"
    read = finance.get(send(finance, text)).text
    assert "“Total” is not a day" in read
    assert "Lines to match (2)" in finance.get("/payments").text
    page = finance.get("/payments/lines").text
    assert "Same reference and amount" in page
    first, second = session.scalars(select(BankLine.ref).order_by(BankLine.id)).all()
    assert f'value="{reference}"' in finance.get(f"/payments/lines/{first}").text
    assert finance.post(f"/payments/lines/{first}", data={"reference": reference}).status_code == 303
    refused = finance.post(f"/payments/lines/{second}", data={"reference": "NOTHING1"})
    assert (refused.status_code, "No invoice has this reference" in refused.text) == (422, True)
    assert finance.post(f"/payments/lines/{second}/other").status_code == 303
    assert "No line waits" in finance.get("/payments/lines").text
    assert finance.get(f"/payments/lines/{first}").status_code == 404
    session.rollback()
    assert session.scalars(select(Promise.paid_pence)).one() == 200_00


@pytest.mark.parametrize("content", ["", "When,What\n1,2\n"])
def test_a_file_that_is_no_statement_is_refused_at_its_field(finance: CheckedClient, content: str) -> None:
    assert 'href="#file"' in send(finance, content)


def test_without_a_file_it_says_so(finance: CheckedClient) -> None:
    refused = finance.post("/payments/statements", data={"once": "a"})
    assert (refused.status_code, "Choose a file" in refused.text) == (422, True)


def test_money_that_comes_twice_is_said_to_go_back_before_and_after_it_is_confirmed(
    finance: CheckedClient, reference: str
) -> None:
    send(finance, f"Date,Description,Amount\n05/03/2026,HUME {reference},200.00\n06/03/2026,HUME {reference},200.00\n")
    first, second = session.scalars(select(BankLine.ref).order_by(BankLine.id)).all()
    once = finance.post(f"/payments/lines/{first}", data={"reference": reference}, follow_redirects=True).text
    assert "Marked as paid." in once
    for path in ("/payments/lines", f"/payments/lines/{second}"):
        page = finance.get(path).text
        assert "paid already" in page
        assert "£0.00" not in page
    twice = finance.post(f"/payments/lines/{second}", data={"reference": reference}, follow_redirects=True).text
    assert "It was paid already. £200.00 stands under To send back." in twice
    assert "Marked as paid" not in twice
    assert "Mark as sent back" in finance.get("/payments").text


def test_what_comes_above_what_is_owed_is_said_to_go_back(finance: CheckedClient, reference: str) -> None:
    send(finance, f"Date,Description,Amount\n05/03/2026,HUME {reference},230.00\n")
    line = session.scalars(select(BankLine.ref)).one()
    assert "£30.00 is to be sent back." in finance.get("/payments/lines").text
    done = finance.post(f"/payments/lines/{line}", data={"reference": reference}, follow_redirects=True).text
    assert "Marked as paid. £30.00 stands under To send back." in done


def test_what_was_marked_by_hand_is_proposed_for_its_line_and_joining_it_moves_nothing(
    finance: CheckedClient, reference: str
) -> None:
    promise = session.scalars(select(Promise.ref)).one()
    session.rollback()
    assert finance.post(f"/payments/{promise}/paid").status_code == 303
    send(finance, f"Date,Description,Amount\n05/03/2026,HUME {reference},200.00\n")
    line = session.scalars(select(BankLine.ref)).one()
    for path in ("/payments/lines", f"/payments/lines/{line}"):
        assert f"already marked by hand on {day(clock.today())}" in finance.get(path).text
    joined = finance.post(f"/payments/lines/{line}/same", data={"reference": reference}, follow_redirects=True).text
    assert "It was marked before. Nothing is counted twice." in joined
    session.rollback()
    one = session.scalars(select(Promise)).one()
    assert (one.paid_pence, one.owed_back_pence) == (200_00, 0)
    assert "Mark as sent back" not in finance.get("/payments").text


def test_the_client_account_holds_what_the_bank_counts_beside_its_own_sum(finance: CheckedClient) -> None:
    page = "/payments/client-account"
    assert "No statement says yet what the bank counts." in words(finance.get(page))
    send(finance, "Date,Description,Amount,Balance\n05/03/2026,Cheese,3.00,3.00\n")
    assert f"The bank said that £3.00 was there on {day(date(2026, 3, 5))}, and so do we." in words(finance.get(page))
    send(finance, "Date,Description,Amount,Balance\n06/03/2026,Back to Ann,-1.00,2.00\n")
    said = words(finance.get(page))
    assert f"The bank said that £2.00 was there on {day(date(2026, 3, 6))}, and so do we, once what is below" in said
    assert "Went out, and nobody has said what it is" in said
    send(finance, "Date,Description,Amount,Balance\n07/03/2026,Tea,1.00,9.00\n")
    assert "That is £6.00 more than we can account for." in words(finance.get(page))
