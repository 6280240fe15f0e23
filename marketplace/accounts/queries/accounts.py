"""Accounts and the roles their owners can act in."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Account, Membership
from marketplace.accounts.roles import ROLES, Role
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound


@dataclass(frozen=True)
class OwnRole:
    """One membership of the viewer's. ``organisation`` is empty for a role of their own."""

    ref: str
    role: Role
    organisation: str
    is_acting: bool


def account_with_email(email: str) -> Account | None:
    """The open account with this e-mail address, as kept."""
    return session.scalar(select(Account).where(Account.email == email, Account.closed_at.is_(None)))


def account_named(reference: str) -> Account | None:
    """The open account that a reference such as ``account:Ab3...`` names."""
    ref = reference.removeprefix("account:")
    return session.scalar(select(Account).where(Account.ref == ref, Account.closed_at.is_(None)))


def own_account(*, viewer: Viewer) -> Account:
    """The viewer's account. Raises NotFound for a visitor."""
    account = session.get(Account, viewer.account_id) if viewer.account_id is not None else None
    if account is None:
        raise NotFound
    return account


def memberships(account_id: int) -> list[Membership]:
    """The memberships of an account that have not ended, oldest first."""
    found = (
        select(Membership)
        .where(Membership.account_id == account_id, Membership.ended_at.is_(None))
        .options(joinedload(Membership.organisation), joinedload(Membership.account))
        .order_by(Membership.id)
    )
    return list(session.scalars(found))


def own_roles(*, viewer: Viewer) -> list[OwnRole]:
    """The roles that the viewer can act in."""
    return [
        OwnRole(
            ref=membership.ref,
            role=ROLES[membership.role],
            organisation=membership.organisation.name if membership.organisation else "",
            is_acting=membership.ref == viewer.membership_ref,
        )
        for membership in memberships(viewer.account_id or 0)
    ]


def own_membership(ref: str, *, viewer: Viewer) -> Membership:
    """One of the viewer's own memberships. Raises NotFound."""
    for membership in memberships(viewer.account_id or 0):
        if membership.ref == ref:
            return membership
    raise NotFound
