"""Which people a viewer may see, and as what."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from marketplace import clock
from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import once_a_read, session
from marketplace.errors import NotAllowed, NotFound
from marketplace.geo.gazetteer import plain
from marketplace.people.models import Caring, Person, Representation
from marketplace.people.representation import Capacity, Scope, Standing, standing
from marketplace.people.standstill import StandstillCause

OFFICERS = frozenset({RoleName.CARE_MANAGER, RoleName.APPROVER})
DECIDERS = OFFICERS | {RoleName.COUNCIL_FINANCE, RoleName.ISF_HOLDER}
"""Roles that decide on money which is not the person's own to spend, or keep count of it."""

PAGE_SIZE = 20


@dataclass(frozen=True)
class Known:
    """A person that the viewer may see, and what the viewer may do for them."""

    person: Person
    standing: Standing

    def require(self, scope: Scope) -> None:
        """Raise NotAllowed unless the viewer may do this for the person."""
        if scope not in self.standing.scopes:
            raise NotAllowed(f"You may not {scope.words} for {self.person.called}. Ask them, or call us")


@dataclass(frozen=True)
class PersonRow:
    """One person in a list. ``says`` is what the viewer is to them; ``area`` the first half of their postcode."""

    ref: str
    name: str
    known_as: str
    born_year: int | None
    area: str
    says: str


@dataclass(frozen=True)
class PeoplePage:
    """One page of a list of people."""

    rows: tuple[PersonRow, ...]
    total: int
    number: int


def known(ref: str, *, viewer: Viewer) -> Known:
    """The person of this reference. Raises NotFound when there is none or the viewer may not see them."""
    person = session.scalar(select(Person).where(Person.ref == ref).options(joinedload(Person.council)))
    if person is None:
        raise NotFound
    found = Known(person, standing_for(person, viewer=viewer))
    if not found.standing.may_see:
        raise NotFound
    return found


def standing_for(person: Person, *, viewer: Viewer) -> Standing:
    """What the viewer may do for a person, today."""
    return _known([person], viewer)[0].standing


def standings_for(people: Iterable[Person], *, viewer: Viewer) -> dict[int, Standing]:
    """The same for several people at once, by id."""
    return {one.person.id: one.standing for one in _known(people, viewer)}


def my_people(*, viewer: Viewer, page: int = 1) -> PeoplePage:
    """The viewer themself, and everyone they act for or work with, by name."""
    seen = all_my_people(viewer=viewer)
    first = (page - 1) * PAGE_SIZE
    return PeoplePage(tuple(map(_row, seen[first : first + PAGE_SIZE])), len(seen), page)


def all_my_people(*, viewer: Viewer) -> list[Known]:
    """The same, all at once: to choose one from."""
    people = session.scalars(select(Person).where(is_mine(viewer)))
    return sorted((one for one in _known(people, viewer) if one.standing.may_see), key=_by_name)


def is_mine(viewer: Viewer) -> ColumnElement[bool]:
    """Which people may be the viewer, or be acted for; whether still so is looked at one by one."""
    return _is_self_or_in(in_own_name(viewer), viewer)


def is_paid_for(viewer: Viewer) -> ColumnElement[bool]:
    """Which people may be the viewer, or have their money used by them; whether still so is looked at one by one."""
    return _is_self_or_in(in_own_name(viewer).where(Representation.may_pay), viewer)


def council_people(*, name: str, viewer: Viewer, page: int = 1) -> PeoplePage:
    """People of the officer's council whose name holds ``name``, by name. Nobody for a viewer who is no officer."""
    where = and_(of_officers_council(viewer), Person.findable.contains(plain(name), autoescape=True))
    total = session.scalar(select(func.count()).select_from(Person).where(where)) or 0
    people = session.scalars(
        select(Person).where(where).order_by(Person.findable, Person.id).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    )
    return PeoplePage(tuple(map(_row, _known(people, viewer))), total, page)


def own_person(*, viewer: Viewer) -> Person | None:
    """The viewer as a person with support or breaks of their own, when they act for nobody but themself."""
    if viewer.account_id is None or viewer.organisation_id is not None:
        return None
    return session.scalar(select(Person).where(Person.account_id == viewer.account_id))


def carers_of(person: Person) -> list[Person]:
    """The unpaid carers of a person, by name."""
    cares = select(Caring.carer_id).where(Caring.person_id == person.id, Caring.ended_at.is_(None))
    return list(session.scalars(select(Person).where(Person.id.in_(cares)).order_by(Person.findable)))


def cared_for_by(person: Person) -> list[Person]:
    """Whom a person cares for, by name."""
    cared = select(Caring.person_id).where(Caring.carer_id == person.id, Caring.ended_at.is_(None))
    return list(session.scalars(select(Person).where(Person.id.in_(cared)).order_by(Person.findable)))


def is_officer_of(person: Person, *, viewer: Viewer) -> bool:
    """Whether the viewer practises for the council of this person."""
    return viewer.role in OFFICERS and viewer.council_id is not None and viewer.council_id == person.council_id


def words_for(standing: Standing) -> str:
    """What a viewer of this standing is to the person, said to the viewer."""
    if standing.is_self:
        return "you"
    if standing.capacities:
        return f"you are their {' and '.join(sorted(capacity.label for capacity in standing.capacities))}"
    return "supported by your council"


def in_own_name(viewer: Viewer) -> Select[Representation]:
    """Representations by which this viewer may act: those of the account, in the organisation acted in."""
    return select(Representation).where(
        Representation.account_id == viewer.account_id if viewer.account_id is not None else false(),
        Representation.organisation_id == viewer.organisation_id,
        Representation.revoked_at.is_(None),
        Representation.accepted_at.is_not(None),
        is_for_their_council(),
    )


def is_at_work() -> ColumnElement[bool]:
    """Whether who acts by a representation still does that work; always where it is of no organisation.

    They are still in the organisation that it is of, and a care manager's council still supports the person.
    """
    return and_(is_in_team(), is_for_their_council())


def is_in_team() -> ColumnElement[bool]:
    """Whether who acts by a representation is still in the organisation that it is of; always where it is of none."""
    works = select(Membership.id).where(
        Membership.account_id == Representation.account_id,
        Membership.organisation_id == Representation.organisation_id,
        Membership.ended_at.is_(None),
    )
    return or_(Representation.organisation_id.is_(None), exists(works.correlate(Representation)))


def is_for_their_council() -> ColumnElement[bool]:
    """Whether a care manager is of the council that supports the person now; always in any other capacity."""
    supported = aliased(Person)
    agrees = (
        select(supported.id)
        .join(Organisation, Organisation.council_id == supported.council_id)
        .where(supported.id == Representation.person_id, Organisation.id == Representation.organisation_id)
        .correlate(Representation)
    )
    return or_(Representation.capacity != Capacity.CARE_MANAGER, exists(agrees))


def _is_self_or_in(theirs: Select[Representation], viewer: Viewer) -> ColumnElement[bool]:
    is_own = false() if viewer.account_id is None else Person.account_id == viewer.account_id
    return is_own | Person.id.in_(theirs.with_only_columns(Representation.person_id))


def _known(people: Iterable[Person], viewer: Viewer) -> list[Known]:
    """Each of these people with the viewer's standing, in a few reads for all of them; each person's once a page."""
    several = list(people)
    as_whom = (viewer.account_id, viewer.organisation_id, viewer.council_id, viewer.role, clock.today())
    kept = once_a_read(f"standings:{as_whom}", dict[int, Standing])
    kept |= _read_standings([person for person in several if person.id not in kept], viewer)
    return [Known(person, kept[person.id]) for person in several]


def _read_standings(people: Sequence[Person], viewer: Viewer) -> dict[int, Standing]:
    if not people:
        return {}
    own: dict[int, list[Representation]] = {}
    ids = [person.id for person in people]
    for one in session.scalars(in_own_name(viewer).where(Representation.person_id.in_(ids))):
        own.setdefault(one.person_id, []).append(one)
    near = _near(ids, viewer)
    return {person.id: _standing(person, own.get(person.id, []), viewer, near) for person in people}


def _standing(person: Person, own: Iterable[Representation], viewer: Viewer, near: Collection[int]) -> Standing:
    if person.erased_at is not None:  # nobody acts for somebody of whom nothing is known
        return Standing()
    is_theirs = viewer.account_id is not None and person.account_id == viewer.account_id
    return standing(
        [one.mandate for one in own],
        on=clock.today(),
        born_on=person.born_on,
        is_self=is_theirs and viewer.organisation_id is None,
        is_officer=is_officer_of(person, viewer=viewer),
        is_near=person.id in near,
        has_died=person.stands_still is StandstillCause.DIED,
    )


def _near(ids: Iterable[int], viewer: Viewer) -> Collection[int]:
    """Those of these people whose council money is not for the viewer to decide on, by id (R18a)."""
    if viewer.role not in DECIDERS or viewer.account_id is None:
        return ()
    return frozenset(session.scalars(select(Person.id).where(Person.id.in_(list(ids)), is_near_to(viewer.account_id))))


def is_near_to(account_id: int) -> ColumnElement[bool]:
    """Whether an account is a person's own, acts for them in its own name, or is tied to them by unpaid care."""
    own = select(Person.id).where(Person.account_id == account_id).scalar_subquery()
    acts = select(Representation.person_id).where(
        Representation.account_id == account_id,
        Representation.organisation_id.is_(None),
        Representation.accepted_at.is_not(None),
        Representation.revoked_at.is_(None),
    )
    cared_for = select(Caring.person_id).where(Caring.carer_id == own, Caring.ended_at.is_(None))
    carers = select(Caring.carer_id).where(Caring.person_id == own, Caring.ended_at.is_(None))
    return or_(Person.account_id == account_id, *(Person.id.in_(those) for those in (acts, cared_for, carers)))


def of_officers_council(viewer: Viewer) -> ColumnElement[bool]:
    """Which people an officer's council supports, those near to the officer apart; nobody for anybody else."""
    if viewer.role not in OFFICERS or viewer.council_id is None or viewer.account_id is None:
        return false()
    is_there = and_(Person.council_id == viewer.council_id, Person.erased_at.is_(None))
    return and_(is_there, func.coalesce(~is_near_to(viewer.account_id), true()))


def _by_name(one: Known) -> tuple[bool, str, int]:
    return (not one.standing.is_self, one.person.findable, one.person.id)


def _row(one: Known) -> PersonRow:
    person = one.person
    born: date | None = person.born_on
    return PersonRow(
        ref=person.ref,
        name=person.name,
        known_as=person.known_as or "",
        born_year=born.year if born else None,
        area=(person.postcode or "").partition(" ")[0],
        says=words_for(one.standing),
    )
