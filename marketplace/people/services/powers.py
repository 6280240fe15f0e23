"""The person's asking that powers over them be ended, and their end where no officer of a council could (R52).

What a court or a document gave is not the person's to end here, but they may always have it looked at.
"""

from marketplace import audit, clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import lock, session, transaction
from marketplace.errors import NotAllowed
from marketplace.notifications.services import Recipient, owe
from marketplace.people.models import Person
from marketplace.people.queries.persons import OFFICERS
from marketplace.people.queries.powers import ASKED_TO_END, PowersPage, has_officers, powers, powers_to_end
from marketplace.people.queries.representations import representation
from marketplace.people.representation import Capacity, Scope
from marketplace.people.services.persons import about, theirs_to_change
from marketplace.people.services.power_letters import tell_powers_ended
from marketplace.people.services.readers import acting_for, brokerage, officers_of
from marketplace.people.services.representations import end, kept


def ask_to_end(ref: str, representation_ref: str, *, by: Viewer) -> None:
    """The person asks that powers over them be looked at and ended; asked twice on a day is asked once.

    Officers who work with them read it, else others of their council, else the brokerage; never whoever has the
    powers. Raises NotFound, NotAllowed.
    """
    with transaction():
        who = theirs_to_change(ref, by=by)
        row = representation(representation_ref, of=who, viewer=by)
        if not row.may_ask_end:
            raise NotAllowed("This is not yours to ask. Call us, and we help")
        if row.asked_on == clock.today():
            return
        one = kept(row.ref)
        audit.record(ASKED_TO_END, about=one.about, by=by.actor, on_behalf_of=about(who.person))
        is_ours = not has_officers(who.person)
        for reader in _who_looks(who.person, but=one.account.email if one.account else one.email):
            owe("people-end-asked", to=reader, about=one.about, person=who.person, row=row, is_ours=is_ours)


def look_at_powers(representation_ref: str, *, by: Viewer) -> PowersPage:
    """Powers for the brokerage to hold against the paper, and a record of the look (R54). Raises NotFound."""
    with transaction():
        found = powers(representation_ref, viewer=by)
        audit.saw("powers", about=f"person:{found.person_ref}", task="brokerage, where no council is", by=by.actor)
        return found


def end_powers(representation_ref: str, *, by: Viewer) -> None:
    """The brokerage ends powers that are not right, where no officer of a council could; the person reads it.

    Raises NotFound.
    """
    with transaction():
        one = powers_to_end(representation_ref, viewer=by)
        lock((Person, [one.person_id]))
        session.refresh(one)
        if one.revoked_at is None:
            end(one)
            audit.record("end_representation", about=one.about, by=by.actor, on_behalf_of=about(one.person))
            tell_powers_ended(one)


def _who_looks(person: Person, *, but: str) -> list[Recipient]:
    """Who is asked to look at powers over a person: the nearest to them of whom there are any."""
    council_id = person.council_id
    rings = (
        acting_for(person, Scope.SEE, within=(Capacity.CARE_MANAGER,)),
        officers_of(council_id, RoleName.APPROVER),
        officers_of(council_id, *OFFICERS),
        brokerage(),
    )
    for ring in rings:
        readers = [reader for reader in ring if reader.email != but]
        if readers:
            return readers
    return []
