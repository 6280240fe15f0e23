"""Who said no to a part wants it after all: from My say, and whoever plans is told; nothing comes back by itself."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft, LineTerms
from marketplace.booking.errors import NoPowers, NotNow
from marketplace.booking.lifecycle import LineState
from marketplace.booking.sorts import ForWhom, Whose
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


def away_together() -> Golden:
    """Two nights in a house, asked for, for Callum and for Moira who cares for him: each says yes or no to it."""
    made, first = breaks.family(), golden.friday()
    made.viewers["carer"] = families.viewer("Moira Hume", RoleName.CARER)
    made.people["carer"] = families.person("Moira Hume", account=made.viewers["carer"])
    families.acts_for(made.arranger, made.people["carer"])
    draft = BreakDraft(
        "Away together",
        Whose.TOGETHER,
        golden.at(first, 15),
        golden.at(first + timedelta(days=2), 10),
        person_ref=made.people["person"],
        carer_ref=made.people["carer"],
    )
    made.ref = services.start_break(draft=draft, by=made.arranger)
    made.lines["house"] = services.add_listed_stay(
        made.ref,
        listing_ref=breaks.house().ref,
        arrive_on=first,
        leave_on=first + timedelta(days=2),
        terms=LineTerms(ForWhom.BOTH),
        by=made.arranger,
    )
    breaks.pay(made, "house", "virtual")
    golden.ask(made)
    return made


@on_both
def test_who_wanted_to_be_asked_again_is_not_said_to_want_what_somebody_else_said_no_to(client: CheckedClient) -> None:
    made = away_together()
    house, person, carer = made.lines["house"], made.people["person"], made.people["carer"]
    services.say(made.ref, house, is_yes=None, person_ref=person, by=made.viewers["person"])
    services.say(made.ref, house, is_yes=False, person_ref=carer, by=made.viewers["carer"])
    assert made.line("house").state is LineState.REFUSED
    families.sign_in(client, made.arranger)
    addresses = f"/breaks/{made.ref}", f"/breaks/{made.ref}/my-say/{person}"
    for address in addresses:
        assert "wants it after all" not in client.get(address).text, address
    services.want_after_all(made.ref, house, person_ref=carer, by=made.viewers["carer"])
    assert "Moira Hume wants it after all" in client.get(addresses[0]).text
    for address in addresses:
        assert "Callum Hume wants it after all" not in client.get(address).text, address


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
