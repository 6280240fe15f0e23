"""Other times for a part: seen first, saved, and lost by neither of two who change it at once."""

from datetime import timedelta

import pytest

from marketplace.booking.models import Line
from marketplace.db import session
from tests import families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import errors, send, send_from, words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both


@pytest.fixture
def weekend(client: CheckedClient) -> Golden:
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    return made


def times(made: Golden, name: str) -> str:
    return f"/breaks/{made.ref}/parts/{made.lines[name]}/times"


def riding(made: Golden) -> Line:
    session.rollback()
    return next(line for line in made.break_.lines_in if line.title == "Riding at Stanemoor")


def test_a_part_is_moved_with_its_price_and_payers_and_the_old_one_goes(client: CheckedClient, weekend: Golden) -> None:
    looked = send(client, times(weekend, "riding"), {"start_0": "16:00", "end_0": "17:00"}, press="Save these times")
    assert looked.status_code == 303
    moved = riding(weekend)
    assert moved.periods[0].starts_at == golden.at(golden.friday() + timedelta(days=1), 16)
    assert (moved.pence, [share.pence for share in moved.shares]) == (60_00, [60_00])
    assert weekend.line("riding").state == "taken_out"
    assert weekend.break_.pence == 2_050_60


def test_what_is_dragged_or_looked_at_is_shown_with_its_price_and_gaps_and_not_saved(
    client: CheckedClient, weekend: Golden
) -> None:
    shown = words(client.get(times(weekend, "support") + "?row=0&by=30&longer=-30"))
    assert "35 hours 30 minutes at £24.60: £873.30 , £12.30 less than now" in shown
    assert "16:00 to 16:30: nobody is there, 30 min" in shown
    assert weekend.line("support").state == "proposed"
    page = client.get(times(weekend, "riding"))
    answers = {"start_0": "03:00", "end_0": "04:00", "look": "yes"}
    looked = client.post(times(weekend, "riding"), data={"rows": "3", "day_0": str(golden.friday()), **answers})
    assert looked.status_code == 200
    assert "Before you save" in looked.text
    assert 'value="03:00"' in looked.text
    assert "Before you save" not in page.text


def test_of_two_who_move_it_at_once_the_second_sees_both_and_keeps_what_they_typed(
    client: CheckedClient, weekend: Golden
) -> None:
    where = times(weekend, "riding")
    drawn = client.get(where)
    send(client, where, {"start_0": "16:00", "end_0": "17:00"}, press="Save these times")
    answer = send_from(client, drawn, where, {"start_0": "18:00", "end_0": "19:00"}, press="Save these times")
    assert answer.status_code == 409
    assert "Somebody changed this while you were writing" in errors(answer)["start_0"]
    assert "16:00 to 17:00" in words(answer)
    assert 'value="18:00"' in answer.text
    assert riding(weekend).periods[0].starts_at == golden.at(golden.friday() + timedelta(days=1), 16)
    assert send_from(client, answer, where, press="Save these times").status_code == 303
    assert riding(weekend).periods[0].starts_at == golden.at(golden.friday() + timedelta(days=1), 18)


def test_of_two_who_move_what_was_taken_out_the_second_is_told_what_they_wrote(
    client: CheckedClient, weekend: Golden
) -> None:
    where = times(weekend, "riding")
    drawn = client.get(where)
    send(client, f"/breaks/{weekend.ref}/parts/{weekend.lines['riding']}/remove", press="Take it out")
    answer = send_from(client, drawn, where, {"start_0": "18:00", "end_0": "19:00"}, press="Save these times")
    assert answer.location == f"/breaks/{weekend.ref}"
    told = words(client.get(answer.location))
    assert "Nothing of yours is saved" in told
    assert "18:00 to 19:00" in told


@pytest.mark.parametrize("path", ["remove", "instead", "acceptance"])
def test_a_page_of_a_part_that_has_other_times_by_then_leads_back_to_the_break(
    client: CheckedClient, weekend: Golden, path: str
) -> None:
    old = f"/breaks/{weekend.ref}/parts/{weekend.lines['riding']}/{path}"
    send(client, times(weekend, "riding"), {"start_0": "16:00", "end_0": "17:00"}, press="Save these times")
    for answer in (client.get(old), client.post(old)):
        assert answer.location == f"/breaks/{weekend.ref}"
    assert "Somebody took Riding at Stanemoor out, or changed it" in words(client.get(f"/breaks/{weekend.ref}"))
    assert riding(weekend).state == "proposed"


def test_what_cannot_be_meant_is_said_and_a_stay_or_a_mattress_has_no_times(
    client: CheckedClient, weekend: Golden
) -> None:
    answer = send(client, times(weekend, "riding"), {"start_0": "", "end_0": ""}, press="Save these times")
    assert "start_0" in errors(answer)
    for name in ("house", "mattress"):
        assert client.get(times(weekend, name)).status_code == 404
    assert 'data-run="0"' in client.get(f"/breaks/{weekend.ref}").text
    golden.ask(weekend)
    golden.answer(weekend)
    assert client.get(times(weekend, "riding")).status_code == 403
