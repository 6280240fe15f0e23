"""How much of each part a pot may pay before its nights or hours run out: a table, and what holds of any break."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.booking.tallies import Stretch, TimeUnit
from marketplace.booking.time_parts import TimeParts
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period, nights
from marketplace.rules.pot_time import PotTime, decide_time_of_pot
from marketplace.rules.results import Answer
from marketplace.rules.settings import Settings

FRIDAY = date(2027, 3, 5)
WEEKEND = Period(datetime(2027, 3, 5, 16, tzinfo=UTC), datetime(2027, 3, 8, 10, tzinfo=UTC))
FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)
WHOLE, HALF, NONE = Fraction(1), Fraction(1, 2), Fraction(0)
NIGHTS, HOURS = TimeUnit.NIGHTS, TimeUnit.HOURS


def stay(first: int, count: int) -> Stretch:
    """So many nights from a day of the weekend on, Friday is 0."""
    start = FRIDAY + timedelta(days=first)
    return Stretch(RateUnit.NIGHT, 0, nights(start, start + timedelta(days=count)))


def hours(count: int) -> Stretch:
    start = datetime(2027, 3, 6, 8, tzinfo=UTC)
    return Stretch(RateUnit.HOUR, 60 * count, Period(start, start + timedelta(hours=count)))


ALL, SUNDAY, SHIFT, TAXI = stay(0, 3), stay(2, 1), hours(4), Stretch(RateUnit.ITEM, 1, None)
SLEEPOVER = Stretch(
    RateUnit.SLEEPOVER, 1, Period(datetime(2027, 3, 5, 22, tzinfo=UTC), datetime(2027, 3, 6, 8, tzinfo=UTC))
)
UNDATED = Stretch(RateUnit.NIGHT, 3, None)


def parts(
    unit: TimeUnit,
    left: Fraction | int,
    stretches: Mapping[str, Sequence[Stretch]],
    paid: Mapping[str, Fraction] | None = None,
    *,
    last: date = LAST,
) -> TimeParts:
    return TimeParts(unit, 9, Fraction(left), FIRST, last, WEEKEND, stretches, dict(paid or {}))


@pytest.mark.parametrize(
    ("unit", "left", "others", "one", "most"),
    [
        (NIGHTS, 3, {}, ALL, WHOLE),
        (NIGHTS, 2, {}, ALL, Fraction(2, 3)),
        (NIGHTS, 0, {}, ALL, NONE),
        (NIGHTS, 1, {"b": (SUNDAY, WHOLE)}, ALL, NONE),  # its one night is paid of already
        (NIGHTS, 2, {"b": (SUNDAY, WHOLE)}, ALL, HALF),  # half of Friday and of Saturday beside it
        (NIGHTS, 1, {"b": (ALL, Fraction(1, 3))}, SUNDAY, Fraction(1, 3)),  # a night counts once, by its larger part
        (NIGHTS, 0, {"b": (ALL, NONE)}, TAXI, WHOLE),  # no night is in it
        (NIGHTS, 3, {"b": (SHIFT, NONE)}, SLEEPOVER, WHOLE),  # nobody has a stay: all nights of the break
        (NIGHTS, 2, {"b": (SHIFT, NONE)}, SLEEPOVER, NONE),
        (NIGHTS, 2, {"b": (SLEEPOVER, NONE)}, TAXI, NONE),  # whatever is paid of such a break takes its nights
        (NIGHTS, 2, {"b": (SLEEPOVER, HALF)}, TAXI, WHOLE),  # and once they are taken no more are
        (NIGHTS, 2, {}, UNDATED, NONE),
        (NIGHTS, 0, {}, SHIFT, WHOLE),  # a break without a night in it
        (HOURS, 4, {}, SHIFT, WHOLE),
        (HOURS, 3, {}, SHIFT, Fraction(3, 4)),
        (HOURS, 3, {"b": (SHIFT, HALF)}, SHIFT, Fraction(1, 4)),
        (HOURS, 1, {"b": (SHIFT, HALF)}, SHIFT, NONE),
        (HOURS, 0, {}, ALL, WHOLE),
    ],
)
def test_a_part_is_paid_as_far_as_is_left_beside_the_others(
    unit: TimeUnit, left: int, others: Mapping[str, tuple[Stretch, Fraction]], one: Stretch, most: Fraction
) -> None:
    stretches = {"a": [one], **{ref: [stretch] for ref, (stretch, _) in others.items()}}
    assert parts(unit, left, stretches, {ref: part for ref, (_, part) in others.items()}).most("a", WHOLE) == most


def test_nights_after_the_last_day_of_a_pot_are_not_taken_of_it() -> None:
    assert parts(NIGHTS, 2, {"a": [ALL]}, last=date(2027, 3, 6)).most("a", WHOLE) == WHOLE


def test_it_says_how_many_are_left_and_how_many_more_the_rest_takes() -> None:
    room = parts(NIGHTS, 2, {"a": [SLEEPOVER]})
    assert room.words("Council") == "Council pays for 9 nights in all; 2 nights are left, and this takes 3."
    assert parts(HOURS, 0, {"a": [SHIFT]}).words("Council") == "Council pays for 9 hours in all; none are left."


STRETCHES = st.one_of(
    st.tuples(st.integers(0, 2), st.integers(1, 3)).map(lambda days: stay(*days)),
    st.integers(1, 9).map(hours),
    st.sampled_from([SLEEPOVER, UNDATED, TAXI]),
)
TENTHS = st.integers(0, 10).map(lambda number: Fraction(number, 10))


@given(
    unit=st.sampled_from(TimeUnit),
    allowed=st.integers(0, 12),
    before=st.integers(0, 40).map(lambda number: Fraction(number, 10)),
    lines=st.lists(st.tuples(st.lists(STRETCHES, min_size=1, max_size=2), TENTHS, TENTHS, TENTHS), max_size=4),
)
def test_what_is_paid_within_it_part_by_part_is_never_too_much_for_the_rule(
    unit: TimeUnit, allowed: int, before: Fraction, lines: list[tuple[list[Stretch], Fraction, Fraction, Fraction]]
) -> None:
    stretches = {str(place): several for place, (several, _, _, _) in enumerate(lines)}
    room = parts(unit, max(allowed - before, NONE), stretches)
    room.paid |= {str(place): already for place, (_, already, _, _) in enumerate(lines)}
    was = room.takes
    for place, (_, already, wanted, taken) in enumerate(lines):
        most = room.most(str(place), wanted)
        assert NONE <= most <= wanted
        room.paid[str(place)] = max(most * taken, already)  # a suggestion may take less, and leaves what is paid
    facts = PotTime("Council", unit.noun, allowed, before, room.takes)
    assert room.takes <= max(room.left, was)
    assert was > room.left or decide_time_of_pot(facts, Settings(())).answer is Answer.ALLOWED


@given(left=st.integers(0, 8), lines=st.lists(st.lists(STRETCHES, min_size=1, max_size=2), min_size=1, max_size=3))
def test_as_much_is_paid_as_is_left(left: int, lines: list[list[Stretch]]) -> None:
    for unit in TimeUnit:
        room = parts(unit, left, {str(place): several for place, several in enumerate(lines)})
        most = room.most("0", WHOLE)
        room.paid["0"] = most + Fraction(1, 1000)
        assert most == WHOLE or room.takes > left
