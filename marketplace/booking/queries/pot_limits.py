"""The limits of the pots that pay for a break, with what other breaks take of them: caps, what is kept back, days."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.by_days import by_week
from marketplace.booking.lifecycle import IN, LAPSING, BreakState
from marketplace.booking.models import Break, Line, Share
from marketplace.booking.queries.cap_room import Room
from marketplace.booking.queries.holdings import Holdings, holdings
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.pot_money import free_without, of_money, paid_promises
from marketplace.booking.queries.sharing import days_of, most_of, priced
from marketplace.budgets.balance import Balance
from marketplace.budgets.models import HandLine, Pot
from marketplace.budgets.month_return import HandSort
from marketplace.budgets.queries.balances import balances, stated_days
from marketplace.budgets.queries.dated_money import DatedMoney, dated_money
from marketplace.budgets.sorts import Control
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.rules.pots import POT, LimitSort, PotLimit
from marketplace.rules.queries import settings_in_force
from marketplace.rules.results import Answer, Result
from marketplace.wording import day

_TAKEN = frozenset({BreakState.CONFIRMED, BreakState.COMPLETED})
_ASIDE = frozenset({BreakState.CONFIRMING, BreakState.CONFIRMED, BreakState.COMPLETED})


@dataclass(frozen=True)
class _Taken:
    """What breaks take of a pot: in all, by week (its Monday), by sort of thing, in pence.

    ``by_hand``: what of each sort was paid besides breaks; it counts in ``kinds``. The caps for a week and in all are
    for breaks alone.
    """

    whole: int
    weeks: Mapping[date, int]
    kinds: Mapping[ListingKind, int]
    by_hand: Mapping[ListingKind, int]


def limit_results(one: Break) -> tuple[Result, ...]:
    """What the limits of the pots of a break say of it, those that only allow left out. Each names its pot."""
    return limit_results_each([one])[one.id]


def limit_results_each(breaks: Collection[Break]) -> Mapping[int, tuple[Result, ...]]:
    """The same of several breaks, by their ids, in as many statements however many there are."""
    settings, today = settings_in_force(), clock.today()
    read = _read(breaks)
    found = {}
    for one in breaks:
        asked = [(pot, POT.result(limit, settings, on=today)) for pot, limit in _limits(one, read)]
        said = [replace(result, pot_ref=pot.ref) for pot, result in asked if result is not None]
        found[one.id] = tuple(result for result in said if result.answer is not Answer.ALLOWED)
    return found


def limits_of(one: Break) -> tuple[PotLimit, ...]:
    """Every limit that the pots of a break have, with what is taken of it."""
    return tuple(limit for _, limit in _limits(one, _read([one])))


@dataclass(frozen=True)
class _Read:
    """What is known of the pots of several breaks, by the pot's id: what lives on them, what comes, what is free.

    ``paid``: the break and the pot, by their ids, of what has been paid.
    """

    spent: "_Spent"
    dated: Mapping[int, DatedMoney]
    now: Mapping[int, Balance]
    held: Holdings
    paid: Collection[tuple[int, int]]


def _counted_pots(one: Break) -> list[Pot]:
    return [pot for pot in pots_of(one.lines_in) if pot.sort.control is not Control.OWN]


def _read(breaks: Collection[Break]) -> _Read:
    pots = list({pot.id: pot for one in breaks for pot in _counted_pots(one)}.values())
    dated = dated_money(pots)
    reckoned = [pot for pot in pots if _is_reckoned(pot, dated[pot.id])]
    now: Mapping[int, Balance] = {}
    held = Holdings(frozenset(), frozenset())
    if reckoned:
        ids = [pot.id for pot in reckoned]
        said, balance = stated_days(ids), balances(ids)
        known = [pot for pot in reckoned if pot.sort.control is Control.COMMITTED or pot.id in said]
        now = {pot.id: balance[pot.id] for pot in known}
        held = holdings(line for one in breaks for line in one.lines_in)
    paid = paid_promises(breaks, now)
    return _Read(_spent(breaks, [pot for pot in pots if _has_caps(pot)]), dated, now, held, paid)


def _limits(one: Break, read: _Read) -> Iterator[tuple[Pot, PotLimit]]:
    for pot in _counted_pots(one):
        yield from ((pot, limit) for limit in _of_days(one, pot))
        if pot.id in read.spent.pot_ids:
            yield from ((pot, limit) for limit in _of_caps(one, pot, read.spent.of(one, pot)))
        if pot.terms and pot.terms.is_provisional:
            yield pot, PotLimit(pot.name, LimitSort.PROVISIONAL, 0, 0)
        if pot.id in read.now:
            before = free_without(one, pot, read.now[pot.id], read.held)
            is_paid = (one.id, pot.id) in read.paid
            yield from ((pot, limit) for limit in of_money(one, pot, before, read.dated[pot.id], is_paid=is_paid))


def room_left(one: Break, pots: Collection[Pot]) -> dict[int, Room]:
    """What the caps of pots leave for a break, without what it takes itself, by the pot's id."""
    spent = _spent([one], [pot for pot in pots if _has_caps(pot)])
    return {pot.id: _room(pot, spent.without(one, pot)) for pot in pots}


def room_of(pot: Pot) -> Room:
    """What the caps of a pot leave beside all breaks that take of it."""
    spent = _spent([], [pot] if _has_caps(pot) else [])
    return _room(pot, spent.lasting.get(pot.id, _Taken(0, {}, {}, {})))


def _room(pot: Pot, used: _Taken) -> Room:
    terms = pot.terms
    total = terms.total_cap_pence if terms else None
    cap = terms.week_cap_pence if terms else None
    return Room(
        whole_pence=None if total is None else total - used.whole,
        weeks={week: (cap or 0) - pence for week, pence in used.weeks.items()},
        week_cap_pence=cap,
        kinds={kind: buys.most_pence - used.kinds.get(kind, 0) for kind, buys in pot.buys.items() if buys.most_pence},
    )


def _has_caps(pot: Pot) -> bool:
    terms = pot.terms
    return bool(terms and (terms.week_cap_pence or terms.total_cap_pence)) or any(
        one.buys.most_pence for one in pot.purchases
    )


def _is_reckoned(pot: Pot, dated: DatedMoney) -> bool:
    """Whether what is free in it matters: a stated pot warns of itself, the ledger stops all others."""
    is_stated = pot.sort.control is Control.STATED
    return is_stated or bool(pot.terms and pot.terms.kept_back_pence) or dated.is_any


def _of_days(one: Break, pot: Pot) -> Iterator[PotLimit]:
    """Lines that reach beyond the pot's days: it pays for its own alone."""
    for line in one.lines_in:
        pays = sum(share.pence for share in line.shares if share.pot_id == pot.id)
        if pays and not line.is_fee and not pot.allowance.covers(*days_of(line)):
            yield PotLimit(pot.name, LimitSort.DAYS, most_of(pot, line), pays)


def is_firm(pot: Pot) -> bool:
    """Whether more than a limit of a pot is a no; where nobody said, it is for money that the council commits."""
    return pot.terms.is_firm if pot.terms else pot.sort.control is Control.COMMITTED


def _of_caps(one: Break, pot: Pot, taken: _Taken) -> Iterator[PotLimit]:
    mine = [(line, share) for line in one.lines_in for share in line.shares if share.pot_id == pot.id]
    own = _sum((share for _, share in mine), {})
    terms, weeks, firm = pot.terms, sorted(own.weeks), is_firm(pot)
    if terms and terms.week_cap_pence:
        for week in weeks:
            yield PotLimit(
                pot.name,
                LimitSort.WEEK,
                terms.week_cap_pence,
                taken.weeks.get(week, 0),
                f"the week of {day(week)}",
                is_firm=firm,
                mine_pence=own.weeks.get(week, 0),
            )
    if terms and terms.total_cap_pence:
        yield PotLimit(pot.name, LimitSort.ALL, terms.total_cap_pence, taken.whole, is_firm=firm, mine_pence=own.whole)
    bought = {line.kind for line, _ in mine if line.kind}
    for row in pot.purchases:
        if (most := row.buys.most_pence) and row.kind in bought:
            yield PotLimit(
                pot.name,
                LimitSort.CATEGORY,
                most,
                taken.kinds.get(row.kind, 0),
                row.kind.label,
                is_firm=firm,
                by_hand_pence=taken.by_hand.get(row.kind, 0),
                mine_pence=own.kinds.get(row.kind, 0),
            )


@dataclass(frozen=True)
class _Spent:
    """What breaks that are held, asked for or agreed pay from pots with caps, and some other breaks; by the pot's id.

    What was kept of a cancelled part is paid, whatever has become of its break.

    ``lasting``: what all those come to that are not only drafts. ``by_hand``: what was paid besides breaks.
    """

    shares: Mapping[int, Sequence[Share]]
    lasting: Mapping[int, _Taken]
    by_hand: Mapping[int, Mapping[ListingKind, int]]

    @property
    def pot_ids(self) -> Collection[int]:
        """The pots that have caps."""
        return self.lasting.keys()

    def of(self, one: Break, pot: Pot) -> _Taken:
        """What is taken of a pot with this break, held or not."""
        if _is_lasting(one):
            return self.lasting[pot.id]
        shares = [share for share in self.shares[pot.id] if _lasts(share) or _is_of(share, one)]
        return _sum(shares, self.by_hand.get(pot.id, {}))

    def without(self, one: Break, pot: Pot) -> _Taken:
        """What others take of a pot."""
        if pot.id not in self.lasting:
            return _Taken(0, {}, {}, {})
        others = [
            share for share in self.shares[pot.id] if _lasts(share) and not (_is_of(share, one) and _is_in(share))
        ]
        return _sum(others, self.by_hand.get(pot.id, {}))


def _is_of(share: Share, one: Break) -> bool:
    return share.line.break_id == one.id


def _is_in(share: Share) -> bool:
    return share.line.state.is_in


def _lasts(share: Share) -> bool:
    """Whether it takes of its pot now: its break does, or it is what was kept of a cancelled part."""
    return not _is_in(share) or _is_lasting(share.line.break_)


def _is_lasting(one: Break) -> bool:
    """Whether a break takes money now: as ``is_live`` asks the database."""
    is_held = one.state in LAPSING and one.hold_until is not None and one.hold_until > clock.now()
    return one.state in _ASIDE or is_held


def is_live() -> ColumnElement[bool]:
    """Whether a break takes of its pots now: it is held, asked for or agreed, and not only a draft."""
    return Break.state.in_(_ASIDE) | (Break.state.in_(LAPSING) & (Break.hold_until > clock.now()))


def _spent(breaks: Collection[Break], pots: Collection[Pot]) -> _Spent:
    shares: dict[int, list[Share]] = {pot.id: [] for pot in pots}
    if not pots:
        return _Spent(shares, {}, {})
    by_hand = _paid_by_hand(pots)
    for share in _shares([one.id for one in breaks], list(shares)):
        shares[share.pot_id].append(share)
    lasting = {
        pot_id: _sum([share for share in several if _lasts(share)], by_hand.get(pot_id, {}))
        for pot_id, several in shares.items()
    }
    return _Spent(shares, lasting, by_hand)


def _sum(shares: Iterable[Share], by_hand: Mapping[ListingKind, int]) -> _Taken:
    whole = 0
    weeks: dict[date, int] = defaultdict(int)
    kinds: dict[ListingKind, int] = defaultdict(int, by_hand)
    for share in shares:
        whole += share.costs_pence
        if share.line.kind:
            kinds[share.line.kind] += share.costs_pence
        for week, pence in _weeks(share.line, share).items():
            weeks[week] += pence
    return _Taken(whole, weeks, kinds, by_hand)


def _paid_by_hand(pots: Collection[Pot]) -> dict[int, dict[ListingKind, int]]:
    """What the returns of these pots say was paid besides breaks, in the pot's own days, by the sort of thing it is."""
    kinds = {sort: sort.kind for sort in HandSort if sort.kind}
    rows = session.execute(
        select(HandLine.pot_id, HandLine.sort, func.sum(HandLine.pence))
        .join(Pot, Pot.id == HandLine.pot_id)
        .where(HandLine.pot_id.in_([pot.id for pot in pots]), HandLine.sort.in_(kinds))
        .where(or_(Pot.starts_on.is_(None), HandLine.happened_on >= Pot.starts_on))
        .where(or_(Pot.ends_on.is_(None), HandLine.happened_on <= Pot.ends_on))
        .group_by(HandLine.pot_id, HandLine.sort)
    )
    found: dict[int, dict[ListingKind, int]] = {}
    for pot_id, sort, pence in rows:
        besides = found.setdefault(pot_id, {})
        besides[kinds[sort]] = besides.get(kinds[sort], 0) + int(pence)
    return found


def _shares(break_ids: Collection[int], pot_ids: Collection[int]) -> list[Share]:
    is_paying = Line.state.in_(IN) & or_(Break.id.in_(break_ids), is_live())
    found = (
        select(Share)
        .join(Line, Line.id == Share.line_id)
        .join(Break, Break.id == Line.break_id)
        .where(Share.pot_id.in_(pot_ids), or_(Share.kept_pence > 0, is_paying))
        .options(joinedload(Share.line).selectinload(Line.segments), joinedload(Share.line).joinedload(Line.break_))
        .order_by(Share.id)
    )
    return list(session.scalars(found))


def _weeks(line: Line, share: Share) -> dict[date, int]:
    return by_week(priced(line), share.costs_pence, in_london(line.break_.starts_at).date())
