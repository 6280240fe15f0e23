"""Secrets sent by e-mail: random, good once, for a while. Only a digest is kept; ``reference`` says what one opens.

A feature above may have purposes of its own: a purpose is a word, and a secret of one opens nothing of another.
"""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update

from marketplace import clock
from marketplace.accounts.models import Token
from marketplace.db import session, transaction
from marketplace.errors import MarketplaceError

JOINING = "joining"
NEW_PASSWORD = "new-password"  # noqa: S105 - a purpose
INVITATION = "invitation"

LASTS = {JOINING: timedelta(days=3), NEW_PASSWORD: timedelta(hours=1), INVITATION: timedelta(days=14)}
KEPT_FOR = timedelta(days=30)


class LinkNoLongerGood(MarketplaceError):
    """The secret is unknown, used, or out of time: the reader cannot tell which."""

    status = 410

    def __init__(self) -> None:
        super().__init__("Each link we send works once, and only for a while.")


def issue(purpose: str, *, reference: str, lasts: timedelta) -> str:
    """A new secret that opens ``reference``, written down in the transaction that is open."""
    secret = secrets.token_urlsafe(24)
    now = clock.now()
    session.add(
        Token(digest=_digest(secret), purpose=purpose, reference=reference, made_at=now, expires_at=now + lasts)
    )
    session.flush()
    return secret


def look(secret: str, purpose: str) -> str:
    """What a good secret opens, leaving it good: mail scanners open links too. Raises LinkNoLongerGood."""
    reference = session.scalar(select(Token.reference).where(*_is_good(secret, purpose)))
    if reference is None:
        raise LinkNoLongerGood
    return reference


def use(secret: str, purpose: str) -> str:
    """What a good secret opens; from now on it opens nothing. Of two at once one succeeds. Raises LinkNoLongerGood."""
    using = update(Token).where(*_is_good(secret, purpose)).values(used_at=clock.now())
    with transaction():
        reference = session.scalar(using.returning(Token.reference), execution_options={"synchronize_session": False})
        if reference is None:
            raise LinkNoLongerGood
    return reference


def cancel(purpose: str, *, reference: str) -> None:
    """Make every secret that opens ``reference`` useless, in the transaction that is open."""
    now = clock.now()
    is_open = (Token.purpose == purpose, Token.reference == reference, Token.used_at.is_(None))
    session.execute(update(Token).where(*is_open).values(used_at=now).execution_options(synchronize_session=False))


def forget_old() -> None:
    """Delete the secrets that have been useless for a month."""
    with transaction():
        session.execute(delete(Token).where(Token.expires_at < clock.now() - KEPT_FOR))


def _is_good(secret: str, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Token.digest == _digest(secret),
        Token.purpose == purpose,
        Token.used_at.is_(None),
        Token.expires_at > clock.now(),
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
