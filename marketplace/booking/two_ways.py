"""What of each part its provider has out of what a card paid, and what out of transfers in the place of the rest. Pure.

A bank took back a card payment, and its payer paid again by transfer (0125). What a provider has one way it is not sent
the other way; of what it has not yet, cards pay as far as they go.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One part that is done, in pence: what is due for it, and what the books say has come for it.

    ``card_pence`` and ``bank_pence``: what its provider has of it, or is owed already. ``held_pence``: what is to come
    back from it to the card firm and has not: until then nothing is sent in the place of that.
    """

    due_pence: int
    come_pence: int
    card_pence: int = 0
    bank_pence: int = 0
    held_pence: int = 0

    @property
    def most_by_bank_pence(self) -> int:
        """What transfers can pay of it."""
        return max(min(self.due_pence, self.come_pence) - self.held_pence, 0)


@dataclass(frozen=True, slots=True)
class Ways:
    """What is due for a part each way, in pence."""

    card_pence: int
    bank_pence: int


def by_ways(parts: Sequence[Part], *, card_pence: int, bank_pence: int) -> list[Ways]:
    """What is due for each part each way: together never more than is due, and of each way never more than there is."""
    kept: list[Ways] = []
    for part in parts:
        bank = min(part.bank_pence, part.most_by_bank_pence, bank_pence)
        card = min(part.card_pence, part.due_pence - bank, card_pence)
        card_pence, bank_pence = card_pence - card, bank_pence - bank
        kept.append(Ways(card, bank))
    found: list[Ways] = []
    for part, one in zip(parts, kept, strict=True):
        card = min(part.due_pence - one.card_pence - one.bank_pence, card_pence)
        bank = min(max(part.most_by_bank_pence - one.card_pence - card - one.bank_pence, 0), bank_pence)
        card_pence, bank_pence = card_pence - card, bank_pence - bank
        found.append(Ways(one.card_pence + card, one.bank_pence + bank))
    return found
