"""Whether a plan keeps every rule, looked at anew: nothing of the optimiser's model, and the rules' own words on rest.

Says what is wrong, a sentence for each fault, for the log and for tests: a plan with a fault is never shown.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from marketplace.booking.suggest.problem import PAChoice, Plan, Problem, Slot
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period
from marketplace.rules.results import Answer
from marketplace.rules.settings import Settings
from marketplace.rules.working_time import WTR, Roster, Visit


def faults(plan: Plan, problem: Problem, settings: Settings, *, on: date) -> list[str]:
    """All that is wrong with a plan."""
    return [
        *_of_place(plan, problem),
        *_of_things(plan, problem),
        *_of_cover(plan, problem),
        *(fault for one in problem.pas if one.id in plan.pa_ids for fault in _of_pa(one, plan, problem, settings, on)),
        *_of_money(plan, problem),
    ]


def _of_place(plan: Plan, problem: Problem) -> Iterator[str]:
    if not problem.wants_place:
        if plan.place_id is not None:
            yield "a place that nobody asked for"
        return
    chosen = [one for one in problem.places if one.id == plan.place_id]
    if len(chosen) != 1:
        yield "no place, or one that was not to be chosen"
    elif lacking := chosen[0].lacks - _brought(plan, problem):
        yield f"the place lacks {sorted(lacking)}"
    listings = {one.listing_id for one in problem.pas if one.id in plan.pa_ids}
    for place_id, listing_id in problem.apart:
        if place_id == plan.place_id and listing_id in listings:
            yield "bed and care from one hand"


def _brought(plan: Plan, problem: Problem) -> frozenset[str]:
    """What the things that are really hired bring to the place."""
    hired = zip(problem.things, plan.thing_ids, strict=False)
    return frozenset[str]().union(
        *(thing.brings for thing, chosen in hired if chosen in {one.id for one in thing.choices})
    )


def _of_things(plan: Plan, problem: Problem) -> Iterator[str]:
    if len(plan.thing_ids) != len(problem.things):
        yield "not as many things as were asked for"
        return
    for thing, chosen in zip(problem.things, plan.thing_ids, strict=True):
        if chosen not in {one.id for one in thing.choices}:
            yield f"{thing.id} from somebody who does not offer it"


def _of_cover(plan: Plan, problem: Problem) -> Iterator[str]:
    if len(plan.turns) != len(problem.slots):
        yield "not as many turns as there are stretches to cover"
        return
    known = {one.id for one in problem.pas}
    for slot, turn in zip(problem.slots, plan.turns, strict=True):
        if len(turn) != slot.needs:
            yield f"{len(turn)} PAs at {slot.period.starts_at}, not {slot.needs}"
        if not turn <= known:
            yield "somebody who was not to be chosen"


def _of_pa(one: PAChoice, plan: Plan, problem: Problem, settings: Settings, on: date) -> Iterator[str]:
    mine = [
        (slot, one.pence[place])
        for place, (slot, turn) in enumerate(zip(problem.slots, plan.turns, strict=True))
        if one.id in turn
    ]
    if one.lacks:
        yield f"{one.name} lacks {sorted(one.lacks)}"
    if any(pence is None for _, pence in mine):
        yield f"{one.name} has no price for what they do"
    shifts = joined([slot for slot, _ in mine])
    for period, unit in shifts:
        if not one.week.allows(period, sleeps_over=unit.is_at_night):
            yield f"{one.name} does not work at {period.starts_at}"
        if any(taken.overlaps(period) for taken in one.taken):
            yield f"{one.name} is not free at {period.starts_at}"
    if problem.limits.counts:
        yield from _of_working_time(one, shifts, settings, on)


def _of_working_time(
    one: PAChoice, shifts: Sequence[tuple[Period, RateUnit]], settings: Settings, on: date
) -> Iterator[str]:
    """What the rule says of all that a PA does then, here and elsewhere: of who works for themselves as of others."""
    here = [(period, unit is RateUnit.SLEEPOVER, 0.0, True) for period, unit in shifts]
    there = [(other.period, other.sleeps_over, other.km or 0.0, False) for other in one.elsewhere]
    ordered = sorted([*here, *there])
    ways = [None, *(_way(before[2:], after[2:]) for before, after in pairwise(ordered))]
    visits = [
        Visit(period, sleeps_over=sleeps_over, km_from_last=way)
        for (period, sleeps_over, _, _), way in zip(ordered, ways, strict=True)
    ]
    result = WTR.result(Roster(one.name, tuple(visits), opts_out=one.opts_out), settings, on=on)
    if result is not None and result.answer is not Answer.ALLOWED:
        yield "; ".join(used.value for used in result.facts if used.label == "What to look at")


def _way(before: tuple[float, bool], after: tuple[float, bool]) -> float | None:
    """The kilometres between two visits; not known where neither is of this break."""
    (from_km, is_from_here), (to_km, is_to_here) = before, after
    if is_from_here and is_to_here:
        return None
    if is_from_here or is_to_here:
        return to_km if is_from_here else from_km
    return None


def joined(slots: Sequence[Slot]) -> list[tuple[Period, RateUnit]]:
    """The shifts that slots in order make: hours that follow on each other are one shift, each night its own."""
    shifts: list[tuple[Period, RateUnit]] = []
    for slot in slots:
        last = shifts[-1] if shifts else None
        if last and slot.unit is RateUnit.HOUR is last[1] and last[0].ends_at == slot.period.starts_at:
            shifts[-1] = (Period(last[0].starts_at, slot.period.ends_at), slot.unit)
        else:
            shifts.append((slot.period, slot.unit))
    return shifts


def _of_money(plan: Plan, problem: Problem) -> Iterator[str]:
    if problem.most_pence is None:
        return
    place = sum(one.pence for one in problem.places if one.id == plan.place_id)
    things = sum(
        choice.pence
        for thing, chosen in zip(problem.things, plan.thing_ids, strict=False)
        for choice in thing.choices
        if choice.id == chosen
    )
    people = {one.id: one for one in problem.pas}
    work = sum(people[one].pence[place] or 0 for place, turn in enumerate(plan.turns) for one in turn if one in people)
    if place + things + work > problem.most_pence:
        yield f"{place + things + work} pence, more than {problem.most_pence}"
