"""Whole breaks by the optimiser: as good as trying all there are, right by another check, or why there is none."""

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise

import pytest

from marketplace.booking.cover import There, cover
from marketplace.booking.needed import Asked, CoverHow, DayPart
from marketplace.booking.suggest import solving
from marketplace.booking.suggest.blocking import blockers
from marketplace.booking.suggest.checking import joined
from marketplace.booking.suggest.problem import (
    DAY,
    MONEY,
    REST,
    TWO,
    WEIGHTS,
    Aim,
    Demand,
    Elsewhere,
    PAChoice,
    PlaceChoice,
    Plan,
    Problem,
    Slot,
    able_for,
    burden,
)
from marketplace.booking.suggest.solving import Wanted
from marketplace.booking.suggest.wish import Covered, Nights, Wish, slots_of
from marketplace.clock import in_london, london_instant
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period
from tests.suggesting import every_plan, hours, is_right, small_problem

CASES = 30
LONG = 20.0


def test_of_all_there_are_it_finds_one_of_the_best_for_each_aim() -> None:
    possible = 0
    for seed in range(CASES):
        problem = small_problem(seed)
        plans = list(every_plan(problem))
        possible += bool(plans)
        for aim in (Aim.FACES, Aim.PRICE):
            answer = solving.solve(problem, Wanted(WEIGHTS[aim]), seconds=LONG)
            if not plans:
                assert answer.is_impossible, seed
                continue
            assert answer.plan, seed
            assert answer.is_best, seed
            assert is_right(answer.plan, problem), seed
            least = min(burden(plan, problem, WEIGHTS[aim]) for plan in plans)
            assert burden(answer.plan, problem, WEIGHTS[aim]) == least, (seed, aim)
    assert CASES / 3 < possible < CASES, possible


def test_plans_come_one_after_the_other_for_each_aim_and_all_are_right() -> None:
    problem = next(one for one in map(small_problem, range(CASES)) if any(True for _ in every_plan(one)))
    found: list[tuple[Aim, Plan]] = []
    assert solving.suggest(problem, seconds=LONG, found=lambda aim, plan: found.append((aim, plan)))
    assert found[0][0] is Aim.FACES
    assert {aim for aim, _ in found} >= set(solving.FIRST_AIMS)
    assert all(is_right(plan, problem) for _, plan in found)
    last = dict(found)
    others = [last[aim].place_id for aim in solving.OTHERS if aim in last]
    assert not {*others} & {last[aim].place_id for aim in solving.FIRST_AIMS}
    assert len(set(others)) == len(others)
    assert len({plan.is_like for plan in last.values()}) <= solving.MOST_PLANS


def pa(number: int, slots: int, *, lacks: str = "", pence: int = 10_00) -> PAChoice:
    return PAChoice(number, 1, (pence,) * slots, lacks=frozenset({lacks} if lacks else ()))


LONG_DAY = (Slot(hours(8, 16)), Slot(hours(16, 22)), Slot(hours(22, 32), RateUnit.SLEEPOVER))


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (Problem(places=(PlaceChoice(1, 90_00, lacks=frozenset({"need:hoist"})),), wants_place=True), "need:hoist"),
        (Problem(slots=LONG_DAY[:1], pas=(pa(1, 1, lacks="skill:peg"),)), "skill:peg"),
        (Problem(slots=LONG_DAY[:1], pas=(pa(1, 1, pence=50_00),), most_pence=40_00), MONEY),
        (Problem(slots=(replace(LONG_DAY[0], needs=2),), pas=(pa(1, 1),)), TWO),
        (Problem(slots=LONG_DAY, pas=(pa(1, 3),)), REST),
        (Problem(slots=LONG_DAY[:1], pas=(replace(pa(1, 1), taken=(hours(9, 10),)),)), f"{DAY}2027-03-05"),
    ],
)
def test_when_nothing_works_the_one_thing_in_the_way_is_named(problem: Problem, expected: str) -> None:
    names = ("need:hoist", "skill:peg", MONEY, TWO, REST, f"{DAY}2027-03-05")
    asked = replace(problem, demands=tuple(Demand(one, one) for one in names))
    assert not solving.is_possible(asked, seconds=LONG)
    named = blockers(asked, lambda one: solving.is_possible(one, seconds=LONG))
    assert (Demand(expected, expected),) in named
    assert all(len(one) == 1 for one in named)


def test_what_stands_in_the_way_together_is_as_small_as_it_can_be() -> None:
    place = PlaceChoice(1, 90_00, lacks=frozenset({"need:hoist"}))
    demands = tuple(Demand(one, one) for one in (REST, "need:hoist", "skill:peg", MONEY))
    problem = Problem(LONG_DAY[:1], (pa(1, 1, lacks="skill:peg"),), (place,), wants_place=True, demands=demands)
    assert blockers(problem, lambda one: solving.is_possible(one, seconds=LONG)) == [(demands[1], demands[2])]


def test_hours_that_follow_on_each_other_are_one_shift_and_nights_stand_alone() -> None:
    assert joined(LONG_DAY) == [(hours(8, 22), RateUnit.HOUR), (hours(22, 32), RateUnit.SLEEPOVER)]


def test_of_many_pas_so_many_are_looked_at_for_each_stretch_known_and_able_ones_first() -> None:
    pas = tuple(replace(pa(number, 3), taken=(hours(8, 9),) if number < 5 else ()) for number in range(10))
    problem = Problem(LONG_DAY, (*pas, replace(pa(99, 3), is_known=True), pa(98, 3, lacks="care")))
    assert [one.id for one in problem.narrowed(3, able_for(problem)).pas] == [5, 6, 99]


def test_who_has_too_little_rest_elsewhere_stands_in_nobodys_way() -> None:
    tired = tuple(Elsewhere(hours(hour, hour + 2)) for hour in (1, 5, 9, 13, 17, 21, 25))
    problem = Problem(LONG_DAY[:1], (replace(pa(1, 1), elsewhere=tired), pa(2, 1)))
    answer = solving.solve(problem, Wanted(), seconds=LONG)
    assert answer.plan == Plan(None, (frozenset({2}),))
    assert not is_right(Plan(None, (frozenset({1}),)), problem)


WEEKEND = Period(london_instant(date(2027, 3, 26), time(16)), london_instant(date(2027, 3, 29), time(10)))
"""Over the night when the clocks go on: an hour less."""


@pytest.mark.parametrize(
    ("wish", "nights", "minutes"),
    [
        (Wish(covered=Covered.ALL, nights=Nights.SLEEPS), 3, 65 * 60),
        (Wish(covered=Covered.ALL, nights=Nights.AWAKE), 3, 65 * 60),
        (Wish(covered=Covered.DAYS, first=time(9), last=time(12), nights=Nights.NOBODY), 0, 7 * 60),
        (Wish(covered=Covered.NONE, nights=Nights.SLEEPS), 3, 29 * 60),
    ],
)
def test_what_is_wanted_becomes_hours_and_nights_that_never_overlap(wish: Wish, nights: int, minutes: int) -> None:
    slots = slots_of(WEEKEND, wish, [])
    assert sum(slot.unit.is_at_night for slot in slots) == nights
    assert sum(slot.period.minutes for slot in slots) == minutes
    assert not any(one.period.overlaps(other.period) for one, other in pairwise(slots))
    assert Wish.of(wish.kept) == wish


def test_who_is_there_already_is_not_looked_for_again() -> None:
    friday = Period(WEEKEND.starts_at, WEEKEND.starts_at + timedelta(hours=3, minutes=30))
    two = Wish(covered=Covered.ALL, nights=Nights.SLEEPS, by_day=2)
    needs = [slot.needs for slot in slots_of(WEEKEND, two, [There(friday)])]
    assert needs[:5] == [1, 1, 1, 1, 2]  # half an hour of the fourth is still for two
    assert slots_of(WEEKEND, Wish(), []) == ()


MORNING = DayPart(7 * 60, 9 * 60, Asked(2, CoverHow.AWAKE))
ALONE = DayPart(13 * 60, 15 * 60, Asked(0))
AS_SAID = Wish(covered=Covered.SAID, nights=Nights.SLEEPS)


@pytest.mark.parametrize("night", [Nights.SLEEPS, Nights.AWAKE])
def test_as_the_break_says_so_many_come_at_each_hour_and_the_night_ends_where_more_are_needed(night: Nights) -> None:
    slots = slots_of(WEEKEND, replace(AS_SAID, nights=night), [], [MORNING, ALONE])
    coming = [
        There(slot.period, is_asleep=slot.unit is RateUnit.SLEEPOVER) for slot in slots for _ in range(slot.needs)
    ]
    found = cover(WEEKEND, coming, [MORNING, ALONE])
    assert not found.gaps
    assert sum(slot.period.minutes * slot.needs for slot in slots) == found.needed_minutes  # nobody too many
    assert sum(slot.unit.is_at_night for slot in slots) == 3
    assert not any(one.period.overlaps(other.period) for one, other in pairwise(slots))


def test_nobody_at_night_stays_nobody_though_the_break_says_more() -> None:
    slots = slots_of(WEEKEND, replace(AS_SAID, nights=Nights.NOBODY), [], [MORNING])
    assert not any(slot.unit.is_at_night for slot in slots)
    assert {in_london(slot.period.starts_at).hour for slot in slots} == set(range(8, 22))


def test_who_sleeps_there_already_does_not_count_where_somebody_must_be_awake() -> None:
    morning = Period(london_instant(date(2027, 3, 27), time(7)), london_instant(date(2027, 3, 27), time(9)))
    needs = [
        sum(slot.needs for slot in slots_of(WEEKEND, AS_SAID, [There(morning, is_asleep=is_asleep)], [MORNING]))
        for is_asleep in (True, False)
    ]
    assert needs[0] == needs[1] + 2
