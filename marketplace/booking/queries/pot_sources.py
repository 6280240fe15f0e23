"""Pots as a suggestion of who pays sees them: what each has free for a break, and the most it may pay of each part.

No more is ever given than what the rules of money would let it pay: what it pays of the break already is counted first.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from marketplace.booking.models import Break, Line
from marketplace.booking.queries.cap_room import Room
from marketplace.booking.queries.fees import kept_shares, rate_in
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.pot_limits import room_left
from marketplace.booking.queries.pot_money import free_for, free_without
from marketplace.booking.queries.pots import pots_seen
from marketplace.booking.queries.sharing import Reach, reach
from marketplace.booking.queries.time_rooms import TimeRoom, TimesLeft, times_left
from marketplace.booking.who_first import Source
from marketplace.budgets.fees import fee_pence
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.balances import balances, stated_days
from marketplace.budgets.queries.dated_money import dated_money
from marketplace.budgets.sorts import Control
from marketplace.budgets.terms import Buys
from marketplace.rules.settings import MayBuy


@dataclass(frozen=True)
class Money:
    """The open pots of everyone in a break that the viewer sees; by their ids what each has for it, and its limits."""

    pots: tuple[Pot, ...]
    free: Mapping[int, int | None]
    rooms: Mapping[int, Room]
    times: TimesLeft


@dataclass(frozen=True)
class _Limits:
    """All limits of a pot for one break, used up part by part. ``words``: what of them left less than was asked for."""

    pot: Pot
    room: Room
    times: Sequence[TimeRoom]
    words: dict[str, None] = field(default_factory=dict)

    def keep(self, line: Line, pence: int) -> None:
        """Let the pot pay so much of a part: it is gone for the others."""
        self.room.keep(line, pence)
        for time in self.times:
            time.keep(line, pence)

    def take(self, line: Line, pence: int, *, paid: int) -> int:
        """The most of so much of a part that they leave, and no less is gone then than is ``paid`` of it already."""
        most = pence
        for time in self.times:
            before, most = most, time.most(line, most)
            if most < before:
                self.words[time.words] = None
        before, most = most, self.room.take(line, most)
        if most < before:
            self.words[f"The limits of {self.pot.name} leave nothing more for this break."] = None
        self.keep(line, max(most, paid))
        return most


@dataclass(frozen=True)
class PotSource:
    """A pot as the suggestion sees it. ``reaches``: how far it reaches for each part, by the part's reference.

    ``used_up``: where it may pay for nothing more, what of its limits is used up, in words.
    """

    source: Source
    reaches: Mapping[str, Reach]
    used_up: str

    @property
    def why_not(self) -> str:
        """Why it may pay for no part, in words; nothing where it may."""
        if self.source.most:
            return ""
        return " ".join(dict.fromkeys(why for one in self.reaches.values() for why in one.why_not)) or self.used_up


def money_for(known: KnownBreak) -> Money:
    """What pots have for a break: read once, however many ways to pay are then tried."""
    pots = tuple(pot for person in known.break_.everyone for pot in pots_seen(person, known.viewer))
    one = known.break_
    return Money(pots, _free(one, pots), room_left(one, pots), times_left(one, pots))


def pot_sources(one: Break, money: Money, lines: Sequence[Line], *, is_anew: bool) -> dict[str, PotSource]:
    """Each pot by its reference, for these lines of a break and new ones. ``is_anew``: as if it paid nothing now."""
    return {pot.ref: _source(one, pot, money, lines, is_anew=is_anew) for pot in money.pots}


def pays_now(pot: Pot, line: Line) -> int:
    """What a pot pays of a line now, in pence."""
    return sum(share.pence for share in line.shares if share.pot_id == pot.id)


def _source(one: Break, pot: Pot, money: Money, lines: Sequence[Line], *, is_anew: bool) -> PotSource:
    rate, kept = rate_in(one, pot), sum(share.kept_pence for share in kept_shares(one) if share.pot_id == pot.id)
    paid = {} if is_anew else {line.ref: pence for line in one.lines_in if (pence := pays_now(pot, line))}
    used = fee_pence(kept, rate) if is_anew else sum(paid.values())
    room = money.rooms[pot.id].untouched(fee_basis_points=rate, kept_pence=kept)
    reaches = {line.ref: reach(pot, line) for line in lines}
    limits = _Limits(pot, room, money.times.rooms(one, pot, lines))
    left = money.free[pot.id]
    source = Source(
        pot_ref=pot.ref,
        free_pence=_within(None if left is None else left - used, room, used),
        most=_most(lines, reaches, paid, limits),
        asked=frozenset(ref for ref, each in reaches.items() if each.is_asked),
        shares=frozenset(ref for ref, each in reaches.items() if each.share_pence is not None),
        lost_on=_lost_on(pot),
        is_own=pot.sort.control is Control.OWN,
        named=frozenset(line.ref for line in lines if _is_for(pot, line)),
        is_once=pot.sort.is_once,
        fee_basis_points=rate,
        pays_pence=kept + sum(paid.get(line.ref, 0) for line in lines),
    )
    return PotSource(source, reaches, " ".join(limits.words))


def _most(
    lines: Sequence[Line], reaches: Mapping[str, Reach], paid: Mapping[str, int], limits: _Limits
) -> dict[str, int]:
    """The most more that a pot may pay of each line."""
    for line in lines:
        limits.keep(line, paid.get(line.ref, 0))
    most = {}
    for line in lines:
        now = paid.get(line.ref, 0)
        more = limits.take(line, reaches[line.ref].unasked_pence, paid=now) - now
        if more > 0:
            most[line.ref] = more
    return most


def _within(free_pence: int | None, room: Room, used: int) -> int | None:
    """What is free, and what the cap in all still leaves."""
    if room.whole_pence is None:
        return free_pence
    left = room.whole_pence - used
    return left if free_pence is None else min(free_pence, left)


def _free(one: Break, pots: Collection[Pot]) -> dict[int, int | None]:
    """What each pot has for a break when it comes, without it and without what is kept back; none: nobody counts it."""
    counted = [pot for pot in pots if pot.sort.control is not Control.OWN]
    ids = [pot.id for pot in counted]
    now, said, held, dated = balances(ids), stated_days(ids), holdings(one.lines_in), dated_money(counted)
    found: dict[int, int | None] = {pot.id: None for pot in pots}
    for pot in counted:
        if pot.sort.control is Control.STATED and pot.id not in said:
            found[pot.id] = 0
            continue
        found[pot.id] = free_for(one, pot, free_without(one, pot, now[pot.id], held), dated[pot.id])
    return found


def _is_for(pot: Pot, line: Line) -> bool:
    """Whether its purpose names such a thing: the letter of who is no council does, or the sort of money."""
    if line.kind is None:
        return False
    by_letter = pot.sort.asks.has_share and pot.buys.get(line.kind, Buys()).answer is MayBuy.ALLOW
    by_sort = pot.sort.may_buy(line.kind)
    return by_letter or (by_sort is not None and by_sort.answer is MayBuy.ALLOW)


def _lost_on(pot: Pot) -> date | None:
    """The day after which what is left is gone; none where it may be kept, or where nobody's days count."""
    keeps = pot.terms is not None and (pot.terms.carry_over_pence or 0) > 0
    return None if keeps else pot.ends_on
