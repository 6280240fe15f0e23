"""Which payment of ours a line of a bank statement seems to be. Only a proposal: a person confirms each. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.booking.bank_words import has_name

SHORTEST_REFERENCE = 4
"""Shorter ones, which somebody typed for a payment outside this site, stand in too many lines by chance."""


class Likeness(StrEnum):
    """Why a line seems to be a payment, the surest first."""

    REFERENCE_AND_AMOUNT = "reference_and_amount"
    LIST_TOTAL = "list_total"
    AMOUNT_AND_NAME = "amount_and_name"
    REFERENCE = "reference"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _WORDS[self]


_WORDS = {
    Likeness.REFERENCE_AND_AMOUNT: "Same reference and amount",
    Likeness.LIST_TOTAL: "Same amount as all of this list",
    Likeness.AMOUNT_AND_NAME: "Same amount and name, no reference",
    Likeness.REFERENCE: "Same reference, another amount",
}


class Sort(StrEnum):
    """What a payment of ours is."""

    PAYOUTS = "payouts"
    PAYOUT = "payout"
    INVOICES = "invoices"
    INVOICE = "invoice"
    ELSEWHERE = "elsewhere"
    REFUND = "refund"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _SORTS[self]

    @property
    def is_list(self) -> bool:
        """Whether it is all of a list for the bank, which may go out as one sum."""
        return self in {Sort.PAYOUTS, Sort.INVOICES}


_SORTS = {
    Sort.PAYOUTS: "All of a list to providers",
    Sort.PAYOUT: "A payment to a provider",
    Sort.INVOICES: "All of a list of invoices",
    Sort.INVOICE: "Invoices of one provider",
    Sort.ELSEWHERE: "A payment outside this site",
    Sort.REFUND: "Sent back to a family",
}


@dataclass(frozen=True, slots=True)
class Ours:
    """A payment of ours that stands in no line yet. ``on``: the day it was marked here; none while it is not marked.

    ``key`` tells it from all others. ``parts``: what is seen with it, the key and pence of each; ``about``: what it is
    of.
    """

    key: str
    sort: Sort
    who: str
    reference: str
    pence: int
    on: date | None
    about: str
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """Its own key, and those of what is seen with it."""
        return frozenset({self.key, *(key for key, _ in self.parts)})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line seems to be, and why."""

    ours: Ours
    likeness: Likeness

    @property
    def is_exact(self) -> bool:
        """Whether it can be confirmed: the amount is the same."""
        return self.likeness is not Likeness.REFERENCE


def proposal(words: str, pence: int, several: Sequence[Ours]) -> Proposal | None:
    """The payment that a line seems to be; none where nothing, or more than one thing, is alike.

    A reference counts however it is spaced; a line that names one is not taken for anything else. Without one, only a
    single list of that sum, or a single payment of it whose payee is named, is proposed.
    """
    named = [one for one in several if _is_named(one.reference, words)]
    if named:
        return _only(_named(named, pence))
    alike = [Proposal(one, Likeness.LIST_TOTAL) for one in several if one.sort.is_list and one.pence == pence]
    by_name = [one for one in several if not one.sort.is_list and one.pence == pence and has_name(one.who, words)]
    return _only([*alike, *(Proposal(one, Likeness.AMOUNT_AND_NAME) for one in by_name)])


def alike(pence: int, several: Sequence[Ours]) -> Iterator[Ours]:
    """What a line of this amount can be."""
    return (one for one in several if one.pence == pence)


def _named(several: Sequence[Ours], pence: int) -> list[Proposal]:
    same = [Proposal(one, Likeness.REFERENCE_AND_AMOUNT) for one in several if one.pence == pence]
    return same or [Proposal(one, Likeness.REFERENCE) for one in several]


def _only(found: Sequence[Proposal]) -> Proposal | None:
    return found[0] if len(found) == 1 else None


def _is_named(reference: str, words: str) -> bool:
    """Whether the reference stands in the words, and not within a longer number."""
    letters = re.sub(r"[^A-Z0-9]", "", reference.upper())
    if len(letters) < SHORTEST_REFERENCE:
        return False
    spaced = r"[^A-Z0-9]*".join(letters)
    return re.search(rf"(?<!\d){spaced}(?!\d)", words.upper()) is not None
