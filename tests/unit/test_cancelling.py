"""What cancelling costs: steps of days and per cent, their words, and what each share bears of it."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.booking.cancel_costs import Paid, Stretch, borne, cost_pence
from marketplace.budgets.sorts import Control
from marketplace.clock import LONDON
from marketplace.listings.cancelling import (
    Cancellation,
    NotSteps,
    Step,
    Steps,
    cancellation_words,
    next_limit,
    per_cent_at,
    read_steps,
    steps_text,
    steps_words,
)

MONTH = Cancellation.MONTH.steps
SECOND = timedelta(seconds=1)


def london(month: int, day: int, hour: int = 12, *, year: int = 2027) -> datetime:
    """An instant as a clock in Scotland shows it."""
    return datetime(year, month, day, hour, tzinfo=LONDON).astimezone(UTC)


FRIDAY = london(6, 4, 16)


@pytest.mark.parametrize(
    ("at", "per_cent"),
    [
        (FRIDAY - timedelta(days=60), 0),
        (FRIDAY - timedelta(days=29), 0),
        (FRIDAY - timedelta(days=28), 0),
        (FRIDAY - timedelta(days=28) + SECOND, 50),
        (FRIDAY - timedelta(days=7) - SECOND, 50),
        (FRIDAY - timedelta(days=7), 50),
        (FRIDAY - timedelta(days=7) + SECOND, 100),
        (FRIDAY - SECOND, 100),
        (FRIDAY, 100),
        (FRIDAY + timedelta(days=1), 100),
    ],
)
def test_each_step_begins_a_moment_after_its_limit(at: datetime, per_cent: int) -> None:
    assert per_cent_at(MONTH, FRIDAY, at) == per_cent


@pytest.mark.parametrize(
    ("starts_at", "limit", "hours"),
    [
        (london(3, 28, 16), london(3, 27, 16), 23),  # the clocks go on at 01:00 on 28 March 2027
        (london(10, 31, 16), london(10, 30, 16), 25),  # and back on 31 October
        (london(6, 4, 16), london(6, 3, 16), 24),
    ],
)
def test_a_day_before_is_the_same_time_of_the_day_before_when_the_clocks_change_too(
    starts_at: datetime, limit: datetime, hours: int
) -> None:
    (step,) = Cancellation.DAY.steps
    assert step.limit(starts_at) == limit
    assert starts_at - limit == timedelta(hours=hours)
    assert [per_cent_at((step,), starts_at, at) for at in (limit, limit + SECOND)] == [0, 50]


def test_a_step_of_no_days_begins_once_it_has_started() -> None:
    steps = (Step(0, 80),)
    assert [per_cent_at(steps, FRIDAY, at) for at in (FRIDAY, FRIDAY + SECOND)] == [0, 80]


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (FRIDAY - timedelta(days=30), FRIDAY - timedelta(days=28)),
        (FRIDAY - timedelta(days=28), FRIDAY - timedelta(days=28)),
        (FRIDAY - timedelta(days=20), FRIDAY - timedelta(days=7)),
        (FRIDAY - timedelta(days=1), None),
    ],
)
def test_it_is_said_until_when_it_costs_no_more(at: datetime, until: datetime | None) -> None:
    assert next_limit(MONTH, FRIDAY, at) == until


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((), ""),
        (
            (Step(1, 50),),
            "Cancel up to 1 day before it starts, and you pay nothing. After that you pay half.",
        ),
        (
            MONTH,
            (
                "Cancel up to 28 days before it starts, and you pay nothing. "
                "After that you pay half, and in the last 7 days all of it."
            ),
        ),
        (
            (Step(14, 25), Step(1, 50), Step(0, 100)),
            (
                "Cancel up to 14 days before it starts, and you pay nothing. "
                "After that you pay 25%, in the last day half and once it has started all of it."
            ),
        ),
        ((Step(0, 100),), "Cancel before it starts, and you pay nothing. After that you pay all of it."),
    ],
)
def test_steps_are_said_in_plain_words(steps: Steps, words: str) -> None:
    assert steps_words(steps) == words


def test_the_usual_words_come_first_then_own_steps_and_own_words() -> None:
    assert cancellation_words(Cancellation.OWN, (), "Ring us.") == "Ring us."
    assert cancellation_words(Cancellation.OWN, (Step(2, 50),), "Ring us.").endswith("you pay half. Ring us.")
    assert cancellation_words(Cancellation.DAY, Cancellation.DAY.steps, "Ring us.").endswith("you pay half. Ring us.")
    assert "nothing" in cancellation_words(Cancellation.NOT_SAID, (), "")


@pytest.mark.parametrize("text", ["", "7:100", "28:50,7:100", "28:50,7:75,0:100"])
def test_steps_are_read_as_they_were_written(text: str) -> None:
    assert steps_text(read_steps(text)) == text


def test_steps_are_read_as_people_write_them_in_files() -> None:
    assert read_steps(" 7 : 100% ; 28:50 ") == (Step(28, 50), Step(7, 100))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("7", "Write days and per cent"),
        ("seven:50", "Write days and per cent"),
        ("-1:50", "Write days and per cent"),
        ("7:0.5", "Write days and per cent"),
        ("7:0", "from 1 to 100 per cent"),
        ("7:101", "from 1 to 100 per cent"),
        ("366:50", "up to 365 days"),
        ("7:50;7:100", "Each step has other days"),
        ("28:50;7:50", "the more it costs"),
        ("28:100;7:50", "the more it costs"),
        ("28:10;14:20;7:30;1:40", "3 steps or fewer"),
    ],
)
def test_what_is_no_list_of_steps_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(NotSteps, match=why):
        read_steps(text)


LATER = FRIDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("at", "pence"),
    [
        (FRIDAY - timedelta(days=8), 0),
        (FRIDAY - timedelta(days=3), 5_003),  # half of 100.05, half up
        (FRIDAY, 7_503),  # the first has begun: 50.00 and half of 50.05
        (LATER - SECOND, 7_503),
        (LATER, 10_005),
    ],
)
def test_what_has_begun_is_paid_in_full_and_of_the_rest_the_per_cent_of_the_time(at: datetime, pence: int) -> None:
    parts = [Stretch(FRIDAY, 5_000), Stretch(LATER, 5_005)]
    assert cost_pence(parts, Cancellation.WEEK.steps, at) == pence


def test_without_steps_only_what_has_begun_is_paid() -> None:
    parts = [Stretch(FRIDAY, 5_000), Stretch(LATER, 5_005)]
    assert [cost_pence(parts, (), at) for at in (FRIDAY - SECOND, FRIDAY, LATER)] == [0, 5_000, 10_005]
    assert cost_pence([], MONTH, FRIDAY) == 0


OWN, STATED, COMMITTED = Control.OWN, Control.STATED, Control.COMMITTED


@pytest.mark.parametrize(
    ("paid", "cost", "kept"),
    [
        ([(COMMITTED, 270_00), (OWN, 135_00)], 202_50, [135_00, 67_50]),
        ([(COMMITTED, 270_00), (OWN, 135_00)], 0, [0, 0]),
        ([(COMMITTED, 270_00), (OWN, 135_00)], 405_00, [270_00, 135_00]),
        ([(COMMITTED, 101), (OWN, 101)], 101, [51, 50]),  # the odd penny goes back to who paid themselves
        ([(COMMITTED, 101), (STATED, 101)], 101, [51, 50]),
        ([(STATED, 101), (OWN, 101)], 101, [51, 50]),
        ([(OWN, 101), (OWN, 101)], 101, [50, 51]),
        ([(COMMITTED, 1), (STATED, 1), (OWN, 1)], 2, [1, 1, 0]),
        ([], 0, []),
    ],
)
def test_each_share_bears_its_part_and_odd_pennies_go_back_in_a_fixed_order(
    paid: list[tuple[Control, int]], cost: int, kept: list[int]
) -> None:
    assert borne([Paid(control, pence) for control, pence in paid], cost) == kept


def test_no_more_is_kept_than_was_paid() -> None:
    with pytest.raises(ValueError, match="more than"):
        borne([Paid(OWN, 100)], 101)
