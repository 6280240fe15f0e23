"""Secrets sent by e-mail: random, good once, for a while. Only a digest is kept. Pure.

A feature above may have purposes of its own: a purpose is a word, and a secret of one opens nothing of another.
"""

import hashlib
import secrets
from datetime import timedelta

from marketplace.errors import MarketplaceError

JOINING = "joining"
NEW_PASSWORD = "new-password"  # noqa: S105 - a purpose
NEW_EMAIL = "new-email"
INVITATION = "invitation"

LASTS = {
    JOINING: timedelta(days=3),
    NEW_PASSWORD: timedelta(hours=1),
    NEW_EMAIL: timedelta(days=1),
    INVITATION: timedelta(days=14),
}
KEPT_FOR = timedelta(days=30)


class LinkNoLongerGood(MarketplaceError):
    """The secret is unknown, used, or out of time: the reader cannot tell which."""

    status = 410

    def __init__(self) -> None:
        super().__init__("Each link we send works once, and only for a while.")


def new_secret() -> str:
    """A secret that cannot be guessed: 192 random bits."""
    return secrets.token_urlsafe(24)


def digest(secret: str) -> str:
    """What is kept of a secret. It is random, so that a plain digest cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()
