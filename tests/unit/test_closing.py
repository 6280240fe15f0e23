"""Patterns of closure: which days they mean, and how they are said."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.listings.closing import Plan, Repeat
from marketplace.periods import nights

MONDAY = date(2027, 1, 4)


def begins(plan: Plan, before: date = date(2028, 1, 1)) -> list[date]:
    return list(plan.begins(before))


def test_every_monday_until_easter_is_each_monday_and_none_after() -> None:
    plan = Plan(MONDAY, MONDAY + timedelta(days=1), Repeat.WEEKLY, until_on=date(2027, 3, 28))
    found = begins(plan)
    assert found == [MONDAY + timedelta(weeks=number) for number in range(12)]
    assert plan.words == "Every Monday, from Monday 4 January 2027 until Sunday 28 March 2027"


def test_every_first_week_of_the_month_begins_on_its_first_monday() -> None:
    plan = Plan(MONDAY, MONDAY + timedelta(days=7), Repeat.MONTHLY_BY_WEEKDAY)
    assert begins(plan)[:4] == [date(2027, 1, 4), date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 5)]
    assert plan.words == "The first Monday of every month for 7 days, from Monday 4 January 2027 until you end it"


def test_a_fifth_friday_means_the_last_of_each_month() -> None:
    plan = Plan(date(2027, 1, 29), date(2027, 1, 30), Repeat.MONTHLY_BY_WEEKDAY)
    assert begins(plan)[:3] == [date(2027, 1, 29), date(2027, 2, 26), date(2027, 3, 26)]


def test_a_day_that_a_month_or_year_lacks_is_left_out() -> None:
    assert begins(Plan(date(2027, 1, 31), date(2027, 2, 1), Repeat.MONTHLY_BY_DAY))[:2] == [
        date(2027, 1, 31),
        date(2027, 3, 31),
    ]
    leap = Plan(date(2028, 2, 29), date(2028, 3, 1), Repeat.YEARLY)
    assert begins(leap, date(2033, 1, 1)) == [date(2028, 2, 29), date(2032, 2, 29)]


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 5, 5), 24)])
def test_a_day_is_as_long_as_the_clocks_make_it_and_a_night_runs_noon_to_noon(day: date, hours: int) -> None:
    plan = Plan(day, day + timedelta(days=1))
    (whole,) = plan.periods(date(2028, 1, 1), by_nights=False)
    assert whole.minutes == hours * 60
    (night,) = plan.periods(date(2028, 1, 1), by_nights=True)
    assert night == nights(day, day + timedelta(days=1))


def test_hours_of_each_day_keep_their_hour_when_the_clocks_change() -> None:
    plan = Plan(date(2027, 3, 27), date(2027, 3, 29), starts=time(9), ends=time(12))
    saturday, sunday = plan.periods(date(2028, 1, 1), by_nights=False)
    assert saturday.starts_at == datetime(2027, 3, 27, 9, tzinfo=UTC)
    assert sunday.starts_at == datetime(2027, 3, 28, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan(MONDAY, MONDAY), "again"),
        (Plan(MONDAY, MONDAY + timedelta(days=732)), "again"),
        (Plan(MONDAY, MONDAY + timedelta(days=8), Repeat.WEEKLY), "repeat"),
        (Plan(MONDAY, MONDAY + timedelta(days=1), Repeat.WEEKLY, until_on=date(2027, 1, 1)), "until"),
        (Plan(MONDAY, MONDAY + timedelta(days=1), starts=time(9)), "ends"),
        (Plan(MONDAY, MONDAY + timedelta(days=1), starts=time(9), ends=time(9)), "ends"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field(plan: Plan, field: str) -> None:
    assert list(plan.wrong) == [field]


plans = st.builds(
    lambda first, days, repeat: Plan(first, first + timedelta(days=days), repeat),
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    st.integers(1, 400),
    st.sampled_from(Repeat),
).filter(lambda plan: not plan.wrong)


@given(plans, st.booleans())
def test_the_times_of_a_pattern_never_overlap_and_come_in_order(plan: Plan, by_nights: bool) -> None:  # noqa: FBT001
    found = list(plan.periods(date(2033, 1, 1), by_nights=by_nights))
    assert found
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(found))
