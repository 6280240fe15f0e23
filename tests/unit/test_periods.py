from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.clock import in_london, london_instant
from marketplace.periods import Period, first_shared, merged, night, nights, nights_touched

MIDNIGHT = datetime(2027, 3, 5, tzinfo=UTC)
MINUTES = 600


def at(minute: int) -> datetime:
    return MIDNIGHT + timedelta(minutes=minute)


def period(start: int, end: int) -> Period:
    return Period(at(start), at(end))


def minutes_of(*periods: Period) -> set[int]:
    """The minutes covered, the slow way."""
    return {minute for minute in range(MINUTES) if any(each.starts_at <= at(minute) < each.ends_at for each in periods)}


PERIODS = st.tuples(st.integers(0, MINUTES - 1), st.integers(1, 120)).map(
    lambda pair: period(pair[0], min(pair[0] + pair[1], MINUTES))
)
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def test_a_period_is_kept_in_utc() -> None:
    summer = timezone(timedelta(hours=1))
    assert Period(datetime(2027, 7, 1, 12, tzinfo=summer), datetime(2027, 7, 1, 13, tzinfo=summer)) == Period(
        datetime(2027, 7, 1, 11, tzinfo=UTC), datetime(2027, 7, 1, 12, tzinfo=UTC)
    )


def test_a_period_that_is_empty_backwards_or_naive_is_refused() -> None:
    for start, end in ((at(1), at(1)), (at(2), at(1))):
        with pytest.raises(ValueError, match="must end after it starts"):
            Period(start, end)
    with pytest.raises(ValueError, match="aware"):
        Period(at(0).replace(tzinfo=None), at(1))
    with pytest.raises(ValueError, match="aware"):
        Period(at(0), at(1).replace(tzinfo=None))


def test_touching_periods_do_not_overlap() -> None:
    assert not period(0, 60).overlaps(period(60, 120))
    assert period(0, 61).overlaps(period(60, 120))


def test_a_period_covers_itself_and_what_lies_within() -> None:
    assert period(0, 60).covers(period(0, 60))
    assert period(0, 60).covers(period(10, 20))
    assert not period(0, 60).covers(period(10, 61))


@given(PERIODS, PERIODS)
def test_periods_overlap_when_they_share_a_minute(one: Period, other: Period) -> None:
    assert one.overlaps(other) == bool(minutes_of(one) & minutes_of(other))
    assert one.overlaps(other) == other.overlaps(one)
    assert one.covers(other) == (minutes_of(other) <= minutes_of(one))


@given(PERIODS, st.lists(PERIODS, max_size=6))
def test_what_is_left_is_the_period_without_the_others(whole: Period, others: list[Period]) -> None:
    left = whole.minus(others)
    assert minutes_of(*left) == minutes_of(whole) - minutes_of(*others)
    assert left == sorted(left)
    assert merged(left) == left


@given(st.lists(PERIODS, max_size=6))
def test_the_first_time_that_two_periods_share_begins_with_the_first_minute_in_two(periods: list[Period]) -> None:
    times = Counter(minute for one in periods for minute in minutes_of(one))
    twice = {minute for minute, count in times.items() if count > 1}
    found = first_shared(periods)
    assert (found is None) == (not twice)
    if found is not None:
        assert min(minutes_of(found)) == min(twice)
        assert minutes_of(found) <= twice


@given(st.lists(PERIODS, max_size=8))
def test_merging_keeps_the_time_and_leaves_gaps_between(periods: list[Period]) -> None:
    result = merged(periods)
    assert minutes_of(*result) == minutes_of(*periods)
    assert all(one.ends_at < other.starts_at for one, other in pairwise(result))


@given(DAYS, st.integers(1, 40))
def test_a_stay_is_its_nights_and_no_others(arrive_on: date, count: int) -> None:
    stay = nights(arrive_on, arrive_on + timedelta(days=count))
    days = [arrive_on + timedelta(days=later) for later in range(count)]
    assert nights_touched(stay) == days
    assert merged(night(day) for day in days) == [stay]


@given(DAYS)
def test_who_leaves_and_who_arrives_on_a_day_never_collide(day: date) -> None:
    leaving, arriving = nights(day - timedelta(days=2), day), nights(day, day + timedelta(days=1))
    assert not leaving.overlaps(arriving)
    assert leaving.ends_at == arriving.starts_at


def test_a_stay_without_a_night_is_refused() -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        nights(date(2027, 3, 5), date(2027, 3, 5))


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        ("05 12:00", "06 12:00", [5]),
        ("05 11:59", "05 12:00", [4]),
        ("05 11:59", "05 12:01", [4, 5]),
        ("05 00:00", "06 00:00", [4, 5]),
        ("05 16:00", "08 10:00", [5, 6, 7]),
        ("05 16:00", "08 12:01", [5, 6, 7, 8]),
    ],
)
def test_a_period_touches_each_night_from_noon_to_noon(starts: str, ends: str, days: list[int]) -> None:
    stretch = Period(datetime.fromisoformat(f"2027-03-{starts}Z"), datetime.fromisoformat(f"2027-03-{ends}Z"))
    assert nights_touched(stretch) == [date(2027, 3, day) for day in days]


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2027, 3, 26), 24), (date(2027, 3, 27), 23), (date(2026, 10, 24), 25), (date(2026, 10, 25), 24)],
)
def test_the_night_the_clocks_change_is_an_hour_shorter_or_longer(day: date, hours: int) -> None:
    assert night(day).minutes == hours * 60


@given(DAYS, st.integers(0, 1439), st.integers(1, 6_000))
def test_a_period_is_cut_at_each_london_midnight_and_nothing_is_lost(day: date, start: int, length: int) -> None:
    starts_at = london_instant(day) + timedelta(minutes=start)
    whole = Period(starts_at, starts_at + timedelta(minutes=length))
    pieces = list(whole.days())
    assert merged(pieces) == [whole]
    assert sum(piece.minutes for piece in pieces) == whole.minutes
    for piece in pieces:
        last = piece.ends_at - timedelta(microseconds=1)
        assert in_london(piece.starts_at).date() == in_london(last).date()
    for piece in pieces[1:]:
        assert in_london(piece.starts_at).time() == datetime.min.time()
