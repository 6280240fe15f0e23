"""Who said no to a part wants it after all: from My say, and whoever plans is told; nothing comes back by itself."""

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.booking import services
from marketplace.booking.errors import NoPowers, NotNow
from marketplace.booking.lifecycle import LineState
from marketplace.db import session
from marketplace.notifications.models import Letter
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden


@pytest.fixture
def made(app: Flask) -> Golden:
    made = breaks.planned()
    golden.ask(made)
    return made


@on_both
def test_who_said_no_can_want_it_after_all_and_whoever_plans_is_told(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.viewers["person"])
    here = f"/breaks/{made.ref}/my-say/{made.people['person']}"
    part = f"/breaks/{made.ref}/parts/{made.lines['house']}"
    after_all = f"{part}/want-after-all/{made.people['person']}"
    assert client.get(after_all).status_code == 404
    client.post(f"{part}/say/{made.people['person']}", data={"from": "my-say", "answer": "no"})
    page = client.get(here).text
    assert f'href="{after_all}"' in page
    assert "They look if it is still free." in client.get(after_all).text
    done = client.post(after_all, data={"words": "I like the sea"})
    assert (done.status_code, done.location) == (303, here)
    page = client.get(here).text
    assert "I want it after all." in page
    assert f'href="{after_all}"' not in page
    (letter,) = session.scalars(select(Letter).where(Letter.name == "break-wanted-after-all"))
    assert letter.to_address == made.arranger.email
    assert "I like the sea" in letter.body
    assert client.post(after_all).status_code == 404
    families.sign_in(client, made.arranger)
    assert "wants it after all" in client.get(f"/breaks/{made.ref}").text
    assert made.line("house").state is LineState.REFUSED


@on_both
def test_nobody_wants_a_part_after_all_for_somebody_else(client: CheckedClient, made: Golden) -> None:
    person = made.people["person"]
    services.say(made.ref, made.lines["house"], is_yes=False, by=made.viewers["person"])
    families.sign_in(client, made.arranger)
    assert client.get(f"/breaks/{made.ref}/parts/{made.lines['house']}/want-after-all/{person}").status_code == 404
    with pytest.raises(NoPowers):
        services.want_after_all(made.ref, made.lines["house"], person_ref=person, by=made.arranger)


@on_both
def test_after_all_is_said_once_and_only_of_what_one_said_no_to(made: Golden) -> None:
    house, person, own = made.lines["house"], made.people["person"], made.viewers["person"]
    services.say(made.ref, house, is_yes=False, by=own)
    services.want_after_all(made.ref, house, person_ref=person, by=own)
    with pytest.raises(NotNow):
        services.want_after_all(made.ref, house, person_ref=person, by=own)
