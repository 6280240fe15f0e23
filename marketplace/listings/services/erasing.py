"""Erasing what diaries, conflicts, words about facts and PAs' papers keep of a person. Times taken stay taken."""

from collections.abc import Collection

from sqlalchemy import delete, or_

from marketplace.db import session
from marketplace.erased import if_said, rewrite
from marketplace.listings.models import CalendarConflict, FactWord, Occupancy, PASignOff
from marketplace.people.models import Person


def erase(person: Person, *, references: Collection[str]) -> None:
    """Erase it, in the transaction that is open. ``references``: of the person's breaks, stretches and meetings."""
    session.execute(delete(PASignOff).where(PASignOff.person_id == person.id))
    rewrite(Occupancy, Occupancy.reference.in_(references), note=None)
    rewrite(CalendarConflict, CalendarConflict.reference.in_(references), reason="")
    said = or_(FactWord.reference.in_(references), FactWord.said_by_account_id == (person.account_id or 0))
    rewrite(FactWord, said, words=if_said(FactWord.words), settled_reason=if_said(FactWord.settled_reason))
    rewrite(FactWord, said & FactWord.is_so, words="")
