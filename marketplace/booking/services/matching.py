"""Finance says what a line of a bank statement paid: the promise is marked, once, in the same transaction."""

from marketplace.accounts.viewer import Viewer
from marketplace.booking.services.settling import locked_invoiced, mark_paid, note_money_come
from marketplace.db import transaction
from marketplace.errors import Refused
from marketplace.money import format_pence
from marketplace.payments.bank.services import locked_line, settle_line


def match_line(line_ref: str, *, payment_reference: str, by: Viewer) -> int:
    """A line paid the invoice of this reference. What came above it, or once too often, is owed back.

    How much that is, in pence.

    Raises NotFound for anybody but finance, Conflict when somebody was first, Refused by field when no invoice has
    this reference or less came than is owed.
    """
    with transaction():
        line = locked_line(line_ref, by=by)
        promise = locked_invoiced(payment_reference, by=by)
        owed = promise.owed_pence
        if line.pence < owed:
            raise Refused(
                fields={
                    "reference": f"{format_pence(line.pence)} came and {format_pence(owed)} is owed."
                    " Call the family; mark it when all of it has come"
                }
            )
        if owed:
            mark_paid(promise.ref, by=by)
        if line.pence > owed:
            note_money_come(promise.payment_reference, pence=line.pence - owed, by=by)
        settle_line(line, reference=promise.reference, by=by)
        return line.pence - owed
