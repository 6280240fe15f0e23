"""Nights as a string of 0 and 1: a night is taken when anything takes some of it, from London noon to noon."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.clock import LONDON
from marketplace.listings.taken_nights import as_bits, written
from marketplace.periods import Period, night, nights, nights_touched

FIRST = date(2027, 3, 20)  # the clocks change on the 28th


def _at(day: int, hour: int) -> datetime:
    return datetime(2027, 3, day, hour, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([], ""),
        ([nights(FIRST, FIRST + timedelta(days=2))], "11"),
        ([nights(FIRST - timedelta(days=9), FIRST)], ""),
        ([nights(FIRST - timedelta(days=9), FIRST + timedelta(days=1))], "1"),
        ([Period(_at(21, 11), _at(21, 12))], "1"),
        ([Period(_at(21, 12), _at(21, 13)), Period(_at(22, 9), _at(22, 12))], "01"),
        ([night(date(2027, 3, 27)), night(date(2027, 3, 29))], "0000000101"),
    ],
)
def test_a_letter_stands_for_each_night_and_the_last_is_a_taken_one(taken: list[Period], expected: str) -> None:
    assert written(taken, first_on=FIRST) == expected


@given(st.lists(st.tuples(st.integers(-100, 1000), st.integers(1, 300)), max_size=6))
def test_it_is_the_nights_that_the_periods_touch(hours: list[tuple[int, int]]) -> None:
    starts = _at(20, 12).astimezone(UTC)  # hours are counted there, also when the clocks change
    taken = [Period(starts + timedelta(hours=one), starts + timedelta(hours=one + long)) for one, long in hours]
    touched = {(day - FIRST).days for period in taken for day in nights_touched(period)}
    bits = as_bits(written(taken, first_on=FIRST), first_day=FIRST.toordinal(), of_day=FIRST.toordinal())
    assert bits == sum(1 << one for one in touched if one >= 0)


def test_its_bits_can_be_read_from_an_earlier_or_a_later_night() -> None:
    assert as_bits("011", first_day=10, of_day=10) == 0b110
    assert as_bits("011", first_day=10, of_day=8) == 0b11000
    assert as_bits("011", first_day=10, of_day=12) == 0b1
    assert as_bits("", first_day=10, of_day=12) == 0
