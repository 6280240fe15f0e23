"""The nights that something takes, as a string of 0 and 1, a letter for each night. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from marketplace.clock import in_london
from marketplace.periods import NOON, Period

_INSTANT = timedelta(microseconds=1)


def written(taken: Iterable[Period], *, first_on: date) -> str:
    """The nights from ``first_on`` on: 1 where any of it is taken, 0 where none is, nothing after the last 1."""
    spans = [(_at(one.starts_at, first_on), _at(one.ends_at - _INSTANT, first_on)) for one in taken]
    spans = [(max(0, first), last) for first, last in spans if last >= 0]
    letters = ["0"] * (1 + max((last for _, last in spans), default=-1))
    for first, last in spans:
        letters[first : last + 1] = "1" * (last + 1 - first)
    return "".join(letters)


def as_bits(nights: str, *, first_day: int, of_day: int) -> int:
    """What is written as a number: its lowest bit is the night of ``of_day``, the next bit the night after it."""
    bits = int(nights[::-1] or "0", 2)
    return bits << (first_day - of_day) if first_day >= of_day else bits >> (of_day - first_day)


def _at(instant: datetime, first_on: date) -> int:
    """How many nights after ``first_on`` the night is that holds an instant."""
    local = in_london(instant)
    return (local.date() - first_on).days - (local.time() < NOON)
