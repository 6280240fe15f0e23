"""What is in a pot, what of it is set aside, what is free. Pure; every sum in whole pence."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Balance:
    """A pot at one instant.

    ``in_pence``: what came in, less what was taken back. ``paid_pence``: what was paid, less what came back.
    ``set_aside_pence``: held for breaks; a hold whose time is over is no longer in it. ``outgoings_pence``: of stated
    money, what goes out elsewhere for regular costs.
    """

    in_pence: int = 0
    paid_pence: int = 0
    set_aside_pence: int = 0
    outgoings_pence: int = 0

    @property
    def left_pence(self) -> int:
        """What is in the pot, set aside or not."""
        return self.in_pence - self.paid_pence

    @property
    def usable_pence(self) -> int:
        """What breaks can use, set aside or not: the whole of a bar."""
        return self.left_pence - self.outgoings_pence

    @property
    def free_pence(self) -> int:
        """What can still be set aside; of stated money it may be below nought."""
        return self.usable_pence - self.set_aside_pence


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """Money that was paid from a pot's bank account and is on its way back to it, in pence.

    ``counted_pence``: what of it the books of the pot paid, and get again; the rest came without being waited for, and
    the pot never counted it as paid.
    """

    pence: int = 0
    counted_pence: int = 0


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A pot that cannot pay what is wanted of it."""

    pot_id: int
    name: str
    wanted_pence: int
    free_pence: int

    @property
    def short_pence(self) -> int:
        """How much is missing."""
        return self.wanted_pence - self.free_pence


def shortfalls(wanted: Mapping[int, int], free: Mapping[int, int], names: Mapping[int, str]) -> list[Shortfall]:
    """Every pot of which more is wanted than is free, by id. All three are keyed by the pot's id, sums in pence."""
    return [
        Shortfall(pot_id, names[pot_id], pence, free[pot_id])
        for pot_id, pence in sorted(wanted.items())
        if pence > free[pot_id]
    ]
