"""What a secret sent by e-mail opens."""

from sqlalchemy import ColumnElement, select

from marketplace import clock
from marketplace.accounts.models import Token
from marketplace.accounts.tokens import LinkNoLongerGood, digest
from marketplace.db import session


def look(secret: str, purpose: str) -> str:
    """What a good secret opens, leaving it good: mail scanners open links too. Raises LinkNoLongerGood."""
    reference: str | None = session.scalar(select(Token.reference).where(*is_good(secret, purpose)))
    if reference is None:
        raise LinkNoLongerGood
    return reference


def is_good(secret: str, purpose: str) -> tuple[ColumnElement[bool], ...]:
    """What makes a row that of this secret, unused and in time."""
    return (
        Token.digest == digest(secret),
        Token.purpose == purpose,
        Token.used_at.is_(None),
        Token.expires_at > clock.now(),
    )
