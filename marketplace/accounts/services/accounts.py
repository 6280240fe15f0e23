"""Accounts themselves: made, changed, closed."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from marketplace import audit, clock
from marketplace.accounts import contacts, passwords, queries
from marketplace.accounts.models import Account, DemoPerson, EmailChange, Invitation, Membership, SignUp
from marketplace.accounts.roles import ROLES, RoleName
from marketplace.accounts.services import counting, members, tokens
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Conflict, Refused
from marketplace.notifications.services import Recipient, owe

SIGN_UPS_KEPT_FOR = timedelta(days=30)


class EmailTaken(Conflict):
    """There is an account with this e-mail address."""

    def __init__(self) -> None:
        super().__init__("There is an account with this e-mail address already. Sign in with it")


@dataclass(frozen=True)
class NewAccount:
    """What an account is made of, as typed."""

    name: str
    email: str
    password: str


@dataclass(frozen=True)
class Checked:
    """What is kept of a new account."""

    name: str
    email: str
    password_hash: str


def about(account: Account) -> str:
    """How letters, secrets and audit records name an account."""
    return f"account:{account.ref}"


def recipient(account: Account) -> Recipient:
    """The account as somebody to write to."""
    return Recipient(account.name, account.email)


def add_account(*, details: NewAccount, by: Actor) -> Account:
    """An account whose e-mail address is known to be its owner's. Raises Refused by field, EmailTaken."""
    checked = check(details)
    with transaction():
        return make(checked, by=by)


def check(details: NewAccount) -> Checked:
    """What is kept of ``details``; hashing takes time, so it is done before a transaction. Raises Refused by field."""
    name, email = contacts.name_as_kept(details.name), contacts.email_as_kept(details.email)
    wrong = problems_with(name=name, email=email)
    wrong |= problems_with_password(details.password, also_known=(details.name, details.email))
    if wrong or name is None or email is None:
        raise Refused(fields=wrong)
    return Checked(name, email, passwords.hashed(details.password))


def make(checked: Checked, *, by: Actor) -> Account:
    """The account, in the transaction that is open. Raises EmailTaken."""
    if queries.account_with_email(checked.email) is not None:
        raise EmailTaken
    now = clock.now()
    account = Account(
        name=checked.name,
        email=checked.email,
        password_hash=checked.password_hash,
        made_at=now,
        email_verified_at=now,
    )
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:
        raise EmailTaken from error
    audit.record("add_account", about=about(account), by=by)
    return account


def problems_with(*, name: str | None, email: str | None) -> dict[str, str]:
    """What is wrong with a name and an e-mail address as kept, by field."""
    wrong = {}
    if name is None:
        wrong["name"] = "Enter your name, in 120 letters or fewer"
    if email is None:
        wrong["email"] = "Enter an e-mail address, like name@example.org"
    return wrong


def problems_with_password(password: str, *, also_known: tuple[str, ...]) -> dict[str, str]:
    """What is wrong with a new password, by field."""
    problem = passwords.problem_with(password, also_known=also_known)
    return {"password": problem} if problem else {}


def change_details(*, name: str, telephone: str, by: Viewer) -> None:
    """Keep the name and telephone number of one's own account. Raises Refused by field."""
    kept_name, kept_telephone = contacts.name_as_kept(name), contacts.telephone_as_kept(telephone)
    wrong = problems_with(name=kept_name, email=by.email)
    if telephone.strip() and kept_telephone is None:
        wrong["telephone"] = "Enter a telephone number, like 01361 810 022"
    if wrong or kept_name is None:
        raise Refused(fields=wrong)
    with transaction():
        account = queries.own_account(viewer=by)
        account.name, account.telephone = kept_name, kept_telephone
        audit.record("change_details", about=about(account), by=by.actor)


def take_up_role(*, role: RoleName, by: Viewer) -> Membership:
    """One more role of one's own: person, carer or family. Having it already is no harm. Raises Refused."""
    if ROLES[role].within is not None:
        raise Refused("This role comes with an organisation. Ask somebody there to invite you")
    with transaction():
        return members.join(queries.own_account(viewer=by), role=role, organisation=None, by=by.actor)


def choose_easy_words(*, is_easy: bool, by: Viewer) -> None:
    """From now on show pages that decide in easy words with pictures, or with all their words."""
    with transaction():
        account = queries.own_account(viewer=by)
        account.reads_easily = is_easy
        audit.record("choose_easy_words" if is_easy else "choose_all_words", about=about(account), by=by.actor)


def close_account(*, by: Viewer) -> None:
    """End every membership and every session, and forget who it was. The audit keeps its number alone.

    Raises Refused while an organisation would be left with nobody to keep its team.
    """
    with transaction():
        account = queries.own_account(viewer=by)
        owe("account-closed", to=recipient(account), about=about(account), name=account.name)
        for membership in queries.memberships(account.id):
            members.leave(membership, by=by.actor)
        _forget(account, by=by.actor)


def close_for_death(account_id: int, *, by: Actor) -> None:
    """Close the account of somebody who has died, without a letter, in the transaction that is open.

    One who also worked for an organisation here leaves what was their own alone: the organisation ends the rest.
    """
    account = session.get_one(Account, account_id)
    for membership in queries.memberships(account_id):
        if membership.organisation_id is None:
            members.leave(membership, by=by)
    if queries.memberships(account_id):
        account.sign_in_epoch += 1
    else:
        _forget(account, by=by)


def close_for_erasure(account_id: int, *, by: Actor) -> None:
    """Close the account of somebody who is erased, without a letter, in the transaction that is open.

    What the site offered under its name, and what was sent to its address, goes with it. Whoever calls this has looked
    that it works for no organisation.
    """
    account = session.get_one(Account, account_id)
    for membership in queries.memberships(account_id):
        members.leave(membership, by=by)
    session.execute(delete(DemoPerson).where(DemoPerson.account_id == account_id))
    if account.closed_at is None:
        _forget(account, by=by)
    session.flush()


def forget_address(email: str) -> None:
    """Erase an address from what was offered to it and what was asked from it, in the transaction that is open."""
    session.execute(delete(SignUp).where(SignUp.email == email))
    session.execute(delete(EmailChange).where(EmailChange.email == email))
    open_still = update(Invitation).where(Invitation.email == email, Invitation.taken_at.is_(None))
    session.execute(open_still.where(Invitation.withdrawn_at.is_(None)).values(withdrawn_at=clock.now()))
    session.execute(update(Invitation).where(Invitation.email == email).values(email=""))


def _forget(account: Account, *, by: Actor) -> None:
    account.name = "Closed account"
    account.email = f"{account.ref.lower()}.{account.id}@closed.invalid"
    account.telephone = account.password_hash = None
    account.closed_at = clock.now()
    drop_email_change(account)
    account.sign_in_epoch += 1
    audit.record("close_account", about=about(account), by=by)


def drop_email_change(account: Account) -> None:
    """Forget another address that was asked for, in the transaction that is open; its letter then opens nothing."""
    session.execute(delete(EmailChange).where(EmailChange.account_id == account.id))


def offer_in_demo(*, account: Account, words: str, position: int) -> None:
    """Offer an invented person on the sign-in page: from the first on, this site is a demo. For its loader alone."""
    with transaction():
        session.add(DemoPerson(account_id=account.id, words=words, position=position))


def tidy() -> None:
    """Forget what is of no use any more: old tries, old secrets, sign-ups that nobody answered."""
    counting.forget_old()
    tokens.forget_old()
    with transaction():
        oldest = clock.now() - SIGN_UPS_KEPT_FOR
        session.execute(delete(SignUp).where(SignUp.made_at < oldest))
        session.execute(delete(EmailChange).where(EmailChange.made_at < oldest))
        closed = select(Account.id).where(Account.closed_at.is_not(None))
        session.execute(delete(DemoPerson).where(DemoPerson.account_id.in_(closed)))
