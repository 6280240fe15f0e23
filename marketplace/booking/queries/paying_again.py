"""Which pot may pay for a part again: the same one, or the one that has come in its place since."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Line
from marketplace.booking.queries.quoting import first_day
from marketplace.booking.queries.sharing import pays_whole
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.pots import rights_on
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.people.models import Outcome, SupportPlan


@dataclass(frozen=True, slots=True)
class PaysAgain:
    """A pot, and what of its owner's support plan it pays for; none where nothing there covers these days."""

    pot: Pot
    outcome_id: int | None


def paying(pot_id: int, outcome_id: int | None, line: Line, *, viewer: Viewer) -> PaysAgain | None:
    """The pot that may pay for a line where this one paid before; none where there is none, or not one alone."""
    before = session.get_one(Pot, pot_id)
    if pays_whole(before, line):
        pot: Pot | None = before
    else:
        pot = _in_its_place(before, line)
    if pot is None or not rights_on(pot, viewer=viewer).may_see:
        return None
    return PaysAgain(pot, _outcome(outcome_id, pot, line))


def _in_its_place(before: Pot, line: Line) -> Pot | None:
    """This year's pot where last year's paid: of the same person, sort and funder."""
    same = select(Pot).where(
        Pot.person_id == before.person_id,
        Pot.sort_id == before.sort_id,
        Pot.funder == before.funder,
        Pot.closed_at.is_(None),
        Pot.id != before.id,
    )
    found = [pot for pot in session.scalars(same.order_by(Pot.id)) if pays_whole(pot, line)]
    return found[0] if len(found) == 1 else None


def _outcome(outcome_id: int | None, pot: Pot, line: Line) -> int | None:
    """The same outcome while its support plan covers the day; else the same words in the plan that does."""
    if outcome_id is None:
        return None
    day = first_day(line) or in_london(line.break_.starts_at).date()
    before = session.get_one(Outcome, outcome_id)
    plans = (
        select(Outcome)
        .join(SupportPlan, SupportPlan.id == Outcome.support_plan_id)
        .where(
            SupportPlan.person_id == pot.person_id,
            SupportPlan.ended_at.is_(None),
            SupportPlan.starts_on <= day,
            SupportPlan.ends_on >= day,
            Outcome.ended_at.is_(None),
            Outcome.words == before.words,
        )
        .options(joinedload(Outcome.support_plan))
        .order_by(Outcome.id)
    )
    found = list(session.scalars(plans))
    return next((one.id for one in found if one.id == outcome_id), found[0].id if found else None)
