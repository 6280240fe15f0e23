"""Opening hours as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.listings.opening import BadHours, Stretch, day_text, parse_day, week_words

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
