"""Other times for a part: seen first, saved, and lost by neither of two who change it at once."""

from datetime import timedelta

import pytest

from marketplace.booking import services
from marketplace.booking.drafts import Charge, LineTerms, OwnPart
from marketplace.booking.models import Line
from marketplace.clock import in_london
from marketplace.db import session, transaction
from marketplace.listings.models import RateUnit
from tests import breaks, families, golden
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
    return of_line(made, made.line(name))


def of_line(made: Golden, line: Line) -> str:
    return f"/breaks/{made.ref}/parts/{line.ref}/times"


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


Row = tuple[RateUnit, int, int, int]
"""So many pence for one of a unit, on the first day of the break, from an hour to another of that day or the next."""


def with_own_pa(*rows: Row) -> tuple[Golden, str]:
    """A break with somebody's own PA, who asks for these rows in the order they were typed; the part's times."""
    made = breaks.planned(pot="direct")
    part = OwnPart(title="Jean", who="Jean", charges=tuple(map(asked, rows)), confirms_pvg=True, employer="I do")
    made.lines["pa"] = services.add_own_arrangement(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    return made, times(made, "pa")


def asked(row: Row) -> Charge:
    unit, rate, start, end = row
    period = golden.stretch(golden.friday(), start, end)
    return Charge(unit, period.minutes if unit is RateUnit.HOUR else 1, rate, period)


def jean(made: Golden) -> Line:
    session.rollback()
    return next(line for line in made.break_.lines_in if line.title == "Jean")


def of_jean(made: Golden) -> list[tuple[str, int, str]]:
    """What Jean's part is made of now: each unit, its pence, when it starts."""
    timed = [one for one in jean(made).segments if one.period]
    return [(one.unit.value, one.pence, f"{in_london(one.period.starts_at):%H:%M}") for one in timed if one.period]


NIGHT_FIRST: tuple[Row, ...] = ((RateUnit.SLEEPOVER, 60_00, 22, 32), (RateUnit.HOUR, 15_00, 16, 22))
TWO_RATES: tuple[Row, ...] = ((RateUnit.HOUR, 14_00, 15, 17), (RateUnit.HOUR, 20_00, 17, 19))
EVENING, NIGHT = ("hour", 90_00, "16:00"), ("sleepover", 60_00, "22:00")


@pytest.mark.parametrize(
    ("rows", "kept"),
    [(NIGHT_FIRST, [EVENING, NIGHT]), (TWO_RATES, [("hour", 28_00, "15:00"), ("hour", 40_00, "17:00")])],
)
def test_times_of_somebody_elses_prices_that_are_saved_as_they_are_cost_what_they_did(
    client: CheckedClient, rows: tuple[Row, ...], kept: list[tuple[str, int, str]]
) -> None:
    made, where = with_own_pa(*rows)
    families.sign_in(client, made.arranger)
    assert send(client, where, press="Save these times").status_code == 303
    assert of_jean(made) == kept


def test_a_row_that_is_emptied_takes_its_own_price_with_it_and_a_new_one_says_which_it_has(
    client: CheckedClient,
) -> None:
    made, where = with_own_pa(*NIGHT_FIRST)
    families.sign_in(client, made.arranger)
    page = client.get(where).text
    assert "Sleepover at £60.00" in page
    assert "Hour at £15.00" in page
    assert send(client, where, {"start_0": "", "end_0": ""}, press="Save these times").status_code == 303
    assert of_jean(made) == [NIGHT]
    made, where = with_own_pa(*NIGHT_FIRST)
    families.sign_in(client, made.arranger)
    saturday = (golden.friday() + timedelta(days=1)).isoformat()
    more = {"day_2": saturday, "start_2": "21:00", "end_2": "07:00", "price_2": "0"}
    assert send(client, where, more, press="Save these times").status_code == 303
    assert of_jean(made) == [EVENING, NIGHT, ("sleepover", 60_00, "21:00")]
    unknown = send(client, of_line(made, jean(made)), {"price_0": "7"}, press="Save these times")
    assert (unknown.status_code, "price_0" in errors(unknown)) == (422, True)


def test_a_stretch_of_somebody_elses_part_is_dragged_at_its_own_price(client: CheckedClient) -> None:
    made, where = with_own_pa(*NIGHT_FIRST)
    with transaction():
        made.break_.needs_cover = True
    families.sign_in(client, made.arranger)
    looked = words(client.get(f"{where}?row=0&by=0&longer=-60"))
    assert "£135.00" in looked
    assert "21:00 to 22:00: nobody is there, 60 min" in looked
