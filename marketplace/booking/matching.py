"""Which promise a line of a bank statement seems to pay. Only a proposal: a person confirms each. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from marketplace.booking.bank_words import has_name, words_in


class Likeness(StrEnum):
    """Why a line seems to be for a promise, the surest first."""

    REFERENCE_AND_AMOUNT = "reference_and_amount"
    REFERENCE = "reference"
    MARKED_BY_HAND = "marked_by_hand"
    PAID_ALREADY = "paid_already"
    AMOUNT_AND_NAME = "amount_and_name"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _WORDS[self]


_WORDS = {
    Likeness.REFERENCE_AND_AMOUNT: "Same reference and amount",
    Likeness.REFERENCE: "Same reference, another amount",
    Likeness.MARKED_BY_HAND: "Same amount as was marked by hand",
    Likeness.PAID_ALREADY: "Same reference",
    Likeness.AMOUNT_AND_NAME: "Same amount and name, no reference",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """Money that finance marked by hand as come, on a day, and that stands in no statement yet."""

    on: date
    pence: int


@dataclass(frozen=True, slots=True)
class Awaited:
    """A promise by bank transfer: its reference on the transfer, who pays, what is still to come, what has.

    ``marked``: what of it was marked by hand, the earliest first.
    """

    ref: str
    payment_reference: str
    payer: str
    title: str
    owed_pence: int
    come_pence: int = 0
    marked: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of a bank statement of which nobody has said what it is."""

    ref: str
    words: str
    pence: int
    on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line seems to pay, and why. ``marked_on``: the day on which it was marked by hand, if that is why."""

    awaited: Awaited
    likeness: Likeness
    marked_on: date | None = None


def proposal(words: str, pence: int, several: Sequence[Awaited], *, on: date) -> Proposal | None:
    """The promise that a line of a day seems to pay; none where nothing, or more than one thing, is alike.

    A reference counts however it is spaced. Without one, only a single promise of that amount whose payer's last name
    stands in the words is proposed. What was marked by hand on that day or later is not waited for again: it is
    proposed that the line is that.
    """
    plain = _plain(words)
    named = [one for one in several if _plain(one.payment_reference) in plain]
    if len(named) == 1:
        return _marked(named[0], pence, on) or Proposal(named[0], _named(named[0].owed_pence, pence))
    if named:
        return None
    by_name = [one for one in several if _last_name(one.payer) in words_in(words)]
    alike = [one for one in by_name if one.owed_pence == pence]
    before = [found for one in by_name if (found := _marked(one, pence, on))]
    if len(alike) + len(before) != 1:
        return None
    return before[0] if before else Proposal(alike[0], Likeness.AMOUNT_AND_NAME)


def marked_before(lines: Sequence[Waiting], several: Sequence[Awaited]) -> frozenset[str]:
    """References of the lines that seem to be money which was marked by hand, each mark for one line: it came once."""
    left, found = list(several), set[str]()
    for line in lines:
        seems = proposal(line.words, line.pence, left, on=line.on)
        if seems is None or seems.likeness is not Likeness.MARKED_BY_HAND:
            continue
        found.add(line.ref)
        left[left.index(seems.awaited)] = _less_one(seems.awaited, line.pence, seems.marked_on)
    return frozenset(found)


def sent_back_before(lines: Sequence[Waiting], several: Sequence[tuple[str, int]]) -> frozenset[str]:
    """References of the lines that seem to be what a provider sent back and somebody marked, each sum for one line.

    ``several``: name of the provider, and pence. A line is it by the amount and a word of the name.
    """
    left, found = list(several), set[str]()
    for line in lines:
        alike = [one for one in left if one[1] == line.pence and has_name(one[0], line.words)]
        if len(alike) == 1:
            found.add(line.ref)
            left.remove(alike[0])
    return frozenset(found)


def _less_one(one: Awaited, pence: int, on: date | None) -> Awaited:
    place = next(at for at, mark in enumerate(one.marked) if (mark.pence, mark.on) == (pence, on))
    return replace(one, marked=(*one.marked[:place], *one.marked[place + 1 :]))


def _marked(one: Awaited, pence: int, on: date) -> Proposal | None:
    """Nobody marks what the bank does not have yet: a line of a later day is other money, unless nothing is owed."""
    for mark in one.marked:
        if mark.pence == pence and (on <= mark.on or not one.owed_pence):
            return Proposal(one, Likeness.MARKED_BY_HAND, mark.on)
    return None


def _named(owed_pence: int, pence: int) -> Likeness:
    if not owed_pence:
        return Likeness.PAID_ALREADY
    return Likeness.REFERENCE_AND_AMOUNT if owed_pence == pence else Likeness.REFERENCE


def _plain(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _last_name(name: str) -> str:
    return (name.split() or [""])[-1].casefold() or "\0"
