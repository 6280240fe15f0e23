"""Finance says what a line of a bank statement paid: the promise is marked, once, in the same transaction."""

from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Promise
from marketplace.booking.services.settling import mark_paid, note_money_come
from marketplace.budgets.sorts import BY_TRANSFER
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.money import format_pence
from marketplace.payments.bank.services import locked_line, settle_line


def match_line(line_ref: str, *, payment_reference: str, by: Viewer) -> None:
    """A line paid the invoice of this reference. What came above it, or once too often, is owed back.

    Raises NotFound for anybody but finance, Conflict when somebody was first, Refused by field when no invoice has
    this reference or less came than is owed.
    """
    with transaction():
        line = locked_line(line_ref, by=by)
        wanted = select(Promise).where(
            Promise.payment_reference == payment_reference.strip().upper(),
            Promise.way.in_(BY_TRANSFER),
            Promise.due_on.is_not(None),
        )
        found = session.scalar(wanted)
        if found is None:
            raise Refused(fields={"reference": "No invoice has this reference. Look at the transfer again"})
        owed, ref, reference = found.owed_pence, found.ref, found.payment_reference
        if line.pence < owed:
            raise Refused(
                fields={
                    "reference": f"{format_pence(line.pence)} came and {format_pence(owed)} is owed."
                    " Call the family; mark it when all of it has come"
                }
            )
        pence, line_id = line.pence, line.id
        if owed:
            mark_paid(ref, by=by)
        if pence > owed:
            note_money_come(reference, pence=pence - owed, by=by)
        settle_line(session.get_one(type(line), line_id), reference=f"promise:{ref}", by=by)
