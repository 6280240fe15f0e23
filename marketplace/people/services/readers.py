"""Who is written to for a person: they, whoever may do something for them today, officers, the brokerage."""

from collections.abc import Collection, Iterable

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.models import Account
from marketplace.accounts.queries import accounts_at_council, accounts_that
from marketplace.accounts.roles import Permission, RoleName
from marketplace.db import session
from marketplace.notifications.services import Recipient
from marketplace.people.models import Person, Representation
from marketplace.people.queries.persons import is_at_work
from marketplace.people.representation import Capacity, Scope


def acting_for(person: Person, scope: Scope, *, within: Collection[Capacity] = tuple(Capacity)) -> list[Recipient]:
    """Whoever may do that for a person today, in one of these capacities."""
    rows = session.execute(
        select(Representation, Account)
        .join(Account, Account.id == Representation.account_id)
        .where(Representation.person_id == person.id, Representation.capacity.in_(within))
        .where(Account.closed_at.is_(None), is_at_work())
        .order_by(Account.id)
    )
    return [
        Recipient(account.name, account.email)
        for one, account in rows
        if one.mandate.counts_on(clock.today(), born_on=person.born_on) and scope in one.mandate.carries
    ]


def officers_of(council_id: int | None, *roles: RoleName) -> list[Recipient]:
    """Whoever has one of these roles in a council; nobody without a council."""
    return [Recipient(one.name, one.email) for one in accounts_at_council(council_id, *roles)]


def brokerage() -> list[Recipient]:
    """Whoever decides at the brokerage what a council would."""
    return [Recipient(one.name, one.email) for one in accounts_that(Permission.DECIDE_WITHOUT_COUNCIL)]


def recipient(person: Person) -> Recipient:
    """How somebody in a break is written to."""
    email = person.account.email if person.account else person.email
    address = ", ".join(filter(None, (person.postal_address, person.postcode))) if person.postal_address else ""
    return Recipient(person.name, email or None, postal_address=address, reference=f"person:{person.ref}")


def once(readers: Iterable[Recipient]) -> list[Recipient]:
    """Each reader once, known by the address."""
    return list({reader.email or reader.reference or reader.name: reader for reader in readers}.values())
