"""Lists for the bank of which a payment stands in no statement yet, however long ago they were made.

What reads them has seen to it that its viewer is of the brokerage's finance.
"""

from collections.abc import Sequence

from sqlalchemy import ScalarSelect, String, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased, selectinload

from marketplace.db import session
from marketplace.payments.bank.models import SeenPayment
from marketplace.payments.invoices.lifecycle import InvoiceSort, InvoiceState
from marketplace.payments.invoices.models import Invoice, PaymentRun
from marketplace.payments.invoices.paper import PayerSort
from marketplace.payments.payouts.models import PayoutPayee, PayoutRun

PAYEE = "payee:"
"""With the number of a payee of a list: the key of its payment."""


def unseen_payouts() -> Sequence[PayoutRun]:
    """Lists to providers that are not paid, or with a payee whose payment no line is; the latest first."""
    is_seen = exists().where(SeenPayment.key == literal(PAYEE) + cast(PayoutPayee.id, String))
    waits = exists().where(PayoutPayee.run_id == PayoutRun.id, ~is_seen)
    payees = selectinload(PayoutRun.payees).selectinload(PayoutPayee.payouts)
    wanted = select(PayoutRun).where(or_(PayoutRun.paid_at.is_(None), waits)).options(payees)
    return session.scalars(wanted.order_by(PayoutRun.id.desc())).all()


def unseen_invoices() -> Sequence[PaymentRun]:
    """Lists of invoices of funders that are not paid, or of which more went out than lines show; the latest first."""
    about = literal(f"{PaymentRun.NAME}:") + PaymentRun.ref
    seen = select(func.coalesce(func.sum(SeenPayment.pence), 0)).where(SeenPayment.reference == about)
    waits = _due_pence() > seen.correlate(PaymentRun).scalar_subquery()
    notes = selectinload(PaymentRun.invoices).selectinload(Invoice.credit_notes)
    wanted = select(PaymentRun).where(PaymentRun.payer == PayerSort.FUNDER, or_(PaymentRun.paid_at.is_(None), waits))
    return session.scalars(wanted.options(notes).order_by(PaymentRun.id.desc())).all()


def _due_pence() -> ScalarSelect[int]:
    """What all payments of a list come to: ``Invoice.due_pence`` of all that stands on it."""
    note = aliased(Invoice)
    before = select(func.coalesce(func.sum(note.pence), 0)).where(
        note.credits_id == Invoice.id, note.state == InvoiceState.CREDITED
    )
    is_invoice = Invoice.sort == InvoiceSort.INVOICE
    due = case((is_invoice, Invoice.pence - before.correlate(Invoice).scalar_subquery()), else_=-Invoice.pence)
    whole = select(func.coalesce(func.sum(due), 0)).where(Invoice.run_id == PaymentRun.id)
    return whole.correlate(PaymentRun).scalar_subquery()
