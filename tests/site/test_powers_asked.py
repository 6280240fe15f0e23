"""Whoever is decided for asks for an end of it; an officer, or the brokerage where there is none, looks and ends it."""

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Look
from marketplace.db import session
from marketplace.notifications.models import Letter
from marketplace.people.queries.persons import known
from marketplace.people.representation import Capacity
from marketplace.people.services import powers as services
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both

ORDER = "Order of 4 May 2025"
Guarded = tuple[str, str]
"""A person and the powers over them, by reference."""


@pytest.fixture
def callum(app: Flask) -> Viewer:
    return families.viewer("Callum Hume", RoleName.PERSON)


@pytest.fixture
def iona(app: Flask) -> Viewer:
    return families.viewer("Iona Reid")


def guarded(callum: Viewer, iona: Viewer, council: str = families.BORDERS) -> Guarded:
    ref = families.person("Callum Hume", account=callum, council=council)
    return ref, families.acts_for(iona, ref, capacity=Capacity.GUARDIAN, powers=ORDER)


def asked_of() -> list[str]:
    found = select(Letter.to_address).where(Letter.name == "people-end-asked").order_by(Letter.id)
    return [address or "" for address in session.scalars(found)]


def test_the_person_asks_on_the_page_of_who_helps_and_the_care_manager_ends_it(
    client: CheckedClient, callum: Viewer, iona: Viewer
) -> None:
    ref, powers = guarded(callum, iona)
    officer, approver = families.officer(), families.officer("Una Approver", role=RoleName.APPROVER)
    families.acts_for(officer, ref, capacity=Capacity.CARE_MANAGER)
    helpers, end = f"/people/{ref}/helpers", f"/people/{ref}/helpers/{powers}/end"
    families.sign_in(client, callum)
    assert "Ask for this to be ended" in client.get(helpers).text
    assert "Iona Reid is not told that you asked" in client.get(end).text
    assert client.post(end).status_code == 403
    for _ in range(2):
        assert client.post(f"/people/{ref}/helpers/{powers}/ask").status_code == 303
    assert asked_of() == [officer.email]
    assert "You asked on" in client.get(helpers).text
    families.sign_in(client, iona)
    assert "asked on" not in client.get(helpers).text
    families.sign_in(client, approver)
    assert "Callum Hume asked on" in client.get(helpers).text
    families.sign_in(client, officer)
    assert client.post(end).status_code == 303
    (told,) = session.scalars(select(Letter).where(Letter.name == "people-decider-ended"))
    assert (told.to_address, "Iona Reid is no longer your guardian" in told.subject) == (callum.email, True)


def test_nobody_but_the_person_asks_and_of_what_the_person_chose_there_is_nothing_to_ask(
    client: CheckedClient, callum: Viewer, iona: Viewer
) -> None:
    ref, powers = guarded(callum, iona)
    anna = families.viewer("Anna Hume")
    helping = families.acts_for(anna, ref)
    families.sign_in(client, anna)
    assert client.post(f"/people/{ref}/helpers/{powers}/ask").status_code == 403
    families.sign_in(client, callum)
    assert client.post(f"/people/{ref}/helpers/{helping}/ask").status_code == 403
    assert asked_of() == []


def test_who_has_the_powers_is_never_the_one_who_is_asked_to_look(callum: Viewer) -> None:
    guardian = families.officer("Iona Reid", role=RoleName.APPROVER)
    other = families.teammate(guardian, RoleName.APPROVER, "Una Approver")
    ref, powers = guarded(callum, guardian)
    services.ask_to_end(ref, powers, by=callum)
    assert asked_of() == [other.email]


@on_both
def test_without_a_council_the_brokerage_looks_and_ends_it(client: CheckedClient, callum: Viewer, iona: Viewer) -> None:
    ref, powers = guarded(callum, iona, council="")
    brokerage = families.viewer("Bea Broker", RoleName.BROKERAGE)
    services.ask_to_end(ref, powers, by=callum)
    assert asked_of() == [brokerage.email]
    families.sign_in(client, brokerage)
    text = client.get(f"/people/powers/{powers}").text
    assert ORDER in text
    assert "Callum Hume asked on" in text
    assert session.scalars(select(Look.about).where(Look.what == "powers")).all() == [f"person:{ref}"]
    assert client.post(f"/people/powers/{powers}").status_code == 303
    assert known(ref, viewer=callum).standing.may_decide
    assert client.get(f"/people/powers/{powers}").status_code == 404
    theirs = client.application.test_client()
    families.sign_in(theirs, iona)
    assert theirs.get(f"/people/{ref}").status_code == 404


def test_where_officers_are_the_brokerage_opens_no_powers(client: CheckedClient, callum: Viewer, iona: Viewer) -> None:
    _, powers = guarded(callum, iona)
    families.officer()
    families.sign_in(client, families.viewer("Bea Broker", RoleName.BROKERAGE))
    assert client.get(f"/people/powers/{powers}").status_code == 404
