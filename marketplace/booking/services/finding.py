"""The looking for suggestions, done by the worker: the question is read once, and each better break is written down.

What the optimiser finds is held to the independent check first: a break with a fault is never kept. The worker alone
imports this, and the optimiser only when there is something to find: it is large.
"""

import logging
from collections.abc import Sequence

from marketplace import clock
from marketplace.booking.models import Break, RunState, Suggestion, SuggestionRun
from marketplace.booking.queries.gathering import Gathered, gather
from marketplace.booking.queries.known import whole
from marketplace.booking.services.suggesting import FIND
from marketplace.booking.suggest.blocking import blockers
from marketplace.booking.suggest.checking import faults
from marketplace.booking.suggest.parts import parts_of
from marketplace.booking.suggest.problem import MONEY, Aim, Demand, Plan, Problem
from marketplace.booking.suggest.wish import MILES, Wish
from marketplace.db import new_ref, session, transaction
from marketplace.geo import kilometres
from marketplace.jobs import Does, Payload
from marketplace.listings.queries.nearest import nearest
from marketplace.listings.services.unmet import count_unmet
from marketplace.money import format_pence
from marketplace.rules.queries import settings_in_force
from marketplace.wording import miles, nights_words, plural

SECONDS = 20.0
"""How long better breaks are looked for."""

SECONDS_EACH = 4.0
"""How long it is looked for whether there is any break without one of the demands."""

log = logging.getLogger(__name__)


def find(payload: Payload, *, seconds: float = SECONDS) -> None:
    """Look for the breaks that one asking is for, and write them down as they are found. Again: what is not done."""
    from marketplace.booking.suggest import solving  # noqa: PLC0415 - see above

    run_id = payload["run_id"]
    run = session.get(SuggestionRun, run_id)
    if run is None or run.state is RunState.DONE:
        return
    one = session.scalars(whole().where(Break.id == run.break_id)).one()
    found = gather(one, run.wanted)
    _start(run_id)
    writer = _Writing(run_id, found)
    if solving.suggest(found.problem, seconds=seconds, found=writer.found):
        _finish(run_id, [])
        return
    named = blockers(found.problem, lambda one: solving.is_possible(one, seconds=SECONDS_EACH))
    _finish(run_id, [_words(together, found.problem) for together in named] or _other_days(found, run.wanted))
    count_unmet(asked=found.missing(demand for together in named for demand in together))


def _words(together: Sequence[Demand], problem: Problem) -> list[str]:
    """What stands in the way, in words; of money the least that would do, so that it can be given."""
    words = {one.id: one.words for one in together}
    if MONEY in words:
        from marketplace.booking.suggest import solving  # noqa: PLC0415 - as above

        pence = solving.cheapest_pence(problem.without(words), seconds=SECONDS_EACH)
        words[MONEY] += f": {format_pence(pence)} would do" if pence is not None else ""
    return list(words.values())


def _other_days(found: Gathered, wish: Wish) -> list[list[str]]:
    """Where no place suits whatever is left out: the days or the distance that stand in the way."""
    if not found.problem.wants_place or found.problem.places:
        return []
    wider = [kilometres(one) for one in MILES if one > wish.within_miles]
    near = nearest(found.for_place, wider_km=wider)
    words = [
        f"these days: {nights_words(one.arrive_on, one.leave_on)}, {plural(one.found, 'place')} may suit"
        for one in near.dates
    ]
    if near.further is not None:
        far, several = miles(near.further.within_km), plural(near.further.found, "place")
        words.append(f"how near it has to be: up to {far}, {several} may suit")
    return [[each] for each in words]


class _Writing:
    """Writes each plan down, once it has passed the check. The optimiser calls it from a thread of its own."""

    def __init__(self, run_id: int, found: Gathered) -> None:
        self._run_id, self._gathered = run_id, found
        self._settings, self._today = settings_in_force(), clock.today()

    def found(self, aim: Aim, plan: Plan) -> None:
        wrong = faults(plan, self._gathered.problem, self._settings, on=self._today)
        if wrong:
            log.error("a suggestion for run %s has faults and is not shown: %s", self._run_id, "; ".join(wrong))
            return
        try:
            _keep(self._run_id, aim, plan, self._gathered)
        finally:
            session.remove()


def _start(run_id: int) -> None:
    with transaction():
        session.get_one(SuggestionRun, run_id).state = RunState.LOOKING


def _keep(run_id: int, aim: Aim, plan: Plan, of: Gathered) -> None:
    """Write a plan down as the best for its aim: the one that was found before is no longer shown."""
    parts = parts_of(plan, of.problem, of.names)
    with transaction():
        run = session.get(SuggestionRun, run_id)
        if run is None:
            return
        row = next((one for one in run.suggestions if one.aim is aim), None)
        if row is None:
            row = Suggestion(aim=aim)
            run.suggestions.append(row)
        kept = [part.kept for part in parts]
        if row.parts != kept:
            row.ref = new_ref()  # whoever looks at the one before must not take this one for it
        row.parts = kept
        row.pence = sum(part.pence for part in parts)
        row.told = _told(plan, of)
        row.found_at = clock.now()
        run.first_at = run.first_at or clock.now()


def _told(plan: Plan, of: Gathered) -> dict[str, object]:
    """What is said of a plan beside its parts: who was there before, who is to be signed off, what the place lacks."""
    coming = [one for one in of.problem.pas if one.id in plan.pa_ids]
    place = of.names.offerings.get(plan.place_id or 0)
    return {
        "known": [of.names.spaces[one.id] for one in coming if one.is_known],
        "unsigned": [of.names.spaces[one.id] for one in coming if not one.is_signed],
        "unmet": list(place.unmet) if place else [],
        "metres": place.metres if place else None,
    }


def _finish(run_id: int, named: list[list[str]]) -> None:
    with transaction():
        run = session.get(SuggestionRun, run_id)
        if run is not None:
            run.state, run.ended_at, run.blockers = RunState.DONE, clock.now(), named


DOERS: dict[str, Does] = {FIND: find}
