"""Money of pots poured over parts: as much as can be, exact to the penny, never more than a pot has or may pay. Pure.

Where a later pot could pay nothing because an earlier one took the only parts it may pay for, the earlier one is moved
to other parts; it never pays less for that (largest flow, by paths that add to it: Ford and Fulkerson).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

Place = tuple[str, str]
"""A pot and a part that it pays for, by their references."""


class Pouring:
    """What pots pay of parts so far, and what is still open of each part."""

    def __init__(self, open_: Mapping[str, int]) -> None:
        self.open = dict(open_)
        self.paid: dict[Place, int] = {}
        self._most: dict[str, dict[str, int]] = {}
        self._fixed: frozenset[Place] = frozenset()

    def let(self, pot: str, most: Mapping[str, int]) -> None:
        """From now on a pot may pay so much of these parts, beside those it may pay for already."""
        self._most.setdefault(pot, {}).update(most)

    def pour(self, pot: str, pence: int | None) -> None:
        """Let a pot pay as much as it can of so many pence in all; of as many as are wanted where it is none."""
        left = None if pence is None else pence - self.by(pot)
        while left is None or left > 0:
            path = self._path(pot)
            if not path:
                return
            adds = self._width(path) if left is None else min(left, self._width(path))
            self._take(path, adds)
            left = None if left is None else left - adds

    def fix(self) -> None:
        """Leave where it is what is paid so far: nobody is moved from it."""
        self._fixed = frozenset(self.paid)

    def by(self, pot: str) -> int:
        """What a pot pays in all."""
        return sum(pence for (payer, _), pence in self.paid.items() if payer == pot)

    @property
    def places(self) -> dict[Place, int]:
        """What is paid, without what came to nothing."""
        return {place: pence for place, pence in self.paid.items() if pence > 0}

    def _room(self, pot: str, line: str) -> int:
        return self._most[pot].get(line, 0) - self.paid.get((pot, line), 0)

    def _path(self, start: str) -> list[Place]:
        """Steps (pot, part) from a pot to a part with something open; each next pot gives up the part before it."""
        seen: set[str] = set()
        waiting: list[list[Place]] = [[(start, line)] for line in self._most[start]]
        while waiting:
            path = waiting.pop(0)
            pot, line = path[-1]
            if line in seen or self._room(pot, line) <= 0 or line not in self.open:
                continue
            seen.add(line)
            if self.open[line] > 0:
                return path
            givers = [giver for giver, part in self._movable() if part == line]
            waiting += [[*path, (other, more)] for other in givers if other != pot for more in self._most[other]]
        return []

    def _movable(self) -> Iterator[Place]:
        return (place for place, pence in self.paid.items() if pence > 0 and place not in self._fixed)

    def _width(self, path: Sequence[Place]) -> int:
        rooms = [self._room(pot, line) for pot, line in path]
        moved = [self.paid[pot, line] for (_, line), (pot, _) in pairwise(path)]
        return min([self.open[path[-1][1]], *rooms, *moved])

    def _take(self, path: Sequence[Place], pence: int) -> None:
        for (_, before), (pot, _) in pairwise(path):
            self.paid[pot, before] -= pence
        for place in path:
            self.paid[place] = self.paid.get(place, 0) + pence
        self.open[path[-1][1]] -= pence


def paid_at(places: Mapping[Place, int], wanted: Iterable[Place]) -> int:
    """What is paid in these places together."""
    return sum(places.get(place, 0) for place in wanted)
