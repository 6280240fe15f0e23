"""Who might pay for a break, and why that pot: public money by what it is meant for, own money last. Pure.

A pot that pays a share of support pays exactly that first, whoever else may. Then, as long as no pot that could help is
left out and every sum is exact:

1. the pot that somebody chose to be used first;
2. pots whose purpose names this kind of thing, as an award or the letter of a grant does;
3. money that is given one time, before it is gone;
4. as few pots to a part as can be: a part is not split while one pot can bear all of it;
5. of those that can, the one that is lost soonest, then the one that may pay for least, then the one with most free.

Parts for which an officer has to be asked wait until all that needs no asking is paid; own money waits for both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from marketplace.booking.pouring import Place, Pouring, paid_at
from marketplace.budgets.fees import fee_pence
from marketplace.worded import Worded

UNCOUNTED = 10**12
"""More pence than any pot has: what own money is taken to have where only its place among others is asked."""


class Turn(IntEnum):
    """When a pot has its turn with a part, first to last."""

    SHARE = 0
    CHOSEN = 1
    NAMED = 2
    ONCE = 3
    PUBLIC = 4
    ASKED = 5
    OWN = 6


class Why(Worded):
    """Why a pot pays what it does of a part; said after its name."""

    SHARE = "share", "its share of support, as agreed"
    CHOSEN = "chosen", "used first, as you asked"
    NAMED = "named", "its money is meant for this"
    ONCE = "once", "given one time, so it is used before it is gone"
    ALONE = "alone", "no other pot can pay for this"
    LOST_SOONEST = "lost_soonest", "can pay all of it, and is lost soonest"
    LEAST = "least", "can pay all of it, and may pay for fewer parts than others"
    MOST_FREE = "most_free", "can pay all of it, and has the most free"
    WHOLE = "whole", "can pay all of it"
    TOGETHER = "together", "no pot alone could pay it and leave enough for the rest"
    ASKED = "asked", "an officer has to say yes first"
    OWN = "own", "own money comes last"


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
    gone, none where nothing is lost. ``fee_basis_points``: what its holder takes on top of what it pays, all together;
    ``pays_pence``: what it pays already, its fee apart.
    ``shares``: parts of which ``most`` is the share agreed with its funder. ``named``: parts that its purpose names.
    ``is_once``: it is given one time, and what is left of it after ``lost_on`` does not come again.
    """

    pot_ref: str
    free_pence: int | None
    most: Mapping[str, int]
    asked: frozenset[str] = frozenset()
    lost_on: date | None = None
    is_own: bool = False
    fee_basis_points: int = 0
    pays_pence: int = 0
    shares: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    is_once: bool = False

    @property
    def can_pence(self) -> int | None:
        """What it can pay in all, with its holder's fee on top; none: as much as is wanted."""
        if self.free_pence is None:
            return None
        return before_fee(self.free_pence, self.fee_basis_points, paid=self.pays_pence)

    def fee_on(self, pence: int) -> int:
        """How much more its holder takes when it pays so much more than it pays already."""
        return _fee_more(pence, self.fee_basis_points, self.pays_pence)

    def can_bear(self, line_ref: str, pence: int) -> bool:
        """Whether it has so much for a part, and may pay it."""
        return self.most.get(line_ref, 0) >= pence and (self.can_pence is None or self.can_pence >= pence)

    def turn(self, line_ref: str, first: str) -> Turn:
        """When it has its turn with a part."""
        turns = (
            (Turn.OWN, self.is_own and self.pot_ref != first),
            (Turn.ASKED, line_ref in self.asked),
            (Turn.SHARE, line_ref in self.shares),
            (Turn.CHOSEN, self.pot_ref == first),
            (Turn.NAMED, line_ref in self.named),
            (Turn.ONCE, self.is_once),
        )
        return next((turn for turn, is_so in turns if is_so), Turn.PUBLIC)


@dataclass(frozen=True, slots=True)
class Given:
    """What one pot pays of one part, and why it does."""

    line_ref: str
    pot_ref: str
    pence: int
    why: Why


def suggest(wanted: Sequence[Wanting], sources: Iterable[Source], *, first: str = "") -> tuple[Given, ...]:
    """Who pays what, part by part in their order, each pot once a part. What no pot may pay is left open.

    ``first``: the reference of the pot that somebody chose to be used first.
    """
    open_ = {one.line_ref: one.pence for one in wanted if one.pence > 0}
    ordered = in_order(sources, first)
    places = _unsplit(_poured(open_, ordered, first), open_, ordered, first).places
    return tuple(
        Given(line, one.pot_ref, pence, _why(one, line, pence, places, open_, ordered, first))
        for line in open_
        for one in ordered
        if (pence := places.get((one.pot_ref, line), 0))
    )


def in_order(sources: Iterable[Source], first: str = "") -> list[Source]:
    """The one chosen, then what is lost soonest, then what may pay for least, then what has most, own money last."""
    return sorted(sources, key=lambda one: (one.pot_ref != first, one.is_own, _preferred(one), one.pot_ref))


def before_fee(free_pence: int, basis_points: int, *, paid: int = 0) -> int:
    """The most that can be paid from so much, beside what is paid already, when the fee of all of it comes on top."""
    if free_pence <= 0:
        return 0
    pays = free_pence * 10_000 // (10_000 + basis_points)
    while pays + 1 + _fee_more(pays + 1, basis_points, paid) <= free_pence:
        pays += 1
    while pays and pays + _fee_more(pays, basis_points, paid) > free_pence:
        pays -= 1
    return pays


def _fee_more(pence: int, basis_points: int, paid: int) -> int:
    """The fee is of the sum, and rounded once: of two parts it can be a penny more than those of each."""
    return fee_pence(paid + pence, basis_points) - fee_pence(paid, basis_points)


def _preferred(one: Source) -> tuple[int, int, int]:
    """By which a pot is taken before another, smallest first."""
    lost_on = (one.lost_on or date.max).toordinal()
    return lost_on, len(one.most), -(UNCOUNTED if one.free_pence is None else one.free_pence)


def _poured(open_: Mapping[str, int], ordered: Sequence[Source], first: str) -> Pouring:
    """All turns, one after another: in each, every pot may pay for more parts than before, and pays what it can."""
    flow = Pouring(open_)
    for turn in Turn:
        theirs = [(one, dict(_parts_at(one, turn, first))) for one in ordered]
        for one, most in theirs:
            flow.let(one.pot_ref, most)
        for one, most in theirs:
            if most:
                flow.pour(one.pot_ref, one.can_pence)
        if turn is Turn.SHARE:
            flow.fix()
    return flow


def _parts_at(one: Source, turn: Turn, first: str) -> Iterator[tuple[str, int]]:
    return ((line, most) for line, most in one.most.items() if one.turn(line, first) is turn)


def _unsplit(found: Pouring, open_: Mapping[str, int], ordered: Sequence[Source], first: str) -> Pouring:
    """The same with as few pots to a part as can be, as long as nothing that counts before that is less.

    The largest part first, each is left to the first pot that can bear it, as those before it were left.
    """
    best, kept = found, list(ordered)
    for line in sorted(open_, key=lambda line: -open_[line]):
        for one in ordered:
            narrowed = [_without(other, line, after=one, first=first) for other in kept]
            tried = _poured(open_, narrowed, first) if _may_be_left(line, one) else None
            if tried and _worth(tried, ordered, first) >= _worth(best, ordered, first):
                best, kept = tried, narrowed
                break
    return best if len(best.places) < len(found.places) else found


def _may_be_left(line: str, one: Source) -> bool:
    return line in one.most and not one.is_own


def _without(other: Source, line: str, *, after: Source, first: str) -> Source:
    """A pot that leaves a part to ``after``, unless its turn comes before, or it is own money for what is missing."""
    turn = other.turn(line, first)
    if other.pot_ref == after.pot_ref or turn < after.turn(line, first) or turn is Turn.OWN:
        return other
    return replace(other, most={ref: pence for ref, pence in other.most.items() if ref != line})


def _worth(flow: Pouring, ordered: Sequence[Source], first: str) -> tuple[int, ...]:
    """What counts, first to last: what others than the owner pay, what is paid in all, little asked; then purposes."""
    places, at = flow.places, _by_turn(ordered, first)
    paid = {turn: paid_at(places, at[turn]) for turn in Turn}
    in_all = sum(paid.values())
    return in_all - paid[Turn.OWN], in_all, -paid[Turn.ASKED], paid[Turn.CHOSEN], paid[Turn.NAMED], paid[Turn.ONCE]


def _by_turn(ordered: Sequence[Source], first: str) -> Mapping[Turn, list[Place]]:
    found: dict[Turn, list[Place]] = {turn: [] for turn in Turn}
    for one in ordered:
        for line in one.most:
            found[one.turn(line, first)].append((one.pot_ref, line))
    return found


_OF_TURN = {
    Turn.SHARE: Why.SHARE,
    Turn.CHOSEN: Why.CHOSEN,
    Turn.NAMED: Why.NAMED,
    Turn.ONCE: Why.ONCE,
    Turn.ASKED: Why.ASKED,
    Turn.OWN: Why.OWN,
}


def _why(
    one: Source,
    line: str,
    pence: int,
    places: Mapping[Place, int],
    open_: Mapping[str, int],
    ordered: Sequence[Source],
    first: str,
) -> Why:
    """Why this pot: by its turn, or by what it has before the others whose turn comes with it."""
    if said := _OF_TURN.get(one.turn(line, first)):
        return said
    others = [other for other in ordered if other != one and other.turn(line, first) is Turn.PUBLIC]
    others = [other for other in others if other.can_bear(line, 1)]
    if not others:
        return Why.ALONE
    before = sum(places.get((other.pot_ref, line), 0) for other in ordered if other.turn(line, first) < Turn.PUBLIC)
    if pence < open_[line] - before:
        return Why.TOGETHER
    return _before_others(one, [other for other in others if other.can_bear(line, pence)])


def _before_others(one: Source, others: Sequence[Source]) -> Why:
    """What it has before all others that could have borne the part as well."""
    mine, theirs = _preferred(one), [_preferred(other) for other in others]
    for place, why in enumerate((Why.LOST_SOONEST, Why.LEAST, Why.MOST_FREE)):
        if theirs and all(mine[place] < other[place] for other in theirs):
            return why
    return Why.WHOLE
