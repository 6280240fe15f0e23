"""A CSV file as a table of cells, whatever wrote it; a table as a CSV file in which no spreadsheet finds a formula."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from marketplace.errors import Refused

LARGEST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 10_000
NOTE = "#"
"""A row whose first cell begins with this is a note to whoever fills the file in."""

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_SAVE_AS = "In your spreadsheet choose “Save as”, then “CSV UTF-8”"
_NO_TEXT = {
    b"PK\x03\x04": f"This is a workbook, not a CSV file. {_SAVE_AS}",
    b"\xd0\xcf\x11\xe0": f"This is a workbook, not a CSV file. {_SAVE_AS}",
    b"%PDF": f"This is a PDF, not a CSV file. {_SAVE_AS}",
}

Cells = Mapping[str, str]


@dataclass(frozen=True)
class TableRow:
    """One row by its number as a spreadsheet counts: the heading is row 1. ``cells`` None: too many or too few."""

    number: int
    cells: Cells | None


@dataclass(frozen=True)
class Table:
    """What a file holds. ``words`` say how it was read; ``notes`` is how many rows were notes."""

    heading: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notes: int
    words: str


def read_table(content: bytes, *, known: Collection[str]) -> Table:
    """The rows of a file whose columns are among ``known``. Raises Refused in plain words when it is no such table."""
    text, encoding = _decoded(content)
    text, separator = _separated(text, known)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    try:
        heading = _heading(next(lines, []), known)
        read = [(number, line) for number, line in enumerate(lines, start=2) if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise Refused(_broken(str(error), lines.line_num)) from error
    rows = tuple(TableRow(number, _cells(heading, line)) for number, line in read if not line[0].startswith(NOTE))
    if not rows:
        raise Refused("There is no row below the heading. Write one row for each listing")
    if len(rows) > MOST_ROWS:
        raise Refused(f"This file has {len(rows):,} rows. The most is {MOST_ROWS:,}. Send it in parts")
    return Table(heading, rows, len(read) - len(rows), f"{encoding}, {_SEPARATORS[separator]} between the columns")


def write_table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The same way round: UTF-8 that Excel knows as such, commas, no cell that is run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; ``plain`` takes the guard off again. Numbers need none."""
    return f"'{cell}" if _FORMULA.match(cell) and not _is_number(cell) else cell


def plain(cell: str) -> str:
    """A cell as it is meant: without its guard, one sort of new line, no space around."""
    cell = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    return cell[1:] if _GUARDED.match(cell) else cell


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-\d+(\.\d+)?", cell, re.ASCII) is not None


def _decoded(content: bytes) -> tuple[str, str]:
    """The text, and what it was written in: UTF-8, what Excel calls Unicode text, or Windows-1252."""
    if len(content) > LARGEST_BYTES:
        raise Refused(f"This file is too large. The most is {LARGEST_BYTES // 1024 // 1024} MB. Send it in parts")
    if not content.strip():
        raise Refused("This file is empty. Choose another one")
    for start, why in _NO_TEXT.items():
        if content.startswith(start):
            raise Refused(why)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _text(content, "utf-16"), "UTF-16"
    try:
        return _text(content, "utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return _text(content, "cp1252"), "Windows-1252"


def _text(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8-sig":
            raise
        raise Refused(f"This is not text that we can read. {_SAVE_AS}") from error
    if "\0" in text:
        raise Refused(f"This is not text that we can read. {_SAVE_AS}")
    return text


def _separated(text: str, known: Collection[str]) -> tuple[str, str]:
    """The text without Excel's own line about separators, and the separator: the one that gives most known columns."""
    if said := _SAID.match(text):
        text = text[said.end() :]
        if said[1] in _SEPARATORS:
            return text, said[1]
    first = text.partition("\n")[0].rstrip("\r")

    def found(separator: str) -> int:
        return sum(_name(cell) in known for cell in next(csv.reader([first], delimiter=separator), []))

    return text, max(_SEPARATORS, key=found)


def _heading(cells: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    names = tuple(_name(cell) for cell in cells)
    while names and not names[-1]:
        names = names[:-1]
    if "reference" not in names:
        raise Refused(
            "The first row has to name the columns, and one of them is called reference. Look at the template"
        )
    strange = [name for name in names if name not in known]
    if strange:
        raise Refused(" ".join(_strange(name, known) for name in strange[:5]))
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refused(f"The column {twice[0]} is there twice. Take one of them out")
    return names


def _strange(name: str, known: Collection[str]) -> str:
    if not name:
        return "A column has no name. Name it, or take it out."
    near = get_close_matches(name, known, 1)
    meant = f" Do you mean {near[0]}?" if near else " Take it out, or look at the template for its name."
    return f"We know no column “{name[:40]}”.{meant}"


def _name(cell: str) -> str:
    return "_".join(cell.strip().lower().split())


def _cells(heading: Sequence[str], line: Sequence[str]) -> Cells | None:
    beyond = line[len(heading) :]
    if len(line) < len(heading) or any(cell.strip() for cell in beyond):
        return None
    return {name: plain(cell) for name, cell in zip(heading, line, strict=False)}


def _broken(error: str, line: int) -> str:
    if "larger than field limit" in error:
        return f'A cell before line {line} is far too long. Look for a quotation mark (") that is not closed'
    return f'The file breaks off or is muddled at line {line}. Look for a quotation mark (") that is not closed'


def cells_of(table: Table, numbers: Collection[int]) -> Iterator[tuple[int, Cells]]:
    """The cells of some of its rows, by number."""
    wanted = set(numbers)
    yield from ((row.number, row.cells or {}) for row in table.rows if row.number in wanted)
