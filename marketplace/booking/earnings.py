"""What a provider earns, month by month and listing by listing: booked, done, paid to it, with us, not paid yet. Pure.

Only what the provider has counts as paid, as far as this site knows: what a family paid us is with us until it is sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from marketplace.budgets.spreadsheet import as_rows, pounds
from marketplace.wording import day

COLUMNS = (
    "Month",
    "What is offered",
    "When",
    "Booked",
    "Stands",
    "Price",
    "Paid to you",
    "Not paid yet",
    "Will not come",
    "With us",
    "Our fee",
    "Sent",
    "Purchase order",
)


@dataclass(frozen=True, slots=True)
class Paid:
    """Where the money of one part is. ``pence``: its provider has it; ``with_us_pence``: a family paid it to us.

    ``fee_pence``: of what was sent, the brokerage's; ``sent_on``: when the last of it was sent by us.
    """

    pence: int = 0
    with_us_pence: int = 0
    fee_pence: int = 0
    sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class Earned:
    """One booked part. ``month``: the first of the month in which it begins.

    ``pence``: what it brings. ``gone_pence``: what was agreed besides, and was credited or let go.
    """

    line_ref: str
    month: date
    listing: str
    when: str
    words: str
    is_done: bool
    pence: int
    paid: Paid
    purchase_order: str
    starts_at: datetime
    gone_pence: int = 0

    @property
    def owed_pence(self) -> int:
        """What nobody has paid yet."""
        return max(self.pence - self.paid.pence - self.paid.with_us_pence - self.paid.fee_pence, 0)

    @property
    def where(self) -> tuple[tuple[int, str], ...]:
        """Where its money is: pence and words, without what is nought."""
        sent = f"sent to you on {day(self.paid.sent_on)}" if self.paid.sent_on else "paid to you"
        with_us = "paid to us, on its way to you" if self.is_done else "paid to us, kept until it is done"
        several = (
            (self.paid.pence, sent),
            (self.paid.fee_pence, "our fee"),
            (self.paid.with_us_pence, with_us),
            (self.owed_pence, "not paid yet"),
            (self.gone_pence, "will not come: it was credited, or let go"),
        )
        return tuple((pence, words) for pence, words in several if pence)


@dataclass(frozen=True, slots=True)
class Sum:
    """Several parts together. ``listing`` is blank where they are of all listings.

    Of what families paid us, ``on_way_pence`` is of parts that are done, ``kept_pence`` of those that are not.
    """

    listing: str
    parts: int
    done_pence: int
    to_come_pence: int
    paid_pence: int
    on_way_pence: int
    kept_pence: int
    fee_pence: int
    owed_pence: int

    @property
    def pence(self) -> int:
        """All of it."""
        return self.done_pence + self.to_come_pence

    @property
    def with_us_pence(self) -> int:
        """What families have paid us and was not sent yet."""
        return self.on_way_pence + self.kept_pence


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
        paid_pence=sum(one.paid.pence for one in parts),
        on_way_pence=sum(one.paid.with_us_pence for one in parts if one.is_done),
        kept_pence=sum(one.paid.with_us_pence for one in parts if not one.is_done),
        fee_pence=sum(one.paid.fee_pence for one in parts),
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
        pounds(one.paid.pence),
        pounds(one.owed_pence),
        pounds(one.gone_pence),
        pounds(one.paid.with_us_pence),
        pounds(one.paid.fee_pence),
        one.paid.sent_on.isoformat() if one.paid.sent_on else "",
        one.purchase_order,
    )
