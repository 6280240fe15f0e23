"""What came into the brokerage's bank account or card reader, of a statement of it. Pure."""

from dataclasses import dataclass

from marketplace.budgets.bank_file import BadRow, BankRow, read_statement


@dataclass(frozen=True, slots=True)
class Came:
    """Money that came in; rows of money that went out are left alone."""

    lines: tuple[BankRow, ...]
    bad: tuple[BadRow, ...]


def what_came(content: bytes) -> Came:
    """The money that a statement says came in. Raises Refused, in plain words, when the file cannot be read."""
    found = read_statement(content)
    return Came(tuple(line for line in found.moved if line.pence > 0), found.bad)
