"""Our payments, refunds and payouts against the card firm's list: what differs, each as a case for finance. Pure.

A payment can reach us a little later than it is made there, and is then no difference yet: what is newer than
``settled_before`` is left for the next night.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from marketplace.worded import Worded


class DifferenceKind(Worded):
    """How ours and theirs differ."""

    NOT_OURS = "not_ours", "The card firm took money that we know nothing of"
    NOT_THEIRS = "not_theirs", "We count money that the card firm did not take"
    OTHER_SUM = "other_sum", "The card firm took another sum than we count"
    REFUND_NOT_OURS = "refund_not_ours", "The card firm sent money back that we did not ask for"
    REFUND_NOT_THEIRS = "refund_not_theirs", "We count money as sent back that the card firm did not send"
    REFUND_OTHER_SUM = "refund_other_sum", "The card firm sent back another sum than we count"
    DISPUTE_NOT_OURS = "dispute_not_ours", "A payment is disputed that we know nothing of"
    BOOKS = "books", "What the card firm has kept is not what the books of the pots say"
    TRANSFER_NOT_OURS = "transfer_not_ours", "The card firm paid a provider what we know nothing of"
    TRANSFER_NOT_THEIRS = "transfer_not_theirs", "We count a provider as paid that the card firm did not pay"
    TRANSFER_OTHER_SUM = "transfer_other_sum", "The card firm paid a provider another sum than we count"
    REVERSAL_OTHER_SUM = "reversal_other_sum", "The card firm took back from a provider another sum than we count"
    PASSED_ON = "passed_on", "What a provider has is not what the books say"


@dataclass(frozen=True, slots=True)
class Item:
    """A payment or refund as the card firm lists it: its name there, pence, our reference as far as it has one."""

    name: str
    pence: int
    reference: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """A payment or refund as we count it. ``is_listed``: it is so old that it must be in the list that was read."""

    pence: int
    reference: str
    is_listed: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs; by its kind and name it is known again the next night."""

    kind: DifferenceKind
    name: str
    reference: str
    our_pence: int
    their_pence: int


def payments_differ(
    theirs: Iterable[Item], ours: Mapping[str, Counted], *, settled_before: datetime
) -> list[Difference]:
    """Where payments differ. ``ours`` by their name at the card firm."""
    kinds = (DifferenceKind.NOT_OURS, DifferenceKind.NOT_THEIRS, DifferenceKind.OTHER_SUM)
    return _differ(theirs, ours, settled_before, kinds)


def refunds_differ(
    theirs: Iterable[Item], ours: Mapping[str, Counted], *, settled_before: datetime
) -> list[Difference]:
    """Where refunds differ. ``ours`` by their name at the card firm."""
    kinds = (DifferenceKind.REFUND_NOT_OURS, DifferenceKind.REFUND_NOT_THEIRS, DifferenceKind.REFUND_OTHER_SUM)
    return _differ(theirs, ours, settled_before, kinds)


def transfers_differ(
    theirs: Iterable[Item], ours: Mapping[str, Counted], *, settled_before: datetime
) -> list[Difference]:
    """Where payouts differ. ``ours`` by their name at the card firm."""
    kinds = (DifferenceKind.TRANSFER_NOT_OURS, DifferenceKind.TRANSFER_NOT_THEIRS, DifferenceKind.TRANSFER_OTHER_SUM)
    return _differ(theirs, ours, settled_before, kinds)


def taken_back_differ(theirs: Mapping[str, int], ours: Mapping[str, Counted]) -> list[Difference]:
    """Where what was taken back of a payout that both know differs, by its name at the card firm."""
    return [
        Difference(DifferenceKind.REVERSAL_OTHER_SUM, name, mine.reference, mine.pence, theirs[name])
        for name, mine in sorted(ours.items())
        if name in theirs and theirs[name] != mine.pence
    ]


def books_differ(
    kept: Mapping[str, int], in_books: Mapping[str, int], kind: DifferenceKind = DifferenceKind.BOOKS
) -> list[Difference]:
    """Where what stands at the card firm is not what the books say, by reference; only those in the books."""
    return [
        Difference(kind, reference, reference, pence, kept.get(reference, 0))
        for reference, pence in sorted(in_books.items())
        if pence != kept.get(reference, 0)
    ]


def _differ(
    theirs: Iterable[Item],
    ours: Mapping[str, Counted],
    settled_before: datetime,
    kinds: tuple[DifferenceKind, DifferenceKind, DifferenceKind],
) -> list[Difference]:
    not_ours, not_theirs, other_sum = kinds
    by_name = {item.name: item for item in theirs}
    found = []
    for name, item in by_name.items():
        mine = ours.get(name)
        if mine is None:
            if item.made_at < settled_before:
                found.append(Difference(not_ours, name, item.reference, 0, item.pence))
        elif mine.pence != item.pence:
            found.append(Difference(other_sum, name, mine.reference, mine.pence, item.pence))
    missing = [(name, mine) for name, mine in ours.items() if mine.is_listed and name not in by_name]
    return found + [Difference(not_theirs, name, mine.reference, mine.pence, 0) for name, mine in missing]
