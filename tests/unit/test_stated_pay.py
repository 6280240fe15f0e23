"""Where the price of an hour goes: wage, employer's costs, and the margin that is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.listings.stated_pay import HourPay, Parts, where_it_goes

STATED = HourPay(13_00, 4_50)


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
    assert where_it_goes(pence, minutes, STATED) == parts


@given(st.integers(1, 10**7), st.integers(1, 10**4))
def test_the_parts_are_the_price_to_the_penny(pence: int, minutes: int) -> None:
    found = where_it_goes(pence, minutes, STATED)
    assert found is None or found.wage_pence + found.on_costs_pence + found.margin_pence == pence


@pytest.mark.parametrize(
    ("stated", "wrong"),
    [
        (HourPay(13_00, 4_50), set()),
        (HourPay(17_50, 0), set()),
        (HourPay(17_50, 1), {"wage"}),
        (HourPay(0, 4_50), {"wage"}),
    ],
)
def test_wage_and_costs_are_no_more_than_an_hour_costs(stated: HourPay, wrong: set[str]) -> None:
    assert set(stated.problems(17_50)) == wrong
