"""The pages of a profile: saved on the way, never over the words of somebody else, shown to whom they are for."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.access_facts.needs import Strength, parse_need
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Look
from marketplace.db import session
from marketplace.people.about import PARTS
from marketplace.people.models import Person, PersonNeed
from marketplace.people.needs import GROUPS
from marketplace.people.representation import Scope
from marketplace.people.services.easy import answer_easily
from marketplace.people.services.profile import keep_needs
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.paper import send, words


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


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', text)
    assert found, name
    return found[1]


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
    assert here == f"/people/{ref}/washing"
    count = session.scalar(select(func.count()).select_from(PersonNeed))
    assert count == sum(len(one.questions) for one in GROUPS)
    summary = client.get(f"/people/{ref}/needs").text
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


@on_both
def test_about_me_is_gone_through_from_first_to_last_page_and_says_how_far_it_is(
    client: CheckedClient, anna: Viewer, ref: str
) -> None:
    families.sign_in(client, anna)
    hub = f"/people/{ref}/needs"
    assert f"0 of {len(PARTS)}" in client.get(hub).text
    here, walked = f"/people/{ref}/notes/talking", 0
    while here != hub:
        page = client.get(here)
        assert f"Step {walked + 1} of {len(PARTS)}" in page.text
        sent = {
            "seen": hidden(page.text, "seen"),
            "filled_by": "told",
            "talking": "Looks up for yes",
            "night": "waking",
        }
        here = client.post(here, data=sent).location
        walked += 1
    assert walked == len(PARTS)
    done = client.get(hub).text
    for said in (f"{walked} of {walked}", "Looks up for yes", "one person who stays awake (waking night)"):
        assert said in done
    assert "told by them, and written down" in client.get(f"/people/{ref}/versions").text


@on_both
def test_two_versions_are_compared_and_old_ones_are_erased(client: CheckedClient, ref: str) -> None:
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    own = families.person("Callum Hume", account=callum)
    families.sign_in(client, callum)
    here = f"/people/{own}/notes/likes"
    client.post(here, data={"likes": "Horses", "filled_by": "with_help", "helped_by": "my mum"})
    client.post(here, data={"likes": "Swimming"})
    page = client.get(f"/people/{own}/versions").text
    assert "in their own words, with help from my mum" in page
    newer, older = re.findall(r'<option value="([^"]+)">', page.split('name="second"')[1])
    compared = client.get(f"/people/{own}/versions/compare?first={newer}&second={older}").text
    assert compared.index("New:") < compared.index("Swimming") < compared.index("Gone:") < compared.index("Horses")
    assert client.get(f"/people/{own}/versions/compare?first=x&second={older}").status_code == 404
    assert client.post(f"/people/{own}/versions/forget").status_code == 303
    page = client.get(f"/people/{own}/versions").text
    assert ("Swimming" in page, "Horses" in page) == (True, False)
    assert client.get(f"/people/{own}/notes/likes").status_code == 200


def test_a_helper_without_health_notes_reads_no_version_that_tells_them(
    client: CheckedClient, anna: Viewer, ref: str
) -> None:
    families.sign_in(client, anna)
    client.post(f"/people/{ref}/safety", data={"seizures": "Once a month"})
    client.post(f"/people/{ref}/measures", data={"chair_width_mm": "680", "weight_kg": "77", "with_chair_kg": "240"})
    for told in ("Once a month", "77 kg", "240 kg"):
        assert told in client.get(f"/people/{ref}/versions").text
    ewan = families.viewer("Ewan Bell")
    families.acts_for(ewan, ref, Scope.SEE, Scope.PLAN)
    families.sign_in(client, ewan)
    page = client.get(f"/people/{ref}/versions").text + client.get(f"/people/{ref}/who-sees").text
    assert "680 mm" in page
    for told in ("Once a month", "77 kg", "240 kg"):
        assert told not in page
    assert client.post(f"/people/{ref}/versions/forget").status_code == 403


def test_what_others_read_has_one_full_stop_between_what_was_written(
    client: CheckedClient, anna: Viewer, ref: str
) -> None:
    families.sign_in(client, anna)
    client.post(f"/people/{ref}/notes/likes", data={"likes": "Horses.", "dislikes": "Queues."})
    page = client.get(f"/people/{ref}/who-sees").text
    assert "Horses. " in page
    assert ".." not in page.partition("<main")[2].partition("</main")[0]


def test_easy_words_are_chosen_on_the_page_and_kept_for_the_account(client: CheckedClient) -> None:
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    own = families.person("Callum Hume", account=callum)
    families.sign_in(client, callum)
    here = f"/people/{own}/needs/hoist"
    assert "A hoist lifts me up." not in client.get(here).text
    done = client.post("/account/easy-words", data={"easy": "yes", "back": here})
    assert (done.status_code, done.location) == (303, here)
    page = client.get(here).text
    for said in ("A hoist lifts me up.", "I must have it", "All the words, please"):
        assert said in page
    assert client.get(f"/people/{own}/needs").status_code == 200
    assert client.post("/account/easy-words", data={"easy": "no", "back": "//evil.example"}).location == "/account"
    assert "I must have it" not in client.get(here).text


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


def test_a_helper_without_health_notes_sees_neither_weight_nor_notes(client: CheckedClient, ref: str) -> None:
    ewan = families.viewer("Ewan Bell")
    families.acts_for(ewan, ref, Scope.SEE, Scope.PLAN)
    families.sign_in(client, ewan)
    for path in ("", "/needs", "/measures", "/details", "/helpers"):
        page = client.get(f"/people/{ref}{path}")
        assert page.status_code == 200
        assert not re.search(r"(?<![\w-])82(?![\w-])", page.text.split("<main", 1)[1].split("</main>")[0]), path
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
    assert "(helper): needs, 2 times" in page.text
    assert "health notes" in page.text
    assert session.scalar(select(func.count()).select_from(Look)) == len(seen)


def test_a_word_of_the_trade_is_explained_at_its_field(client: CheckedClient, anna: Viewer, ref: str) -> None:
    families.sign_in(client, anna)
    page = client.get(f"/people/{ref}/needs/hoist").text
    assert re.search(r'aria-describedby="hoist_load_kg-means"', page)
    assert re.search(r'id="hoist_load_kg-means">Safe working load: the most weight', page)
    gantry = re.search(r'value="gantry" aria-describedby="([^"]+)"', page)
    assert gantry
    assert f'id="{gantry[1]}">A frame that stands over the bed' in page
    assert "A waking night: somebody stays awake" in client.get(f"/people/{ref}/support-times").text


def test_a_must_beside_a_must_not_of_one_fact_stays_when_the_page_with_all_words_is_saved(
    client: CheckedClient,
) -> None:
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    ref = families.person("Callum Hume", account=callum)
    keep_needs(ref, asked={"hoist"}, needs=[parse_need("hoist=mobile", strength=Strength.AVOID)], by=callum)
    answer_easily(ref, "hoist", answer="yes", by=callum)
    before = sorted((one.strength.value, one.value) for one in kept().needs if one.fact_id == "hoist")
    assert [strength for strength, _ in before] == ["avoid", "must"]
    families.sign_in(client, callum)
    where = next(f"/people/{ref}/needs/{one.id}" for one in GROUPS if "hoist" in one.fact_ids)
    page = words(client.get(where))
    assert "This is kept as well, and stays." in page
    assert send(client, where, press="Save and go on").status_code == 303
    assert sorted((one.strength.value, one.value) for one in kept().needs if one.fact_id == "hoist") == before
