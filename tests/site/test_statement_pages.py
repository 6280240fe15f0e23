"""Pot statements to take away: of one pot and of all of one person, in both halves, as page, spreadsheet and paper."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.audit import Look
from marketplace.booking import services
from marketplace.budgets.statement import Month
from marketplace.db import session, transaction
from marketplace.payments.invoices import services as invoices
from tests import breaks, families, funded, golden, invoiced, pots
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import words
from tests.statements import statements

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what the ledger says is tried on both elsewhere
PAID_AFTER = timedelta(days=1)


@pytest.fixture
def done(client: CheckedClient) -> Golden:
    """A break of £200.00 that is over and paid from the council's pot; its mother signed in, a month after."""
    made = breaks.planned()
    golden.ask(made)
    golden.answer(made)
    made.pots["own"] = funded.pot(made.people["person"], "own", 0, plan_ref="", by=made.arranger, officer=made.arranger)
    with time_machine.travel(made.break_.ends_at + PAID_AFTER, tick=False):
        services.complete(made.ref, by=made.arranger)
        finance = families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)
        invoices.keep_payer_address(address=invoiced.COUNCIL, endpoint="", by=finance)
        invoiced.all_paid(made.offers["house"].by, finance)
    return made


def test_a_person_s_statement_says_what_each_pot_paid_and_what_it_was_for(client: CheckedClient, done: Golden) -> None:
    month = Month.of(clock.in_london(done.break_.ends_at + PAID_AFTER).date())
    with time_machine.travel(done.break_.ends_at + timedelta(days=40), tick=False):
        families.sign_in(client, done.arranger)
        path = f"/people/{done.people['person']}/money/statement"
        assert path in client.get(f"/people/{done.people['person']}/money").text
        page = client.get(f"{path}?month={month}")
        said = words(page)
        assert "Came in £0.00 Went out -£200.00 In the pot at the end £800.00" in said
        assert "What it was for" in said
        assert "Away with friends" in said
        assert "Whin Lodge, Two nights away: done, Callum Hume said yes" in said
        rows = list(csv.reader(io.StringIO(client.get(f"{path}.csv?month={month}").data.decode("utf-8-sig"))))
        assert rows[0][0] == "Pot"
        paid = next(row for row in rows if row[2] == "Paid")
        assert (paid[0], paid[3], paid[6], paid[7]) == (
            "Council arranged",
            "Whin Lodge, Two nights away",
            "200.00",
            "800.00",
        )
        paper = client.get(f"{path}.pdf?month={month}")
        root: Any = PdfReader(io.BytesIO(paper.data)).root_object
        assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en-GB")
        printed = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(paper.data)).pages)
        assert "£800.00" in printed
        assert "Away with friends" in printed
        told = dict(zip(rows[0], paid, strict=True))
        assert told["Invoice"]
        for text in (said, " ".join(printed.split())):
            assert f"{told['Provider']}, invoice {told['Invoice']}" in text
        one = client.get(f"/money/{done.pots['virtual']}/statement.pdf?month={month}")
        assert one.mimetype == "application/pdf"


def test_on_paper_the_sum_of_a_pot_is_said_once_and_after_all_that_makes_it_up(
    client: CheckedClient, done: Golden
) -> None:
    for number in range(30):
        pots.pot(name=f"Pot {number}", person=done.people["person"], by=done.viewers["officer"], pence=1_00)
    families.sign_in(client, done.arranger)
    paper = client.get(f"/people/{done.people['person']}/money/statement.pdf")
    sheets = PdfReader(io.BytesIO(paper.data)).pages
    printed = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    assert len(sheets) > 3
    said = re.findall(r"In the pot before|Went out|In the pot now", printed)
    assert said == ["In the pot before", "Went out", "In the pot now"] * 31


def test_the_person_s_spreadsheet_has_the_coding_for_whoever_books_by_it(client: CheckedClient, done: Golden) -> None:
    with transaction():
        done.pot("virtual").coding = "ASC-4430-AC"
    path = f"/people/{done.people['person']}/money/statement.csv"
    for who, coding in ((done.viewers["officer"], {"ASC-4430-AC"}), (done.arranger, {""})):
        families.sign_in(client, who)
        rows = csv.DictReader(io.StringIO(client.get(path).data.decode("utf-8-sig")))
        assert {row["Order coding"] for row in rows if row["Pot"] == "Council arranged"} == coding


def test_a_month_that_no_pot_has_is_the_latest_one(client: CheckedClient, done: Golden) -> None:
    families.sign_in(client, done.arranger)
    path = f"/people/{done.people['person']}/money/statement"
    latest = Month.of(clock.today()).words
    for month in ("1999-01", "2099-12", "soon", ""):
        assert f"<h1>Pot statements, {latest}" in client.get(f"{path}?month={month}").text.replace(' class="big"', "")


def test_others_do_not_find_it_and_a_look_is_written_down(client: CheckedClient, done: Golden) -> None:
    path = f"/people/{done.people['person']}/money/statement"
    families.sign_in(client, families.viewer("Stranger"))
    for end in ("", ".csv", ".pdf"):
        assert client.get(path + end).status_code == 404
    families.sign_in(client, done.viewers["officer"])
    assert client.get(path).status_code == 200
    session.rollback()
    assert session.scalars(select(Look.what)).all()[-1] == "pot statement"


def test_many_pots_are_read_in_as_many_questions_as_few(client: CheckedClient, done: Golden) -> None:
    families.sign_in(client, done.arranger)
    path = f"/people/{done.people['person']}/money/statement"
    client.get(path)
    with statements(client.application.extensions["engine"]) as few:
        client.get(path)
    for code in ("nhs", "ilf", "direct_payment"):
        funded.pot(done.people["person"], code, 10_00, plan_ref="", by=done.arranger, officer=done.arranger)
    with statements(client.application.extensions["engine"]) as many:
        client.get(path)
    assert len(many) == len(few)
