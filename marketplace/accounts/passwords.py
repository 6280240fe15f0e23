"""What makes a password good enough, and how it is kept: an argon2id hash. Pure; knows no account.

Length and not being a common one are what counts; no rule asks for signs or capitals.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from marketplace.config import ROOT

LEAST_LETTERS = 10
MOST_LETTERS = 200
"""Hashing takes memory and time for each letter: nobody needs more."""

COMMON = frozenset((ROOT / "data" / "common_passwords.txt").read_text().split())
"""Those that are tried first, of ten letters or more: shorter ones are refused anyway."""

_hasher = PasswordHasher()


def problem_with(password: str, *, also_known: Sequence[str] = ()) -> str | None:
    """Why ``password`` is not good enough, in words for the reader; None when it is. ``also_known``: name, e-mail."""
    plain = _plain(password)
    if len(plain) < LEAST_LETTERS:
        return f"Use {LEAST_LETTERS} letters or more. Three words you can remember work well"
    if len(plain) > MOST_LETTERS:
        return f"Use {MOST_LETTERS} letters or fewer"
    if plain.casefold() in COMMON or len(set(plain)) < 4:
        return "Too many people use this password, so it is easy to guess. Choose another"
    if any(plain.casefold() == known.casefold() for known in also_known):
        return "This is your name or e-mail address, so it is easy to guess. Choose another"
    return None


def hashed(password: str) -> str:
    """What is kept of ``password``."""
    return _hasher.hash(_plain(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether ``kept`` was made from ``password``. Nothing kept takes as long to answer as something."""
    try:
        _hasher.verify(kept or _of_nobody(), _plain(password)[:MOST_LETTERS])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether ``kept`` was made with weaker settings than today's, and should be made anew at the next sign-in."""
    return _hasher.check_needs_rehash(kept)


def _plain(password: str) -> str:
    """The same letters however a keyboard composed them."""
    return unicodedata.normalize("NFKC", password)


@cache
def _of_nobody() -> str:
    return _hasher.hash("nobody has this password")
