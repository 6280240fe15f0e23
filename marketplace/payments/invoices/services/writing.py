"""Writing down the lines of an invoice or credit note, with who pays each back where somebody does."""

from collections.abc import Sequence

from marketplace.db import session
from marketplace.payments.invoices.lifecycle import InvoiceSort
from marketplace.payments.invoices.models import Invoice, InvoiceLine, LineDebtor
from marketplace.payments.invoices.paper import Part


def write_lines(one: Invoice, parts: Sequence[Part], *, turns: Sequence[int]) -> None:
    """Write the lines of an invoice or credit note, in order; ``turns``: see ``InvoiceLine``."""
    session.flush()
    for position, (part, turn) in enumerate(zip(parts, turns, strict=True), start=1):
        line = InvoiceLine(
            invoice_id=one.id,
            position=position,
            reference=part.reference,
            piece=part.piece,
            turn=turn,
            is_credit=one.sort is InvoiceSort.CREDIT_NOTE,
            words=part.words,
            when=part.when,
            purchase_order=part.purchase_order,
            coding=part.coding,
            pence=part.pence,
            vat=part.vat,
            vat_per_ten_thousand=part.vat_per_ten_thousand,
            vat_pence=part.vat_pence,
        )
        line.debtor = _debtor(part)
        session.add(line)
    session.flush()


def _debtor(part: Part) -> LineDebtor | None:
    back = part.paid_back
    if back is None:
        return None
    return LineDebtor(
        debtor=back.debtor.sort,
        council_id=back.debtor.council_id,
        holder_id=back.debtor.holder_id,
        pot_id=back.debtor.pot_id,
        name=back.debtor.name,
        purchase_order=back.purchase_order,
        coding=back.coding,
    )
