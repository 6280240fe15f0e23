"""Cancelling a part or the whole: money goes back to the pots that paid, all of it until terms exist."""

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.services.confirming import finish_if_charged
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.knowing import locked
from marketplace.booking.services.letters import tell_cancelled, tell_part_out, tell_provider_of_end, warn_other_half
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.moving import move_break, move_line
from marketplace.booking.services.promising import end_charges, lower_promises
from marketplace.booking.sorts import Why
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.people.writing import one_line

_STANDING = (BreakState.CONFIRMING, BreakState.CONFIRMED)


def cancel_line(ref: str, line_ref: str, *, reason: str, by: Viewer) -> None:
    """Cancel one part of a confirmed break. Its provider is told, its money goes back. Raises Refused, NotNow."""
    words = reason_of(reason)
    with transaction():
        known = locked(ref, by=by)
        known.require_planner()
        known.require_state(*_STANDING, to="to cancel a part of it")
        line = known.line(line_ref)
        if line.is_fee:
            raise Refused("The fee goes with what it is the fee for")
        line.words = words
        end_line(line, Why.CANCELLED, by=by.actor)
        warn_other_half(line)


def cancel_break(ref: str, *, reason: str, tells_family: bool = True, by: Viewer) -> None:
    """Cancel all of a break, whatever came of it so far but not once it is over. Raises Refused, CannotMove.

    ``tells_family``: not where they have just said so themselves.
    """
    words = reason_of(reason)
    with transaction():
        known = locked(ref, by=by)
        known.require_planner()
        cancel(known.break_, words=words, tells_family=tells_family, by=by.actor)


def cancel(one: Break, *, words: str, tells_family: bool = True, by: Actor) -> None:
    """Let all of a break go, in the transaction that is open: spaces, money, and charges on their way."""
    gone = one.lines_in
    asked = [line for line in gone if line.state is not LineState.PROPOSED]
    let_go(gone, by=by)
    one.words = words
    if one.state is BreakState.CONFIRMING:
        end_charges(one, by=by)
    for line in gone:
        move_line(line, LineState.CANCELLED, Why.BREAK_CANCELLED, by=by)
    lower_promises(one, gone, by=by)
    move_break(one, BreakState.CANCELLED, Why.CANCELLED, by=by)
    for line in asked:
        tell_provider_of_end(line)
    if tells_family:
        tell_cancelled(one)


def end_line(line: Line, why: Why, *, tells_provider: bool = True, by: Actor) -> None:
    """Cancel a line of a break that is kept: space and money go, what was paid comes back, fees follow.

    With its last part the break is cancelled too. ``tells_provider``: not where it was the provider who cancelled.
    """
    one: Break = line.break_
    fees = [other for other in one.lines_in if other.is_fee]
    let_go([line], by=by)
    move_line(line, LineState.CANCELLED, why, by=by)
    refigure_fees(one, by=by)
    lower_promises(one, [line, *(fee for fee in fees if not fee.state.is_in)], by=by)
    one.changed_at = clock.now()
    session.flush()
    if tells_provider:
        tell_provider_of_end(line)
    if one.lines_in:
        tell_part_out(line)
        finish_if_charged(one, by=by)
    else:
        _end_empty(one, line.words, by=by)


def _end_empty(one: Break, words: str, *, by: Actor) -> None:
    one.words = words
    if one.state is BreakState.CONFIRMING:
        end_charges(one, by=by)
    move_break(one, BreakState.CANCELLED, Why.CANCELLED, by=by)
    tell_cancelled(one)


def reason_of(text: str) -> str:
    """Why something is cancelled, tidy. Raises Refused by field."""
    words = one_line(text)
    wrong = drafts.text_problems({"reason": (words, LONGEST_WORDS)})
    if not words:
        wrong["reason"] = "Say why, in a few words"
    if wrong:
        raise Refused(fields=wrong)
    return words
