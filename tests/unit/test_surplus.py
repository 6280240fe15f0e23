"""What will be left in a pot when its time ends, when that is told, and when it may be asked back (R46)."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.budgets.surplus import Year, forecast, is_told, months_before
from marketplace.rules.results import Answer
from marketplace.rules.settings import shipped_settings
from marketplace.rules.surplus import AskedBack, decide_asked_back

YEAR = Year(date(2026, 4, 1), date(2027, 3, 31), in_pence=3_650_00, paid_pence=0)
JANUARY = date(2027, 1, 1)
"""275 of its 365 days are gone."""


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 12, 30), False),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ],
)
def test_it_is_told_from_the_same_day_three_months_before_until_the_last_day(today: date, *, told: bool) -> None:
    assert is_told(YEAR, today, months_ahead=3) is told


def test_what_is_used_faster_than_it_comes_is_said_as_what_is_short() -> None:
    year = replace(YEAR, paid_pence=3_000_00)
    found = forecast(year, date(2026, 10, 1), weeks_kept_back=2)
    assert found.surplus_pence == 0
    assert found.short_pence == found.use_pence + found.kept_back_pence - 650_00 > 0
    assert forecast(YEAR, date(2026, 10, 1), weeks_kept_back=2).short_pence == 0


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2027, 3, 31), 3, date(2026, 12, 31)),
        (date(2027, 5, 31), 3, date(2027, 2, 28)),
        (date(2028, 5, 31), 3, date(2028, 2, 29)),
        (date(2027, 1, 15), 1, date(2026, 12, 15)),
        (date(2027, 12, 1), 12, date(2026, 12, 1)),
        (date(2027, 3, 31), 0, date(2027, 3, 31)),
    ],
)
def test_a_shorter_month_gives_its_last_day(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


@pytest.mark.parametrize(
    ("paid", "aside", "outgoings", "weeks", "use", "kept", "surplus"),
    [
        (0, 0, 0, 0, 0, 0, 3_650_00),  # nothing was used, and nothing is expected to be
        (0, 0, 0, 4, 0, 280_00, 3_370_00),  # 28 days' worth of 10.00 a day
        (2_750_00, 0, 0, 0, 900_00, 0, 0),  # 10.00 a day for 275 days goes on for 90
        (1_375_00, 0, 0, 0, 450_00, 0, 1_825_00),
        (1_375_00, 300_00, 0, 0, 450_00, 0, 1_825_00),  # what is set aside is a part of what is usual
        (1_375_00, 800_00, 0, 0, 800_00, 0, 1_475_00),  # more is set aside than is usual
        (0, 0, 650_00, 0, 0, 0, 3_000_00),  # regular costs are not for breaks
        (3_650_00, 0, 0, 4, 1_194_55, 280_00, 0),  # never below nought; 3,650.00 x 90 / 275, half up
        (-10_00, 0, 0, 0, 0, 0, 3_660_00),  # more came back than was paid
    ],
)
def test_what_is_usual_or_set_aside_is_taken_off_and_some_weeks_are_kept_back(
    paid: int, aside: int, outgoings: int, weeks: int, use: int, kept: int, surplus: int
) -> None:
    year = replace(YEAR, paid_pence=paid, set_aside_pence=aside, outgoings_pence=outgoings)
    found = forecast(year, JANUARY, weeks_kept_back=weeks)
    assert (found.use_pence, found.kept_back_pence, found.surplus_pence) == (use, kept, surplus)


@pytest.mark.parametrize(
    ("paid", "aside", "says"),
    [
        (1_375_00, 450_00, "£1,375.00 was paid in the first 275 days. It goes on as fast for 90 days"),
        (1_375_00, 450_01, "what is set aside for breaks"),
        (0, 10_00, "what is set aside for breaks"),
    ],
)
def test_what_will_be_used_is_told_with_its_sum(paid: int, aside: int, says: str) -> None:
    found = forecast(replace(YEAR, paid_pence=paid, set_aside_pence=aside), JANUARY, weeks_kept_back=4)
    assert found.use_words == says


@pytest.mark.parametrize(("weeks", "says"), [(1, "1 week's worth"), (4, "4 weeks' worth")])
def test_what_is_kept_back_is_told_in_weeks(weeks: int, says: str) -> None:
    assert forecast(YEAR, JANUARY, weeks_kept_back=weeks).kept_back_words == says


def test_on_its_first_day_nothing_is_usual_yet_and_on_its_last_nothing_more_is_used() -> None:
    year = replace(YEAR, paid_pence=365_00)
    assert forecast(year, YEAR.starts_on, weeks_kept_back=0).use_pence == 0
    assert forecast(year, date(2027, 4, 1), weeks_kept_back=0).use_pence == 0
    assert forecast(year, date(2027, 3, 31), weeks_kept_back=0).use_pence == 1_00


@pytest.mark.parametrize(
    ("emergency", "besides", "surplus"),
    [(0, 280_00, 3_370_00), (100_00, 180_00, 3_370_00), (280_00, 0, 3_370_00), (500_00, 0, 3_150_00)],
)
def test_what_is_for_an_emergency_and_what_the_weeks_keep_back_is_one_reserve_the_larger_of_the_two(
    emergency: int, besides: int, surplus: int
) -> None:
    found = forecast(replace(YEAR, emergency_pence=emergency), JANUARY, weeks_kept_back=4)
    assert (found.kept_back_pence, found.surplus_pence) == (besides, surplus)


@pytest.mark.parametrize(("today", "kept"), [(date(2027, 3, 31), 280_00), (date(2027, 4, 1), 0)])
def test_once_its_last_day_is_over_nothing_is_kept_back_for_what_nobody_foresees(today: date, kept: int) -> None:
    found = forecast(YEAR, today, weeks_kept_back=4)
    assert (found.kept_back_pence, found.surplus_pence) == (kept, 3_650_00 - kept)


@pytest.mark.parametrize(
    ("more", "surplus", "carried", "breaks", "back", "short"),
    [
        ({}, 1_000_00, 0, 1_000_00, 1_000_00, 0),
        ({"going_pence": 999_99}, 1, 0, 1, 1, 0),
        ({"going_pence": 1_000_00}, 0, 0, 0, 0, 0),
        ({"going_pence": 1_000_01}, 0, 0, 0, 0, 1),
        ({"going_pence": 300_00, "coming_pence": 100_00}, 800_00, 0, 800_00, 800_00, 0),
        ({"coming_pence": 500_00}, 1_500_00, 0, 1_000_00, 1_000_00, 0),  # what is not in cannot be set aside or go back
        ({"emergency_pence": 999_99}, 1, 0, 1, 1, 0),
        ({"emergency_pence": 1_000_01}, 0, 0, 0, 0, 1),
        ({"emergency_pence": 300_00, "coming_pence": 500_00}, 1_200_00, 0, 700_00, 700_00, 0),
        ({"carry_over_pence": 999_99}, 1, 999_99, 1_000_00, 1, 0),
        ({"carry_over_pence": 1_000_00}, 0, 1_000_00, 1_000_00, 0, 0),
        ({"carry_over_pence": 1_000_01}, 0, 1_000_00, 1_000_00, 0, 0),
        ({"carry_over_pence": 500_00, "going_pence": 1_200_00}, 0, 0, 0, 0, 200_00),
        ({"going_pence": 600_00, "coming_pence": 600_00, "dip_pence": 600_00}, 1_000_00, 0, 400_00, 400_00, 0),
        ({"coming_pence": 600_00, "going_pence": 600_00, "dip_pence": 1_000_00}, 1_000_00, 0, 0, 0, 0),
        ({"set_aside_pence": 400_00, "going_pence": 500_00}, 100_00, 0, 100_00, 100_00, 0),
        ({"set_aside_pence": 400_00, "coming_pence": 900_00}, 1_500_00, 0, 600_00, 600_00, 0),
        # 10.00 a day was used for 275 days and goes on for 90; wages are another thing and go out besides
        ({"in_pence": 4_250_00, "paid_pence": 2_750_00, "going_pence": 500_00}, 100_00, 0, 100_00, 100_00, 0),
        ({"in_pence": 1_800_00, "going_pence": 1_800_00, "emergency_pence": 300_00}, 0, 0, 0, 0, 300_00),
    ],
)
def test_what_comes_goes_is_kept_for_an_emergency_or_for_the_next_period_is_counted(
    more: dict[str, int], surplus: int, carried: int, breaks: int, back: int, short: int
) -> None:
    year = replace(YEAR, **{"in_pence": 1_000_00} | more)  # type: ignore[arg-type]
    found = forecast(year, JANUARY, weeks_kept_back=0)
    assert (found.surplus_pence, found.carried_pence, found.for_breaks_pence) == (surplus, carried, breaks)
    assert (found.back_pence, found.short_pence) == (back, short)


def test_the_weeks_kept_back_are_of_the_whole_what_is_still_to_come_among_it() -> None:
    year = replace(YEAR, in_pence=1_825_00, coming_pence=1_825_00)
    assert forecast(year, JANUARY, weeks_kept_back=4).kept_back_pence == 280_00


def test_the_weeks_kept_back_do_not_shrink_with_what_went_back() -> None:
    year = replace(YEAR, in_pence=650_00, went_back_pence=3_000_00)
    found = forecast(year, JANUARY, weeks_kept_back=4)
    assert (found.kept_back_pence, found.back_pence) == (280_00, 370_00)


def test_a_pot_that_was_closed_keeps_nothing_back_and_no_break_can_use_what_is_left() -> None:
    year = replace(YEAR, paid_pence=650_00, is_closed=True)
    found = forecast(year, JANUARY, weeks_kept_back=4)
    assert (found.is_over, found.use_pence, found.kept_back_pence) == (True, 0, 0)
    assert (found.surplus_pence, found.back_pence, found.for_breaks_pence) == (3_000_00, 3_000_00, 0)


@pytest.mark.parametrize(("today", "surplus"), [(date(2027, 3, 31), 3_350_00), (date(2027, 4, 1), 3_650_00)])
def test_once_its_last_day_is_over_nothing_is_kept_back_for_an_emergency(today: date, surplus: int) -> None:
    year = replace(YEAR, emergency_pence=300_00)
    assert forecast(year, today, weeks_kept_back=0).surplus_pence == surplus


GOOD = AskedBack(500_00, 500_00, date(2027, 1, 1), date(2027, 1, 20), offered=2, told_pence=500_00)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (GOOD, Answer.ASK),
        (replace(GOOD, offered=0), Answer.ASK),
        (replace(GOOD, pence=500_01), Answer.NO),
        (replace(GOOD, told_pence=499_99), Answer.NO),
        (replace(GOOD, surplus_pence=499_99), Answer.NO),
        (replace(GOOD, told_on=None, talked_on=None, told_pence=0, is_nobodys=True), Answer.ASK),
        (replace(GOOD, told_on=None, talked_on=None, surplus_pence=499_99, is_nobodys=True), Answer.NO),
        (replace(GOOD, talked_on=None), Answer.NO),
        (replace(GOOD, told_on=None), Answer.NO),
        (replace(GOOD, told_on=None, talked_on=None), Answer.NO),
    ],
)
def test_money_is_asked_back_only_once_it_was_told_and_talked_about_and_no_more_than_is_left(
    asked: AskedBack, answer: Answer
) -> None:
    result = decide_asked_back(asked, shipped_settings())
    assert (result.rule_id, result.answer) == ("R46", answer)
    assert {fact.label for fact in result.facts} >= {"Asked back", "Told", "Talked about", "Breaks offered"}
