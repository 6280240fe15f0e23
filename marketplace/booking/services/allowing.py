"""Writing down how many nights or hours somebody may have: under a support plan, or from a pot."""

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import TimeAllowance
from marketplace.booking.queries.tallies import known_allowance, may_set_for_plan
from marketplace.booking.tallies import MOST_ALLOWED, TimeUnit
from marketplace.budgets.queries.pots import known_pot
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.people.queries.persons import known
from marketplace.people.queries.support_plans import support_plan

PLAN, POT = "plan", "pot"


def allow_time(person_ref: str, *, under: str, unit: TimeUnit, allowed: int, by: Viewer) -> str:
    """So many nights or hours under ``plan:REF`` or ``pot:REF``; said again, the new number counts. Its reference.

    Officers say it of support plans, whoever keeps a pot of that. Raises Refused by field, NotFound, NotAllowed.
    """
    if not 1 <= allowed <= MOST_ALLOWED:
        raise Refused(fields={"allowed": f"Enter a number from 1 to {MOST_ALLOWED:,}"})
    with transaction():
        who = known(person_ref, viewer=by)
        sort, _, ref = under.partition(":")
        if sort == PLAN and not may_set_for_plan(who, by):
            raise NotAllowed("Only the council says this of a support plan")
        plan_id = support_plan(ref, of=who).id if sort == PLAN else None
        pot_id = _pot_id(ref, who.person.id, by) if sort == POT else None
        if plan_id is None and pot_id is None:
            raise Refused(fields={"under": "Choose what it is under"})
        same = session.query(TimeAllowance).filter_by(support_plan_id=plan_id, pot_id=pot_id, unit=unit).one_or_none()
        one = same or TimeAllowance(
            person_id=who.person.id,
            support_plan_id=plan_id,
            pot_id=pot_id,
            unit=unit,
            made_at=clock.now(),
            made_by_account_id=by.account_id,
        )
        one.allowed = allowed
        session.add(one)
        session.flush()
        _record("time-allowed", one, by)
        return one.ref


def end_allowance(ref: str, *, by: Viewer) -> None:
    """Count it no longer. Raises NotFound."""
    with transaction():
        one, _ = known_allowance(ref, viewer=by)
        _record("time-allowance-ended", one, by)
        session.delete(one)


def _pot_id(ref: str, person_id: int, by: Viewer) -> int:
    found = known_pot(ref, viewer=by)
    if found.pot.person_id != person_id:
        raise NotFound
    found.require(found.rights.may_keep, "say how many nights or hours there are from")
    return found.pot.id


def _record(action: str, one: TimeAllowance, by: Viewer) -> None:
    audit.record(action, about=f"time_allowance:{one.ref}", by=by.actor, on_behalf_of=f"person:{one.person.ref}")
