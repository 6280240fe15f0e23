"""A person is erased: nobody can tell who it was, the money is proved to the penny, and everybody else goes on."""

import json
import re

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import select, update

from marketplace import cli, clock, db, jobs
from marketplace.accounts.models import Account
from marketplace.accounts.roles import RoleName
from marketplace.audit import Actor, AuditRecord
from marketplace.booking import services as booking
from marketplace.booking.queries.paid_for import told_to_funders
from marketplace.budgets.queries.accounts import own_export
from marketplace.budgets.services import exports, proving
from marketplace.budgets.statement import Month
from marketplace.db import session, transaction
from marketplace.erasing.decided import erased_columns
from marketplace.erasing.services import ErasedAlready, StandsInTheWay, erase_person
from marketplace.errors import NotFound
from marketplace.people.erasure import Ground
from marketplace.people.models import Erasure, Person, SafetyNote, SafetyTopic
from marketplace.people.queries.persons import all_my_people, council_people, known
from tests import breaks, families
from tests.checked_client import CheckedClient
from tests.erasable import Erasable, erasable, paid
from tests.invoiced import Billed, booked, over
from tests.marked import KEPT_BY_LAW, MARK, every_table, found_in_the_database

BORDERS_COUNCIL = "Scottish Borders Council"
pytestmark = pytest.mark.usefixtures("database")
OPERATOR = Actor(name="operator")

FOUND_BY = {("letter", "about"), ("letter", "reader"), ("kept_result", "about"), ("job", "key")}
"""The references by which rows are found: no words can stand there."""

TOO_SHORT = {("person_need", "operator")}
"""No mark goes into two letters."""


@pytest.fixture
def them(traveller: time_machine.Traveller) -> Erasable:
    return erasable(traveller)


def test_nothing_of_an_erased_person_stands_anywhere_but_what_the_law_keeps(them: Erasable) -> None:
    marked = erased_columns() - FOUND_BY - TOO_SHORT
    assert them.marked.columns >= marked
    assert found_in_the_database(MARK) >= marked
    erase_person(them.person_ref, ground=Ground.ASKED, by=OPERATOR)
    assert found_in_the_database(MARK) == them.marked.columns & KEPT_BY_LAW
    assert found_in_the_database("Callum") == set()


# The money


def test_the_books_are_proved_before_and_after_and_every_seal_holds(them: Erasable) -> None:
    before = proving.prove()
    head = proving.seal()
    pot = them.billed.made.pot("virtual")
    left = breaks.balance(them.billed.made)
    erase_person(them.person_ref, ground=Ground.ASKED, by=OPERATOR)
    after = proving.prove(heads=[head])
    assert (before.flaws, after.flaws, after.entries, after.head) == (0, 0, before.entries, head)
    assert breaks.balance(them.billed.made) == left
    session.refresh(pot)
    assert (pot.name, pot.funder, pot.person.name) == ("Pot of an erased person", BORDERS_COUNCIL, "Erased person")


def test_pages_of_others_open_as_before_and_add_up_to_the_penny(
    client: CheckedClient, traveller: time_machine.Traveller
) -> None:
    billed = paid(traveller)
    before = sums_of_others(client, billed)
    erase_person(billed.made.people["person"], ground=Ground.ASKED, by=OPERATOR)
    after = sums_of_others(client, billed)
    assert {path: told(sums) for path, sums in after.items()} == {path: told(sums) for path, sums in before.items()}
    assert all(told(sums) for sums in before.values())


def told(sums: list[str]) -> list[str]:
    """Each sum that is not nought: what was free is left over once its pot is closed, and stands in another column."""
    return sorted(one for one in sums if one != "£0.00")


def sums_of_others(client: CheckedClient, billed: Billed) -> dict[str, list[str]]:
    """Every sum on pages of the provider and of the council's finance, page by page."""
    found = {}
    pot, run = billed.made.pots["virtual"], billed.invoice.run
    assert run is not None
    month = str(Month.of(clock.today()))
    pages = {
        "/earnings": billed.seller,
        "/earnings.csv": billed.seller,
        "/accounts": billed.payer,
        f"/money/{pot}": billed.payer,
        f"/money/{pot}/statement.csv": billed.payer,
        f"/invoices/{billed.sent[-1]}": billed.payer,
        f"/invoices-to-pay/lists/{run.ref}": billed.payer,
    }
    for path, who in pages.items():
        families.sign_in(client, who)
        answer = client.get(path)
        assert answer.status_code == 200, path
        found[path] = re.findall(r"£?-?\d[\d,]*\.\d\d", answer.text)
    export = exports.ask_for(month, by=billed.payer)
    while jobs.work(exports.doers(told_to_funders)):
        pass
    found["month"] = re.findall(r"-?\d+\.\d\d", own_export(export, viewer=billed.payer).content)
    return found


# What stands in the way, and who is left alone


def test_while_a_break_is_ahead_and_money_is_set_aside_nothing_is_erased() -> None:
    billed = booked()
    with pytest.raises(StandsInTheWay) as refused:
        erase_person(billed.made.people["person"], ground=Ground.ASKED, by=OPERATOR)
    assert len(refused.value.reasons) == 2
    assert "is confirmed. It has to be over, or cancelled" in refused.value.reasons[0]
    assert refused.value.reasons[1] == "£200.00 is set aside for breaks. It has to be paid or let go"
    assert billed.made.break_.title == "Two nights away"


def test_while_an_invoice_waits_to_be_paid_nothing_is_erased(traveller: time_machine.Traveller) -> None:
    billed = over(booked(), traveller)
    billed.send()
    booking.complete(billed.made.ref, by=billed.made.arranger)
    with pytest.raises(StandsInTheWay, match=r"INV-0001 of £200\.00 waits to be accepted"):
        erase_person(billed.made.people["person"], ground=Ground.ASKED, by=OPERATOR)


@pytest.mark.parametrize(
    ("table", "change", "words"),
    [
        ("promise", {"pence": 5_00}, "£5.00 of a break is still to be paid"),
        ("promise", {"paid_pence": 7_00}, "£7.00 has to go back to who paid it"),
        ("asked_money", {"let_go_at": None, "let_go_words": ""}, "£0.01 was asked back and has not come"),
        ("charge", {"state": "wanted"}, "A card is being charged for a break"),
        ("card_refund", {"done_at": None}, "Money is on its way back to a card"),
        ("card_dispute", {"state": "asked"}, "A card payment of £0.01 is disputed"),
        ("payout", {"state": "owed"}, "A provider is still to be sent its part of what was paid"),
        ("meeting", {"state": "asked"}, "A meeting with a PA is asked for or agreed. Call it off first"),
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"])  # what is open is decided in code
def test_what_is_open_is_said_and_stands_in_the_way(
    them: Erasable, table: str, change: dict[str, object], words: str
) -> None:
    with transaction():
        session.execute(update(every_table()[table]).values(change))
    with pytest.raises(StandsInTheWay) as refused:
        erase_person(them.person_ref, ground=Ground.ASKED, by=OPERATOR)
    assert refused.value.reasons == [words]
    assert found_in_the_database(MARK)


def test_it_is_done_once_and_the_record_says_when_by_whom_and_why_without_a_name(them: Erasable) -> None:
    erase_person(them.person_ref, ground=Ground.ORDERED, by=OPERATOR)
    with pytest.raises(ErasedAlready):
        erase_person(them.person_ref, ground=Ground.ASKED, by=OPERATOR)
    acts = session.scalars(select(AuditRecord).where(AuditRecord.action == "erase-person")).all()
    assert [(one.about, one.by_name, one.reason) for one in acts] == [
        (f"person:{them.person_ref}", "operator", "ordered")
    ]
    done = session.scalars(select(Erasure)).one()
    assert (done.ground, done.done_at is not None) == (Ground.ORDERED, True)


def test_the_sign_in_is_closed_its_address_is_free_and_nobody_acts_for_them(them: Erasable) -> None:
    made = them.billed.made
    own = session.get_one(Account, made.viewers["person"].account_id)
    email = own.email
    erase_person(them.person_ref, ground=Ground.ASKED, by=OPERATOR)
    session.refresh(own)
    assert (own.closed_at is not None, own.name) == (True, "Closed account")
    assert session.scalar(select(Account.id).where(Account.email == email)) is None
    for viewer in made.viewers.values():
        with pytest.raises(NotFound):
            known(them.person_ref, viewer=viewer)
    assert all_my_people(viewer=made.viewers["family"]) == []
    assert council_people(name="erased", viewer=made.viewers["officer"]).total == 0


def test_somebody_elses_words_stay_as_they_are(them: Erasable) -> None:
    with transaction():
        other = families.person("Isla Orr", account=families.viewer("Isla Orr", RoleName.PERSON), sling="Toileting")
        session.add(SafetyNote(person_id=person_of(other).id, topic=SafetyTopic.OTHER, words="Call Isla's sister"))
    before = found_in_the_database("Isla")
    erase_person(them.person_ref, ground=Ground.ASKED, by=OPERATOR)
    assert found_in_the_database("Isla") == before
    assert person_of(other).erased_at is None


def person_of(ref: str) -> Person:
    return session.scalars(select(Person).where(Person.ref == ref)).one()


# The command


def test_the_command_erases_or_says_what_stands_in_the_way(
    traveller: time_machine.Traveller, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    billed = over(booked(), traveller)
    ref = billed.made.people["person"]
    asked = ["people", "erase", ref, "--reason", "asked", "--json"]
    session.remove()
    early = CliRunner().invoke(cli.main, asked)
    assert (early.exit_code, json.loads(early.stdout)["erased"], len(json.loads(early.stdout)["why"])) == (2, False, 2)
    db.connect(database_url)
    billed.send()
    billed.pay()
    booking.complete(billed.made.ref, by=billed.made.arranger)
    session.remove()
    done = CliRunner().invoke(cli.main, asked)
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"erased": True, "why": []})
    again = CliRunner().invoke(cli.main, asked)
    assert (again.exit_code, json.loads(again.stdout)["why"]) == (2, ["This person was erased before"])
    nobody = CliRunner().invoke(cli.main, ["people", "erase", "nobody", "--reason", "asked"])
    assert (nobody.exit_code, nobody.stderr) == (2, "There is no person of this reference.\n")
    why = CliRunner().invoke(cli.main, ["people", "erase", ref, "--reason", "Callum wants it", "--json"])
    assert (why.exit_code, list(json.loads(why.stdout))) == (2, ["error"])
    db.connect(database_url)
