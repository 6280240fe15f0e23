"""What becomes of a break when its time is over. Reads know it at once; this writes it down."""

from sqlalchemy import select

from marketplace import clock
from marketplace.audit import SITE, Actor
from marketplace.booking.lifecycle import LAPSING, BreakState, LineState
from marketplace.booking.models import Break
from marketplace.booking.services.knowing import locked_by_id
from marketplace.booking.services.letters import tell_time_is_over
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.moving import move_break, move_line
from marketplace.booking.services.promising import end_charges
from marketplace.booking.services.stage_letters import tell_first_let_go, tell_rest_is_over
from marketplace.booking.services.staging import back_to_first, forget_first
from marketplace.booking.services.sweeping import each_alone
from marketplace.booking.sorts import Why
from marketplace.db import session, transaction

MOST_AT_ONCE = 200


def expire_over() -> int:
    """Write down every break whose time is over; how many. The worker's sweep; harmless when repeated.

    One that cannot be written down keeps no other one waiting: what went wrong with it is raised after all the rest.
    """
    over = select(Break.id).where(Break.state.in_(LAPSING), Break.hold_until <= clock.now())
    return each_alone(session.scalars(over.order_by(Break.hold_until).limit(MOST_AT_ONCE)).all(), _expire_one)


def expire(one: Break, *, by: Actor) -> None:
    """All that was held lets go; lines, answers and agreements stay, and who did not answer was not asked.

    Where a first part is kept for longer, the rest alone lets go. When its own day is over, it goes free of charge.
    """
    to, kept = one.state_on(clock.now()), one.lines_kept
    was_asked, was_charging = one.state is not BreakState.HELD, one.state is BreakState.CONFIRMING
    if was_charging:
        end_charges(one, by=by)
    let_go(one.lines_open if to is BreakState.PART_KEPT else one.lines_in, by=by)
    begin_anew(one, Why.TIME_OVER, by=by)
    if to is BreakState.PART_KEPT:
        back_to_first(one, Why.TIME_OVER, by=by)
        if was_asked:
            tell_rest_is_over(one, was_charging=was_charging)
        return
    move_break(one, BreakState.EXPIRED, Why.TIME_OVER, by=by)
    forget_first(one, by=by)
    if kept and not was_charging:
        tell_first_let_go(one, kept)
    elif was_asked:
        tell_time_is_over(one, was_charging=was_charging)


def begin_anew(one: Break, why: Why, *, by: Actor) -> None:
    """As if nobody had been asked who did not answer."""
    one.asked_until = one.requested_at = None
    for line in one.lines_in:
        line.gives_longer = False
        if line.state is LineState.ASKED:
            move_line(line, LineState.PROPOSED, why, by=by)
    session.flush()


def _expire_one(break_id: int) -> bool:
    with transaction():
        one = locked_by_id(break_id)
        is_over = one.state in LAPSING and one.state_on(clock.now()) is not one.state
        if is_over:
            expire(one, by=SITE)
        return is_over
