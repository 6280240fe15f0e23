"""Money back to the card that it came from, after commit, once."""

from collections.abc import Iterable, Mapping

from sqlalchemy import or_, select

from marketplace import audit, clock, jobs
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound
from marketplace.payments.charges import shared_out
from marketplace.payments.gateway import KEY_IS_KNOWN, RefundRefused
from marketplace.payments.models import CardPayment, CardRefund, Charge
from marketplace.payments.payouts.queries.payouts import lost_pence
from marketplace.payments.queries import is_stuck
from marketplace.payments.wiring import gateway

REFUND = "refund-card"
"""The kind of job that sends one refund."""

CAME_BACK = "The bank of the card did not take it: the card is closed, say. The money is with the card firm again."


def give_back(*, reference: str, pence: int, by: Actor) -> None:
    """Send back so much of what was paid by card for ``reference``, in the transaction that is open.

    Whoever calls holds the lock of what it was for. Raises ValueError when it is more than was paid.
    """
    paid = select(CardPayment).join(CardPayment.charge).where(Charge.reference == reference)
    payments = {one.id: one for one in session.scalars(paid)}
    for number, part in shared_out(pence, left_on(payments.values())).items():
        refund_payment(payments[number], part)
    audit.record("card-refund-wanted", about=reference, by=by)


def left_on(payments: Iterable[CardPayment]) -> Mapping[int, int]:
    """What of each of these payments can go back to its card, by id: a bank that decided has given back the rest."""
    several = list(payments)
    lost = lost_pence([one.id for one in several])
    return {one.id: max(one.left_pence - lost.get(one.id, 0), 0) for one in several}


def refund_payment(payment: CardPayment, pence: int) -> int:
    """Owe a refund of so much of one payment, in the transaction that is open; the pence. Nothing of nothing."""
    if not pence:
        return 0
    payment.sent_back_pence += pence
    row = CardRefund(payment_id=payment.id, pence=pence, made_at=clock.now())
    session.add(row)
    session.flush()
    jobs.owe(REFUND, key=f"{REFUND}:{row.ref}", payload={"refund": row.ref})
    return pence


def mark_refunded(ref: str, *, by: Viewer) -> None:
    """Finance has sent back another way what the card firm did not. Raises NotFound for anybody else, Conflict."""
    with transaction():
        wanted = select(CardRefund).where(CardRefund.ref == ref, or_(is_stuck(), CardRefund.done_at.is_not(None)))
        row = session.scalar(wanted.with_for_update()) if by.can(Permission.HANDLE_PAYMENTS) else None
        if row is None:
            raise NotFound
        if row.done_at is not None:
            raise Conflict("This was sent back already")
        row.done_at = clock.now()
        audit.record("card-refund-marked", about=row.payment.charge.reference, by=by.actor)


def do_refund(payload: jobs.Payload) -> None:
    """Send one refund. The worker's job: repeated with the same key, the card firm sends it once.

    After a day it knows the key no more: then it is asked first whether it was sent. What it will not send is written
    down for finance. Raises OutsideFailure: then it is tried again.
    """
    row = session.scalar(select(CardRefund).where(CardRefund.ref == payload["refund"]))
    if row is None or row.done_at is not None or row.refused_why:
        return
    ref, pence, intent_id, what_for = row.ref, row.pence, row.payment.intent_id, row.payment.charge.what_for
    is_old, firm = clock.now() - row.made_at > KEY_IS_KNOWN, gateway()
    session.rollback()
    refund_id, why = firm.refunded(intent_id=intent_id, reference=ref) if is_old else "", ""
    try:
        refund_id = refund_id or firm.refund(
            intent_id=intent_id, pence=pence, reference=ref, key=f"refund:{ref}", what_for=what_for
        )
    except RefundRefused as refused:
        why = refused.message or "refused"
    with transaction():
        sent = session.scalars(select(CardRefund).where(CardRefund.ref == ref)).one()
        if not refund_id:
            sent.refused_why = why[:300]
            return
        sent.refund_id = refund_id
        if not sent.refused_why:  # it may have been told already that it came back
            sent.done_at = clock.now()


def take_failed_refund(ref: str) -> None:
    """A refund that was sent came back from the card's bank: finance sends it another way. Told again, no matter."""
    row = session.scalar(select(CardRefund).where(CardRefund.ref == ref).with_for_update())
    if row is None or row.refused_why:
        return
    if row.refund_id or row.done_at is None:  # else finance has sent it another way already
        row.refused_why, row.done_at = CAME_BACK, None
