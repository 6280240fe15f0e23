"""The day by which the rest of a break is agreed: its end in London, and which days there are."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.booking.stages import (
    LONGEST,
    answer_by,
    by_words,
    end_of,
    is_reminded_at,
    last_day_of,
    later_day_problem,
    rest_on_problem,
)
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


@pytest.mark.parametrize(
    ("rest_on", "words"),
    [
        (TODAY + timedelta(days=9), "Choose a later day than the one there is"),
        (TODAY + timedelta(days=10), "Choose a later day than the one there is"),
        (TODAY + timedelta(days=11), ""),
        (TODAY + timedelta(days=39), ""),
        (TODAY + timedelta(days=40), "Choose a day before the break starts"),
    ],
)
def test_a_later_day_is_later_than_the_one_there_is_and_before_the_break(rest_on: date, words: str) -> None:
    starts_at = london_instant(TODAY + timedelta(days=40))
    rest_by = end_of(TODAY + timedelta(days=10))
    assert later_day_problem(rest_on, rest_by=rest_by, starts_at=starts_at, today=TODAY) == words


def test_a_later_day_is_kept_within_half_a_year_as_any() -> None:
    far = {"rest_by": end_of(TODAY), "starts_at": end_of(TODAY + timedelta(days=365)), "today": TODAY}
    assert later_day_problem(TODAY + LONGEST, **far) == ""  # type: ignore[arg-type]
    assert "half a year" in later_day_problem(TODAY + LONGEST + timedelta(days=1), **far)  # type: ignore[arg-type]


def test_a_provider_answers_within_its_own_time_and_never_after_the_day() -> None:
    now = london_instant(TODAY)
    option = timedelta(days=7)
    assert answer_by(option, rest_by=now + timedelta(days=8), now=now) == now + option
    assert answer_by(option, rest_by=now + timedelta(days=6), now=now) == now + timedelta(days=6)


SECOND = timedelta(seconds=1)
BEGINS = london_instant(TODAY + timedelta(days=7))
"""Three days before the tenth day from today."""


@pytest.mark.parametrize(
    ("now", "kept_at", "is_time"),
    [
        (BEGINS - SECOND, BEGINS - timedelta(days=5), False),
        (BEGINS, BEGINS - SECOND, True),
        (BEGINS, BEGINS, False),
        (end_of(TODAY + timedelta(days=10)) - SECOND, BEGINS - SECOND, True),
        (end_of(TODAY + timedelta(days=10)), BEGINS - SECOND, False),
    ],
)
def test_the_day_is_reminded_of_from_some_days_before_until_it_is_over(
    now: datetime, kept_at: datetime, *, is_time: bool
) -> None:
    rest_by = end_of(TODAY + timedelta(days=10))
    assert is_reminded_at(now, rest_by=rest_by, kept_at=kept_at, days=3) is is_time
