"""The same hours on several days: the stretches they are, the rows they make, and how they are said and kept."""

import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from marketplace.booking.forms.alike import Alike, rows_alike, rows_within
from marketplace.finding.record import as_record, from_record, when_words
from marketplace.listings.asked import Asked
from marketplace.periods import Period, same_hours

FRIDAY = Period(datetime(2027, 3, 26, 9, tzinfo=UTC), datetime(2027, 3, 26, 17, tzinfo=UTC))
NINE, FIVE = time(9), time(17)
FIRST, LAST = date(2027, 3, 26), date(2027, 3, 29)


def test_the_hours_stay_those_of_the_clock_when_it_goes_forward() -> None:
    days = same_hours(FRIDAY, 4)
    assert [(one.starts_at.day, one.starts_at.hour, one.minutes) for one in days] == [
        (26, 9, 480),
        (27, 9, 480),
        (28, 8, 480),
        (29, 8, 480),
    ]


def test_a_day_whose_clocks_leave_the_hours_out_has_none() -> None:
    half_an_hour = Period(datetime(2027, 3, 27, 1, 30, tzinfo=UTC), datetime(2027, 3, 27, 2, 0, tzinfo=UTC))
    assert [one.starts_at.day for one in same_hours(half_an_hour, 3)] == [27, 29]


def test_the_same_hours_are_said_for_all_their_days() -> None:
    assert when_words(Asked(hours=FRIDAY, days_alike=4)) == (
        "09:00 to 17:00 on each of 4 days, Fri 26 to Mon 29 March 2027"
    )


def test_one_stretch_is_said_from_moment_to_moment() -> None:
    assert when_words(Asked(hours=FRIDAY)) == "Friday 26 March 2027, 09:00 to Friday 26 March 2027, 17:00"


def test_a_kept_search_for_several_days_is_asked_again_for_all_of_them() -> None:
    asked = Asked(hours=FRIDAY, days_alike=4)
    assert from_record(as_record(asked)) == asked


def test_a_search_kept_before_there_were_several_days_is_for_one() -> None:
    record = as_record(Asked(hours=FRIDAY))
    del record["days_alike"]
    assert from_record(record).stretches == (FRIDAY,)


def test_other_days_are_moved_together() -> None:
    later = Asked(hours=FRIDAY, days_alike=2).moved(7)
    assert later is not None
    assert later.days == (date(2027, 4, 2), date(2027, 4, 3))


def test_hours_that_the_clocks_leave_out_cannot_be_moved_to_that_day() -> None:
    night = Asked(hours=Period(datetime(2027, 3, 26, 1, tzinfo=UTC), datetime(2027, 3, 26, 2, tzinfo=UTC)))
    assert [night.moved(days) is None for days in (1, 2, 3)] == [False, True, False]
    several = replace(night, days_alike=2)
    assert [several.moved(days) is None for days in (-1, 0, 1, 2, 3)] == [False, False, True, True, False]


def test_the_same_hours_each_day_are_a_row_for_each_day() -> None:
    rows = rows_alike(FIRST, LAST, NINE, FIVE, Alike.EACH)
    assert rows == [(date(2027, 3, day), NINE, FIVE) for day in (26, 27, 28, 29)]


def test_hours_over_midnight_end_on_the_last_day() -> None:
    rows = rows_alike(FIRST, LAST, FIVE, NINE, Alike.EACH)
    assert [day.day for day, _, _ in rows] == [26, 27, 28]


def test_hours_over_midnight_of_one_day_end_on_the_next() -> None:
    assert rows_alike(FIRST, FIRST, FIVE, NINE, Alike.EACH) == [(FIRST, FIVE, NINE)]


def test_the_whole_time_through_is_a_row_for_each_day_and_the_rest() -> None:
    rows = rows_alike(FIRST, date(2027, 3, 28), NINE, FIVE, Alike.THROUGH)
    assert rows == [(date(2027, 3, 26), NINE, NINE), (date(2027, 3, 27), NINE, NINE), (date(2027, 3, 28), NINE, FIVE)]


def test_the_whole_time_through_ends_in_the_morning_it_is_said_to_end() -> None:
    rows = rows_alike(FIRST, date(2027, 3, 28), FIVE, NINE, Alike.THROUGH)
    assert rows == [(date(2027, 3, 26), FIVE, FIVE), (date(2027, 3, 27), FIVE, NINE)]


@pytest.mark.parametrize("how", Alike)
@pytest.mark.parametrize("hours", [(NINE, FIVE), (FIVE, NINE)])
@pytest.mark.parametrize("asked", [(-3, 9), (-1, 0), (1, 1), (2, 4), (2, 5), (-5, -3), (6, 9)])
def test_the_rows_within_a_break_are_those_of_all_the_rows_that_begin_in_it(
    how: Alike, hours: tuple[time, time], asked: tuple[int, int]
) -> None:
    days = [FIRST + timedelta(days=ahead) for ahead in range(4)]
    first_on, last_on = (FIRST + timedelta(days=ahead) for ahead in asked)
    all_of_them = rows_alike(first_on, last_on, *hours, how)
    assert rows_within(days, (first_on, last_on), *hours, how) == [row for row in all_of_them if row[0] in days]


def test_no_more_rows_are_made_than_lie_round_a_break() -> None:
    tracemalloc.start()
    try:
        rows = rows_within([FIRST, LAST], (date.min, date.max), NINE, FIVE, Alike.EACH)
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [day for day, _, _ in rows] == [FIRST, LAST]
    assert most_bytes < 1_000_000
