"""Cells of one column alone: a postcode, a number in the register, the names of spaces."""

import re

from marketplace.listings.sheet.cells import Cell, NotTaken, said

MOST_SPACES = 100
LONGEST_NAME = 80
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_REGISTRATION = re.compile(r"CS\d{6,12}", re.ASCII)
_BETWEEN = re.compile(r"(?<!\\);")


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
    names = [" ".join(piece.replace("\\;", ";").split()) for piece in _BETWEEN.split(text)]
    names = [name for name in names if name]
    for name in names:
        if len(name) > LONGEST_NAME:
            raise NotTaken(f"{said(name)} is too long. The most is {LONGEST_NAME} letters")
        if not name.isprintable():
            raise NotTaken("This holds signs that cannot be printed. Type it again")
        if names.count(name) > 1:
            raise NotTaken(f"{said(name)} is there twice. Give each its own name")
    if len(names) > MOST_SPACES:
        raise NotTaken(f"A listing can have {MOST_SPACES}. These are {len(names)}")
    return tuple(names)


POSTCODE = Cell(_postcode, str)
REGISTRATION = Cell(_registration, str)
SPACES = Cell(_names, lambda names: "; ".join(name.replace(";", "\\;") for name in names), ())
