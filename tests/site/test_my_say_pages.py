"""My say: each part in easy words, answered on its own; for those who help by telephone as well."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft
from marketplace.booking.models import Segment
from marketplace.booking.sorts import Whose
from marketplace.db import session, transaction
from marketplace.listings.models import RateUnit
from marketplace.people.representation import Capacity, Scope
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what is kept is tested on both elsewhere


@pytest.fixture
def made(app: Flask) -> Golden:
    made = breaks.planned()
    golden.ask(made)
    return made


def test_a_person_answers_part_by_part_and_is_led_back(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.viewers["person"])
    assert "1 part waits for my yes or no." in client.get("/my-say").text
    here = f"/breaks/{made.ref}/my-say/{made.people['person']}"
    say = f"/breaks/{made.ref}/parts/{made.lines['house']}/say/{made.people['person']}"
    page = client.get(here).text
    for said in ("Do I want it?", "Ask me again", "If I say no, it is taken out."):
        assert said in page
    again = client.post(say, data={"from": "my-say", "answer": "again", "helped_by": "Anna", "told_with": ["pictures"]})
    assert (again.status_code, again.location) == (303, here)
    assert "I want to be asked again." in client.get(here).text
    nothing = client.post(say, data={"from": "my-say", "answer": ""})
    assert (nothing.status_code, "Choose yes or no" in nothing.text) == (422, True)
    sure = client.get(f"{say}?from=my-say&answer=no").text
    assert "Nobody can put it back over a no." in sure
    client.post(say, data={"from": "my-say", "answer": "no", "words": "Too far"})
    assert "This is not in the break now." in client.get(here).text


def test_only_who_has_a_break_of_their_own_is_led_to_their_say(client: CheckedClient, made: Golden) -> None:
    for who, has_say in (("person", True), ("arranger", False)):
        families.sign_in(client, made.viewers.get(who, made.arranger))
        for page in ("/breaks", "/waiting"):
            assert ("My say, in easy words" in client.get(page).text) == has_say, (who, page)


def test_what_waits_for_an_answer_comes_first_then_the_next_break(client: CheckedClient, made: Golden) -> None:
    starts = [after * timedelta(days=7) + clock.now() for after in (9, 1)]
    for number, first in enumerate(starts):
        draft = BreakDraft(
            title=f"Planned {number}",
            whose=Whose.PERSON,
            person_ref=made.people["person"],
            starts_at=first,
            ends_at=first + timedelta(days=1),
        )
        services.start_break(draft=draft, by=made.arranger)
    families.sign_in(client, made.viewers["person"])
    page = client.get("/my-say").text
    assert page.index("Two nights away") < page.index("Planned 1") < page.index("Planned 0")


def test_who_reads_easy_words_answers_in_them_wherever_they_come_from(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.viewers["person"])
    say = f"/breaks/{made.ref}/parts/{made.lines['house']}/say/{made.people['person']}"
    easy = "The money for it goes back."
    assert easy not in client.get(say).text
    client.post("/account/easy-words", data={"easy": "yes"})
    assert easy in client.get(say).text


def test_an_adviser_reads_it_out_and_writes_down_what_was_said(client: CheckedClient, made: Golden) -> None:
    adviser = families.adviser()
    families.acts_for(adviser, made.people["person"], Scope.PLAN, capacity=Capacity.ADVISER)
    families.sign_in(client, adviser)
    here = f"/breaks/{made.ref}/my-say/{made.people['person']}"
    assert "Write down only what" in client.get(here).text
    say = f"/breaks/{made.ref}/parts/{made.lines['house']}/say/{made.people['person']}"
    told = {"from": "my-say", "answer": "yes", "helped_by": "her sister", "told_with": ["call", "time"]}
    assert client.post(say, data=told).status_code == 303
    assert "helped by her sister, told with a call, time to think" in client.get(here).text
    assert client.get("/my-say").status_code == 200


def test_a_helper_reads_it_and_may_not_answer_and_nobody_else_is_in_it(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.arranger)
    here = f"/breaks/{made.ref}/my-say/"
    page = client.get(here + made.people["person"])
    assert (page.status_code, 'value="yes"' in page.text) == (200, False)
    other = families.person("Somebody Else")
    families.acts_for(made.arranger, other)
    assert client.get(here + other).status_code == 404


def test_who_said_yes_changes_their_mind_from_my_say(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.viewers["person"])
    here = f"/breaks/{made.ref}/my-say/{made.people['person']}"
    say = f"/breaks/{made.ref}/parts/{made.lines['house']}/say/{made.people['person']}"
    client.post(say, data={"from": "my-say", "answer": "yes"})
    assert re.search(rf'href="{say}\?from=my-say">I change my mind', client.get(here).text)
    assert "Ask me again later" in client.get(f"{say}?from=my-say").text


def test_all_times_of_a_part_can_be_opened(client: CheckedClient, made: Golden) -> None:
    line = made.line("house")
    with transaction():
        for number in range(1, 8):
            starts = clock.now() + timedelta(days=100 + 3 * number)
            of_one = {"quantity": 1, "unit": RateUnit.NIGHT, "rate_pence": 0, "pence": 0, "noun": "night"}
            session.add(Segment(line=line, starts_at=starts, ends_at=starts + timedelta(days=1), **of_one))
    families.sign_in(client, made.viewers["person"])
    page = client.get(f"/breaks/{made.ref}/my-say/{made.people['person']}").text
    assert "See 4 more times" in page
    opened = page.partition("See 4 more times")[2].partition("</details>")[0]
    assert opened.count("<li>") == 4
