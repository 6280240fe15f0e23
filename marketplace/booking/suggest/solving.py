"""The optimiser: a problem as a model of OR-tools' CP-SAT, solved for one aim at a time. The only module that knows it.

Rest, as the rules of working time put it: in the 24 hours from the start of each stretch of work there is a gap that is
long enough. A gap begins where a stretch ends, so those are the only beginnings that are looked at.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import CpModel, CpSolver, IntVar, LinearExpr

from marketplace.booking.suggest.problem import (
    WEIGHTS,
    Aim,
    PAChoice,
    Plan,
    Problem,
    Thing,
    Weights,
    able_for,
    can_come,
    count_of,
    pence_of,
    way_of,
)
from marketplace.clock import in_london, london_instant
from marketplace.periods import Period, merged

DAY = timedelta(hours=24)
MOST_PLANS = 5
FIRST_AIMS = (Aim.FACES, Aim.PRICE, Aim.NEAR, Aim.WISHES)
OTHERS = (Aim.OTHER, Aim.ANOTHER, Aim.FURTHER)
"""Other places, as long as there are fewer than five plans that differ."""

WIDTHS = (5, 14)
"""How many PAs for each slot are looked at first: fewer are answered sooner, and more where those do not do."""

SECONDS_BETWEEN = 1.0
"""How long the optimiser goes on before it tells of another plan for the same aim."""

THREADS = min(4, os.cpu_count() or 1)

PRICE_ALONE = Weights(pa=0, new_pa=0, turn=0, unsigned=0, unmet=0, km=0)

Found = Callable[[Aim, Plan], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the optimiser came to: the best plan it knows, whether none is better, whether there can be none."""

    plan: Plan | None
    is_best: bool = False
    is_impossible: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a solve is to be best at. ``not_at``: places that are not to be suggested again."""

    weights: Weights = WEIGHTS[Aim.FACES]
    not_at: frozenset[int | None] = frozenset()
    is_any_good: bool = False
    """Whether the first answer will do: it is only asked whether there is one."""


def suggest(problem: Problem, *, seconds: float, found: Found) -> bool:
    """Up to five plans, told to ``found`` as they are found and again when a better one is; whether there is any.

    The first aim is answered among few PAs first, then among more; each other aim among as many.
    """
    ends = time.monotonic() + seconds
    width, first = _first(problem, ends, found)
    if first is None:
        return False
    plans = {Aim.FACES: first}
    for aim in (*FIRST_AIMS[1:], *(OTHERS if problem.wants_place else ())):
        left = ends - time.monotonic()
        if left <= 0 or len({plan.is_like for plan in plans.values()}) >= MOST_PLANS:
            break
        not_at = frozenset(plan.place_id for plan in plans.values()) if aim in OTHERS else frozenset()
        answer = solve(width, Wanted(WEIGHTS[aim], not_at), seconds=left / 2)
        if answer.plan is not None:
            plans[aim] = _known(answer.plan, plans.values(), problem)
            found(aim, plans[aim])
    return True


def _known(plan: Plan, before: Iterable[Plan], problem: Problem) -> Plan:
    """A plan, or one from before that is the same to a family: who comes at which hour may differ."""
    alike = (one for one in before if one.is_like == plan.is_like and pence_of(one, problem) == pence_of(plan, problem))
    return next(alike, plan)


def _first(problem: Problem, ends: float, found: Found) -> tuple[Problem, Plan | None]:
    """The plan with the fewest and most familiar faces, and the question among the PAs where it was found.

    Among all of them only where fewer do not do: the best of many is not looked for among more than that.
    """
    best, among = None, problem
    for width in _widths(problem):
        if best is not None and width is problem:
            break
        left = ends - time.monotonic()
        answer = solve(width, Wanted(), seconds=left / 3, better=lambda plan: found(Aim.FACES, plan), hint=best)
        if answer.plan is not None:
            best, among = answer.plan, width
            found(Aim.FACES, best)
    return among, best


def _widths(problem: Problem) -> list[Problem]:
    """The question among few PAs, among more, and among all of them; none where a slot has too few."""
    able = able_for(problem)
    if any(len(able[place]) < slot.needs for place, slot in enumerate(problem.slots)):
        return []
    narrow = [problem.narrowed(each, able) for each in WIDTHS]
    return [*(one for one in narrow if len(one.pas) < len(problem.pas)), problem]


def is_possible(problem: Problem, *, seconds: float) -> bool:
    """Whether there is any plan at all, as far as that is known within the time."""
    has_place = not problem.wants_place or bool(problem.fit_places)
    if not (has_place and all(thing.choices for thing in problem.things)):
        return False
    ends = time.monotonic() + seconds
    wanted = Wanted(is_any_good=True)
    return any(solve(width, wanted, seconds=ends - time.monotonic()).plan is not None for width in _widths(problem))


def cheapest_pence(problem: Problem, *, seconds: float) -> int | None:
    """The least that a plan costs, as far as one is found within the time; none where none is."""
    ends = time.monotonic() + seconds
    wanted = Wanted(PRICE_ALONE)
    answers = (solve(width, wanted, seconds=ends - time.monotonic()).plan for width in _widths(problem))
    plan = next((one for one in answers if one is not None), None)
    return pence_of(plan, problem) if plan else None


def solve(
    problem: Problem,
    wanted: Wanted,
    *,
    seconds: float,
    better: Callable[[Plan], None] | None = None,
    hint: Plan | None = None,
) -> Answer:
    """The best plan that is found within the time; each better one on the way is told to ``better``."""
    model = _Model(problem, wanted)
    if hint is not None:
        model.hint(hint)
    solver = CpSolver()
    solver.parameters.max_time_in_seconds = max(0.05, seconds)
    solver.parameters.num_workers = THREADS
    solver.parameters.stop_after_first_solution = wanted.is_any_good
    status = solver.solve(model.model, _Telling(model, better) if better else None)
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Answer(model.plan(lambda literal: bool(solver.boolean_value(literal))), status == cp_model.OPTIMAL)
    return Answer(None, is_impossible=status == cp_model.INFEASIBLE)


class _Telling(cp_model.CpSolverSolutionCallback):
    """Tells the first plan at once, and of the better ones one in a while: the optimiser waits until it is told."""

    def __init__(self, model: "_Model", better: Callable[[Plan], None]) -> None:
        super().__init__()
        self._model, self._better = model, better
        self._next = 0.0

    def on_solution_callback(self) -> None:
        if time.monotonic() >= self._next:
            self._better(self._model.plan(lambda literal: bool(self.boolean_value(literal))))
            self._next = time.monotonic() + SECONDS_BETWEEN


@dataclass(slots=True)
class _Worked:
    """One PA in the model: whether they come at all, and whether they take each slot that they may."""

    one: PAChoice
    comes: IntVar
    takes: dict[int, IntVar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of a PA's work: a slot that they may take, or (None) what they have promised others."""

    period: Period
    takes: IntVar | None


class _Model:
    """The model of one problem, and the way back from its answers to plans."""

    def __init__(self, problem: Problem, wanted: Wanted) -> None:
        self.problem, self.wanted, self.model = problem, wanted, CpModel()
        self.counts: list[LinearExpr] = []
        self.costs: list[LinearExpr] = []
        self.places = self._place()
        self.things = [self._thing(thing) for thing in problem.things]
        self.pas = [self._pa(one) for one in problem.pas if not one.lacks]
        self._cover()
        self._keep_apart()
        if problem.most_pence is not None:
            self.model.add(LinearExpr.sum(self.costs) <= problem.most_pence)
        if not wanted.is_any_good:
            self.model.minimize(wanted.weights.pence * LinearExpr.sum(self.costs) + LinearExpr.sum(self.counts))

    def plan(self, is_true: Callable[[IntVar], bool]) -> Plan:
        """The plan that an answer stands for."""
        turns: list[set[int]] = [set() for _ in self.problem.slots]
        for worked in self.pas:
            for place, literal in worked.takes.items():
                if is_true(literal):
                    turns[place].add(worked.one.id)
        place_id = next((one for one, literal in self.places.items() if is_true(literal)), None)
        things = tuple(next(one for one, literal in several.items() if is_true(literal)) for several in self.things)
        return Plan(place_id, tuple(map(frozenset, turns)), things)

    def hint(self, plan: Plan) -> None:
        """Begin the search at a plan that is known already."""
        for one, literal in self.places.items():
            self.model.add_hint(literal, one == plan.place_id)
        for worked in self.pas:
            self.model.add_hint(worked.comes, worked.one.id in plan.pa_ids)
            for place, literal in worked.takes.items():
                self.model.add_hint(literal, worked.one.id in plan.turns[place])

    def _place(self) -> dict[int, IntVar]:
        if not self.problem.wants_place:
            return {}
        weights, literals = self.wanted.weights, {}
        for one in self.problem.fit_places:
            if one.id not in self.wanted.not_at:
                literals[one.id] = literal = self.model.new_bool_var("")
                self.costs.append(one.pence * literal)
                self.counts.append((weights.unmet * one.unmet + way_of(one.metres, weights)) * literal)
        self.model.add_exactly_one(literals.values())
        return literals

    def _thing(self, thing: Thing) -> dict[int, IntVar]:
        literals = {one.id: self.model.new_bool_var("") for one in thing.choices}
        self.model.add_exactly_one(literals.values())
        self.costs += [one.pence * literals[one.id] for one in thing.choices]
        return literals

    def _pa(self, one: PAChoice) -> _Worked:
        model, worked = self.model, _Worked(one, self.model.new_bool_var(""))
        for place in range(len(self.problem.slots)):
            if can_come(one, place, self.problem):
                worked.takes[place] = literal = model.new_bool_var("")
                model.add_implication(literal, worked.comes)
                self.costs.append((one.pence[place] or 0) * literal)
        self.counts.append(count_of(one, self.wanted.weights) * worked.comes)
        stretches = self._stretches(worked)
        starts = list(self._starts(stretches))
        self.counts += [self.wanted.weights.turn * start for _, start in starts if start is not None]
        if self.problem.limits.counts:
            self._rest(worked, stretches, starts)
            if not one.opts_out:
                self._weeks(worked, stretches)
        return worked

    def _stretches(self, worked: _Worked) -> list[_Stretch]:
        slots = [_Stretch(self.problem.slots[place].period, literal) for place, literal in worked.takes.items()]
        others = [_Stretch(one, None) for one in merged(other.period for other in worked.one.elsewhere)]
        return sorted([*slots, *others], key=lambda one: one.period)

    def _starts(self, stretches: Sequence[_Stretch]) -> Iterator[tuple[datetime, IntVar | None]]:
        """When work may start, and the literal that says it does; None where it does anyway."""
        before: _Stretch | None = None
        for one in stretches:
            follows = before is not None and before.period.ends_at == one.period.starts_at
            if one.takes is None:
                yield one.period.starts_at, None
            elif not follows or before is None:
                yield one.period.starts_at, one.takes
            elif before.takes is not None:
                start = self.model.new_bool_var("")
                self.model.add_bool_or(one.takes.negated(), before.takes, start)
                yield one.period.starts_at, start
            before = one

    def _rest(
        self, worked: _Worked, stretches: Sequence[_Stretch], starts: Sequence[tuple[datetime, IntVar | None]]
    ) -> None:
        """Who comes has rest after each start, also of what they have promised others."""
        if not any(one.takes is not None for one in stretches):
            return
        rest = self.problem.limits.rest
        rests = {
            end: self._free(Period(end, end + rest), stretches) for end in {one.period.ends_at for one in stretches}
        }
        for starts_at, start in starts:
            able = [free for end, free in rests.items() if starts_at < end <= starts_at + DAY - rest]
            if any(free is True for free in able):
                continue
            several = [free for free in able if isinstance(free, IntVar)]
            self.model.add_bool_or([*several, (worked.comes if start is None else start).negated()])

    def _free(self, gap: Period, stretches: Sequence[_Stretch]) -> IntVar | bool:
        """Whether nothing is worked in a gap: True where nothing could be, False where something is anyway."""
        inside = [one for one in stretches if one.period.overlaps(gap)]
        if any(one.takes is None for one in inside):
            return False
        if not inside:
            return True
        free = self.model.new_bool_var("")
        nothing = [one.takes.negated() for one in inside if one.takes is not None]
        self.model.add_bool_and(*nothing).only_enforce_if(free)
        return free

    def _weeks(self, worked: _Worked, stretches: Sequence[_Stretch]) -> None:
        weeks: dict[datetime, list[LinearExpr | int]] = {}
        for one in stretches:
            for piece in one.period.days():
                day = in_london(piece.starts_at).date()
                monday = london_instant(day - timedelta(days=day.weekday()))
                weeks.setdefault(monday, []).append(piece.minutes * (1 if one.takes is None else one.takes))
        most = int(self.problem.limits.week / timedelta(minutes=1))
        for minutes in weeks.values():
            self.model.add(LinearExpr.sum(minutes) <= most).only_enforce_if(worked.comes)

    def _cover(self) -> None:
        for place, slot in enumerate(self.problem.slots):
            able = [worked.takes[place] for worked in self.pas if place in worked.takes]
            self.model.add(LinearExpr.sum(able) == slot.needs)

    def _keep_apart(self) -> None:
        for place_id, listing_id in self.problem.apart:
            if place_id in self.places:
                for worked in self.pas:
                    if worked.one.listing_id == listing_id:
                        self.model.add_implication(self.places[place_id], worked.comes.negated())
