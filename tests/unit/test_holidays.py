import json
import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace import holidays
from marketplace.holidays import DaySort, is_bank_holiday, is_working_day, known_until, sort_of_day, working_days_after

WORLD_CUP = date(2026, 6, 15)
listed_days = st.dates(date(2012, 1, 3), date(2028, 11, 30))


@pytest.fixture
def corrections(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A table of corrections of the test's own, empty at first."""
    own = tmp_path / "extra.csv"
    own.write_text("day,change,title,source\n")
    monkeypatch.setattr(holidays, "EXTRA", own)
    holidays.bank_holidays.cache_clear()
    yield own
    holidays.bank_holidays.cache_clear()


def test_the_days_are_those_of_the_official_list_and_our_additions(shared_data: Path) -> None:
    listed = json.loads((shared_data / "calendar/bank-holidays-scotland.json").read_text())["scotland"]["events"]
    days = {date.fromisoformat(event["date"]) for event in listed}
    assert set(holidays.bank_holidays()) == days | {WORLD_CUP}
    assert WORLD_CUP not in days


@pytest.mark.parametrize(
    "day", [date(2026, 1, 2), date(2026, 11, 30), date(2027, 8, 2), date(2026, 12, 28), date(2026, 4, 3), WORLD_CUP]
)
def test_a_scottish_bank_holiday_is_one(day: date) -> None:
    assert sort_of_day(day) is DaySort.BANK_HOLIDAY


@pytest.mark.parametrize("day", [date(2026, 4, 6), date(2026, 8, 31)])
def test_easter_monday_and_the_late_august_holiday_are_english(day: date) -> None:
    assert sort_of_day(day) is DaySort.WEEKDAY


def test_a_bank_holiday_on_a_saturday_is_a_bank_holiday(corrections: Path) -> None:
    christmas = date(2027, 12, 25)
    assert sort_of_day(christmas) is DaySort.WEEKEND, "the list holds the day in its place"
    corrections.write_text("day,change,title,source\n2027-12-25,add,Christmas Day,a provider\n")
    holidays.bank_holidays.cache_clear()
    assert sort_of_day(christmas) is DaySort.BANK_HOLIDAY


def test_saturday_and_sunday_are_weekend_and_friday_is_not() -> None:
    sorts = [sort_of_day(date(2026, 3, 6) + timedelta(days=n)) for n in range(4)]
    assert sorts == [DaySort.WEEKDAY, DaySort.WEEKEND, DaySort.WEEKEND, DaySort.WEEKDAY]


def test_an_instant_has_no_sort() -> None:
    with pytest.raises(TypeError, match="not about an instant"):
        is_bank_holiday(datetime(2026, 1, 1, 12, tzinfo=UTC))


def test_five_working_days_after_a_friday_is_the_friday_after() -> None:
    assert working_days_after(date(2026, 3, 6), 5) == date(2026, 3, 13)


def test_working_days_step_over_the_days_at_new_year() -> None:
    assert working_days_after(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert working_days_after(date(2026, 12, 31), 1) == date(2027, 1, 5), (
        "the 1st, a weekend, the 4th in place of the 2nd"
    )


def test_a_clock_started_on_a_saturday_counts_from_monday() -> None:
    assert working_days_after(date(2026, 3, 7), 1) == date(2026, 3, 9)


def test_a_clock_keeps_its_london_time_when_the_clocks_change() -> None:
    friday_half_past_five = datetime(2026, 3, 27, 17, 30, tzinfo=UTC)
    assert working_days_after(friday_half_past_five, 1) == datetime(2026, 3, 30, 16, 30, tzinfo=UTC)


def test_an_instant_belongs_to_its_london_day() -> None:
    half_past_midnight_on_friday = datetime(2026, 6, 11, 23, 30, tzinfo=UTC)
    assert working_days_after(half_past_midnight_on_friday, 1) == datetime(2026, 6, 15, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("count", [0, -1])
def test_working_days_are_counted_from_one(count: int) -> None:
    with pytest.raises(ValueError, match="from 1"):
        working_days_after(date(2026, 3, 6), count)


@given(listed_days, st.integers(1, 15))
def test_between_start_and_end_lie_exactly_the_working_days_asked(start: date, count: int) -> None:
    end = working_days_after(start, count)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert is_working_day(end)
    assert sum(map(is_working_day, between)) == count


def test_the_list_says_how_far_it_reaches() -> None:
    assert known_until() == date(2028, 12, 31)
    assert not is_bank_holiday(date(2029, 1, 1)), "unknown, so no bank holiday"


def test_a_withdrawn_day_is_taken_off(corrections: Path) -> None:
    corrections.write_text("day,change,title,source\n2026-05-04,remove,,moved\n2026-05-08,add,VE Day,moved\n")
    days = holidays.bank_holidays()
    assert date(2026, 5, 4) not in days
    assert days[date(2026, 5, 8)] == "VE Day"


def test_an_unreadable_correction_is_refused(corrections: Path) -> None:
    corrections.write_text("day,change,title,source\n2026-05-04,perhaps,,rumour\n")
    with pytest.raises(ValueError, match="2026-05-04: 'perhaps' is neither add nor remove"):
        holidays.bank_holidays()


def test_nobody_is_asked_over_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert len(holidays.bank_holidays.__wrapped__()) == 158
