"""The limits of the pots that pay for a break, with what other breaks take of them: caps, what is kept back, days."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.by_days import by_week
from marketplace.booking.lifecycle import IN, LAPSING, BreakState
from marketplace.booking.models import Break, Line, Share
from marketplace.booking.queries.holdings import Holdings, holdings
from marketplace.booking.queries.paying_pots import pots_of
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
    """What the limits of the pots of a break say of it, those that only allow left out."""
    settings, today = settings_in_force(), clock.today()
    asked = (POT.result(limit, settings, on=today) for limit in limits_of(one))
    return tuple(result for result in asked if result is not None and result.answer is not Answer.ALLOWED)


def limits_of(one: Break) -> tuple[PotLimit, ...]:
    """Every limit that the pots of a break have, with what is taken of it."""
    pots = [pot for pot in pots_of(one.lines_in) if pot.sort.control is not Control.OWN]
    if not pots:
        return ()
    taken = _taken(one, [pot for pot in pots if _has_caps(pot)])
    dated = dated_money(pots)
    counted = _free_before(one, [pot for pot in pots if _is_reckoned(pot, dated[pot.id])])
    found: list[PotLimit] = []
    for pot in pots:
        found += _of_days(one, pot)
        if pot.id in taken:
            found += _of_caps(one, pot, taken[pot.id])
        if pot.terms and pot.terms.is_provisional:
            found.append(PotLimit(pot.name, LimitSort.PROVISIONAL, 0, 0))
        if pot.id in counted:
            found += _of_money(one, pot, counted[pot.id], dated[pot.id])
    return tuple(found)


@dataclass
class Room:
    """What a pot's caps leave for one break, used up part by part. ``whole_pence``: in all, none without such a cap."""

    whole_pence: int | None
    weeks: dict[date, int]
    week_cap_pence: int | None
    kinds: dict[ListingKind, int]

    def untouched(self) -> "Room":
        """The same, to be used up by itself."""
        return replace(self, weeks=dict(self.weeks), kinds=dict(self.kinds))

    def take(self, line: Line, pence: int) -> int:
        """The most of so much of a part that its weeks and its sort leave; it is then gone for the parts after it."""
        most = min(pence, self.kinds.get(line.kind, pence)) if line.kind else pence
        most = max(most, 0)
        while most > 0 and (over := self._over(line, most)) > 0:
            most = max(most - over, 0)
        if line.kind in self.kinds:
            self.kinds[line.kind] -= most
        if self.week_cap_pence:
            for week, part in by_week(priced(line), most, in_london(line.break_.starts_at).date()).items():
                self.weeks[week] = self.weeks.get(week, self.week_cap_pence) - part
        return most

    def _over(self, line: Line, pence: int) -> int:
        """By how much the fullest of its weeks would be over."""
        if not self.week_cap_pence:
            return 0
        cap = self.week_cap_pence
        parts = by_week(priced(line), pence, in_london(line.break_.starts_at).date())
        return max(part - self.weeks.get(week, cap) for week, part in parts.items())


def room_left(one: Break, pots: Collection[Pot]) -> dict[int, Room]:
    """What the caps of pots leave for a break, without what it takes itself, by the pot's id."""
    taken = _taken(one, [pot for pot in pots if _has_caps(pot)], with_it=False)
    return {pot.id: _room(pot, taken.get(pot.id, _Taken(0, {}, {}, {}))) for pot in pots}


def room_of(pot: Pot) -> Room:
    """What the caps of a pot leave beside all breaks that take of it."""
    taken = _taken(None, [pot] if _has_caps(pot) else [])
    return _room(pot, taken.get(pot.id, _Taken(0, {}, {}, {})))


def _room(pot: Pot, used: _Taken) -> Room:
    terms = pot.terms
    total = terms.total_cap_pence if terms else None
    cap = terms.week_cap_pence if terms else None
    return Room(
        whole_pence=None if total is None else total - used.whole,
        weeks={week: (cap or 0) - pence for week, pence in used.weeks.items()},
        week_cap_pence=cap,
        kinds={row.kind: row.most_pence - used.kinds.get(row.kind, 0) for row in pot.purchases if row.most_pence},
    )


def free_without(one: Break, pot: Pot, now: Balance, held: Holdings) -> int:
    """What is free in a pot without a break: what it has set aside or paid already is added again."""
    shares = [share for line in one.lines_in for share in line.shares if share.pot_id == pot.id]
    is_paid = one.state_on(clock.now()) in _TAKEN
    return now.free_pence + sum(share.pence for share in shares if is_paid or share.reference in held.money)


def _has_caps(pot: Pot) -> bool:
    terms = pot.terms
    return bool(terms and (terms.week_cap_pence or terms.total_cap_pence)) or any(
        one.most_pence for one in pot.purchases
    )


def _is_reckoned(pot: Pot, dated: DatedMoney) -> bool:
    return bool(pot.terms and pot.terms.kept_back_pence) or dated.is_any


def _of_days(one: Break, pot: Pot) -> Iterator[PotLimit]:
    """Lines that reach beyond the pot's days: it pays for its own alone."""
    for line in one.lines_in:
        pays = sum(share.pence for share in line.shares if share.pot_id == pot.id)
        if pays and not line.is_fee and not pot.allowance.covers(*days_of(line)):
            yield PotLimit(pot.name, LimitSort.DAYS, most_of(pot, line), pays)


def _of_caps(one: Break, pot: Pot, taken: _Taken) -> Iterator[PotLimit]:
    mine = [(line, share) for line in one.lines_in for share in line.shares if share.pot_id == pot.id]
    terms, weeks = pot.terms, sorted({week for line, share in mine for week in _weeks(line, share)})
    is_firm = terms.is_firm if terms else pot.sort.control is Control.COMMITTED
    if terms and terms.week_cap_pence:
        for week in weeks:
            about = f"the week of {day(week)}"
            yield PotLimit(
                pot.name, LimitSort.WEEK, terms.week_cap_pence, taken.weeks.get(week, 0), about, is_firm=is_firm
            )
    if terms and terms.total_cap_pence:
        yield PotLimit(pot.name, LimitSort.ALL, terms.total_cap_pence, taken.whole, is_firm=is_firm)
    bought = {line.kind for line, _ in mine if line.kind}
    for row in pot.purchases:
        if row.most_pence and row.kind in bought:
            about = row.kind.label
            used, besides = taken.kinds.get(row.kind, 0), taken.by_hand.get(row.kind, 0)
            yield PotLimit(
                pot.name, LimitSort.CATEGORY, row.most_pence, used, about, is_firm=is_firm, by_hand_pence=besides
            )


def _of_money(one: Break, pot: Pot, before: int, dated: DatedMoney) -> Iterator[PotLimit]:
    pays = sum(share.pence for line in one.lines_in for share in line.shares if share.pot_id == pot.id)
    terms = pot.terms
    if terms and terms.kept_back_pence:
        yield PotLimit(
            pot.name,
            LimitSort.KEPT_BACK,
            before - terms.kept_back_pence,
            pays,
            is_firm=terms.is_firm,
            is_emergency=one.is_emergency,
        )
    if dated.is_any:
        on = in_london(one.starts_at).date()
        least = dated.tightest(on, _last_day(one, pot), before)
        most = least.free_pence - _kept_back(one, pot)
        is_later = least.on > on and pays > most
        more = least.after if is_later else dated.free_by(on, before).next_in()
        yield PotLimit(
            pot.name,
            LimitSort.IN_TIME,
            most,
            pays,
            next_on=more.due_on if more else None,
            next_pence=more.pence if more else 0,
            now_pence=free_for(one, pot, before, dated),
            short_on=least.on if is_later else None,
        )


def free_for(one: Break, pot: Pot, before: int, dated: DatedMoney) -> int:
    """What a pot has for a break when so much is free without it: what can be set aside now.

    Regular costs need it on no day, those after the break and until the pot ends among them, and it is not kept back.
    """
    return dated.lowest_by(_last_day(one, pot), before) - _kept_back(one, pot)


def _last_day(one: Break, pot: Pot) -> date:
    """Until when what a break takes is missing in a pot: what regular costs take after it is not free for it either."""
    on = in_london(one.starts_at).date()
    return max(on, pot.ends_on or on)


def _kept_back(one: Break, pot: Pot) -> int:
    return pot.terms.kept_back_pence if pot.terms and not one.is_emergency else 0


def _free_before(one: Break, pots: Collection[Pot]) -> dict[int, int]:
    """What is free of these pots without the break, of those whose money is known."""
    if not pots:
        return {}
    ids = [pot.id for pot in pots]
    now, said, held = balances(ids), stated_days(ids), holdings(one.lines_in)
    known = [pot for pot in pots if pot.sort.control is Control.COMMITTED or pot.id in said]
    return {pot.id: free_without(one, pot, now[pot.id], held) for pot in known}


def _taken(one: Break | None, pots: Collection[Pot], *, with_it: bool = True) -> dict[int, _Taken]:
    """What all breaks that are held, asked for or agreed take of pots with caps, and this one, ``with_it``."""
    if not pots:
        return {}
    sums: dict[int, int] = defaultdict(int)
    weeks: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    kinds: dict[int, dict[ListingKind, int]] = defaultdict(lambda: defaultdict(int))
    for share in _shares(one, [pot.id for pot in pots]):
        if one is not None and share.line.break_id == one.id and not with_it:
            continue
        sums[share.pot_id] += share.pence
        if share.line.kind:
            kinds[share.pot_id][share.line.kind] += share.pence
        for week, pence in _weeks(share.line, share).items():
            weeks[share.pot_id][week] += pence
    by_hand = _paid_by_hand(pots)
    for pot_id, besides in by_hand.items():
        for kind, pence in besides.items():
            kinds[pot_id][kind] += pence
    return {pot.id: _Taken(sums[pot.id], weeks[pot.id], kinds[pot.id], by_hand.get(pot.id, {})) for pot in pots}


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


def _shares(one: Break | None, pot_ids: Collection[int]) -> list[Share]:
    is_live = Break.state.in_(_ASIDE) | (Break.state.in_(LAPSING) & (Break.hold_until > clock.now()))
    counts = is_live if one is None else or_(Break.id == one.id, is_live)
    found = (
        select(Share)
        .join(Line, Line.id == Share.line_id)
        .join(Break, Break.id == Line.break_id)
        .where(Share.pot_id.in_(pot_ids), Line.state.in_(IN), counts)
        .options(joinedload(Share.line).selectinload(Line.segments), joinedload(Share.line).joinedload(Line.break_))
        .order_by(Share.id)
    )
    return list(session.scalars(found))


def _weeks(line: Line, share: Share) -> dict[date, int]:
    return by_week(priced(line), share.pence, in_london(line.break_.starts_at).date())
