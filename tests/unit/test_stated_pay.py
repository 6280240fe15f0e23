"""Where the price of an hour or a night goes: wage, employer's costs, and the margin that is left."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.listings.pricing import RateUnit
from marketplace.listings.stated_pay import Parts, UnitPay, where_it_goes

STATED = UnitPay(13_00, 4_50)


@pytest.mark.parametrize(
    ("pence", "minutes", "parts"),
    [
        (24_60, 60, Parts(13_00, 4_50, 7_10)),
        (885_60, 36 * 60, Parts(468_00, 162_00, 255_60)),
        (8_20, 20, Parts(4_33, 1_50, 2_37)),
        (17_50, 60, Parts(13_00, 4_50, 0)),
        (17_49, 60, None),
        (24_60, 0, None),
    ],
)
def test_what_the_wage_and_the_costs_leave_is_the_margin(pence: int, minutes: int, parts: Parts | None) -> None:
    assert where_it_goes(pence, Fraction(minutes, 60), STATED) == parts


@given(st.integers(1, 10**7), st.integers(1, 10**4))
def test_the_parts_are_the_price_to_the_penny(pence: int, minutes: int) -> None:
    found = where_it_goes(pence, Fraction(minutes, 60), STATED)
    assert found is None or found.wage_pence + found.on_costs_pence + found.margin_pence == pence


def test_a_night_is_worked_out_of_what_is_stated_of_a_night() -> None:
    assert where_it_goes(495_00, Fraction(3), UnitPay(101_60, 26_10)) == Parts(304_80, 78_30, 111_90)


@pytest.mark.parametrize(
    ("stated", "wrong"),
    [
        (UnitPay(13_00, 4_50), ""),
        (UnitPay(17_50, 0), ""),
        (UnitPay(17_50, 1), "Wage and costs are £17.51, and a sleepover costs £17.50. Look at both again"),
        (UnitPay(0, 4_50), "Enter what the worker has for a sleepover"),
    ],
)
def test_wage_and_costs_are_no_more_than_it_costs(stated: UnitPay, wrong: str) -> None:
    assert stated.problem(RateUnit.SLEEPOVER, 17_50) == wrong
