"""Until when a break is held while people answer."""

from datetime import date, timedelta

from marketplace.booking.first_night import answers_by
from tests import golden

MONDAY = date(2026, 11, 30)


def answered_by(first: date, hour: int, *, nights: int, is_emergency: bool = True) -> str:
    starts_at, ends_at = golden.at(first, hour), golden.at(first + timedelta(days=nights), 10)
    return f"{answers_by(starts_at, ends_at, is_emergency=is_emergency):%a %H:%M}"


def test_a_break_is_held_until_it_starts_and_no_longer() -> None:
    assert answered_by(MONDAY, 16, nights=2, is_emergency=False) == "Mon 16:00"


def test_an_emergency_is_held_through_its_first_night_to_noon() -> None:
    assert answered_by(MONDAY, 16, nights=2) == "Tue 12:00"


def test_an_emergency_of_a_weekend_waits_for_the_first_working_day_and_never_past_its_end() -> None:
    friday = MONDAY + timedelta(days=4)
    assert answered_by(friday, 18, nights=7) == "Mon 12:00"
    assert answered_by(friday, 18, nights=2) == "Sun 10:00"


def test_whoever_comes_after_midnight_is_held_through_the_night_under_way() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert [answered_by(tuesday, hour, nights=3) for hour in (0, 5, 6)] == ["Tue 12:00", "Tue 12:00", "Wed 12:00"]


def test_one_night_is_held_until_it_is_over() -> None:
    assert answered_by(MONDAY, 16, nights=1) == "Tue 10:00"
