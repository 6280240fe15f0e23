"""What waits for a family, what finance marks, and breaks that a hidden listing stands in: over HTTP."""

import re

import pytest
import time_machine
from sqlalchemy import select, update

from marketplace import clock, jobs
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.models import Line, Promise
from marketplace.booking.queries.matching import lines_to_match
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session, transaction
from marketplace.files import Upload
from marketplace.jobs import Job
from marketplace.listings.models import Listing, ListingState
from marketplace.notifications.services import Recipient, owe
from marketplace.payments.bank.services import take_in
from tests import asking, families, invoiced
from tests.asking import Asked
from tests.checked_client import CheckedClient
from tests.databases import on_both

pytestmark = on_both


@pytest.fixture(autouse=True)
def january() -> object:
    with time_machine.travel(asking.NOW, tick=False) as traveller:
        yield traveller


def confirmed_with_own_money() -> Asked:
    """A break that all have agreed to, which its person pays by bank transfer."""
    asked = asking.own_money()
    services.accept(asked.line_ref, by=asked.provider)
    services.say(asked.ref, asked.line_ref, is_yes=True, by=asked.person)
    services.agree(asked.ref, asked.pot_ref, yes=PotYes(), by=asked.person)
    return asked


def promise() -> Promise:
    session.rollback()
    return session.scalars(select(Promise)).one()


def test_what_waits_for_somebody_stands_on_one_page_and_is_counted(client: CheckedClient) -> None:
    asked = asking.own_money()
    families.sign_in(client, asked.person)
    page = client.get("/waiting").text
    for words in ("say yes or no", "agree what is paid", "£35.00", f"/breaks/{asked.ref}"):
        assert words in page
    assert 'Waiting for me <span class="count">2<' in page


def test_nothing_of_another_family_waits_here(client: CheckedClient) -> None:
    asking.own_money()
    families.sign_in(client, families.viewer("Family B"))
    assert "Nothing waits for you" in client.get("/waiting").text


def test_finance_marks_own_money_as_paid_once(client: CheckedClient) -> None:
    confirmed_with_own_money()
    families.sign_in(client, families.viewer("Fin", RoleName.BROKERAGE_FINANCE))
    page = client.get("/payments").text
    assert promise().payment_reference in page
    assert "£35.00" in page
    address = f"/payments/{promise().ref}/paid"
    assert client.post(address, data={}).location == "/payments"
    assert promise().paid_pence == 3_500
    assert client.post(address, data={}).status_code == 409
    assert "No money is to come" in client.get("/payments").text


def test_a_transfer_in_two_parts_says_how_much_of_it_has_come_until_all_is_there(client: CheckedClient) -> None:
    asked = confirmed_with_own_money()
    reference = promise().payment_reference
    finance = families.viewer("Fin", RoleName.BROKERAGE_FINANCE)
    rows = f"Date,Description,Amount\n04/01/2027,{reference},20.00\n05/01/2027,{reference},25.00\n"
    take_in(Upload("january.csv", rows.encode()), by=finance)
    families.sign_in(client, finance)
    page = client.get("/payments/lines").text
    assert ("Yes, it is a part of it" in page, "This would be a part of it." in page) == (True, True)
    first, second = (line.ref for line in lines_to_match(viewer=finance))
    assert "It counts as paid once all of it has come" in client.get(f"/payments/lines/{first}").text
    client.post(f"/payments/lines/{first}", data={"reference": reference})
    page = client.get("/payments/lines").text
    assert "£20.00 of £35.00 has come. £15.00 is still to come." in page
    assert "£15.00 is still to come, £20.00 has come. £10.00 is to be sent back." in page
    assert "£20.00 of £35.00 has come" in client.get("/payments").text
    families.sign_in(client, asked.person)
    assert "£20.00 of £35.00 has come. The rest is due by" in client.get(f"/breaks/{asked.ref}/who-pays").text
    assert "£15.00" in client.get(f"/breaks/{asked.ref}/pots/{asked.pot_ref}/invoice").text
    families.sign_in(client, finance)
    client.post(f"/payments/lines/{second}", data={"reference": reference})
    page = client.get("/payments/lines").text
    assert "Marked as paid. £10.00 stands under To send back." in page


def test_finance_sends_back_what_a_cancelled_part_had_cost(client: CheckedClient) -> None:
    asked = confirmed_with_own_money()
    finance = families.viewer("Fin", RoleName.BROKERAGE_FINANCE)
    services.mark_paid(promise().ref, by=finance)
    services.cancel_line(asked.ref, asked.line_ref, reason="He does not need it", by=asked.person)
    families.sign_in(client, finance)
    assert "Mark as sent back" in client.get("/payments").text
    address = f"/payments/{promise().ref}/sent-back"
    assert client.post(address, data={}).status_code == 303
    assert promise().sent_back_pence == 3_500
    assert client.post(address, data={}).status_code == 409


def test_nobody_but_finance_marks_a_payment(client: CheckedClient) -> None:
    asked = confirmed_with_own_money()
    for viewer in (asked.person, asked.officer, asked.provider):
        families.sign_in(client, viewer)
        assert client.get("/payments").status_code == 403
        assert client.post(f"/payments/{promise().ref}/paid", data={}).status_code == 403
    assert promise().paid_pence == 0


def test_the_brokerage_sees_the_breaks_of_a_hidden_listing_and_no_name_of_whose_they_are(
    client: CheckedClient,
) -> None:
    asked = asking.equipment()
    listing_ref = _hidden(asked)
    families.sign_in(client, families.viewer("Office", RoleName.BROKERAGE))
    page = client.get(f"/care-register/{listing_ref}/breaks").text
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    assert main
    assert f"/care-register/{listing_ref}/breaks" in client.get("/care-register").text
    for words in ("Breaks with Pressure mattress", asked.ref, "waiting for answers", "Callum Hume"):
        assert words in main[0]  # he arranges it himself: it is he who is to be called
    assert "Long weekend" not in main[0]


def test_a_listing_that_is_not_hidden_has_no_such_page(client: CheckedClient) -> None:
    asked = asking.equipment()
    families.sign_in(client, families.viewer("Office", RoleName.BROKERAGE))
    assert client.get(f"/care-register/{_listing(asked).ref}/breaks").status_code == 404


def test_a_statement_says_what_money_was_for_as_each_reader_may_know_it(
    client: CheckedClient, january: time_machine.Traveller
) -> None:
    asked = asking.equipment()
    asking.name_limit(asked.officer, 100_000)
    services.accept(asked.line_ref, by=asked.provider)
    services.say(asked.ref, asked.line_ref, is_yes=True, by=asked.person)
    services.agree(asked.ref, asked.pot_ref, yes=PotYes(purchase_order="PO-1"), by=asked.officer)
    january.move_to(asking.ENDS)
    services.complete(asked.ref, by=asked.person)
    invoiced.all_paid(asked.provider, families.officer(role=RoleName.COUNCIL_FINANCE))
    families.sign_in(client, asked.officer)
    seen = client.get(f"/money/{asked.pot_ref}").text
    assert f'href="/breaks/{asked.ref}"' in seen
    assert "Pressure mattress, Long weekend in Duns" in seen
    families.sign_in(client, families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE))
    told = client.get(f"/money/{asked.pot_ref}").text
    assert f"Equipment to hire, for: {asking.OUTCOME}" in told
    assert "Long weekend" not in told
    funded = client.get(f"/money/{asked.pot_ref}/breaks/{asked.ref}").text
    assert "Equipment to hire" in funded
    assert "5 Mar" not in funded


def test_another_councils_finance_reads_none_of_it(client: CheckedClient) -> None:
    asked = asking.equipment()
    families.sign_in(client, families.officer("Fife Ance", council=families.FIFE, role=RoleName.COUNCIL_FINANCE))
    assert client.get(f"/money/{asked.pot_ref}/breaks/{asked.ref}").status_code == 404
    families.sign_in(client, asked.person)
    assert client.get(f"/money/{asked.pot_ref}/breaks/{asked.ref}").status_code == 404


def _listing(asked: Asked) -> Listing:
    line = session.scalars(select(Line).where(Line.ref == asked.line_ref)).one()
    assert line.listing
    return line.listing


def _hidden(asked: Asked) -> str:
    with transaction():
        listing = _listing(asked)
        listing.state = ListingState.HIDDEN
        listing.registration_number = "CS2003000001"
        return listing.ref


def test_money_that_comes_after_a_cancellation_is_written_down_and_sent_back(client: CheckedClient) -> None:
    asked = confirmed_with_own_money()
    reference = promise().payment_reference
    finance = families.viewer("Fin", RoleName.BROKERAGE_FINANCE)
    families.sign_in(client, finance)
    typed = {"reference": reference.lower(), "amount": "35.00"}
    early = client.post("/payments/come", data=typed)
    assert (early.status_code, "Mark it as paid in the list" in early.text) == (409, True)
    services.cancel_break(asked.ref, reason="He is ill", by=asked.person)
    assert "No money is to come" in client.get("/payments").text
    assert client.get("/payments/come").status_code == 200
    wrong = client.post("/payments/come", data={"reference": "ABCDEFGH", "amount": "35.00"})
    assert (wrong.status_code, "No invoice has this reference" in wrong.text) == (422, True)
    assert client.post("/payments/come", data=typed).location == "/payments"
    page = client.get("/payments").text
    assert "Mark as sent back" in page
    assert "£35.00" in page
    assert client.post(f"/payments/{promise().ref}/sent-back", data={}).status_code == 303
    assert (promise().paid_pence, promise().sent_back_pence) == (3_500, 3_500)
    assert ledger_is_off_by_pence() == 0


def test_what_was_given_up_is_seen_by_the_brokerage_and_tried_again_or_left(client: CheckedClient) -> None:
    with transaction():
        owe(
            "break-card-refund",
            to=Recipient("Anna Hume", "dead@example.org"),
            about="break:x",
            title="A",
            pence=1,
            ref="x",
        )
        jobs.owe("tidy-accounts", key="tidy-accounts:9", payload={})
        session.execute(update(Job).values(given_up_at=clock.now(), last_error="Unknown user", attempts=12))
    families.sign_in(client, families.viewer("Bea", RoleName.BROKERAGE))
    page = client.get("/not-done").text
    for words in ("Anna Hume, dead@example.org", "Unknown user", "tidy-accounts", 'Not done <span class="count">2<'):
        assert words in page
    key = session.scalars(select(Job.key).where(Job.kind == "send-letter")).one()
    assert client.post("/not-done/again", data={"key": key}).location == "/not-done"
    assert client.post("/not-done/left", data={"key": "tidy-accounts:9"}).location == "/not-done"
    assert client.post("/not-done/left", data={"key": key}).status_code == 404
    assert "Nothing was given up" in client.get("/not-done").text
    session.rollback()
    again = session.scalars(select(Job).where(Job.key == key)).one()
    assert (again.attempts, again.given_up_at) == (0, None)
    families.sign_in(client, families.viewer("Fin", RoleName.BROKERAGE_FINANCE))
    assert client.get("/not-done").status_code == 403
