"""What came into the brokerage's bank account or card reader and what went out, of a statement of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.budgets.bank_file import BadRow, BankRow, read_whole


@dataclass(frozen=True, slots=True)
class Moved:
    """Money that came in, in pence above nought, and that went out, below it.

    ``left``: what the bank says is there at the end. That is its day and pence, of the latest row, where the file has
    a balance.
    """

    lines: tuple[BankRow, ...]
    went: tuple[BankRow, ...]
    bad: tuple[BadRow, ...]
    left: tuple[date, int] | None = None


def what_moved(content: bytes, *, today: date) -> Moved:
    """What a statement says came in and went out. Raises Refused, in plain words, when a row of it cannot be read.

    A day that is still to come cannot be right: its row is named with those left out, and its balance is no balance of
    the bank's.
    """
    found = read_whole(content)
    to_come = [BadRow(line.row, f"{line.on:%d/%m/%Y} is still to come") for line in found.moved if line.on > today]
    bad = sorted((*found.bad, *to_come), key=lambda one: one.row)
    known = [line for line in found.moved if line.on <= today]
    came, went = (tuple(line for line in known if (line.pence > 0) is is_in) for is_in in (True, False))
    return Moved(came, went, tuple(bad), _left(known))


def _left(rows: Sequence[BankRow]) -> tuple[date, int] | None:
    """The balance after the latest row. Banks write the first row first, or last: the sums say which."""
    known = [(row, row.left_pence) for row in rows if row.left_pence is not None]
    if not known:
        return None
    (first, at_first), (last, at_last) = known[0], known[-1]
    if len(known) > 1 and _is_newest_first(known[0], known[1], is_by_day=first.on > last.on):
        return first.on, at_first
    return last.on, at_last


def _is_newest_first(one: tuple[BankRow, int], two: tuple[BankRow, int], *, is_by_day: bool) -> bool:
    (first, at_first), (second, at_second) = one, two
    goes_up, goes_down = at_second == at_first + second.pence, at_first == at_second + first.pence
    return goes_down if goes_up != goes_down else is_by_day
