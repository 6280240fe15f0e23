"""Taking up, or turning down, an invitation to act for a person or to have a sign-in of one's own."""

from dataclasses import dataclass

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.models import Account, Membership
from marketplace.accounts.queries import memberships, own_account
from marketplace.accounts.roles import ROLES, Permission, RoleName
from marketplace.accounts.services import members, tokens
from marketplace.accounts.services.accounts import NewAccount, check, make
from marketplace.accounts.services.invitations import NotForYou
from marketplace.accounts.tokens import LinkNoLongerGood
from marketplace.accounts.viewer import VISITOR, Viewer
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotAllowed
from marketplace.people.models import Person, Representation
from marketplace.people.offers import PURPOSE
from marketplace.people.queries.representations import invitation
from marketplace.people.representation import WITH_POWERS, Capacity, State
from marketplace.people.services.persons import about
from marketplace.people.services.power_letters import tell_who_decides
from marketplace.people.services.representations import end, name_of


@dataclass(frozen=True)
class Accepted:
    """An invitation taken up: for whom, and the membership to act in from now on."""

    person_ref: str
    membership: Membership


def accept_invitation(secret: str, *, by: Viewer) -> Accepted:
    """Take up an invitation with the account that it was sent to. Raises LinkNoLongerGood, NotForYou, NotAllowed."""
    with transaction():
        return _accept(secret, own_account(viewer=by))


def accept_invitation_anew(secret: str, *, name: str, password: str) -> Accepted:
    """Take up an invitation with an account made for it: having the letter shows whose the address is.

    Raises LinkNoLongerGood, Refused by field (the link stays good), EmailTaken.
    """
    checked = check(NewAccount(name, invitation(secret).email, password))
    with transaction():
        return _accept(secret, make(checked, by=VISITOR.actor))


def decline_invitation(secret: str) -> None:
    """Say no to an invitation. Whoever has the link may."""
    with transaction():
        kind, _, ref = tokens.use(secret, PURPOSE).partition(":")
        if kind == "representation":
            end(session.scalars(select(Representation).where(Representation.ref == ref)).one())
        audit.record("decline_invitation", about=f"{kind}:{ref}", by=Actor(name="invited"))


def _accept(secret: str, account: Account) -> Accepted:
    kind, _, ref = tokens.use(secret, PURPOSE).partition(":")
    actor = Actor(name="account", account_id=account.id)
    return _become(ref, account, actor) if kind == "person" else _act_for(ref, account, actor)


def _act_for(ref: str, account: Account, actor: Actor) -> Accepted:
    one = session.scalar(select(Representation).where(Representation.ref == ref))
    if one is None or one.mandate.state(clock.today(), born_on=one.person.born_on) is not State.OFFERED:
        raise LinkNoLongerGood
    _refuse_others(one.email, account)
    if one.person.account_id == account.id:
        raise NotAllowed("Nobody acts for themself")
    membership = _as_adviser(account) if one.capacity is Capacity.ADVISER else _as_family(account, actor)
    one.account_id = account.id
    one.organisation_id = membership.organisation_id
    one.accepted_at = clock.now()
    audit.record("accept_representation", about=name_of(one), by=actor, on_behalf_of=about(one.person))
    if one.capacity in WITH_POWERS:
        tell_who_decides(one, account)
    return Accepted(one.person.ref, membership)


def _become(ref: str, account: Account, actor: Actor) -> Accepted:
    person = session.scalar(select(Person).where(Person.ref == ref))
    if person is None or person.account_id is not None:
        raise LinkNoLongerGood
    _refuse_others(person.email or "", account)
    if session.scalar(select(Person.id).where(Person.account_id == account.id)) is not None:
        raise Conflict("Your sign-in belongs to a person already. Call us, and we will put the two together")
    person.account_id = account.id
    audit.record("take_own_sign_in", about=about(person), by=actor)
    return Accepted(person.ref, members.join(account, role=RoleName.PERSON, organisation=None, by=actor))


def _refuse_others(email: str, account: Account) -> None:
    if email != account.email:
        raise NotForYou("This invitation went to another e-mail address. Sign in with the address it was sent to")


def _as_adviser(account: Account) -> Membership:
    for membership in memberships(account.id):
        if membership.role is RoleName.ADVISER:
            return membership
    raise NotAllowed("Only an adviser can take this up. Ask your organisation to invite you here first")


def _as_family(account: Account, actor: Actor) -> Membership:
    """A role of one's own in which people are seen; the family's, when there is none yet."""
    for membership in memberships(account.id):
        if membership.organisation_id is None and Permission.SEE_PEOPLE in ROLES[membership.role].permissions:
            return membership
    return members.join(account, role=RoleName.FAMILY, organisation=None, by=actor)
