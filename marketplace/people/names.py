"""Somebody's name in what others typed: found, or left out for readers who need not know whose it was. Pure."""

import re
from collections.abc import Iterable

_WORDS = re.compile(r"[^\W\d_]{2,}")
LEFT_OUT = "…"


def names_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The words of a text that are somebody's name, in its order; a name of one letter tells nobody apart."""
    known = _words_of(names)
    return tuple(word for word in _WORDS.findall(text) if word.casefold() in known)


def without_names(text: str, names: Iterable[str]) -> str:
    """A text with each of these names left out; words beside them stay."""
    known = _words_of(names)
    return _WORDS.sub(lambda found: LEFT_OUT if found[0].casefold() in known else found[0], text)


def _words_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for name in names for word in _WORDS.findall(name))
