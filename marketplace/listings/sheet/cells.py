"""One cell: what is typed in it read to a value or refused in plain words, and a value written as it is typed."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from marketplace.listings.deposit import MOST_DEPOSIT_PENCE
from marketplace.listings.pricing import LEAST_PENCE, MOST_PENCE
from marketplace.money import format_pence

SHOWN = 40
"""Letters of a bad cell that are said again."""


_BETWEEN = re.compile(r"(?<!\\);")

LONGEST_NUMBER = 20
"""Signs of a number; a longer one is none that anybody means."""


class NotTaken(ValueError):
    """A cell that cannot be taken; the text says why."""


class Needed:
    """What an empty cell means where something must stand."""


NEEDED = Needed()


@dataclass(frozen=True, slots=True)
class Cell:
    """How one sort of cell is read and written. ``empty`` is what an empty one means."""

    read: Callable[[str], object]
    write: Callable[[Any], str]
    empty: object = None

    def value(self, text: str) -> object:
        """What is typed. Raises NotTaken."""
        if text:
            return self.read(text)
        if self.empty is NEEDED:
            raise NotTaken("This must not be empty")
        return self.empty

    def text(self, value: object) -> str:
        """How a value is typed."""
        return "" if value is None else self.write(value)


def line(most: int, *, empty: object = "") -> Cell:
    """A few words on one line."""

    def read(text: str) -> str:
        return _short(" ".join(_clean(text).split()), most)

    return Cell(read, str, empty)


def lines(most: int) -> Cell:
    """A text that may have several lines."""
    return Cell(lambda text: _short(_clean(text), most), lambda value: str(value).replace("\r\n", "\n").strip(), "")


def whole(least: int, most: int, *, empty: object = None) -> Cell:
    """A whole number from ``least`` to ``most``."""

    def read(text: str) -> int:
        digits = re.sub(r"[.,]0+$", "", text)
        is_whole = digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_NUMBER
        if not (is_whole and least <= int(digits) <= most):
            raise NotTaken(f"{said(text)} is not a whole number from {least:,} to {most:,}")
        return int(digits)

    return Cell(read, str, empty)


def one_of(*choices: str) -> Cell:
    """One of some words, or nothing."""

    def read(text: str) -> str:
        if text.upper() not in choices:
            raise NotTaken(f"{said(text)} is not one of {', '.join(choices)}")
        return text.upper()

    return Cell(read, str)


def choice(kinds: type[StrEnum]) -> Cell:
    """One of some words, in lower case; the first of them where nothing stands."""
    first, *_ = kinds

    def read(text: str) -> StrEnum:
        try:
            return kinds(text.lower())
        except ValueError:
            raise NotTaken(f"{said(text)} is not one of {', '.join(kinds)}") from None

    return Cell(read, str, first)


def pieces(text: str) -> list[str]:
    r"""What stands between semicolons in a cell, without what is empty; ``\;`` is a semicolon of its own."""
    found = (" ".join(piece.replace("\\;", ";").split()) for piece in _BETWEEN.split(text))
    return [piece for piece in found if piece]


def joined(several: Iterable[str]) -> str:
    """The same, written."""
    return "; ".join(piece.replace(";", "\\;") for piece in several)


def a_name(text: str, most: int) -> str:
    """What one of several things in a cell is called. Raises NotTaken."""
    if len(text) > most:
        raise NotTaken(f"{said(text)} is too long. The most is {most} letters")
    if not text.isprintable():
        raise NotTaken("This holds signs that cannot be printed. Type it again")
    return text


def said(text: str) -> str:
    """A cell said again, in quotation marks, as far as is of use."""
    return f"“{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}”"


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise NotTaken(f"Use {most:,} letters or fewer. This has {len(text):,}")
    return text


def _clean(text: str) -> str:
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t" for letter in text):
        raise NotTaken("This holds signs that cannot be printed. Type it again")
    return unicodedata.normalize("NFC", text)


_ENGLISH = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")
_GERMAN = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+),(\d{1,2})")


def _pence(text: str) -> int:
    """Pounds as people and spreadsheets write them: 135, 135.5, £1,350.00; with a comma for pence, 1.350,00."""
    amount = text.removeprefix("£").strip()
    is_number = amount.isascii() and len(amount) <= LONGEST_NUMBER
    found = (_ENGLISH.fullmatch(amount) or _GERMAN.fullmatch(amount)) if is_number else None
    if not found:
        raise NotTaken(f"{said(text)} is not an amount in pounds. Write it like 135 or 135.50")
    return int(re.sub(r"[.,]", "", found[1])) * 100 + int((found[2] or "0").ljust(2, "0"))


def _price(text: str) -> int:
    return _fair(_pence(text), text)


def _deposit(text: str) -> int:
    pence = _pence(text)
    if pence > MOST_DEPOSIT_PENCE:
        raise NotTaken(f"{said(text)} is more than {format_pence(MOST_DEPOSIT_PENCE)}, the most that a deposit may be")
    return pence


def _fair(pence: int, text: str) -> int:
    if not LEAST_PENCE <= pence <= MOST_PENCE:
        least, most = format_pence(LEAST_PENCE), format_pence(MOST_PENCE)
        raise NotTaken(f"{said(text)} is not a price from {least} to {most}. Without a price leave it empty")
    return pence


def _whole_pence(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise NotTaken(f"{said(text)} is not a whole number of pence. For £135.00 write 13500")
    return _fair(int(text), text)


def _minute(text: str) -> int:
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::00)?", text, re.ASCII)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise NotTaken(f"{said(text)} is not a time. Write it like 16:00")
    return int(found[1]) * 60 + int(found[2])


def _yes_no(text: str) -> bool:
    if text.lower() not in {"yes", "no", "true", "false"}:
        raise NotTaken(f"Write yes or no, not {said(text)}")
    return text.lower() in {"yes", "true"}


def _degrees(most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        number = text.replace(",", ".")
        if not re.fullmatch(r"-?\d{1,3}(\.\d{1,20})?", number, re.ASCII) or abs(float(number)) > most:
            raise NotTaken(f"{said(text)} is not a number of degrees, like 55.7773")
        return float(number)

    return read


POUNDS = Cell(_price, lambda pence: f"{pence // 100}.{pence % 100:02d}")
PENCE = Cell(_whole_pence, str)
MINUTE = Cell(_minute, lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")
DEPOSIT = Cell(_deposit, lambda pence: f"{pence // 100}.{pence % 100:02d}" if pence else "", 0)
YES_NO = Cell(_yes_no, lambda answer: "yes" if answer else "no", NEEDED)
IF_YES = Cell(_yes_no, lambda answer: "yes" if answer else "no", False)  # noqa: FBT003 - what an empty one means
LATITUDE = Cell(_degrees(90), repr)
LONGITUDE = Cell(_degrees(180), repr)
