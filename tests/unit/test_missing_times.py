"""The gaps of a break as times that people work, and the same hours on several days as one."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from marketplace.booking.cover import Gap
from marketplace.booking.missing_times import most_missing, time_words, times_missing
from marketplace.clock import london_instant
from marketplace.listings.asked import Asked
from marketplace.periods import Period

FRIDAY = date(2027, 3, 5)


def _at(hour: int, *, friday: date = FRIDAY) -> datetime:
    """So many hours by the clock after the first midnight of a Friday."""
    at = datetime.fromordinal(friday.toordinal()) + timedelta(hours=hour)
    return london_instant(at.date(), at.time())


def _missing(*gaps: tuple[int, int], friday: date = FRIDAY) -> tuple[Asked, ...]:
    periods = [Period(_at(first, friday=friday), _at(last, friday=friday)) for first, last in gaps]
    return times_missing(map(Gap, periods), today=FRIDAY)


def _words(*gaps: tuple[int, int], friday: date = FRIDAY) -> list[str]:
    return [time_words(one) for one in _missing(*gaps, friday=friday)]


def test_a_weekend_is_cut_into_parts_of_the_day_each_asked_for_on_all_its_days() -> None:
    assert _words((16, 3 * 24 + 10)) == [
        "Fri 5 Mar, 16:00 to 18:00",
        "18:00 to 22:00 on each of 3 days, Fri 5 to Sun 7 March 2027",
        "22:00 to 08:00 on each of 3 nights, Fri 5 to Mon 8 March 2027",
        "08:00 to 12:00 on each of 2 days, Sat 6 to Sun 7 March 2027",
        "12:00 to 18:00 on each of 2 days, Sat 6 to Sun 7 March 2027",
        "Mon 8 Mar, 08:00 to 10:00",
    ]


def test_all_that_is_cut_is_the_gap_and_nothing_twice() -> None:
    pieces = sorted(piece for one in _missing((16, 20 * 24 + 10)) for piece in one.stretches)
    assert pieces[0].starts_at == _at(16)
    assert pieces[-1].ends_at == _at(20 * 24 + 10)
    assert all(before.ends_at == after.starts_at for before, after in pairwise(pieces))


def test_a_shift_and_a_night_are_asked_for_in_one_go() -> None:
    assert _words((9, 19)) == ["Fri 5 Mar, 09:00 to 19:00"]
    assert _words((22, 32)) == ["Fri 5 Mar, 22:00 to Sat 6 Mar, 08:00"]


def test_the_same_hours_missing_on_days_that_follow_on_each_other_are_one_time() -> None:
    assert _words((8, 9), (32, 33), (56, 57)) == ["08:00 to 09:00 on each of 3 days, Fri 5 to Sun 7 March 2027"]
    assert _words((8, 9), (56, 57)) == ["Fri 5 Mar, 08:00 to 09:00", "Sun 7 Mar, 08:00 to 09:00"]


def test_no_more_days_are_together_than_a_search_takes() -> None:
    assert [one.days_alike for one in _missing(*((day * 24 + 9, day * 24 + 10) for day in range(16)))] == [14, 2]


def test_the_night_on_which_the_clocks_go_forward_is_one_of_the_nights() -> None:
    assert _words((22, 32), (46, 56), friday=date(2027, 3, 26)) == [
        "22:00 to 08:00 on each of 2 nights, Fri 26 to Sun 28 March 2027"
    ]


def test_nothing_is_looked_for_on_days_that_are_over() -> None:
    gap = Gap(Period(_at(8), _at(3 * 24)))
    left = times_missing([gap], today=FRIDAY + timedelta(days=1))
    assert min(one.stretches[0].starts_at for one in left) == _at(32)


def test_by_day_is_looked_for_first_and_nights_where_only_those_are_missing() -> None:
    weekend, nights = most_missing(_missing((16, 3 * 24 + 10))), most_missing(_missing((22, 32)))
    assert weekend is not None
    assert time_words(weekend).startswith("18:00 to 22:00")
    assert nights is not None
    assert nights.is_night
    assert most_missing([]) is None
