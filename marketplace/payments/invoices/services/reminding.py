"""Telling a payer once that the day of an invoice is over: owed with it, done after that day if it is open still."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from marketplace import jobs
from marketplace.clock import LONDON
from marketplace.db import lock, session, transaction
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.services.letters import tell_late, was_told_late

REMIND = "remind-invoice"
WAITS = frozenset({InvoiceState.SENT, InvoiceState.ACCEPTED})
"""States in which its payer is awaited. One that is disputed waits for its provider."""


def owe_reminder(one: Invoice) -> None:
    """Look at it in the morning after its day, in the transaction that is open."""
    due_at = datetime.combine(one.due_on + timedelta(days=1), time(8), tzinfo=LONDON)
    jobs.owe(REMIND, key=f"{REMIND}:{one.ref}", payload={"invoice": one.ref}, due_at=due_at)


def remind_late(payload: jobs.Payload) -> None:
    """Tell the payer that its day is over, if it is still to be paid. The worker's job; harmless when repeated."""
    with transaction():
        wanted = select(Invoice).where(Invoice.ref == payload["invoice"])
        lock((Invoice, session.scalars(wanted.with_only_columns(Invoice.id)).all()))
        one = session.scalar(wanted)
        if one is not None and one.state in WAITS and not was_told_late(one):
            tell_late(one)
