"""WTR: rest, a week's hours, the way between visits, a waking night."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from marketplace.clock import london_instant
from marketplace.periods import Period
from marketplace.rules.registry import as_families_see
from marketplace.rules.results import Answer, Result
from marketplace.rules.settings import shipped_settings
from marketplace.rules.working_time import WTR, Roster, Visit

FRIDAY = date(2027, 3, 5)


def visit(day: int, start: int, hours: int, *, sleeps_over: bool = False, km: float | None = None) -> Visit:
    starts_at = london_instant(FRIDAY + timedelta(days=day), time(start))
    return Visit(Period(starts_at, starts_at + timedelta(hours=hours)), sleeps_over=sleeps_over, km_from_last=km)


def says(*visits: Visit, **more: bool) -> Result:
    return WTR.decides(Roster("Ailsa", visits, **more), shipped_settings())


def warnings(result: Result) -> list[str]:
    return [fact.value for fact in result.facts if fact.label == "What to look at"]


GOLDEN_FIRST = (visit(0, 16, 6), visit(1, 9, 11), visit(2, 8, 11), visit(3, 8, 2))
GOLDEN_SECOND = (
    visit(0, 22, 10, sleeps_over=True),
    visit(1, 8, 1),
    visit(1, 20, 2),
    visit(1, 22, 10, sleeps_over=True),
    visit(2, 19, 3),
    visit(2, 22, 10, sleeps_over=True),
)


@pytest.mark.parametrize("visits", [GOLDEN_FIRST, GOLDEN_SECOND], ids=["by day", "by night"])
def test_the_two_pas_of_golden_break_a_have_their_rest(visits: tuple[Visit, ...]) -> None:
    result = says(*visits)
    assert (result.answer, warnings(result)) == (Answer.ALLOWED, [])


def test_less_than_eleven_hours_of_rest_in_a_day_is_warned_of() -> None:
    result = says(visit(0, 9, 12), visit(1, 7, 3))
    assert result.answer is Answer.WARN
    assert "10 hours of rest in the day from" in warnings(result)[0]
    assert says(visit(0, 9, 12), visit(1, 8, 3)).answer is Answer.ALLOWED


def test_a_split_day_is_fine_as_long_as_its_night_is_free() -> None:
    assert says(visit(0, 8, 3), visit(0, 18, 3), visit(1, 8, 3), visit(1, 18, 3)).answer is Answer.ALLOWED


def test_a_sleepover_is_no_rest() -> None:
    result = says(visit(0, 9, 13), visit(0, 22, 10, sleeps_over=True), visit(1, 9, 8))
    assert any("of rest" in each for each in warnings(result))


def test_more_than_forty_eight_hours_in_a_week_are_warned_of_unless_the_pa_has_signed() -> None:
    monday = 3
    week = [visit(monday + day, 8, 10) for day in range(5)]
    assert "50 hours in the week from" in warnings(says(*week))[0]
    assert says(*week, opts_out=True).answer is Answer.ALLOWED
    assert says(*week[:4], visit(monday + 4, 8, 8)).answer is Answer.ALLOWED


def test_hours_belong_to_the_week_in_which_they_are_worked() -> None:
    sunday_to_monday = visit(2, 20, 8)
    assert says(*(visit(day, 8, 10) for day in range(-4, 1)), sunday_to_monday).answer is Answer.WARN
    assert says(*(visit(day, 8, 11) for day in range(-4, 0)), sunday_to_monday).answer is Answer.ALLOWED


@pytest.mark.parametrize(("gap", "answer"), [(0, Answer.WARN), (1, Answer.ALLOWED)])
def test_the_way_from_one_visit_to_the_next_takes_its_time(gap: int, answer: Answer) -> None:
    result = says(visit(0, 9, 2), visit(0, 11 + gap, 2, km=40))
    assert result.answer is answer
    if answer is Answer.WARN:
        assert "0 minutes for the way" in warnings(result)[0]
        assert "about 60 minutes are needed" in warnings(result)[0]


def test_visits_at_one_place_or_at_an_unknown_one_need_no_way() -> None:
    assert says(visit(0, 9, 2), visit(0, 11, 2, km=0)).answer is Answer.ALLOWED
    assert says(visit(0, 9, 2), visit(0, 11, 2)).answer is Answer.ALLOWED


def test_a_night_awake_is_at_most_eight_hours_and_a_sleepover_is_another_thing() -> None:
    assert "9 hours awake through the night" in warnings(says(visit(0, 22, 9)))[0]
    assert says(visit(0, 22, 8)).answer is Answer.ALLOWED
    assert says(visit(0, 22, 9, sleeps_over=True)).answer is Answer.ALLOWED
    assert says(visit(0, 15, 9)).answer is Answer.ALLOWED


def test_the_night_on_which_clocks_change_is_counted_in_real_hours() -> None:
    spring = date(2027, 3, 27)
    night = Period(london_instant(spring, time(22)), london_instant(spring + timedelta(days=1), time(7)))
    assert says(Visit(night)).answer is Answer.ALLOWED  # eight real hours


def test_who_works_for_themselves_is_outside_these_rules() -> None:
    result = says(visit(0, 9, 12), visit(1, 7, 12), is_self_employed=True)
    assert (result.answer, warnings(result)) == (Answer.ALLOWED, [])


def test_a_warning_never_stops_a_booking_and_is_not_for_families() -> None:
    result = says(visit(0, 9, 12), visit(1, 7, 3))
    assert not result.stops
    assert as_families_see([result, replace(result, answer=Answer.ALLOWED)]) == ()


def test_nobody_who_does_nothing_is_warned_of() -> None:
    assert says().answer is Answer.ALLOWED
