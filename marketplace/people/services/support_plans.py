"""Support plans of a council, and what matters to the person in them. Only officers of that council write them."""

from dataclasses import dataclass
from datetime import date

from marketplace import audit, clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.people.models import Duty, Outcome, SupportPlan
from marketplace.people.offers import FIRST_DAY, LAST_DAY
from marketplace.people.queries.persons import Known
from marketplace.people.queries.support_plans import support_plan
from marketplace.people.services.persons import about, theirs_to_change
from marketplace.people.writing import LONGEST_OUTCOME, several_lines


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What a support plan says of itself. ``starts_on`` and ``ends_on`` are its first and last day."""

    duty: Duty
    agreed_on: date
    starts_on: date
    ends_on: date


def make_support_plan(ref: str, *, terms: PlanTerms, by: Viewer) -> str:
    """Record a support plan that the council agreed; its reference. Raises Refused by field."""
    with transaction():
        who = _as_officer(ref, by)
        wrong = _problems(terms, clock.today())
        if wrong:
            raise Refused(fields=wrong)
        plan = SupportPlan(
            person_id=who.person.id,
            council_id=who.person.council_id,
            duty=terms.duty,
            agreed_on=terms.agreed_on,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            agreed_by_account_id=by.account_id,
        )
        session.add(plan)
        session.flush()
        _record("make_support_plan", plan, who, by)
        return plan.ref


def end_support_plan(ref: str, plan_ref: str, *, by: Viewer) -> None:
    """End a support plan today; what mattered in it stays to be read. Ended twice is ended once."""
    with transaction():
        who = _as_officer(ref, by)
        plan = support_plan(plan_ref, of=who)
        if plan.ended_at is None:
            plan.ended_at = clock.now()
            _record("end_support_plan", plan, who, by)


def add_outcome(ref: str, plan_ref: str, *, words: str, by: Viewer) -> str:
    """Write down what matters to the person, in their words; its reference. Raises Refused."""
    written = several_lines(words)
    if not written or len(written) > LONGEST_OUTCOME:
        why = f"Use {LONGEST_OUTCOME} letters or fewer" if written else "Write what matters, in the person's own words"
        raise Refused(fields={"words": why})
    with transaction():
        who = _as_officer(ref, by)
        plan = _open(plan_ref, who)
        if any(one.words == written and one.ended_at is None for one in plan.outcomes):
            raise Refused(fields={"words": "This is in the support plan already"})
        outcome = Outcome(words=written, made_at=clock.now())
        plan.outcomes.append(outcome)
        session.flush()
        _record("add_outcome", plan, who, by)
        return outcome.ref


def end_outcome(ref: str, plan_ref: str, outcome_ref: str, *, by: Viewer) -> None:
    """Say that an outcome counts no longer. Ended twice is ended once."""
    with transaction():
        who = _as_officer(ref, by)
        plan = support_plan(plan_ref, of=who)
        outcome = next((one for one in plan.outcomes if one.ref == outcome_ref), None)
        if outcome is None:
            raise NotFound
        if outcome.ended_at is None:
            outcome.ended_at = clock.now()
            _record("end_outcome", plan, who, by)


def _as_officer(ref: str, by: Viewer) -> Known:
    who = theirs_to_change(ref, by=by)
    if not (who.standing.is_officer and by.can(Permission.KEEP_SUPPORT_PLANS)):
        raise NotAllowed("Only the council writes support plans. Ask the care manager to change it")
    return who


def _open(plan_ref: str, who: Known) -> SupportPlan:
    plan = support_plan(plan_ref, of=who)
    if plan.ended_at is not None:
        raise Refused("This support plan has ended. Make a new one")
    return plan


def _problems(terms: PlanTerms, today: date) -> dict[str, str]:
    found = {
        "agreed_on": "The day it was agreed cannot be in the future" if terms.agreed_on > today else "",
        "ends_on": "The last day must be on or after the first day" if terms.ends_on < terms.starts_on else "",
    }
    for field in ("agreed_on", "starts_on", "ends_on"):
        if not FIRST_DAY <= getattr(terms, field) <= LAST_DAY:
            found[field] = "Check the year"
    return {field: why for field, why in found.items() if why}


def _record(action: str, plan: SupportPlan, who: Known, by: Viewer) -> None:
    audit.record(action, about=f"support_plan:{plan.ref}", by=by.actor, on_behalf_of=about(who.person))
