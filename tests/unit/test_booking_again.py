"""A break on other days: the same hours by the clock, over midnight and over the changes of the clock."""

from datetime import UTC, date, datetime, time

from marketplace.booking.again import every, moved, moved_charges, next_like
from marketplace.booking.drafts import Charge
from marketplace.clock import in_london, london_instant
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period, nights

SATURDAY = date(2027, 3, 20)
"""The weekend after it the clocks go forward."""


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return london_instant(day, time(hour, minute))


def test_hours_keep_their_clock_over_the_change_in_spring() -> None:
    shift = moved(Period(at(SATURDAY, 16), at(SATURDAY, 22)), 14)
    assert [f"{in_london(one):%a %H:%M}" for one in (shift.starts_at, shift.ends_at)] == ["Sat 16:00", "Sat 22:00"]
    assert shift.starts_at == datetime(2027, 4, 3, 15, tzinfo=UTC)


def test_a_night_over_the_change_is_an_hour_shorter_and_paid_by_its_minutes() -> None:
    night = Period(at(SATURDAY, 22), at(date(2027, 3, 21), 8))
    assert moved(night, 7).minutes == 9 * 60
    (charge,) = moved_charges([Charge(RateUnit.HOUR, 600, 12_60, night)], 7)
    assert charge.quantity == 540


def test_what_the_change_would_leave_nothing_of_keeps_its_length() -> None:
    early = Period(at(date(2027, 3, 21), 1, 30), at(date(2027, 3, 21), 2, 30))
    assert moved(early, 7).minutes == 60


def test_a_stay_stays_from_noon_to_noon_and_what_has_no_time_stays_as_it_is() -> None:
    assert moved(nights(SATURDAY, date(2027, 3, 22)), 7) == nights(date(2027, 3, 27), date(2027, 3, 29))
    assert moved_charges([Charge(RateUnit.ITEM, 1, 35_00)], 7) == (Charge(RateUnit.ITEM, 1, 35_00),)


def test_the_next_time_is_the_same_weekday_and_every_third_weekend_is_21_days_on() -> None:
    assert next_like(SATURDAY, after=date(2027, 5, 3)) == date(2027, 5, 8)
    assert next_like(SATURDAY, after=SATURDAY) == date(2027, 3, 27)
    assert [*every(SATURDAY, weeks=3, times=2)] == [date(2027, 4, 10), date(2027, 5, 1)]
