"""Taking back what a provider has too much: of what was not sent yet it is let go, of what was sent it is reversed.

The latest payout first, and never more than stands of each.
"""

from collections.abc import Collection

from sqlalchemy import delete, select

from marketplace import audit, clock, jobs
from marketplace.audit import SITE, Actor
from marketplace.budgets.services import paying_over
from marketplace.db import session, transaction
from marketplace.payments.charges import shared_out
from marketplace.payments.models import CardPayment
from marketplace.payments.payouts.gateway import TransferRefused
from marketplace.payments.payouts.lifecycle import PayoutState, moved, net_back
from marketplace.payments.payouts.models import Payout, PayoutReversal
from marketplace.payments.payouts.services.letters import tell_back
from marketplace.payments.wiring import payouts_gateway

TAKE_BACK = "take-back-payout"
"""The kind of job that reverses part of one payout."""


def take_back(payouts: Collection[Payout], pence: int, *, by: Actor) -> None:
    """Take back so much of these, locked, in the transaction that is open. Raises ValueError when it is more."""
    several = {one.id: one for one in payouts}
    for number, part in shared_out(pence, {one.id: one.left_pence for one in payouts}).items():
        _take_back(several[number], part, by)


def take_back_lost(payment_id: int, pence: int) -> None:
    """A payment was lost in a dispute, so much of it: its providers' part goes back, in the transaction that is open.

    What nobody was to have comes first: only what is left of the payment without it is taken back.
    """
    wanted = select(Payout).where(Payout.payment_id == payment_id, Payout.state != PayoutState.OVER)
    standing = session.scalars(wanted.order_by(Payout.id).with_for_update()).all()
    if standing:
        payment = session.get_one(CardPayment, payment_id)
        unsent = payment.left_pence - sum(one.left_pence for one in standing)
        too_much = min(max(pence - max(unsent, 0), 0), sum(one.left_pence for one in standing))
        take_back(standing, too_much, by=SITE)


def do_take_back(payload: jobs.Payload) -> None:
    """Reverse part of one payout. The worker's job; harmless when repeated. Raises OutsideFailure: tried again.

    What the card firm will not reverse is written down for finance.
    """
    with transaction():
        row = _locked(payload["reversal"])
        if row is None or row.done_at is not None or row.refused_why or row.payout.transfer_id is None:
            return
        was_tried, row.tried_at = row.tried_at is not None, clock.now()
        ref, net_pence, transfer_id, what_for = row.ref, row.net_pence, row.payout.transfer_id, row.payout.what_for
    reference, firm = f"payout-back:{ref}", payouts_gateway()
    reversal_id = firm.taken_back(transfer_id=transfer_id, reference=reference) if was_tried else ""
    try:
        if net_pence and not reversal_id:
            reversal_id = firm.take_back(
                transfer_id=transfer_id, pence=net_pence, reference=reference, key=reference, what_for=what_for
            )
    except TransferRefused as no:
        _refused(ref, no.message or "refused")
    else:
        _done(ref, reversal_id)


def owe_open_reversals(payout: Payout) -> None:
    """A payout was sent: what is to come back of it can. One that was paid another way comes back another way."""
    for one in payout.reversals:
        if one.done_at is None and not one.refused_why:
            _owe(one, payout)


def drop_open_reversals(payout: Payout) -> None:
    """A payout was not sent at all: what was to come back of it need not, and less is owed."""
    session.execute(delete(PayoutReversal).where(PayoutReversal.payout_id == payout.id))
    back, payout.back_pence = payout.back_pence, 0
    session.flush()
    session.expire(payout, ["reversals"])
    if back:
        _lower(payout, back)


def _take_back(payout: Payout, pence: int, by: Actor) -> None:
    is_unsent = payout.state is PayoutState.REFUSED or (payout.state is PayoutState.OWED and payout.tried_at is None)
    if is_unsent:
        _lower(payout, pence)
    else:
        net = net_back(payout.pence, payout.back_pence, pence, fee_pence=payout.fee_pence)
        payout.back_pence += pence
        row = PayoutReversal(payout_id=payout.id, pence=pence, net_pence=net, made_at=clock.now(), settled_words="")
        session.add(row)
        session.flush()
        if payout.state is PayoutState.SENT:
            _owe(row, payout)
    audit.record("payout-taken-back", about=payout.reference, by=by)


def _lower(payout: Payout, pence: int) -> None:
    """Less is owed of what was not sent; with the last of it nothing."""
    if pence == payout.pence:
        payout.state = moved(payout.state, PayoutState.OVER)
    else:
        payout.fee_pence -= pence - net_back(payout.pence, 0, pence, fee_pence=payout.fee_pence)
        payout.pence -= pence
    session.flush()


def _owe(row: PayoutReversal, payout: Payout) -> None:
    if payout.transfer_id is None:
        row.refused_why = PAID_ANOTHER_WAY
        session.flush()
        return
    jobs.owe(TAKE_BACK, key=f"{TAKE_BACK}:{row.ref}", payload={"reversal": row.ref})


PAID_ANOTHER_WAY = "The card firm did not send it, so it comes back another way."


def _done(ref: str, reversal_id: str) -> None:
    with transaction():
        row = _locked(ref)
        if row is None or row.done_at is not None or row.refused_why:
            return
        row.reversal_id, row.done_at = reversal_id or None, clock.now()
        session.flush()
        bring_back(row, by=SITE)
        tell_back(row)
        audit.record("payout-came-back", about=row.payout.reference, by=SITE)


def bring_back(row: PayoutReversal, *, by: Actor) -> None:
    """Write into the books that it came back, in the transaction that is open."""
    paying_over.bring_back(
        pence=row.net_pence,
        fee_pence=row.pence - row.net_pence,
        reference=row.payout.reference,
        key=f"payout-back:{row.ref}",
        by=by,
    )


def _refused(ref: str, why: str) -> None:
    with transaction():
        row = _locked(ref)
        if row is not None and row.done_at is None and not row.refused_why:
            row.refused_why = why[:300]
            audit.record("payout-not-taken-back", about=row.payout.reference, by=SITE)


def _locked(ref: str) -> PayoutReversal | None:
    return session.scalar(select(PayoutReversal).where(PayoutReversal.ref == ref).with_for_update())
