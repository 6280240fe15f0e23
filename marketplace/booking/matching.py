"""Which promise a line of a bank statement seems to pay. Only a proposal: a person confirms each. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Likeness(StrEnum):
    """Why a line seems to be for a promise, the surest first."""

    REFERENCE_AND_AMOUNT = "reference_and_amount"
    REFERENCE = "reference"
    PAID_ALREADY = "paid_already"
    AMOUNT_AND_NAME = "amount_and_name"

    @property
    def words(self) -> str:
        """It said on pages."""
        return _WORDS[self]


_WORDS = {
    Likeness.REFERENCE_AND_AMOUNT: "Same reference and amount",
    Likeness.REFERENCE: "Same reference, another amount",
    Likeness.PAID_ALREADY: "Same reference",
    Likeness.AMOUNT_AND_NAME: "Same amount and name, no reference",
}


@dataclass(frozen=True, slots=True)
class Awaited:
    """A promise by bank transfer: its reference on the transfer, who pays, what is still to come, what has."""

    ref: str
    payment_reference: str
    payer: str
    title: str
    owed_pence: int
    come_pence: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line seems to pay, and why."""

    awaited: Awaited
    likeness: Likeness


def proposal(words: str, pence: int, several: Sequence[Awaited]) -> Proposal | None:
    """The promise that a line seems to pay; none where nothing, or more than one thing, is alike.

    A reference counts however it is spaced. Without one, only a single promise of that amount whose payer's last name
    stands in the words is proposed.
    """
    plain = _plain(words)
    named = [one for one in several if _plain(one.payment_reference) in plain]
    if len(named) == 1:
        return Proposal(named[0], _named(named[0].owed_pence, pence))
    if named:
        return None
    alike = [one for one in several if one.owed_pence == pence and _last_name(one.payer) in _words(words)]
    return Proposal(alike[0], Likeness.AMOUNT_AND_NAME) if len(alike) == 1 else None


def _named(owed_pence: int, pence: int) -> Likeness:
    if not owed_pence:
        return Likeness.PAID_ALREADY
    return Likeness.REFERENCE_AND_AMOUNT if owed_pence == pence else Likeness.REFERENCE


def _plain(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _last_name(name: str) -> str:
    return (name.split() or [""])[-1].casefold() or "\0"
