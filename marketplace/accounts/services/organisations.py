"""Organisations, and members put in without an invitation (the demo, the site itself)."""

from sqlalchemy import func, select

from marketplace import audit, clock
from marketplace.accounts import contacts
from marketplace.accounts.models import Account, Membership, Organisation
from marketplace.accounts.roles import OrganisationKind, RoleName
from marketplace.accounts.services import members
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Refused

OF_A_COUNCIL = frozenset({OrganisationKind.COUNCIL})
"""Kinds that belong to one council and are nothing without it."""


def about(organisation: Organisation) -> str:
    """How letters and audit records name an organisation."""
    return f"organisation:{organisation.ref}"


def add_organisation(*, kind: OrganisationKind, name: str, council_id: int | None, by: Actor) -> Organisation:
    """A new organisation. Raises Refused by field: no name, no council where one is needed, here already."""
    kept = contacts.name_as_kept(name)
    wrong = {}
    if kept is None:
        wrong["name"] = "Enter the name of the organisation, in 120 letters or fewer"
    if kind in OF_A_COUNCIL and council_id is None:
        wrong["council"] = "Choose the council"
    if kept is not None and _is_here(kind, kept):
        wrong["name"] = "An organisation of this kind and name is here already"
    if wrong or kept is None:
        raise Refused(fields=wrong)
    return make_organisation(kind=kind, name=kept, council_id=council_id, by=by)


def make_organisation(*, kind: OrganisationKind, name: str, council_id: int | None, by: Actor) -> Organisation:
    """The same without asking whether its name is taken: a provider that joins by itself must not be turned away."""
    with transaction():
        organisation = Organisation(kind=kind, name=name, council_id=council_id, made_at=clock.now())
        session.add(organisation)
        session.flush()
        audit.record("add_organisation", about=about(organisation), by=by)
    return organisation


def add_membership(*, account: Account, role: RoleName, organisation: Organisation | None, by: Actor) -> Membership:
    """The account in this role, without an invitation."""
    with transaction():
        return members.join(account, role=role, organisation=organisation, by=by)


def _is_here(kind: OrganisationKind, name: str) -> bool:
    same = select(Organisation.id).where(
        Organisation.kind == kind,
        func.lower(Organisation.name) == name.lower(),
        Organisation.closed_at.is_(None),
    )
    return session.scalar(same.limit(1)) is not None
