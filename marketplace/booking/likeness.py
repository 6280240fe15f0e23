"""Which questions of money are like one another, and which of them come first. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.sorts import Whose

TIMES = 2
"""An amount is near another one from half of it to twice as much: our reading, wide enough for a small council."""

CASE = TypeVar("CASE")


@dataclass(frozen=True, slots=True)
class MoneyAsked:
    """What one pot is asked: for whose break, for which kinds of parts, how much."""

    whose: Whose
    kinds: frozenset[ListingKind]
    pence: int

    @property
    def near_pence(self) -> tuple[int, int]:
        """The least and the most that is near its amount."""
        return -(-self.pence // TIMES), self.pence * TIMES


def is_like(asked: MoneyAsked, other: MoneyAsked) -> bool:
    """Whether both are for the same sort of break, have a kind of part in common, and ask for amounts that are near."""
    least, most = asked.near_pence
    return asked.whose is other.whose and bool(asked.kinds & other.kinds) and least <= other.pence <= most


def likest_first(asked: MoneyAsked, cases: Iterable[CASE], of: Callable[[CASE], MoneyAsked]) -> list[CASE]:
    """Those of these cases that are like what is asked: most kinds in common first, then the nearest amount.

    What is as like as another keeps its place.
    """
    return sorted((one for one in cases if is_like(asked, of(one))), key=lambda one: _distance(asked, of(one)))


def _distance(asked: MoneyAsked, other: MoneyAsked) -> tuple[Fraction, int]:
    in_common = Fraction(len(asked.kinds & other.kinds), len(asked.kinds | other.kinds))
    return 1 - in_common, abs(asked.pence - other.pence)
