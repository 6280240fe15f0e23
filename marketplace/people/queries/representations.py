"""Who acts for a person, and who is asked to."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.models import Account
from marketplace.accounts.queries import tokens
from marketplace.accounts.tokens import LinkNoLongerGood
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.people.models import Person, Representation
from marketplace.people.offers import PURPOSE
from marketplace.people.queries.persons import Known, is_at_work
from marketplace.people.queries.powers import last_asked
from marketplace.people.representation import WITH_POWERS, Capacity, Consent, Scope, State, may_ask_end, may_end
from marketplace.people.standstill import StandstillCause


@dataclass(frozen=True)
class RepresentationRow:
    """One representation as a page lists it. ``may_end``: this viewer may end it; ``may_ask_end``: may ask for that.

    ``asked_on``: when the person last asked for its end, told to them and to officers alone: whoever decides for them
    is not to hold it against them.
    """

    ref: str
    name: str
    organisation: str
    capacity: Capacity
    may: tuple[Scope, ...]
    from_on: date
    until_on: date | None
    powers: str
    consent: Consent
    state: State
    is_own: bool
    may_end: bool
    may_ask_end: bool
    asked_on: date | None


def representations(of: Known, *, viewer: Viewer) -> list[RepresentationRow]:
    """All of a person's, those that count first, ended ones last."""
    return sorted(_rows(of, viewer), key=lambda row: list(State).index(row.state))


def representation(ref: str, *, of: Known, viewer: Viewer) -> RepresentationRow:
    """One of a person's. Raises NotFound."""
    for row in _rows(of, viewer, Representation.ref == ref):
        return row
    raise NotFound


@dataclass(frozen=True)
class Invited:
    """What an invitation's page tells before anyone signs in: no more than the letter did.

    ``capacity`` is None when the person themself is offered a sign-in.
    """

    called: str
    by_name: str
    email: str
    capacity: Capacity | None = None
    may: tuple[Scope, ...] = ()
    from_on: date | None = None
    until_on: date | None = None


def invitation(secret: str) -> Invited:
    """What an invitation offers. Raises LinkNoLongerGood when it was used, withdrawn, or is out of time."""
    kind, _, ref = tokens.look(secret, PURPOSE).partition(":")
    if kind == "person":
        person = session.scalar(select(Person).where(Person.ref == ref, Person.account_id.is_(None)))
        if person is None:
            raise LinkNoLongerGood
        return Invited(called=person.called, by_name="", email=person.email or "")
    one = session.scalar(select(Representation).where(Representation.ref == ref))
    if one is None or one.mandate.state(clock.today(), born_on=one.person.born_on) is not State.OFFERED:
        raise LinkNoLongerGood
    maker = session.get_one(Account, one.made_by_account_id)
    may = tuple(scope for scope in Scope if scope in one.mandate.carries)
    return Invited(one.person.called, maker.name, one.email, one.capacity, may, one.from_on, one.until_on)


def _rows(of: Known, viewer: Viewer, *which: ColumnElement[bool]) -> list[RepresentationRow]:
    found = session.execute(
        select(Representation, is_at_work())
        .where(Representation.person_id == of.person.id, *which)
        .options(joinedload(Representation.account), joinedload(Representation.organisation))
        .order_by(Representation.id)
    ).all()
    knows_asked = of.standing.is_self or of.standing.is_officer
    asked = last_asked([one.about for one, _ in found if one.capacity in WITH_POWERS]) if knows_asked else {}
    return [
        _row(one, of, viewer, has_left=one.accepted_at is not None and not works, asked_on=asked.get(one.about))
        for one, works in found
    ]


def _row(one: Representation, of: Known, viewer: Viewer, *, has_left: bool, asked_on: date | None) -> RepresentationRow:
    is_own = viewer.account_id is not None and one.account_id == viewer.account_id
    state = one.mandate.state(clock.today(), born_on=of.person.born_on)
    if of.person.stands_still is StandstillCause.DIED and one.capacity in WITH_POWERS and state is State.COUNTS:
        state = State.OVER  # powers end at death (R52)
    if has_left and state in State.open():
        state = State.OVER
    is_open = state in State.open()
    is_maker = viewer.account_id is not None and one.made_by_account_id == viewer.account_id
    ends = is_open and may_end(one.capacity, standing=of.standing, is_own=is_own, is_maker=is_maker)
    return RepresentationRow(
        ref=one.ref,
        name=one.called_by,
        organisation=one.organisation.name if one.organisation else "",
        capacity=one.capacity,
        may=tuple(scope for scope in Scope if scope in one.mandate.carries),
        from_on=one.from_on,
        until_on=one.until_on,
        powers=one.powers or "",
        consent=one.consent,
        state=state,
        is_own=is_own,
        may_end=ends,
        may_ask_end=is_open and not ends and may_ask_end(one.capacity, standing=of.standing),
        asked_on=asked_on if is_open else None,
    )
