"""The Care Inspectorate's monthly datastore file, read row by row. Pure. Columns and quirks: docs of the file itself.

``NA`` stands for what is missing; days are dd/mm/yyyy; grades are in the KQ_ columns. ServiceType there is the sector
(private, voluntary ...), not the type: that is CareService with Subtype. Managers' names and addresses are not read.
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from marketplace.errors import Refused

NUMBER_COLUMNS = ("CSNumber", "CaseNumber")
NEEDED = ("CareService", "Subtype", "ServiceName", "ServiceStatus")
STATUSES = frozenset({"Active", "Inactive", "Cancelled"})
LARGEST_BYTES = 100 * 1024 * 1024
_NUMBER = re.compile(r"CS[0-9]{4,16}")
_MISSING = frozenset({"", "NA", "N/A"})
_GRADE_PREFIX = "KQ_"


@dataclass(frozen=True)
class RegisterRow:
    """One service as the file has it."""

    number: str
    provider_number: str | None
    provider_name: str | None
    service_type: str
    subtype: str | None
    name: str
    town: str | None
    postcode: str | None
    council_name: str | None
    client_group: str | None
    places: int | None
    status: str
    grades: dict[str, int]
    graded_on: date | None
    inspected_on: date | None


@dataclass(frozen=True)
class BadRegisterRow:
    """Why one row cannot be taken; ``row`` is its line as a spreadsheet counts, the heading being row 1.

    ``number`` is the service it speaks of, when that can be read: a service with a bad row is not absent from the file.
    """

    row: int
    why: str
    number: str | None = None


class _NotTakenError(Exception):
    """A value that cannot be taken; the text says why."""


def read_register(file: bytes) -> Iterator[RegisterRow | BadRegisterRow]:
    """Every row of a file (.csv or gzip of one; UTF-8 or Windows-1252). Raises Refused when it is no such file."""
    try:
        yield from _rows(csv.DictReader(io.StringIO(_text(file), newline="")))
    except csv.Error as error:
        raise Refused("The file is not a table: one of its cells never ends.") from error


def _rows(reader: "csv.DictReader[str]") -> Iterator[RegisterRow | BadRegisterRow]:
    heading = [name or "" for name in reader.fieldnames or []]
    number_column = next((name for name in NUMBER_COLUMNS if name in heading), None)
    missing = [name for name in NEEDED if name not in heading]
    if number_column is None:
        missing.insert(0, NUMBER_COLUMNS[0])
    if missing:
        raise Refused(f"The file has no column {', '.join(missing)}.")
    seen: set[str] = set()
    try:
        for number, values in enumerate(reader, start=2):
            yield _row(number, values, str(number_column), seen)
    except csv.Error as error:
        raise Refused(f"The file is not a table (line {reader.line_num}: {error}).") from error


def _text(file: bytes) -> str:
    if file[:2] == b"\x1f\x8b":
        file = _unpacked(file)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = file.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("The file is not text in UTF-8 or Windows-1252.")


def _unpacked(file: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(file)) as stream:
            unpacked = stream.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Refused("The file is cut off or damaged: it cannot be unpacked.") from error
    if len(unpacked) > LARGEST_BYTES:
        raise Refused("The file is too large to be the register.")
    return unpacked


def _row(
    number: int, values: Mapping[str | None, str | None], number_column: str, seen: set[str]
) -> RegisterRow | BadRegisterRow:
    cells = {name: (value or "").strip() for name, value in values.items() if name is not None}
    if None in values or None in values.values():
        return BadRegisterRow(
            number, "This row does not have as many columns as the heading", _named(cells, number_column)
        )
    try:
        row = _read(cells, number_column)
    except _NotTakenError as error:
        return BadRegisterRow(number, str(error), _named(cells, number_column))
    if row.number in seen:
        return BadRegisterRow(number, f"{row.number} stands in the file twice", row.number)
    seen.add(row.number)
    return row


def _named(cells: Mapping[str, str], number_column: str) -> str | None:
    number = cells.get(number_column, "").upper()
    return number if _NUMBER.fullmatch(number) else None


def _read(cells: Mapping[str, str], number_column: str) -> RegisterRow:
    status = _needed(cells, "ServiceStatus", 40)
    if status not in STATUSES:
        raise _NotTakenError(f"ServiceStatus “{status}” is not one of {', '.join(sorted(STATUSES))}")
    number = cells[number_column].upper()
    if not _NUMBER.fullmatch(number):
        raise _NotTakenError(f"{number_column} “{number[:20]}” is not a service number like CS2003000000")
    return RegisterRow(
        number=number,
        provider_number=_given(cells, "SP_number", 20),
        provider_name=_given(cells, "ServiceProvider", 200),
        service_type=_needed(cells, "CareService", 80),
        subtype=_given(cells, "Subtype", 120),
        name=_needed(cells, "ServiceName", 200),
        town=_given(cells, "Service_town", 80),
        postcode=_given(cells, "Service_Postcode", 10),
        council_name=_given(cells, "Council_Area_Name", 80),
        client_group=_given(cells, "Client_group", 60),
        places=_places(cells),
        status=status,
        grades=_grades(cells),
        graded_on=_day(cells, "Publication_of_Latest_Grading"),
        inspected_on=_day(cells, "Last_inspection_Date"),
    )


def _needed(cells: Mapping[str, str], column: str, longest: int) -> str:
    value = _given(cells, column, longest)
    if value is None:
        raise _NotTakenError(f"{column} is empty")
    return value


def _given(cells: Mapping[str, str], column: str, longest: int) -> str | None:
    value = cells.get(column, "")
    return None if value in _MISSING else value[:longest]


def _places(cells: Mapping[str, str]) -> int | None:
    value = _given(cells, "Registered_Places", 12)
    if value is None:
        return None
    if not re.fullmatch(r"\d{1,6}(\.0)?", value):
        raise _NotTakenError(f"Registered_Places “{value}” is not a number")
    return int(value.split(".")[0])


def _grades(cells: Mapping[str, str]) -> dict[str, int]:
    """Grades 1 (unsatisfactory) to 6 (excellent) by key question; empty when not yet graded."""
    grades = {}
    for column, value in cells.items():
        if column.startswith(_GRADE_PREFIX) and value not in _MISSING:
            if value not in {"1", "2", "3", "4", "5", "6"}:
                raise _NotTakenError(f"{column} “{value[:20]}” is not a grade from 1 to 6")
            grades[column.removeprefix(_GRADE_PREFIX).lower()] = int(value)
    return grades


def _day(cells: Mapping[str, str], column: str) -> date | None:
    value = _given(cells, column, 20)
    if value is None:
        return None
    for pattern in ("%d/%m/%Y", "%d-%b-%y", "%Y-%m-%d"):
        try:
            return datetime.strptime(value, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise _NotTakenError(f"{column} “{value}” is not a day like 26/06/2023")
