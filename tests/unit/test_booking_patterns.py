"""What is kept of a break as a pattern: stretches by day and hour."""

from datetime import date, time, timedelta

import pytest

from marketplace.booking.again import next_weekday
from marketplace.booking.patterns import Stretch
from marketplace.clock import in_london, london_instant
from marketplace.periods import Period, nights

FRIDAY = date(2027, 3, 5)
SPRING = date(2027, 3, 28)
"""The clocks go forward from 01:00 to 02:00."""


def period(day: date, first: time, last: time, days: int = 0) -> Period:
    return Period(london_instant(day, first), london_instant(day + timedelta(days=days), last))


def test_a_stretch_keeps_its_hours_by_the_clock_on_other_days_and_over_the_change_in_spring() -> None:
    sleepover = Stretch.of(period(FRIDAY + timedelta(days=1), time(22), time(8), 1), FRIDAY)
    assert sleepover == Stretch(1, 22 * 60, 2, 8 * 60)
    then = sleepover.on(SPRING - timedelta(days=2))
    assert [f"{in_london(one):%a %d %H:%M}" for one in (then.starts_at, then.ends_at)] == [
        "Sat 27 22:00",
        "Sun 28 08:00",
    ]
    assert then.minutes == 9 * 60


def test_a_stretch_before_the_first_day_and_a_stay_come_back_as_they_were() -> None:
    for one in (period(FRIDAY - timedelta(days=1), time(15), time(16)), nights(FRIDAY, FRIDAY + timedelta(days=3))):
        assert Stretch.of(one, FRIDAY).on(FRIDAY) == one


def test_what_the_spring_change_leaves_nothing_of_keeps_its_length() -> None:
    assert Stretch(0, 90, 0, 150).on(SPRING).minutes == 60


@pytest.mark.parametrize(
    ("stretch", "said"),
    [
        (Stretch(0, 16 * 60, 0, 20 * 60), "Friday, 16:00 to 20:00"),
        (Stretch(1, 22 * 60, 2, 8 * 60), "Saturday, 22:00 to Sunday, 08:00"),
        (Stretch(-1, 0, -1, 61), "Thursday, 00:00 to 01:01"),
        (Stretch(9, 0, 10, 0), "Sunday, 00:00 to Monday, 00:00"),
    ],
)
def test_a_stretch_is_said_by_days_of_the_week(stretch: Stretch, said: str) -> None:
    assert stretch.words(FRIDAY.weekday()) == said


@pytest.mark.parametrize(
    ("after", "then"), [(FRIDAY, 12), (FRIDAY - timedelta(days=1), 5), (FRIDAY + timedelta(1), 12)]
)
def test_the_next_such_day_of_the_week_is_never_the_day_itself(after: date, then: int) -> None:
    assert next_weekday(4, after=after) == date(2027, 3, then)
