"""What does not match yet for whoever accounts for pots: delivered, ordered, invoiced, paid, returned. Pure.

Each line is one thing that somebody still has to do something about: what it is, how much, and since when.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.budgets.spreadsheet import as_rows, pounds

COLUMNS = ("What", "Person", "Provider", "Break begins", "Purchase order", "Which", "Since", "Days", "Amount")


class Why(StrEnum):
    """Why something does not match, in the order of a page."""

    NOT_INVOICED = "not_invoiced"
    NOT_ACCEPTED = "not_accepted"
    NOT_LISTED = "not_listed"
    NOT_PAID = "not_paid"
    DISPUTED = "disputed"
    TOO_MUCH = "too_much"
    OWED_BACK = "owed_back"
    COMES_BACK = "comes_back"
    TO_PAY_BACK = "to_pay_back"
    ASKED_BACK = "asked_back"
    NO_RETURN = "no_return"
    BANK_DIFFERS = "bank_differs"

    @property
    def label(self) -> str:
        """It as the heading of a list."""
        return _LABELS[self]

    @property
    def is_of_returns(self) -> bool:
        """Whether it is of a direct payment, without a provider or a break."""
        return self in {Why.NO_RETURN, Why.BANK_DIFFERS}


_LABELS = {
    Why.NOT_INVOICED: "Delivered, not invoiced",
    Why.NOT_ACCEPTED: "Invoiced, not accepted",
    Why.NOT_LISTED: "Accepted, on no list for the bank",
    Why.NOT_PAID: "On a list that is not marked as paid",
    Why.DISPUTED: "Disputed",
    Why.TOO_MUCH: "Invoiced, but not set aside any more",
    Why.OWED_BACK: "Owed back to you, not come yet",
    Why.COMES_BACK: "Paid first by you, not paid back yet",
    Why.TO_PAY_BACK: "Paid first by others, not paid back by you",
    Why.ASKED_BACK: "Asked back from direct payments, not come yet",
    Why.NO_RETURN: "Direct payments without a return",
    Why.BANK_DIFFERS: "Returns where the bank says something else",
}


@dataclass(frozen=True, slots=True)
class Unmatched:
    """One thing. ``whose``: blank where the reader does not know the pot by name; ``pence``: none where no sum is.

    ``which``: the part, the invoice or the month; ``ref`` of the line, the invoice, the list or the pot that it is
    dealt with at, ``month`` of the return, ``pot_ref`` beside that of a line, blank
    where the reader, near to whose it is, decides nothing about it. Of what is paid back ``provider`` is who else.
    """

    why: Why
    whose: str
    person_refs: tuple[str, ...]
    provider: str
    on: date | None
    order: str
    which: str
    pence: int | None
    since: date
    days: int
    ref: str
    month: str = ""
    pot_ref: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """All of one sort."""

    why: Why
    rows: tuple[Unmatched, ...]

    @property
    def pence(self) -> int:
        """All of it together; differences count however they lie."""
        return sum(abs(row.pence or 0) for row in self.rows)


def by_why(rows: Iterable[Unmatched]) -> tuple[Sum, ...]:
    """Those sorts that there are any of, in order; in each the oldest first."""
    found: dict[Why, list[Unmatched]] = {}
    for row in rows:
        found.setdefault(row.why, []).append(row)
    return tuple(
        Sum(why, tuple(sorted(found[why], key=lambda row: (row.since, row.which, row.ref))))
        for why in Why
        if why in found
    )


def beyond(wanted: Sequence[tuple[str, int]], aside: Mapping[str, int]) -> list[int]:
    """Of each sum (its reference, pence), in order, how much is more than what is left aside for its reference."""
    left, found = dict(aside), []
    for reference, pence in wanted:
        had = min(left.get(reference, 0), pence)
        left[reference] = left.get(reference, 0) - had
        found.append(pence - had)
    return found


def as_csv(sums: Iterable[Sum]) -> str:
    """Every line for a spreadsheet; amounts are pounds with two decimals, days as 2027-03-31."""
    return as_rows(COLUMNS, (_row(row) for one in sums for row in one.rows))


def _row(row: Unmatched) -> tuple[str, ...]:
    return (
        row.why.label,
        row.whose,
        row.provider,
        str(row.on or ""),
        row.order,
        row.which,
        str(row.since),
        str(row.days),
        "" if row.pence is None else pounds(row.pence),
    )
