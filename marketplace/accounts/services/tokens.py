"""Secrets issued, used and cancelled. ``reference`` says what one opens, such as ``account:Ab3...``."""

from datetime import timedelta

from sqlalchemy import delete, update

from marketplace import clock
from marketplace.accounts.models import Token
from marketplace.accounts.queries.tokens import is_good
from marketplace.accounts.tokens import KEPT_FOR, LinkNoLongerGood, digest, new_secret
from marketplace.db import session, transaction


def issue(purpose: str, *, reference: str, lasts: timedelta) -> str:
    """A new secret that opens ``reference``, written down in the transaction that is open."""
    secret = new_secret()
    now = clock.now()
    session.add(Token(digest=digest(secret), purpose=purpose, reference=reference, made_at=now, expires_at=now + lasts))
    session.flush()
    return secret


def use(secret: str, purpose: str) -> str:
    """What a good secret opens; from now on it opens nothing. Of two at once one succeeds. Raises LinkNoLongerGood."""
    using = update(Token).where(*is_good(secret, purpose)).values(used_at=clock.now()).returning(Token.reference)
    with transaction():
        reference: str | None = session.scalar(using, execution_options={"synchronize_session": False})
        if reference is None:
            raise LinkNoLongerGood
    return reference


def cancel(purpose: str, *, reference: str) -> None:
    """Make every secret that opens ``reference`` useless, in the transaction that is open."""
    is_open = (Token.purpose == purpose, Token.reference == reference, Token.used_at.is_(None))
    cancelling = update(Token).where(*is_open).values(used_at=clock.now())
    session.execute(cancelling, execution_options={"synchronize_session": False})


def forget_old() -> None:
    """Delete the secrets that have been useless for a month."""
    with transaction():
        session.execute(delete(Token).where(Token.expires_at < clock.now() - KEPT_FOR))
