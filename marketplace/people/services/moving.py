"""What a move to another council ends: the work of care managers of the one before, and who is told."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import audit, clock
from marketplace.accounts.models import Account, Organisation
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.notifications.services import Recipient, owe
from marketplace.people.models import Person, Representation
from marketplace.people.queries.persons import is_in_team
from marketplace.people.representation import Capacity, Scope
from marketplace.people.services.readers import acting_for, once, recipient


def end_work_of_other_councils(person: Person, by: Viewer) -> None:
    """Care managers work with those whom their council supports: of somebody who moved away they see nothing more.

    They are told, and so are the person and those who plan with them, but for ``by``. In the transaction that is open.
    """
    ended = _care_managers_of_others(person)
    for one in ended:
        one.revoked_at = clock.now()
        audit.record("end_representation", about=one.about, by=by.actor, on_behalf_of=f"person:{person.ref}")
    session.flush()
    session.expire(person, ["council"])
    if ended:
        _tell_managers(person, ended, by)
        _tell_family(person, list(dict.fromkeys(one.called_by for one in ended)), by)


def _care_managers_of_others(person: Person) -> list[Representation]:
    of_others = select(Organisation.id).where(Organisation.council_id.is_distinct_from(person.council_id))
    theirs = select(Representation).where(
        Representation.person_id == person.id,
        Representation.capacity == Capacity.CARE_MANAGER,
        Representation.organisation_id.in_(of_others),
        Representation.revoked_at.is_(None),
    )
    return list(session.scalars(theirs.options(joinedload(Representation.account)).order_by(Representation.id)))


def _tell_managers(person: Person, ended: Collection[Representation], by: Viewer) -> None:
    """Those who still work for the council that it was: whoever has left it is told nothing."""
    accounts = session.scalars(
        select(Account)
        .join(Representation, Representation.account_id == Account.id)
        .where(Representation.id.in_([one.id for one in ended]), Account.closed_at.is_(None), is_in_team())
        .order_by(Account.id)
    )
    for reader in once(Recipient(account.name, account.email) for account in accounts):
        if reader.email != by.email:
            owe("council-moved-away", to=reader, about=f"person:{person.ref}", called=person.called)


def _tell_family(person: Person, names: Collection[str], by: Viewer) -> None:
    council = person.council.name if person.council else ""
    for reader in once((recipient(person), *acting_for(person, Scope.PLAN))):
        if reader.email is None or reader.email != by.email:
            owe(
                "council-changed",
                to=reader,
                about=f"person:{person.ref}",
                person=person,
                is_theirs=reader.reference == f"person:{person.ref}",
                council=council,
                names=names,
            )
