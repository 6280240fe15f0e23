"""Who might pay for a break: public money by what it may buy, first what is lost soonest, own money last. Pure.

A pot that pays a share of support pays exactly that first, whoever else may. Then pots come in an order, and each pays
as much as it can. Where a later pot could pay nothing because an earlier one took
the only parts it may pay for, the earlier one is moved to other parts; it never pays less for that. So no pot that
could help is left out, and every sum is exact to the penny (largest flow, by paths that add to it: Ford and Fulkerson).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import pairwise

from marketplace.budgets.fees import fee_pence


class Turn(IntEnum):
    """When a pot has its turn, first to last."""

    CHOSEN = 0
    PUBLIC = 1
    OWN = 2


@dataclass(frozen=True, slots=True)
class Wanting:
    """A part of which so many pence are paid by nobody yet."""

    line_ref: str
    pence: int


@dataclass(frozen=True, slots=True)
class Source:
    """A pot that might pay. ``free_pence``: none where nobody counts it, which is as much as is wanted.

    ``most``: the most it may pay of each part, by the part's reference; a part that is not there it may not pay for.
    ``asked``: parts for which an officer has to say yes first. ``lost_on``: the day after which what is left in it is
    gone, none where nothing is lost. ``fee_basis_points``: what its holder takes on top of what it pays.
    ``shares``: parts of which ``most`` is the share agreed with its funder.
    """

    pot_ref: str
    free_pence: int | None
    most: Mapping[str, int]
    asked: frozenset[str] = frozenset()
    lost_on: date | None = None
    is_own: bool = False
    fee_basis_points: int = 0
    shares: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Given:
    """What one pot pays of one part."""

    line_ref: str
    pot_ref: str
    pence: int


def suggest(wanted: Sequence[Wanting], sources: Iterable[Source], *, first: str = "") -> tuple[Given, ...]:
    """Who pays what, part by part in their order, each pot once a part. What no pot may pay is left open.

    ``first``: the reference of the pot that somebody chose to be used first. Parts for which an officer has to be
    asked are tried only after all that needs no asking, and before anybody's own money.
    """
    flow = _Flow({one.line_ref: one.pence for one in wanted if one.pence > 0})
    ordered = in_order(sources, first)
    public = [one for one in ordered if not one.is_own or one.pot_ref == first]
    for one in public:
        if one.shares:
            flow.pour(one, without=frozenset(one.most) - one.shares | one.asked)
    flow.fix()
    for one in public:
        flow.pour(one, without=one.asked)
    for one in public:
        flow.pour(one)
    for one in ordered:
        flow.pour(one)
    return flow.given([one.line_ref for one in wanted], [one.pot_ref for one in ordered])


def in_order(sources: Iterable[Source], first: str = "") -> list[Source]:
    """Their order: the one chosen, then what is lost soonest, then what may pay for least, and own money last."""
    return sorted(sources, key=lambda one: (_turn(one, first), one.lost_on or date.max, len(one.most), one.pot_ref))


def before_fee(free_pence: int, basis_points: int) -> int:
    """The most that can be paid from so much when a fee comes on top of it."""
    if free_pence <= 0:
        return 0
    pays = free_pence * 10_000 // (10_000 + basis_points)
    while pays + 1 + fee_pence(pays + 1, basis_points) <= free_pence:
        pays += 1
    while pays and pays + fee_pence(pays, basis_points) > free_pence:
        pays -= 1
    return pays


def _turn(one: Source, first: str) -> Turn:
    if one.pot_ref == first:
        return Turn.CHOSEN
    return Turn.OWN if one.is_own else Turn.PUBLIC


class _Flow:
    """What pots pay of parts so far, and what is still open of each part."""

    def __init__(self, open_: dict[str, int]) -> None:
        self.open = open_
        self.paid: dict[tuple[str, str], int] = {}
        self.most: dict[str, Mapping[str, int]] = {}
        self.fixed: frozenset[tuple[str, str]] = frozenset()

    def pour(self, source: Source, *, without: frozenset[str] = frozenset()) -> None:
        """Let a pot pay as much as it can, moving others to parts they may pay for as well."""
        self.most[source.pot_ref] = {ref: pence for ref, pence in source.most.items() if ref not in without}
        left = self._left(source)
        while left is None or left > 0:
            path = self._path(source.pot_ref)
            if not path:
                return
            pence = self._width(path) if left is None else min(left, self._width(path))
            self._take(path, pence)
            left = None if left is None else left - pence

    def fix(self) -> None:
        """Leave where it is what is paid so far: nobody is moved from it."""
        self.fixed = frozenset(self.paid)

    def given(self, lines: Sequence[str], pots: Sequence[str]) -> tuple[Given, ...]:
        """All that is paid, by part and then by turn."""
        return tuple(
            Given(line, pot, pence) for line in lines for pot in pots if (pence := self.paid.get((pot, line), 0)) > 0
        )

    def _left(self, source: Source) -> int | None:
        if source.free_pence is None:
            return None
        spent = sum(pence for (pot, _), pence in self.paid.items() if pot == source.pot_ref)
        return before_fee(source.free_pence, source.fee_basis_points) - spent

    def _room(self, pot: str, line: str) -> int:
        return self.most[pot].get(line, 0) - self.paid.get((pot, line), 0)

    def _path(self, start: str) -> list[tuple[str, str]]:
        """Steps (pot, part) from a pot to a part with something open; each next pot gives up the part before it."""
        seen: set[str] = set()
        waiting: list[list[tuple[str, str]]] = [[(start, line)] for line in self.most[start]]
        while waiting:
            path = waiting.pop(0)
            pot, line = path[-1]
            if line in seen or self._room(pot, line) <= 0 or line not in self.open:
                continue
            seen.add(line)
            if self.open[line] > 0:
                return path
            givers = [pot_ref for pot_ref, part in self._movable() if part == line]
            waiting += [[*path, (other, more)] for other in givers if other != pot for more in self.most[other]]
        return []

    def _movable(self) -> Iterator[tuple[str, str]]:
        return (place for place, pence in self.paid.items() if pence > 0 and place not in self.fixed)

    def _width(self, path: Sequence[tuple[str, str]]) -> int:
        rooms = [self._room(pot, line) for pot, line in path]
        moved = [self.paid[pot, line] for (_, line), (pot, _) in pairwise(path)]
        return min([self.open[path[-1][1]], *rooms, *moved])

    def _take(self, path: Sequence[tuple[str, str]], pence: int) -> None:
        for (_, before), (pot, _) in pairwise(path):
            self.paid[pot, before] -= pence
        for pot, line in path:
            self.paid[pot, line] = self.paid.get((pot, line), 0) + pence
        self.open[path[-1][1]] -= pence
