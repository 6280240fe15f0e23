"""Typing in an invoice of a provider who is not on this site, and taking it back: its payer does both.

From then on it goes the way of every other: it is accepted, listed for the bank, and marked as paid, once.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from marketplace import clock, files
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.payments.invoices.lifecycle import InvoiceSort, InvoiceState
from marketplace.payments.invoices.models import Invoice, InvoiceLine
from marketplace.payments.invoices.paper import Part, PayerKey, Side
from marketplace.payments.invoices.queries import where_is
from marketplace.payments.invoices.services.letters import tell_sent
from marketplace.payments.invoices.services.moving import move
from marketplace.payments.invoices.services.writing import write_lines
from marketplace.payments.invoices.typed import TypedInvoice, typed_key
from marketplace.payments.papers.services.late import owe_look


def type_in(
    typed: TypedInvoice, *, payer: PayerKey, seller_name: str, month: date, parts: Sequence[Part], by: Viewer
) -> str:
    """Keep an invoice with its paper, as it was tidied; its reference. It waits to be accepted.

    ``parts`` sum to it. Whoever calls has locked what they are of, and seen that so much is set aside and not invoiced.
    Raises Refused by field when the payer has this number of this provider already, or the paper is not one we take.
    """
    key = typed_key(payer, seller_name, typed.number)
    with transaction():
        _refuse_twice(key, typed.number)
        paper = files.keep(typed.paper, field="paper", by_account_id=by.account_id) if typed.paper else None
        one = _row(payer, seller_name, month, parts, by)
        one.sort, one.state = InvoiceSort.INVOICE, InvoiceState.SENT
        one.typed_number, one.typed_key, one.paper_id = typed.number, key, paper.id if paper else None
        one.issued_on, one.due_on = typed.issued_on, typed.due_on
        one.sort_code, one.account_number = typed.sort_code, typed.account_number
        _add(one, typed.number)
        write_lines(one, parts, turns=[_before(part) for part in parts])
        move(one, InvoiceState.SENT, by=by.actor, is_first=True)
        tell_sent(one)
        owe_look(one)
        return one.ref


def note_of_typed(before: Invoice, parts: Sequence[Part], by: Viewer) -> Invoice:
    """The paper that takes back some of one that was typed in; whoever calls gives it its sort and state."""
    note = _row(before.payer_key, before.seller.name, before.month, parts, by)
    note.typed_number, note.typed_key = before.typed_number, before.typed_key
    note.sort_code, note.account_number = before.sort_code, before.account_number
    note.issued_on = clock.today()
    return note


def _refuse_twice(key: str, number: str) -> None:
    is_same = (Invoice.typed_key == key) & (Invoice.sort == InvoiceSort.INVOICE)
    found = select(Invoice.id).where(is_same, Invoice.state != InvoiceState.CREDITED)
    if session.scalar(found) is not None:
        raise _here_already(number)


def _add(one: Invoice, number: str) -> None:
    """Who types in another part with the same number at this moment is not seen above: the index refuses the second."""
    session.add(one)
    try:
        session.flush()
    except IntegrityError as error:
        if "typed_key" not in str(error.orig):
            raise
        raise _here_already(number) from error


def _here_already(number: str) -> Refused:
    here = "An invoice of theirs with this number is here already"
    return Refused(fields={"number": f"{here}. If this is another part on the same paper, type {number}/2"})


def _row(payer: PayerKey, seller_name: str, month: date, parts: Sequence[Part], by: Viewer) -> Invoice:
    where = where_is(payer)
    return Invoice(
        payer=payer.sort,
        council_id=payer.council_id,
        holder_id=payer.holder_id,
        month=month,
        parts=len(parts),
        pence=sum(part.pence for part in parts),
        vat_pence=0,
        seller=Side(seller_name),
        seller_email="",
        seller_vat_number="",
        buyer=where.side if where else Side(payer.name),
        buyer_endpoint="",
        made_at=clock.now(),
        made_by_account_id=by.account_id,
    )


def _before(part: Part) -> int:
    """How many invoices there were for the same: each is a turn of its own."""
    is_same = (InvoiceLine.reference == part.reference) & (InvoiceLine.piece == part.piece)
    return session.scalars(select(func.count()).where(is_same, InvoiceLine.is_credit.is_(False))).one()
