"""A provider asks and offers another time over HTTP, and whoever arranges answers: pages, errors, strangers."""

from datetime import timedelta

import pytest
import time_machine

from marketplace.access_facts.needs import Strength, parse_need
from marketplace.accounts.roles import RoleName
from marketplace.clock import in_london
from marketplace.people.services import profile
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden

pytestmark = on_both


@pytest.fixture
def asked() -> Golden:
    """Two nights in a house, asked for."""
    made = breaks.planned()
    golden.ask(made)
    return made


def request_of(made: Golden) -> str:
    return f"/requests/{made.lines['house']}"


def talk_of(made: Golden) -> str:
    return f"/breaks/{made.ref}/parts/{made.lines['house']}/talk"


def offer(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.offers["house"].by)
    day = golden.friday() + timedelta(days=2)
    sent = client.post(f"{request_of(made)}/other-time", data={"starts_0": day.isoformat(), "words": "Lift mended"})
    assert sent.location == request_of(made)


def test_what_is_needed_stands_beside_what_the_listing_says_and_the_diary_around_it(
    client: CheckedClient, asked: Golden
) -> None:
    need = parse_need("narrowest_door_mm>=780", strength=Strength.MUST)
    profile.keep_needs(asked.people["person"], asked={need.kind.id}, needs=[need], by=asked.viewers["person"])
    families.sign_in(client, asked.offers["house"].by)
    page = client.get(request_of(asked)).text
    for words in ("doors 780 mm or wider", "not known", "Your diary around it", "this request", "Also in this break"):
        assert words in page
    assert "days left" in page


def test_of_the_other_parts_a_provider_is_told_the_sort_and_no_more(client: CheckedClient) -> None:
    made = breaks.supported()
    families.sign_in(client, made.offers["house"].by)
    page = client.get(request_of(made)).text
    assert "<dt>Also in this break</dt><dd>PA bank</dd>" in page
    assert "Tweed PA Bank" not in page
    assert "Callum" not in page


def test_what_is_over_within_a_day_stands_first_in_a_group_of_its_own(client: CheckedClient, asked: Golden) -> None:
    until = asked.break_.hold_until
    assert until is not None
    with time_machine.travel(until - timedelta(hours=18), tick=False):
        families.sign_in(client, asked.offers["house"].by)
        page = client.get("/requests").text
    assert "Time nearly over" in page
    assert "18 hours left" in page


def test_an_offer_stands_on_the_break_and_among_what_waits_and_is_taken_with_one_press(
    client: CheckedClient, asked: Golden
) -> None:
    offer(client, asked)
    assert "You offered another time" in client.get("/requests").text
    families.sign_in(client, asked.arranger)
    assert "offers another time" in client.get(f"/breaks/{asked.ref}").text
    assert talk_of(asked) in client.get("/waiting").text
    page = client.get(talk_of(asked)).text
    for words in ("They offer another time", "Lift mended", "£200.00"):
        assert words in page
    take = next(part.split('"')[0] for part in page.split('action="')[1:] if part.split('"')[0].endswith("/take"))
    assert client.post(take, data={}).location == f"/breaks/{asked.ref}"
    assert client.post(take, data={}).status_code in {404, 409}


def test_an_offer_that_is_not_free_is_said_at_its_field_and_what_was_typed_stays(
    client: CheckedClient, asked: Golden
) -> None:
    families.sign_in(client, asked.offers["house"].by)
    address = f"{request_of(asked)}/other-time"
    same = client.post(address, data={"starts_0": golden.friday().isoformat(), "words": "Or then?"})
    assert same.status_code == 422
    assert "Choose another one, or accept it" in same.text
    assert "Or then?" in same.text
    empty = client.post(address, data={"starts_0": ""})
    assert (empty.status_code, "Choose the first night" in empty.text) == (422, True)


def test_hours_have_a_day_and_a_start_each(client: CheckedClient) -> None:
    made = breaks.supported()
    families.sign_in(client, made.offers["bank"].by)
    address = f"/requests/{made.lines['support']}/other-time"
    assert "New start" in client.get(address).text
    line = made.line("support")
    day = in_london(line.periods[0].starts_at).date().isoformat()
    assert client.post(address, data={"starts_0": day, "time_0": "17:00"}).status_code == 303
    assert "17:00 to 21:00" in client.get(f"/requests/{made.lines['support']}").text


def test_a_question_is_asked_answered_and_read(client: CheckedClient, asked: Golden) -> None:
    families.sign_in(client, asked.offers["house"].by)
    empty = client.post(f"{request_of(asked)}/ask", data={"words": " "})
    assert (empty.status_code, "Write your question" in empty.text) == (422, True)
    assert client.post(f"{request_of(asked)}/ask", data={"words": "Is a ramp enough?"}).status_code == 303
    assert "wait for the answer" in client.get("/requests").text
    families.sign_in(client, asked.arranger)
    page = client.get(talk_of(asked)).text
    assert "Is a ramp enough?" in page
    answer = next(part.split('"')[0] for part in page.split('action="')[1:] if "/talk/" in part.split('"')[0])
    wrong = client.post(answer, data={"answer": ""})
    assert (wrong.status_code, "Write your answer" in wrong.text) == (422, True)
    assert client.post(answer, data={"answer": "Yes, it is"}).location == talk_of(asked)
    families.sign_in(client, asked.offers["house"].by)
    assert "Yes, it is" in client.get(request_of(asked)).text
    assert "Your question is answered" in client.get("/requests").text


def test_an_other_time_is_taken_back(client: CheckedClient, asked: Golden) -> None:
    offer(client, asked)
    assert client.post(f"{request_of(asked)}/other-time/take-back", data={}).location == request_of(asked)
    families.sign_in(client, asked.arranger)
    assert client.get(talk_of(asked)).status_code == 404


def test_of_another_providers_request_nothing_is_asked_or_offered(client: CheckedClient, asked: Golden) -> None:
    families.sign_in(client, families.viewer("Other Office", RoleName.PROVIDER))
    for path in ("ask", "other-time"):
        assert client.get(f"{request_of(asked)}/{path}").status_code == 404, path
        assert client.post(f"{request_of(asked)}/{path}", data={"words": "Who?"}).status_code == 404, path
    assert client.post(f"{request_of(asked)}/other-time/take-back", data={}).status_code == 404


def test_of_another_familys_break_nothing_is_answered(client: CheckedClient, asked: Golden) -> None:
    offer(client, asked)
    families.sign_in(client, families.viewer("A neighbour"))
    assert client.get(talk_of(asked)).status_code == 404
    for path in ("other-time/abc/take", "other-time/abc/refuse", "talk/abc"):
        address = f"/breaks/{asked.ref}/parts/{asked.lines['house']}/{path}"
        assert client.post(address, data={"answer": "Yes"}).status_code == 404, path
