"""A swap comes to nothing: what was held for the new part is let go, and the old part stays as it was."""

from collections.abc import Iterable

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.audit import SITE, Actor
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Break, Line, Swap
from marketplace.booking.queries.swaps import card_extras
from marketplace.booking.services.knowing import locked_by_id
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.moving import move_line
from marketplace.booking.services.swap_letters import tell_swap_off
from marketplace.booking.sorts import Why
from marketplace.booking.swaps import OPEN, SwapState, swap_moved
from marketplace.db import session, transaction
from marketplace.payments import services as cards

MOST_AT_ONCE = 200


def end_swap(swap: Swap, to: SwapState, *, words: str, tells: bool = True, by: Actor) -> None:
    """Nothing is swapped, for this reason. The caller has locked the break. Raises CannotSwap."""
    if swap.state is SwapState.PAYS:
        for promise, _ in card_extras(swap):
            cards.end_more(reference=promise.reference, by=by)
    swap.state = swap_moved(swap.state, to)
    swap.words, swap.changed_at = words[:300], clock.now()
    let_go([swap.fresh], by=by)
    move_line(swap.fresh, LineState.TAKEN_OUT, Why.NOT_SWAPPED, by=by)
    audit.record(f"swap-{to.value.replace('_', '-')}", about=swap.break_.about, by=by)
    session.flush()
    if tells:
        tell_swap_off(swap)


def end_swaps_of(lines: Iterable[Line], *, by: Actor) -> None:
    """Lines that go for another reason are not swapped any more: whoever was asked is told."""
    ids = [line.id for line in lines]
    for swap in session.scalars(select(Swap).where(Swap.line_id.in_(ids), Swap.state.in_(OPEN))):
        end_swap(swap, SwapState.TAKEN_BACK, words=f"{swap.old.title} was cancelled", by=by)


def end_late_swaps() -> int:
    """Write down every swap whose time is over; how many. The worker's sweep; harmless when repeated."""
    late = select(Swap.id, Swap.break_id).where(Swap.state.in_({*OPEN, SwapState.PLANNED}), Swap.until <= clock.now())
    rows = session.execute(late.order_by(Swap.until).limit(MOST_AT_ONCE)).all()
    session.rollback()
    return sum(_end_late(swap_id, break_id) for swap_id, break_id in rows)


def _end_late(swap_id: int, break_id: int) -> bool:
    with transaction():
        one: Break = locked_by_id(break_id)
        swap = session.get_one(Swap, swap_id)
        is_late = swap.until <= clock.now() and swap.state in {*OPEN, SwapState.PLANNED}
        if is_late:
            was_asked = swap.state in OPEN
            what = "It was not paid in time" if swap.state is SwapState.PAYS else "Nobody said yes in time"
            words = f"{what}. {one.title} stays as it was"
            end_swap(swap, SwapState.OVER, words=words, tells=was_asked, by=SITE)
        return is_late
