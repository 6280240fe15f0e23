"""Another e-mail address for one's own account: asked for with the password, done when the letter there is answered.

Whoever opens that letter has to be signed in as the account: a letter that went astray opens nothing to its reader. The
page says the same whether or not somebody else has the address; the letter tells the truth.
"""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace import audit, clock
from marketplace.accounts import contacts, queries
from marketplace.accounts.attempts import LETTERS_FROM, LETTERS_TO, a_try, network_of
from marketplace.accounts.models import Account, EmailChange
from marketplace.accounts.queries.tokens import look
from marketplace.accounts.services import counting, tokens
from marketplace.accounts.services.accounts import EmailTaken, about, drop_email_change, problems_with, recipient
from marketplace.accounts.services.signing_in import prove
from marketplace.accounts.tokens import LASTS, NEW_EMAIL, NEW_PASSWORD, LinkNoLongerGood
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, Refused
from marketplace.notifications.services import Recipient, owe


def ask_to_change_email(*, email: str, password: str, asked_from: str, by: Viewer) -> None:
    """Send a letter to another address; one asked for before is forgotten. Raises Refused by field, TooManyTries."""
    account = queries.own_account(viewer=by)
    kept = contacts.email_as_kept(email)
    if kept is None:
        raise Refused(fields=problems_with(name="", email=None))
    if kept == account.email:
        raise Refused(fields={"email": "This is your e-mail address now. Enter another one"})
    prove(account, password=password, field="password", asked_from=asked_from)
    counting.count(a_try(LETTERS_TO, kept), a_try(LETTERS_FROM, network_of(asked_from)))
    with transaction():
        drop_email_change(account)
        owner = queries.account_with_email(kept)
        if owner is not None:
            owe("already-here", to=recipient(owner), about=about(owner), name=owner.name)
        else:
            _send(account, kept)
        audit.record("ask_to_change_email", about=about(account), by=by.actor)


def change_email(*, secret: str, by: Viewer) -> Account:
    """The account with the address that the letter was sent to; all other sessions and links for a password end.

    Raises LinkNoLongerGood, NotAllowed, EmailTaken.
    """
    change = email_change_of(secret, by=by)
    with transaction():
        tokens.use(secret, NEW_EMAIL)
        account = queries.own_account(viewer=by)
        owe("email-changed", to=recipient(account), about=about(account), name=account.name)
        account.email, account.email_verified_at = change.email, clock.now()
        account.sign_in_epoch += 1
        drop_email_change(account)
        try:
            session.flush()
        except IntegrityError as error:
            raise EmailTaken from error
        tokens.cancel(NEW_PASSWORD, reference=about(account))
        audit.record("change_email", about=about(account), by=by.actor)
    return account


def email_change_of(secret: str, *, by: Viewer) -> EmailChange:
    """What the letter with this secret would change. Raises LinkNoLongerGood, NotAllowed for another account's."""
    _, _, ref = look(secret, NEW_EMAIL).partition(":")
    change = session.scalar(select(EmailChange).where(EmailChange.ref == ref))
    if change is None:
        raise LinkNoLongerGood
    if change.account_id != by.account_id:
        raise NotAllowed("This letter is about another account. Sign in to that one, then open the link again")
    return change


def _send(account: Account, email: str) -> None:
    change = EmailChange(account_id=account.id, email=email, made_at=clock.now())
    session.add(change)
    session.flush()
    reference = f"email-change:{change.ref}"
    secret = tokens.issue(NEW_EMAIL, reference=reference, lasts=LASTS[NEW_EMAIL])
    # As when somebody joins: the reader may be anybody, so no name that somebody typed stands in the letter.
    owe("new-email", to=Recipient("", email), about=reference, holds_secret=True, secret=secret)
