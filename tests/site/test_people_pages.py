"""The pages about people as their readers use them: what is typed is kept, what is wrong is said where it is."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace import clock, wording
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.people.models import Duty, Person
from marketplace.people.representation import Scope
from marketplace.people.services.support_plans import PlanTerms, add_outcome, make_support_plan
from tests import families
from tests.checked_client import CheckedClient

HOSTILE = "<script>alert('x')</script>"
EMOJI = "Zoë \U0001f469\u200d\U0001f9bd O'Neil"


@pytest.fixture
def anna(app: Flask) -> Viewer:
    return families.viewer("Anna Hume", RoleName.CARER)


@pytest.fixture
def ref(anna: Viewer) -> str:
    made = families.person("Callum Hume", known_as="Cal", council=families.BORDERS, weight_kg=82)
    families.acts_for(anna, made)
    return made


def kept() -> Person:
    session.rollback()
    return session.scalars(select(Person).order_by(Person.id.desc())).first() or Person()


def with_day(name: str, *parts: str) -> dict[str, Any]:
    return {name: list(parts)}


@pytest.mark.parametrize("name", [HOSTILE, EMOJI, "Ш" * 120, "0", "O'Brien & Sons"])
def test_a_name_is_shown_as_it_was_typed(client: CheckedClient, anna: Viewer, name: str) -> None:
    families.sign_in(client, anna)
    form = {"name": name, "consent": "told", "cares": "no"}
    page = client.post("/people/add/as/helper", data=form, follow_redirects=True)
    assert page.status_code == 200
    assert HOSTILE not in page.text
    assert client.get(f"/people/{kept().ref}").status_code == 200
    assert client.get("/people").text.count("<h3>") == 1
    assert kept().name.replace("\u200d", "") == name.replace("\u200d", "")


def test_the_name_somebody_is_known_by_keeps_its_capital_in_the_list(
    client: CheckedClient, anna: Viewer, ref: str
) -> None:
    families.sign_in(client, anna)
    assert ref in (page := client.get("/people")).text
    assert "Known as Cal" in page.text


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(client: CheckedClient, anna: Viewer) -> None:
    families.sign_in(client, anna)
    form = {
        "name": "x" * 10_000,
        "postcode": HOSTILE,
        "email": "no address",
        "telephone": "call me",
        "powers": "",
        "cares": "perhaps",
        **with_day("born_on", "31", "2", "1800"),
        **with_day("from_on", "1", "1", "2999"),
    }
    page = client.post("/people/add/as/guardian", data=form)
    assert page.status_code == 422
    for field in ("name", "born_on-day", "powers", "from_on-day", "cares"):
        assert f'href="#{field}"' in page.text, field
    for typed in ("x" * 10_000, "&lt;script&gt;", "no address", "call me", 'value="1800"', 'value="2999"'):
        assert typed in page.text, typed[:20]
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_service_refuses_at_the_field_too(client: CheckedClient, anna: Viewer) -> None:
    families.sign_in(client, anna)
    form = {"name": "Callum", "postcode": "Duns", "email": "no address", "consent": "told", "cares": "no"}
    page = client.post("/people/add/as/helper", data=form)
    assert page.status_code == 422
    assert 'href="#postcode"' in page.text
    assert 'href="#email"' in page.text
    assert 'value="Duns"' in page.text


def test_a_parent_of_somebody_over_sixteen_is_told_what_to_do_instead(client: CheckedClient, anna: Viewer) -> None:
    families.sign_in(client, anna)
    page = client.post(
        "/people/add/as/parent", data={"name": "Callum", "cares": "yes", **with_day("born_on", "9", "1", "2008")}
    )
    assert page.status_code == 422
    assert "From 16 a parent acts as a helper" in page.text


@pytest.mark.parametrize("capacity", ["care_manager", "nobody", "adviser"])
def test_a_family_adds_nobody_in_a_capacity_that_is_not_theirs(
    client: CheckedClient, anna: Viewer, capacity: str
) -> None:
    families.sign_in(client, anna)
    form = {"name": "Callum", "consent": "told"}
    assert client.post(f"/people/add/as/{capacity}", data=form).status_code in {403, 404}
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_each_role_is_asked_its_own_questions(client: CheckedClient, anna: Viewer) -> None:
    for who, landing in (
        (families.officer(), "/people/add/for-council"),
        (families.adviser(), "/people/add/as/adviser"),
    ):
        families.sign_in(client, who)
        page = client.get("/people/add", follow_redirects=True)
        assert (page.status_code, page.request.path) == (200, landing)
        assert "unpaid" not in page.text
    families.sign_in(client, anna)
    assert "/people/add/as/guardian" in client.get("/people/add").text


def test_somebody_adds_themself_and_is_asked_once(client: CheckedClient, anna: Viewer) -> None:
    families.sign_in(client, anna)
    assert "Mine" in client.get("/people/add").text
    done = client.post("/people/add/me", data={"name": "Anna Hume", "council": ""})
    assert done.status_code == 303
    assert "Mine" not in client.get("/people/add").text
    assert client.get("/people").text.count("You") > 0


def test_who_adds_themself_on_the_way_to_a_break_comes_back_to_it(client: CheckedClient, anna: Viewer) -> None:
    families.sign_in(client, anna)
    start = client.get("/breaks/new?town=Duns&from=2027-03-05").text
    way = re.search(r'href="(/people/add[^"]+)"', start)
    assert way, "nobody is there yet: a person is to be added first"
    chosen = re.search(r'href="(/people/add/me[^"]+)"', client.get(unescape(way[1])).text)
    assert chosen
    address = unescape(chosen[1])
    asked = client.get(address).text
    assert all(f'autocomplete="{each}"' in asked for each in ("name", "postal-code", "bday-year"))
    done = client.post(address, data={"name": "Anna Hume"})
    assert done.location == "/breaks/new?town=Duns&from=2027-03-05"
    elsewhere = client.post(
        "/people/add/as/helper?next=//evil.example", data={"name": "X", "consent": "told", "cares": "no"}
    )
    assert elsewhere.location.endswith("/needs")


def test_a_form_sent_twice_is_done_once(client: CheckedClient, anna: Viewer) -> None:
    families.sign_in(client, anna)
    form = {"name": "Callum", "consent": "told", "cares": "no", "once": "the-same-key"}
    first, second = (client.post("/people/add/as/helper", data=form) for _ in range(2))
    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_an_officer_takes_somebody_on_and_writes_their_support_plan(client: CheckedClient, ref: str) -> None:
    families.sign_in(client, families.officer())
    assert "You work with nobody yet" in client.get("/people").text
    assert "I work with Cal" in client.get(f"/people/{ref}").text
    assert client.post(f"/people/{ref}/take-on").status_code == 303
    assert "I work with Cal" not in client.get(f"/people/{ref}").text
    bad = client.post(f"/people/{ref}/plans/add", data=with_day("agreed_on", "1", "13", "2026"))
    assert bad.status_code == 422
    form = {
        "duty": "persons_support",
        **with_day("agreed_on", "2", "4", "2026"),
        **with_day("starts_on", "6", "4", "2026"),
        **with_day("ends_on", "5", "4", "2027"),
    }
    plan = client.post(f"/people/{ref}/plans/add", data=form).location
    assert client.get(plan).status_code == 200
    assert client.post(plan, data={"words": ""}).status_code == 422
    assert client.post(plan, data={"words": f"Away {HOSTILE}"}).status_code == 303
    page = client.get(plan).text
    assert HOSTILE not in page
    outcome = re.search(r'action="([^"]+/outcomes/[^"]+/end)"', page)
    assert outcome
    assert client.post(outcome[1]).status_code == 303
    assert client.get(f"{plan}/end").status_code == 200
    assert client.post(f"{plan}/end").status_code == 303
    assert "ended" in client.get(f"/people/{ref}/plans").text


def test_an_officers_search_keeps_its_words_from_page_to_page(client: CheckedClient, app: Flask) -> None:
    for number in range(45):
        families.person(f"Person {number:02}", council=families.BORDERS)
    families.sign_in(client, families.officer())
    page = client.get("/people?name=person&page=2")
    assert "Person 20" in page.text
    assert "/people?name=person&amp;page=3" in page.text
    for odd in ("0", "-1", "x", "9" * 50, "\u0662"):
        assert client.get("/people", query_string={"name": "person", "page": odd}).status_code == 200
    assert "Nobody here has that name" in client.get("/people", query_string={"name": HOSTILE}).text


def test_a_role_that_sees_no_people_opens_no_page_about_any(client: CheckedClient, anna: Viewer, ref: str) -> None:
    families.sign_in(client, anna)
    assert "Callum Hume" in client.get("/people").text
    families.sign_in(client, families.viewer("Shop", RoleName.PROVIDER))
    assert client.get("/people").status_code == 403
    assert client.get(f"/people/{ref}").status_code == 403


def test_who_cares_is_said_and_taken_back(client: CheckedClient, anna: Viewer, ref: str) -> None:
    families.sign_in(client, anna)
    here = f"/people/{ref}/carers"
    assert "I do" in client.get(here).text
    assert client.post(here, data={"carer": ""}).status_code == 422
    assert client.post(here, data={"carer": "somebody else"}).status_code == 422
    assert client.post(here, data={"carer": "me"}).status_code == 303
    page = client.get(here)
    assert "Anna Hume" in page.text
    end = re.search(r'action="([^"]+/carers/[^"]+/end)"', page.text)
    assert end
    assert client.post(end[1]).status_code == 303
    assert "Nobody is named yet" in client.get(here).text
    reader = families.viewer("Only Reads")
    families.acts_for(reader, ref, Scope.SEE)
    families.sign_in(client, reader)
    assert "Add a carer" not in client.get(here).text
    assert client.post(here, data={"carer": "me"}).status_code == 200
    assert "Nobody is named yet" in client.get(here).text


def test_what_matters_is_read_on_the_first_page_before_the_support_plan_starts(client: CheckedClient) -> None:
    mhairi, callum = families.officer(), families.viewer("Callum Hume", RoleName.PERSON)
    ref = families.person("Callum Hume", account=callum, council=families.BORDERS)
    today = clock.today()
    terms = PlanTerms(Duty.PERSONS_SUPPORT, today, today + timedelta(days=2), today + timedelta(days=9))
    plan = make_support_plan(ref, terms=terms, by=mhairi)
    add_outcome(ref, plan, words="To see the sea", by=mhairi)
    families.sign_in(client, callum)
    page = client.get(f"/people/{ref}").text
    assert "To see the sea</q>" in page
    assert f"(from {wording.day(terms.starts_on)})" in page
    assert "and you say yes to that" in page
    with_helper = families.viewer("Anna Hume", RoleName.CARER)
    families.acts_for(with_helper, ref)
    families.sign_in(client, with_helper)
    assert "and Callum Hume says yes to that" in client.get(f"/people/{ref}").text
