"""Where a bank could say yes: free time by weekday and part of the day."""

from datetime import date, time, timedelta

from marketplace.clock import london_instant
from marketplace.listings.capacity import MOST_SHADE, Capacity, Cell, Diary, capacity
from marketplace.listings.opening import Stretch
from marketplace.listings.working_week import WorkingWeek, week_of
from marketplace.periods import Period

MONDAY = date(2027, 3, 8)
MORNINGS = week_of([Stretch(day, 8 * 60, 11 * 60) for day in range(5)], [4])


def cell(found: Capacity, day: int, part: int) -> Cell:
    return found.rows[day][1][part]


def taken(day: int, first: int, hours: int) -> Period:
    starts_at = london_instant(MONDAY + timedelta(days=day), time(first))
    return Period(starts_at, starts_at + timedelta(hours=hours))


def test_what_is_worked_and_not_taken_is_free() -> None:
    found = capacity([Diary(MORNINGS, [taken(0, 9, 1)])], first=MONDAY, weeks=1)
    monday, tuesday, sunday = (cell(found, day, 0) for day in (0, 1, 6))
    assert (monday.free, monday.worked) == (120, 180)
    assert (tuesday.free, tuesday.worked) == (180, 180)
    assert (sunday.free, sunday.worked) == (0, 0)
    assert [found.shade(one) for one in (monday, tuesday, sunday)] == [1, MOST_SHADE, 0]
    assert found.hours_a_week == 14


def test_a_night_is_free_or_not_as_a_whole() -> None:
    free = capacity([Diary(MORNINGS)], first=MONDAY, weeks=1)
    assert [cell(free, day, 3).free for day in range(7)] == [0, 0, 0, 0, 1, 0, 0]
    assert free.nights_a_week == 1
    met = capacity([Diary(MORNINGS, [taken(4, 23, 1)])], first=MONDAY, weeks=1)
    assert (cell(met, 4, 3).free, cell(met, 4, 3).worked) == (0, 1)


def test_a_pa_without_a_pattern_could_come_at_any_time() -> None:
    found = capacity([Diary(WorkingWeek())], first=MONDAY, weeks=2)
    assert found.hours_a_week == 7 * 15
    assert found.nights_a_week == 7
    assert cell(found, 0, 0).free_words == "5 h"
    assert cell(found, 0, 3).free_words == "1"


def test_where_nothing_is_free_nothing_is_shaded_and_a_little_is_shaded_a_little() -> None:
    most = [taken(day, 8, 3) for day in range(5)]
    full = capacity([Diary(MORNINGS, most)], first=MONDAY, weeks=1)
    assert {full.shade(cell(full, day, 0)) for day in range(7)} == {0}
    little = capacity([Diary(MORNINGS, [taken(0, 8, 2), *most[1:4]])], first=MONDAY, weeks=1)
    assert [little.shade(cell(little, day, 0)) for day in (0, 1, 4)] == [1, 0, MOST_SHADE]


def test_shades_run_from_the_least_that_is_free_to_the_most_however_near_they_are() -> None:
    ten = [Diary(MORNINGS)] * 9
    found = capacity([*ten, Diary(MORNINGS, [taken(0, 8, 3), taken(1, 8, 2)])], first=MONDAY, weeks=1)
    assert [cell(found, day, 0).free_words for day in range(3)] == ["27 h", "28 h", "30 h"]
    assert [found.shade(cell(found, day, 0)) for day in range(3)] == [1, 2, MOST_SHADE]


def test_squares_of_one_figure_are_of_one_shade() -> None:
    nearly = Period(london_instant(MONDAY, time(8)), london_instant(MONDAY, time(8, 15)))
    full = [taken(2, 8, 2)]
    found = capacity([Diary(MORNINGS, [nearly, *full])], first=MONDAY, weeks=1)
    monday, tuesday = cell(found, 0, 0), cell(found, 1, 0)
    assert monday.free_words == tuesday.free_words
    assert found.shade(monday) == found.shade(tuesday) == MOST_SHADE
