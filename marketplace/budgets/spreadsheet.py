"""A pot statement as CSV for a spreadsheet: exact, and harmless whatever was typed into it. Pure."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from marketplace.budgets.month_return import MonthReturn
from marketplace.budgets.statement import Line, Statement

COLUMNS = ("Date", "What", "For", "Note", "In", "Out", "Left")
RETURN_COLUMNS = ("Date", "What", "For", "In", "Out", "In the account")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

WhatFor = Callable[[str], str]
"""Says in words what an opaque reference stands for; nothing where it is not known."""


def as_csv(statement: Statement, what_for: WhatFor) -> str:
    """The whole statement. Amounts are pounds with two decimals and no sign for pounds, days as 2027-03-31."""
    return as_rows(COLUMNS, _rows(statement, what_for))


def as_csv_of(several: Iterable[tuple[str, Statement]], what_for: WhatFor) -> str:
    """Several statements under one another, each row with whose it is before it: a pot, or a person and a pot."""
    return with_heading() + rows_of(several, what_for)


def with_heading() -> str:
    """The columns of several statements, alone: the rows of some at a time come after it."""
    return _written([("Pot", *COLUMNS)])


def rows_of(several: Iterable[tuple[str, Statement]], what_for: WhatFor) -> str:
    """The rows of several statements, without their columns."""
    return _written((whose, *row) for whose, statement in several for row in _rows(statement, what_for))


def as_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under their columns, each cell harmless."""
    return _written([columns, *rows])


def _written(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(tuple(map(harmless, row)) for row in rows)
    return out.getvalue()


def harmless(cell: str) -> str:
    """The cell, so that no spreadsheet reads it as a formula: an amount below nought alone may begin with its sign."""
    if not cell.startswith(_STARTS_FORMULA) or _is_amount(cell):
        return cell
    return f"'{cell}"


def _rows(statement: Statement, what_for: WhatFor) -> Iterator[tuple[str, ...]]:
    end = statement.last_on.isoformat()
    yield (statement.first_on.isoformat(), "Opening", "", "", "", "", pounds(statement.opening_pence))
    for line in statement.lines:
        yield _row(line, what_for)
    yield (end, "Total in", "", "", pounds(statement.in_pence), "", "")
    yield (end, "Total out", "", "", "", pounds(statement.out_pence), "")
    yield (end, "Closing", "", "", "", "", pounds(statement.closing_pence))
    yield (end, "Set aside", "", "", "", "", pounds(statement.set_aside_pence))
    if statement.outgoings_pence:
        yield (end, "Regular costs", "", "", "", "", pounds(statement.outgoings_pence))
    yield (end, "Free", "", "", "", "", pounds(statement.free_pence))


def _row(line: Line, what_for: WhatFor) -> tuple[str, ...]:
    return (
        line.on.isoformat(),
        line.movement.words,
        what_for(line.reference) if line.reference else "",
        line.note,
        pounds(line.in_pence) if line.pence > 0 else "",
        pounds(line.out_pence) if line.pence < 0 else "",
        pounds(line.left_pence),
    )


def return_csv(
    found: MonthReturn, what_for: WhatFor, *, first_on: date, last_on: date, asks_opening: bool = False
) -> str:
    """The return of a month: what moved by the day, then its sums and what the bank says.

    ``asks_opening``: nobody said yet what the account had before, so there is no sum of what it should have.
    """
    moved = [
        (line.on, line.movement.words, what_for(line.reference) if line.reference else "", line.pence)
        for line in found.through_site
    ]
    moved += [(line.on, line.sort.words, line.words, line.change_pence) for line in found.by_hand]
    opening = "" if asks_opening else pounds(found.opening_pence)
    rows = [(first_on.isoformat(), "Opening", "", "", "", opening)]
    rows += [
        (on.isoformat(), what, words, pounds(pence) if pence > 0 else "", pounds(-pence) if pence < 0 else "", "")
        for on, what, words, pence in sorted(moved, key=lambda row: row[0])
    ]
    end = last_on.isoformat()
    rows.append((end, "Total in", "", pounds(found.in_pence), "", ""))
    rows.append((end, "Total out", "", "", pounds(found.out_pence), ""))
    rows.append((end, "Closing", "", "", "", "" if asks_opening else pounds(found.closing_pence)))
    if found.bank_pence is not None:
        rows.append((end, "The bank says", "", "", "", pounds(found.bank_pence)))
        rows.append((end, "Difference", "", "", "", pounds(found.difference_pence)))
    return as_rows(RETURN_COLUMNS, rows)


def pounds(pence: int) -> str:
    """Pounds with two decimals and no sign for pounds."""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}{pounds}.{rest:02d}"


def _is_amount(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdecimal() and cell.isascii() and cell.startswith("-")
