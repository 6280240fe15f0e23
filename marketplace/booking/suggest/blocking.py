"""What stands in the way when nothing works: the one demand without which it would, else the fewest that do together.

Told by whoever asks whether a question has an answer; how that is found out is not known here.
"""

from collections.abc import Callable, Sequence

from marketplace.booking.suggest.problem import Demand, Problem

MOST_NAMED = 3

IsPossible = Callable[[Problem], bool]


def blockers(problem: Problem, is_possible: IsPossible) -> list[tuple[Demand, ...]]:
    """Sets of demands: without any one of these sets there is a break. The first ones are the likeliest to be given up.

    Sets of one where there are any, at most three of them; else one set that is as small as leaving out one after the
    other makes it. Nothing where there is no break even without all of them.
    """
    alone: list[tuple[Demand, ...]] = []
    for demand in problem.demands:
        if len(alone) < MOST_NAMED and is_possible(problem.without({demand.id})):
            alone.append((demand,))
    if alone:
        return alone
    together = _together(problem, is_possible)
    return [together] if together else []


def _together(problem: Problem, is_possible: IsPossible) -> tuple[Demand, ...]:
    dropped: Sequence[Demand] = problem.demands
    if not is_possible(problem.without({one.id for one in dropped})):
        return ()
    for demand in problem.demands:
        fewer = [one for one in dropped if one.id != demand.id]
        if is_possible(problem.without({one.id for one in fewer})):
            dropped = fewer
    return tuple(dropped)
