"""What came into the brokerage's bank account or card reader, of a statement of it. Pure."""

from dataclasses import dataclass
from datetime import date

from marketplace.budgets.bank_file import BadRow, BankRow, read_statement


@dataclass(frozen=True, slots=True)
class Came:
    """Money that came in; rows of money that went out are left alone."""

    lines: tuple[BankRow, ...]
    bad: tuple[BadRow, ...]


def what_came(content: bytes, *, today: date) -> Came:
    """The money that a statement says came in. Raises Refused, in plain words, when the file cannot be read.

    A day that is still to come cannot be right: its row is named with those that could not be read.
    """
    found = read_statement(content)
    came = [line for line in found.moved if line.pence > 0]
    to_come = [BadRow(line.row, f"{line.on:%d/%m/%Y} is still to come") for line in came if line.on > today]
    bad = sorted((*found.bad, *to_come), key=lambda one: one.row)
    return Came(tuple(line for line in came if line.on <= today), tuple(bad))
