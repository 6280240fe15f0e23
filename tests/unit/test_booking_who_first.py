"""Who might pay: in turn, exactly, as much as can be paid at all; and what of a price belongs to which day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python import max_flow  # type: ignore[import-untyped]

from marketplace.booking.by_days import Priced, by_week, day_pence, most_within
from marketplace.booking.who_first import Given, Source, Wanting, Why, before_fee, in_order, suggest
from marketplace.budgets.fees import fee_pence
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period, nights
from tests.golden import stretch

MARCH = date(2027, 3, 31)
HOUSE, TAXI, RIDE = Wanting("house", 300_00), Wanting("taxi", 40_00), Wanting("ride", 60_00)
ALL = {"house": 300_00, "taxi": 40_00, "ride": 60_00}
BUDGET = Source("budget", 350_00, ALL, lost_on=MARCH)
ILF = Source("ilf", 100_00, {"ride": 60_00, "taxi": 40_00}, lost_on=MARCH)
OWN = Source("own", None, ALL, is_own=True)


def sums(found: tuple[Given, ...]) -> dict[tuple[str, str], int]:
    return {(one.pot_ref, one.line_ref): one.pence for one in found}


def test_own_money_pays_last_and_only_what_nobody_else_may() -> None:
    found = sums(suggest([HOUSE, TAXI, RIDE], [OWN, BUDGET]))
    assert found == {
        ("budget", "house"): 300_00,
        ("budget", "taxi"): 40_00,
        ("budget", "ride"): 10_00,
        ("own", "ride"): 50_00,
    }


def test_what_may_pay_for_least_goes_before_what_may_pay_for_all_when_both_are_lost_on_one_day() -> None:
    found = sums(suggest([HOUSE, TAXI, RIDE], [OWN, BUDGET, ILF]))
    assert found == {("budget", "house"): 300_00, ("ilf", "taxi"): 40_00, ("ilf", "ride"): 60_00}


def test_what_is_lost_soonest_is_used_first_and_makes_room_where_another_can_pay_for_nothing_else() -> None:
    soon = replace(BUDGET, free_pence=100_00, lost_on=MARCH - timedelta(days=1))
    found = sums(suggest([HOUSE, TAXI, RIDE], [ILF, soon]))
    assert sum(pence for (pot, _), pence in found.items() if pot == "budget") == 100_00
    assert sum(pence for (pot, _), pence in found.items() if pot == "ilf") == 100_00
    assert found["budget", "house"] == 100_00


@pytest.mark.parametrize(("first", "order"), [("", ["ilf", "budget", "own"]), ("own", ["own", "ilf", "budget"])])
def test_use_this_first_puts_a_pot_before_all_others(first: str, order: list[str]) -> None:
    assert [one.pot_ref for one in in_order([OWN, BUDGET, ILF], first)] == order
    if first:
        assert {one.pot_ref for one in suggest([HOUSE], [OWN, BUDGET, ILF], first=first)} == {"own"}


def test_an_officer_is_asked_only_for_what_nothing_else_pays_and_before_own_money() -> None:
    asks = replace(ILF, asked=frozenset({"ride"}))
    assert sums(suggest([RIDE], [asks, BUDGET, OWN])) == {("budget", "ride"): 60_00}
    assert sums(suggest([RIDE], [asks, OWN])) == {("ilf", "ride"): 60_00}


def test_what_nobody_may_pay_stays_open() -> None:
    assert suggest([HOUSE, RIDE], [ILF]) == (Given("ride", "ilf", 60_00, Why.ALONE),)
    assert suggest([], [BUDGET]) == ()
    assert suggest([HOUSE], [replace(BUDGET, free_pence=0), replace(ILF, free_pence=-5)]) == ()


@pytest.mark.parametrize("first", ["", "budget"])
def test_a_share_of_support_is_paid_exactly_whoever_else_comes_first(first: str) -> None:
    support, nights = Wanting("support", 885_60), Wanting("nights", 495_00)
    soon = Source("budget", None, {"support": 885_60, "nights": 495_00}, lost_on=MARCH)
    shares = {"support": 221_40, "nights": 123_75}
    nhs = Source("nhs", 1_200_00, shares, shares=frozenset(shares))
    assert sums(suggest([support, nights], [soon, nhs], first=first)) == {
        ("nhs", "support"): 221_40,
        ("nhs", "nights"): 123_75,
        ("budget", "support"): 664_20,
        ("budget", "nights"): 371_25,
    }


def test_nobody_is_moved_from_a_share_to_make_room_for_another() -> None:
    support, ride = Wanting("support", 100_00), Wanting("ride", 60_00)
    nhs = Source("nhs", 25_00, {"support": 25_00, "ride": 60_00}, shares=frozenset({"support"}))
    direct = Source("direct", 100_00, {"support": 100_00}, lost_on=MARCH)
    found = sums(suggest([support, ride], [nhs, direct]))
    assert found == {("nhs", "support"): 25_00, ("direct", "support"): 75_00}


def test_a_share_of_what_an_officer_has_to_be_asked_about_waits_like_all_that_is_asked() -> None:
    nhs = Source("nhs", None, {"support": 25_00}, asked=frozenset({"support"}), shares=frozenset({"support"}))
    direct = Source("direct", 90_00, {"support": 100_00})
    found = sums(suggest([Wanting("support", 100_00)], [nhs, direct]))
    assert found == {("direct", "support"): 90_00, ("nhs", "support"): 10_00}


@pytest.mark.parametrize(("free", "pays"), [(528_89, 503_70), (528_88, 503_69), (0, 0), (-1, 0), (1, 1)])
def test_a_holders_fee_comes_out_of_the_same_pot(free: int, pays: int) -> None:
    assert before_fee(free, 500) == pays


@given(st.integers(0, 2_000_00), st.integers(0, 2500))
def test_no_more_could_be_paid_before_a_fee_and_no_less_is(free: int, basis_points: int) -> None:
    pays = before_fee(free, basis_points)
    assert pays + fee_pence(pays, basis_points) <= free
    assert pays + 1 + fee_pence(pays + 1, basis_points) > free


PENCE = st.integers(0, 500)


@settings(max_examples=40)
@given(
    wanted=st.lists(PENCE, min_size=1, max_size=4),
    pots=st.lists(st.tuples(PENCE, st.lists(PENCE, min_size=4, max_size=4)), min_size=1, max_size=4),
)
def test_as_much_is_paid_as_can_be_and_no_pot_pays_more_than_it_has_or_may(
    wanted: list[int], pots: list[tuple[int, list[int]]]
) -> None:
    lines = [Wanting(f"l{place}", pence) for place, pence in enumerate(wanted)]
    sources = [
        Source(f"p{place}", free, {one.line_ref: most[at] for at, one in enumerate(lines)})
        for place, (free, most) in enumerate(pots)
    ]
    found = suggest(lines, sources)
    for source in sources:
        mine = [one for one in found if one.pot_ref == source.pot_ref]
        assert sum(one.pence for one in mine) <= (source.free_pence or 0)
        assert all(0 < one.pence <= source.most[one.line_ref] for one in mine)
    for line in lines:
        assert sum(one.pence for one in found if one.line_ref == line.line_ref) <= line.pence
    assert sum(one.pence for one in found) == most_that_can_be_paid(lines, sources)


def most_that_can_be_paid(lines: list[Wanting], sources: list[Source]) -> int:
    """The largest flow, by another program."""
    flow = max_flow.SimpleMaxFlow()
    start, end = 0, 1 + len(sources) + len(lines)
    for at, source in enumerate(sources):
        flow.add_arc_with_capacity(start, 1 + at, source.free_pence or 0)
        for place, line in enumerate(lines):
            flow.add_arc_with_capacity(1 + at, 1 + len(sources) + place, source.most[line.line_ref])
    for place, line in enumerate(lines):
        flow.add_arc_with_capacity(1 + len(sources) + place, end, line.pence)
    flow.solve(start, end)
    return int(flow.optimal_flow())


# by days


def stay(first: date, count: int, pence: int) -> Priced:
    return Priced(RateUnit.NIGHT, nights(first, first + timedelta(days=count)), pence)


ACROSS = [stay(MARCH - timedelta(days=1), 3, 300_00)]
LINEN = Priced(RateUnit.EXTRA, None, 10_00)


@pytest.mark.parametrize(
    ("first", "last", "most"),
    [
        (None, MARCH, 200_00),
        (MARCH + timedelta(days=1), None, 100_00),
        (None, None, 300_00),
        (MARCH, MARCH, 100_00),
        (MARCH + timedelta(days=2), None, 0),
        (None, MARCH - timedelta(days=2), 0),
    ],
)
def test_each_years_pot_pays_its_own_nights(first: date | None, last: date | None, most: int) -> None:
    assert most_within(ACROSS, first, last) == most


def test_extras_go_with_the_nights_and_both_years_together_can_pay_all() -> None:
    both = [*ACROSS, LINEN]
    old, new = most_within(both, None, MARCH), most_within(both, MARCH + timedelta(days=1), None)
    assert (old, new) == (206_67, 103_34)
    assert old + new >= 310_00
    assert most_within([LINEN], None, MARCH) == 10_00


def test_a_shift_belongs_to_the_day_it_starts_and_odd_pennies_to_the_first_nights() -> None:
    over_midnight = Priced(RateUnit.HOUR, stretch(MARCH, 22, 26), 98_40)
    assert [one.day for one in day_pence([over_midnight])] == [MARCH]
    assert [one.pence for one in day_pence([stay(MARCH, 3, 100)])] == [34, 33, 33]


def test_a_free_day_counts_as_one_of_its_days() -> None:
    free = Priced(RateUnit.ITEM, stretch(MARCH, 9, 12), 0)
    assert most_within([free, LINEN], None, MARCH) == 10_00
    assert most_within([free, LINEN], MARCH + timedelta(days=1), None) == 0


def test_a_week_begins_on_monday_and_what_it_takes_sums_to_the_share() -> None:
    sunday = date(2027, 3, 28)
    across = [stay(sunday - timedelta(days=1), 3, 300_00)]
    assert by_week(across, 100_01, sunday) == {date(2027, 3, 22): 66_67, date(2027, 3, 29): 33_34}
    assert by_week([LINEN], 10_00, sunday) == {date(2027, 3, 22): 10_00}


def test_no_time_at_all_is_no_period() -> None:
    assert day_pence([LINEN]) == []
    assert isinstance(ACROSS[0].period, Period)


@given(free=st.integers(0, 300), basis_points=st.integers(0, 2500), paid=st.integers(0, 300))
def test_beside_what_is_paid_already_the_fee_of_all_together_never_takes_more_than_is_free(
    free: int, basis_points: int, paid: int
) -> None:
    def costs(pence: int) -> int:
        return pence + fee_pence(paid + pence, basis_points) - fee_pence(paid, basis_points)

    assert before_fee(free, basis_points, paid=paid) == max(pence for pence in range(free + 1) if costs(pence) <= free)


def test_a_pot_whose_fee_grows_by_a_penny_with_what_it_pays_already_is_left_that_penny() -> None:
    pot = Source("isf", 9, {"ride": 100}, fee_basis_points=500)
    assert (pot.can_pence, pot.fee_on(9)) == (9, 0)
    paying = replace(pot, pays_pence=1)
    assert (paying.can_pence, paying.fee_on(9)) == (8, 1)
