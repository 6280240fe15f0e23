"""Memberships within the transaction that is open: made once, ended never to leave a team without a keeper."""

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts import queries
from marketplace.accounts.models import Account, Membership, Organisation
from marketplace.accounts.roles import ROLES, Permission, RoleName
from marketplace.audit import Actor
from marketplace.db import session
from marketplace.errors import Refused

KEEPERS = frozenset(role.name for role in ROLES.values() if Permission.KEEP_TEAM in role.permissions)
"""The roles that may invite others."""


def join(account: Account, *, role: RoleName, organisation: Organisation | None, by: Actor) -> Membership:
    """The account in this role, from now on; as it was when it has the role already."""
    _lock(organisation)
    within = organisation.id if organisation else None
    for membership in queries.memberships(account.id):
        if membership.role is role and membership.organisation_id == within:
            return membership
    membership = Membership(account_id=account.id, organisation_id=within, role=role, started_at=clock.now())
    session.add(membership)
    session.flush()
    audit.record("join", about=f"membership:{membership.ref}", by=by, reason=role)
    return membership


def leave(membership: Membership, *, by: Actor) -> None:
    """End a membership. Raises Refused when nobody would be left to keep the team."""
    _lock(membership.organisation)
    if membership.ended_at is not None:
        return
    if _is_last_keeper(membership):
        organisation = membership.organisation.name if membership.organisation else ""
        raise Refused(f"Nobody else can invite people to {organisation}. Invite somebody for that first")
    membership.ended_at = clock.now()
    session.flush()
    audit.record("leave", about=f"membership:{membership.ref}", by=by, reason=membership.role)


def _is_last_keeper(membership: Membership) -> bool:
    if membership.organisation_id is None or membership.role not in KEEPERS:
        return False
    others = select(Membership.id).where(
        Membership.organisation_id == membership.organisation_id,
        Membership.role.in_(KEEPERS),
        Membership.ended_at.is_(None),
        Membership.id != membership.id,
    )
    return session.scalar(others.limit(1)) is None


def _lock(organisation: Organisation | None) -> None:
    """Of two who change one team at once, let the second see what the first did."""
    if organisation is not None:
        session.flush()
        session.execute(select(Organisation.id).where(Organisation.id == organisation.id).with_for_update())
