"""Sending an invoice, and taking it or a part of it back by a credit note: each with the next number of its book.

The book is locked while a number is taken, so numbers have no gaps: what is rolled back gives its number back.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.money import format_pence
from marketplace.payments.invoices.lifecycle import CannotMove, InvoiceSort, InvoiceState, credited
from marketplace.payments.invoices.models import Invoice, InvoiceBook, IsPaidBack
from marketplace.payments.invoices.paper import Part, PayerKey, Side, credit_of, taxed
from marketplace.payments.invoices.queries import book_of, turns_of, where_is
from marketplace.payments.invoices.services.letters import tell_credited, tell_sent
from marketplace.payments.invoices.services.moving import locked, move, reason_of
from marketplace.payments.invoices.services.typing_in import note_of_typed
from marketplace.payments.invoices.services.writing import write_lines
from marketplace.payments.papers.services.late import owe_look
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName

MOST_PARTS = 500


class NoBook(Conflict):
    """The provider has not said yet what its invoices say of it."""

    def __init__(self) -> None:
        super().__init__("First say what stands on your invoices: your address and where you are paid")


def issue(*, payer: PayerKey, month: date, parts: Sequence[Part], by: Viewer) -> str:
    """Send an invoice of the viewer's provider for these parts; its reference.

    ``month``: the first of the month they are of. Whoever calls has locked what the parts are of, and asked
    ``queries.invoiced_pieces`` that none was invoiced before; the database refuses it too. Raises NoBook, Refused.
    """
    with transaction():
        book = _locked_book(by)
        _refuse(parts, book)
        one = _paper(book, payer, month, taxed(parts), by)
        one.sort, one.state = InvoiceSort.INVOICE, InvoiceState.SENT
        session.add(one)
        turns = turns_of({part.reference for part in parts})
        write_lines(one, taxed(parts), turns=[turns.get(part.key, 0) for part in parts])
        move(one, InvoiceState.SENT, by=by.actor, is_first=True)
        tell_sent(one)
        owe_look(one)
        return one.ref


def credit(ref: str, *, reason: str, by: Viewer, amounts: Mapping[int, int] | None = None) -> str:
    """Take an invoice back, or some of it, by a credit note; its reference. Nothing is paid or let go.

    ``amounts``: pence with tax by place of the line, from 1 on; without them all that is left of each. What was not
    paid yet can be invoiced again, and so much the less is to be paid. What was paid is owed to the payer until it is
    set against a payment or comes back.

    Raises NotFound, Refused by field (``line_1`` ...), CannotMove, Conflict while it is being paid.
    """
    words = reason_of(reason)
    with transaction():
        known = locked(ref, by=by)
        before = known.invoice
        if not known.writes_notes:
            raise NotFound
        if known.is_running:
            raise Conflict("This invoice is on a list of payments. Ask the payer to take it off")
        left = before.left
        if not any(part.pence for part in left):
            raise CannotMove(before.state, InvoiceState.CREDITED)
        parts = _credited(before, left, amounts)
        is_all = sum(part.pence for part in parts) == sum(part.pence for part in left)
        state, begins = credited(before.state, is_all=is_all)
        note = (
            note_of_typed(before, parts, by)
            if before.is_typed
            else _paper(_locked_book(by), before.payer_key, before.month, parts, by)
        )
        note.sort, note.state, note.credits_id = InvoiceSort.CREDIT_NOTE, begins, before.id
        note.due_on = note.issued_on
        session.add(note)
        turns = turns_of({part.reference for part in parts})
        write_lines(note, parts, turns=[turns.get(part.key, 0) for part in parts])
        move(note, begins, words=words, by=by.actor, is_first=True)
        if state is not before.state:
            move(before, state, words=words, by=by.actor)
        session.expire(before)
        if not before.is_typed:
            tell_credited(note, before)
        return note.ref


def _credited(before: Invoice, left: Sequence[Part], amounts: Mapping[int, int] | None) -> list[Part]:
    """The lines of a credit note. Raises Refused by field."""
    wanted = {place: part.pence for place, part in enumerate(left, start=1)} if amounts is None else amounts
    most = {place: left[place - 1].pence if 0 < place <= len(left) else 0 for place in wanted}
    wrong = {
        f"line_{place}": f"{format_pence(most[place])} of this can be taken back at the most"
        for place, pence in wanted.items()
        if not 0 <= pence <= most[place]
    }
    if wrong:
        raise Refused(fields=wrong)
    parts = [line.part for line in before.lines]
    found = [credit_of(parts[at - 1], left[at - 1], pence) for at, pence in sorted(wanted.items()) if pence]
    if not found:
        first = next(at for at, part in enumerate(left, start=1) if part.pence)
        raise Refused(fields={f"line_{first}": "Say how much of at least one line you take back"})
    return found


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
    where = where_is(payer)
    one = Invoice(
        payer=payer.sort,
        council_id=payer.council_id,
        holder_id=payer.holder_id,
        month=month,
        vat_pence=sum(part.vat_pence for part in parts),
        seller=book.side,
        seller_email=book.email,
        seller_vat_number=book.vat_number,
        sort_code=book.sort_code,
        account_number=book.account_number,
        fee_per_ten_thousand=settings_in_force().number(SettingName.BROKERAGE_FEE_PER_TEN_THOUSAND, on=clock.today()),
        buyer=where.side if where else Side(payer.name),
        buyer_endpoint=_endpoint(where),
        made_by_account_id=by.account_id,
    )
    return one.numbered(book, parts, days=book.days)


def _endpoint(where: IsPaidBack | None) -> str:
    if where is None:
        return ""
    return where.endpoint or (f"EM:{where.email}" if where.email else "")
