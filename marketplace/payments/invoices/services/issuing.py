"""Sending an invoice, and taking it back by a credit note: each with the next number of its provider's book.

The book is locked while a number is taken, so numbers have no gaps: what is rolled back gives its number back.
"""

from collections.abc import Sequence
from datetime import date

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments.invoices.lifecycle import InvoiceSort, InvoiceState
from marketplace.payments.invoices.models import Invoice, InvoiceBook, InvoiceLine
from marketplace.payments.invoices.paper import Part, PayerKey, due_on, taxed
from marketplace.payments.invoices.queries import address_of, book_of, turns_of
from marketplace.payments.invoices.services.letters import tell_credited, tell_sent
from marketplace.payments.invoices.services.moving import locked, move, reason_of

MOST_PARTS = 500


class NoBook(Conflict):
    """The provider has not said yet what its invoices say of it."""

    def __init__(self) -> None:
        super().__init__("First say what stands on your invoices: your address and where you are paid")


def issue(*, payer: PayerKey, month: date, parts: Sequence[Part], by: Viewer) -> str:
    """Send an invoice of the viewer's provider for these parts; its reference.

    ``month``: the first of the month they are of. Whoever calls has locked what the parts are of, and asked
    ``queries.live_pieces`` that none was invoiced before; the database refuses it too. Raises NoBook, Refused.
    """
    with transaction():
        book = _locked_book(by)
        _refuse(parts, book)
        one = _paper(book, payer, month, taxed(parts), by)
        one.sort, one.state = InvoiceSort.INVOICE, InvoiceState.SENT
        session.add(one)
        turns = turns_of({part.reference for part in parts})
        _write_lines(one, taxed(parts), turns=[turns.get((part.reference, part.piece), 0) for part in parts])
        move(one, InvoiceState.SENT, by=by.actor, is_first=True)
        tell_sent(one, address_of(payer))
        return one.ref


def credit(ref: str, *, reason: str, by: Viewer) -> str:
    """Take an invoice back that is not paid: a credit note for all of it; its reference. Nothing is paid or let go.

    Its parts can be invoiced again. Raises NotFound, Refused by field, CannotMove, Conflict while it is being paid.
    """
    words = reason_of(reason)
    with transaction():
        known = locked(ref, by=by)
        before = known.invoice
        if not known.is_seller:
            raise NotFound
        if known.is_running:
            raise Conflict("This invoice is on a list of payments. Ask the payer to take it off")
        move(before, InvoiceState.CREDITED, words=words, by=by.actor)
        book = _locked_book(by)
        parts = [line.part for line in before.lines]
        note = _paper(book, before.payer_key, before.month, parts, by)
        note.sort, note.state, note.credits_id = InvoiceSort.CREDIT_NOTE, InvoiceState.CREDITED, before.id
        note.due_on = note.issued_on
        session.add(note)
        _write_lines(note, parts, turns=[line.turn for line in before.lines])
        audit.record("invoice-credited", about=before.about, by=by.actor)
        tell_credited(note, before, address_of(before.payer_key))
        return note.ref


def _locked_book(by: Viewer) -> InvoiceBook:
    found = book_of(viewer=by)
    if found is None:
        raise NoBook
    lock((InvoiceBook, [found.id]))
    return found


def _refuse(parts: Sequence[Part], book: InvoiceBook) -> None:
    if not parts:
        raise Refused(fields={"parts": "Tick at least one part"})
    if len(parts) > MOST_PARTS:
        raise Refused(fields={"parts": f"An invoice has {MOST_PARTS} lines at the most. Tick fewer parts"})
    if any(part.vat_per_ten_thousand for part in parts) and not book.vat_number:
        raise Refused(fields={"parts": "Your prices hold VAT. First enter your VAT number in your invoice details"})


def _paper(book: InvoiceBook, payer: PayerKey, month: date, parts: Sequence[Part], by: Viewer) -> Invoice:
    book.last_number += 1
    where, today = address_of(payer), clock.today()
    return Invoice(
        book_id=book.id,
        number=book.last_number,
        payer=payer.sort,
        council_id=payer.council_id,
        holder_id=payer.holder_id,
        month=month,
        issued_on=today,
        due_on=due_on(today, book.days),
        parts=len(parts),
        pence=sum(part.pence for part in parts),
        vat_pence=sum(part.vat_pence for part in parts),
        seller_name=book.name,
        seller_street=book.street,
        seller_town=book.town,
        seller_postcode=book.postcode,
        seller_email=book.email,
        seller_vat_number=book.vat_number,
        sort_code=book.sort_code,
        account_number=book.account_number,
        buyer_name=where.name if where else payer.name,
        buyer_street=where.street if where else "",
        buyer_town=where.town if where else "",
        buyer_postcode=where.postcode if where else "",
        buyer_endpoint=(where.endpoint or f"EM:{where.email}") if where else "",
        made_at=clock.now(),
        made_by_account_id=by.account_id,
    )


def _write_lines(one: Invoice, parts: Sequence[Part], *, turns: Sequence[int]) -> None:
    session.flush()
    for position, (part, turn) in enumerate(zip(parts, turns, strict=True), start=1):
        session.add(
            InvoiceLine(
                invoice_id=one.id,
                position=position,
                reference=part.reference,
                piece=part.piece,
                turn=turn,
                is_credit=one.sort is InvoiceSort.CREDIT_NOTE,
                words=part.words,
                when=part.when,
                purchase_order=part.purchase_order,
                pence=part.pence,
                vat=part.vat,
                vat_per_ten_thousand=part.vat_per_ten_thousand,
                vat_pence=part.vat_pence,
            )
        )
    session.flush()
