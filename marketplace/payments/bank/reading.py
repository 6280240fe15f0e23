"""A statement of a bank account or card reader as CSV, whatever bank wrote it: the money that came in. Pure.

The heading may stand below other lines. Money that came in is a column of its own, or an amount above nought. What
cannot be read is named by its row, as a spreadsheet counts them; the rest is taken.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from marketplace.errors import Refused
from marketplace.money import NotMoney, parse

LARGEST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 5_000
LONGEST_WORDS = 200
_LOOKED_AT = 20
"""So many lines may stand above the heading."""

_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%d/%m/%y", "%d-%m-%Y")
_DAY_NAMES = frozenset({"date", "transaction date", "posting date", "value date", "date processed"})
_IN_NAMES = frozenset({"paid in", "credit amount", "credit", "money in", "amount credited", "in"})
_AMOUNT_NAMES = frozenset({"amount", "value", "transaction amount", "net amount", "amount (gbp)", "net"})
_WORD_NAMES = frozenset(
    {
        "description",
        "transaction description",
        "details",
        "reference",
        "narrative",
        "memo",
        "name",
        "counter party",
        "payer",
        "notes",
    }
)


@dataclass(frozen=True, slots=True)
class Came:
    """Money that came in. ``row``: in the file; ``nth``: which of those with the same day, words and pence it is."""

    row: int
    on: date
    words: str
    pence: int
    nth: int = 1

    @property
    def digest(self) -> str:
        """The same for the same line in any other file of the same account."""
        return hashlib.sha256(f"{self.on}|{self.words}|{self.pence}|{self.nth}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read, and why."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds; rows of money that went out, or of none, are left out."""

    came: tuple[Came, ...]
    bad: tuple[BadRow, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    day: int
    words: tuple[int, ...]
    came_in: int | None
    amount: int | None


def read_statement(content: bytes) -> Read:
    """The lines of a statement. Raises Refused, in plain words, when the file as a whole cannot be read."""
    rows = _rows(_text(content))
    start, columns = _heading(rows)
    came: list[Came] = []
    bad: list[BadRow] = []
    seen: Counter[tuple[date, str, int]] = Counter()
    for number, cells in rows[start:]:
        try:
            line = _line(number, cells, columns, seen)
        except ValueError as why:
            bad.append(BadRow(number, str(why)))
            continue
        if line is not None:
            came.append(line)
    return Read(tuple(came), tuple(bad))


def _text(content: bytes) -> str:
    if not content.strip():
        raise Refused(fields={"file": "This file is empty. Choose another one"})
    if len(content) > LARGEST_BYTES:
        raise Refused(fields={"file": f"This file is too large. The most is {LARGEST_BYTES // 1024 // 1024} MB"})
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")) or b"\0" in content:
        raise Refused(fields={"file": "This is not a CSV file. At your bank, choose to download a CSV"})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    try:
        lines = list(enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1))
    except csv.Error as error:
        raise Refused(fields={"file": "This CSV file is broken: a quotation mark is not closed"}) from error
    found = [(number, [cell.strip() for cell in cells]) for number, cells in lines if any(map(str.strip, cells))]
    if len(found) > MOST_ROWS:
        raise Refused(fields={"file": f"This file has {len(found):,} rows. The most is {MOST_ROWS:,}"})
    return found


def _heading(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, _Columns]:
    """Where the lines begin, and which column is what."""
    for at, (_, cells) in enumerate(rows[:_LOOKED_AT]):
        names = {re.sub(r"\s+", " ", cell.lower()): place for place, cell in reversed(list(enumerate(cells)))}
        columns = _columns(names)
        if columns is not None:
            return at + 1, columns
    raise Refused(
        fields={"file": "This file has no heading that we know. It needs a Date, a Description, and Paid in or Amount"}
    )


def _columns(names: Mapping[str, int]) -> _Columns | None:
    day, came_in, amount = (_first(names, wanted) for wanted in (_DAY_NAMES, _IN_NAMES, _AMOUNT_NAMES))
    words = tuple(sorted(place for name, place in names.items() if name in _WORD_NAMES))
    if day is None or not words or (came_in is None and amount is None):
        return None
    return _Columns(day, words, came_in, None if came_in is not None else amount)


def _first(names: Mapping[str, int], wanted: frozenset[str]) -> int | None:
    return min((place for name, place in names.items() if name in wanted), default=None)


def _line(number: int, cells: Sequence[str], columns: _Columns, seen: Counter[tuple[date, str, int]]) -> Came | None:
    """What came in; nothing when it went out. Raises ValueError with why it cannot be read."""
    pence = _pence(_cell(cells, columns.amount if columns.came_in is None else columns.came_in))
    if pence is None:
        return None
    on = _day(_cell(cells, columns.day))
    words = " ".join(filter(None, (_cell(cells, place) for place in columns.words)))[:LONGEST_WORDS]
    if not words:
        raise ValueError("It does not say from whom, or for what")
    seen[on, words, pence] += 1
    return Came(number, on, words, pence, seen[on, words, pence])


def _cell(cells: Sequence[str], place: int | None) -> str:
    return " ".join(cells[place].split()) if place is not None and place < len(cells) else ""


def _day(text: str) -> date:
    for pattern in _DAYS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f"“{text[:30]}” is not a day")


def _pence(text: str) -> int | None:
    """Pence that came in; None for none, and for what went out."""
    amount = text.replace("£", "").replace(" ", "").removeprefix("+")
    if not amount or _is_out(amount):
        return None
    if re.fullmatch(r"[\d,]+\.\d", amount):
        amount += "0"
    try:
        return parse(amount) or None
    except NotMoney:
        raise ValueError(f"“{text[:30]}” is not an amount") from None


def _is_out(amount: str) -> bool:
    """Whether an amount has a minus sign, or stands in brackets as bookkeepers write it."""
    return re.fullmatch(r"-[\d,]+(\.\d{1,2})?|\([\d,]+(\.\d{1,2})?\)", amount) is not None
