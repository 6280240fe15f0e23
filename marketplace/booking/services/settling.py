"""Bank transfers, as the brokerage's finance marks them: the money came, or was sent back."""

from sqlalchemy import and_, exists, select

from marketplace import audit, clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.booking.lifecycle import ENDED
from marketplace.booking.models import Line, Promise
from marketplace.booking.queries.due_to_providers import due_to_providers
from marketplace.booking.queries.instead_of_cards import breaks_with_more_due
from marketplace.booking.queries.promises import CHARGED_AS
from marketplace.booking.services.client_account import note_back, note_in
from marketplace.booking.services.knowing import locked_by_id
from marketplace.booking.services.promising import add_transfer, bring_back, take_money
from marketplace.booking.services.sweeping import each_alone
from marketplace.budgets.sorts import BY_TRANSFER
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.money import MOST_PENCE, format_pence
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.models import Payout


def mark_paid(promise_ref: str, *, by: Viewer) -> None:
    """Finance has seen the money of an invoice come, or the rest of it: the books are written in the same transaction.

    Raises NotFound for anybody but finance, Conflict when nothing is owed by bank transfer.
    """
    with transaction():
        promise = _locked(promise_ref, by)
        if promise.due_on is None or not promise.owed_pence:
            raise Conflict("This is not waited for any more")
        pence = promise.to_come_pence
        take_money(promise, pence, by=by.actor)
        note_in(promise, pence, on=clock.today(), by=by)
        payouts.settle(due_to_providers(promise.break_), by=by.actor)
        audit.record("promise-paid", about=promise.reference, by=by.actor)


def mark_sent_back(promise_ref: str, *, by: Viewer) -> None:
    """Finance has sent back what was paid too much: the books take it back in the same transaction, and not before.

    Raises NotFound, or Conflict when nothing is owed back.
    """
    with transaction():
        promise = _locked(promise_ref, by)
        pence = promise.transfer_back_pence
        if not pence:
            raise Conflict("Nothing is owed back")
        note_back(promise, pence, by=by)
        promise.sent_back_pence += pence
        promise.transferred_pence -= pence if promise.is_by_card else 0
        promise.sent_back_at = clock.now()
        bring_back(promise, by=by.actor)
        audit.record("promise-sent-back", about=promise.reference, by=by.actor)


def note_money_come(payment_reference: str, *, pence: int, by: Viewer) -> None:
    """Finance has seen money of a transfer come that nobody waits for: after a cancellation, or once too often.

    It never enters the books of a pot; it is owed back from now on. Raises NotFound, Refused by field, and Conflict
    while the invoice of this reference is still to be paid.
    """
    if not by.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    if not 0 < pence <= MOST_PENCE:
        raise Refused(fields={"amount": f"Enter an amount up to {format_pence(MOST_PENCE)}"})
    with transaction():
        promise = locked_invoiced(payment_reference, by=by)
        if promise.owed_pence:
            raise Conflict("The invoice of this reference is still to be paid. Mark it as paid in the list")
        add_transfer(promise, pence)
        note_in(promise, pence, on=clock.today(), by=by)
        audit.record("promise-overpaid", about=promise.reference, by=by.actor)


def locked_invoiced(payment_reference: str, *, by: Viewer) -> Promise:
    """What is to be paid by bank transfer with this reference, locked. Raises NotFound, Refused by field."""
    wanted = select(Promise.ref).where(Promise.payment_reference == payment_reference.strip().upper())
    ref = session.scalar(wanted.where(Promise.due_on.is_not(None)))
    if ref is None:
        raise Refused(fields={"reference": "No invoice has this reference. Look at the transfer again"})
    return _locked(ref, by)


def _locked(ref: str, by: Viewer) -> Promise:
    wanted = select(Promise.break_id).where(Promise.ref == ref)
    break_id = session.scalar(wanted) if by.can(Permission.HANDLE_PAYMENTS) else None
    if break_id is None:
        raise NotFound
    locked_by_id(break_id)
    return session.scalars(select(Promise).where(Promise.ref == ref)).one()


def owe_transfers() -> int:
    """Owe providers what came by transfer of parts that are done, where nothing of it is owed yet; of how many breaks.

    The worker's sweep, for breaks that were over before such money was paid out here, and for what came in the place of
    a card payment while its provider had still to send that back; harmless when repeated.
    """
    has_come = Promise.paid_pence - Promise.sent_back_pence >= Promise.pence
    is_done = exists().where(Line.break_id == Promise.break_id, Line.listing_id.is_not(None), Line.state.in_(ENDED))
    is_new = and_(Promise.way.in_(BY_TRANSFER), has_come, ~exists().where(Payout.charged == CHARGED_AS))
    wanted = select(Promise.break_id).where(Promise.pence > 0, is_done, is_new)
    return each_alone(sorted(breaks_with_more_due().union(session.scalars(wanted))), _owe)


def _owe(break_id: int) -> bool:
    with transaction():
        payouts.settle(due_to_providers(locked_by_id(break_id)), by=SITE)
    return True
