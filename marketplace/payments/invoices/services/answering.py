"""What a payer says to an invoice, and its provider to a dispute. No money moves with any of it."""

from marketplace.accounts.viewer import Viewer
from marketplace.db import transaction
from marketplace.errors import Conflict, NotFound
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.services.letters import tell_answered, tell_disputed
from marketplace.payments.invoices.services.moving import locked, move, reason_of


def accept(ref: str, *, by: Viewer) -> None:
    """The payer says that an invoice is right: it waits to be paid. Raises NotFound, CannotMove."""
    with transaction():
        known = locked(ref, by=by)
        if not known.is_payer:
            raise NotFound
        move(known.invoice, InvoiceState.ACCEPTED, by=by.actor)


def dispute(ref: str, *, reason: str, by: Viewer) -> None:
    """The payer says why an invoice is not right; its provider is told. Raises NotFound, Refused, CannotMove."""
    words = reason_of(reason)
    with transaction():
        known = locked(ref, by=by)
        if not known.is_payer:
            raise NotFound
        if known.invoice.is_typed:
            raise Conflict("This provider is not on the site. Ask them, and take the invoice back if it is wrong")
        if known.is_running:
            raise Conflict("This invoice is on a list of payments. Take the list apart first")
        move(known.invoice, InvoiceState.DISPUTED, words=words, by=by.actor)
        tell_disputed(known.invoice, words)


def answer(ref: str, *, reason: str, by: Viewer) -> None:
    """The provider says why a disputed invoice is right after all. Raises NotFound, Refused, CannotMove."""
    words = reason_of(reason)
    with transaction():
        known = locked(ref, by=by)
        if not known.is_seller:
            raise NotFound
        move(known.invoice, InvoiceState.SENT, words=words, by=by.actor)
        tell_answered(known.invoice, words)
