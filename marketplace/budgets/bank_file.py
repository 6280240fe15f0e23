"""A statement of a bank account or card as CSV, whatever bank wrote it: what came in and what went out. Pure.

The heading may stand below other lines. What moved stands in two columns, for in and out, or is an amount above or
below nought. What cannot be read is named by its row, as a spreadsheet counts them: so is money of another country.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from marketplace.errors import Refused
from marketplace.money import NotMoney, parse
from marketplace.wording import listed

LARGEST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 5_000
LONGEST_WORDS = 200
_LOOKED_AT = 20
"""So many lines may stand above the heading."""
_WITH_REASON = 10
"""So many bad rows are named with what is wrong; the others by their numbers alone."""

_BELOW_NOUGHT = re.compile(r"-([\d,]+(?:\.\d{1,2})?)|\(([\d,]+(?:\.\d{1,2})?)\)")
_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%d/%m/%y", "%d-%m-%Y")
_DAY_NAMES = frozenset({"date", "transaction date", "posting date", "value date", "date processed"})
_IN_NAMES = frozenset({"paid in", "credit amount", "credit", "money in", "amount credited", "in"})
_OUT_NAMES = frozenset({"paid out", "debit amount", "debit", "money out", "amount debited", "out", "withdrawn"})
_LEFT_NAMES = frozenset({"balance", "balance (gbp)", "account balance", "running balance"})
_AMOUNT_NAMES = frozenset({"amount", "value", "transaction amount", "net amount", "amount (gbp)", "net"})
_CURRENCY_NAMES = frozenset({"currency", "currency code", "ccy", "account currency", "transaction currency"})
"""Of the amount. What was paid abroad, such as a card's local currency, stands beside it and is not asked."""

_POUNDS = frozenset({"", "£", "gbp", "pound", "pounds", "sterling", "pound sterling", "pounds sterling"})
_OTHER_MONEY = re.compile(r"[^\W\d_]{3}|[€$¥]")
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
class BankRow:
    """What moved: ``pence`` above nought in, below nought out.

    ``row``: in the file; ``nth``: which of those with the same day, words and pence it is; ``left_pence``: what was in
    the account after it, where the file says so.
    """

    row: int
    on: date
    words: str
    pence: int
    nth: int = 1
    left_pence: int | None = None

    @property
    def digest(self) -> str:
        """The same for the same line in any other file of the same account."""
        return hashlib.sha256(f"{self.on}|{self.words}|{self.pence}|{self.nth}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read, and why. ``is_dated``: it has something of a day, so it is no line of sums."""

    row: int
    why: str
    is_dated: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds, in its order; rows in which nothing moved are left out."""

    moved: tuple[BankRow, ...]
    bad: tuple[BadRow, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    day: int
    words: tuple[int, ...]
    came_in: int | None
    went_out: int | None
    amount: int | None
    left: int | None
    currency: int | None


def read_statement(content: bytes) -> Read:
    """The lines of a statement. Raises Refused, in plain words, when the file as a whole cannot be read."""
    rows = _rows(_text(content))
    start, columns = _heading(rows)
    moved: list[BankRow] = []
    bad: list[BadRow] = []
    seen: Counter[tuple[date, str, int]] = Counter()
    for number, cells in rows[start:]:
        try:
            line = _line(number, cells, columns, seen)
        except ValueError as why:
            bad.append(BadRow(number, str(why), is_dated=any(map(str.isdigit, _cell(cells, columns.day)))))
            continue
        if line is not None:
            moved.append(line)
    return Read(tuple(moved), tuple(bad))


def read_whole(content: bytes) -> Read:
    """The lines of a statement, all or none; ``bad`` are lines of sums and the like, which have no day.

    Raises Refused at ``file`` that names every row of a day that cannot be read.
    """
    found = read_statement(content)
    bad = [one for one in found.bad if one.is_dated]
    if bad:
        raise Refused(fields={"file": f"Nothing is taken in. {' '.join(_named(bad))}"})
    return found


def _named(bad: Sequence[BadRow]) -> Iterator[str]:
    yield from (f"Row {one.row}: {one.why}." for one in bad[:_WITH_REASON])
    more = [str(one.row) for one in bad[_WITH_REASON:]]
    if more:
        yield f"{'Rows' if len(more) > 1 else 'Row'} {listed(more)} cannot be read either."


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
    left, currency = _first(names, _LEFT_NAMES), _first(names, _CURRENCY_NAMES)
    if came_in is None:
        return _Columns(day, words, None, None, amount, left, currency)
    return _Columns(day, words, came_in, _first(names, _OUT_NAMES), None, left, currency)


def _first(names: Mapping[str, int], wanted: frozenset[str]) -> int | None:
    return min((place for name, place in names.items() if name in wanted), default=None)


def _line(number: int, cells: Sequence[str], columns: _Columns, seen: Counter[tuple[date, str, int]]) -> BankRow | None:
    """What moved; nothing where nothing did. Raises ValueError with why it cannot be read."""
    pence = _moved(cells, columns)
    if not pence:
        return None
    currency = _cell(cells, columns.currency)
    if currency.lower() not in _POUNDS:
        raise ValueError(f"It is in “{currency[:30]}”, and only pounds are taken")
    on = _day(_cell(cells, columns.day))
    words = " ".join(filter(None, (_cell(cells, place) for place in columns.words)))[:LONGEST_WORDS]
    if not words:
        raise ValueError("It does not say from whom, or for what")
    seen[on, words, pence] += 1
    left = _cell(cells, columns.left)
    return BankRow(number, on, words, pence, seen[on, words, pence], _pence(left) if left else None)


def _moved(cells: Sequence[str], columns: _Columns) -> int:
    """In above nought, out below."""
    if columns.came_in is None:
        return _pence(_cell(cells, columns.amount))
    return _pence(_cell(cells, columns.came_in)) - abs(_pence(_cell(cells, columns.went_out)))


def _cell(cells: Sequence[str], place: int | None) -> str:
    return " ".join(cells[place].split()) if place is not None and place < len(cells) else ""


def _day(text: str) -> date:
    for pattern in _DAYS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f"“{text[:30]}” is not a day")


def _pence(text: str) -> int:
    """Pence with their sign: a minus, or brackets as bookkeepers write it. Nothing is nought."""
    amount = re.sub(r"£|\bGBP\b", "", text, flags=re.IGNORECASE).replace(" ", "").removeprefix("+")
    if not amount:
        return 0
    found = _BELOW_NOUGHT.fullmatch(amount)
    plain = (found[1] or found[2]) if found else amount
    if re.fullmatch(r"[\d,]+\.\d", plain):
        plain += "0"
    try:
        return -parse(plain) if found else parse(plain)
    except NotMoney:
        why = "is not in pounds" if _is_other_money(amount) else "is not an amount"
        raise ValueError(f"“{text[:30]}” {why}") from None


def _is_other_money(amount: str) -> bool:
    """Whether a currency that is not ours stands before or behind a number."""
    mark = re.sub(r"[\d.,()+-]", "", amount)
    is_beside = amount.strip("()+-").startswith(mark) or amount.strip("()+-").endswith(mark)
    return bool(is_beside and re.search(r"\d", amount) and _OTHER_MONEY.fullmatch(mark))
