"""Organisations, who is in them and who is invited: for those who keep the team, and for the brokerage."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.models import Account, Invitation, Membership, Organisation
from marketplace.accounts.queries.councils import councils
from marketplace.accounts.queries.tokens import look
from marketplace.accounts.roles import ROLES, Permission, Role, RoleName, roles_that, roles_within
from marketplace.accounts.tokens import INVITATION, LinkNoLongerGood
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound


@dataclass(frozen=True)
class Member:
    """A member of a team as a page lists them. ``is_own``: it is the viewer."""

    ref: str
    name: str
    email: str
    role: Role
    since: datetime
    is_own: bool


@dataclass(frozen=True)
class Invited:
    """An invitation that is still open."""

    ref: str
    email: str
    role: Role
    until: datetime


@dataclass(frozen=True)
class Team:
    """An organisation with its members and open invitations, and the roles that can be given in it."""

    organisation: Organisation
    members: list[Member]
    invited: list[Invited]
    roles: list[Role]
    kept_by: Role


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation as the brokerage lists it."""

    ref: str
    name: str
    kind: str
    council: str
    members: int


def own_organisation(*, viewer: Viewer) -> Organisation:
    """The organisation that the viewer acts in. Raises NotFound."""
    organisation = session.get(Organisation, viewer.organisation_id) if viewer.organisation_id is not None else None
    if organisation is None:
        raise NotFound
    return organisation


def organisation_kept(ref: str, *, viewer: Viewer) -> Organisation:
    """An organisation whose team the viewer keeps: their own, or any for the brokerage. Raises NotFound."""
    organisation = session.scalar(select(Organisation).where(Organisation.ref == ref))
    if organisation is None or not _keeps(organisation.id, viewer):
        raise NotFound
    return organisation


def organisation_ref(organisation_id: int) -> str:
    """How an organisation is spoken of outside. Raises NotFound."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound
    return organisation.ref


def team(ref: str, *, viewer: Viewer) -> Team:
    """An organisation with who is in it, for those who keep its team. Raises NotFound."""
    organisation = organisation_kept(ref, viewer=viewer)
    found = (
        select(Membership)
        .where(Membership.organisation_id == organisation.id, Membership.ended_at.is_(None))
        .options(joinedload(Membership.account))
        .order_by(Membership.id)
    )
    return Team(
        organisation=organisation,
        members=[_member(one, viewer) for one in session.scalars(found)],
        invited=_invited(organisation),
        roles=roles_within(organisation.kind),
        kept_by=next(role for role in roles_within(organisation.kind) if Permission.KEEP_TEAM in role.permissions),
    )


def organisations(*, viewer: Viewer) -> list[OrganisationRow]:
    """Every organisation on the site, by name, for the brokerage. Nobody else has any."""
    if not viewer.can(Permission.ADD_ORGANISATIONS):
        return []
    counted = (
        select(Organisation, func.count(Membership.id))
        .outerjoin(Membership, (Membership.organisation_id == Organisation.id) & Membership.ended_at.is_(None))
        .where(Organisation.closed_at.is_(None))
        .group_by(Organisation.id)
        .order_by(func.lower(Organisation.name), Organisation.id)
    )
    named = {council.id: council.name for council in councils()}
    return [
        OrganisationRow(one.ref, one.name, one.kind.label, named.get(one.council_id or 0, ""), members)
        for one, members in session.execute(counted)
    ]


def membership_kept(ref: str, *, viewer: Viewer) -> Membership:
    """An open membership of the viewer's own or of a team that they keep. Raises NotFound."""
    membership = session.scalar(select(Membership).where(Membership.ref == ref, Membership.ended_at.is_(None)))
    if membership is None:
        raise NotFound
    is_own = viewer.account_id is not None and membership.account_id == viewer.account_id
    if not is_own and not _keeps(membership.organisation_id, viewer):
        raise NotFound
    return membership


def invitation_kept(ref: str, *, viewer: Viewer) -> Invitation:
    """An invitation into a team that the viewer keeps. Raises NotFound."""
    invitation = session.scalar(select(Invitation).where(Invitation.ref == ref))
    if invitation is None or not _keeps(invitation.organisation_id, viewer):
        raise NotFound
    return invitation


def invitation_opened_by(secret: str) -> Invitation:
    """The invitation whose letter holds this secret. Raises LinkNoLongerGood."""
    _, _, ref = look(secret, INVITATION).partition(":")
    invitation = session.scalar(
        select(Invitation).where(Invitation.ref == ref).options(joinedload(Invitation.organisation))
    )
    if invitation is None:
        raise LinkNoLongerGood
    return invitation


def is_member(email: str, role: RoleName, organisation_id: int) -> bool:
    """Whether somebody with this e-mail address has this role there."""
    found = (
        select(Membership.id)
        .join(Account, Membership.account_id == Account.id)
        .where(
            Account.email == email,
            Membership.role == role,
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
        )
    )
    return session.scalar(found.limit(1)) is not None


def has_members(organisation_id: int) -> bool:
    """Whether anybody is in it."""
    found = select(Membership.id).where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
    return session.scalar(found.limit(1)) is not None


def _keeps(organisation_id: int | None, viewer: Viewer) -> bool:
    if organisation_id is None:
        return False
    is_own = organisation_id == viewer.organisation_id and viewer.can(Permission.KEEP_TEAM)
    return is_own or viewer.can(Permission.ADD_ORGANISATIONS)


def _member(membership: Membership, viewer: Viewer) -> Member:
    account = membership.account
    return Member(
        ref=membership.ref,
        name=account.name,
        email=account.email,
        role=ROLES[membership.role],
        since=membership.started_at,
        is_own=account.id == viewer.account_id,
    )


def _invited(organisation: Organisation) -> list[Invited]:
    found = (
        select(Invitation)
        .where(
            Invitation.organisation_id == organisation.id,
            Invitation.taken_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .order_by(Invitation.id)
    )
    return [Invited(one.ref, one.email, ROLES[one.role], one.expires_at) for one in session.scalars(found)]


def accounts_that(may: Permission, *, organisation_id: int | None = None) -> Sequence[Account]:
    """Whoever has this permission, for that organisation where one is given."""
    found = _working_as(roles_that(may))
    if organisation_id is not None:
        found = found.where(Membership.organisation_id == organisation_id)
    return session.scalars(found).all()


def accounts_in(organisation_id: int | None, *roles: RoleName) -> Sequence[Account]:
    """Whoever has one of these roles in an organisation; nobody without one."""
    if organisation_id is None:
        return ()
    return session.scalars(_working_as(roles).where(Membership.organisation_id == organisation_id)).all()


def accounts_at_council(council_id: int | None, *roles: RoleName) -> Sequence[Account]:
    """Whoever has one of these roles in an organisation of a council; nobody without a council."""
    if council_id is None:
        return ()
    of_council = select(Organisation.id).where(Organisation.council_id == council_id)
    return session.scalars(_working_as(roles).where(Membership.organisation_id.in_(of_council))).all()


def _working_as(roles: Collection[RoleName]) -> Select[Account]:
    return (
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.role.in_(roles), Membership.ended_at.is_(None), Account.closed_at.is_(None))
        .distinct()
        .order_by(Account.id)
    )
