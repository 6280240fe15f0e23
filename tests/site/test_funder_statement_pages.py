"""Statements for funders who have nobody here: of one person for who keeps their papers, of all for the brokerage."""

import csv
import io
from collections.abc import Mapping

import pytest
import time_machine
from sqlalchemy import select, update

from marketplace import jobs
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Look
from marketplace.booking.models import Share
from marketplace.booking.queries.paid_for import told_to_funders
from marketplace.budgets.services import exports
from marketplace.budgets.statement import Month
from marketplace.clock import today
from marketplace.db import session, transaction
from marketplace.errors import NotFound
from marketplace.people.representation import Capacity, Scope
from tests import families, led, pots
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.led import Led
from tests.paper import send, words

pytestmark = on_both

FUNDER = "The funder"
"""From whom all money of this break comes that is no council's, by its name; the NHS pays an invoice of it."""


@pytest.fixture
def paid(traveller: time_machine.Traveller) -> Led:
    """A break whose support the NHS leads: it paid the whole invoice, and says what its own part mattered for."""
    one = led.booked()
    nhs, council, _ = one.made.line("support").shares
    with transaction():
        session.execute(update(Share).where(Share.id == nhs.id).values(outcome_id=council.outcome_id))
    led.over(one, traveller)
    one.pay(one.send())
    return one


def _of_person(one: Led) -> str:
    return f"/people/{one.made.people['person']}/money/statement"


def _as(client: CheckedClient, who: Viewer) -> CheckedClient:
    session.rollback()
    families.sign_in(client, who)
    return client


def _table(client: CheckedClient, path: str, **asked: str) -> list[Mapping[str, str]]:
    text = client.get(path, query_string=asked).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_whoever_keeps_the_papers_of_somebodys_money_reads_those_of_one_funder_in_the_words_of_funders(
    client: CheckedClient, paid: Led
) -> None:
    page, asked = _of_person(paid), {"funder": FUNDER}
    family = _as(client, paid.made.arranger)
    whole = words(family.get(page))
    assert "To send to a funder" in whole
    assert paid.made.break_.title in whole
    read = words(family.get(page, query_string=asked))
    assert f"for {FUNDER}" in read
    assert paid.made.break_.title not in read
    nhs = paid.made.pot("nhs")
    assert nhs.name in read
    half = read.split("What it was for")[1]
    assert "Away with people my own age" in half
    assert "for: Away with people my own age" not in half, "what matters is said once, at the head of its row"
    (row,) = [one for one in _table(family, f"{page}.csv", **asked) if one["Pot"] == nhs.name and one["What"] == "Paid"]
    assert row["Out"] == f"{led.NHS // 100}.{led.NHS % 100:02d}"
    assert row["For"].endswith(", for: Away with people my own age")
    pdf = family.get(f"{page}.pdf", query_string=asked)
    assert (pdf.status_code, pdf.data[:5]) == (200, b"%PDF-")


def test_a_statement_for_one_funder_has_no_pot_of_another(client: CheckedClient, paid: Led) -> None:
    officer = paid.made.viewers["officer"]
    elsewhere = pots.pot("nhs", name="From elsewhere", person=paid.made.people["person"], by=officer).funder
    family = _as(client, paid.made.arranger)
    for funder, has in ((FUNDER, False), (elsewhere, True), ("", True)):
        read = words(family.get(_of_person(paid), query_string={"funder": funder}))
        assert ("From elsewhere" in read) is has, funder
        pots_read = {row["Pot"] for row in _table(family, f"{_of_person(paid)}.csv", funder=funder)}
        assert ("From elsewhere" in pots_read) is has, funder
    for ending in ("", ".csv", ".pdf"):
        assert family.get(f"{_of_person(paid)}{ending}", query_string={"funder": "Nobody"}).status_code == 404


def test_who_may_not_see_the_money_finds_no_statement_for_a_funder(client: CheckedClient, paid: Led) -> None:
    told = families.viewer("Kay Told")
    families.acts_for(told, paid.made.people["person"], Scope.MEDICAL)
    for reader in (told, families.viewer("Sam Stranger"), paid.lead, paid.council, paid.seller):
        browser = _as(client, reader)
        for ending in ("", ".csv", ".pdf"):
            got = browser.get(f"{_of_person(paid)}{ending}", query_string={"funder": FUNDER}).status_code
            assert got in {403, 404}, (reader.name, ending)


@pytest.mark.parametrize("who", ["person", "family", "officer"])
def test_each_look_of_another_at_a_statement_for_a_funder_is_recorded(
    client: CheckedClient, paid: Led, who: str
) -> None:
    reader = paid.made.viewers[who]
    for ending in ("", ".csv", ".pdf"):
        assert _as(client, reader).get(f"{_of_person(paid)}{ending}?funder={FUNDER}").status_code == 200
    assert _looks(paid, reader) == (0 if who == "person" else 3)


def _looks(one: Led, by: Viewer) -> int:
    session.rollback()
    about = select(Look).where(Look.about == f"person:{one.made.people['person']}", Look.what == "pot statement")
    return len(session.scalars(about.where(Look.by_account_id == by.account_id)).all())


def test_the_brokerages_finance_sends_a_funder_the_money_half_of_all_its_pots(client: CheckedClient, paid: Led) -> None:
    finance = _as(client, paid.lead)
    assert "/accounts/funders" in finance.get("/payments").text
    assert FUNDER in words(finance.get("/accounts/funders"))
    page = words(finance.get("/accounts/funders", query_string={"funder": FUNDER}))
    nhs = paid.made.pot("nhs")
    assert "Callum Hume" in page
    assert nhs.name in page
    for kept_here in (paid.made.pot("direct").name, paid.made.pot("virtual").name):
        assert kept_here not in page
    for theirs in (paid.made.break_.title, "Away with people"):
        assert theirs not in page
    pdf = finance.get("/accounts/funders/statement.pdf", query_string={"funder": FUNDER})
    assert (pdf.status_code, pdf.data[:5]) == (200, b"%PDF-")
    assert _looks(paid, paid.lead) == 2


def test_the_file_of_a_funder_is_made_in_steps_and_read_by_whoever_asked_for_it_alone(
    client: CheckedClient, paid: Led
) -> None:
    finance = _as(client, paid.lead)
    path = f"/accounts/funders?funder={FUNDER}"
    asked = send(finance, path, press=f"Make the file of {Month.of(today()).words}")
    assert asked.status_code == 303
    assert _looks(paid, paid.lead) == 2
    while jobs.work(exports.doers(told_to_funders)):
        pass
    bare = asked.location.split("?")[0]
    assert f"for {FUNDER}" in words(finance.get(bare))
    rows = _table(finance, f"{bare}/statements.csv")
    assert {(row["Pot"], row["Person"]) for row in rows} == {(paid.made.pot("nhs").name, "Callum Hume")}
    (moved,) = [row for row in rows if row["What"] == "Paid"]
    assert moved["Invoice"]
    assert moved["For"]
    assert "for:" not in moved["For"]
    colleague = families.viewer("Cora Finance", RoleName.BROKERAGE_FINANCE)
    for reader in (colleague, paid.council, paid.made.arranger, paid.made.viewers["officer"]):
        assert _as(client, reader).get(f"{bare}/statements.csv").status_code == 404, reader.name


def test_nobody_but_the_brokerages_finance_reads_a_whole_funder(client: CheckedClient, paid: Led) -> None:
    broker = families.viewer("Bea Broker", RoleName.BROKERAGE)
    for reader in (paid.council, paid.seller, paid.made.arranger, paid.made.viewers["officer"], broker):
        browser = _as(client, reader)
        for path in ("/accounts/funders", "/accounts/funders/statement.pdf"):
            assert browser.get(path, query_string={"funder": FUNDER}).status_code in {403, 404}, (reader.name, path)
        with pytest.raises(NotFound):
            exports.ask_for(str(Month.of(today())), by=reader, funder=FUNDER)
    finance = _as(client, paid.lead)
    for not_sent in ("Nobody", "Scottish Borders Council"):
        assert finance.get("/accounts/funders", query_string={"funder": not_sent}).status_code == 404
        with pytest.raises(NotFound):
            exports.ask_for(str(Month.of(today())), by=paid.lead, funder=not_sent)


def test_finance_of_the_brokerage_who_acts_for_somebody_sends_no_statement_of_theirs(
    client: CheckedClient, paid: Led
) -> None:
    families.acts_for(paid.lead, paid.made.people["person"], capacity=Capacity.HELPER)
    finance = _as(client, paid.lead)
    asked = {"funder": FUNDER}
    assert "Callum Hume" not in words(finance.get("/accounts/funders", query_string=asked))
    send(finance, f"/accounts/funders?funder={FUNDER}", press=f"Make the file of {Month.of(today()).words}")
    while jobs.work(exports.doers(told_to_funders)):
        pass
    assert _looks(paid, paid.lead) == 0
