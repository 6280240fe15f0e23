"""Value added tax in prices, to the penny."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.listings.vat import Vat, vat_part, vat_parts, vat_words

PENCE = st.integers(0, 10**8)
RATES = st.integers(0, 2_500)


@pytest.mark.parametrize(
    ("pence", "rate", "tax"), [(12_000, 2_000, 2_000), (100, 2_000, 17), (105, 500, 5), (99, 0, 0)]
)
def test_the_tax_in_a_price_is_rounded_half_up_once(pence: int, rate: int, tax: int) -> None:
    assert vat_part(pence, rate) == tax


@given(pence=PENCE, rate=RATES)
def test_a_price_is_what_is_before_tax_and_the_tax(pence: int, rate: int) -> None:
    tax = vat_part(pence, rate)
    assert abs(tax - Fraction(pence * rate, 10_000 + rate)) <= Fraction(1, 2)
    assert 0 <= tax <= pence


@given(shares=st.lists(PENCE, min_size=1, max_size=6), missing=PENCE, rate=RATES)
def test_those_who_pay_have_the_tax_of_the_price_between_them(shares: list[int], missing: int, rate: int) -> None:
    tax = vat_part(sum(shares), rate)
    assert sum(vat_parts(tax, shares, 0)) == tax
    assert sum(vat_parts(tax, shares, missing)) <= tax


def test_what_nobody_has_said_is_not_said() -> None:
    said = [vat_words(vat, 2_000) for vat in (None, *Vat)]
    assert said == ["", "No VAT in it", "Exempt from VAT", "VAT in it: £20.00", "VAT in it: £20.00"]
