"""The last yes of all: the break is kept in the same transaction, cards are charged if any are, and it is confirmed."""

from marketplace import clock
from marketplace.audit import Actor
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break
from marketplace.booking.queries.known import who_died
from marketplace.booking.queries.promises import promised_shares, promises_of
from marketplace.booking.queries.readiness import answers_of, lacking_answers, undecided
from marketplace.booking.queries.rulings import Rulings, rulings_with_pots
from marketplace.booking.services.letters import tell_confirmed
from marketplace.booking.services.letting_go import extend, keep
from marketplace.booking.services.moving import move_break
from marketplace.booking.services.officer_letters import tell_stopped
from marketplace.booking.services.promising import pence_of, settle
from marketplace.booking.services.ruling import keep_rulings
from marketplace.booking.services.staging import keep_first
from marketplace.booking.sorts import Why
from marketplace.booking.times import times
from marketplace.db import session
from marketplace.payments import services as cards
from marketplace.payments.charges import what_for


def confirm_if_all_agreed(one: Break, *, by: Actor) -> bool:
    """Confirm a requested break when nothing is waited for any more and no rule stops it; whether it went on.

    The rules are asked again, the limits of the pots among them (R9, R13, R37, R38); whoever can do something about a
    no is told of it once, whether every provider has said yes or not. Where cards are charged, spaces and money are
    kept until the charges are answered, at most a day and never past the time for answers. Money that comes by bank
    transfer or on an invoice waits for no charge. Where one part comes first and is all that was asked for, it is kept,
    and the rest is still to come.
    """
    session.flush()
    if one.state_on(clock.now()) is not BreakState.REQUESTED or who_died(one) is not None:
        return False
    if all(line.is_fee for line in one.lines_now):
        return False
    found = rulings_with_pots(one)
    if found.stopping:
        tell_stopped(one, found)
        return False
    if not _is_all_said(one, found):
        return False
    keep_rulings(one, found)
    if one.is_first_only:
        keep_first(one, by=by)
        return True
    until = one.hold_until = min(clock.now() + times().confirming, one.answers_by)
    move_break(one, BreakState.CONFIRMING, Why.ALL_AGREED, by=by)
    if _charge_cards(one, by):
        extend(one.lines_open, until, by=by)
        if one.kept_until is not None and one.kept_until < until:
            extend(one.lines_kept, until, by=by)
    else:
        _finish(one, by=by)
    return True


def _is_all_said(one: Break, found: Rulings) -> bool:
    """Whether every part is accepted, and nobody's yes or decision is waited for."""
    if any(line.state is not LineState.ACCEPTED for line in one.lines_now):
        return False
    answers = answers_of([one])
    return not lacking_answers(one, answers) and not undecided(one, found, answers.decided[one.id])


def finish_if_charged(one: Break, *, by: Actor) -> bool:
    """Confirm a break whose cards have all been charged; whether it was. Raises NoLongerHeld."""
    session.flush()
    owed = [pence_of(promise) - promise.kept_pence for promise in promises_of(one) if promise.is_by_card]
    if one.state is not BreakState.CONFIRMING or any(pence > 0 for pence in owed):
        return False
    _finish(one, by=by)
    return True


def _charge_cards(one: Break, by: Actor) -> bool:
    """Owe the charge of each card; whether there is any."""
    charged = [promise for promise in promises_of(one) if promise.is_by_card]
    for promise in charged:
        promise.pence = pence_of(promise)
        if promise.pence:
            words = f"Your part of the short break {one.ref}"
            lines = [line.ref for line, _, _ in promised_shares(promise)]
            named = what_for(break_ref=one.ref, pot_ref=promise.pot.ref, line_refs=dict.fromkeys(lines))
            cards.charge(reference=promise.reference, pence=promise.pence, words=words, what_for=named, by=by)
    return any(promise.pence for promise in charged)


def _finish(one: Break, *, by: Actor) -> None:
    """Every charge is answered, or there is none: what is held is kept for good. Raises NoLongerHeld."""
    keep(one, by=by)
    one.confirmed_at = clock.now()
    one.hold_until = one.asked_until = None
    move_break(one, BreakState.CONFIRMED, Why.CHARGE_ANSWERED, by=by)
    settle(one, by=by)
    tell_confirmed(one)
