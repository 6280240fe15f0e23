"""Swaps of parts of confirmed breaks: what each asks of whom, and what of it the viewer may answer."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.booking.agreements import may_record
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, Line, Promise, Share, Swap, SwapLimit, SwapPot
from marketplace.booking.queries.agreeing import way_in
from marketplace.booking.queries.cancel_costs import borne_by
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.promises import promises_of
from marketplace.booking.queries.readiness import latest_says, whose_say
from marketplace.booking.sorts import LineSort
from marketplace.booking.swaps import HELD_BESIDE, OPEN, Asked, SwapPer, SwapState, outside
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import AgreedBy
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.people.models import Person


def swap_in(known: KnownBreak, swap_ref: str) -> Swap:
    """A swap of a break that is known. Raises NotFound for who does not see the part, keep its money, or decide."""
    found = session.scalar(select(Swap).where(Swap.ref == swap_ref, Swap.break_id == known.break_.id))
    if found is None:
        raise NotFound
    keeps_money = any(is_limited(row.pot) and may_answer(known, row.pot) for row in found.pots)
    if not keeps_money and not is_left_to(known, found) and not (known.is_seen and known.sees(found.old)):
        raise NotFound
    return found


def is_left_to(known: KnownBreak, swap: Swap) -> bool:
    """Whether a rule asks about a swap, and the viewer decides it: an officer, or the brokerage without a council."""
    return bool(swap.asks) and state_of(swap) is SwapState.WAITS and known.may_decide


def may_swap(line: Line, known: KnownBreak) -> bool:
    """Whether the viewer may swap a part: one from this site of a confirmed break, that has not begun."""
    if line.sort is not LineSort.LISTED or line.state is not LineState.ACCEPTED:
        return False
    is_confirmed = known.state is BreakState.CONFIRMED
    return known.is_planner and is_confirmed and begins_at(line) > clock.now()


def begins_at(line: Line) -> datetime:
    """When a part begins."""
    return min((period.starts_at for period in line.periods), default=line.break_.starts_at)


def state_of(swap: Swap) -> SwapState:
    """What its state means now: what waits for nobody any more is over at its second, swept or not."""
    is_late = swap.until <= clock.now() and (swap.state.is_open or swap.state is SwapState.PLANNED)
    return SwapState.OVER if is_late else swap.state


def open_swaps(lines: Collection[int]) -> Mapping[int, Swap]:
    """The swap that waits for an answer, of each of these lines that has one, by the id of the line that may go."""
    if not lines:
        return {}
    rows = select(Swap).where(Swap.line_id.in_(lines), Swap.state.in_(OPEN), Swap.until > clock.now())
    return {swap.line_id: swap for swap in session.scalars(rows)}


def asked_for(line: Line) -> Swap | None:
    """The swap for which the provider of a line is asked now."""
    return asked_for_each([line]).get(line.id)


def accepted_for_now(line: Line) -> bool:
    """Whether the provider of support that may take another part's place has said yes for now."""
    swap = asked_for(line)
    return swap is not None and swap.provisionally_at is not None


def asked_for_each(lines: Iterable[Line]) -> Mapping[int, Swap]:
    """The same of several lines, by their ids, in one read; none where none of them may take another one's place.

    Also while a card is to pay what it costs more: its provider has said yes, and keeps the time for it.
    """
    ids = [line.id for line in lines if line.state is LineState.INSTEAD]
    if not ids:
        return {}
    found = session.scalars(select(Swap).where(Swap.fresh_id.in_(ids)))
    return {swap.fresh_id: swap for swap in found if state_of(swap) in HELD_BESIDE}


def is_limited(pot: Pot) -> bool:
    """Whether somebody else keeps its money, who may name limits: an officer, or whoever holds an ISF."""
    return pot.sort.agreed_by is AgreedBy.OFFICER or pot.holder_id is not None


def may_answer(known: KnownBreak, pot: Pot) -> bool:
    """Whether the viewer says yes or no for a pot to a swap.

    Of money that a person told us of, whose funder agrees by letter, the person decides as of their own (R47).
    """
    standing = known.standing(pot.person)
    is_told_of = pot.sort.agreed_by is AgreedBy.LETTER and not is_limited(pot)
    return way_in(known, pot) is not None or (is_told_of and (standing.may_pay or may_record(standing)))


def standing_limit(pot: Pot) -> SwapLimit | None:
    """What was named for swaps from a pot; none where nobody did."""
    return standing_limits([pot]).get(pot.id)


def standing_limits(pots: Iterable[Pot]) -> Mapping[int, SwapLimit]:
    """The same of several pots, by their ids."""
    wanted = select(SwapLimit).where(SwapLimit.pot_id.in_([pot.id for pot in pots]), SwapLimit.ended_at.is_(None))
    return {one.pot_id: one for one in session.scalars(wanted.options(joinedload(SwapLimit.named_by)))}


def kept_of(old: Line) -> int:
    """What its provider would keep of the old part now, in pence."""
    return sum(pence for _, pence in borne_by(old, clock.now()))


def card_extras(swap: Swap) -> list[tuple[Promise, int]]:
    """What cards have to pay beside what they paid already, before a swap is done, in pence.

    Never more than the swap costs more: what a bank took back is owed, but not for the swap.
    """
    more = {row.pot_id: row.more_pence for row in swap.pots if row.more_pence > 0}
    promises = promises_of(swap.break_) if more else []
    by_card = [one for one in promises if one.is_by_card and one.pot_id in more]
    extras = ((one, min(more[one.pot_id], one.pence + more[one.pot_id] - one.kept_pence)) for one in by_card)
    return [(one, pence) for one, pence in extras if pence > 0]


def card_pots(line: Line) -> tuple[Pot, ...]:
    """The pots that pay a part by card: one of them alone can pay more for a swap (0107)."""
    by_card = {promise.pot_id for promise in promises_of(line.break_) if promise.is_by_card}
    return tuple({share.pot_id: share.pot for share in line.shares if share.pence and share.pot_id in by_card}.values())


def owed_by_card(one: Break) -> dict[int, int]:
    """What each card promise of a break lacks now, in pence, by its id: a bank took it back. Most lack nothing."""
    return {promise.id: promise.owed_pence for promise in promises_of(one) if promise.is_by_card}


def swap_to_pay(promise: Promise) -> Swap | None:
    """The swap that waits until a card has paid more for this promise."""
    wanted = select(Swap).where(Swap.break_id == promise.break_id, Swap.state == SwapState.PAYS)
    swaps = session.scalars(wanted.where(Swap.until > clock.now()).order_by(Swap.id))
    return next((one for one in swaps if any(found.id == promise.id for found, _ in card_extras(one))), None)


def pots_asked(known: KnownBreak, old: Line, fresh: Line) -> list[SwapPot]:
    """What a swap would ask of each pot now, as rows that are not kept yet."""
    pots = pots_of([old, fresh])
    kept_pence = dict.fromkeys((pot.id for pot in pots), 0)
    for share, pence in borne_by(old, clock.now()):
        kept_pence[share.pot_id] += pence
    limits, before = standing_limits(pots), _dearer_before(pots, known.break_)
    rows = []
    for pot in pots:
        old_pence, new_pence = _paid(old.shares, pot), _paid(fresh.shares, pot) + kept_pence[pot.id]
        row = SwapPot(pot=pot, pot_id=pot.id, old_pence=old_pence, new_pence=new_pence, reason="", by_name="")
        named = limits.get(pot.id)
        dearer = before.get((pot.id, named.per), 0) if named else 0
        asked = Asked(old.kind, fresh.kind, old_pence, new_pence, dearer)
        row.why_asked = _why_asked(known, row, asked, named)
        rows.append(row)
    return rows


def _why_asked(known: KnownBreak, row: SwapPot, asked: Asked, named: SwapLimit | None) -> str:
    """Why a pot needs a yes of its own; blank where it was given before, by a limit or by who asks."""
    pot = row.pot
    if not is_limited(pot):
        return "" if may_answer(known, pot) else f"{pot.person.called} says yes or no to what {pot.name} pays."
    why = outside(named.limit if named else None, asked)
    if not why and named is not None:
        row.by_name = named.named_by.name if named.named_by else ""
        row.reason = f"Inside the limits that {row.by_name or 'its keeper'} named"
    return why


def _dearer_before(pots: Iterable[Pot], one: Break) -> Mapping[tuple[int, SwapPer], int]:
    """What swaps inside its limits have cost each pot more so far, in pence: in this break, and in all it pays for."""
    more = SwapPot.new_pence - SwapPot.old_pence
    in_break = case((Swap.break_id == one.id, more), else_=0)
    rows = session.execute(
        select(SwapPot.pot_id, func.sum(in_break), func.sum(more))
        .join(Swap, Swap.id == SwapPot.swap_id)
        .where(SwapPot.pot_id.in_([pot.id for pot in pots]), Swap.state == SwapState.DONE)
        .where(more > 0, SwapPot.why_asked == "")
        .group_by(SwapPot.pot_id)
    )
    found: dict[tuple[int, SwapPer], int] = {}
    for row in rows:
        found[row[0], SwapPer.BREAK], found[row[0], SwapPer.PERIOD] = row[1], row[2]
    return found


def says_missing(fresh: Line) -> list[Person]:
    """Those whose yes to the new part is still to come."""
    return says_missing_of([fresh])[fresh.id]


def says_missing_of(several: Collection[Line]) -> Mapping[int, list[Person]]:
    """The same of several such parts, by their ids, in one read."""
    agreed = {key for key, say in latest_says(several).items() if say.is_yes}
    return {line.id: [one for one in whose_say(line) if (line.id, one.id) not in agreed] for line in several}


def _paid(shares: Iterable[Share], pot: Pot) -> int:
    return sum(share.pence for share in shares if share.pot_id == pot.id)
