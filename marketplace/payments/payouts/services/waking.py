"""What waits is tried anew: a job for each payout, in the transaction that is open."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from marketplace import jobs
from marketplace.db import session
from marketplace.payments.payouts.lifecycle import PayoutState, PayoutWay
from marketplace.payments.payouts.models import Payout

SEND = "send-payout"
"""The kind of job that sends one payout."""


def owe_sending(payout: Payout) -> None:
    """Owe the sending of a payout anew. Each of its turns is one job."""
    payout.turns += 1
    session.flush()
    jobs.owe(SEND, key=f"{SEND}:{payout.ref}:{payout.turns}", payload={"payout": payout.ref, "turn": payout.turns})


def wake_provider(provider_id: int) -> None:
    """A provider can be paid: send what waits for it."""
    _wake(Payout.provider_id == provider_id)


def wake_payment(payment_id: int) -> None:
    """Nobody disputes a payment any more: send what waits of it."""
    _wake(Payout.payment_id == payment_id)


def _wake(which: ColumnElement[bool]) -> None:
    waiting: Iterable[Payout] = session.scalars(
        select(Payout)
        .where(which, Payout.state == PayoutState.OWED, Payout.way == PayoutWay.CARD)
        .order_by(Payout.id)
        .with_for_update()
    ).all()
    for payout in waiting:
        owe_sending(payout)
