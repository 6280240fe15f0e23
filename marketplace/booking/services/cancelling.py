"""Cancelling a part or the whole: what its provider may keep is paid, and the rest goes back to the pots that paid."""

from collections.abc import Sequence

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.errors import CostsMore, NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.cancel_costs import cost_of
from marketplace.booking.queries.due_to_providers import due_to_providers
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.providers import refuse_stranger
from marketplace.booking.queries.requests import may_cancel_as_provider
from marketplace.booking.services.cancel_costs import end_fees, pay_costs
from marketplace.booking.services.confirming import finish_if_charged
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.knowing import locked, locked_with
from marketplace.booking.services.letters import tell_cancelled, tell_part_out, tell_provider_of_end, warn_other_half
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.moving import move_break, move_line
from marketplace.booking.services.promising import end_charges, lower_promises, tell_less
from marketplace.booking.services.swap_ends import end_swaps_of
from marketplace.booking.sorts import Why
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.payments.payouts import services as payouts
from marketplace.people.writing import one_line

_STANDING = (BreakState.CONFIRMING, BreakState.CONFIRMED)
_FREE = (Why.SESSION_OFF, Why.PROVIDER_WITHDREW, Why.NOT_GIVEN)
"""Why a part goes of which its provider keeps nothing: it could not give it, or did not."""


def cancel_line(ref: str, line_ref: str, *, reason: str, seen: str | None = None, by: Viewer) -> None:
    """Cancel one part of a confirmed break. Its provider is told; what it may keep is paid, the rest goes back.

    ``seen``: the pence that it was said to cost; none: nobody was told. Raises Refused, NotNow, CostsMore.
    """
    words = reason_of(reason)
    with transaction():
        known = locked(ref, by=by)
        known.require_planner()
        known.require_state(*_STANDING, to="to cancel a part of it")
        line = known.line(line_ref)
        if line.is_fee:
            raise Refused("The fee goes with what it is the fee for")
        refuse_dearer(seen, known, line_ref)
        line.words = words
        end_line(line, Why.CANCELLED, by=by.actor)
        warn_other_half(line)


def cancel_break(ref: str, *, reason: str, seen: str | None = None, tells_family: bool = True, by: Viewer) -> None:
    """Cancel all of a break, whatever came of it so far but not once it is over.

    ``seen``: as of one part. ``tells_family``: not where they have just said so themselves. Raises Refused,
    CannotMove, CostsMore.
    """
    words = reason_of(reason)
    with transaction():
        known = locked(ref, by=by)
        known.require_planner()
        refuse_dearer(seen, known)
        cancel(known.break_, words=words, tells_family=tells_family, by=by.actor)


def cancel_as_provider(line_ref: str, *, reason: str, by: Viewer) -> None:
    """A provider cannot give a confirmed part that has not begun: whatever its terms, all the money goes back.

    The family reads the reason. Raises NotFound, NotNow, Refused.
    """
    words = reason_of(reason)
    with transaction():
        line = locked_with(line_ref)
        refuse_stranger(line, viewer=by)
        if not may_cancel_as_provider(line):
            raise NotNow("This cannot be cancelled now. Call us")
        line.words = words
        end_line(line, Why.PROVIDER_WITHDREW, tells_provider=False, by=by.actor)
        audit.record("line-cancelled-by-provider", about=line.about, by=by.actor)
        warn_other_half(line)


def cancel(one: Break, *, words: str, tells_family: bool = True, by: Actor) -> None:
    """Let all of a break go, in the transaction that is open: spaces, money, and charges on their way."""
    gone = one.lines_in
    asked = [line for line in gone if line.state is not LineState.PROPOSED]
    pay_costs(gone, by=by)
    _release([line for line in gone if not line.is_fee], Why.BREAK_CANCELLED, by)
    one.words = words
    if one.state is BreakState.CONFIRMING:
        end_charges(one, by=by)
    end_fees(one, by=by)
    tell_less(lower_promises(one, by=by))
    payouts.settle(due_to_providers(one), by=by)
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
    if why not in _FREE:
        pay_costs([line], by=by)
    _release([line], why, by)
    refigure_fees(one, by=by)
    if all(other.is_fee for other in one.lines_in):
        end_fees(one, by=by)
    tell_less(lower_promises(one, by=by))
    payouts.settle(due_to_providers(one), by=by)
    one.changed_at = clock.now()
    session.flush()
    if tells_provider:
        tell_provider_of_end(line)
    if one.lines_in:
        tell_part_out(line, was_not_given=why is Why.NOT_GIVEN)
        finish_if_charged(one, by=by)
    else:
        _end_empty(one, line.words, by=by)


def refuse_dearer(seen: str | None, known: KnownBreak, line_ref: str = "") -> None:
    """Nobody pays more for cancelling than the page said that they looked at."""
    if seen is None:
        return
    pence = cost_of(known, line_ref).pence
    if not seen.isdecimal() or pence > int(seen):
        raise CostsMore(pence)


def _release(lines: Sequence[Line], why: Why, by: Actor) -> None:
    end_swaps_of(lines, by=by)
    let_go(lines, by=by)
    for line in lines:
        move_line(line, LineState.CANCELLED, why, by=by)


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
