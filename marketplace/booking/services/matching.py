"""Finance says what a line of a bank statement paid: it is counted, once, in the same transaction."""

from dataclasses import dataclass

from marketplace import audit
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import MovementLine
from marketplace.booking.queries.due_to_providers import due_to_providers
from marketplace.booking.queries.matching import marked_by_hand
from marketplace.booking.services.client_account import note_in
from marketplace.booking.services.promising import take_money
from marketplace.booking.services.settling import locked_invoiced
from marketplace.db import session, transaction
from marketplace.errors import Conflict
from marketplace.payments.bank.services import locked_line, settle_line
from marketplace.payments.payouts import services as payouts


@dataclass(frozen=True, slots=True)
class Matched:
    """What a line of ``pence`` did. ``back_pence`` of it is owed back; the others are of its invoice, with the line."""

    pence: int
    come_pence: int
    to_come_pence: int
    back_pence: int


def match_line(line_ref: str, *, payment_reference: str, by: Viewer) -> Matched:
    """A line paid the invoice of this reference, or a part of it, which waits until all of it has come.

    What came above it, or once too often, is owed back.

    Raises NotFound for anybody but finance, Conflict when somebody was first, Refused by field when no invoice has
    this reference.
    """
    with transaction():
        line = locked_line(line_ref, by=by)
        promise = locked_invoiced(payment_reference, by=by)
        waited_for = promise.to_come_pence
        take_money(promise, line.pence, by=by.actor)
        note_in(promise, line.pence, on=line.on, line_ref=line.ref, by=by)
        payouts.settle(due_to_providers(promise.break_), by=by.actor)
        audit.record(_what(line.pence, waited_for), about=promise.reference, by=by.actor)
        settle_line(line, reference=promise.reference, by=by)
        back = max(line.pence - waited_for, 0)
        return Matched(line.pence, promise.come_pence, promise.to_come_pence, back)


def join_line(line_ref: str, *, payment_reference: str, by: Viewer) -> None:
    """A line is the money that finance had marked by hand for the invoice of this reference: nothing moves again.

    Raises NotFound for anybody but finance, Conflict when somebody was first or no such sum was marked by hand,
    Refused by field when no invoice has this reference.
    """
    with transaction():
        line = locked_line(line_ref, by=by)
        promise = locked_invoiced(payment_reference, by=by)
        same = (one for one in marked_by_hand([promise.id]) if one.pence == line.pence)
        movement = next(same, None)
        if movement is None:
            raise Conflict("Nothing of this amount was marked by hand, or its line has come already")
        session.add(MovementLine(movement_id=movement.id, line_ref=line.ref))
        audit.record("bank-line-joined", about=promise.reference, by=by.actor)
        settle_line(line, reference=promise.reference, by=by)


def _what(pence: int, waited_for: int) -> str:
    if pence < waited_for:
        return "promise-part-paid"
    return "promise-paid" if waited_for else "promise-overpaid"
