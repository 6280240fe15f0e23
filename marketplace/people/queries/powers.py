"""Powers that somebody has over a person as the brokerage sees them, and when the person asked for their end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts.models import Account
from marketplace.accounts.queries import accounts_at_council
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.audit import AuditRecord
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.people.models import Person, Representation
from marketplace.people.queries.persons import OFFICERS
from marketplace.people.representation import WITH_POWERS, Capacity, State

ASKED_TO_END = "ask_to_end_representation"
"""What the record of acts calls it when a person asks for the end of powers."""


@dataclass(frozen=True)
class PowersPage:
    """Powers that no council's officer can end. ``asked_on``: when the person asked for it, if they did."""

    ref: str
    person_ref: str
    called: str
    name: str
    capacity: Capacity
    powers: str
    from_on: date
    written_by: str
    asked_on: date | None


def powers(ref: str, *, viewer: Viewer) -> PowersPage:
    """Powers for the brokerage to look at. Raises NotFound where they are over or an officer looks at them."""
    one = powers_to_end(ref, viewer=viewer)
    return PowersPage(
        ref=one.ref,
        person_ref=one.person.ref,
        called=one.person.called,
        name=one.called_by,
        capacity=one.capacity,
        powers=one.powers or "",
        from_on=one.from_on,
        written_by=session.get_one(Account, one.made_by_account_id).name,
        asked_on=last_asked([one.about]).get(one.about),
    )


def powers_to_end(ref: str, *, viewer: Viewer) -> Representation:
    """The same as it is kept. Raises NotFound."""
    one = session.scalar(select(Representation).where(Representation.ref == ref))
    if one is None or not viewer.can(Permission.DECIDE_WITHOUT_COUNCIL) or has_officers(one.person):
        raise NotFound
    is_open = one.mandate.state(clock.today(), born_on=one.person.born_on) in State.open()
    if one.capacity not in WITH_POWERS or not is_open:
        raise NotFound
    return one


def has_officers(person: Person) -> bool:
    """Whether officers of the person's council work on this site."""
    return bool(accounts_at_council(person.council_id, *OFFICERS))


def last_asked(about: Collection[str]) -> Mapping[str, date]:
    """The day on which the end of each of these representations was asked for last, by ``about``; where it was."""
    if not about:
        return {}
    asked = select(AuditRecord.about, func.max(AuditRecord.at)).where(
        AuditRecord.about.in_(about), AuditRecord.action == ASKED_TO_END
    )
    return {name: in_london(at).date() for name, at in session.execute(asked.group_by(AuditRecord.about))}
