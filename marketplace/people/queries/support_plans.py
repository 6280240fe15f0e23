"""Support plans and what matters to the person in them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.people.models import SupportPlan
from marketplace.people.queries.persons import Known


def support_plans(of: Known) -> list[SupportPlan]:
    """The person's support plans with their outcomes: those still going first, then the latest."""
    found = session.scalars(
        select(SupportPlan)
        .where(SupportPlan.person_id == of.person.id)
        .options(selectinload(SupportPlan.outcomes))
        .order_by(SupportPlan.starts_on.desc(), SupportPlan.id.desc())
    )
    return sorted(found, key=lambda plan: plan.ended_at is not None)


def support_plan(ref: str, *, of: Known) -> SupportPlan:
    """One of the person's support plans. Raises NotFound."""
    found = session.scalar(select(SupportPlan).where(SupportPlan.ref == ref, SupportPlan.person_id == of.person.id))
    if found is None:
        raise NotFound
    return found


def not_over(of: Known, *, on: date) -> list[SupportPlan]:
    """The support plans that count on a day, and those still to come then."""
    return [plan for plan in support_plans(of) if plan.ended_at is None and on <= plan.ends_on]
