"""The invoice of what somebody pays themselves for a break by bank transfer: how much, by when, and for which parts."""

from dataclasses import dataclass
from datetime import date

from marketplace.accounts.viewer import Viewer
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.money_rows import PaidPart
from marketplace.booking.queries.owed_waiting import days_late
from marketplace.booking.queries.promises import promises_of
from marketplace.booking.queries.receipts import paid_parts
from marketplace.errors import NotFound


@dataclass(frozen=True)
class OwnInvoice:
    """One invoice as it is now. ``parts``: what it is for, of cancelled parts what was kept; none: nothing is to pay.

    ``pence``: all of it; ``come_pence``: what has come so far; ``to_come_pence``: what is still to come. ``name``: of
    the pot. ``days_late``: since its day, where anything is.
    """

    payment_reference: str
    break_ref: str
    title: str
    name: str
    due_on: date
    pence: int
    come_pence: int
    to_come_pence: int
    days_late: int
    parts: tuple[PaidPart, ...]


def own_invoice(ref: str, pot_ref: str, *, viewer: Viewer) -> OwnInvoice:
    """The invoice that went out to a pot's owner, whatever became of the break since.

    Raises NotFound where none went out, and for whoever does not see the money.
    """
    known = known_break(ref, viewer=viewer)
    if not known.sees_money:
        raise NotFound
    found = next((one for one in promises_of(known.break_) if one.pot.ref == pot_ref), None)
    if found is None or found.due_on is None:
        raise NotFound
    return OwnInvoice(
        payment_reference=found.payment_reference,
        break_ref=ref,
        title=known.break_.title,
        name=found.pot.name,
        due_on=found.due_on,
        pence=found.pence,
        come_pence=found.come_pence,
        to_come_pence=found.to_come_pence,
        days_late=days_late(found),
        parts=paid_parts(found),
    )
