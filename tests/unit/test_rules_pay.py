"""R27: what a PA whom somebody employs with public money is paid for an hour; R15: who is not paid at all."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.rules.pay import PayAsked, decide_pay
from marketplace.rules.results import Answer
from marketplace.rules.settings import shipped_settings
from marketplace.rules.workers import R15, Worker

SETTINGS = shipped_settings()
EIGHT_HOURS = PayAsked("Jim", date(2025, 6, 1), pence=8 * 12_60, minutes=480, is_employed=True)


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        (EIGHT_HOURS, Answer.ALLOWED),
        (replace(EIGHT_HOURS, pence=8 * 12_60 - 1), Answer.NO),
        (replace(EIGHT_HOURS, pence=8 * 12_60 - 1, is_employed=False), Answer.WARN),
        (replace(EIGHT_HOURS, pence=8 * 12_00, on=date(2025, 3, 31)), Answer.ALLOWED),
        (replace(EIGHT_HOURS, pence=8 * 12_00, on=date(2025, 4, 1)), Answer.NO),
        (replace(EIGHT_HOURS, pence=8 * 12_00 - 1, on=date(2024, 4, 1)), Answer.NO),
        (replace(EIGHT_HOURS, minutes=0), Answer.WARN),
        (replace(EIGHT_HOURS, pence=1, minutes=60), Answer.NO),
    ],
)
def test_pay_is_compared_with_the_floor_of_its_day_over_all_hours(facts: PayAsked, answer: Answer) -> None:
    assert decide_pay(facts, SETTINGS).answer is answer


def test_a_no_says_the_floor_and_what_would_be_paid() -> None:
    result = decide_pay(replace(EIGHT_HOURS, pence=80_00), SETTINGS)
    assert "less than £12.60 an hour" in result.sentence
    assert ("Pay for an hour", "£10.00") in [(fact.label, fact.value) for fact in result.facts]


@pytest.mark.parametrize(("is_paid", "answer"), [(True, Answer.ALLOWED), (False, Answer.NOTE)])
def test_who_is_not_paid_is_noted_as_such(*, is_paid: bool, answer: Answer) -> None:
    aunt = Worker("Aunt May", date(2027, 1, 1), None, None, is_paid=is_paid, is_own_pa=True)
    assert R15.decides(aunt, SETTINGS).answer is answer
