from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace import money
from marketplace.money import NotMoney, format_pence, per_cent_of, round_half_up, share_out

WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("12", 1_200),
        ("12.50", 1_250),
        ("£12.50", 1_250),
        (" £ 12.50 ", 1_250),
        ("1,234.50", 123_450),
        ("1234.50", 123_450),
        ("0", 0),
        ("0.01", 1),
        ("10,000,000.00", money.MOST_PENCE),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, pence: int) -> None:
    assert money.parse(typed) == pence


@pytest.mark.parametrize(
    "typed",
    ["", "£", "-", "twelve", "12.5", "12.", ".50", "1,23", "12,3456", "1e3", "12 50", "١٢", "££12", "12-50"],
)
def test_what_is_not_an_amount_is_refused_in_plain_words(typed: str) -> None:
    with pytest.raises(NotMoney, match="Enter an amount in pounds"):
        money.parse(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-1", "without a minus sign"),
        ("£-12.50", "without a minus sign"),
        ("-£12.50", "without a minus sign"),
        ("\N{MINUS SIGN}12", "without a minus sign"),
        ("-€12.505", "without a minus sign"),
        ("$12", "in pounds, without another currency"),
        ("12,50 €", "in pounds, without another currency"),
        ("¥1200", "in pounds, without another currency"),
        ("12 EUR", "in pounds, without another currency"),
        ("usd 12", "in pounds, without another currency"),
        ("12.505", "two figures after the point"),
        ("£1,234.5000", "two figures after the point"),
        ("10,000,000.01", "too large: the most is £10,000,000.00"),
        ("9" * 5000, "too large: the most is £10,000,000.00"),
    ],
)
def test_each_way_of_getting_an_amount_wrong_is_said_in_its_own_words(typed: str, said: str) -> None:
    with pytest.raises(NotMoney, match=said):
        money.parse(typed)


@pytest.mark.parametrize("typed", ["10,000,000.01", "9" * 5000])
def test_more_than_ten_million_pounds_is_refused(typed: str) -> None:
    with pytest.raises(NotMoney, match="too large"):
        money.parse(typed)


@pytest.mark.parametrize(
    ("pence", "shown"),
    [(0, "£0.00"), (5, "£0.05"), (123_450, "£1,234.50"), (205_060, "£2,050.60"), (-150, "-£1.50"), (-5, "-£0.05")],
)
def test_money_always_has_two_decimals(pence: int, shown: str) -> None:
    assert format_pence(pence) == shown


@given(st.integers(0, money.MOST_PENCE))
def test_what_is_shown_can_be_typed_back(pence: int) -> None:
    assert money.parse(format_pence(pence)) == pence


@pytest.mark.parametrize(
    ("amount", "pence"),
    [
        (Fraction(0), 0),
        (Fraction(249, 100), 2),
        (Fraction(5, 2), 3),
        (Fraction(7, 2), 4),
        (Fraction(25_185, 10), 2_519),
        (Fraction(10, 3), 3),
    ],
)
def test_half_a_penny_goes_upwards(amount: Fraction, pence: int) -> None:
    assert round_half_up(amount) == pence


def test_an_amount_below_nought_is_not_rounded() -> None:
    with pytest.raises(ValueError, match="below nought"):
        round_half_up(Fraction(-1, 2))


@pytest.mark.parametrize(("paid", "fee"), [(50_370, 2_519), (48_520, 2_426)])
def test_the_fee_of_the_peebles_break_is_five_per_cent_rounded_half_up_once(paid: int, fee: int) -> None:
    assert per_cent_of(paid, Fraction(5)) == fee


def test_a_quarter_and_three_quarters_of_the_duns_support_are_exact() -> None:
    assert share_out(88_560, [25, 75]) == [22_140, 66_420]


@pytest.mark.parametrize(
    ("pence", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (200, [1, 1, 1], [67, 67, 66]),
        (1, [1, 1], [1, 0]),
        (5, [1, 2, 2], [1, 2, 2]),
        (10, [1, 5], [2, 8]),
        (0, [3, 4], [0, 0]),
        (7, [0, 1, 0], [0, 7, 0]),
        (100, [Fraction(1, 3), Fraction(2, 3)], [33, 67]),
    ],
)
def test_pennies_left_over_go_to_those_who_lost_most_and_then_to_the_first(
    pence: int, weights: list[int | Fraction], parts: list[int]
) -> None:
    assert share_out(pence, weights) == parts


@given(st.integers(0, money.MOST_PENCE), WEIGHTS)
def test_parts_sum_exactly_and_none_is_a_penny_off(pence: int, weights: list[int]) -> None:
    parts = share_out(pence, weights)
    assert sum(parts) == pence
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(pence * weight, sum(weights))
        assert abs(part - exact) < 1
        assert part == exact or exact.denominator != 1


@given(st.integers(0, 100_000), WEIGHTS, st.integers(2, 9))
def test_only_the_proportion_of_weights_counts(pence: int, weights: list[int], times: int) -> None:
    assert share_out(pence, weights) == share_out(pence, [weight * times for weight in weights])


@given(st.integers(0, 100_000), WEIGHTS)
def test_who_weighs_more_never_gets_less(pence: int, weights: list[int]) -> None:
    parts = share_out(pence, weights)
    by_weight = sorted(zip(weights, parts, strict=True))
    for (lighter, less), (heavier, more) in pairwise(by_weight):
        assert less <= more or lighter == heavier


@pytest.mark.parametrize(("pence", "weights"), [(100, []), (100, [0, 0]), (100, [2, -1]), (-1, [1])])
def test_what_cannot_be_shared_out_is_refused(pence: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="below nought"):
        share_out(pence, weights)
