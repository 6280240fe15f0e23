"""Opening hours as people type them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.clock import london_instant
from marketplace.listings.opening import BadHours, Stretch, day_text, is_open, open_words, parse_day, week_words
from marketplace.periods import Period

MONDAY, SUNDAY = 0, 6


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("9:00-17:00", [(540, 1020)]),
        ("9-17", [(540, 1020)]),
        ("9am to 5pm", [(540, 1020)]),
        ("09.30 \u2013 12.00", [(570, 720)]),
        ("9-12, 13-17", [(540, 720), (780, 1020)]),
        ("13-17 and 9-12", [(540, 720), (780, 1020)]),
        ("9-12, 12-17", [(540, 1020)]),
        ("12am-12pm", [(0, 720)]),
        ("12pm to 24:00", [(720, 1440)]),
        ("all day", [(0, 1440)]),
        ("  Closed ", []),
        ("", []),
    ],
)
def test_hours_are_read_as_they_are_meant(typed: str, hours: list[tuple[int, int]]) -> None:
    assert parse_day(MONDAY, typed) == tuple(Stretch(MONDAY, opens, closes) for opens, closes in hours)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("nine to five", "is not a time"),
        ("9", "is not a time"),
        ("9-", "is not a time"),
        ("17-9", "ends before it starts"),
        ("9-9", "ends before it starts"),
        ("22:00-6:00", "write the first half here"),
        ("9-25", "there is no 25:00"),
        ("9:75-10", "there is no 9:75"),
        ("13pm-14", "there is no 13 pm"),
        ("9-12, 11-13", "overlap"),
        ("<script>-17", "is not a time"),
        ("\u0669-17", "is not a time"),
    ],
)
def test_what_cannot_be_meant_is_said_with_its_day(typed: str, why: str) -> None:
    with pytest.raises(BadHours) as refusal:
        parse_day(SUNDAY, typed)
    assert refusal.value.message.startswith("Sunday: ")
    assert why in refusal.value.message


stretches = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1]), max_size=4
).map(lambda pairs: [Stretch(MONDAY, opens, closes) for opens, closes in pairs])


@given(stretches)
def test_hours_shown_are_read_again_as_the_same(hours: list[Stretch]) -> None:
    try:
        read = parse_day(MONDAY, day_text(hours, MONDAY))
    except BadHours as overlapping:
        assert "overlap" in overlapping.message  # noqa: PT017 - stretches drawn at random may overlap
        return
    assert parse_day(MONDAY, day_text(read, MONDAY)) == read
    assert sum(one.closes - one.opens for one in read) == sum(one.closes - one.opens for one in hours)


def test_a_week_without_hours_is_always_open() -> None:
    assert week_words([]) == ()


def test_a_week_says_each_day() -> None:
    words = dict(week_words([Stretch(MONDAY, 540, 1020)]))
    assert words["Monday"] == "9:00-17:00"
    assert words["Sunday"] == "closed"
    assert len(words) == 7


@pytest.mark.parametrize(
    ("day", "start", "end", "is_so"),
    [
        (6, time(13), time(15), True),
        (6, time(12, 59), time(15), False),
        (6, time(14), time(15, 1), False),
        (7, time(13), time(15), False),
        (6, time(22), time(2), True),
        (5, time(22), time(2), False),
    ],
)
def test_a_time_is_open_when_all_of_it_is(day: int, start: time, end: time, *, is_so: bool) -> None:
    week = (*parse_day(1, "13-15, 20:00-24:00"), *parse_day(2, "0:00-3:00"))
    first = date(2027, 4, day)  # the 6th is a Tuesday
    last = first if end > start else date(2027, 4, day + 1)
    assert is_open(Period(london_instant(first, start), london_instant(last, end)), week) is is_so


def test_without_opening_hours_all_is_open_and_with_some_they_can_be_said() -> None:
    assert is_open(Period(london_instant(date(2027, 4, 5)), london_instant(date(2027, 4, 9))), ())
    assert open_words((*parse_day(1, "13-15"), *parse_day(5, "16-18"))) == "Tuesday 13:00-15:00, Saturday 16:00-18:00"
