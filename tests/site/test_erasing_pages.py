"""Somebody asks to have what is kept of them deleted; the brokerage sees what stands in the way, and does it once."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.booking.models import Break
from marketplace.booking.sorts import Whose
from marketplace.db import session, transaction
from marketplace.erasing.services import erase_person
from marketplace.people.erasure import Ground, answer_by
from marketplace.people.models import Erasure, Person
from marketplace.people.representation import Capacity
from marketplace.wording import day
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.erasable import paid
from tests.invoiced import Billed, booked, over
from tests.marked import Marked


@pytest.fixture
def rowan(app: Flask) -> Viewer:
    return families.viewer("Rowan Kerr", RoleName.BROKERAGE)


@pytest.fixture
def billed(app: Flask, traveller: time_machine.Traveller) -> Billed:
    return paid(traveller)


def ask(client: CheckedClient, billed: Billed) -> str:
    """The person asks; the page of it for the brokerage."""
    families.sign_in(client, billed.made.viewers["person"])
    assert client.post(f"/people/{billed.made.people['person']}/delete").status_code == 303
    return f"/erasures/{asked().ref}"


def asked() -> Erasure:
    session.rollback()
    return session.scalars(select(Erasure)).one()


def person(billed: Billed) -> Person:
    session.rollback()
    return session.scalars(select(Person).where(Person.ref == billed.made.people["person"])).one()


@on_both
def test_a_person_asks_and_is_told_by_when_they_hear(client: CheckedClient, billed: Billed) -> None:
    families.sign_in(client, billed.made.viewers["person"])
    ref = billed.made.people["person"]
    assert "Ask us to delete what we keep of me" in client.get(f"/people/{ref}").text
    assert "Ask to delete it" in client.get(f"/people/{ref}/delete").text
    ask(client, billed)
    by = answer_by(clock.today(), months=1)
    assert asked().answer_by == by
    shown = client.get(f"/people/{ref}/delete").text
    assert f"You hear from us by {day(by)}" in shown
    assert "Ask to delete it" not in shown


def test_asked_twice_is_asked_once_and_it_can_be_taken_back(client: CheckedClient, billed: Billed) -> None:
    ask(client, billed)
    first = asked().ref
    ask(client, billed)
    assert asked().ref == first
    families.sign_in(client, billed.made.viewers["person"])
    assert client.post(f"/people/{billed.made.people['person']}/delete/take-back").status_code == 303
    session.rollback()
    assert session.scalars(select(Erasure)).all() == []


def test_a_helper_cannot_ask_and_whoever_decides_for_the_person_can(client: CheckedClient, billed: Billed) -> None:
    ref = billed.made.people["person"]
    families.sign_in(client, billed.made.viewers["family"])
    assert client.get(f"/people/{ref}/delete").status_code == 403
    assert client.post(f"/people/{ref}/delete").status_code == 403
    guardian = families.viewer("Gil Ardian")
    families.acts_for(guardian, ref, capacity=Capacity.GUARDIAN, powers="Order 12 of 2025")
    families.sign_in(client, guardian)
    assert client.post(f"/people/{ref}/delete").status_code == 303
    assert asked().asked_by_account_id == guardian.account_id


@on_both
def test_the_brokerage_does_it_and_the_family_finds_nobody(
    client: CheckedClient, billed: Billed, rowan: Viewer
) -> None:
    path = ask(client, billed)
    families.sign_in(client, rowan)
    listed = client.get("/erasures").text
    assert "Callum Hume" in listed
    assert 'To erase <span class="count">1<' in listed
    assert "What stands in the way" not in client.get(path).text
    unsaid = client.post(path)
    assert unsaid.status_code == 422
    assert "Choose why it is deleted" in unsaid.text
    assert person(billed).erased_at is None
    assert client.post(path, data={"ground": "asked"}).status_code == 303
    assert person(billed).name == "Erased person"
    assert asked().done_by_account_id == rowan.account_id
    assert "Nobody waits" in client.get("/erasures").text
    assert client.post(path, data={"ground": "asked"}).status_code == 404
    families.sign_in(client, billed.made.viewers["family"])
    for gone in (f"/people/{billed.made.people['person']}", f"/breaks/{billed.made.ref}"):
        assert client.get(gone).status_code == 404


def test_what_stands_in_the_way_is_said_in_words_and_nothing_is_pressed(
    client: CheckedClient, app: Flask, traveller: time_machine.Traveller, rowan: Viewer
) -> None:
    billed = over(booked(), traveller)
    path = ask(client, billed)
    families.sign_in(client, rowan)
    shown = client.get(path).text
    assert "What stands in the way" in shown
    assert "£200.00 is set aside for breaks. It has to be paid or let go." in shown
    assert "Delete it for good" not in shown
    assert client.post(path, data={"ground": "asked"}).status_code == 409
    assert person(billed).erased_at is None


def test_an_answer_that_is_late_is_said(
    client: CheckedClient, billed: Billed, rowan: Viewer, traveller: time_machine.Traveller
) -> None:
    path = ask(client, billed)
    traveller.shift(timedelta(days=40))
    families.sign_in(client, rowan)
    assert "<strong>late</strong>" in client.get("/erasures").text
    assert "that is over" in client.get(path).text


def test_nobody_but_the_brokerage_opens_the_task(client: CheckedClient, billed: Billed) -> None:
    path = ask(client, billed)
    for viewer in (billed.made.viewers["person"], billed.made.viewers["officer"], billed.payer, billed.seller):
        families.sign_in(client, viewer)
        assert client.get("/erasures").status_code == 403
        assert client.post(path, data={"ground": "asked"}).status_code == 403
    assert person(billed).erased_at is None


def test_a_carer_who_goes_along_still_opens_the_break_of_somebody_who_was_erased(
    client: CheckedClient, billed: Billed
) -> None:
    carer = families.viewer("Cara Orr", RoleName.CARER)
    own = families.person("Cara Orr", account=carer)
    ref = billed.made.ref
    quote = "a-quote-of-old"
    with transaction():
        one = session.scalars(select(Break).where(Break.ref == ref)).one()
        one.whose, one.carer_id = Whose.TOGETHER, session.scalars(select(Person.id).where(Person.ref == own)).one()
        marks = Marked({"break": one.id})
        made = marks.fill("quote", ref=quote)
        several = marks.fill("choice_set")
        marks.fill("choice", set_id=several, quote_id=made)
    erase_person(billed.made.people["person"], ground=Ground.ASKED, by=Actor(name="operator"))
    families.sign_in(client, carer)
    shown = client.get(f"/breaks/{ref}")
    assert shown.status_code == 200
    assert "Break of an erased person" in shown.text
    assert "Callum" not in shown.text
    for path in ("/breaks", f"/breaks/{ref}/quotes", "/choices", f"/breaks/{ref}/who-pays", f"/breaks/{ref}/paper"):
        assert client.get(path).status_code in {200, 403, 404}, path
    assert client.get(f"/quotes/{quote}").status_code == 404
