"""Pages on which a family says whether a break went as planned: from what waits for it to the end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, NotGiven
from marketplace.booking.over import asked_from
from marketplace.db import session, transaction
from tests import breaks, families, golden, offering
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import send, words


@pytest.fixture
def over(client: CheckedClient) -> Iterator[Golden]:
    """A break that ended yesterday, about which its family is asked; the site of ``client`` is there before it."""
    made = breaks.planned()
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    golden.ask(made)
    golden.answer(made)
    with time_machine.travel(asked_from(made.break_.ends_at) + timedelta(hours=9)):
        services.ask_if_over()
        yield made


def test_a_family_comes_from_what_waits_to_one_press_that_ends_the_break(over: Golden, client: CheckedClient) -> None:
    families.sign_in(client, over.arranger)
    waiting = client.get("/waiting")
    assert "Two nights away: say if it went as planned" in words(waiting)
    assert f"/breaks/{over.ref}/over" in waiting.text
    asked = client.get(f"/breaks/{over.ref}/over")
    assert "it counts as given" in words(asked)
    assert "Whin Lodge" in words(asked)
    assert f"/breaks/{over.ref}/over" in client.get(f"/breaks/{over.ref}").text
    assert send(client, f"/breaks/{over.ref}/over").status_code == 303
    session.rollback()
    assert over.break_.state is BreakState.COMPLETED
    assert "say if it went as planned" not in words(client.get("/waiting"))


def test_before_its_end_and_after_that_word_there_is_nothing_to_say(over: Golden, client: CheckedClient) -> None:
    page = f"/breaks/{over.ref}/over"
    with time_machine.travel(over.break_.ends_at - timedelta(hours=1)):
        families.sign_in(client, over.arranger)
        assert client.get(page).status_code == 303
    families.sign_in(client, over.arranger)
    services.complete(over.ref, by=over.arranger)
    answer = client.get(page)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/breaks/{over.ref}")


def test_strangers_and_providers_do_not_find_it(over: Golden, app: Flask) -> None:
    for who, status in ((families.viewer("Somebody Else"), 404), (over.offers["house"].by, 403)):
        client = offering.another(app)
        families.sign_in(client, who)
        assert client.get(f"/breaks/{over.ref}/over").status_code == status


def test_it_is_on_the_desk_of_the_officer_who_arranged_it_and_of_no_other(over: Golden, client: CheckedClient) -> None:
    families.sign_in(client, over.viewers["officer"])
    assert "say if it went as planned" not in words(client.get("/desk"))
    with transaction():
        mine = update(Break).where(Break.ref == over.ref)
        session.execute(mine.values(arranged_by_account_id=over.viewers["officer"].account_id))
    assert "say if it went as planned" in words(client.get("/desk"))


def test_a_part_that_was_not_given_goes_from_the_family_to_its_provider_to_the_brokerage(
    over: Golden, client: CheckedClient, app: Flask
) -> None:
    line = over.lines["support"]
    path, asked = f"/breaks/{over.ref}/parts/{line}/not-given", f"/requests/{line}/not-given"
    families.sign_in(client, over.arranger)
    assert path in client.get(f"/breaks/{over.ref}/over").text
    assert "is asked if that is so" in words(client.get(path))
    assert "Say what happened" in words(send(client, path, {"reason": " "}))
    assert send(client, path, {"reason": "Nobody came on Friday"}).status_code == 303
    page = words(client.get(f"/breaks/{over.ref}/over"))
    assert "Nobody came on Friday" in page
    assert "It was given after all" in page
    assert "Yes, all was given" not in page

    bank = offering.another(app)
    families.sign_in(bank, over.offers["bank"].by)
    assert "The family says that it was not given" in words(bank.get("/requests"))
    assert asked in bank.get(f"/requests/{line}").text
    assert "Nobody came on Friday" in words(bank.get(asked))
    assert "Choose yes or no" in words(send(bank, asked, {"words": "x"}))
    assert "Say who gave it" in words(send(bank, asked, {"answer": "yes", "words": ""}))
    told = {"answer": "yes", "words": "Isobel was there from four to eight"}
    assert send(bank, asked, told).status_code == 303
    assert "We look at both sides" in words(bank.get(f"/requests/{line}"))

    broker = offering.brokerage(app)
    assert "Tweed PA Bank" in words(broker.get("/not-given"))
    ref = session.scalars(select(NotGiven.ref)).one()
    shown = words(broker.get(f"/not-given/{ref}"))
    assert f"Call for the family {over.arranger.name}, " in shown
    assert "4 hours" in shown
    assert "Isobel was there" in shown
    assert "Callum" not in shown
    assert send(broker, f"/not-given/{ref}", {"answer": "no", "reason": ""}).status_code == 422
    assert send(broker, f"/not-given/{ref}", {"answer": "no", "reason": "No time sheet"}).status_code == 303
    assert "Nothing is to be decided" in words(broker.get("/not-given"))
    for again in (broker.get(f"/not-given/{ref}"), broker.post(f"/not-given/{ref}", data={"answer": "no"})):
        assert (again.status_code, "This is decided, or was taken back, already" in words(again)) == (409, True)
    session.rollback()
    assert over.line("support").state is LineState.CANCELLED
    assert "Yes, all was given" in words(client.get(f"/breaks/{over.ref}/over"))


def test_a_family_takes_it_back_with_one_press_and_nobody_is_asked_for_what_is_settled(
    over: Golden, client: CheckedClient, app: Flask
) -> None:
    line = over.lines["support"]
    families.sign_in(client, over.arranger)
    send(client, f"/breaks/{over.ref}/parts/{line}/not-given", {"reason": "Nobody came"})
    press = "It was given after all: Tweed PA Bank (2)"
    assert send(client, f"/breaks/{over.ref}/over", press=press).status_code == 303
    assert "Yes, all was given" in words(client.get(f"/breaks/{over.ref}/over"))
    bank = offering.another(app)
    families.sign_in(bank, over.offers["bank"].by)
    assert bank.get(f"/requests/{line}/not-given").status_code == 303
    services.complete(over.ref, by=over.arranger)
    assert client.get(f"/breaks/{over.ref}/parts/{line}/not-given").status_code == 303


def test_only_its_own_provider_answers_and_only_the_brokerage_decides(
    over: Golden, client: CheckedClient, app: Flask
) -> None:
    services.say_not_given(over.ref, over.lines["support"], reason="Nobody came", by=over.arranger)
    house, mother = offering.another(app), offering.another(app)
    families.sign_in(house, over.offers["house"].by)
    families.sign_in(mother, over.arranger)
    assert house.get(f"/requests/{over.lines['support']}/not-given").status_code == 404
    assert [one.get("/not-given").status_code for one in (house, mother)] == [403, 403]
