"""Which letters nobody is to have now: those about somebody in hospital or dead, to them and to their family.

Officers, advisers and providers are written to as before: they have to know, and providers are told the least there is.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, false, or_, select

from marketplace.accounts.models import Account
from marketplace.booking.models import Break, Line, Meeting
from marketplace.budgets.models import Pot
from marketplace.db import session
from marketplace.notifications.models import Letter
from marketplace.payments.recharges.models import Recharge
from marketplace.people.models import Caring, Person, Representation


def is_hushed(letter: Letter) -> bool:
    """Whether a letter is not to be had by its reader now."""
    kind, _, ref = letter.about.partition(":")
    people = session.scalars(select(Person).where(Person.stands_still.is_not(None), _is_of(kind, ref))).all()
    if not people:
        return False
    near = {one for person in people for one in _near(person)}
    return letter.to_address in near or letter.reader in near or letter.to_address in _arranger(kind, ref)


def references_about(person: Person) -> list[str]:
    """Everything about a person that letters may be about."""
    breaks = select(Break.id, Break.ref).where(or_(Break.person_id == person.id, Break.carer_id == person.id))
    found = {row.id: row.ref for row in session.execute(breaks)}
    lines = session.scalars(select(Line.ref).where(Line.break_id.in_(found)))
    meetings = session.scalars(select(Meeting.ref).where(Meeting.person_id == person.id))
    acting = session.scalars(select(Representation.ref).where(Representation.person_id == person.id))
    asked = session.scalars(select(Recharge.ref).join(Pot, Pot.id == Recharge.pot_id).where(Pot.person_id == person.id))
    return [
        f"person:{person.ref}",
        *(f"break:{ref}" for ref in found.values()),
        *(f"line:{ref}" for ref in lines),
        *(f"meeting:{ref}" for ref in meetings),
        *(f"representation:{ref}" for ref in acting),
        *(f"recharge:{ref}" for ref in asked),
    ]


def _is_of(kind: str, ref: str) -> ColumnElement[bool]:
    """Whether a person is who a reference is about."""
    match kind:
        case "person":
            return Person.ref == ref
        case "representation":
            return Person.id.in_(select(Representation.person_id).where(Representation.ref == ref))
        case "meeting":
            return Person.id.in_(select(Meeting.person_id).where(Meeting.ref == ref))
        case "recharge":
            return Person.id.in_(
                select(Pot.person_id).join(Recharge, Recharge.pot_id == Pot.id).where(Recharge.ref == ref)
            )
        case "break" | "line":
            of = _is_break(kind, ref)
            principals = (select(column).where(of) for column in (Break.person_id, Break.carer_id))
            return or_(*(Person.id.in_(ids) for ids in principals))
        case _:
            return false()


def _near(person: Person) -> Iterable[str]:
    """How the person, who acts for them in their own name, and their carers are written to."""
    yield f"person:{person.ref}"
    yield from filter(None, [person.email, person.account.email if person.account else None])
    acting = select(Representation.email, Account.email).outerjoin(Account, Account.id == Representation.account_id)
    for row in session.execute(
        acting.where(Representation.person_id == person.id, Representation.organisation_id.is_(None))
    ):
        yield from filter(None, row)
    tied = or_(
        Person.id.in_(select(Caring.carer_id).where(Caring.person_id == person.id)),
        Person.id.in_(select(Caring.person_id).where(Caring.carer_id == person.id)),
    )
    carers = select(Person.ref, Person.email, Account.email).outerjoin(Account, Account.id == Person.account_id)
    for ref, *addresses in session.execute(carers.where(tied)):
        yield f"person:{ref}"
        yield from filter(None, addresses)


def _arranger(kind: str, ref: str) -> set[str]:
    """Who arranges the break in their own name."""
    if kind not in {"break", "line"}:
        return set()
    accounts = select(Account.email).join(Break, Break.arranged_by_account_id == Account.id)
    return set(session.scalars(accounts.where(_is_break(kind, ref), Break.arranged_by_organisation_id.is_(None))))


def _is_break(kind: str, ref: str) -> ColumnElement[bool]:
    return Break.ref == ref if kind == "break" else Break.id.in_(select(Line.break_id).where(Line.ref == ref))
