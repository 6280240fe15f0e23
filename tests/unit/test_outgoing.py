"""Which payment of ours a line of money that went out seems to be, and how surely."""

from datetime import date

import pytest

from marketplace.booking.bank_beside import BankBeside
from marketplace.booking.outgoing import Likeness, Ours, Sort, proposal

DAY = date(2027, 3, 6)
LIST = Ours("payout-run:a", Sort.PAYOUTS, "2 payments, list of 05/03/2027", "", 500_00, DAY, "payout-run:a")
DUNS = Ours("payee:1", Sort.PAYOUT, "Duns House", "PAY-0012", 300_00, DAY, "payout-run:a")
ELSEWHERE = Ours("elsewhere:b", Sort.ELSEWHERE, "The Hub", "HUB", 90_00, DAY, "promise:b")
BACK = Ours("movement:3", Sort.REFUND, "Anna Hume", "AB2CD3EF", 40_00, DAY, "promise:c")
ALL = (LIST, DUNS, ELSEWHERE, BACK)


@pytest.mark.parametrize(
    ("words", "pence", "key", "likeness"),
    [
        ("FP PAY-0012 DUNS", 300_00, "payee:1", Likeness.REFERENCE_AND_AMOUNT),
        ("fp pay 0012", 300_00, "payee:1", Likeness.REFERENCE_AND_AMOUNT),
        ("FP PAY-0012", 299_00, "payee:1", Likeness.REFERENCE),
        ("FP PAY-00123", 300_00, "", None),
        ("BACS BULK 4711", 500_00, "payout-run:a", Likeness.LIST_TOTAL),
        ("BACS BULK 4711", 500_01, "", None),
        ("DUNS HOUSE LTD", 300_00, "payee:1", Likeness.AMOUNT_AND_NAME),
        ("SOMEBODY", 300_00, "", None),
        ("HUME A", 40_00, "movement:3", Likeness.AMOUNT_AND_NAME),
        ("REFUND AB2CD3EF", 40_00, "movement:3", Likeness.REFERENCE_AND_AMOUNT),
        ("HUB CAFE", 90_00, "", None),
    ],
)
def test_a_line_seems_to_be_what_its_reference_its_sum_or_its_name_say(
    words: str, pence: int, key: str, likeness: Likeness | None
) -> None:
    found = proposal(words, pence, ALL)
    assert (found.ours.key if found else "", found.likeness if found else None) == (key, likeness)
    assert found is None or found.is_exact is (likeness is not Likeness.REFERENCE)


def test_of_two_that_are_alike_neither_is_proposed() -> None:
    other = Ours("payee:2", Sort.PAYOUT, "Duns Lodge", "PAY-0013", 300_00, DAY, "payout-run:a")
    assert proposal("DUNS", 300_00, (DUNS, other)) is None
    assert proposal("PAY-0012 PAY-0013", 300_00, (DUNS, other)) is None
    twin = Ours("payout-run:b", Sort.PAYOUTS, "3 payments", "", 500_00, DAY, "payout-run:b")
    assert proposal("BACS", 500_00, (LIST, twin)) is None


def test_a_line_that_names_one_payment_is_not_taken_for_a_list_of_its_amount() -> None:
    found = proposal("PAY-0012", 500_00, ALL)
    assert found
    assert (found.ours, found.likeness) == (DUNS, Likeness.REFERENCE)


def test_a_reference_within_a_longer_number_is_another_one() -> None:
    typed = Ours("elsewhere:d", Sort.ELSEWHERE, "Merse Taxis", "1234", 25_00, DAY, "promise:d")
    assert proposal("FP 991234 HUME A", 40_00, (*ALL, typed)) == proposal("HUME A", 40_00, ALL)
    found = proposal("FP REF 1234", 25_00, (*ALL, typed))
    assert found
    assert found.ours is typed


def test_what_lies_between_our_sum_and_the_bank_s_is_named_and_only_the_rest_is_wrong() -> None:
    beside = BankBeside(970_00, DAY, 700_00, 400_00, 50_00, 20_00, 10_00, 5_00, 35_00, 30_00)
    assert (beside.expected_pence, beside.off_by_pence) == (970_00, 0)
    assert [pence for _, pence in beside.rows] == [400_00, -50_00, -30_00, -20_00, 10_00, -5_00, -35_00]
    assert BankBeside(9_00, DAY, 8_00, 0, 0, 0, 0, 0, 0, 0).off_by_pence == 1_00
    assert BankBeside(9_00, DAY, 9_00, 0, 0, 0, 0, 0, 0, 0).rows == ()
