"""How every verb about one invoice begins, and its moves: through the table, each recorded."""

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.db import lock, session
from marketplace.errors import Refused
from marketplace.payments.invoices import lifecycle
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice, InvoiceMove
from marketplace.payments.invoices.queries import KnownInvoice, known_invoice
from marketplace.people.writing import one_line

LONGEST_REASON = 300


def locked(ref: str, *, by: Viewer) -> KnownInvoice:
    """An invoice that ``by`` may see, locked until the transaction that is open ends. Raises NotFound."""
    lock((Invoice, [known_invoice(ref, viewer=by).invoice.id]))
    return known_invoice(ref, viewer=by)


def move(one: Invoice, to: InvoiceState, *, words: str = "", by: Actor, is_first: bool = False) -> None:
    """Let an invoice go to another state, or begin. Raises CannotMove."""
    if not is_first:
        one.state = lifecycle.moved(one.state, to)
    session.flush()
    session.add(InvoiceMove(invoice_id=one.id, to_state=to, words=words, at=clock.now(), by_account_id=by.account_id))
    audit.record(f"invoice-{to.value}", about=one.about, by=by)
    session.flush()


def reason_of(text: str) -> str:
    """Why, tidy. Raises Refused by field."""
    words = one_line(text)
    if not words or len(words) > LONGEST_REASON:
        raise Refused(fields={"reason": f"Say why, in {LONGEST_REASON} letters or fewer"})
    return words
