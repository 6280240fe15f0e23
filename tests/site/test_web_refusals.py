"""What the site says when it refuses, headers of every answer, forms sent twice, and forms that have grown old."""

import re
import time
from datetime import timedelta
from threading import Event, Thread

import pytest
import time_machine
from flask import Flask, abort, redirect, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.db import session
from marketplace.errors import Conflict, MarketplaceError, NotAllowed, NotFound, OutsideFailure, Refused
from marketplace.web import once
from marketplace.web.access import public
from marketplace.web.once import IdempotencyKey
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.paper import words

pytestmark = on_both

DONE = "/done"


def add_failing(app: Flask, error: Exception) -> None:
    def fail() -> str:
        raise error

    app.add_url_rule("/fails", "fails", public(fail))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound(), 404),
        (NotAllowed("Only officers agree this"), 403),
        (Conflict("It has just been taken"), 409),
        (Refused("This cannot be done"), 422),
        (OutsideFailure("The card company does not answer"), 503),
    ],
)
def test_a_refusal_of_ours_is_a_page_with_its_words(
    app: Flask, client: CheckedClient, error: MarketplaceError, status: int
) -> None:
    add_failing(app, error)
    answer = client.get("/fails")
    assert answer.status_code == status
    assert error.message in words(answer)
    assert "What you can do" in words(answer)


def test_what_nobody_foresaw_is_a_page_that_tells_nothing_of_the_inside(app: Flask, client: CheckedClient) -> None:
    add_failing(app, ValueError("secret inside"))
    answer = client.get("/fails")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "on our side" in words(answer)


def test_a_database_that_does_not_answer_is_said_on_a_page(app: Flask, client: CheckedClient) -> None:
    families.sign_in(client, families.viewer(role=RoleName.CARER))
    session.remove()
    rename(app, "account", "account_away")
    try:
        answer = client.get("/account")
    finally:
        rename(app, "account_away", "account")
    assert answer.status_code == 500
    assert "on our side" in words(answer)


def rename(app: Flask, table: str, to: str) -> None:
    with app.extensions["engine"].begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {to}")


def test_an_address_that_is_not_there_is_a_page(client: CheckedClient) -> None:
    assert client.get("/nowhere").status_code == 404
    assert client.post("/help").status_code == 405


def test_too_large_an_upload_is_a_page(client: CheckedClient) -> None:
    answer = client.post("/sign-in?next=/breaks", data={"email": "x" * 9 * 1024 * 1024})
    assert answer.status_code == 413
    said = words(answer)
    assert "It is 10 MB. The most is 8 MB, with all that is in the form." in said
    assert "Nothing of what you just sent." in said
    assert '<a href="/sign-in?next=/breaks">open the form again</a>' in answer.text


def test_from_too_large_an_upload_the_way_leads_to_the_page_of_its_form_and_to_no_other_site(
    client: CheckedClient,
) -> None:
    much = {"x": "x" * 9 * 1024 * 1024}
    here = client.post("/sign-out", data=much, headers={"Referer": "http://localhost/account?x=1"})
    assert '<a href="/account?x=1">open the form again</a>' in here.text
    for elsewhere in (
        "https://elsewhere.example/",
        "http://localhost.elsewhere.example/",
        "http://localhost//elsewhere.example/",
        "",
    ):
        there = client.post("/sign-out", data=much, headers={"Referer": elsewhere})
        assert there.status_code == 413
        assert "open the form again" not in there.text


def test_every_answer_has_the_headers_that_keep_others_out(client: CheckedClient) -> None:
    for path in ("/", "/nowhere", "/sign-in"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_browsers_are_told_to_stay_with_https_only_where_there_is_https(client: CheckedClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/help").headers
    assert "max-age" in client.get("/help", base_url="https://localhost").headers["Strict-Transport-Security"]


def add_counting(app: Flask) -> list[str]:
    """A form that counts how often it was done; "no" is refused."""
    done: list[str] = []

    def count() -> Response:
        if request.form["answer"] == "no":
            abort(422)
        done.append(request.form["answer"])
        return redirect(f"{DONE}/{len(done)}", 303)

    app.add_url_rule("/count", "count", public(count), methods=["POST"])
    return done


def test_a_form_sent_twice_is_done_once_and_answered_alike(app: Flask, client: CheckedClient) -> None:
    done = add_counting(app)
    answers = [client.post("/count", data={"once": "key", "answer": "yes"}) for _ in range(3)]
    assert done == ["yes"]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, f"{DONE}/1")}


def test_two_forms_are_two(app: Flask, client: CheckedClient) -> None:
    done = add_counting(app)
    for key in ("one", "two"):
        client.post("/count", data={"once": key, "answer": "yes"})
    assert done == ["yes", "yes"]


def test_a_refused_form_may_be_corrected_and_sent_with_its_key(app: Flask, client: CheckedClient) -> None:
    done = add_counting(app)
    assert client.post("/count", data={"once": "key", "answer": "no"}).status_code == 422
    assert client.post("/count", data={"once": "key", "answer": "yes"}).status_code == 303
    assert done == ["yes"]


def test_a_key_used_for_something_else_is_refused(app: Flask, client: CheckedClient) -> None:
    done = add_counting(app)
    client.post("/count", data={"once": "key", "answer": "yes"})
    answer = client.post("/count", data={"once": "key", "answer": "something else"})
    assert answer.status_code == 409
    assert "already sent with other answers" in words(answer)
    assert done == ["yes"]


def test_a_second_click_waits_for_the_first_and_gets_its_answer(app: Flask) -> None:
    is_started, may_end = Event(), Event()
    done: list[str] = []

    def slowly() -> Response:
        is_started.set()
        may_end.wait(5)
        done.append("done")
        return redirect(DONE, 303)

    app.add_url_rule("/slow", "slow", public(slowly), methods=["POST"])
    answers: list[str | None] = []

    def click() -> None:
        answers.append(app.test_client().post("/slow", data={"once": "key"}).location)

    first, second = Thread(target=click), Thread(target=click)
    first.start()
    is_started.wait(5)
    second.start()
    time.sleep(0.3)
    may_end.set()
    for thread in (first, second):
        thread.join(15)
    assert done == ["done"]
    assert answers == [DONE, DONE]


def test_a_form_whose_answer_was_lost_is_not_done_again_unseen(app: Flask, client: CheckedClient) -> None:
    """As after a web process was killed with the form in hand."""
    done = add_counting(app)
    with app.test_request_context("/count", method="POST", data={"once": "key", "answer": "yes"}):
        assert once._first_or_again() is None
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        answer = client.post("/count", data={"once": "key", "answer": "yes"})
    assert answer.status_code == 409
    assert "Look first" in words(answer)
    assert done == []


def test_no_password_can_be_tried_against_what_is_kept_of_a_form(app: Flask) -> None:
    sent = {"once": "key", "password": "three old words"}
    with app.test_request_context("/count", method="POST", data=sent):
        one = once._digest()
        app.secret_key = "another"
        assert once._digest() != one


def test_keys_are_forgotten_after_a_week(app: Flask, client: CheckedClient) -> None:
    add_counting(app)
    client.post("/count", data={"once": "old", "answer": "yes"})
    with time_machine.travel(clock.now() + timedelta(days=8)):
        once.forget_old()
    session.rollback()
    assert session.scalar(select(func.count(IdempotencyKey.id))) == 0


@pytest.fixture
def guarded(app: Flask) -> CheckedClient:
    """A client whose forms need their token, signed in."""
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    families.sign_in(client, families.viewer(role=RoleName.CARER))
    assert isinstance(client, CheckedClient)
    return client


def test_a_form_without_its_token_is_refused(guarded: CheckedClient) -> None:
    answer = guarded.post("/account/details", data={"name": "Forged"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 400
    assert "too old" in words(answer)
    assert "Forged" not in answer.text
    assert "Forged" not in guarded.get("/account").text


def test_a_form_that_has_grown_old_is_offered_again_with_what_was_typed(guarded: CheckedClient) -> None:
    typed = {"name": "Morag <Elliot>", "telephone": "01361 810 022", "csrf_token": "old"}
    answer = guarded.post("/account/details", data=typed, headers={"Origin": "http://localhost"})
    assert answer.status_code == 400
    assert "Morag &lt;Elliot&gt;" in answer.text
    found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text.partition("<main")[2])
    assert found
    again = guarded.post("/account/details", data={**typed, "csrf_token": found[1]})
    assert again.status_code == 303
    assert "01361 810 022" in guarded.get("/account").text


def test_a_password_in_an_old_form_is_not_sent_back(guarded: CheckedClient) -> None:
    typed = {"current_password": "three old words", "password": "four new words"}
    answer = guarded.post("/account/password", data=typed, headers={"Origin": "http://localhost"})
    assert answer.status_code == 400
    assert "words" not in answer.text.partition("<main")[2].partition("</main")[0]
