"""The brokerage's fee on an invoice: its provider owes it once the invoice is paid, and pays it to the brokerage."""

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotFound
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice


def mark_fee_come(ref: str, *, by: Viewer) -> None:
    """The fee of a paid invoice came, once. Raises NotFound for anybody but finance, Conflict when none is owed."""
    wanted = select(Invoice).where(Invoice.ref == ref)
    with transaction():
        found = session.scalar(wanted) if by.can(Permission.HANDLE_PAYMENTS) else None
        if found is None:
            raise NotFound
        lock((Invoice, [found.id]))
        one = session.scalars(wanted).one()
        if one.fee_come_at is not None:
            raise Conflict("It is marked already that this fee came")
        if one.state is not InvoiceState.PAID or not one.fee_pence:
            raise Conflict("No fee is owed for this invoice")
        one.fee_come_at, one.fee_come_by_account_id = clock.now(), by.account_id
        audit.record("invoice-fee-come", about=one.about, by=by.actor)
