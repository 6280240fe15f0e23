"""A pot statement as CSV for a spreadsheet: exact, and harmless whatever was typed into it. Pure.

Whoever adds up a column of amounts gets its sum and no more: sums stand in a column of their own, as do amounts that
were told to us and never moved, and what puts right an amount that was entered wrongly.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.budgets.month_return import MonthReturn
from marketplace.budgets.statement import Line, Statement, Told

COLUMNS = ("Date", "What", "For", "Note", "In", "Out", "Left", "Told to us", "Corrected", "Sum")
CODING = "Order coding"
PAPERS = ("By", "Purchase order", "Invoice", "Provider")
"""Who entered a line, or the papers by which what was paid is found in other books."""
FILE_COLUMNS = ("Person", "Person reference", "Pot", "Sort", CODING, *COLUMNS, *PAPERS)
RETURN_COLUMNS = ("Date", "What", "For", "In", "Out", "In the account", "Sum")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

_NOTHING = Told("")

WhatFor = Callable[[Line], Told]
"""Says in words what a line was for, with its papers; nothing where it is not known."""


@dataclass(frozen=True, slots=True)
class Owned:
    """The statement of a pot in a file of many people's, with whose it is and which sort of money."""

    person: str
    person_ref: str
    pot: str
    sort: str
    coding: str
    statement: Statement


def as_csv(statement: Statement, what_for: WhatFor, *, coding: str = "") -> str:
    """The whole statement. Amounts are pounds with two decimals and no sign for pounds, days as 2027-03-31.

    ``coding``: of the pot, in a column of its own, for readers who book by it.
    """
    rows = _full_rows(statement, what_for)
    if coding:
        return as_rows((*COLUMNS, *PAPERS, CODING), ((*row, coding) for row in rows))
    return as_rows((*COLUMNS, *PAPERS), rows)


def as_csv_of(several: Iterable[tuple[str, str, Statement]], what_for: WhatFor) -> str:
    """Several statements under one another, each row with its pot before it and its coding, if any, after it."""
    return as_rows(
        ("Pot", *COLUMNS, *PAPERS, CODING),
        ((pot, *row, coding) for pot, coding, statement in several for row in _full_rows(statement, what_for)),
    )


def with_heading() -> str:
    """The columns of a file of many people's pots, alone: the rows of some at a time come after it."""
    return _written([FILE_COLUMNS])


def rows_of(several: Iterable[Owned], told: Mapping[Line, Told]) -> str:
    """The rows of such a file, without their columns. ``told``: of each line that was for something."""
    return _written(
        (one.person, one.person_ref, one.pot, one.sort, one.coding, *row)
        for one in several
        for row in _full_rows(one.statement, lambda line: told.get(line, _NOTHING))
    )


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


def _full_rows(statement: Statement, told: WhatFor) -> Iterator[tuple[str, ...]]:
    """Each row with who entered it and its papers."""
    for row, by, said in _rows(statement, told):
        yield (*row, by, said.purchase_order, said.invoice, said.provider)


def _rows(statement: Statement, told: WhatFor) -> Iterator[tuple[tuple[str, ...], str, Told]]:
    """Each row with who entered it and what is told of it."""
    opening = (statement.first_on.isoformat(), "Opening", "", "", "", "", pounds(statement.opening_pence), "", "", "")
    yield opening, "", _NOTHING
    for line in statement.lines:
        said = told(line)
        yield _row(line, said.both_halves), line.by, said
    for row in _sums(statement):
        yield row, "", _NOTHING


def _sums(statement: Statement) -> Iterator[tuple[str, ...]]:
    sums = [("Total in", statement.in_pence), ("Total out", statement.out_pence)]
    if statement.is_told:
        sums.append(("Total told to us", statement.told_pence))
    if statement.is_corrected:
        sums.append(("Total corrected", statement.corrected_pence))
    sums += [("Closing", statement.closing_pence), ("Set aside", statement.set_aside_pence)]
    if statement.outgoings_pence:
        sums.append(("Regular costs", statement.outgoings_pence))
    free = ("Left over", statement.left_over_pence) if statement.pot_is_over else ("Free", statement.free_pence)
    sums.append(free)
    for what, pence in sums:
        yield (statement.last_on.isoformat(), what, "", "", "", "", "", "", "", pounds(pence))


def _row(line: Line, words: str) -> tuple[str, ...]:
    return (
        line.on.isoformat(),
        line.what,
        words,
        line.note,
        pounds(line.in_pence) if line.in_pence else "",
        pounds(line.out_pence) if line.out_pence else "",
        pounds(line.left_pence),
        pounds(line.told_pence) if line.told_pence else "",
        pounds(line.corrected_pence) if line.corrected_pence else "",
        "",
    )


def return_csv(
    found: MonthReturn, what_for: Callable[[str], str], *, first_on: date, last_on: date, asks_opening: bool = False
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
    rows = [(first_on.isoformat(), "Opening", "", "", "", opening, "")]
    rows += [
        (on.isoformat(), what, words, pounds(pence) if pence > 0 else "", pounds(-pence) if pence < 0 else "", "", "")
        for on, what, words, pence in sorted(moved, key=lambda row: row[0])
    ]
    sums = [("Total in", pounds(found.in_pence)), ("Total out", pounds(found.out_pence))]
    sums.append(("Closing", "" if asks_opening else pounds(found.closing_pence)))
    if found.bank_pence is not None:
        sums += [("The bank says", pounds(found.bank_pence)), ("Difference", pounds(found.difference_pence))]
    rows += [(last_on.isoformat(), what, "", "", "", "", amount) for what, amount in sums]
    return as_rows(RETURN_COLUMNS, rows)


def pounds(pence: int) -> str:
    """Pounds with two decimals and no sign for pounds."""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}{pounds}.{rest:02d}"


def _is_amount(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdecimal() and cell.isascii() and cell.startswith("-")
