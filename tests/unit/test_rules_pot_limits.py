"""POT, the limits of one pot: what it may pay in a week, in all and for one sort of thing, kept back and in time."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from marketplace.rules.pot_time import TIME, PotTime
from marketplace.rules.pots import POT, LimitSort, PotLimit
from marketplace.rules.results import Answer
from marketplace.rules.settings import shipped_settings

ALLOWED, NOTE, WARN, _, NO = Answer
SETTINGS = shipped_settings()
DAY = date(2027, 3, 5)
AT = PotLimit("Budget", LimitSort.WEEK, most_pence=100_00, taken_pence=100_00, about="the week of 1 March")


@pytest.mark.parametrize("sort", [LimitSort.WEEK, LimitSort.ALL, LimitSort.CATEGORY, LimitSort.DAYS])
@pytest.mark.parametrize(
    ("taken", "firm", "answer"), [(100_00, True, ALLOWED), (100_01, True, NO), (100_01, False, WARN)]
)
def test_a_cap_stops_or_warns_from_the_first_penny_over_it(
    sort: LimitSort, taken: int, answer: Answer, *, firm: bool
) -> None:
    result = POT.decides(replace(AT, sort=sort, taken_pence=taken, is_firm=firm), SETTINGS)
    assert result.answer is answer
    assert ("£0.01 more" in result.sentence) == (taken > 100_00)


@pytest.mark.parametrize(
    ("taken", "mine", "sentence", "instead"),
    [
        (540_00, 540_00, "This is £140.00 more.", "Let another pot pay £140.00."),
        (840_00, 540_00, "£300.00 is used without this, so £100.00 is left. This is £440.00 more.", "£440.00."),
        (2_700_00, 540_00, "£2,160.00 is used without this, so £0.00 is left. This is £540.00 more.", "£540.00."),
    ],
)
def test_another_pot_is_to_pay_no_more_than_the_break_takes_and_what_was_used_before_is_said(
    taken: int, mine: int, sentence: str, instead: str
) -> None:
    facts = PotLimit("Budget", LimitSort.CATEGORY, 400_00, taken, "Place to stay", mine_pence=mine)
    result = POT.decides(facts, SETTINGS)
    assert result.answer is NO
    assert result.sentence == f"Budget may pay £400.00 for Place to stay. {sentence}"
    assert result.instead.endswith(instead)
    assert "other days" not in result.instead


@pytest.mark.parametrize(
    ("taken", "firm", "emergency", "answer"),
    [
        (100_00, True, False, ALLOWED),
        (100_01, True, False, NO),
        (100_01, False, False, WARN),
        (100_01, True, True, NOTE),
        (100_01, False, True, NOTE),
    ],
)
def test_what_is_kept_back_is_for_an_emergency(taken: int, answer: Answer, *, firm: bool, emergency: bool) -> None:
    kept = replace(AT, sort=LimitSort.KEPT_BACK, taken_pence=taken, is_firm=firm, is_emergency=emergency)
    assert POT.decides(kept, SETTINGS).answer is answer


def test_an_instalment_that_is_not_in_yet_is_told_with_its_date() -> None:
    short = replace(AT, sort=LimitSort.IN_TIME, taken_pence=150_00, next_on=DAY, next_pence=200_00)
    result = POT.decides(short, SETTINGS)
    assert (result.answer, result.sentence) == (
        WARN,
        "Budget is short by £50.00 when the break comes. £200.00 more comes on Friday 5 March 2027.",
    )
    unknown = POT.decides(replace(short, next_on=None), SETTINGS)
    assert (unknown.answer, "No more money is known" in unknown.sentence) == (WARN, True)
    assert POT.decides(replace(short, taken_pence=100_00), SETTINGS).answer is ALLOWED


def test_what_regular_costs_take_after_the_break_is_told_with_the_day_on_which_it_is_short() -> None:
    short = replace(AT, sort=LimitSort.IN_TIME, taken_pence=150_00, short_on=DAY)
    result = POT.decides(short, SETTINGS)
    assert (result.answer, result.sentence) == (
        WARN,
        "Budget is short by £50.00 on Friday 5 March 2027, after regular costs. No more money is known to come.",
    )


def test_where_regular_costs_alone_take_too_much_the_way_on_is_to_write_down_what_comes() -> None:
    at = replace(AT, sort=LimitSort.IN_TIME, taken_pence=246_00, mine_pence=246_00)
    later = POT.decides(replace(at, short_on=DAY, then_pence=250_00, least_pence=-20_554_20), SETTINGS)
    assert later.sentence.startswith("Budget is short by £146.00 on Friday 5 March 2027, after regular costs.")
    assert later.instead.endswith("or let another pot pay £246.00.")
    assert later.instead.startswith("Write down all that comes in")
    assert [one.value for one in later.facts if one.label == "Free by the time of the break"] == ["£250.00"]
    some = POT.decides(replace(at, short_on=DAY, then_pence=250_00, least_pence=46_00), SETTINGS)
    assert some.instead == "Let another pot pay £200.00, or say what is in it now."
    by_then = POT.decides(replace(at, most_pence=-3_750_00, then_pence=-3_750_00, dry_on=DAY), SETTINGS)
    assert by_then.sentence == (
        "Budget is short by £3,996.00 when the break comes. Without it, regular costs take more than there is from "
        "Friday 5 March 2027. No more money is known to come."
    )


@pytest.mark.parametrize(("now", "answer"), [(99_99, NOTE), (100_00, ALLOWED), (None, ALLOWED)])
def test_money_that_comes_in_time_is_told_while_it_is_not_there(now: int | None, answer: Answer) -> None:
    facts = replace(AT, sort=LimitSort.IN_TIME, most_pence=300_00, next_on=DAY, next_pence=200_00, now_pence=now)
    result = POT.decides(facts, SETTINGS)
    assert result.answer is answer
    assert ("£200.00 more comes on Friday 5 March 2027, in time" in result.sentence) == (answer is NOTE)


def test_a_budget_that_is_not_settled_is_told_to_be_open_whichever_years_it_is() -> None:
    result = POT.decides(replace(AT, sort=LimitSort.PROVISIONAL), SETTINGS)
    assert (result.answer, result.sentence.startswith("The budget of Budget is not settled yet.")) == (WARN, True)


@pytest.mark.parametrize(
    ("before", "mine", "firm", "answer"),
    [(0, 2, True, ALLOWED), (1, 1, True, ALLOWED), (1, 2, True, NO), (1, 2, False, WARN), (5, 0, True, ALLOWED)],
)
def test_the_nights_of_a_pot_stop_or_warn_from_the_first_one_over_them(
    before: int, mine: int, answer: Answer, *, firm: bool
) -> None:
    facts = PotTime("Budget", "night", 2, Fraction(before), Fraction(mine), is_firm=firm)
    assert TIME.decides(facts, SETTINGS).answer is answer


def test_nights_that_are_too_many_are_said_with_what_is_used_and_a_way_on() -> None:
    result = TIME.decides(PotTime("Budget", "night", 3, Fraction(2), Fraction(3)), SETTINGS)
    used = "Budget pays for 3 nights in all. 2 nights are used without this, so 1 night is left."
    assert result.sentence == f"{used} This is 2 nights more."
    assert result.instead == "Let another pot pay for 2 nights, or choose fewer nights."
    facts = {one.label: one.value for one in result.facts}
    assert (facts["Other breaks take of them"], facts["This break takes of them"]) == ("2 nights", "3 nights")
    alone = TIME.decides(PotTime("Budget", "hour", 3, Fraction(0), Fraction(9, 2)), SETTINGS)
    assert alone.sentence == "Budget pays for 3 hours in all. This is 1.5 hours more."


def test_the_odd_penny_of_a_shared_night_is_no_night_too_many() -> None:
    third = Fraction(33_34, 100_00)
    assert TIME.decides(PotTime("Budget", "night", 1, third * 2, third), SETTINGS).answer is ALLOWED
