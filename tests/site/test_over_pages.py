"""Pages on which a family says whether a break went as planned: from what waits for it to the end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
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
