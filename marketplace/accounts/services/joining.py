"""Joining: asked for with an e-mail address, done when the letter sent there is answered.

No account exists before that, so nobody can take another's address; and the page says the same whether or not there is
an account, so nobody can find out who is here. The letter tells the truth.
"""

from dataclasses import dataclass

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts import contacts, queries
from marketplace.accounts.attempts import LETTERS_FROM, LETTERS_TO, a_try, network_of
from marketplace.accounts.models import Account, SignUp
from marketplace.accounts.queries.tokens import look
from marketplace.accounts.roles import ROLES, OrganisationKind, RoleName
from marketplace.accounts.services import accounts, counting, members, tokens
from marketplace.accounts.services.accounts import NewAccount, problems_with, recipient
from marketplace.accounts.services.organisations import make_organisation
from marketplace.accounts.tokens import JOINING, LASTS, LinkNoLongerGood
from marketplace.accounts.viewer import VISITOR
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.notifications.services import Recipient, owe


@dataclass(frozen=True)
class Wish:
    """What somebody who wants to join typed. ``organisation_name``: they offer something, as this provider."""

    name: str
    email: str
    roles: tuple[RoleName, ...] = ()
    organisation_name: str | None = None
    next_path: str | None = None


@dataclass(frozen=True)
class Joined:
    """A new account and the page it was on the way to."""

    account: Account
    next_path: str | None


def register(*, wish: Wish, asked_from: str) -> None:
    """Send the letter that lets somebody join, or that says they are here already. ``asked_from``: network address.

    Raises Refused by field, TooManyTries.
    """
    name, email, organisation = _read(wish)
    counting.count(a_try(LETTERS_TO, email), a_try(LETTERS_FROM, network_of(asked_from)))
    with transaction():
        account = queries.account_with_email(email)
        if account is not None:
            owe("already-here", to=recipient(account), about=accounts.about(account), name=account.name)
            return
        sign_up = SignUp(
            email=email,
            name=name,
            roles=[role.value for role in wish.roles],
            organisation_name=organisation,
            next_path=wish.next_path,
            made_at=clock.now(),
        )
        session.add(sign_up)
        session.flush()
        reference = f"sign-up:{sign_up.ref}"
        secret = tokens.issue(JOINING, reference=reference, lasts=LASTS[JOINING])
        # What was typed as a name stays out of the letter: a stranger could make it say anything to anybody.
        owe("join", to=Recipient("", email), about=reference, holds_secret=True, secret=secret)
        audit.record("register", about=reference, by=VISITOR.actor)


def verify_email(*, secret: str, password: str) -> Joined:
    """The account that was asked for, now that its owner has opened the letter and chosen a password.

    Raises LinkNoLongerGood, Refused by field (the link stays good), EmailTaken when another letter was answered before.
    """
    sign_up = sign_up_of(secret)
    checked = accounts.check(NewAccount(sign_up.name, sign_up.email, password))
    with transaction():
        account = accounts.make(checked, by=VISITOR.actor)
        tokens.use(secret, JOINING)
        by = Actor(name="account", account_id=account.id)
        for role in sign_up.roles:
            members.join(account, role=RoleName(role), organisation=None, by=by)
        if sign_up.organisation_name:
            provider = make_organisation(
                kind=OrganisationKind.PROVIDER, name=sign_up.organisation_name, council_id=None, by=by
            )
            members.join(account, role=RoleName.PROVIDER, organisation=provider, by=by)
        return Joined(account, sign_up.next_path)


def sign_up_of(secret: str) -> SignUp:
    """What the letter with this secret is about. Raises LinkNoLongerGood."""
    _, _, ref = look(secret, JOINING).partition(":")
    sign_up = session.scalar(select(SignUp).where(SignUp.ref == ref))
    if sign_up is None:
        raise LinkNoLongerGood
    return sign_up


def _read(wish: Wish) -> tuple[str, str, str | None]:
    """Name, e-mail and organisation as kept. Raises Refused by field."""
    name, email = contacts.name_as_kept(wish.name), contacts.email_as_kept(wish.email)
    organisation = contacts.name_as_kept(wish.organisation_name or "")
    wrong = problems_with(name=name, email=email)
    if wish.organisation_name is not None and organisation is None:
        wrong["organisation_name"] = "Enter the name of what you run, in 120 letters or fewer"
    if wish.organisation_name is None and not wish.roles:
        wrong["roles"] = "Choose what brings you here"
    if any(ROLES[role].within is not None for role in wish.roles):
        wrong["roles"] = "Choose from the list"
    if wrong or name is None or email is None:
        raise Refused(fields=wrong)
    return name, email, organisation
