"""Which invoices a viewer may see, and how they stand. A provider sees its own, a payer those that it is to pay."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from marketplace import clock
from marketplace.accounts.roles import Permission, RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import Provider
from marketplace.payments.bank_lists.bank_file import BankPayment, in_order, set_off
from marketplace.payments.bank_lists.queries import shown
from marketplace.payments.invoices.debts import Debt, DebtRow, aged
from marketplace.payments.invoices.lifecycle import OPEN, InvoiceSort, InvoiceState
from marketplace.payments.invoices.models import (
    FunderAddress,
    Invoice,
    InvoiceBook,
    InvoiceLine,
    IsPaidBack,
    PayerAddress,
    PaymentRun,
)
from marketplace.payments.invoices.paper import PayerKey, PayerSort
from marketplace.payments.papers.models import HasPayer

SHOWN = 100
"""How many invoices that are over a list shows, the latest first."""


@dataclass(frozen=True)
class KnownInvoice:
    """An invoice that the viewer may see, and what they are to it."""

    invoice: Invoice
    is_payer: bool
    is_seller: bool

    @property
    def is_running(self) -> bool:
        """Whether it is on a list of payments that is not paid yet."""
        return self.invoice.run is not None and self.invoice.run.paid_at is None

    @property
    def is_open(self) -> bool:
        """Whether something of it is to be paid still."""
        return self.invoice.state in OPEN

    @property
    def may_accept(self) -> bool:
        """Whether the viewer may say that it is right."""
        return self.is_payer and self.invoice.state in {InvoiceState.SENT, InvoiceState.DISPUTED}

    @property
    def may_dispute(self) -> bool:
        """Whether the viewer may say that it is not."""
        states = {InvoiceState.SENT, InvoiceState.ACCEPTED}
        is_answered = not self.invoice.is_typed  # nobody would read it; it is taken back instead
        return self.is_payer and is_answered and self.invoice.state in states and not self.is_running

    @property
    def writes_notes(self) -> bool:
        """Whether the viewer is who takes it back: its provider, or its payer where that typed it in."""
        return self.is_payer if self.invoice.is_typed else self.is_seller

    @property
    def may_answer(self) -> bool:
        """Whether the viewer may say why it is right after all."""
        return self.is_seller and self.invoice.state is InvoiceState.DISPUTED

    @property
    def may_credit(self) -> bool:
        """Whether the viewer may take it back, or a part of it; of what was paid, what they then owe."""
        is_creditable = self.is_open or self.invoice.state is InvoiceState.PAID
        return (
            self.writes_notes and is_creditable and not self.is_running and any(one.pence for one in self.invoice.left)
        )

    @property
    def may_mark_refunded(self) -> bool:
        """Whether the viewer may say that what they are owed came back."""
        return self.is_payer and self.invoice.state is InvoiceState.OWED and not self.is_running


def known_invoice(ref: str, *, viewer: Viewer) -> KnownInvoice:
    """The invoice of this reference.

    Raises NotFound when it is neither from nor to the viewer's organisation, and once its words are gone.
    """
    is_kept = Invoice.emptied_on.is_(None)
    found = session.scalar(_whole().where(Invoice.ref == ref, is_kept, or_(is_to(viewer), is_from(viewer))))
    if found is None:
        raise NotFound
    return KnownInvoice(found, is_payer=is_paid_by(found, viewer), is_seller=_sells(found, viewer))


def invoices_from(*, viewer: Viewer) -> tuple[Invoice, ...]:
    """All that the viewer's provider has sent and that are still kept, the latest first."""
    rows = select(Invoice).where(is_from(viewer), Invoice.emptied_on.is_(None)).order_by(Invoice.id.desc()).limit(SHOWN)
    return tuple(session.scalars(rows.options(selectinload(Invoice.credit_notes))))


def owed_to(*, viewer: Viewer) -> tuple[Invoice, ...]:
    """Credit notes for what the viewer paid, not set against a payment and not paid back yet, the oldest first."""
    rows = select(Invoice).where(is_to(viewer), Invoice.state == InvoiceState.OWED).order_by(Invoice.id)
    return tuple(session.scalars(rows.options(joinedload(Invoice.credits), selectinload(Invoice.lines))))


def invoices_to(*states: InvoiceState, viewer: Viewer) -> tuple[Invoice, ...]:
    """The invoices in these states that the viewer is to pay, the oldest first."""
    wanted = (Invoice.state.in_(states), Invoice.sort == InvoiceSort.INVOICE)
    rows = select(Invoice).where(is_to(viewer), *wanted).order_by(Invoice.due_on, Invoice.id)
    read = (selectinload(Invoice.lines), selectinload(Invoice.credit_notes), selectinload(Invoice.moves))
    return tuple(session.scalars(rows.options(*read)))


def open_to(*, viewer: Viewer) -> tuple[Invoice, ...]:
    """The invoices of which the viewer is still to pay something, read whole, the oldest first."""
    rows = _whole().where(is_to(viewer), Invoice.state.in_(OPEN), Invoice.sort == InvoiceSort.INVOICE)
    return tuple(session.scalars(rows.order_by(Invoice.id)))


def count_to(*, viewer: Viewer) -> int:
    """How many invoices wait for the viewer: to be accepted, or to be put on a list of payments."""
    waits = or_(Invoice.state == InvoiceState.SENT, (Invoice.state == InvoiceState.ACCEPTED) & Invoice.run_id.is_(None))
    count = select(func.count()).select_from(Invoice).where(is_to(viewer), waits, Invoice.sort == InvoiceSort.INVOICE)
    return session.scalars(count).one()


def runs(*, viewer: Viewer) -> tuple[PaymentRun, ...]:
    """The viewer's lists of payments, those that are not paid yet first."""
    notes = selectinload(PaymentRun.invoices).selectinload(Invoice.credit_notes)
    return shown(select(PaymentRun).where(_is_run_of(viewer)).options(notes), PaymentRun)


def known_run(ref: str, *, viewer: Viewer) -> PaymentRun:
    """The list of payments of this reference. Raises NotFound."""
    wanted = select(PaymentRun).where(PaymentRun.ref == ref, _is_run_of(viewer))
    invoices = selectinload(PaymentRun.invoices)
    notes = invoices.selectinload(Invoice.credit_notes).selectinload(Invoice.lines)
    found = session.scalar(wanted.options(invoices.selectinload(Invoice.lines), notes))
    if found is None:
        raise NotFound
    return found


def debts_to(*, viewer: Viewer, beside: Iterable[Debt] = ()) -> tuple[DebtRow, ...]:
    """What the viewer owes, by whom to and age; ``beside``: what is no invoice."""
    rows = session.scalars(_owed().where(is_to(viewer)))
    owed = [Debt(one.seller.name, one.due_on, one.due_pence) for one in rows]
    return aged((*owed, *beside), clock.today())


def debts_from(*, viewer: Viewer) -> tuple[DebtRow, ...]:
    """What the viewer's provider is owed, by payer and age."""
    rows = _owed().where(is_from(viewer))
    return aged((Debt(one.buyer.name, one.due_on, one.due_pence) for one in session.scalars(rows)), clock.today())


@dataclass(frozen=True, slots=True)
class Invoiced:
    """What was invoiced of one piece, in pence: at first, and now, less what was credited before it was paid.

    What was credited after it was paid stands: its money goes back to the pot and is not invoiced again.
    """

    first_pence: int
    standing_pence: int

    def again(self, pence: int) -> int:
        """How much of a piece of ``pence`` can be invoiced again: what was credited, and no more."""
        return max(min(pence, self.first_pence) - self.standing_pence, 0)


def invoiced_pieces(references: Collection[str]) -> Mapping[tuple[str, str], Invoiced]:
    """What was invoiced of each piece of these references."""
    if not references:
        return {}
    is_first = InvoiceLine.is_credit.is_(False) & (InvoiceLine.turn == 0)
    first: ColumnElement[int] = case((is_first, InvoiceLine.pence), else_=0)
    rows = session.execute(
        select(
            InvoiceLine.reference,
            InvoiceLine.piece,
            func.sum(first),
            func.sum(_signed()),
        )
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.reference.in_(references), _takes_part())
        .group_by(InvoiceLine.reference, InvoiceLine.piece)
    )
    return {(reference, piece): Invoiced(int(at_first), int(stands)) for reference, piece, at_first, stands in rows}


def sums_of(references: Collection[str]) -> Mapping[str, Mapping[InvoiceState, int]]:
    """Pence that are or were to be paid for each of these references, by how the invoices stand."""
    found: dict[str, dict[InvoiceState, int]] = {}
    if not references:
        return found
    whole = aliased(Invoice)
    rows = session.execute(
        select(InvoiceLine.reference, whole.state, func.sum(_signed()))
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(whole, whole.id == func.coalesce(Invoice.credits_id, Invoice.id))
        .where(InvoiceLine.reference.in_(references), _takes_part(), whole.state != InvoiceState.CREDITED)
        .group_by(InvoiceLine.reference, whole.state)
    )
    for reference, state, pence in rows:
        found.setdefault(reference, {})[state] = int(pence)
    return found


def invoices_of(references: Collection[str]) -> Mapping[str, Sequence[Invoice]]:
    """The invoices for each of these references, the first first; no credit note, and none that was taken back."""
    found: dict[str, list[Invoice]] = {}
    rows = session.execute(
        select(InvoiceLine.reference, Invoice)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.reference.in_(references), Invoice.sort == InvoiceSort.INVOICE)
        .where(Invoice.state != InvoiceState.CREDITED)
        .order_by(Invoice.id)
    )
    for reference, one in rows:
        several = found.setdefault(reference, [])
        if one not in several:
            several.append(one)
    return found


def numbers_by_posting(references: Collection[str]) -> Mapping[tuple[str, str], Sequence[str]]:
    """The numbers of invoices that were paid for each of these references, and of notes whose money came back.

    By what the ledger calls the payment, and the reference.
    """
    found: dict[tuple[str, str], list[str]] = {}
    rows = session.execute(
        select(Invoice, InvoiceLine.reference)
        .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .where(InvoiceLine.reference.in_(references), Invoice.state != InvoiceState.CREDITED)
        .options(joinedload(Invoice.run))
        .distinct()
        .order_by(Invoice.id)
    )
    for one, reference in rows:
        found.setdefault((one.posting, reference), []).append(one.words)
    return found


def turns_of(references: Collection[str]) -> Mapping[tuple[str, str], int]:
    """How many credit notes there were for any of each piece."""
    rows = session.execute(
        select(InvoiceLine.reference, InvoiceLine.piece, func.count())
        .where(InvoiceLine.reference.in_(references), InvoiceLine.is_credit)
        .group_by(InvoiceLine.reference, InvoiceLine.piece)
    )
    return {(reference, piece): turns for reference, piece, turns in rows}


def book_of(*, viewer: Viewer) -> InvoiceBook | None:
    """The book of the viewer's provider."""
    mine = select(InvoiceBook).join(Provider, Provider.id == InvoiceBook.provider_id)
    return session.scalar(mine.where(Provider.organisation_id == viewer.organisation_id))


def provider_of(*, viewer: Viewer) -> Provider:
    """The viewer's provider. Raises NotFound."""
    mine = select(Provider).where(Provider.organisation_id == viewer.organisation_id)
    found = session.scalar(mine) if viewer.can(Permission.SEND_INVOICES) else None
    if found is None:
        raise NotFound
    return found


def address_of(payer: PayerKey) -> PayerAddress | None:
    """Where this payer wants its invoices, if it has said so."""
    if payer.sort is PayerSort.FUNDER:
        return None
    is_theirs = (
        PayerAddress.council_id == payer.council_id
        if payer.sort is PayerSort.COUNCIL
        else PayerAddress.holder_id == payer.holder_id
    )
    return session.scalar(select(PayerAddress).where(is_theirs))


def where_is(payer: PayerKey) -> IsPaidBack | None:
    """What stands on papers to this payer, or from it."""
    if payer.sort is not PayerSort.FUNDER:
        return address_of(payer)
    return session.scalar(select(FunderAddress).where(FunderAddress.name == payer.name))


def payer_of(viewer: Viewer) -> PayerKey | None:
    """Which payer the viewer acts for, with an address of its own; none for the brokerage, which acts for funders."""
    if not viewer.can(Permission.PAY_INVOICES):
        return None
    if viewer.role is RoleName.COUNCIL_FINANCE and viewer.council_id is not None:
        return PayerKey(PayerSort.COUNCIL, viewer.council_id, None, viewer.organisation_name or "")
    if viewer.role is RoleName.ISF_HOLDER and viewer.organisation_id is not None:
        return PayerKey(PayerSort.HOLDER, None, viewer.organisation_id, viewer.organisation_name or "")
    return None


def is_to(viewer: Viewer) -> ColumnElement[bool]:
    """Whether an invoice is one that the viewer is to pay."""
    return is_paid_for(viewer, Invoice, Invoice.payer == PayerSort.FUNDER)


def is_from(viewer: Viewer) -> ColumnElement[bool]:
    """Whether an invoice is the viewer's own."""
    if viewer.organisation_id is None or not viewer.can(Permission.SEND_INVOICES):
        return false()
    mine = select(InvoiceBook.id).join(Provider).where(Provider.organisation_id == viewer.organisation_id)
    return Invoice.book_id.in_(mine)


def is_paid_for(viewer: Viewer, paid: type[HasPayer], by_funder: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether what is paid is the viewer's to pay; the brokerage pays what is paid ``by_funder``."""
    if viewer.can(Permission.HANDLE_PAYMENTS):
        return by_funder
    match payer_of(viewer):
        case PayerKey(sort=PayerSort.COUNCIL, council_id=council_id):
            return paid.council_id == council_id
        case PayerKey(holder_id=holder_id):
            return paid.holder_id == holder_id
    return false()


def _is_run_of(viewer: Viewer) -> ColumnElement[bool]:
    return is_paid_for(viewer, PaymentRun, PaymentRun.payer == PayerSort.FUNDER)


def is_paid_by(invoice: Invoice, viewer: Viewer) -> bool:
    """Whether an invoice that was read is one that the viewer is to pay."""
    if viewer.can(Permission.HANDLE_PAYMENTS):
        return invoice.payer is PayerSort.FUNDER
    payer = payer_of(viewer)
    return payer is not None and (payer.council_id, payer.holder_id) == (invoice.council_id, invoice.holder_id)


def _sells(invoice: Invoice, viewer: Viewer) -> bool:
    mine = invoice.book is not None and invoice.book.provider.organisation_id == viewer.organisation_id
    return mine and viewer.can(Permission.SEND_INVOICES)


def _owed() -> Select[Invoice]:
    wanted = select(Invoice).where(Invoice.state.in_(OPEN), Invoice.sort == InvoiceSort.INVOICE)
    return wanted.options(selectinload(Invoice.credit_notes))


def _signed() -> ColumnElement[int]:
    """The pence of a line, below nought where it takes back."""
    return case((InvoiceLine.is_credit, -InvoiceLine.pence), else_=InvoiceLine.pence)


def _takes_part() -> ColumnElement[bool]:
    """Whether an invoice or credit note has a part in what is or was to be paid: a note for what was paid has not."""
    return or_(Invoice.sort == InvoiceSort.INVOICE, Invoice.state == InvoiceState.CREDITED)


def _whole() -> Select[Invoice]:
    return select(Invoice).options(
        joinedload(Invoice.book).joinedload(InvoiceBook.provider),
        joinedload(Invoice.credits),
        joinedload(Invoice.paper),
        selectinload(Invoice.credit_notes).selectinload(Invoice.lines),
        joinedload(Invoice.run),
        selectinload(Invoice.lines),
        selectinload(Invoice.moves),
    )


def bank_payments(run: PaymentRun) -> list[BankPayment]:
    """What each payee of a list is paid, to the account that stood on its invoices, less what it owes."""
    found: dict[tuple[str, tuple[str, str, str]], list[Invoice]] = {}
    owed: dict[str, list[Invoice]] = {}
    for one in run.invoices:
        if one.sort is InvoiceSort.CREDIT_NOTE:
            owed.setdefault(one.seller_key, []).append(one)
        else:
            payee = (one.seller.name, one.sort_code, one.account_number)
            found.setdefault((one.seller_key, payee), []).append(one)
    payments = [
        (seller_key, BankPayment(*payee, sum(one.due_pence for one in several), tuple(one.words for one in several)))
        for (seller_key, payee), several in found.items()
    ]
    return in_order(
        payment
        for seller_key in {one.seller_key for one in run.invoices}
        for payment in set_off(
            [each for of_seller, each in payments if of_seller == seller_key],
            [(note.words, note.pence) for note in owed.get(seller_key, ())],
        )
    )
