"""Cells of one column alone: a postcode, a number in the register, names of spaces, days of the week, steps."""

import re

from marketplace.listings.cancelling import NotSteps, read_steps, steps_text
from marketplace.listings.opening import WEEKDAYS
from marketplace.listings.sheet.cells import Cell, NotTaken, a_name, joined, pieces, said
from marketplace.listings.terms import EVERY_DAY, as_bits, from_bits

MOST_SPACES = 100
LONGEST_NAME = 80
SHORT_WEEKDAY = 3
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_REGISTRATION = re.compile(r"CS\d{6,12}", re.ASCII)


def _postcode(text: str) -> str:
    found = _POSTCODE.fullmatch("".join(text.upper().split()))
    if not found:
        raise NotTaken(f"{said(text)} is not a whole postcode, like TD11 3AB")
    return f"{found[1]} {found[2]}"


def _registration(text: str) -> str:
    number = "".join(text.upper().split())
    if not _REGISTRATION.fullmatch(number):
        raise NotTaken(f"{said(text)} is not a registration number. It is CS and ten digits, like CS2003012345")
    return number


def _names(text: str) -> tuple[str, ...]:
    names = [a_name(piece, LONGEST_NAME) for piece in pieces(text)]
    for name in names:
        if names.count(name) > 1:
            raise NotTaken(f"{said(name)} is there twice. Give each its own name")
    if len(names) > MOST_SPACES:
        raise NotTaken(f"A listing can have {MOST_SPACES}. These are {len(names)}")
    return tuple(names)


def _weekdays(text: str) -> int:
    """Weekdays by at least three letters of their name, with ``;`` between: a bit for each."""
    return as_bits(_weekday(piece) for piece in pieces(text)) or EVERY_DAY


def _weekday(text: str) -> int:
    for number, name in enumerate(WEEKDAYS):
        if len(text) >= SHORT_WEEKDAY and name.lower().startswith(text.lower()):
            return number
    raise NotTaken(f"{said(text)} is not a day of the week. Write it like Friday")


def _write_weekdays(bits: int) -> str:
    return "" if bits == EVERY_DAY else joined(WEEKDAYS[day] for day in from_bits(bits))


def _steps(text: str) -> str:
    try:
        return steps_text(read_steps(text))
    except NotSteps as why:
        raise NotTaken(f"{said(text)}: {why}") from why


def _write_steps(text: str) -> str:
    return joined(text.split(","))


POSTCODE = Cell(_postcode, str)
REGISTRATION = Cell(_registration, str)
SPACES = Cell(_names, joined, ())
CHANGEOVER = Cell(_weekdays, _write_weekdays, EVERY_DAY)
STEPS = Cell(_steps, _write_steps, "")
