"""Each rule of a whole break alone: the check names what is wrong with the one plan there is, the optimiser none."""

from dataclasses import replace
from typing import Any

import pytest

from marketplace.booking.suggest import solving
from marketplace.booking.suggest.checking import faults
from marketplace.booking.suggest.problem import (
    Elsewhere,
    PAChoice,
    PlaceChoice,
    Plan,
    Problem,
    Slot,
    Thing,
    ThingChoice,
)
from marketplace.listings.opening import Stretch
from marketplace.listings.working_week import WorkingWeek
from marketplace.rules.settings import shipped_settings
from tests.suggesting import TODAY, hours

SLOT = Slot(hours(8, 16))
PA = PAChoice(1, 11, (80_00,), name="Rab")
HOUSE = PlaceChoice(2, 90_00)
TAXI = Thing("journeys", (ThingChoice(3, 50_00),))
PROBLEM = Problem((SLOT,), (PA,), (HOUSE,), wants_place=True, things=(TAXI,), most_pence=220_00)
PLAN = Plan(2, (frozenset({1}),), (3,))

MONDAYS = WorkingWeek((Stretch(0, 0, 24 * 60),))
FRIDAY_MORNINGS = WorkingWeek((Stretch(4, 0, 12 * 60),))
ALL_NIGHT = Elsewhere(hours(-4, 4))
FAR_AWAY = Elsewhere(hours(-7, 7), km=120.0)


def found(plan: Plan, problem: Problem) -> list[str]:
    return faults(plan, problem, shipped_settings(), on=TODAY)


def with_pa(**what: Any) -> Problem:
    return replace(PROBLEM, pas=(replace(PA, **what),))


def test_what_keeps_every_rule_is_right_and_is_what_the_optimiser_finds() -> None:
    assert found(PLAN, PROBLEM) == []
    assert solving.solve(PROBLEM, solving.Wanted(), seconds=20).plan == PLAN


@pytest.mark.parametrize(
    ("problem", "fault"),
    [
        (replace(PROBLEM, places=(replace(HOUSE, lacks=frozenset({"need:hoist"})),)), "the place lacks ['need:hoist']"),
        (replace(PROBLEM, places=()), "no place, or one that was not to be chosen"),
        (replace(PROBLEM, apart=frozenset({(2, 11)})), "bed and care from one hand"),
        (replace(PROBLEM, things=(replace(TAXI, choices=()),)), "journeys from somebody who does not offer it"),
        (replace(PROBLEM, slots=(replace(SLOT, needs=2),)), "1 PAs at 2027-03-05 08:00:00+00:00, not 2"),
        (replace(PROBLEM, pas=()), "somebody who was not to be chosen"),
        (replace(PROBLEM, most_pence=220_00 - 1), "22000 pence, more than 21999"),
        (with_pa(lacks=frozenset({"skill:peg"})), "Rab lacks ['skill:peg']"),
        (with_pa(pence=(None,)), "Rab has no price for what they do"),
        (with_pa(week=MONDAYS), "Rab does not work at 2027-03-05 08:00:00+00:00"),
        (with_pa(week=FRIDAY_MORNINGS), "Rab does not work at 2027-03-05 08:00:00+00:00"),
        (with_pa(taken=(hours(15, 17),)), "Rab is not free at 2027-03-05 08:00:00+00:00"),
        (with_pa(elsewhere=(ALL_NIGHT,)), "4 hours of rest in the day from Thu 4 Mar, 20:00, not 11 hours"),
        (with_pa(elsewhere=(FAR_AWAY,)), "60 minutes for the way to the visit at Fri 5 Mar, 08:00"),
    ],
)
def test_each_rule_that_is_broken_is_named_by_the_check_and_kept_by_the_optimiser(problem: Problem, fault: str) -> None:
    named = [one for one in found(PLAN, problem) if fault in one]
    assert len(named) == 1, found(PLAN, problem)
    assert not solving.is_possible(problem, seconds=20)


LACKING = replace(HOUSE, lacks=frozenset({"need:mattress"}))
MATTRESS = Thing("mattress", (ThingChoice(5, 35_00),), brings=frozenset({"need:mattress"}))
HIRED = replace(PROBLEM, places=(LACKING,), things=(TAXI, MATTRESS), most_pence=255_00)


def test_what_a_place_lacks_may_be_hired_and_only_what_is_hired_in_that_plan_counts() -> None:
    plan = replace(PLAN, thing_ids=(3, 5))
    assert found(plan, HIRED) == []
    assert solving.solve(HIRED, solving.Wanted(), seconds=20).plan == plan
    assert "the place lacks ['need:mattress']" in found(replace(PLAN, thing_ids=(3, 3)), HIRED)
    without = HIRED.without({"thing:mattress"})
    assert found(PLAN, without) == ["the place lacks ['need:mattress']"]
    assert not solving.is_possible(without, seconds=20)


def test_a_hired_thing_makes_up_for_nothing_else_that_a_place_lacks() -> None:
    other = replace(HIRED, places=(replace(LACKING, lacks=frozenset({"need:mattress", "need:hoist"})),))
    assert found(replace(PLAN, thing_ids=(3, 5)), other) == ["the place lacks ['need:hoist']"]
    assert not solving.is_possible(other, seconds=20)


@pytest.mark.parametrize(
    ("plan", "fault"),
    [
        (replace(PLAN, turns=()), "not as many turns as there are stretches to cover"),
        (replace(PLAN, turns=(frozenset({1, 4}),)), "2 PAs at 2027-03-05 08:00:00+00:00, not 1"),
        (replace(PLAN, thing_ids=()), "not as many things as were asked for"),
        (replace(PLAN, place_id=None), "no place, or one that was not to be chosen"),
    ],
)
def test_a_plan_that_is_no_answer_to_the_question_is_wrong(plan: Plan, fault: str) -> None:
    assert fault in found(plan, PROBLEM)


def test_a_place_that_nobody_asked_for_is_wrong() -> None:
    assert found(PLAN, replace(PROBLEM, wants_place=False)) == ["a place that nobody asked for"]
