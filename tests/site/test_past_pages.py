"""Of a break that is over, what nobody can put right any more is said in the past, and in no colour of alarm."""

from datetime import timedelta

import pytest
import time_machine

from marketplace.db import session
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import send, words
from tests.site.test_booking_cover_pages import TWO_IN_THE_MORNING

ALARMS = ('class="bad"', '<rect class="hole"', '<rect class="part"', "k-gap", "k-part-gap")

pytestmark = [pytest.mark.parametrize("engine_name", ["sqlite"]), pytest.mark.usefixtures("app")]


def test_gaps_of_a_break_that_is_past_are_said_in_the_past_without_alarm(client: CheckedClient) -> None:
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    assert send(client, f"/breaks/{made.ref}/cover", TWO_IN_THE_MORNING).status_code == 303
    page = client.get(f"/breaks/{made.ref}")
    assert 'class="bad"' in page.text
    assert "3 gaps: 3 h missing" in words(page)
    ends = made.break_.ends_at
    session.rollback()
    with time_machine.travel(ends + timedelta(hours=1), tick=False):
        families.sign_in(client, made.arranger)
        past = client.get(f"/breaks/{made.ref}")
    assert not {one for one in ALARMS if one in past.text}
    said = words(past)
    assert "For 3 h nobody else was arranged here:" in said
    assert "one of two was missing, 60 min" in said
    assert "of two is missing" not in said
    assert "close the gaps" not in said
    assert "Find somebody for" not in said


def test_who_opens_a_yes_again_that_is_given_reads_so_and_is_at_the_break(client: CheckedClient) -> None:
    made = breaks.planned(breaks.family("own"), pot="own")
    golden.ask(made)
    families.sign_in(client, made.arranger)
    path = f"/breaks/{made.ref}/pots/{made.pots['own']}/agree"
    assert client.get(path).status_code == 200
    session.rollback()
    golden.answer(made)
    for again in (client.get(path), client.post(path, data={"way": "bank_transfer"})):
        assert (again.status_code, again.location) == (303, f"/breaks/{made.ref}")
    assert "You have said yes already." in words(client.get(f"/breaks/{made.ref}"))


def test_who_is_not_to_say_it_still_cannot_open_it(client: CheckedClient) -> None:
    made: Golden = breaks.planned(breaks.family("own"), pot="own")
    families.sign_in(client, made.arranger)
    assert client.get(f"/breaks/{made.ref}/pots/{made.pots['own']}/agree").status_code == 403
