"""R19 to R22 of relatives who are paid; R28 to R30 of stays in care homes and of children's short stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from marketplace.rules.care_homes import R28, R30, CareHomeYear, Nights, nights_counted
from marketplace.rules.relatives import R19, R22, PaidRelative
from marketplace.rules.results import Answer
from marketplace.rules.settings import DatedValue, SettingName, shipped_settings

ALLOWED, NOTE, WARN, ASK, NO = Answer
SETTINGS = shipped_settings()
DAY = date(2027, 6, 1)
AUNT = PaidRelative(
    "Jean Hume", is_relative=True, all_agree=True, is_capable=True, factor="few others nearby", in_same_house=False
)


@pytest.mark.parametrize(
    ("change", "answer", "sentence"),
    [
        ({}, ASK, "An officer has to say yes"),
        ({"all_agree": False}, ASK, "not all that must be so"),
        ({"is_capable": False}, ASK, "not all that must be so"),
        ({"factor": ""}, ASK, "not all that must be so"),
        ({"has_powers": True}, NO, "may not be paid for it"),
        ({"has_powers": True, "is_relative": False}, NO, "may not be paid for it"),
        ({"has_powers": True, "is_relative": None}, NO, "may not be paid for it"),
        ({"is_relative": None}, NOTE, "Nobody has said"),
        ({"is_relative": False}, ALLOWED, "is not a relative"),
        ({"is_carers": True}, ALLOWED, "not for a carer's own"),
        ({"is_carers": True, "has_powers": True}, ALLOWED, "not for a carer's own"),
    ],
)
def test_a_relative_is_paid_when_all_agree_and_never_a_guardian(
    change: dict[str, object], answer: Answer, sentence: str
) -> None:
    result = R19.decides(replace(AUNT, **change), SETTINGS)  # type: ignore[arg-type]
    assert (result.answer, sentence in result.sentence) == (answer, True)
    assert bool(result.instead) is (answer is not ALLOWED)


@pytest.mark.parametrize(
    ("is_relative", "same_house", "answer"),
    [
        (True, True, ASK),
        (True, None, ASK),
        (True, False, ALLOWED),
        (False, True, ALLOWED),
        (None, None, NOTE),
    ],
)
def test_the_ilf_is_asked_about_a_relative_in_the_same_house(
    is_relative: bool | None,  # noqa: FBT001 - a column of the table
    same_house: bool | None,  # noqa: FBT001 - a column of the table
    answer: Answer,
) -> None:
    facts = replace(AUNT, is_relative=is_relative, in_same_house=same_house)
    assert R22.decides(facts, SETTINGS).answer is answer


def stay(start: date, nights: int) -> Nights:
    return Nights(start, start + timedelta(days=nights))


@pytest.mark.parametrize(
    ("before", "nights", "option_1", "answer"),
    [
        (0, 28, True, ALLOWED),
        (0, 29, True, ASK),
        (21, 7, True, ALLOWED),
        (22, 7, True, ASK),
        (22, 7, False, ALLOWED),
    ],
)
def test_beyond_four_weeks_of_care_home_in_a_year_an_officer_decides_on_option_1(
    before: int, nights: int, answer: Answer, *, option_1: bool
) -> None:
    earlier = (stay(DAY - timedelta(days=100), before),) if before else ()
    assert R28.decides(CareHomeYear(stay(DAY, nights), earlier, option_1), SETTINGS).answer is answer


@pytest.mark.parametrize(("days_before_window", "counted"), [(0, 17), (1, 16), (9, 8), (10, 7), (40, 7)])
def test_only_nights_of_the_last_365_days_count(days_before_window: int, counted: int) -> None:
    planned = stay(DAY, 7)
    window = planned.leave_on - timedelta(days=365)
    earlier = stay(window - timedelta(days=days_before_window), 10)
    assert nights_counted(CareHomeYear(planned, (earlier,)), SETTINGS) == counted


@pytest.mark.parametrize(("between", "counted"), [(27, 17), (28, 7)])
def test_where_stays_join_only_those_with_a_short_time_between_count(between: int, counted: int) -> None:
    joins = SETTINGS.with_values([DatedValue(SettingName.CARE_HOME_JOIN_GAP_DAYS, 28, DAY, "a test")])
    planned = stay(DAY, 7)
    earlier = stay(DAY - timedelta(days=between + 10), 10)
    assert nights_counted(CareHomeYear(planned, (earlier,)), joins) == counted
    assert nights_counted(CareHomeYear(planned, (earlier,)), SETTINGS) == 17


@pytest.mark.parametrize(
    ("before", "nights", "answer", "sentence"),
    [
        (0, 28, ALLOWED, "count as one"),
        (0, 29, WARN, "28 nights at most"),
        (113, 7, ALLOWED, "count as one"),
        (114, 7, WARN, "more than 120 days"),
    ],
)
def test_short_stays_of_a_child_count_as_one_up_to_120_days(
    before: int, nights: int, answer: Answer, sentence: str
) -> None:
    earlier = (stay(DAY - timedelta(days=200), before),) if before else ()
    result = R30.decides(CareHomeYear(stay(DAY, nights), earlier), SETTINGS)
    assert (result.answer, sentence in result.sentence) == (answer, True)
