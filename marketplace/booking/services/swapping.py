"""Swapping a part of a confirmed break: planned, said yes to, and done at once inside limits (R47).

The old part stays booked until the new one is agreed by all: nobody loses both. What is outside a limit, or left to an
officer by a rule, waits for a yes; until then nothing is held. Then the new part is exchanged for the old one at once
where its provider has said yes beforehand, else it is held beside the old one while its provider is asked.
"""

from collections.abc import Sequence

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import LineTerms
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Line, Swap
from marketplace.booking.other_times import is_within
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.quoting import added_to, quote, same_times
from marketplace.booking.queries.requesting import option_of
from marketplace.booking.queries.retiming import AT_A_TIME
from marketplace.booking.queries.saying import way_to_say
from marketplace.booking.queries.swaps import (
    begins_at,
    kept_of,
    may_swap,
    open_swaps,
    pots_asked,
    says_missing,
    state_of,
    swap_in,
)
from marketplace.booking.queries.terms import broken_terms, has_standing_word
from marketplace.booking.quote import Wanted
from marketplace.booking.services.cancelling import refuse_dearer
from marketplace.booking.services.exchanging import tried
from marketplace.booking.services.knowing import locked_to_swap, refuse_after_death
from marketplace.booking.services.letters import ask_provider
from marketplace.booking.services.lines import (
    kept,
    listed_line,
    refuse_closed,
    refuse_firm,
    refuse_many,
    refuse_not_working,
    space_id,
)
from marketplace.booking.services.moving import move_line
from marketplace.booking.services.replacing import shared_again
from marketplace.booking.services.saying import write_down
from marketplace.booking.services.swap_ends import end_swap
from marketplace.booking.services.swap_letters import ask_for_swap
from marketplace.booking.services.swap_paying import conclude, hold_beside, refuse_two_cards
from marketplace.booking.sorts import AcceptedHow, Why
from marketplace.booking.swaps import CannotSwap, SwapState, swap_moved, unit_between
from marketplace.booking.times import times
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.queries.feeds import is_any_unread
from marketplace.listings.queries.public import listing_for
from marketplace.periods import Period


def plan_swap(
    ref: str, line_ref: str, *, listing_ref: str, at: Period | None = None, space_ref: str = "", by: Viewer
) -> str:
    """Choose another listing for the place of a confirmed part, for its time or ``at`` another; the swap's reference.

    ``space_ref``: one space of it that was chosen, such as the time of one PA. It is quoted and tried whole, nothing is
    asked or held, and it stands for half an hour. Raises NotFound, NotNow, NotEnoughMoney, RulesSayNo, Refused.
    """
    listing = listing_for(listing_ref, viewer=by)
    with transaction():
        known = _to_plan(locked_to_swap(ref, listing.id, by=by))
        old = known.line(line_ref)
        _refuse_unfit(known, old)
        fresh = _fresh(old, listing, at, space_id(listing, space_ref), by)
        swap = _begin(known, old, fresh, by)
        swap.asks = _asks(swap, by)
        swap.pots = pots_asked(known, swap.old, swap.fresh)
        refuse_two_cards(swap)
        session.flush()
        return swap.ref


def ask_swap(ref: str, swap_ref: str, *, seen: str | None = None, by: Viewer) -> SwapState:
    """Yes, swap: at once where nobody else has to say yes; where it stands then.

    ``seen``: the pence that cancelling the old part was said to cost. Raises CannotSwap, CostsMore, NotNow,
    NotEnoughMoney, RulesSayNo.
    """
    with transaction():
        known, swap = locked_swap(ref, swap_ref, by=by)
        _to_plan(known)
        refuse_state(swap, SwapState.PLANNED)
        _refuse_unfit(known, swap.old)
        refuse_dearer(seen, known, swap.old.ref)
        for person in says_missing(swap.fresh):
            if way_to_say(known, person) is not None:
                write_down(known, swap.fresh, person, is_yes=True)
        _look_again(known, swap)
        swap.asks = _asks(swap, by)
        audit.record("swap-asked", about=swap.break_.about, by=by.actor)
        go_on(swap, by=by)
        return swap.state


def take_back_swap(ref: str, swap_ref: str, *, by: Viewer) -> None:
    """Whoever arranges does not want it any more: the old part stays. Raises CannotSwap."""
    with transaction():
        known, swap = locked_swap(ref, swap_ref, by=by)
        _to_plan(known)
        was_open = swap.state.is_open
        end_swap(swap, SwapState.TAKEN_BACK, words=f"{by.name} took it back", tells=was_open, by=by.actor)


def go_on(swap: Swap, *, by: Viewer) -> None:
    """Do what can be done of a swap now: ask those who pay and whose it is, ask its provider, or exchange.

    The caller has locked its break, and the spaces of both parts.
    """
    if says_missing(swap.fresh) or swap.asks or any(row.is_waited_for for row in swap.pots):
        if swap.state is SwapState.PLANNED:
            _move(swap, SwapState.WAITS)
            swap.until = min(begins_at(swap.old), begins_at(swap.fresh))
            session.flush()
            ask_for_swap(swap)
        return
    if _is_at_once(swap.fresh):
        conclude(swap, how=AcceptedHow.STANDING_WORD, by=by)
        return
    _ask_provider(swap, by)


def locked_swap(ref: str, swap_ref: str, *, by: Viewer) -> tuple[KnownBreak, Swap]:
    """A swap with its break, locked with all that either part may take. Raises NotFound."""
    listing = select(Line.listing_id).join(Swap, Swap.fresh_id == Line.id).where(Swap.ref == swap_ref)
    known = locked_to_swap(ref, session.scalar(listing), by=by)
    return known, swap_in(known, swap_ref)


def _to_plan(known: KnownBreak) -> KnownBreak:
    if not known.is_seen:
        raise NotFound
    known.require_planner()
    return known


def refuse_state(swap: Swap, *states: SwapState) -> None:
    """Raise CannotSwap unless a swap is in one of these states now."""
    state = state_of(swap)
    if state not in states:
        raise CannotSwap(state)


def _refuse_unfit(known: KnownBreak, old: Line) -> None:
    refuse_after_death(known.break_)
    known.require_state(BreakState.CONFIRMED, to="to swap a part of it")
    if not may_swap(old, known):
        raise NotNow(f"{old.title} cannot be swapped now. It has begun, or it is not from this site")
    if open_swaps([old.id]):
        raise NotNow(f"Somebody has asked to swap {old.title} already. Look at that first, or take it back")


def _fresh(old: Line, listing: Listing, at: Period | None, chosen: int | None, by: Viewer) -> Line:
    """The new part as it would be: quoted, and paid by the same pots in the same proportion."""
    if at is not None and not is_within(at, old.break_.period):
        raise Refused("Choose a time on the days of the break")
    wanted = [Wanted(one.period, chosen) for one in ((Wanted(at),) if at else same_times(old))]
    unit = _unit(listing, old, has_time=at is not None)
    _refuse_other_sort(listing, old)
    _refuse_listing(listing, unit, wanted)
    terms = LineTerms(old.for_whom, old.duty, old.asks)
    segments = quote(listing, unit, wanted, people=old.guests or 1, added=added_to(old, listing))
    fresh = listed_line(old.break_, listing, terms, segments, by=by)
    fresh.guests, fresh.comes_later = old.guests, old.comes_later
    fresh.shares = shared_again(old.shares, old.pence, fresh.pence)
    kept(fresh, by)
    move_line(fresh, LineState.INSTEAD, Why.SWAPPED, by=by.actor)
    return fresh


def _unit(listing: Listing, old: Line, *, has_time: bool) -> RateUnit:
    unit = unit_between({rate.unit for rate in listing.rates}, old.segments[0].unit, has_time=has_time)
    if unit is None:
        raise Refused(f"{listing.title} cannot take the place of {old.title}: it is not sold in the same way")
    return unit


def _refuse_listing(listing: Listing, unit: RateUnit, wanted: Sequence[Wanted]) -> None:
    if not listing.proofs_in:
        raise Refused(f"{listing.title} cannot be booked yet: its papers are not checked")
    periods = [one.period for one in wanted]
    refuse_many(wanted)
    if any(period.starts_at <= clock.now() for period in periods):
        raise Refused("Choose a time that is still to come")
    if unit is RateUnit.HOUR or (unit is RateUnit.ITEM and listing.kind in AT_A_TIME):
        refuse_closed(listing, periods)
    if listing.kind.is_support:
        refuse_not_working(listing, unit, wanted)
    refuse_firm(listing, unit, periods)


def _refuse_other_sort(listing: Listing, old: Line) -> None:
    """Nobody is left without support by a swap, and a swim is no reason to read what keeps somebody safe."""
    is_support = old.listing is not None and old.listing.kind.is_support
    if listing.kind.is_support != is_support:
        what = "Only support can" if is_support else "Support cannot"
        raise Refused(f"{what} take the place of {old.title}. Cancel it and add the other part to a break, or call us")


def _begin(known: KnownBreak, old: Line, fresh: Line, by: Viewer) -> Swap:
    now = clock.now()
    swap = Swap(
        break_id=known.break_.id,
        break_=known.break_,
        old=old,
        fresh=fresh,
        state=SwapState.PLANNED,
        until=now + times().hold,
        cost_pence=kept_of(old),
        asks=[],
        made_at=now,
        changed_at=now,
        by_account_id=by.account_id,
    )
    session.add(swap)
    session.flush()
    return swap


def _asks(swap: Swap, by: Viewer) -> list[list[str]]:
    """What rules leave to an officer of the break as it would be; tried whole."""
    found = tried(swap, by=by)
    return [[line.ref if line else "", one.rule_id, one.pot_ref, one.sentence] for line, one in found]


def _look_again(known: KnownBreak, swap: Swap) -> None:
    """What it asks of each pot now: since it was planned a limit may have been named anew, or used up."""
    kept_rows = {row.pot_id: row for row in swap.pots}
    for now in pots_asked(known, swap.old, swap.fresh):
        row = kept_rows[now.pot_id]
        row.old_pence, row.new_pence, row.why_asked = now.old_pence, now.new_pence, now.why_asked
        row.reason, row.by_name = now.reason, now.by_name
    swap.cost_pence = kept_of(swap.old)
    refuse_two_cards(swap)
    session.flush()


def _is_at_once(fresh: Line) -> bool:
    """Whether its provider has said yes beforehand to it, and no calendar elsewhere might say otherwise."""
    spaces = {space.id for space in fresh.listing.spaces if space.closed_at is None} if fresh.listing else set()
    return has_standing_word(fresh) and not broken_terms(fresh) and not is_any_unread(spaces)


def _ask_provider(swap: Swap, by: Viewer) -> None:
    """Hold the new part beside the old one, and what it costs more, and ask who gives it."""
    fresh = swap.fresh
    hold_beside(swap, until=min(clock.now() + option_of(fresh), begins_at(swap.old), begins_at(fresh)), by=by)
    fresh.asked_at = clock.now()
    _move(swap, SwapState.ASKED)
    session.flush()
    ask_provider(fresh, until=swap.until)


def _move(swap: Swap, to: SwapState) -> None:
    swap.state, swap.changed_at = swap_moved(swap.state, to), clock.now()
