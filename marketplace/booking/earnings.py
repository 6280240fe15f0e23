"""What a provider earns, month by month and listing by listing: booked, done, paid, still owed. Pure.

Paid and owed are as far as this site knows: what has left a pot for the provider counts as paid.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from marketplace.budgets.spreadsheet import as_rows, pounds

COLUMNS = ("Month", "What is offered", "When", "Booked", "Stands", "Price", "Paid", "Still owed", "Purchase order")


@dataclass(frozen=True, slots=True)
class Earned:
    """One booked part. ``month``: the first of the month in which it begins; ``paid_pence``: what has left the pots."""

    line_ref: str
    month: date
    listing: str
    when: str
    words: str
    is_done: bool
    pence: int
    paid_pence: int
    purchase_order: str
    starts_at: datetime

    @property
    def owed_pence(self) -> int:
        """What it still brings."""
        return max(self.pence - self.paid_pence, 0)


@dataclass(frozen=True, slots=True)
class Sum:
    """Several parts together. ``listing`` is blank where they are of all listings."""

    listing: str
    parts: int
    done_pence: int
    to_come_pence: int
    paid_pence: int
    owed_pence: int

    @property
    def pence(self) -> int:
        """All of it."""
        return self.done_pence + self.to_come_pence


@dataclass(frozen=True, slots=True)
class MonthEarned:
    """One month: each listing, and all of them."""

    month: date
    listings: tuple[Sum, ...]
    total: Sum

    @property
    def name(self) -> str:
        """``March 2027``."""
        return f"{self.month:%B %Y}"


def by_month(earned: Iterable[Earned]) -> tuple[MonthEarned, ...]:
    """Months in order, in each the listings by name."""
    ordered = sorted(earned, key=lambda one: (one.month, one.listing, one.starts_at))
    found = []
    for month, of_month in groupby(ordered, key=lambda one: one.month):
        parts = list(of_month)
        listings = (together(list(some), name) for name, some in groupby(parts, key=lambda one: one.listing))
        found.append(MonthEarned(month, tuple(listings), together(parts)))
    return tuple(found)


def together(parts: list[Earned], listing: str = "") -> Sum:
    """The sum of several parts."""
    return Sum(
        listing=listing,
        parts=len(parts),
        done_pence=sum(one.pence for one in parts if one.is_done),
        to_come_pence=sum(one.pence for one in parts if not one.is_done),
        paid_pence=sum(one.paid_pence for one in parts),
        owed_pence=sum(one.owed_pence for one in parts),
    )


def as_csv(earned: Iterable[Earned]) -> str:
    """Every part for a spreadsheet, by the day it begins; amounts are pounds with two decimals."""
    return as_rows(COLUMNS, map(_row, sorted(earned, key=lambda one: (one.starts_at, one.line_ref))))


def _row(one: Earned) -> tuple[str, ...]:
    return (
        f"{one.month:%Y-%m}",
        one.listing,
        one.when,
        one.words,
        "done" if one.is_done else "to come",
        pounds(one.pence),
        pounds(one.paid_pence),
        pounds(one.owed_pence),
        one.purchase_order,
    )
