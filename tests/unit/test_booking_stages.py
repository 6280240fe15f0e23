"""The day by which the rest of a break is agreed: its end in London, and which days there are."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.booking.stages import LONGEST, by_words, end_of, last_day_of, rest_on_problem
from marketplace.clock import london_instant

TODAY = date(2027, 3, 1)
STARTS = london_instant(date(2027, 5, 14))


@pytest.mark.parametrize(
    ("rest_on", "starts_at", "wrong"),
    [
        (TODAY - timedelta(days=1), STARTS, "from tomorrow on"),
        (TODAY, STARTS, "from tomorrow on"),
        (TODAY + timedelta(days=1), STARTS, ""),
        (date(2027, 5, 13), STARTS, ""),
        (date(2027, 5, 13), STARTS - timedelta(seconds=1), "before the break starts"),
        (date(2027, 5, 14), STARTS, "before the break starts"),
        (TODAY + LONGEST, STARTS + timedelta(days=400), ""),
        (TODAY + LONGEST + timedelta(days=1), STARTS + timedelta(days=400), "within half a year"),
    ],
)
def test_the_rest_is_agreed_from_tomorrow_on_before_the_break_and_within_half_a_year(
    rest_on: date, starts_at: datetime, wrong: str
) -> None:
    found = rest_on_problem(rest_on, starts_at=starts_at, today=TODAY)
    assert (wrong in found) if wrong else (found == "")


@pytest.mark.parametrize("on", [date(2027, 3, 27), date(2027, 3, 28), date(2027, 5, 1), date(2027, 10, 31)])
def test_a_day_ends_at_midnight_in_london_and_is_read_back_from_its_end(on: date) -> None:
    assert last_day_of(end_of(on)) == on


def test_the_end_of_a_day_in_summer_is_an_hour_earlier_in_the_world_and_is_said_in_words() -> None:
    end = end_of(date(2027, 5, 1))
    assert end == datetime(2027, 5, 1, 23, tzinfo=UTC)
    assert by_words(end).startswith("the end of ")
    assert "1 May" in by_words(end)
