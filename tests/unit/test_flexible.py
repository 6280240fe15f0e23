"""Dates that can move: each month and the weeks before Easter, and which stays of a window are free and allowed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.holidays import bank_holidays
from marketplace.listings import whens
from marketplace.listings.flexible import Flexible, Window, each
from marketplace.listings.terms import EVERY_DAY, TimeAsked

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2027-03", (date(2027, 3, 1), date(2027, 4, 1))),
        ("2026-12", (date(2026, 12, 1), date(2027, 1, 1))),
        ("2026-11", (TODAY, date(2026, 12, 1))),
        ("before-easter-2027", (date(2027, 2, 12), date(2027, 3, 26))),
        ("2026-10", None),
        ("before-easter-2026", None),
        ("before-easter-soon", None),
    ],
)
def test_a_when_is_two_days_from_today_on(when: str, expected: whens.Span | None) -> None:
    assert whens.span(when, today=TODAY) == expected


def test_before_easter_ends_on_the_good_friday_of_the_bank_holidays() -> None:
    fridays = [day for day, name in bank_holidays().items() if name == "Good Friday" and day > TODAY]
    assert fridays
    for friday in fridays:
        assert whens.span(f"before-easter-{friday.year}", today=friday.replace(month=1, day=1))[1] == friday  # type: ignore[index]


weeks = st.integers(1, EVERY_DAY)


@given(st.integers(1, 9), weeks, weeks, st.integers(0, 40), st.integers(0, 2**45), st.integers(-20, 20))
def test_the_stays_of_a_window_are_those_of_each_day_by_itself(
    nights: int, arrive: int, changeover: int, notice: int, taken: int, first: int
) -> None:
    flexible = Flexible(TODAY + timedelta(days=first), TODAY + timedelta(days=45), nights, arrive)
    window = Window(flexible, TODAY)
    free = set(each(window.free(taken)))
    allowed = set(each(window.allowed(changeover, notice)))
    for start in range(70):
        arrive_on, leave_on = window.stay(start)
        fits = arrive >> arrive_on.weekday() & 1 and leave_on <= flexible.last_on
        is_free = not any(taken >> night & 1 for night in range(start, start + nights))
        assert (start in free) == bool(fits and is_free)
        asked = TimeAsked.of((arrive_on, leave_on), arrive_on, today=TODAY)
        assert (start in allowed) == bool(fits and not asked.breaks(None, None, changeover, notice))
