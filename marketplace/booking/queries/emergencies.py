"""Emergencies that went first and whose support plan has not followed yet: by when it must, the soonest first (R7)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, Emergency
from marketplace.booking.queries.known import known_each
from marketplace.booking.sorts import Whose
from marketplace.db import session
from marketplace.people.models import SupportPlan
from marketplace.people.queries.persons import OFFICERS

MOST_SHOWN = 50


@dataclass(frozen=True)
class PlanDue:
    """One support plan that has to follow. ``days_left``: below nought when it is over."""

    break_ref: str
    title: str
    called: str
    person_ref: str
    officer: str
    due_on: date
    days_left: int

    @property
    def is_over(self) -> bool:
        """Whether its day is past."""
        return self.days_left < 0


def plans_due(*, viewer: Viewer) -> tuple[PlanDue, ...]:
    """Those of the council of an officer; nobody else has any."""
    if viewer.role not in OFFICERS or viewer.council_id is None:
        return ()
    found = without_plan().where(Break.council_id == viewer.council_id).order_by(Emergency.plan_due_on, Break.id)
    rows = session.scalars(found.limit(MOST_SHOWN)).all()
    seen = known_each([row.break_ for row in rows], viewer=viewer)
    return tuple(_row(row) for row, known in zip(rows, seen, strict=True) if known.is_officer)


def without_plan() -> Select[Emergency]:
    """Every emergency that went first and has no support plan agreed since; none that was never held."""
    people = (
        joinedload(Emergency.break_).joinedload(Break.person),
        joinedload(Emergency.break_).joinedload(Break.carer),
    )
    return (
        select(Emergency)
        .join(Break, Break.id == Emergency.break_id)
        .where(Break.state.not_in((BreakState.DRAFT, BreakState.CANCELLED)), ~_has_plan())
        .options(*people, joinedload(Emergency.officer))
    )


def _has_plan() -> ColumnElement[bool]:
    """Whether the council agreed a support plan of whoever's break it is since."""
    of_person = and_(SupportPlan.person_id == Break.person_id, Break.whose != Whose.CARER)
    of_carer = and_(SupportPlan.person_id == Break.carer_id, Break.whose != Whose.PERSON)
    theirs = or_(of_person, of_carer)
    return exists(
        select(SupportPlan.id).where(
            theirs, SupportPlan.ended_at.is_(None), SupportPlan.agreed_on >= Emergency.agreed_on
        )
    )


def _row(one: Emergency) -> PlanDue:
    person = one.break_.principals[0]
    return PlanDue(
        break_ref=one.break_.ref,
        title=one.break_.title,
        called=person.called,
        person_ref=person.ref,
        officer=one.officer.name,
        due_on=one.plan_due_on,
        days_left=(one.plan_due_on - clock.today()).days,
    )
