"""A visitor levy on pages: in every price, asked back on paper, and entered by the brokerage for another council."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.db import session, transaction
from marketplace.listings.models import Listing
from marketplace.listings.services import search_row
from marketplace.payments.invoices.models import Invoice
from marketplace.rules.models import Setting
from tests import breaks, families, golden, invoiced, levied
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.paper import errors, links, send, send_from, words

HIGHLAND = "S12000017"
SCHEME = {
    "from_on": "2027-04-01",
    "booked_from_on": "2026-12-01",
    "per_cent": "3.5",
    "nights": "2",
    "source": "Committee of 3 March 2026",
}


@pytest.fixture
def stayed(client: CheckedClient) -> Iterator[Golden]:
    """Two nights in Edinburgh, over and paid; his mother signed in."""
    made = levied.confirmed()
    with levied.over(made):
        families.sign_in(client, made.arranger)
        yield made


def path(made: Golden, more: str = "") -> str:
    return f"/breaks/{made.ref}/parts/{made.lines['house']}/levy{more}"


def test_the_first_price_of_a_stay_holds_the_levy_everywhere(client: CheckedClient) -> None:
    flat = levied.flat()
    with transaction():
        search_row.refresh(session.scalars(select(Listing).where(Listing.ref == flat.ref)).one())
    first = golden.friday()
    dates = f"from={first}&to={first + timedelta(days=2)}"
    card = words(client.get(f"/search?near=Duns&within=50&kind=accommodation&{dates}"))
    assert "£210.00 for 2 nights, nothing to add" in card
    assert "plus a visitor levy of 5% of the first 5 nights" in words(client.get("/search?near=Duns&within=50"))
    page = words(client.get(f"/listings/{flat.ref}?{dates}"))
    assert "Visitor levy at £10.00 £10.00" in page
    assert "The whole price £210.00" in page
    assert "A disabled guest pays it and can get it back" in page
    assert "£210.00 for 2 nights" in words(client.get(f"/compare?listing={flat.ref}&{dates}"))


@on_both
def test_a_family_asks_a_levy_back_on_paper(client: CheckedClient, stayed: Golden) -> None:
    assert "get the visitor levy back, £10.00" in words(client.get("/waiting"))
    part = client.get(f"/breaks/{stayed.ref}/parts/{stayed.lines['house']}")
    assert path(stayed) in links(part).values()
    assert "You can ask for it now" in words(client.get(path(stayed)))
    bare = client.post(path(stayed, "/prepare"), data={})
    assert set(errors(bare)) >= {"entitlement", "agrees"}
    said = {"guest": stayed.people["person"], "entitlement": "attendance", "agrees": "yes"}
    assert send(client, path(stayed, "/prepare"), said).status_code == 303
    paper = words(client.get(path(stayed)))
    for fact in ("Callum Hume", "Attendance Allowance", "£10.00", "Towpath Flat", "EH3 9BF", "City of Edinburgh"):
        assert fact in paper
    pdf = client.get(path(stayed, "/paper.pdf"))
    assert "Attendance Allowance" in PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()
    assert send(client, path(stayed, "/sent"), {"sent_on": f"{clock.today()}"}).status_code == 303
    wrong = client.post(path(stayed, "/answer"), data={"answer": "paid", "answered_on": f"{clock.today()}"})
    assert "how much came back" in errors(wrong)["amount"].lower()
    done = send(
        client, path(stayed, "/answer"), {"answer": "paid", "amount": "10.00", "answered_on": f"{clock.today()}"}
    )
    assert done.status_code == 303, errors(done)
    after = words(client.get(done.location))
    assert "£10.00 came back" in after
    assert "Whoever keeps this pot puts it in" in after
    assert "Attendance" not in after
    assert "What you can do" not in after
    assert client.get(path(stayed, "/paper.pdf")).status_code == 404
    families.sign_in(client, stayed.viewers["officer"])
    theirs = client.get(path(stayed))
    assert "Put £10.00 into Council arranged" in words(theirs)
    done = send_from(client, theirs, path(stayed), press="Put £10.00 into Council arranged")
    assert "It is in the pot." in words(client.get(done.location))
    pot = client.get(f"/money/{stayed.pots['virtual']}?month={clock.today():%Y-%m}")
    assert "Visitor levy back By Mhairi Scott" in words(pot)
    put_right = [one for one in links(pot).values() if "/correct" in one]
    assert all(client.get(one).status_code == 200 for one in put_right)


def test_a_family_that_went_home_on_the_second_day_finds_the_levy_that_was_kept(client: CheckedClient) -> None:
    made = levied.confirmed()
    with time_machine.travel(made.line("house").periods[0].starts_at + timedelta(hours=18), tick=False):
        session.rollback()
        families.sign_in(client, made.arranger)
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        assert "once the stay is over" in words(client.get(path(made)))
    with levied.over(made, is_paid=False):
        session.rollback()
        invoiced.all_paid(made.offers["house"].by, families.officer(role=RoleName.COUNCIL_FINANCE))
        families.sign_in(client, made.arranger)
        assert "get the visitor levy back, £10.00" in words(client.get("/waiting"))
        assert path(made) in links(client.get(f"/breaks/{made.ref}/parts/{made.lines['house']}")).values()
        assert "You can ask for it now" in words(client.get(path(made)))


def test_a_no_takes_no_sum_and_what_the_council_pays_after_all_is_written_down(
    client: CheckedClient, stayed: Golden
) -> None:
    today = f"{clock.today()}"
    send(client, path(stayed, "/prepare"), {"guest": stayed.people["person"], "entitlement": "other", "agrees": "yes"})
    send(client, path(stayed, "/sent"), {"sent_on": today})
    both = send(client, path(stayed, "/answer"), {"answer": "no", "amount": "3.00", "answered_on": today})
    assert both.status_code == 422
    assert "Leave this empty where the council said no" in errors(both)["amount"]
    assert send(client, path(stayed, "/answer"), {"answer": "no", "answered_on": today}).status_code == 303
    assert "The council paid after all" in words(client.get(path(stayed)))
    paid = {"answer": "paid", "amount": "3.00", "answered_on": today}
    assert send(client, path(stayed, "/answer"), paid).status_code == 303
    assert "£3.00 came back" in words(client.get(path(stayed)))


def test_an_officer_reads_nothing_of_how_somebody_is_entitled(client: CheckedClient, stayed: Golden) -> None:
    send(client, path(stayed, "/prepare"), {"guest": stayed.people["person"], "entitlement": "other", "agrees": "yes"})
    families.sign_in(client, stayed.viewers["officer"])
    assert "Something else that the council accepts" not in words(client.get(path(stayed)))
    for more in ("/prepare", "/sent", "/answer", "/paper.pdf"):
        assert client.get(path(stayed, more)).status_code == 404


def test_a_levy_nobody_wants_back_is_left(client: CheckedClient, stayed: Golden) -> None:
    page = client.get(path(stayed))
    assert send_from(client, page, path(stayed), press="Do not ask for it").status_code == 303
    assert "get the visitor levy back" not in words(client.get("/waiting"))
    assert "not asked for" in words(client.get(path(stayed)))


def test_the_brokerage_enters_what_another_council_asks_and_where_to_write(client: CheckedClient) -> None:
    families.sign_in(client, families.viewer("Jo Broker", RoleName.BROKERAGE))
    assert "City of Edinburgh Asks today 5% of the first 5 nights" in words(client.get("/levies"))
    assert send(client, f"/levies/{HIGHLAND}", SCHEME).status_code == 303
    page = words(client.get(f"/levies/{HIGHLAND}"))
    assert (
        "3.5% of the first 2 nights for stays from Thursday 1 April 2027, booked since Tuesday 1 December 2026" in page
    )
    office = {"address": "The Levy Desk\n1 High Street", "web": "https://levy.example/back"}
    assert send(client, f"/levies/{HIGHLAND}/office", office).status_code == 303
    assert "The Levy Desk" in words(client.get(f"/levies/{HIGHLAND}"))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("from_on", ""),
        ("from_on", "2099-01-01"),
        ("booked_from_on", "2027-04-02"),
        ("per_cent", "-1"),
        ("per_cent", "100"),
        ("per_cent", "0.005"),
        ("per_cent", "five"),
        ("nights", "0"),
        ("nights", "29"),
        ("source", " "),
    ],
)
def test_a_scheme_that_cannot_be_meant_is_refused_at_its_field(client: CheckedClient, field: str, typed: str) -> None:
    families.sign_in(client, families.viewer("Jo Broker", RoleName.BROKERAGE))
    assert field in errors(client.post(f"/levies/{HIGHLAND}", data=SCHEME | {field: typed}))
    assert session.scalars(select(Setting)).all() == []


@pytest.mark.parametrize(("address", "web"), [("", ""), ("", "levy.example"), ("Here", "ftp://levy.example/back")])
def test_an_office_is_somewhere(client: CheckedClient, address: str, web: str) -> None:
    families.sign_in(client, families.viewer("Jo Broker", RoleName.BROKERAGE))
    assert errors(client.post(f"/levies/{HIGHLAND}/office", data={"address": address, "web": web}))


@on_both
def test_the_levy_is_a_line_of_its_own_on_the_quote_and_on_the_invoice(client: CheckedClient) -> None:
    made = breaks.planned(at=levied.flat())
    families.sign_in(client, made.arranger)
    quote = send(client, f"/breaks/{made.ref}/quotes", {"good_until": f"{clock.today():%d/%m/%Y}"}).location
    assert "Visitor levy at £10.00" in words(client.get(quote))
    paper = PdfReader(io.BytesIO(client.get(f"{quote}/quote.pdf").data)).pages[0].extract_text()
    assert "Visitor levy at £10.00 £10.00" in paper
    golden.ask(made)
    golden.answer(made)
    with levied.over(made):
        families.sign_in(client, made.offers["house"].by)
        ref = session.scalars(select(Invoice.ref)).one()
        said = words(client.get(f"/invoices/{ref}"))
        nights, levy = (
            said.index("Towpath Flat: 2 nights at £100.00"),
            said.index("Towpath Flat: Visitor levy at £10.00"),
        )
        assert nights < levy
        families.sign_in(client, made.viewers["officer"])
        statement = client.get(f"/money/{made.pots['virtual']}/statement.csv").text
        assert '"Towpath Flat, Two nights away",,,210.00' in statement


def test_of_a_part_that_was_never_held_it_says_that_it_is_not_booked(client: CheckedClient) -> None:
    made = breaks.planned(at=levied.flat())
    families.sign_in(client, made.arranger)
    said = words(client.get(f"/breaks/{made.ref}/parts/{made.lines['house']}/levy"))
    assert "This part is not booked." in said
    assert "cancelled" not in said


@pytest.mark.parametrize(
    ("postcode", "says"),
    [
        ("TD11 3AB", "Scottish Borders Council asks no levy for this stay."),
        ("", "We do not know which council this place belongs to, so no levy is in its price."),
    ],
)
def test_of_a_stay_without_a_levy_it_says_that_there_is_nothing_to_get_back(
    client: CheckedClient, postcode: str, says: str
) -> None:
    made = breaks.planned()
    with transaction():
        session.scalars(select(Listing).where(Listing.ref == made.offers["house"].ref)).one().postcode = postcode
    families.sign_in(client, made.arranger)
    said = words(client.get(path(made)))
    assert "No visitor levy to get back" in said
    assert says in said
    assert "there is nothing to get back" in said
    assert client.get(path(made, "/prepare")).status_code == 404
