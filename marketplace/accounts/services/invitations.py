"""Invitations into an organisation, and the end of a membership."""

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts import contacts, queries
from marketplace.accounts.attempts import LETTERS_TO, a_try
from marketplace.accounts.models import Account, Invitation, Membership, Organisation
from marketplace.accounts.roles import ROLES, OrganisationKind, RoleName
from marketplace.accounts.services import accounts, counting, members, tokens
from marketplace.accounts.services.accounts import NewAccount, problems_with
from marketplace.accounts.services.organisations import make_organisation
from marketplace.accounts.tokens import INVITATION, LASTS
from marketplace.accounts.viewer import VISITOR, Viewer
from marketplace.audit import SITE, Actor
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, Refused
from marketplace.notifications.services import Recipient, owe


class NotForYou(NotAllowed):
    """The invitation was sent to another e-mail address than the one signed in with."""


def invite(*, organisation_ref: str, email: str, role: RoleName, by: Viewer) -> None:
    """Send an invitation to join an organisation in a role; an older one for the same is withdrawn.

    Raises NotFound when the organisation is not theirs to invite to, Refused by field, TooManyTries.
    """
    organisation = queries.organisation_kept(organisation_ref, viewer=by)
    kept = contacts.email_as_kept(email)
    wrong = problems_with(name="", email=kept)
    if ROLES[role].within is not organisation.kind:
        wrong["role"] = "Choose a role from the list"
    elif kept and queries.is_member(kept, role, organisation.id):
        wrong["email"] = f"This person is {ROLES[role].label} there already"
    if wrong or kept is None:
        raise Refused(fields=wrong)
    counting.count(a_try(LETTERS_TO, kept))
    with transaction():
        for older in _open_to(kept, role, organisation):
            _withdraw(older, by.actor)
        _send(organisation, kept, role, by=by.actor, inviter=by.name)


def start_brokerage(*, name: str, email: str) -> None:
    """Invite the first member of the brokerage that runs this site. Raises Refused once it has members."""
    kept = contacts.email_as_kept(email)
    if kept is None:
        raise Refused(fields=problems_with(name="", email=None))
    with transaction():
        brokerage = session.scalar(select(Organisation).where(Organisation.kind == OrganisationKind.BROKERAGE))
        if brokerage is None:
            brokerage = make_organisation(kind=OrganisationKind.BROKERAGE, name=name, council_id=None, by=SITE)
        if queries.has_members(brokerage.id):
            raise Refused("The brokerage has members. They invite the others")
        for older in _open_to(kept, RoleName.BROKERAGE, brokerage):
            _withdraw(older, SITE)
        _send(brokerage, kept, RoleName.BROKERAGE, by=SITE, inviter="")


def take_invitation(*, secret: str, by: Viewer) -> Membership:
    """Join, with the account that is signed in. Raises LinkNoLongerGood, NotForYou."""
    invitation = queries.invitation_opened_by(secret)
    if invitation.email != by.email:
        raise NotForYou("This invitation was sent to another e-mail address than yours")
    with transaction():
        tokens.use(secret, INVITATION)
        return _join(invitation, queries.own_account(viewer=by), by.actor)


def take_invitation_anew(*, secret: str, name: str, password: str) -> Membership:
    """Join, with an account made for it: having the letter shows whose the address is.

    Raises LinkNoLongerGood, Refused by field (the link stays good), EmailTaken.
    """
    invitation = queries.invitation_opened_by(secret)
    checked = accounts.check(NewAccount(name, invitation.email, password))
    with transaction():
        account = accounts.make(checked, by=VISITOR.actor)
        tokens.use(secret, INVITATION)
        return _join(invitation, account, Actor(name="account", account_id=account.id))


def withdraw_invitation(*, ref: str, by: Viewer) -> None:
    """Make an invitation useless. Raises NotFound when it is not theirs; withdrawing twice is no harm."""
    with transaction():
        _withdraw(queries.invitation_kept(ref, viewer=by), by.actor)


def end_membership(*, ref: str, by: Viewer) -> None:
    """End a membership of one's own, or in a team that one keeps; it counts from the next page they open.

    Raises NotFound, and Refused when nobody would be left to keep the team.
    """
    with transaction():
        members.leave(queries.membership_kept(ref, viewer=by), by=by.actor)


def _send(organisation: Organisation, email: str, role: RoleName, *, by: Actor, inviter: str) -> None:
    now = clock.now()
    invitation = Invitation(
        email=email,
        organisation_id=organisation.id,
        role=role,
        invited_by_id=by.account_id,
        made_at=now,
        expires_at=now + LASTS[INVITATION],
    )
    session.add(invitation)
    session.flush()
    reference = f"invitation:{invitation.ref}"
    owe(
        "invitation",
        to=Recipient("", email),
        about=reference,
        holds_secret=True,
        inviter=inviter,
        organisation=organisation.name,
        role=ROLES[role],
        secret=tokens.issue(INVITATION, reference=reference, lasts=LASTS[INVITATION]),
        until=invitation.expires_at,
    )
    audit.record("invite", about=reference, by=by, on_behalf_of=f"organisation:{organisation.ref}", reason=role)


def _join(invitation: Invitation, account: Account, by: Actor) -> Membership:
    invitation.taken_at = clock.now()
    return members.join(account, role=invitation.role, organisation=invitation.organisation, by=by)


def _withdraw(invitation: Invitation, by: Actor) -> None:
    if invitation.taken_at or invitation.withdrawn_at:
        return
    invitation.withdrawn_at = clock.now()
    reference = f"invitation:{invitation.ref}"
    tokens.cancel(INVITATION, reference=reference)
    audit.record("withdraw_invitation", about=reference, by=by)


def _open_to(email: str, role: RoleName, organisation: Organisation) -> list[Invitation]:
    return list(
        session.scalars(
            select(Invitation).where(
                Invitation.email == email,
                Invitation.role == role,
                Invitation.organisation_id == organisation.id,
                Invitation.taken_at.is_(None),
                Invitation.withdrawn_at.is_(None),
            )
        )
    )
