"""Passwords: tried, changed, chosen anew by e-mail; and the end of every other session."""

from marketplace import audit
from marketplace.accounts import contacts, passwords, queries
from marketplace.accounts.attempts import (
    LETTERS_FROM,
    LETTERS_TO,
    SIGN_IN_FROM,
    SIGN_IN_HERE,
    SIGN_IN_TO,
    Try,
    a_try,
    network_of,
)
from marketplace.accounts.models import Account
from marketplace.accounts.queries.tokens import look
from marketplace.accounts.services import counting, tokens
from marketplace.accounts.services.accounts import (
    about,
    drop_email_change,
    problems_with,
    problems_with_password,
    recipient,
)
from marketplace.accounts.tokens import LASTS, NEW_PASSWORD, LinkNoLongerGood
from marketplace.accounts.viewer import VISITOR, Viewer
from marketplace.audit import Actor
from marketplace.db import transaction
from marketplace.errors import Refused
from marketplace.notifications.services import Recipient, owe


class WrongPassword(Refused):
    """No account has this e-mail address and this password; which of the two is wrong is not said."""


def check_password(*, email: str, password: str, asked_from: str) -> Account:
    """The account with this e-mail address, if the password is its own. Raises WrongPassword, TooManyTries."""
    kept_email = contacts.email_as_kept(email) or email.strip().lower()
    tries = _tries(kept_email, asked_from)
    counted = counting.count(*tries, a_try(SIGN_IN_FROM, network_of(asked_from)))
    account = queries.account_with_email(kept_email)
    kept = account.password_hash if account else None
    if not passwords.is_right(password, kept) or account is None or kept is None:
        raise WrongPassword(fields={"password": "The e-mail address or the password is not right"})
    anew = passwords.hashed(password) if passwords.is_outdated(kept) else kept
    with transaction():
        counting.forgive(*tries)
        counting.take_back(counted)
        account.password_hash = anew
        audit.record("sign_in", about=about(account), by=Actor(name="account", account_id=account.id))
    return account


def change_password(*, current: str, new: str, asked_from: str, by: Viewer) -> Account:
    """A new password for one's own account; every other session ends. Raises Refused by field, TooManyTries."""
    account = queries.own_account(viewer=by)
    prove(account, password=current, field="current_password", asked_from=asked_from)
    kept = _hashed(new, account)
    with transaction():
        _set_password(account, kept)
        audit.record("change_password", about=about(account), by=by.actor)
    return account


def prove(account: Account, *, password: str, field: str, asked_from: str) -> None:
    """See that whoever is signed in knows their password, too. Raises WrongPassword at ``field``, TooManyTries."""
    tries = _tries(account.email, asked_from)
    counting.count(*tries)
    if not passwords.is_right(password, account.password_hash):
        raise WrongPassword(fields={field: "This is not your password"})
    counting.forgive(*tries)


def ask_for_reset(*, email: str, asked_from: str) -> None:
    """Send a link with which the owner of an e-mail address chooses a new password, or a letter that none is here.

    Raises Refused by field, TooManyTries.
    """
    kept = contacts.email_as_kept(email)
    if kept is None:
        raise Refused(fields=problems_with(name="", email=None))
    counting.count(a_try(LETTERS_TO, kept), a_try(LETTERS_FROM, network_of(asked_from)))
    with transaction():
        account = queries.account_with_email(kept)
        if account is None:
            owe("no-account", to=Recipient("", kept), about="reset")
            return
        secret = tokens.issue(NEW_PASSWORD, reference=about(account), lasts=LASTS[NEW_PASSWORD])
        owe(
            "new-password",
            to=recipient(account),
            about=about(account),
            holds_secret=True,
            name=account.name,
            secret=secret,
        )
        audit.record("ask_for_reset", about=about(account), by=VISITOR.actor)


def account_of(secret: str) -> Account:
    """Whose letter this secret was in. Raises LinkNoLongerGood."""
    account = queries.account_named(look(secret, NEW_PASSWORD))
    if account is None:
        raise LinkNoLongerGood
    return account


def reset_password(*, secret: str, new: str, asked_from: str) -> Account:
    """A new password for the owner of the letter; every session and every other such letter ends.

    Raises LinkNoLongerGood, Refused by field (the link stays good).
    """
    account = account_of(secret)
    kept = _hashed(new, account)
    with transaction():
        tokens.use(secret, NEW_PASSWORD)
        tokens.cancel(NEW_PASSWORD, reference=about(account))
        _set_password(account, kept)
        counting.forgive(*_tries(account.email, asked_from))
        audit.record("reset_password", about=about(account), by=Actor(name="account", account_id=account.id))
    return account


def sign_out_everywhere(*, by: Viewer) -> Account:
    """End every session of one's own account; the caller starts the one that asked anew."""
    with transaction():
        account = queries.own_account(viewer=by)
        account.sign_in_epoch += 1
        audit.record("sign_out_everywhere", about=about(account), by=by.actor)
    return account


def _tries(email: str, asked_from: str) -> tuple[Try, Try]:
    return a_try(SIGN_IN_HERE, email, network_of(asked_from)), a_try(SIGN_IN_TO, email)


def _hashed(new: str, account: Account) -> str:
    """What is kept of a new password. Raises Refused by field when it is weak."""
    wrong = problems_with_password(new, also_known=(account.name, account.email))
    if wrong:
        raise Refused(fields=wrong)
    return passwords.hashed(new)


def _set_password(account: Account, kept: str) -> None:
    account.password_hash = kept
    account.sign_in_epoch += 1
    drop_email_change(account)  # whoever asked for it may be why the password is changed
    owe("password-changed", to=recipient(account), about=about(account), name=account.name)
