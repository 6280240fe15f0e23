"""How somebody would give a person's yes or no: as the person, by powers, or as one who was told (R52)."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.agreements import may_record
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.sorts import SaidHow
from marketplace.db import once_a_read, session
from marketplace.people.models import Person, Representation
from marketplace.people.queries.persons import is_at_work
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
    return next((one for one in _acts(person, viewer) if decides_for(person, one)), None)


def decides_for(person: Person, acting: Representation) -> bool:
    """Whether a representation lets somebody say yes or no in this person's place today."""
    mandate = acting.mandate
    counts = mandate.counts_on(clock.today(), born_on=person.born_on)
    return acting.capacity in DECIDING and counts and Scope.PLAN in mandate.carries


def accepted_for(people: Collection[Person]) -> dict[int, list[Representation]]:
    """Who acts, or acted, for each of these people, by the person's id: accepted and not ended, the latest first.

    Read once for a page, however often it is asked.
    """
    kept = once_a_read("acting", dict[int, list[Representation]])
    missing = {one.id for one in people} - kept.keys()
    if missing:
        kept |= {person_id: [] for person_id in missing}
        standing = select(Representation).where(
            Representation.person_id.in_(missing),
            Representation.accepted_at.is_not(None),
            Representation.revoked_at.is_(None),
            is_at_work(),
        )
        with_account = standing.options(joinedload(Representation.account))
        for row in session.scalars(with_account.order_by(Representation.id.desc())):
            kept[row.person_id].append(row)
    return {one.id: kept[one.id] for one in people}


def why_not_say(person: Person, viewer: Viewer) -> Result | None:
    """What R52 answers somebody who acts for a person and may not decide in their place; none where it stops nothing.

    None as well for whoever acts for them in no way: they are not told how others do.
    """
    if viewer.account_id is None:
        return None
    acting = next(iter(_acts(person, viewer)), None)
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


def _acts(person: Person, viewer: Viewer) -> list[Representation]:
    """In what ways a viewer acts, or acted, for a person, the latest first."""
    mine = (viewer.account_id, viewer.organisation_id)
    return [one for one in accepted_for([person])[person.id] if (one.account_id, one.organisation_id) == mine]
