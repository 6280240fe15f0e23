"""What lines are made of and cost, segment by segment."""

import itertools
from datetime import date, datetime, time, timedelta

import pytest

from marketplace.booking.drafts import Charge
from marketplace.booking.quote import (
    Wanted,
    quote_charges,
    quote_hours,
    quote_items,
    quote_sleepovers,
    quote_stay,
    total_pence,
    words,
)
from marketplace.booking.quote import price_line as line
from marketplace.clock import london_instant
from marketplace.holidays import sort_of_day
from marketplace.listings.pricing import NoRate, Rate, RateTable, RateUnit
from marketplace.periods import Period, nights

FRIDAY = date(2027, 3, 5)
FLAT = RateTable(
    (
        Rate(RateUnit.NIGHT, 135_00, 135_00, 135_00),
        Rate(RateUnit.HOUR, 24_60, 24_60, 24_60),
        Rate(RateUnit.SLEEPOVER, 165_00, 165_00, 165_00),
        Rate(RateUnit.ITEM, 85_00, 85_00, 85_00, "journey"),
    )
)
DEARER = RateTable((Rate(RateUnit.NIGHT, 100_00, 130_00, 150_00), Rate(RateUnit.HOUR, 20_00, 30_00, 40_00)))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return london_instant(FRIDAY + timedelta(days=day), time(hour, minute))


def test_three_nights_at_one_rate_are_one_segment() -> None:
    (stay,) = quote_stay(FRIDAY, FRIDAY + timedelta(days=3), FLAT, sort_of_day)
    assert (stay.quantity, stay.pence) == (3, 405_00)
    assert stay.period == nights(FRIDAY, FRIDAY + timedelta(days=3))


def test_a_stay_over_a_weekend_with_its_own_rate_is_a_segment_for_each_run_of_nights() -> None:
    segments = quote_stay(FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=4), DEARER, sort_of_day)
    assert [(one.quantity, one.rate_pence, one.sort_words) for one in segments] == [
        (2, 100_00, "weekday"),
        (2, 130_00, "weekend"),
        (1, 100_00, "weekday"),
    ]
    assert total_pence(segments) == 560_00
    assert all(
        a.period and b.period and a.period.ends_at == b.period.starts_at for a, b in itertools.pairwise(segments)
    )


def test_a_shift_over_midnight_is_cut_where_the_rate_changes_and_rounded_once_each() -> None:
    shift = Wanted(Period(at(0, 22, 50), at(1, 1, 1)), space_id=7)
    segments = quote_hours([shift], DEARER, sort_of_day)
    assert [(one.quantity, one.pence, one.space_id) for one in segments] == [(70, 23_33, 7), (61, 30_50, 7)]


def test_at_a_flat_rate_a_shift_over_midnight_is_cut_where_the_sort_of_day_changes_too() -> None:
    segments = quote_hours([Wanted(Period(at(0, 22), at(1, 2)))], FLAT, sort_of_day)
    assert [one.quantity for one in segments] == [120, 120]
    assert words(
        line(one.unit, one.quantity, one.rate_pence, one.pence, one.noun, one.sort_words) for one in segments
    ) == ("4 hours at £24.60")


def test_each_sleepover_and_each_item_is_a_segment_of_its_own() -> None:
    night = Wanted(Period(at(0, 22), at(1, 8)))
    assert [one.pence for one in quote_sleepovers([night, night], FLAT, sort_of_day)] == [165_00, 165_00]
    journey = Wanted(Period(at(0, 15), at(0, 16)))
    items = quote_items([journey, journey], FLAT, sort_of_day)
    assert [(one.quantity, one.pence, one.noun) for one in items] == [(1, 85_00, "journey")] * 2


def test_what_has_no_rate_has_no_price() -> None:
    with pytest.raises(NoRate):
        quote_items([Wanted(Period(at(0, 15), at(0, 16)))], DEARER, sort_of_day)


def test_what_is_not_from_the_site_costs_what_it_says_rounded_half_up_once() -> None:
    charges = [Charge(RateUnit.HOUR, 61, 24_60), Charge(RateUnit.NIGHT, 2, 78_00)]
    assert [one.pence for one in quote_charges(charges)] == [25_01, 156_00]
