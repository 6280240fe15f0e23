"""The client account: what families paid by bank transfer, and whose it is. Every sum adds up to the penny. Pure.

It knows what was said of it on this site: what the bank itself says stands on the bank's statement.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from marketplace.budgets.spreadsheet import as_rows, pounds

COLUMNS = ("Date", "What", "Who", "Reference", "For", "In", "Out")


@dataclass(frozen=True, slots=True)
class Moved:
    """What came and went, in pence. ``unmatched_pence``: it came, and nobody has said yet what it is.

    ``elsewhere_pence``: paid outside this site to people who are not on it.
    """

    came_in_pence: int
    unmatched_pence: int
    sent_back_pence: int
    paid_out_pence: int
    elsewhere_pence: int

    @property
    def gone_pence(self) -> int:
        """What went out."""
        return self.sent_back_pence + self.paid_out_pence + self.elsewhere_pence

    @property
    def held_pence(self) -> int:
        """What is there."""
        return self.came_in_pence + self.unmatched_pence - self.gone_pence


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose it is, in pence. ``to_come_pence``: of parts that are not done; ``parts_pence``: less than its invoice.

    ``owed_pence``: to providers, on no list; ``listed_pence``: on a list that is not paid; ``fees_pence``: the
    brokerage's; ``elsewhere_pence``: of parts that are done, for whoever is not on this site. ``too_much_pence``:
    providers have it, and less is due to them by now.
    """

    to_come_pence: int
    parts_pence: int
    owed_pence: int
    listed_pence: int
    fees_pence: int
    elsewhere_pence: int
    owed_back_pence: int
    unmatched_pence: int
    too_much_pence: int

    @property
    def pence(self) -> int:
        """All that has an owner, less what providers have too much."""
        theirs = self.to_come_pence + self.parts_pence + self.owed_pence + self.listed_pence + self.elsewhere_pence
        return theirs + self.fees_pence + self.owed_back_pence + self.unmatched_pence - self.too_much_pence


@dataclass(frozen=True, slots=True)
class ClientAccount:
    """What moved, and whose the rest is."""

    moved: Moved
    whose: Whose

    @property
    def off_by_pence(self) -> int:
        """What is there and nobody's, or below nought what somebody's is and not there: it should be nought."""
        return self.moved.held_pence - self.whose.pence


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of the account: above nought it came, below it went."""

    on: date
    what: str
    who: str
    reference: str
    words: str
    pence: int


def as_csv(movements: Iterable[Movement]) -> str:
    """The movements by day for a spreadsheet, and their sums; amounts are pounds with two decimals."""
    several = sorted(movements, key=lambda one: (one.on, one.what, one.reference, one.pence))
    rows = [
        (
            one.on.isoformat(),
            one.what,
            one.who,
            one.reference,
            one.words,
            pounds(one.pence) if one.pence > 0 else "",
            pounds(-one.pence) if one.pence < 0 else "",
        )
        for one in several
    ]
    came = sum(one.pence for one in several if one.pence > 0)
    rows.append(("", "All", "", "", "", pounds(came), pounds(came - sum(one.pence for one in several))))
    return as_rows(COLUMNS, rows)
