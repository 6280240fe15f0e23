"""The last yes of all: the break is kept in the same transaction, charged if anything is, and confirmed."""

from marketplace import clock
from marketplace.audit import Actor
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break
from marketplace.booking.queries.readiness import lacking_answers, undecided
from marketplace.booking.queries.rulings import rulings
from marketplace.booking.services.letters import tell_confirmed
from marketplace.booking.services.letting_go import keep
from marketplace.booking.services.moving import move_break
from marketplace.booking.services.promising import promise_own_money
from marketplace.booking.services.ruling import keep_rulings
from marketplace.booking.sorts import Why
from marketplace.booking.times import times
from marketplace.db import session


def confirm_if_all_agreed(one: Break, *, by: Actor) -> bool:
    """Confirm a requested break when nothing is waited for any more and no rule stops it; whether it was.

    The rules are asked again (R9, R13, R37, R38). From ``confirming`` on, all stays until a charge is answered, at most
    a day. Money that comes by bank transfer or on an invoice waits for no charge: then that is at once.
    """
    session.flush()
    if one.state_on(clock.now()) is not BreakState.REQUESTED:
        return False
    lines = one.lines_in
    if not any(not line.is_fee for line in lines) or any(line.state is not LineState.ACCEPTED for line in lines):
        return False
    if lacking_answers(one):
        return False
    found = rulings(one)
    if found.stopping or undecided(one, found):
        return False
    keep_rulings(one, found)
    one.hold_until = clock.now() + times().confirming
    move_break(one, BreakState.CONFIRMING, Why.ALL_AGREED, by=by)
    finish_confirming(one, by=by)
    return True


def finish_confirming(one: Break, *, by: Actor) -> None:
    """Every charge is answered, or there is none: what is held is kept for good. Raises NoLongerHeld."""
    keep(one, by=by)
    one.confirmed_at = clock.now()
    one.hold_until = one.asked_until = None
    move_break(one, BreakState.CONFIRMED, Why.CHARGE_ANSWERED, by=by)
    promise_own_money(one)
    tell_confirmed(one)
