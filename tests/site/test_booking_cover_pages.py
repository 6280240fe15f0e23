"""Who must be there, by the time of day: said on a page, counted in gaps, and lost by nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.booking.models import CoverNeed
from marketplace.booking.services.needing import needs_stamp
from marketplace.db import session
from tests import families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import errors, send, send_from, words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both

TWO_IN_THE_MORNING = {"start_0": "08:00", "end_0": "09:00", "people_0": "2", "how_0": "awake"}


@pytest.fixture
def weekend(client: CheckedClient) -> Golden:
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    return made


def kept() -> list[tuple[int, int, int]]:
    session.rollback()
    return [(one.starts_minute, one.ends_minute, one.people) for one in session.scalars(select(CoverNeed))]


def test_two_people_in_the_morning_leave_a_gap_of_one_each_day(client: CheckedClient, weekend: Golden) -> None:
    assert "none" in words(client.get(f"/breaks/{weekend.ref}"))
    assert send(client, f"/breaks/{weekend.ref}/cover", TWO_IN_THE_MORNING).status_code == 303
    page = words(client.get(f"/breaks/{weekend.ref}"))
    saturday = golden.friday() + timedelta(days=1)
    assert "3 gaps: 3 h missing" in page
    assert f"{saturday:%a} {saturday.day} {saturday:%b}, 08:00 to 09:00: one of two is missing, 60 min" in page
    assert "60 min, one of two is missing" in page
    assert "Needed each day: 08:00 to 09:00: two people, awake" in page


def test_what_overlaps_or_lacks_something_is_said_at_its_row_and_kept(client: CheckedClient, weekend: Golden) -> None:
    where = f"/breaks/{weekend.ref}/cover"
    both = TWO_IN_THE_MORNING | {"start_1": "08:30", "end_1": "10:00", "people_1": "1", "how_1": "awake"}
    answer = send(client, where, both)
    assert errors(answer)["start_1"].startswith("Some of this is the same time as a row above it. Change one of them")
    assert 'value="08:30"' in answer.text
    lacks = errors(send(client, where, {"start_0": "08:00"}))
    assert lacks == {"end_0": "Row 1: enter the time it ends", "people_0": "Row 1: choose how many"}
    assert kept() == []


def test_a_row_inside_another_takes_that_piece_of_it(client: CheckedClient, weekend: Golden) -> None:
    inside = {"start_0": "08:00", "end_0": "22:00", "people_0": "1", "how_0": "awake"}
    inside |= {"start_1": "10:00", "end_1": "11:00", "people_1": "2", "how_1": "awake"}
    assert send(client, f"/breaks/{weekend.ref}/cover", inside).status_code == 303
    assert sorted(kept()) == [(8 * 60, 10 * 60, 1), (10 * 60, 11 * 60, 2), (11 * 60, 22 * 60, 1)]


def test_of_two_who_say_it_at_once_the_second_sees_both(client: CheckedClient, weekend: Golden) -> None:
    where = f"/breaks/{weekend.ref}/cover"
    drawn = client.get(where)
    send(client, where, TWO_IN_THE_MORNING)
    late = TWO_IN_THE_MORNING | {"end_0": "10:00"}
    answer = send_from(client, drawn, where, late)
    assert answer.status_code == 409
    assert 'value="10:00"' in answer.text
    assert "08:00 to 09:00: two people, awake" in answer.text
    assert kept() == [(480, 540, 2)]
    assert f'value="{needs_stamp(weekend.break_)}"' in answer.text
    assert send_from(client, answer, where).status_code == 303
    assert kept() == [(480, 600, 2)]


def test_other_times_are_spoken_of_only_where_some_are_left(client: CheckedClient, weekend: Golden) -> None:
    address = f"/breaks/{weekend.ref}"
    send(client, f"{address}/cover", TWO_IN_THE_MORNING)
    assert "At all other times: one person, who may sleep." in words(client.get(address))
    day_and_night = {"start_1": "09:00", "end_1": "08:00", "people_1": "1", "how_1": "awake"}
    send(client, f"{address}/cover", TWO_IN_THE_MORNING | day_and_night)
    assert "09:00 to 08:00: one person, awake." in words(client.get(address))
    assert "At all other times" not in words(client.get(address))
