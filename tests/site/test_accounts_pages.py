"""The pages of a council's finance: accounts of a month, and the file of all statements."""

import csv
import io
from datetime import timedelta

import time_machine
from sqlalchemy import update

from marketplace import clock, jobs
from marketplace.accounts.roles import RoleName
from marketplace.booking.queries.paid_for import told_to_funders
from marketplace.budgets.models import Pot
from marketplace.budgets.services import exports, stating
from marketplace.budgets.services.stating import Stated
from marketplace.budgets.statement import Month
from marketplace.db import session, transaction
from marketplace.payments.invoices import services as invoices
from tests import families, pots
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.invoiced import Billed, booked, over
from tests.paper import send, words

pytestmark = on_both


def test_finance_reads_the_sums_and_takes_the_file_when_it_is_ready(client: CheckedClient) -> None:
    officer = families.officer()
    pots.pot(by=officer, pence=1_000_00)
    families.sign_in(client, families.officer(role=RoleName.COUNCIL_FINANCE))
    assert "/accounts" in client.get("/money").text
    this = Month.of(clock.today())
    for there_is_not in ("2020-01", "x"):
        assert "not for the month you asked for" in words(client.get(f"/accounts?month={there_is_not}"))
    said = words(client.get("/accounts"))
    assert "not for the month you asked for" not in said
    assert f"Accounts, {this.words}" in said
    assert (
        "All Pots 1 Before £0.00 In £1,000.00 Told to us £0.00 Out £0.00 Left £1,000.00 Set aside £0.00 Free £1,000.00"
        in said
    )
    assert "It is no income of this month." not in said
    asked = send(client, "/accounts", press=f"Make the file of {this.words}")
    assert asked.status_code == 303
    waits = client.get(asked.location)
    assert waits.headers["Refresh"].startswith("3; url=/accounts/files/")
    assert "<progress" in waits.text
    bare = asked.location.split("?")[0]
    assert "Refresh" not in client.get(bare).headers
    assert client.get(f"{bare}/statements.csv").status_code == 404
    assert jobs.work(exports.doers(told_to_funders))
    assert "The file is ready: 1 pot." in words(client.get(bare))
    assert b"1000.00" in client.get(f"{bare}/statements.csv").data


def test_families_and_officers_have_no_accounts_of_others(client: CheckedClient) -> None:
    ref = exports.ask_for(str(Month.of(clock.today())), by=families.officer(role=RoleName.COUNCIL_FINANCE))
    for reader in (families.viewer("Anna"), families.officer()):
        families.sign_in(client, reader)
        assert client.get("/accounts").status_code == 404
        assert client.post("/accounts/files", data={"month": "2026-11"}).status_code == 404
        assert client.get(f"/accounts/files/{ref}").status_code == 404
        assert "/accounts" not in client.get("/money").text.replace("/accounts/", "")


def test_the_file_of_a_month_ties_what_was_paid_to_its_person_order_invoice_and_coding(
    client: CheckedClient, traveller: time_machine.Traveller
) -> None:
    billed = over(booked(), traveller)
    with transaction():
        session.execute(update(Pot).where(Pot.ref == billed.made.pots["virtual"]).values(coding="ASC-4430-AC"))
    billed.send()
    billed.pay()
    (paid,) = [row for row in file_of(client, billed) if row["What"] == "Paid"]
    assert (paid["Person"], paid["Person reference"]) == ("Callum Hume", billed.made.people["person"])
    assert (paid["Order coding"], paid["Out"]) == ("ASC-4430-AC", "200.00")
    assert (paid["Purchase order"], paid["Invoice"]) == ("PO 4411", "INV-0001")
    assert paid["Provider"] == "Owners of Whin Lodge"
    own = f"/money/{billed.made.pots['virtual']}/statement.csv"
    rows = list(csv.DictReader(io.StringIO(client.get(own).data.decode("utf-8-sig"))))
    assert {row["Order coding"] for row in rows} == {"ASC-4430-AC"}
    families.sign_in(client, billed.made.viewers["person"])
    assert "ASC-4430-AC" not in client.get(own).text


def test_the_file_names_the_credit_note_by_which_money_came_back_and_no_number_for_what_was_never_paid(
    client: CheckedClient, traveller: time_machine.Traveller
) -> None:
    billed = over(booked(), traveller)
    first = billed.send()
    invoices.credit(first, reason="One night was not right", amounts={1: 50_00}, by=billed.seller)
    billed.pay()
    moved = [row for row in file_of(client, billed) if row["Invoice"]]
    assert [(row["What"], row["In"], row["Out"], row["Invoice"]) for row in moved] == [
        ("Paid", "", "150.00", "INV-0001")
    ]
    back = invoices.credit(first, reason="Nor was the other", amounts={1: 30_00}, by=billed.seller)
    assert [row["Invoice"] for row in file_of(client, billed) if row["Invoice"]] == ["INV-0001"]
    invoices.mark_refunded(back, by=billed.payer)
    rows = file_of(client, billed)
    moved = [row for row in rows if row["Invoice"]]
    assert [(row["What"], row["In"], row["Out"], row["Invoice"]) for row in moved] == [
        ("Paid", "", "150.00", "INV-0001"),
        ("Money back", "30.00", "", "CN-0003"),
    ]
    assert {(row["Purchase order"], row["Provider"], row["Person"]) for row in moved} == {
        ("PO 4411", "Owners of Whin Lodge", "Callum Hume")
    }
    sums = {row["What"]: row["Sum"] for row in rows if row["What"].startswith("Total")}
    assert sums["Total out"] == "150.00"
    assert [row["Out"] for row in rows if row["Out"]] == ["150.00"]


def test_the_file_tells_a_credit_note_that_was_set_against_a_payment_from_what_it_paid(
    client: CheckedClient, traveller: time_machine.Traveller
) -> None:
    billed = over(booked(), traveller)
    first = billed.send()
    invoices.credit(first, reason="One night was not right", amounts={1: 50_00}, by=billed.seller)
    billed.pay()
    note = invoices.credit(first, reason="Nor was the other", amounts={1: 30_00}, by=billed.seller)
    second = billed.send()
    invoices.accept(second, by=billed.payer)
    invoices.LISTS.mark_paid(invoices.LISTS.make([second, note], by=billed.payer), by=billed.payer)
    moved = [row for row in file_of(client, billed) if row["Invoice"]]
    assert [(row["What"], row["In"], row["Out"], row["Invoice"]) for row in moved] == [
        ("Paid", "", "150.00", "INV-0001"),
        ("Paid", "", "50.00", "INV-0004"),
        ("Money back", "30.00", "", "CN-0003"),
    ]


def file_of(client: CheckedClient, billed: Billed) -> list[dict[str, str]]:
    """The rows of this month's file, as the council's finance takes it."""
    families.sign_in(client, billed.payer)
    bare = send(client, "/accounts", press=f"Make the file of {Month.of(clock.today()).words}").location.split("?")[0]
    while jobs.work(exports.doers(told_to_funders)):
        pass
    text = client.get(f"{bare}/statements.csv").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_each_age_leads_to_its_holds_with_pot_person_for_what_and_since_when(
    client: CheckedClient, traveller: time_machine.Traveller
) -> None:
    billed = booked()
    finance = billed.payer
    families.sign_in(client, finance)
    assert "Callum Hume" in words(client.get("/accounts/set-aside?age=0"))
    traveller.shift(timedelta(days=8))
    families.sign_in(client, finance)
    assert 'href="/accounts/set-aside?age=1">8 to 30 days</a>' in client.get("/accounts").text
    old = words(client.get("/accounts/set-aside?age=1"))
    assert "Set aside now, for 8 to 30 days" in old
    for said in ("Callum Hume", "£200.00", billed.made.pot("virtual").name, "with friends"):
        assert said in old
    assert "Nothing is set aside" in words(client.get("/accounts/set-aside?age=0"))
    assert "Callum Hume" in words(client.get("/accounts/set-aside?age=x"))
    families.sign_in(client, families.officer("Fife Ance", council=families.FIFE, role=RoleName.COUNCIL_FINANCE))
    assert "Nothing is set aside" in words(client.get("/accounts/set-aside"))
    for reader in (families.viewer("Anna"), families.officer()):
        families.sign_in(client, reader)
        assert client.get("/accounts/set-aside").status_code == 404


def test_what_was_told_to_us_is_no_income_of_the_month(client: CheckedClient) -> None:
    officer = families.officer()
    callum = families.person(council=families.BORDERS)
    told = pots.pot("direct_payment", person=callum, by=officer).ref
    since = clock.today() - timedelta(days=1)
    for pence in (1_200_00, 1_150_00):
        stating.state_amount(told, stated=Stated(since, pence, evidence="Bank statement"), by=officer)
    pots.pot(person=callum, by=officer, pence=1_000_00)
    families.sign_in(client, families.officer(role=RoleName.COUNCIL_FINANCE))
    said = words(client.get("/accounts"))
    told_row = "Pots 1 Before £0.00 In £0.00 Told to us £1,150.00 Out £0.00 Left £1,150.00"
    assert f"Direct payment {told_row}" in said
    assert "All Pots 2 Before £0.00 In £1,000.00 Told to us £1,150.00 Out £0.00 Left £2,150.00" in said
    assert "It is no income of this month." in said
    families.sign_in(client, officer)
    page = words(client.get(f"/money/{told}"))
    as_of = f"as of {since.day} {since:%B %Y}"
    assert "Told to us £1,150.00 Came in £0.00 Went out" in page
    assert f"Amount told to us, {as_of}" in page
    assert f"Newer amount told to us, {as_of}" in page
    assert "£50.00 less" in page
