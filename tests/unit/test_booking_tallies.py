"""An allowance in nights or hours: what counts, what is left, how it is said."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from marketplace.booking.lifecycle import BreakState
from marketplace.booking.tallies import Stretch, Tally, TimeUnit, Used, amount_of, part_within
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period, nights

FRIDAY = date(2027, 3, 5)
WEEKEND = Period(datetime(2027, 3, 5, 16, tzinfo=UTC), datetime(2027, 3, 8, 10, tzinfo=UTC))
STAY = Stretch(RateUnit.NIGHT, 0, nights(FRIDAY, FRIDAY + timedelta(days=3)))
YEAR = {"first": date(2026, 4, 1), "last": date(2027, 3, 31)}


def used(amount: int, state: BreakState) -> Used:
    return Used("x", "A weekend", WEEKEND, state, Fraction(amount))


def test_nights_are_those_of_the_stay_and_only_in_the_days_of_the_allowance() -> None:
    assert amount_of([STAY], WEEKEND, TimeUnit.NIGHTS, **YEAR) == 3
    assert amount_of([STAY, STAY], WEEKEND, TimeUnit.NIGHTS, **YEAR) == 3
    until_saturday = {"first": date(2026, 4, 1), "last": date(2027, 3, 6)}
    assert amount_of([STAY], WEEKEND, TimeUnit.NIGHTS, **until_saturday) == 2
    assert amount_of([], WEEKEND, TimeUnit.NIGHTS, **YEAR) == 3


def test_a_pot_that_pays_two_thirds_of_three_nights_pays_two() -> None:
    part = Stretch(RateUnit.NIGHT, 0, STAY.period, Fraction(2, 3))
    assert amount_of([part], WEEKEND, TimeUnit.NIGHTS, **YEAR) == 2


def test_hours_are_those_that_are_paid_and_nights_of_pas_as_long_as_they_are() -> None:
    night = Period(datetime(2027, 3, 5, 22, tzinfo=UTC), datetime(2027, 3, 6, 8, tzinfo=UTC))
    shift = Period(datetime(2027, 3, 5, 16, tzinfo=UTC), datetime(2027, 3, 5, 22, tzinfo=UTC))
    stretches = [Stretch(RateUnit.HOUR, 360, shift), Stretch(RateUnit.SLEEPOVER, 1, night), STAY]
    assert amount_of(stretches, WEEKEND, TimeUnit.HOURS, **YEAR) == 16


def test_what_is_left_counts_what_is_kept_and_planned_and_warns_when_it_is_too_much() -> None:
    some = Tally(28, TimeUnit.NIGHTS, (used(3, BreakState.CONFIRMED), used(6, BreakState.DRAFT)))
    assert [some.kept, some.planned, some.left] == [3, 6, 19]
    assert not some.is_over
    assert some.words == "19 of 28 nights left"
    assert Tally(8, TimeUnit.NIGHTS, some.used).words == "1 night more than the 8 allowed"
    assert Tally(10, TimeUnit.HOURS, (used(Fraction(5, 2), BreakState.HELD),)).words == "7.5 of 10 hours left"  # type: ignore[arg-type]


TENTHS = st.integers(0, 10).map(lambda number: Fraction(number, 10))
LEFT = st.integers(0, 40).map(lambda number: Fraction(number, 10))


@given(used=st.lists(TENTHS, max_size=4), left=LEFT, wanted=TENTHS)
def test_as_much_of_nights_is_paid_as_is_left_where_each_counts_once(
    used: list[Fraction], left: Fraction, wanted: Fraction
) -> None:
    def takes(part: Fraction) -> Fraction:
        return sum((max(part - level, Fraction(0)) for level in used), Fraction(0))

    part = part_within(used, left, wanted)
    assert part <= wanted
    assert takes(part) <= left
    assert part == wanted or takes(part + Fraction(1, 1000)) > left
