"""The pages about people as their readers use them: what is typed is kept, what is wrong is said where it is."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Look
from marketplace.db import session
from marketplace.notifications.models import Letter
from marketplace.people.models import Person, PersonNeed
from marketplace.people.needs import GROUPS
from marketplace.people.representation import Capacity, Scope
from tests import families
from tests.checked_client import CheckedClient

PASSWORD = "three green sheep"
HOSTILE = "<script>alert('x')</script>"
EMOJI = "Zoë \U0001f469\u200d\U0001f9bd O'Neil"


@pytest.fixture
def anna(app: object) -> Viewer:
    return families.viewer("Anna Hume", RoleName.CARER)


@pytest.fixture
def ref(anna: Viewer) -> str:
    made = families.person("Callum Hume", known_as="Cal", council=families.BORDERS, weight_kg=82)
    families.acts_for(anna, made)
    return made


def kept() -> Person:
    session.rollback()
    return session.scalars(select(Person).order_by(Person.id.desc())).first() or Person()


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', text)
    assert found, name
    return found[1]


def secret_to(email: str) -> str:
    body = session.scalars(select(Letter.body).where(Letter.to_address == email)).one()
    return body.split("/people/invitation/")[1].split()[0]


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


def test_the_profile_is_walked_page_by_page_and_saved_as_one_goes(
    client: CheckedClient, anna: Viewer, ref: str
) -> None:
    families.sign_in(client, anna)
    here = f"/people/{ref}/needs/{GROUPS[0].id}"
    for one in GROUPS:
        page = client.get(here)
        assert page.status_code == 200
        strengths = {question.id: "must" for question in one.questions if not question.choices}
        numbers = {f"{question.id}-value": "7" for question in one.questions if question.is_number}
        ticks = {f"{question.id}-value": [question.choices[0][0]] for question in one.questions if question.choices}
        chosen = {question.id: "should" for question in one.questions if question.choices}
        done = client.post(here, data={**strengths, **numbers, **ticks, **chosen, "seen": hidden(page.text, "seen")})
        assert done.status_code == 303, done.text
        here = done.location
    assert here == f"/people/{ref}/needs"
    count = session.scalar(select(func.count()).select_from(PersonNeed))
    assert count == sum(len(one.questions) for one in GROUPS)
    summary = client.get(here).text
    assert "doors 7 mm or wider" in summary
    assert client.get(f"/people/{ref}/needs/hoist").text.count(" checked>") >= len(GROUPS[3].questions)


@pytest.mark.parametrize(
    ("form", "field", "typed"),
    [
        ({"hoist_load_kg": "must", "hoist_load_kg-value": "heavy"}, "hoist_load_kg-value", 'value="heavy"'),
        ({"hoist_load_kg": "must", "hoist_load_kg-value": ""}, "hoist_load_kg-value", ""),
        ({"hoist_load_kg": "", "hoist_load_kg-value": "150"}, "hoist_load_kg", 'value="150"'),
        ({"hoist": "must"}, "hoist-value", ""),
        ({"hoist": "must", "hoist-value": ["rope"]}, "hoist-value", ""),
        ({"hoist": "always"}, "hoist", ""),
        ({"hoist_load_kg": "avoid", "hoist_load_kg-value": "150"}, "hoist_load_kg", 'value="150"'),
        ({"hoist_load_kg": "must", "hoist_load_kg-value": "1" * 10_000}, "hoist_load_kg-value", "1" * 10_000),
    ],
)
def test_an_answer_that_cannot_be_meant_is_said_at_its_question(
    client: CheckedClient, anna: Viewer, ref: str, form: dict[str, Any], field: str, typed: str
) -> None:
    families.sign_in(client, anna)
    page = client.post(f"/people/{ref}/needs/hoist", data={"hoist_bedroom": "must", **form})
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert typed in page.text
    assert session.scalar(select(func.count()).select_from(PersonNeed)) == 0


def test_to_say_that_something_matters_no_longer_is_enough(client: CheckedClient, anna: Viewer, ref: str) -> None:
    families.sign_in(client, anna)
    here = f"/people/{ref}/needs/hoist"
    client.post(here, data={"hoist_load_kg": "must", "hoist_load_kg-value": "150"})
    assert client.post(here, data={"hoist_load_kg": "", "hoist_load_kg-value": "150"}).status_code == 303
    assert session.scalar(select(func.count()).select_from(PersonNeed)) == 0


def test_a_need_is_taken_off_with_one_press(client: CheckedClient, anna: Viewer, ref: str) -> None:
    families.sign_in(client, anna)
    client.post(f"/people/{ref}/needs/sensory", data={"quiet": "should"})
    drop = {"fact": "quiet", "strength": "should"}
    assert client.post(f"/people/{ref}/needs/drop", data={**drop, "strength": "x"}).status_code == 404
    assert client.post(f"/people/{ref}/needs/drop", data=drop).status_code == 303
    assert client.post(f"/people/{ref}/needs/drop", data=drop).status_code == 404


def test_of_two_editors_the_second_sees_both_and_decides(client: CheckedClient, anna: Viewer, ref: str) -> None:
    families.sign_in(client, anna)
    here = f"/people/{ref}/details"
    seen = hidden(client.get(here).text, "seen")
    assert client.post(here, data={"name": "First Editor", "seen": seen}).status_code == 303
    page = client.post(here, data={"name": "Second Editor", "seen": seen})
    assert page.status_code == 409
    assert "What is kept now" in page.text
    assert "First Editor" in page.text
    assert 'value="Second Editor"' in page.text
    done = client.post(here, data={"name": "Second Editor", "seen": hidden(page.text, "seen")})
    assert done.status_code == 303
    assert kept().name == "Second Editor"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("needs/sensory", {"quiet": "must"}),
        ("measures", {"chair_width_mm": "680", "weight_kg": "90"}),
        ("safety", {"seizures": "Once a month"}),
    ],
)
def test_no_form_of_the_profile_overwrites_what_it_did_not_show(
    client: CheckedClient, anna: Viewer, ref: str, path: str, form: dict[str, str]
) -> None:
    families.sign_in(client, anna)
    here = f"/people/{ref}/{path}"
    seen = hidden(client.get(here).text, "seen")
    assert client.post(here, data={**form, "seen": seen}).status_code == 303
    page = client.post(here, data={"seen": seen})
    assert page.status_code == 409
    assert "What is kept now" in page.text


def test_a_form_sent_twice_is_done_once(client: CheckedClient, anna: Viewer) -> None:
    families.sign_in(client, anna)
    form = {"name": "Callum", "consent": "told", "cares": "no", "once": "the-same-key"}
    first, second = (client.post("/people/add/as/helper", data=form) for _ in range(2))
    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_helper_without_health_notes_sees_neither_weight_nor_notes(client: CheckedClient, ref: str) -> None:
    ewan = families.viewer("Ewan Bell")
    families.acts_for(ewan, ref, Scope.SEE, Scope.PLAN)
    families.sign_in(client, ewan)
    for path in ("", "/needs", "/measures", "/details", "/helpers"):
        page = client.get(f"/people/{ref}{path}")
        assert page.status_code == 200
        assert "82" not in page.text.split("<main", 1)[1].split("</main>")[0], path
    assert client.get(f"/people/{ref}/safety").status_code == 403
    assert "weight_kg" not in client.get(f"/people/{ref}/measures").text


def test_who_may_only_look_is_offered_nothing_to_change(client: CheckedClient, ref: str) -> None:
    reader = families.viewer("Only Reads")
    families.acts_for(reader, ref, Scope.SEE)
    families.sign_in(client, reader)
    for path in ("", "/needs", "/helpers", "/plans"):
        main = client.get(f"/people/{ref}{path}").text.split("<main", 1)[1].split("</main>")[0]
        assert "<form" not in main, path
    for path in ("/details", "/measures", "/needs/hoist", "/helpers/invite", "/helpers/invite/helper", "/sign-in"):
        assert client.get(f"/people/{ref}{path}").status_code == 403, path


def test_each_page_opened_is_a_look_that_the_person_reads(client: CheckedClient, anna: Viewer) -> None:
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    ref = families.person("Callum Hume", account=callum, council=families.BORDERS)
    families.acts_for(anna, ref)
    families.sign_in(client, anna)
    pages = {"": "page", "/needs": "needs", "/safety": "health notes", "/helpers": "helpers", "/plans": "support plans"}
    for path in (*pages, "/details", "/measures", "/needs/hoist"):
        assert client.get(f"/people/{ref}{path}").status_code == 200
    seen = session.scalars(select(Look.what).order_by(Look.id)).all()
    assert seen == [*pages.values(), "details", "measures", "needs"]
    families.sign_in(client, callum)
    page = client.get(f"/people/{ref}/looks")
    assert "as helper: needs, 2 times" in page.text
    assert "health notes" in page.text
    assert session.scalar(select(func.count()).select_from(Look)) == len(seen)


def test_what_is_ended_is_gone_at_the_next_request(client: CheckedClient, anna: Viewer, ref: str) -> None:
    ewan = families.viewer("Ewan Bell")
    helping = families.acts_for(ewan, ref)
    theirs = client.application.test_client()
    families.sign_in(theirs, ewan)
    assert theirs.get(f"/people/{ref}").status_code == 200
    families.sign_in(client, families.officer())
    end = f"/people/{ref}/helpers/{helping}/end"
    assert "Ewan Bell" in client.get(end).text
    assert client.post(end).status_code == 303
    assert theirs.get(f"/people/{ref}").status_code == 404
    assert theirs.post(f"/people/{ref}/details", data={"name": "Mine"}).status_code == 404
    assert (
        client.get(f"/people/{ref}/helpers").text.count("Ewan Bell, helper, from Wednesday 1 January 2020: ended") == 1
    )


def test_somebody_new_says_yes_and_is_in(client: CheckedClient, anna: Viewer, ref: str) -> None:
    families.sign_in(client, anna)
    form = {"email": "iona@example.org", "scopes": ["plan"], "consent": "told"}
    assert client.post(f"/people/{ref}/helpers/invite/helper", data=form).status_code == 303
    secret = secret_to("iona@example.org")
    iona = client.application.test_client()
    page = iona.get(f"/people/invitation/{secret}")
    assert "Anna Hume" in page.text
    assert "Callum Hume" not in page.text  # before the yes no more than what he is called
    again = iona.post(f"/people/invitation/{secret}", data={"name": "Iona Reid", "password": "short"})
    assert again.status_code == 422
    assert 'value="Iona Reid"' in again.text
    done = iona.post(f"/people/invitation/{secret}", data={"name": "Iona Reid", "password": PASSWORD})
    assert done.location == f"/people/{ref}"
    assert iona.get(f"/people/{ref}").status_code == 200
    assert iona.get(f"/people/{ref}/safety").status_code == 403
    assert iona.get(f"/people/invitation/{secret}").status_code == 410


def test_somebody_signed_in_with_another_address_is_told_so(client: CheckedClient, anna: Viewer, ref: str) -> None:
    iona = families.viewer("Iona Reid")
    families.sign_in(client, anna)
    form = {"email": iona.email, "scopes": ["plan"], "consent": "told"}
    client.post(f"/people/{ref}/helpers/invite/helper", data=form)
    here = f"/people/invitation/{secret_to(iona.email)}"
    assert "went to another address" in client.get(here).text
    assert client.post(here, data={"answer": "yes"}).status_code == 200
    visitor = client.application.test_client()
    assert "Sign in to answer" in visitor.get(here).text
    families.sign_in(client, iona)
    assert client.post(here, data={"answer": "yes"}).location == f"/people/{ref}"


def test_a_no_is_taken_from_whoever_holds_the_link(client: CheckedClient, anna: Viewer, ref: str) -> None:
    families.sign_in(client, anna)
    form = {"email": "iona@example.org", "scopes": ["plan"], "consent": "told"}
    client.post(f"/people/{ref}/helpers/invite/helper", data=form)
    visitor = client.application.test_client()
    here = f"/people/invitation/{secret_to('iona@example.org')}"
    done = visitor.post(here, data={"answer": "no"}, follow_redirects=True)
    assert (done.status_code, done.request.path) == (200, "/people/invitation-declined")
    assert visitor.get(here).status_code == 410


def test_a_guardians_invitation_without_papers_is_refused_at_its_field(
    client: CheckedClient, anna: Viewer, ref: str
) -> None:
    families.sign_in(client, anna)
    form = {"email": "g@example.org", "scopes": ["plan"], **with_day("until_on", "31", "12", "1800")}
    page = client.post(f"/people/{ref}/helpers/invite/guardian", data=form)
    assert page.status_code == 422
    assert 'href="#powers"' in page.text
    assert 'href="#until_on-day"' in page.text
    assert 'value="1800"' in page.text
    assert session.scalar(select(func.count()).select_from(Letter)) == 0


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


def test_an_officers_search_keeps_its_words_from_page_to_page(client: CheckedClient, app: object) -> None:
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


def test_a_guardian_whose_powers_were_never_recorded_sees_nobody(client: CheckedClient, ref: str) -> None:
    guardian = families.viewer("Guardian")
    families.acts_for(guardian, ref, capacity=Capacity.GUARDIAN)
    families.sign_in(client, guardian)
    assert client.get(f"/people/{ref}").status_code == 404
    assert "Nobody is here yet" in client.get("/people").text
