"""Pages about money, as each reader finds them: pots, statements, committed and stated money, and what is refused."""

import csv
import io
from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE, Look
from marketplace.budgets.models import Pot
from marketplace.budgets.services import ledger
from marketplace.budgets.services import pots as services
from marketplace.budgets.services.ledger import Portion
from marketplace.budgets.statement import Month, PaidFor
from marketplace.budgets.views.reading import WHAT_FOR
from marketplace.db import session, transaction
from marketplace.people.representation import Capacity
from tests import breaks, families, golden, pots
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.paper import send, words

pytestmark = on_both

MAKE = {
    "name": "Respite 2026-27",
    "funder": "Scottish Borders Council",
    "starts_on": ["1", "4", "2026"],
    "ends_on": ["31", "3", "2027"],
    "options": ["3"],
    "coding": "4471/SDS",
}


@pytest.fixture
def officer(client: CheckedClient) -> Viewer:
    return families.officer()


@pytest.fixture
def callum(officer: Viewer) -> str:
    return families.person(council=families.BORDERS)


@pytest.fixture
def mother(callum: str) -> Viewer:
    anna = families.viewer()
    families.acts_for(anna, callum, capacity=Capacity.GUARDIAN, powers="Order of 4 May 2025")
    return anna


@pytest.fixture
def as_(client: CheckedClient) -> Callable[[Viewer], CheckedClient]:
    def sign_in(viewer: Viewer) -> CheckedClient:
        families.sign_in(client, viewer)
        return client

    return sign_in


As = Callable[[Viewer], CheckedClient]


def _made(response: TestResponse) -> Pot:
    assert response.status_code == 303, response.text
    return pots.find(response.location.split("/")[2])


def test_an_officer_makes_a_pot_and_commits_money_to_it(as_: As, officer: Viewer, callum: str) -> None:
    browser = as_(officer)
    assert "Council-arranged (virtual budget)" in browser.get(f"/people/{callum}/money/new").text
    address = f"/people/{callum}/money/new/council_arranged"
    assert "Scottish Borders Council" in browser.get(address).text
    ref = _made(browser.post(address, data=MAKE)).ref
    assert browser.get(f"/money/{ref}/add").status_code == 200
    added = browser.post(f"/money/{ref}/add", data={"amount": "1,500.00", "reason": "Year 2026-27"})
    assert added.location == f"/money/{ref}"
    page = browser.get(added.location).text
    for said in ("£1,500.00 is added.", "Money added", "Year 2026-27", "£1,500.00 in", "4471/SDS"):
        assert said in page


def test_what_is_wrong_with_a_pot_stands_at_its_fields_and_nothing_typed_is_lost(
    as_: As, officer: Viewer, callum: str
) -> None:
    sent = MAKE | {"ends_on": ["31", "3", "2025"], "options": [], "name": "Respite"}
    refused = as_(officer).post(f"/people/{callum}/money/new/council_arranged", data=sent)
    assert refused.status_code == 422
    for said in ("The last day must be on or after the first day", "Say which option", 'value="Respite"', "4471/SDS"):
        assert said in refused.text


def test_a_pot_held_by_a_provider_asks_for_its_holder_and_fee(as_: As, officer: Viewer, callum: str) -> None:
    holder = families.viewer("Joan Kerr", RoleName.ISF_HOLDER)
    browser = as_(officer)
    address = f"/people/{callum}/money/new/isf"
    sent = MAKE | {"options": [], "fee": "five"}
    refused = browser.post(address, data=sent)
    assert "Enter a per cent" in refused.text or "enter a per cent" in refused.text
    refused = browser.post(address, data=sent | {"fee": "5"})
    assert "Choose the organisation that holds this money" in refused.text
    pot = _made(browser.post(address, data=sent | {"fee": "4.75", "holder": pots.ref_of_holder(holder)}))
    ref = pot.ref
    assert (pot.fee_basis_points, pot.options) == (475, [2])
    assert "4.75%" in browser.get(f"/money/{ref}").text
    page = as_(holder).get("/money")
    assert "Respite 2026-27" in page.text
    assert "Add a pot" not in page.text


def test_a_wrong_amount_is_put_right_from_the_statement(as_: As, officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer, pence=1_500_00)
    ref = pot.ref
    pots.hold(pot, 765_00)
    browser = as_(officer)
    page = browser.get(f"/money/{ref}").text
    address = f"/money/{ref}/correct/" + page.split(f"/money/{ref}/correct/")[1].split('"')[0]
    assert "£1,500.00 in Council arranged" in browser.get(address).text
    refused = browser.post(address, data={"amount": "700", "reason": "Typing error"})
    assert refused.status_code == 409
    assert "has £735.00 free" in refused.text
    assert browser.post(address, data={"amount": "1200", "reason": "Typing error"}).status_code == 303
    page = browser.get(f"/money/{ref}").text
    said = ("By Mhairi Scott", "Correction", "£300.00 less", "Typing error", "£435.00", "it neither came nor went")
    for each in said:
        assert each in page


def test_a_mother_says_what_is_in_the_direct_payment(as_: As, mother: Viewer, callum: str) -> None:
    browser = as_(mother)
    chooser = browser.get(f"/people/{callum}/money/new").text
    assert "Direct payment" in chooser
    assert "virtual budget" not in chooser
    sent = {name: MAKE[name] for name in ("name", "funder", "starts_on", "ends_on")}
    ref = _made(browser.post(f"/people/{callum}/money/new/direct_payment", data=sent)).ref
    assert "Nobody has said yet how much is in it" in browser.get("/money").text
    address = f"/money/{ref}/state"
    assert browser.get(address).status_code == 200
    refused = browser.post(address, data={"amount": "2310", "outgoings": "2310.01"})
    for said in ("Say how you know", 'value="2310"', 'value="2310.01"'):
        assert said in refused.text
    told = {"amount": "2310", "outgoings": "300", "evidence": "Bank statement"}
    assert browser.post(address, data=told).status_code == 303
    page = browser.get(f"/money/{ref}").text
    for said in ("£2,010.00", "£300.00", "Bank statement", "Amount told to us"):
        assert said in page
    assert "What was said before" in browser.get(address).text


def test_own_money_asks_for_a_name_alone(as_: As, mother: Viewer, callum: str) -> None:
    browser = as_(mother)
    assert "First day" not in browser.get(f"/people/{callum}/money/new/own").text
    ref = _made(browser.post(f"/people/{callum}/money/new/own", data={"name": "Savings"})).ref
    assert "Nobody counts this money here" in browser.get(f"/money/{ref}").text


def test_a_pot_is_changed_and_an_older_form_is_told_what_is_kept_now(as_: As, officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer)
    ref = pot.ref
    seen = services.pot_stamp(pot)
    browser = as_(officer)
    assert browser.get(f"/money/{ref}/change").status_code == 200
    assert browser.post(f"/money/{ref}/change", data=MAKE | {"seen": seen}).status_code == 303
    assert pots.find(ref).name == "Respite 2026-27"
    late = browser.post(f"/money/{ref}/change", data=MAKE | {"seen": seen, "name": "Late"})
    for said in ("Somebody changed this while you were writing", "What is kept now", 'value="Late"'):
        assert said in late.text


def test_a_pot_with_money_set_aside_is_not_closed(as_: As, officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer, pence=100_00)
    ref = pot.ref
    pots.hold(pot, 60_00)
    browser = as_(officer)
    assert "Close it now" not in browser.get(f"/money/{ref}/close").text
    refused = browser.post(f"/money/{ref}/close", data={})
    assert refused.status_code == 422
    assert "£60.00 is set aside" in refused.text
    ledger.void(references=["share:1"], by=SITE)
    assert "<b>£100.00</b> is in it" in browser.get(f"/money/{ref}/close").text
    assert browser.post(f"/money/{ref}/close", data={}).status_code == 303
    page = browser.get(f"/money/{ref}").text
    assert "Change this pot" not in page
    assert "Closed" in page


def test_the_statement_says_what_was_paid_for_and_the_spreadsheet_has_the_same_sums(
    as_: As, officer: Viewer, callum: str
) -> None:
    browser = as_(officer)
    names = {"share:1": PaidFor("=Long weekend in Duns", "/breaks/x")}
    browser.application.extensions[WHAT_FOR] = lambda references, _viewer: {one: names[one] for one in references}
    pot = pots.pot(person=callum, by=officer, pence=1_500_00)
    ref = pot.ref
    pots.hold(pot, 765_00)
    ledger.post(portions=[Portion("share:1", 495_00)], key="post", by=SITE)
    page = browser.get(f"/money/{ref}").text
    for said in ('href="/breaks/x"', "£495.00 out", "£1,005.00", "£270.00", "£735.00", "-£495.00"):
        assert said in page
    answer = browser.get(f"/money/{ref}/statement.csv")
    assert answer.mimetype == "text/csv"
    rows = {row[1]: row for row in csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))}
    assert rows["Paid"][2:10] == ["'=Long weekend in Duns", "", "", "495.00", "1005.00", "", "", ""]
    assert rows["Opening"][6] == "0.00"
    assert [rows[name][9] for name in ("Closing", "Set aside", "Free")] == [
        "1005.00",
        "270.00",
        "735.00",
    ]


@pytest.mark.parametrize("month", ["1990-01", "2099-01", "x", "'", "0000-00"])
def test_a_month_that_the_pot_has_not_is_said_beside_the_latest_and_makes_no_file(
    as_: As, officer: Viewer, callum: str, month: str
) -> None:
    ref = pots.pot(person=callum, by=officer, pence=100_00).ref
    browser, asked = as_(officer), {"month": month}
    this = Month.of(clock.today())
    for page in (f"/money/{ref}", f"/people/{callum}/money/statement"):
        said = words(browser.get(page, query_string=asked))
        assert f"statement for {this.words} alone, and not for the month you asked for" in said, page
        assert "£100.00 in" in said
        for there in ("", str(this)):
            assert "the month you asked for" not in words(browser.get(page, query_string={"month": there}))
    for file in (f"/money/{ref}/statement", f"/people/{callum}/money/statement"):
        for kind in ("csv", "pdf"):
            answer = browser.get(f"{file}.{kind}", query_string=asked)
            assert answer.status_code == 404, file
            assert f"for that month. There is one for {this.words} alone." in words(answer)
            assert browser.get(f"{file}.{kind}", query_string={"month": str(this)}).status_code == 200


def test_every_page_of_a_strangers_pot_is_not_there(as_: As, officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer, pence=100_00)
    ref = pot.ref
    key = pots.added_key(pot)
    browser = as_(families.officer("Ewan Dow", families.FIFE))
    paths = ("", "/statement.csv", "/change", "/close", "/add", "/state", f"/correct/{key}")
    for address in (
        *(f"/money/{ref}{path}" for path in paths),
        f"/people/{callum}/money",
        f"/people/{callum}/money/new",
        f"/people/{callum}/money/new/own",
    ):
        assert browser.get(address).status_code == 404, address
    for path in ("/change", "/close", "/add", f"/correct/{key}"):
        assert browser.post(f"/money/{ref}{path}", data=MAKE).status_code == 404, path


def test_a_mother_neither_commits_nor_changes_council_money(
    as_: As, officer: Viewer, mother: Viewer, callum: str
) -> None:
    pot = pots.pot(person=callum, by=officer, pence=100_00)
    ref = pot.ref
    browser = as_(mother)
    page = browser.get(f"/money/{ref}").text
    for unsaid in ("Add committed money", "Put this right", "Change this pot"):
        assert unsaid not in page
    for path in ("/add", "/change", "/close", "/state"):
        assert browser.get(f"/money/{ref}{path}").status_code == 403, path


def test_whoever_has_no_people_and_no_pots_is_told_what_would_be_here(as_: As, officer: Viewer) -> None:
    assert "There is no money here yet" in as_(families.viewer("Nobody")).get("/money").text
    finance = families.viewer("Fin", RoleName.BROKERAGE_FINANCE)
    assert "There is no money here yet" in as_(finance).get("/money").text


def test_pots_of_one_name_are_told_apart_by_whose_they_are(as_: As, officer: Viewer, callum: str) -> None:
    other = families.person("Ailsa Reid", council=families.BORDERS)
    for person in (callum, other):
        families.acts_for(officer, person, capacity=Capacity.CARE_MANAGER)
        pots.pot(person=person, by=officer, pence=100_00)
    assert as_(officer).get("/money").text.count("of Ailsa Reid</span>") == 1


def test_looks_at_lists_and_statements_are_recorded_for_the_person(as_: As, officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer, pence=100_00)
    ref = pot.ref
    finance = families.viewer("Fin", RoleName.COUNCIL_FINANCE, council=families.BORDERS)
    browser = as_(finance)
    assert "Callum Hume" in browser.get("/money").text
    browser.get(f"/money/{ref}")
    as_(officer).get(f"/people/{callum}/money")
    looks = session.scalars(select(Look).where(Look.about == f"person:{callum}").order_by(Look.id)).all()
    assert [(look.what, look.by_account_id) for look in looks] == [
        ("pots of money", finance.account_id),
        ("pot statement", finance.account_id),
        ("pots of money", officer.account_id),
    ]


def test_whoever_accounts_for_a_pot_reads_its_coding_and_its_family_does_not(
    as_: As, officer: Viewer, callum: str, mother: Viewer
) -> None:
    ref = _made(as_(officer).post(f"/people/{callum}/money/new/council_arranged", data=MAKE)).ref
    for reader in (officer, families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)):
        assert "Order coding 4471/SDS" in words(as_(reader).get(f"/money/{ref}"))
    page = as_(mother).get(f"/money/{ref}")
    assert (page.status_code, "4471/SDS" in page.text) == (200, False)


@pytest.mark.parametrize("sort", ["isf", "virtual"])
def test_what_is_not_touched_of_a_pot_stays_as_it_was(client: CheckedClient, sort: str) -> None:
    made = golden.two_nights_in_peebles() if sort == "isf" else breaks.family()
    path, pot = f"/money/{made.pots[sort]}", made.pots[sort]
    with transaction():
        session.execute(update(Pot).where(Pot.ref == pot).values(coding="ASC-4420"))
    families.sign_in(client, made.viewers.get("officer") or families.officer())
    rows = select(Pot.name, Pot.funder, Pot.starts_on, Pot.ends_on, Pot.options, Pot.fee_basis_points, Pot.coding)
    before = session.execute(rows.where(Pot.ref == pot)).one()
    assert send(client, f"{path}/change").status_code == 303
    session.expire_all()
    assert session.execute(rows.where(Pot.ref == pot)).one() == before
    assert "ASC-4420" in client.get(path).text
