"""Who might pay for a break: every pot that the viewer sees, what it may pay of each part, what it has left for it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import SharePart
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.fees import FeeOf, fees_with, kept_shares, rate_in
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.queries.pot_limits import Room, room_left
from marketplace.booking.queries.pot_money import free_for, free_without
from marketplace.booking.queries.pots import outcomes_of, pots_seen
from marketplace.booking.queries.sharing import Reach, reach
from marketplace.booking.queries.time_rooms import TimeRoom, counts_nights, has_stay, time_rooms
from marketplace.booking.shares import missing_pence
from marketplace.booking.tallies import TimeUnit
from marketplace.booking.who_first import Given, Source, Wanting, suggest
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.balances import balances, stated_days
from marketplace.budgets.queries.dated_money import dated_money
from marketplace.budgets.sorts import Control
from marketplace.budgets.terms import Buys
from marketplace.editing import stamp
from marketplace.errors import NotFound
from marketplace.rules.settings import MayBuy


@dataclass(frozen=True)
class MightPay:
    """One pot that pays something in a suggestion. ``option``: the one there is; none where there are several or none.

    ``free_pence``: what it has for this break, none where nobody counts it. ``fee_pence``: its holder's, on top.
    """

    pot_ref: str
    name: str
    letter: str
    pence: int
    fee_pence: int
    free_pence: int | None
    options: tuple[int, ...]
    option: int | None
    outcomes: tuple[tuple[str, str], ...]

    @property
    def alone(self) -> SharePart:
        """Its option and what its money is for, where there is one of them alone."""
        outcome = self.outcomes[0][0] if len(self.outcomes) == 1 else ""
        return SharePart(self.pot_ref, option=self.option, outcome_ref=outcome)

    @property
    def is_to_choose(self) -> bool:
        """Whether somebody has to say under which option it pays, or what for."""
        return len(self.options) > 1 or len(self.outcomes) > 1


@dataclass(frozen=True)
class LeftOut:
    """A pot that pays nothing, and why, in words."""

    name: str
    letter: str
    why: str


@dataclass(frozen=True)
class PartSuggested:
    """One part: its price, what pays now, what would pay more (letter, pot, note, pence), what stays open."""

    line_ref: str
    title: str
    pence: int
    shares: tuple["GivenRow", ...]
    missing_pence: int


@dataclass(frozen=True)
class GivenRow:
    """One share as the table of who pays prints it."""

    letter: str
    pot: str
    note: str
    pence: int


@dataclass(frozen=True)
class Suggested:
    """A whole suggestion. ``is_anew``: what pays now is left out. ``fees``: of holders, on top of what pots pay."""

    parts: tuple[PartSuggested, ...]
    fees: tuple[PartSuggested, ...]
    pots: tuple[MightPay, ...]
    left_out: tuple[LeftOut, ...]
    choices: tuple[tuple[str, str], ...]
    given: tuple[Given, ...]
    is_anew: bool
    first: str

    @property
    def stamp(self) -> str:
        """What the form was drawn from."""
        return stamp(self.given, self.is_anew)

    @property
    def pence(self) -> int:
        """The price of all of it, fees as they would be."""
        return sum(part.pence for part in (*self.parts, *self.fees))

    @property
    def missing_pence(self) -> int:
        """What would still be paid by nobody."""
        return sum(part.missing_pence for part in self.parts)


@dataclass(frozen=True)
class Money:
    """The open pots of everyone in a break that the viewer sees; by their ids what each has for it, and its limits."""

    pots: tuple[Pot, ...]
    free: Mapping[int, int | None]
    rooms: Mapping[int, Room]
    times: Mapping[int, Sequence[TimeRoom]]


@dataclass(frozen=True)
class Worked:
    """Who would pay what of some lines of a break. ``sources`` by the pot's reference, ``reaches`` by pot and line."""

    given: tuple[Given, ...]
    sources: Mapping[str, Source]
    reaches: Mapping[tuple[int, str], Reach]


def suggested(ref: str, *, viewer: Viewer, first: str = "", is_anew: bool = False) -> Suggested:
    """Who might pay what of a break that the viewer arranges. Raises NotFound, NotAllowed."""
    known = known_break(ref, viewer=viewer)
    if not known.sees_money:
        raise NotFound
    known.require_planner()
    lines, money = payable(known.break_), money_for(known)
    worked = work_out(known.break_, money, lines, first=first, is_anew=is_anew)
    given, sources, named = worked.given, worked.sources, {pot.ref: pot for pot in money.pots}
    added: dict[str, int] = {}
    for one in given:
        added[one.pot_ref] = added.get(one.pot_ref, 0) + one.pence
    fees = {fee.pot.ref: fee for fee in fees_with(known.break_, money.pots, added, is_anew=is_anew)}
    left_out = [pot for pot in money.pots if not _pays(pot, given)]
    return Suggested(
        parts=tuple(_part(line, given, named, is_anew=is_anew) for line in lines),
        fees=tuple(map(_fee, fees.values())),
        pots=tuple(_might(named[ref_], pence, fees.get(ref_), sources[ref_]) for ref_, pence in added.items()),
        left_out=tuple(_left_out(pot, lines, worked.reaches, sources[pot.ref], money) for pot in left_out),
        choices=tuple((pot.ref, pot.name) for pot in money.pots if sources[pot.ref].most),
        given=given,
        is_anew=is_anew,
        first=first,
    )


def payable(one: Break) -> list[Line]:
    """The lines of a break that pots pay for, in order: fees follow by themselves."""
    return [line for line in one.lines_in if not line.is_fee]


def money_for(known: KnownBreak) -> Money:
    """What pots have for a break: read once, however many ways to pay are then tried."""
    pots = tuple(pot for person in known.break_.everyone for pot in pots_seen(person, known.viewer))
    one = known.break_
    return Money(pots, _free(one, pots), room_left(one, pots), time_rooms(one, pots))


def work_out(one: Break, money: Money, lines: Sequence[Line], *, first: str = "", is_anew: bool = False) -> Worked:
    """Who would pay what of these lines: of its own, and of new ones that are not in it yet. Nothing is read for it."""
    reaches = {(pot.id, line.ref): reach(pot, line) for pot in money.pots for line in lines}
    wanted = [Wanting(line.ref, _open(line, is_anew=is_anew)) for line in lines]
    sources = _sources(one, money, lines, reaches, is_anew=is_anew)
    return Worked(suggest(wanted, sources.values(), first=first), sources, reaches)


def parts_with(known: KnownBreak, found: Suggested, said: Mapping[str, SharePart]) -> dict[str, list[SharePart]]:
    """The shares of each part that changes: what pays now, unless all is anew, and what is given. ``said``: by pot."""
    wanted: dict[str, list[SharePart]] = {}
    for line_ref in dict.fromkeys(one.line_ref for one in found.given):
        line = known.line(line_ref)
        more = {one.pot_ref: one.pence for one in found.given if one.line_ref == line_ref}
        kept = [] if found.is_anew else _kept(line, more)
        wanted[line_ref] = kept + [
            SharePart(pot_ref, pence=pence, option=said[pot_ref].option, outcome_ref=said[pot_ref].outcome_ref)
            for pot_ref, pence in more.items()
        ]
    return wanted


def _kept(line: Line, more: dict[str, int]) -> list[SharePart]:
    """What pays now, as amounts; what the same pot is given more of a part is one share with it."""
    kept = []
    for share in line.shares:
        added = more.pop(share.pot.ref, 0)
        outcome = share.outcome.ref if share.outcome else ""
        kept.append(SharePart(share.pot.ref, pence=share.pence + added, option=share.option, outcome_ref=outcome))
    return kept


def _open(line: Line, *, is_anew: bool) -> int:
    return line.pence if is_anew else max(line.missing_pence, 0)


def _sources(
    one: Break, money: Money, lines: Sequence[Line], reaches: Mapping[tuple[int, str], Reach], *, is_anew: bool
) -> dict[str, Source]:
    """Each pot as the suggestion sees it, by its reference."""
    found = {}
    for pot in money.pots:
        used = 0 if is_anew else sum(_pays_now(pot, line) for line in one.lines_in)
        room, most = money.rooms[pot.id].untouched(), {}
        times = [each.untouched() for each in money.times.get(pot.id, ())]
        for line in lines:
            limit = room.take(line, _in_time(times, line, lines, reaches[pot.id, line.ref].unasked_pence))
            may = limit - (0 if is_anew else _pays_now(pot, line))
            if may > 0:
                most[line.ref] = may
        left = money.free[pot.id]
        found[pot.ref] = Source(
            pot_ref=pot.ref,
            free_pence=_within(None if left is None else left - used, room, used),
            most=most,
            asked=frozenset(line.ref for line in lines if reaches[pot.id, line.ref].is_asked),
            shares=frozenset(line.ref for line in lines if reaches[pot.id, line.ref].share_pence is not None),
            lost_on=_lost_on(pot),
            is_own=pot.sort.control is Control.OWN,
            named=frozenset(line.ref for line in lines if _is_for(pot, line)),
            is_once=pot.sort.is_once,
            fee_basis_points=rate_in(one, pot),
            pays_pence=_bears_fee(one, pot, is_anew=is_anew),
        )
    return found


def _in_time(times: Iterable[TimeRoom], line: Line, lines: Sequence[Line], pence: int) -> int:
    """The most of so much of a part that the nights and hours of a pot leave."""
    for each in times:
        if each.unit is TimeUnit.HOURS or counts_nights(lines):
            pence = each.take(line, pence, has_stay=has_stay(lines))
    return pence


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


def _pays_now(pot: Pot, line: Line) -> int:
    return sum(share.pence for share in line.shares if share.pot_id == pot.id)


def _bears_fee(one: Break, pot: Pot, *, is_anew: bool) -> int:
    """What a pot pays already that its holder's fee is of, what was kept of cancelled parts with it."""
    kept = sum(share.kept_pence for share in kept_shares(one) if share.pot_id == pot.id)
    return kept if is_anew else kept + sum(_pays_now(pot, line) for line in payable(one))


def _pays(pot: Pot, given: Sequence[Given]) -> bool:
    return any(one.pot_ref == pot.ref for one in given)


def _part(line: Line, given: Sequence[Given], pots: Mapping[str, Pot], *, is_anew: bool) -> PartSuggested:
    now = [] if is_anew else [GivenRow(s.pot.sort.letter, s.pot.name, "pays already", s.pence) for s in line.shares]
    mine = [one for one in given if one.line_ref == line.ref]
    new = [GivenRow(pots[one.pot_ref].sort.letter, pots[one.pot_ref].name, one.why.words, one.pence) for one in mine]
    paid = sum(row.pence for row in (*now, *new))
    return PartSuggested(line.ref, line.title, line.pence, (*now, *new), missing_pence(line.pence, paid))


def _fee(one: FeeOf) -> PartSuggested:
    return PartSuggested("", one.title, one.pence, (GivenRow(one.pot.sort.letter, one.pot.name, "", one.pence),), 0)


def _might(pot: Pot, pence: int, fee: FeeOf | None, source: Source) -> MightPay:
    options = tuple(sorted(pot.options))
    return MightPay(
        pot_ref=pot.ref,
        name=pot.name,
        letter=pot.sort.letter,
        pence=pence,
        fee_pence=fee.more_pence if fee else 0,
        free_pence=source.free_pence,
        options=options,
        option=options[0] if len(options) == 1 else None,
        outcomes=outcomes_of(pot) if options else (),
    )


def _left_out(
    pot: Pot, lines: Sequence[Line], reaches: Mapping[tuple[int, str], Reach], source: Source, money: Money
) -> LeftOut:
    reasons = dict.fromkeys(why for line in lines for why in reaches[pot.id, line.ref].why_not)
    if not source.most and reasons:
        return LeftOut(pot.name, pot.sort.letter, " ".join(reasons))
    over = [each for each in money.times.get(pot.id, ()) if not each.left]
    if not source.most and over:
        return LeftOut(pot.name, pot.sort.letter, " ".join(each.words for each in over))
    if source.free_pence is not None and source.free_pence <= 0:
        return LeftOut(pot.name, pot.sort.letter, f"Nothing is free in {pot.name} for this break.")
    return LeftOut(pot.name, pot.sort.letter, f"{pot.name} is not needed: other pots come first, and they pay it.")
