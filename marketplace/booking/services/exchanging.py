"""One part of a confirmed break in the place of another, in one transaction: all of it is done, or nothing is.

The old part is cancelled by its terms, the new one takes its space and its money, fees and promises follow. Whoever
calls has locked the break with its pots and the spaces of both parts.
"""

from collections.abc import Mapping

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.agreements import covered
from marketplace.booking.errors import NotNow, RulesSayNo
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Agreement, Break, Line, Promise, Swap, SwapPot
from marketplace.booking.queries.holdings import needs_money, needs_space
from marketplace.booking.queries.promises import promises_of
from marketplace.booking.queries.readiness import agreement_of, decisions_of, shares_paid, undecided
from marketplace.booking.queries.rulings import rulings_with_pots
from marketplace.booking.queries.swaps import kept_of, owed_by_card
from marketplace.booking.services.cancel_costs import pay_costs
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.holding import set_aside_now, take_now
from marketplace.booking.services.knowing import refuse_after_death
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.money_letters import send_invoice
from marketplace.booking.services.moving import move_line
from marketplace.booking.services.promising import ask_for, lower_promises, tell_less
from marketplace.booking.services.ruling import keep_rulings
from marketplace.booking.services.swap_letters import tell_swapped
from marketplace.booking.sorts import AcceptedHow, AgreedHow, Why
from marketplace.booking.swaps import SwapState, swap_moved
from marketplace.budgets.models import Pot
from marketplace.budgets.services import ledger
from marketplace.db import session
from marketplace.errors import Refused
from marketplace.listings.services import diary
from marketplace.money import format_pence
from marketplace.rules.results import Result

Ask = tuple[Line | None, Result]


def tried(swap: Swap, *, by: Viewer) -> list[Ask]:
    """What rules would leave to an officer if all of a swap were done now; it is done whole, and undone.

    Raises NotNow, NotEnoughMoney, RulesSayNo, Refused, as the exchange would.
    """
    with session.begin_nested() as attempt:
        asks = _exchange(swap, by)
        attempt.rollback()
    session.expire_all()
    return asks


def say_yes(fresh: Line, *, how: AcceptedHow, by: Viewer) -> None:
    """Write down that the provider of the new part has said yes."""
    fresh.asked_at = fresh.asked_at or clock.now()
    fresh.accepted_how, fresh.accepted_at = how, clock.now()
    is_word = how is AcceptedHow.STANDING_WORD
    fresh.accepted_by = (fresh.provider if is_word else by.name)[:120]
    fresh.accepted_recorded_by_account_id = None if is_word else by.account_id


def exchange(swap: Swap, *, owed_before: Mapping[int, int], by: Viewer) -> None:
    """Do all of it: the old part goes, the new one is booked, and everyone is told.

    ``owed_before``: what cards owed (``owed_by_card``) before any of it was paid. That alone is no reason to refuse.
    Raises as ``tried``; Refused where rules still ask, or a card has still to pay what it costs more.
    """
    old, fresh = swap.old, swap.fresh
    refuse_after_death(swap.break_)
    if kept_of(old) > swap.cost_pence:
        raise NotNow(f"To cancel {old.title} costs more now than when this was asked for. Look at it again")
    if _exchange(swap, by):
        raise Refused("An officer has to decide this first")
    owed_now = owed_by_card(swap.break_)
    for promise in promises_of(swap.break_):
        more = owed_now.get(promise.id, 0) - owed_before.get(promise.id, 0)
        if more > 0:
            raise Refused(f"{promise.pot.name} has to pay {format_pence(more)} more by card first")
    keep_rulings(swap.break_, rulings_with_pots(swap.break_))
    audit.record("line-swapped", about=fresh.about, by=by.actor, reason=old.ref)
    swap.state, swap.changed_at = swap_moved(swap.state, SwapState.DONE), clock.now()
    session.flush()
    tell_swapped(swap)


def _exchange(swap: Swap, by: Viewer) -> list[Ask]:
    one, old, fresh = swap.break_, swap.old, swap.fresh
    pay_costs([old], by=by.actor)
    ledger.void(references=[share.reference for share in fresh.shares if needs_money(share)], by=by.actor)
    let_go([old], by=by.actor)
    move_line(old, LineState.CANCELLED, Why.SWAPPED, by=by.actor)
    move_line(fresh, LineState.ACCEPTED, Why.SWAPPED, by=by.actor)
    refigure_fees(one, by=by.actor)
    _book(one, fresh, by)
    found = rulings_with_pots(one)
    if found.stopping:
        raise RulesSayNo(found.stopping)
    before = {promise.id: (promise.owed_pence, promise.kept_pence > 0) for promise in promises_of(one)}
    lower_promises(one, by=by.actor)
    for promise in promises_of(one):
        owed_before, was_paid = before[promise.id]
        _ask_for_more(promise, owed_before=owed_before, was_paid=was_paid)
    _agree_anew(swap)
    one.changed_at = clock.now()
    session.flush()
    return undecided(one, found, decisions_of(one))


def _book(one: Break, fresh: Line, by: Viewer) -> None:
    take_now(fresh, by=by)
    spaces = [segment.reference for segment in fresh.segments if needs_space(segment)]
    if spaces:
        diary.keep(references=spaces, by=by.actor)
    set_aside_now([fresh, *(line for line in one.lines_in if line.is_fee)], by=by)


def _ask_for_more(promise: Promise, *, owed_before: int, was_paid: bool) -> None:
    """Whoever pays by transfer is told of another sum that they still owe. More beside what was paid has its own day.

    Less keeps the day it had: a debt that is late stays late.
    """
    if promise.due_on is None or (was_paid and promise.owed_pence > owed_before):
        ask_for(promise, was_paid=was_paid)
    elif was_paid and promise.owed_pence < owed_before:
        tell_less([promise])
    elif promise.owed_pence and promise.owed_pence != owed_before:
        send_invoice(promise)


def _agree_anew(swap: Swap) -> None:
    """The yes of each pot covers the new part: by whoever said yes to it, or by the limit that was named before."""
    for row in swap.pots:
        standing = agreement_of(swap.break_, row.pot)
        if standing is not None:
            standing.withdrawn_at = clock.now()
            session.flush()
            session.add(_agreement(standing, row, swap.break_, row.pot))
    session.flush()


def _agreement(before: Agreement, row: SwapPot, one: Break, pot: Pot) -> Agreement:
    paid = shares_paid(one, pot)
    is_anew = bool(row.is_yes) and bool(row.why_asked)
    how = before.how
    if is_anew and how is AgreedHow.LETTER:
        how = AgreedHow.OFFICER
    return Agreement(
        break_id=one.id,
        pot_id=pot.id,
        pence=sum(share.pence for share in paid),
        covers=[[key, part] for key, part in sorted(covered(paid).items())],
        how=how,
        by_name=row.by_name if is_anew else before.by_name,
        by_account_id=row.by_account_id if is_anew else before.by_account_id,
        way=before.way,
        limit_pence=before.limit_pence,
        purchase_order=before.purchase_order,
        letter_id=before.letter_id,
        letter_words=before.letter_words,
        reason=row.reason,
        at=clock.now(),
    )
