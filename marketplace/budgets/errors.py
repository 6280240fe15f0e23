"""What budgets refuse, under the site's error tree."""

from collections.abc import Collection, Sequence

from marketplace import wording
from marketplace.budgets.balance import Shortfall
from marketplace.errors import Conflict
from marketplace.money import format_pence


class NotEnoughMoney(Conflict):
    """Committed pots of which more is wanted than is free. ``shortfalls`` names every one at once."""

    def __init__(self, shortfalls: Sequence[Shortfall]) -> None:
        super().__init__(" ".join(map(_say, shortfalls)))
        self.shortfalls = tuple(shortfalls)


class NoLongerSetAside(Conflict):
    """Money that these references want to pay is not set aside for them, or no longer, or not as much."""

    def __init__(self, references: Collection[str]) -> None:
        super().__init__("This money is no longer set aside. Set it aside again")
        self.references = tuple(sorted(references))


class AlreadySetAside(Conflict):
    """Money is set aside for these references already."""

    def __init__(self, references: Collection[str]) -> None:
        super().__init__("Money is set aside for this already")
        self.references = tuple(sorted(references))


class NotPaid(Conflict):
    """Less was paid for these references than is to come back."""

    def __init__(self, references: Collection[str]) -> None:
        super().__init__("Less was paid for this than is to come back")
        self.references = tuple(sorted(references))


class KeyUsed(Conflict):
    """An idempotency key came again with other entries than it first had."""

    def __init__(self, key: str) -> None:
        super().__init__("This was already done, in another way")
        self.key = key


class PotClosed(Conflict):
    """Pots that are closed: no money can be set aside in them, added or stated."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"{wording.listed(sorted(names))} {'is' if len(names) == 1 else 'are'} closed")
        self.names = tuple(names)


def _say(one: Shortfall) -> str:
    free = format_pence(max(one.free_pence, 0))
    return f"{one.name} has {free} free. {format_pence(one.wanted_pence)} is needed."
