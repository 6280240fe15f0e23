"""Finance says what a line of money that went out is: a payment of ours, seen at the bank once."""

from marketplace.accounts.viewer import Viewer
from marketplace.booking.outgoing import Ours, Sort
from marketplace.booking.queries.outgoing import MOVED, ours
from marketplace.booking.services.settling import mark_sent_back
from marketplace.db import transaction
from marketplace.errors import Conflict
from marketplace.payments.bank.services import locked_outgoing, see_payments
from marketplace.payments.invoices.services import LISTS as INVOICE_LISTS
from marketplace.payments.payouts.services import LISTS as PAYOUT_LISTS

GONE = "This was seen at the bank before, or is not known any more. Look again"


def see_line(line_ref: str, *, key: str, by: Viewer) -> None:
    """A line is this payment of ours. What was not marked as paid or as sent back is, in the same transaction.

    ``key``: as of ``ours``. Raises NotFound for anybody but finance, Conflict when somebody was first, the payment is
    of another amount, or a list cannot be paid any more.
    """
    with transaction():
        line = locked_outgoing(line_ref, by=by)
        one = _of(key, by)
        if one.pence != line.pence:
            raise Conflict("This payment is of another amount")
        if one.on is None:
            one = _marked(one, by)
        see_payments(line, [(key, one.about, pence) for key, pence in one.parts], by=by)


def _of(key: str, by: Viewer) -> Ours:
    found = next((one for one in ours(viewer=by) if one.key == key), None)
    if found is None:
        raise Conflict(GONE)
    return found


def _marked(one: Ours, by: Viewer) -> Ours:
    """It as it is once it is marked."""
    ref = one.key.partition(":")[2]
    match one.sort:
        case Sort.PAYOUTS:
            PAYOUT_LISTS.mark_paid(ref, by=by)
        case Sort.INVOICES:
            INVOICE_LISTS.mark_paid(ref, by=by)
        case _:
            mark_sent_back(ref, by=by)
            return [each for each in ours(viewer=by) if each.key.startswith(MOVED) and each.about == one.about][-1]
    return one
