from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.clock import london_instant
from marketplace.holidays import DaySort, sort_of_day
from marketplace.listings.pricing import (
    NoRate,
    PriceLine,
    Rate,
    RateTable,
    RateUnit,
    price_items,
    price_shift,
    price_shifts,
    price_sleepovers,
    price_stay,
    split_by_sort,
    summed,
    total_pence,
)
from marketplace.periods import Period, merged, nights

HOUR = RateUnit.HOUR

# The weekend of golden break A: Friday 5 to Monday 8 March 2027.
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2027, 3, day) for day in (5, 6, 7, 8))
GOOD_FRIDAY = date(2027, 3, 26)


def flat(unit: RateUnit, pence: int, words: str = "") -> RateTable:
    return RateTable((Rate(unit, pence, pence, pence, words),))


def sorted_rates(unit: RateUnit, weekday: int, weekend: int, bank_holiday: int) -> RateTable:
    return RateTable((Rate(unit, weekday, weekend, bank_holiday),))


def on(day: date, start: str, end: str) -> Period:
    """A shift by the clock in Scotland; one that ends no later than it starts ends the day after."""
    starts, ends = time.fromisoformat(start), time.fromisoformat(end)
    last = day if ends > starts else day + timedelta(days=1)
    return Period(london_instant(day, starts), london_instant(last, ends))


def said(lines: tuple[PriceLine, ...]) -> list[tuple[str, int]]:
    return [(line.words, line.pence) for line in lines]


# The golden breaks


def test_three_nights_in_the_duns_house() -> None:
    lines = price_stay(nights(FRIDAY, MONDAY), flat(RateUnit.NIGHT, 13_500), sort_of_day)
    assert said(lines) == [("3 nights at £135.00", 40_500)]


def test_thirty_six_hours_of_support_in_duns() -> None:
    shifts = [
        on(FRIDAY, "16:00", "22:00"),
        on(SATURDAY, "08:00", "09:00"),
        on(SATURDAY, "09:00", "20:00"),
        on(SATURDAY, "20:00", "22:00"),
        on(SUNDAY, "08:00", "19:00"),
        on(SUNDAY, "19:00", "22:00"),
        on(MONDAY, "08:00", "10:00"),
    ]
    lines = price_shifts(shifts, flat(HOUR, 2_460), sort_of_day)
    assert [line.quantity for line in lines] == [6, 1, 11, 2, 11, 3, 2]
    assert said(summed(lines)) == [("36 hours at £24.60", 88_560)]


def test_three_sleepovers_in_duns() -> None:
    sleepovers = [on(day, "22:00", "08:00") for day in (FRIDAY, SATURDAY, SUNDAY)]
    lines = price_sleepovers(sleepovers, flat(RateUnit.SLEEPOVER, 16_500), sort_of_day)
    assert said(lines) == [("3 sleepovers at £165.00", 49_500)]


def test_journeys_riding_and_the_mattress_of_the_duns_break() -> None:
    taxi = price_items(2, FRIDAY, flat(RateUnit.ITEM, 8_500, "journey"), sort_of_day)
    riding = price_items(1, SATURDAY, flat(RateUnit.ITEM, 6_000, "session"), sort_of_day)
    mattress = price_items(1, FRIDAY, flat(RateUnit.ITEM, 3_500), sort_of_day)
    assert said((*taxi, *riding, *mattress)) == [
        ("2 journeys at £85.00", 17_000),
        ("1 session at £60.00", 6_000),
        ("1 item at £35.00", 3_500),
    ]


def test_two_nights_and_twelve_hours_in_peebles() -> None:
    room = price_stay(nights(FRIDAY, SUNDAY), flat(RateUnit.NIGHT, 9_200), sort_of_day)
    support = price_shifts(
        [on(SATURDAY, "10:00", "20:00"), on(SUNDAY, "09:00", "11:00")], flat(HOUR, 2_510), sort_of_day
    )
    taxi = price_items(1, FRIDAY, flat(RateUnit.ITEM, 1_850, "journey"), sort_of_day)
    assert said(summed((*room, *support, *taxi))) == [
        ("2 nights at £92.00", 18_400),
        ("12 hours at £25.10", 30_120),
        ("1 journey at £18.50", 1_850),
    ]
    assert total_pence((*room, *support, *taxi)) == 50_370


def test_twenty_hours_of_replacement_care_for_a_night_off() -> None:
    care = price_shift(on(SATURDAY, "14:00", "10:00"), flat(HOUR, 2_460), sort_of_day)
    assert said(care) == [("20 hours at £24.60", 49_200)]


# Hours


@pytest.mark.parametrize(
    ("minutes", "rate", "pence"),
    [(60, 2_460, 2_460), (1, 2_460, 41), (1, 2_490, 42), (1, 2_489, 41), (90, 2_461, 3_692), (7, 2_461, 287)],
)
def test_minutes_are_rounded_half_up_to_the_penny(minutes: int, rate: int, pence: int) -> None:
    start = london_instant(FRIDAY, time(9))
    (line,) = price_shift(Period(start, start + timedelta(minutes=minutes)), flat(HOUR, rate), sort_of_day)
    assert line.pence == pence


def test_each_segment_is_rounded_once_and_not_the_sum() -> None:
    half_hours = [on(day, "09:00", "09:30") for day in (FRIDAY, MONDAY)]
    lines = price_shifts(half_hours, flat(HOUR, 2_461), sort_of_day)
    assert [line.pence for line in lines] == [1_231, 1_231]
    assert said(summed(lines)) == [("1 hour at £24.61", 2_462)]


def test_a_shift_is_split_at_midnight_where_the_sort_of_day_changes() -> None:
    lines = price_shift(on(FRIDAY, "22:00", "02:30"), sorted_rates(HOUR, 2_000, 3_000, 4_000), sort_of_day)
    assert said(lines) == [
        ("2 hours at £20.00 (weekday)", 4_000),
        ("2 hours 30 minutes at £30.00 (weekend)", 7_500),
    ]


def test_a_shift_is_one_segment_over_a_midnight_between_days_of_one_sort() -> None:
    shift = on(SATURDAY, "22:10", "01:55")
    (line,) = price_shift(shift, sorted_rates(HOUR, 2_000, 2_461, 4_000), sort_of_day)
    assert (line.quantity, line.pence) == (Fraction(225, 60), 9_229)


def test_a_bank_holiday_has_its_own_rate() -> None:
    thursday = GOOD_FRIDAY - timedelta(days=1)
    long_shift = Period(london_instant(thursday, time(23)), london_instant(GOOD_FRIDAY + timedelta(days=1), time(1)))
    lines = price_shift(long_shift, sorted_rates(HOUR, 2_000, 3_000, 4_000), sort_of_day)
    assert said(lines) == [
        ("1 hour at £20.00 (weekday)", 2_000),
        ("24 hours at £40.00 (bank holiday)", 96_000),
        ("1 hour at £30.00 (weekend)", 3_000),
    ]


@pytest.mark.parametrize(("saturday", "hours"), [(date(2027, 3, 27), 9), (date(2026, 10, 24), 11), (SATURDAY, 10)])
def test_hours_worked_in_the_night_the_clocks_change_are_counted_in_utc(saturday: date, hours: int) -> None:
    night = on(saturday, "22:00", "08:00")
    assert said(summed(price_shift(night, flat(HOUR, 2_400), sort_of_day))) == [
        (f"{hours} hours at £24.00", hours * 2_400)
    ]


def test_a_day_in_summer_starts_at_midnight_in_scotland_not_in_utc() -> None:
    shift = Period(datetime(2027, 7, 2, 22, tzinfo=UTC), datetime(2027, 7, 3, 0, tzinfo=UTC))
    pieces = split_by_sort(shift, sort_of_day)
    assert [(sort, piece.minutes) for sort, piece in pieces] == [(DaySort.WEEKDAY, 60), (DaySort.WEEKEND, 60)]


# Nights, sleepovers, items


def test_each_night_has_the_rate_of_the_day_it_starts() -> None:
    lines = price_stay(nights(FRIDAY, MONDAY), sorted_rates(RateUnit.NIGHT, 10_000, 12_000, 15_000), sort_of_day)
    assert said(lines) == [("1 night at £100.00 (weekday)", 10_000), ("2 nights at £120.00 (weekend)", 24_000)]


def test_nights_of_one_rate_are_one_line_though_others_come_between() -> None:
    lines = price_stay(
        nights(FRIDAY, MONDAY + timedelta(days=1)), sorted_rates(RateUnit.NIGHT, 10_000, 12_000, 15_000), sort_of_day
    )
    assert said(lines) == [("2 nights at £100.00 (weekday)", 20_000), ("2 nights at £120.00 (weekend)", 24_000)]


def test_a_sleepover_belongs_to_the_day_it_starts() -> None:
    rates = sorted_rates(RateUnit.SLEEPOVER, 16_500, 18_500, 20_000)
    sleepovers = [on(SUNDAY, "22:00", "08:00"), on(MONDAY, "22:00", "08:00")]
    lines = price_sleepovers(sleepovers, rates, sort_of_day)
    assert said(lines) == [("1 sleepover at £185.00 (weekend)", 18_500), ("1 sleepover at £165.00 (weekday)", 16_500)]


def test_a_sleepover_costs_the_same_the_night_the_clocks_change() -> None:
    lines = price_sleepovers([on(date(2027, 3, 27), "22:00", "08:00")], flat(RateUnit.SLEEPOVER, 16_500), sort_of_day)
    assert total_pence(lines) == 16_500


def test_items_have_the_rate_of_their_day() -> None:
    rates = sorted_rates(RateUnit.ITEM, 1_000, 1_500, 2_000)
    prices = [total_pence(price_items(3, day, rates, sort_of_day)) for day in (FRIDAY, SATURDAY, GOOD_FRIDAY)]
    assert prices == [3_000, 4_500, 6_000]


@pytest.mark.parametrize("quantity", [0, -1])
def test_fewer_than_one_item_has_no_price(quantity: int) -> None:
    with pytest.raises(ValueError, match="at least one item"):
        price_items(quantity, FRIDAY, flat(RateUnit.ITEM, 100), sort_of_day)


def test_what_a_listing_has_no_rate_for_is_refused_by_name() -> None:
    with pytest.raises(NoRate, match="There is no price for one hour here") as refused:
        price_shift(on(FRIDAY, "09:00", "10:00"), flat(RateUnit.NIGHT, 100), sort_of_day)
    assert refused.value.unit is HOUR


# What always holds

INSTANTS = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)
SHIFTS = st.tuples(INSTANTS, st.integers(1, 6_000)).map(lambda one: Period(one[0], one[0] + timedelta(minutes=one[1])))
RATES = st.lists(st.integers(1, 100_000), min_size=3, max_size=3)


@given(SHIFTS)
def test_the_segments_of_a_shift_are_the_shift_and_neighbours_differ_in_sort(shift: Period) -> None:
    pieces = split_by_sort(shift, sort_of_day)
    assert merged(piece for _, piece in pieces) == [shift]
    assert sum(piece.minutes for _, piece in pieces) == shift.minutes
    sorts = [sort for sort, _ in pieces]
    assert all(one is not other for one, other in pairwise(sorts))


@given(SHIFTS, RATES)
def test_a_shift_is_never_half_a_penny_off_in_any_segment(shift: Period, pence: list[int]) -> None:
    rates = sorted_rates(HOUR, *pence)
    lines = price_shift(shift, rates, sort_of_day)
    assert sum(line.quantity for line in lines) == Fraction(shift.minutes, 60)
    for line in lines:
        assert -Fraction(1, 2) < line.pence - line.quantity * line.rate_pence <= Fraction(1, 2)


@given(st.dates(date(2026, 1, 1), date(2028, 6, 1)), st.integers(1, 60), RATES)
def test_a_stay_costs_the_sum_of_its_nights(arrive_on: date, count: int, pence: list[int]) -> None:
    rates = sorted_rates(RateUnit.NIGHT, *pence)
    days = [arrive_on + timedelta(days=later) for later in range(count)]
    alone = [price_stay(nights(day, day + timedelta(days=1)), rates, sort_of_day) for day in days]
    together = price_stay(nights(arrive_on, arrive_on + timedelta(days=count)), rates, sort_of_day)
    assert total_pence(together) == sum(map(total_pence, alone))
    assert sum(line.quantity for line in together) == count
    assert all(line.quantity * line.rate_pence == line.pence for line in together)


@given(st.lists(SHIFTS, max_size=8), RATES)
def test_summing_up_changes_no_price(shifts: list[Period], pence: list[int]) -> None:
    lines = price_shifts(shifts, sorted_rates(HOUR, *pence), sort_of_day)
    shorter = summed(lines)
    assert total_pence(shorter) == total_pence(lines)
    assert sum(line.quantity for line in shorter) == sum(line.quantity for line in lines)
    assert summed(shorter) == shorter
    assert len(shorter) <= 3
