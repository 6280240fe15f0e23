"""A provider's requests over HTTP: what is asked, what it may know before and after it says yes, each answer."""

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.audit import Look
from marketplace.booking import services
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.providers import NOT_SAID
from marketplace.db import session
from marketplace.people.models import SafetyTopic
from marketplace.people.services.profile import keep_safety_notes
from tests import asking, families
from tests.asking import Asked
from tests.checked_client import CheckedClient

SEIZURES = "Call his mother after 5 minutes"


@pytest.fixture(autouse=True)
def january() -> object:
    with time_machine.travel(asking.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mattress(client: CheckedClient) -> Asked:
    """A simple part that is asked for, its provider signed in."""
    asked = asking.equipment()
    families.sign_in(client, asked.provider)
    return asked


@pytest.fixture
def hours(client: CheckedClient) -> Asked:
    """Support that is asked for by somebody who has told what keeps him safe, its provider signed in."""
    asked = asking.support()
    keep_safety_notes(asked.person_ref, notes={SafetyTopic.SEIZURES: SEIZURES}, by=asked.person)
    families.sign_in(client, asked.provider)
    return asked


def state_of(asked: Asked) -> LineState:
    session.rollback()
    return session.scalars(select(Line.state).where(Line.ref == asked.line_ref)).one()


def looks() -> int:
    session.rollback()
    return len(session.scalars(select(Look)).all())


def test_a_request_stands_in_the_inbox_with_its_price_and_its_time(client: CheckedClient, mattress: Asked) -> None:
    inbox = client.get("/requests").text
    for words in (
        "1 request waits for you",
        "Pressure mattress",
        "£35.00",
        "7 days left",
        "Held until Mon 18 Jan, 12:00",
    ):
        assert words in inbox
    assert f'href="/requests/{mattress.line_ref}"' in inbox
    assert 'Requests <span class="count">1<' in inbox


def test_whoever_offers_starts_at_what_waits_today_and_else_at_what_they_offer(
    client: CheckedClient, mattress: Asked
) -> None:
    assert client.get("/").location == "/today"
    page = client.get("/today").text
    assert f'href="/requests/{mattress.line_ref}"' in page
    families.sign_in(client, families.viewer("Quiet Office", RoleName.PROVIDER))
    assert client.get("/today").location == "/join"


def test_nothing_asked_says_what_will_stand_there(client: CheckedClient) -> None:
    families.sign_in(client, families.viewer("Quiet Office", RoleName.PROVIDER))
    page = client.get("/requests").text
    assert "Nothing to answer" in page
    assert 'class="count"' not in page


def test_one_request_says_what_is_needed_and_what_they_ask_for(client: CheckedClient, mattress: Asked) -> None:
    page = client.get(f"/requests/{mattress.line_ref}").text
    for words in ("You are paid", "£35.00", asking.ASKS, "Your answer", "Accept"):
        assert words in page
    assert "Callum" not in page


def test_who_comes_reads_how_far_it_is_to_the_town_of_the_break(client: CheckedClient, hours: Asked) -> None:
    page = client.get(f"/requests/{hours.line_ref}").text
    assert "from you to Duns" in page


def test_a_simple_part_is_accepted_at_once_and_a_second_answer_comes_too_late(
    client: CheckedClient, mattress: Asked
) -> None:
    address = f"/requests/{mattress.line_ref}"
    assert client.post(f"{address}/accept", data={}).location == address
    assert state_of(mattress) is LineState.ACCEPTED
    assert "There is nothing more to answer" in client.get(address).text
    second = client.post(f"{address}/accept", data={})
    assert (second.status_code, "Somebody else came first" in second.text) == (409, True)


def test_support_is_accepted_for_now_and_only_then_are_the_safety_facts_read(
    client: CheckedClient, hours: Asked
) -> None:
    address = f"/requests/{hours.line_ref}"
    before = client.get(address).text
    assert SEIZURES not in before
    assert "Callum" not in before
    assert client.post(f"{address}/accept-for-now", data={}).status_code == 303
    without_consent = client.get(address).text
    assert SEIZURES not in without_consent
    assert client.post(f"{address}/accept", data={}).status_code == 422
    assert state_of(hours) is LineState.ACCEPTED_PROVISIONALLY
    services.consent_to_safety(hours.ref, is_yes=True, by=hours.person)
    seen_before = looks()
    assert SEIZURES in client.get(address).text
    assert looks() > seen_before
    assert client.post(f"{address}/accept", data={}).status_code == 303
    assert state_of(hours) is LineState.ACCEPTED


def test_neither_side_is_told_to_wait_for_a_word_on_what_is_not_written_down(client: CheckedClient) -> None:
    asked = asking.support()
    address, here = f"/requests/{asked.line_ref}", f"/breaks/{asked.ref}"
    families.sign_in(client, asked.person)
    assert "Until then they cannot accept for good" not in client.get(here).text
    families.sign_in(client, asked.provider)
    assert NOT_SAID not in client.get(address).text
    client.post(f"{address}/accept-for-now", data={})
    assert NOT_SAID not in client.get(address).text
    assert client.post(f"{address}/accept", data={}).status_code == 303
    assert state_of(asked) is LineState.ACCEPTED


def test_both_sides_are_told_what_a_yes_for_good_waits_for(client: CheckedClient, hours: Asked) -> None:
    assert NOT_SAID in client.get(f"/requests/{hours.line_ref}").text
    families.sign_in(client, hours.person)
    page = client.get(f"/breaks/{hours.ref}").text
    assert "Until then they cannot accept for good" in page
    assert f'href="/breaks/{hours.ref}/safety"' in page
    services.consent_to_safety(hours.ref, is_yes=False, by=hours.person)
    assert "Until then they cannot accept for good" not in client.get(f"/breaks/{hours.ref}").text


def test_a_no_to_telling_what_keeps_somebody_safe_is_kept_to(client: CheckedClient, hours: Asked) -> None:
    address = f"/requests/{hours.line_ref}"
    services.consent_to_safety(hours.ref, is_yes=False, by=hours.person)
    client.post(f"{address}/accept-for-now", data={})
    assert SEIZURES not in client.get(address).text


def test_support_cannot_be_accepted_for_good_unread(client: CheckedClient, hours: Asked) -> None:
    assert client.post(f"/requests/{hours.line_ref}/accept", data={}).status_code == 422
    assert state_of(hours) is LineState.ASKED


def test_declining_needs_a_reason_and_keeps_what_was_typed(client: CheckedClient, mattress: Asked) -> None:
    address = f"/requests/{mattress.line_ref}/decline"
    assert "Decline Pressure mattress" in client.get(address).text
    empty = client.post(address, data={"reason": " "})
    assert (empty.status_code, "Say why" in empty.text) == (422, True)
    long = client.post(address, data={"reason": "too wide " * 50})
    assert (long.status_code, "too wide too wide" in long.text) == (422, True)
    assert client.post(address, data={"reason": "It is being mended"}).location == "/requests"
    assert state_of(mattress) is LineState.DECLINED
    assert "No longer asked" in client.get("/requests").text


def test_a_provider_withdraws_after_reading(client: CheckedClient, hours: Asked) -> None:
    address = f"/requests/{hours.line_ref}"
    client.post(f"{address}/accept-for-now", data={})
    assert client.get(f"{address}/withdraw").status_code == 200
    assert client.post(f"{address}/withdraw", data={"reason": "Nobody trained is free"}).status_code == 303
    assert state_of(hours) is LineState.WITHDRAWN
    assert "withdrawn by the provider" in client.get("/requests").text


def test_when_the_time_is_over_there_is_nothing_to_answer(
    client: CheckedClient, mattress: Asked, january: time_machine.Traveller
) -> None:
    until = session.scalars(select(Break.hold_until).where(Break.ref == mattress.ref)).one()
    assert until is not None
    january.move_to(until)
    assert clock.now() == until
    assert "1 request waits" not in client.get("/requests").text
    late = client.post(f"/requests/{mattress.line_ref}/accept", data={})
    assert late.status_code == 409


def test_every_address_of_another_providers_request_is_not_there(client: CheckedClient, mattress: Asked) -> None:
    families.sign_in(client, families.viewer("Other Office", RoleName.PROVIDER))
    address = f"/requests/{mattress.line_ref}"
    for path in (address, f"{address}/decline", f"{address}/withdraw"):
        assert client.get(path).status_code == 404, path
    for path in ("accept-for-now", "accept", "decline", "withdraw"):
        assert client.post(f"{address}/{path}", data={"reason": "mine now"}).status_code == 404, path
    assert "Pressure mattress" not in client.get("/requests").text
    assert state_of(mattress) is LineState.ASKED
