"""How somebody would give a person's yes or no: as the person, by powers, or as one who was told (R52)."""

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.agreements import may_record
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.sorts import SaidHow
from marketplace.db import session
from marketplace.people.models import Person, Representation
from marketplace.people.representation import DECIDING, WITH_POWERS, Capacity, Scope
from marketplace.rules.powers import Powers

_HOW = {
    Capacity.ATTORNEY: SaidHow.ATTORNEY,
    Capacity.GUARDIAN: SaidHow.GUARDIAN,
    Capacity.PARENT: SaidHow.PARENT,
}


def way_to_say(known: KnownBreak, person: Person) -> SaidHow | None:
    """How the viewer would give this person's yes or no; none when it is not theirs to give.

    Whoever arranges the break as adviser or officer writes down what either of its people told them.
    """
    standing = known.standing(person)
    if standing.is_self:
        return SaidHow.SIGN_IN
    acting = acting_for(person, known.viewer) if standing.may_decide else None
    if acting is not None:
        return _HOW[acting.capacity]
    return SaidHow.TOLD if known.may_record or may_record(standing) else None


def acting_for(person: Person, viewer: Viewer) -> Representation | None:
    """The representation by which a viewer decides in a person's place today."""
    rows = session.scalars(
        select(Representation)
        .where(
            Representation.person_id == person.id,
            Representation.account_id == viewer.account_id,
            Representation.organisation_id == viewer.organisation_id,
            Representation.capacity.in_(DECIDING),
        )
        .order_by(Representation.id.desc())
    )
    today = clock.today()
    for one in rows:
        if one.mandate.counts_on(today, born_on=person.born_on) and Scope.PLAN in one.mandate.carries:
            return one
    return None


def powers_of(acting: Representation) -> Powers:
    """A representation as rule R52 asks of it."""
    return Powers(
        capacity=acting.capacity.label,
        has_legal_powers=acting.capacity in DECIDING,
        powers=acting.powers or ("" if acting.capacity in WITH_POWERS else "parent of a child under 16"),
        covers_act=Scope.PLAN in acting.mandate.carries,
        from_on=acting.from_on,
        until_on=acting.until_on,
        on=clock.today(),
    )
