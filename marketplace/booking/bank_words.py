"""The words of a line of a bank statement, and whether a name stands among them. Pure."""

import re

SHORTEST_NAME = 4
"""Shorter words of a name stand in too many lines by chance."""


def words_in(text: str) -> set[str]:
    """The words of a text, in small letters."""
    return set(re.findall(r"\w+", text.casefold()))


def has_name(name: str, text: str) -> bool:
    """Whether a word of a name stands in a text."""
    return any(len(word) >= SHORTEST_NAME for word in words_in(name) & words_in(text))
