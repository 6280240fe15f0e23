"""About me in easy read: one question a page, answered with one press, stopped and gone on with; and its helper."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Look
from marketplace.db import session
from marketplace.people.easy.asked import QUESTIONS
from marketplace.people.representation import Scope
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.reading import prose_of, read


@pytest.fixture
def callum(app: Flask) -> Viewer:
    return families.viewer("Callum Hume", RoleName.PERSON)


@pytest.fixture
def ref(callum: Viewer) -> str:
    return families.person("Callum Hume", known_as="Cal", account=callum)


def question_of(text: str) -> str:
    """What a page asks: its heading."""
    found = re.search(r"<h1>([^<]*)</h1>", text)
    assert found
    return found[1]


@on_both
def test_it_is_gone_through_from_the_first_question_to_the_last(
    client: CheckedClient, callum: Viewer, ref: str
) -> None:
    families.sign_in(client, callum)
    here, asked = f"/people/{ref}/easy/who", []
    while here != f"/people/{ref}/easy":
        page = client.get(here).text
        asked.append(question_of(page))
        buttons = re.findall(r'name="answer" value="([^"]+)"', page)
        given = "yes" if "yes" in buttons else buttons[0]
        sent = {"answer": given, "words": "I like it", "seen": seen(page)}
        done = client.post(here, data=sent)
        assert done.status_code == 303, done.text
        here = done.location
    assert len(asked) == 1 + len(QUESTIONS)
    page = client.get(here).text
    assert "Go through it again" in page
    assert "Which sling do you use?" in page.partition("Somebody helps you with this")[2]


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def test_each_question_is_for_readers_well_below_eleven(client: CheckedClient, callum: Viewer, ref: str) -> None:
    families.sign_in(client, callum)
    for answer in ("hoist", "chair", "bench", "seizures", "medicines", "feeding", "breathing", "moving"):
        client.post(f"/people/{ref}/easy/{answer}", data={"answer": "yes"})
    said = ""
    for one in QUESTIONS:
        page = client.get(f"/people/{ref}/easy/{one.id}").text
        assert question_of(page) == one.asks
        assert f"img/{one.picture}." in page
        said += " " + prose_of(page)
    assert read(said + " " + prose_of(client.get(f"/people/{ref}/easy").text)).age <= 8


def test_somebody_stops_and_goes_on_and_sees_what_they_said(client: CheckedClient, callum: Viewer, ref: str) -> None:
    families.sign_in(client, callum)
    client.post("/account/easy-words", data={"easy": "yes"})
    hub = f"/people/{ref}/needs"
    assert ">Begin</a>" in client.get(hub).text
    here = f"/people/{ref}/easy/who"
    for _ in range(3):
        here = client.post(here, data={"answer": "alone" if here.endswith("who") else "unsure"}).location
    page = client.get(hub).text
    assert f'href="{here}">Go on</a>' in page
    assert "You were not sure" in page
    said = client.get(f"/people/{ref}/easy/who").text
    assert re.search(r"I do it by myself\s*<small>You said this", said)
    assert f'href="/people/{ref}/easy/who">Go back one' in client.get(f"/people/{ref}/easy/talking").text


def test_no_answer_and_words_that_are_too_long_are_said_and_kept(
    client: CheckedClient, callum: Viewer, ref: str
) -> None:
    families.sign_in(client, callum)
    nothing = client.post(f"/people/{ref}/easy/hoist", data={})
    assert (nothing.status_code, "Press one of the big buttons" in nothing.text) == (422, True)
    assert 'href="#answer"' in nothing.text
    long = client.post(f"/people/{ref}/easy/likes", data={"answer": "said", "words": "a" * 1_001})
    assert (long.status_code, "a" * 1_001 in long.text) == (422, True)
    assert client.get(f"/people/{ref}/easy/sling").status_code == 404
    assert client.get(f"/people/{ref}/easy/nothing").status_code == 404


def test_what_somebody_else_wrote_meanwhile_is_shown_before_it_is_changed(
    client: CheckedClient, callum: Viewer, ref: str
) -> None:
    families.sign_in(client, callum)
    here = f"/people/{ref}/easy/hoist"
    drawn = seen(client.get(here).text)
    client.post(f"/people/{ref}/needs/hoist", data={"hoist": "must", "hoist-value": ["gantry"]})
    page = client.post(here, data={"answer": "no", "seen": drawn})
    assert page.status_code == 409
    assert "gantry" in page.text.partition("What is kept now")[2]
    assert client.post(here, data={"answer": "no", "seen": seen(page.text)}).status_code == 303


def test_a_helper_finds_what_is_left_open_and_settles_it(client: CheckedClient, callum: Viewer, ref: str) -> None:
    mother = families.viewer("Anna Hume")
    families.acts_for(mother, ref)
    families.sign_in(client, callum)
    client.post(f"/people/{ref}/easy/chair", data={"answer": "yes"})
    client.post(f"/people/{ref}/easy/chair_size", data={"answer": "help"})
    client.post(f"/people/{ref}/easy/quiet", data={"answer": "unsure"})
    families.sign_in(client, mother)
    page = client.get(f"/people/{ref}/needs").text
    left = page.partition("Left open in easy words")[2].partition("</section>")[0]
    assert "How big is your wheelchair?" in left
    assert f'href="/people/{ref}/measures"' in left
    assert "Is not sure" in left
    client.post(f"/people/{ref}/measures", data={"chair_width_mm": "680"})
    client.post(f"/people/{ref}/easy/quiet/settled")
    assert "Left open in easy words" not in client.get(f"/people/{ref}/needs").text


def test_a_worker_reads_it_out_and_says_how_it_is_filled_in(client: CheckedClient, ref: str) -> None:
    worker = families.adviser()
    families.acts_for(worker, ref, Scope.SEE, Scope.PLAN)
    families.sign_in(client, worker)
    assert "Write down only what they say." in client.get(f"/people/{ref}/easy/who").text
    client.post(f"/people/{ref}/easy/who", data={"answer": "told"})
    assert "Read it to Cal." in client.get(f"/people/{ref}/easy/likes").text
    client.post(f"/people/{ref}/easy/likes", data={"answer": "said", "words": "Trains"})
    assert "told by them, and written down" in client.get(f"/people/{ref}/versions").text
    assert client.get(f"/people/{ref}/easy/seizures").status_code == 404


def test_who_may_only_look_can_not_answer(client: CheckedClient, ref: str) -> None:
    reader = families.viewer("Only Reads")
    families.acts_for(reader, ref, Scope.SEE)
    families.sign_in(client, reader)
    for path in ("easy", "easy/hoist"):
        assert client.get(f"/people/{ref}/{path}").status_code == 403
    assert client.post(f"/people/{ref}/easy/hoist", data={"answer": "yes"}).status_code == 403
    assert client.post(f"/people/{ref}/easy/hoist/settled").status_code == 403


@on_both
def test_an_emptied_safety_text_stays_and_the_way_goes_on(client: CheckedClient, callum: Viewer, ref: str) -> None:
    families.sign_in(client, callum)
    client.post(f"/people/{ref}/easy/seizures", data={"answer": "yes"})
    here = f"/people/{ref}/easy/seizures_words"
    for given, said in (("said", "The old words are still there"), ("help", "Somebody helps you with this")):
        done = client.post(here, data={"answer": given, "words": ""})
        assert (done.status_code, done.location) == (303, f"/people/{ref}/easy/epilepsy")
        assert said in client.get(done.location).text
    assert "I have seizures." in client.get(here).text


def test_a_question_about_health_is_a_look_at_health_notes(client: CheckedClient, callum: Viewer, ref: str) -> None:
    mother = families.viewer("Anna Hume")
    families.acts_for(mother, ref)
    families.sign_in(client, callum)
    for name in ("hoist", "seizures"):
        client.post(f"/people/{ref}/easy/{name}", data={"answer": "yes"})
    families.sign_in(client, mother)
    pages = {
        "hoist": "needs",
        "likes": "needs",
        "seizures": "health notes",
        "seizures_words": "health notes",
        "rescue": "health notes",
        "weight": "health notes",
    }
    for name in (*pages, "fridge", "nothing"):
        client.get(f"/people/{ref}/easy/{name}")
    client.post(f"/people/{ref}/easy/seizures", data={"answer": "unsure"})
    assert session.scalars(select(Look.what).order_by(Look.id)).all() == list(pages.values())
