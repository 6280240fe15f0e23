"""How somebody would give a person's yes or no: as the person, by powers, or as one who was told (R52)."""

from sqlalchemy import Select, select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.agreements import may_record
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.sorts import SaidHow
from marketplace.db import session
from marketplace.people.models import Person, Representation
from marketplace.people.representation import DECIDING, Capacity, Scope
from marketplace.people.standstill import StandstillCause
from marketplace.rules.powers import R52, Powers
from marketplace.rules.queries import settings_in_force
from marketplace.rules.results import Result

_HOW = {
    Capacity.ATTORNEY: SaidHow.ATTORNEY,
    Capacity.GUARDIAN: SaidHow.GUARDIAN,
    Capacity.PARENT: SaidHow.PARENT,
}


def way_to_say(known: KnownBreak, person: Person) -> SaidHow | None:
    """How the viewer would give this person's yes or no; none when it is not theirs to give.

    Whoever arranges the break as adviser or officer writes down what either of its people told them. Nobody says
    anything for somebody who has died: powers end, and nothing is told any more.
    """
    if person.stands_still is StandstillCause.DIED:
        return None
    standing = known.standing(person)
    if standing.is_self:
        return SaidHow.SIGN_IN
    acting = acting_for(person, known.viewer) if standing.may_decide else None
    if acting is not None:
        return _HOW[acting.capacity]
    return SaidHow.TOLD if known.may_record or may_record(standing) else None


def acting_for(person: Person, viewer: Viewer) -> Representation | None:
    """The representation by which a viewer decides in a person's place today."""
    deciding = _acts(person, viewer).where(Representation.capacity.in_(DECIDING))
    rows = session.scalars(deciding.order_by(Representation.id.desc()))
    today = clock.today()
    for one in rows:
        if one.mandate.counts_on(today, born_on=person.born_on) and Scope.PLAN in one.mandate.carries:
            return one
    return None


def why_not_say(person: Person, viewer: Viewer) -> Result | None:
    """What R52 answers somebody who acts for a person and may not decide in their place; none where it stops nothing.

    None as well for whoever acts for them in no way: they are not told how others do.
    """
    if viewer.account_id is None:
        return None
    acting = session.scalar(_acts(person, viewer).order_by(Representation.id.desc()).limit(1))
    result = R52.result(powers_of(acting), settings_in_force(), on=clock.today()) if acting else None
    return result if result and result.stops else None


def powers_of(acting: Representation) -> Powers:
    """A representation as rule R52 asks of it."""
    return Powers(
        capacity=acting.capacity.label,
        has_legal_powers=acting.capacity in DECIDING,
        powers=acting.powers or ("parent of a child under 16" if acting.capacity is Capacity.PARENT else ""),
        covers_act=Scope.PLAN in acting.mandate.carries,
        from_on=acting.from_on,
        until_on=acting.until_on,
        on=clock.today(),
    )


def _acts(person: Person, viewer: Viewer) -> Select[Representation]:
    """In what ways a viewer acts, or acted, for a person."""
    return select(Representation).where(
        Representation.person_id == person.id,
        Representation.account_id == viewer.account_id,
        Representation.organisation_id == viewer.organisation_id,
        Representation.accepted_at.is_not(None),
        Representation.revoked_at.is_(None),
    )
