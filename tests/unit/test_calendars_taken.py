"""What outside events take of a space: nights, noon to noon, or hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from marketplace.calendars import Occurrence, hours_taken, nights_taken
from marketplace.clock import in_london, london_instant
from marketplace.periods import Period, merged, night, nights, nights_touched


def taken(starts: str, ends: str) -> Occurrence:
    """An occurrence from ``2026-06-01`` to ``2026-06-03``, or from ``2026-06-01T23:00`` on, as a clock shows in UTC."""
    if "T" not in starts:
        return Occurrence("x", date.fromisoformat(starts), date.fromisoformat(ends))
    return Occurrence("x", *(datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (starts, ends)))


@pytest.mark.parametrize(
    ("starts", "ends", "first", "leaving"),
    [
        ("2026-06-01", "2026-06-03", "2026-06-01", "2026-06-03"),
        ("2026-06-01", "2026-06-02", "2026-06-01", "2026-06-02"),
        ("2026-05-31T23:00", "2026-06-02T23:00", "2026-06-01", "2026-06-03"),
        ("2026-01-01T00:00", "2026-01-03T00:00", "2026-01-01", "2026-01-03"),
        ("2026-03-29T00:00", "2026-03-29T23:00", "2026-03-29", "2026-03-30"),
        ("2026-06-01T00:00", "2026-06-03T00:00", "2026-05-31", "2026-06-03"),
        ("2026-06-01T14:00", "2026-06-03T09:00", "2026-06-01", "2026-06-03"),
        ("2026-06-01T14:00", "2026-06-03T11:00", "2026-06-01", "2026-06-03"),
        ("2026-06-01T14:00", "2026-06-03T11:01", "2026-06-01", "2026-06-04"),
        ("2026-06-01T10:59", "2026-06-01T11:01", "2026-05-31", "2026-06-02"),
        ("2026-06-01T08:00", "2026-06-01T09:00", "2026-05-31", "2026-06-01"),
        ("2026-06-01T11:00", "2026-06-01T11:00", "2026-06-01", "2026-06-02"),
        ("2026-06-01T10:59", "2026-06-01T10:59", "2026-05-31", "2026-06-01"),
        ("2026-05-31T23:00", "2026-05-31T23:00", "2026-05-31", "2026-06-01"),
    ],
)
def test_whole_days_are_their_nights_and_anything_else_each_night_it_touches(
    starts: str, ends: str, first: str, leaving: str
) -> None:
    stay = nights(date.fromisoformat(first), date.fromisoformat(leaving))
    assert nights_taken([taken(starts, ends)]) == [stay]


def test_a_leaving_day_is_free_for_the_next_to_arrive() -> None:
    (stay,) = nights_taken([taken("2026-06-01", "2026-06-03")])
    assert not stay.overlaps(night(date(2026, 6, 3)))
    assert not stay.overlaps(night(date(2026, 5, 31)))


def test_overlapping_and_adjoining_nights_become_one_stay() -> None:
    events = [taken("2026-06-05", "2026-06-07"), taken("2026-06-01", "2026-06-03"), taken("2026-06-02", "2026-06-05")]
    assert nights_taken(events) == [nights(date(2026, 6, 1), date(2026, 6, 7))]
    assert nights_taken([*events, taken("2026-06-09", "2026-06-10")])[1] == night(date(2026, 6, 9))


def test_hours_are_taken_as_they_are_and_whole_days_from_midnight_to_midnight() -> None:
    visit = Period(datetime(2026, 6, 1, 14, tzinfo=UTC), datetime(2026, 6, 1, 15, 30, tzinfo=UTC))
    assert hours_taken([taken("2026-06-01T14:00", "2026-06-01T15:30")]) == [visit]
    assert hours_taken([taken("2026-03-29", "2026-03-30")]) == [
        Period(london_instant(date(2026, 3, 29)), london_instant(date(2026, 3, 30)))
    ]
    assert hours_taken([taken("2026-03-29", "2026-03-30")])[0].minutes == 23 * 60


def test_hours_that_overlap_are_merged_and_a_moment_takes_none() -> None:
    events = [
        taken("2026-06-01T14:00", "2026-06-01T15:30"),
        taken("2026-06-01T15:00", "2026-06-01T16:00"),
        taken("2026-06-01T18:00", "2026-06-01T18:00"),
    ]
    assert [period.minutes for period in hours_taken(events)] == [120]


def test_an_event_until_the_end_of_time_is_one_stay() -> None:
    (stay,) = nights_taken([taken("2026-06-01", "9990-12-31")])
    assert stay == nights(date(2026, 6, 1), date(9990, 12, 31))


TIMES = st.integers(0, 270 * 24 * 60).map(lambda minutes: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@given(st.lists(st.tuples(TIMES, st.integers(1, 100 * 60)), max_size=6))
def test_all_that_events_touch_is_taken_and_nothing_else(spans: list[tuple[datetime, int]]) -> None:
    periods = [Period(starts, starts + timedelta(minutes=minutes)) for starts, minutes in spans]
    events = [Occurrence("x", period.starts_at, period.ends_at) for period in periods]
    touched = {day for period in periods for day in nights_touched(period)}
    assume(not any(in_london(each.starts_at).time() == in_london(each.ends_at).time() == time() for each in periods))
    assert nights_taken(events) == merged(night(day) for day in touched)
    assert hours_taken(events) == merged(periods)
