"""The brokerage's fees on invoices that are paid, and that their providers have not paid to it yet."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.queries import is_from


def fees_owed(*, viewer: Viewer) -> Sequence[Invoice]:
    """Paid invoices whose fee has not come, the oldest first: of all for the brokerage's finance, else one's own."""
    rows = select(Invoice).where(
        Invoice.state == InvoiceState.PAID, Invoice.fee_per_ten_thousand > 0, Invoice.fee_come_at.is_(None)
    )
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        rows = rows.where(is_from(viewer))
    read = (joinedload(Invoice.run), selectinload(Invoice.credit_notes))
    return [one for one in session.scalars(rows.options(*read).order_by(Invoice.id)) if one.fee_pence]
