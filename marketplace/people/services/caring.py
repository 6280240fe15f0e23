"""Who is the unpaid carer of whom."""

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.people.models import Caring, Person
from marketplace.people.queries.persons import known
from marketplace.people.representation import Scope
from marketplace.people.services.persons import about, myself, theirs_to_change

MYSELF = "me"
"""Stands for the account acting, who may not be a person here yet."""


def say_who_cares(ref: str, *, carer_ref: str, by: Viewer) -> None:
    """Write down that somebody cares for a person, unpaid. ``by`` may plan for both. Said twice is said once.

    Raises NotFound, NotAllowed, Refused.
    """
    with transaction():
        who = theirs_to_change(ref, by=by)
        who.require(Scope.PLAN)
        carer = _carer(carer_ref, by)
        if carer.id == who.person.id:
            raise Refused(fields={"carer": "Nobody is their own carer. Choose somebody else"})
        kept = session.scalar(select(Caring).where(Caring.carer_id == carer.id, Caring.person_id == who.person.id))
        if kept is None:
            session.add(Caring(carer_id=carer.id, person_id=who.person.id))
        else:
            kept.ended_at = None
        audit.record("say_who_cares", about=about(who.person), by=by.actor, on_behalf_of=about(carer))


def end_caring(ref: str, *, carer_ref: str, by: Viewer) -> None:
    """Write down that somebody cares for a person no longer. Raises NotFound, NotAllowed."""
    with transaction():
        who = theirs_to_change(ref, by=by)
        who.require(Scope.PLAN)
        kept = session.scalar(
            select(Caring)
            .join(Person, Person.id == Caring.carer_id)
            .where(Caring.person_id == who.person.id, Person.ref == carer_ref, Caring.ended_at.is_(None))
        )
        if kept is None:
            raise NotFound
        kept.ended_at = clock.now()
        audit.record("end_caring", about=about(who.person), by=by.actor)


def _carer(carer_ref: str, by: Viewer) -> Person:
    if carer_ref == MYSELF and by.organisation_id is None:
        return myself(by)
    carer = known(carer_ref, viewer=by)
    carer.require(Scope.PLAN)
    return carer.person
