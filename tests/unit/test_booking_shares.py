"""Who pays how much: to the penny, whatever the price and the per cents."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.booking.shares import BadParts, Part, amounts, missing_pence

PRICES = st.integers(min_value=1, max_value=10_000_00)


def per_cents(*numbers: float | str) -> list[Part]:
    return [Part(per_cent=Fraction(str(number))) for number in numbers]


def test_a_quarter_and_three_quarters_of_885_60() -> None:
    assert amounts(885_60, per_cents(25, 75)) == [221_40, 664_20]


def test_amounts_are_taken_as_they_are_and_less_than_the_price_may_be_kept() -> None:
    assert amounts(405_00, [Part(pence=270_00)]) == [270_00]
    assert missing_pence(405_00, 270_00) == 135_00


def test_thirds_of_a_hundred_pounds_sum_to_it() -> None:
    thirds = [Part(per_cent=Fraction(100, 3))] * 3
    assert amounts(100_00, thirds) == [33_34, 33_33, 33_33]


def test_an_amount_and_the_per_cent_that_is_left_sum_to_the_price() -> None:
    assert amounts(10_01, [Part(pence=5_01), Part(per_cent=Fraction(500, 1001) * 100)]) == [5_01, 5_00]


def test_a_per_cent_that_does_not_fill_the_price_is_rounded_half_up() -> None:
    assert amounts(503_70, per_cents(5)) == [25_19]
    assert amounts(1_01, per_cents(50)) == [51]


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ([Part()], "amount-0"),
        ([Part(pence=1, per_cent=Fraction(1))], "amount-0"),
        ([Part(pence=100), Part(pence=0)], "amount-1"),
        ([Part(pence=-1)], "amount-0"),
        ([Part(per_cent=Fraction(0))], "amount-0"),
        ([Part(per_cent=Fraction(101))], "amount-0"),
        ([Part(per_cent=Fraction(1, 100))], "amount-0"),
    ],
)
def test_parts_that_cannot_be_meant_are_named_by_their_place(parts: list[Part], field: str) -> None:
    with pytest.raises(BadParts) as refused:
        amounts(10_00, parts)
    assert set(refused.value.fields) == {field}


def test_more_than_the_price_is_refused_with_how_much_more() -> None:
    with pytest.raises(BadParts, match=r"£1\.00 more than the price of £10\.00"):
        amounts(10_00, [Part(pence=6_00), Part(pence=5_00)])


@given(PRICES, st.lists(st.integers(min_value=1, max_value=50), min_size=1, max_size=6))
def test_per_cents_of_all_of_it_sum_to_the_price_and_none_is_a_penny_off(price: int, weights: list[int]) -> None:
    shares = [Fraction(100 * weight, sum(weights)) for weight in weights]
    exact = [price * share / 100 for share in shares]
    try:
        paid = amounts(price, [Part(per_cent=share) for share in shares])
    except BadParts:
        assert any(one < 1 for one in exact)  # a part that comes to nothing is not kept
        return
    assert sum(paid) == price
    assert all(abs(part - one) < 1 for part, one in zip(paid, exact, strict=True))


@given(PRICES, st.data())
def test_amounts_never_come_to_more_than_the_price(price: int, data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.integers(min_value=1, max_value=price), min_size=1, max_size=4))
    if sum(parts) > price:
        with pytest.raises(BadParts):
            amounts(price, [Part(pence=part) for part in parts])
    else:
        assert amounts(price, [Part(pence=part) for part in parts]) == parts
        assert missing_pence(price, sum(parts)) >= 0
