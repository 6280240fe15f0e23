"""Tables of invoices: each provider's book, what it sent, what became of it, and how payers pay."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Account, Council, Organisation
from marketplace.db import Base, one_of
from marketplace.files import StoredFile
from marketplace.listings.models import Provider
from marketplace.listings.vat import Vat
from marketplace.payments.bank_lists.models import BankList
from marketplace.payments.invoices.lifecycle import InvoiceSort, InvoiceState
from marketplace.payments.invoices.paper import (
    Debtor,
    DebtorSort,
    PaidBack,
    Part,
    Party,
    PayerKey,
    PayerSort,
    Sent,
    Side,
    brokerage_fee,
    less,
    number_words,
)
from marketplace.payments.invoices.typed import LONGEST_NUMBER
from marketplace.payments.papers.models import (
    HasAddress,
    HasPayer,
    NumberBook,
    Paper,
    PaperLine,
    paper_guards,
    side_of,
)

_TYPED = text("typed_key <> '' AND sort = 'invoice' AND state <> 'credited'")
"""What was taken back whole can be typed in again."""


def debtor_is_known(column: str) -> str:
    """The CHECK that a row says which council, holder or pot its debtor is, and no other; a funder by name alone."""
    pairs = {"council": "council_id", "holder": "holder_id", "owner": "pot_id"}
    return " AND ".join(f"({column} = '{sort}') = ({name} IS NOT NULL)" for sort, name in pairs.items())


class InvoiceBook(NumberBook, HasAddress, Base):
    """What a provider's invoices say of it, where it is paid, and the last number it has used.

    ``vat_number`` empty: it is not registered for VAT. ``sort_code`` six and ``account_number`` eight digits.
    """

    __tablename__ = "invoice_book"
    __table_args__ = (
        CheckConstraint("last_number >= 0", name="numbers"),
        CheckConstraint("days BETWEEN 0 AND 90", name="days"),
    )

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), unique=True)
    vat_number: Mapped[str] = mapped_column(String(12), default="")
    sort_code: Mapped[str] = mapped_column(String(6))
    account_number: Mapped[str] = mapped_column(String(8))
    days: Mapped[int] = mapped_column(default=30)

    provider: Mapped[Provider] = relationship()


class IsPaidBack(HasAddress):
    """Where a payer wants its papers. ``endpoint``: its Peppol address, scheme and id.

    ``sort_code`` and ``account_number``: where others pay back what it paid for them; both or neither.
    """

    endpoint: Mapped[str] = mapped_column(String(60), default="")
    sort_code: Mapped[str] = mapped_column(String(6), default="", server_default="")
    account_number: Mapped[str] = mapped_column(String(8), default="", server_default="")


class PayerAddress(IsPaidBack, Base):
    """Where a council or an ISF holder wants its invoices, as it says itself."""

    __tablename__ = "payer_address"
    __table_args__ = (CheckConstraint("(council_id IS NULL) <> (holder_id IS NULL)", name="of_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), unique=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), unique=True)


class FunderAddress(IsPaidBack, Base):
    """Where a funder that has nobody here is, as the brokerage's finance says it. Letters about invoices go to finance.

    Its name is that of its pots, which tells funders apart.
    """

    __tablename__ = "funder_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column("funder", String(160), unique=True)


class PaymentRun(BankList, HasPayer, Base):
    """Accepted invoices of one payer that are paid together."""

    __tablename__ = "payment_run"
    NAME = "run"

    payer: Mapped[PayerSort] = mapped_column(one_of(PayerSort))

    invoices: Mapped[list["Invoice"]] = relationship(back_populates="run", order_by="Invoice.id")


class Invoice(Paper, Base):
    """One invoice or credit note, as it was sent. Only its state, and the run that settles it, change while it is kept.

    ``number``: counted through for one provider, both sorts together. One of a provider who is not on this site has no
    book: ``typed_number`` is the provider's own, ``typed_key`` tells it from all others, ``paper`` proves it.
    ``pence`` holds its tax. ``month``: the first of the month whose parts it is for. ``fee_per_ten_thousand``: what the
    brokerage takes of what is kept of it, by that day's setting; its provider owes that once it is paid, until
    ``fee_come_at``.
    ``emptied_on``: the day on which its words, and those of its lines, went, years after it was over; its number, days
    and sums stay.
    """

    __tablename__ = "invoice"
    NAME = "invoice"
    __table_args__ = (
        *paper_guards(),
        CheckConstraint("(sort = 'credit_note') = (credits_id IS NOT NULL)", name="credits_an_invoice"),
        CheckConstraint(
            "(book_id IS NULL) = (number IS NULL) AND (book_id IS NULL) = (typed_number <> '')"
            " AND (book_id IS NULL AND emptied_on IS NULL) = (typed_key <> '')",
            name="of_a_book_or_typed",
        ),
        CheckConstraint("vat_pence >= 0 AND vat_pence <= pence", name="vat"),
        CheckConstraint("fee_per_ten_thousand >= 0", name="fee"),
        CheckConstraint("fee_come_at IS NULL OR (state = 'paid' AND fee_per_ten_thousand > 0)", name="fee_has_come"),
        CheckConstraint(
            "(payer = 'council') = (council_id IS NOT NULL) AND (payer = 'holder') = (holder_id IS NOT NULL)",
            name="payer_is_known",
        ),
        CheckConstraint("state NOT IN ('paid', 'set_off') OR run_id IS NOT NULL", name="paid_in_a_run"),
        CheckConstraint(
            "state = 'credited' OR (sort = 'credit_note') = (state IN ('owed', 'set_off', 'refunded'))",
            name="state_of_its_sort",
        ),
        Index("ix_invoice_payer_state", "payer", "state"),
        Index("uq_invoice_typed_key", "typed_key", unique=True, sqlite_where=_TYPED, postgresql_where=_TYPED),
    )

    book_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_book.id"))
    number: Mapped[int | None]
    typed_number: Mapped[str] = mapped_column(String(LONGEST_NUMBER), default="", server_default="")
    typed_key: Mapped[str] = mapped_column(String(400), default="", server_default="")
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    sort: Mapped[InvoiceSort] = mapped_column(one_of(InvoiceSort))
    credits_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    payer: Mapped[PayerSort] = mapped_column(one_of(PayerSort))
    month: Mapped[date]
    vat_pence: Mapped[int]
    seller: Mapped[Side] = side_of("seller")
    seller_email: Mapped[str] = mapped_column(String(254))
    seller_vat_number: Mapped[str] = mapped_column(String(12))
    sort_code: Mapped[str] = mapped_column(String(6))
    account_number: Mapped[str] = mapped_column(String(8))
    buyer: Mapped[Side] = side_of("buyer")
    buyer_endpoint: Mapped[str] = mapped_column(String(254))
    state: Mapped[InvoiceState] = mapped_column(one_of(InvoiceState))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("payment_run.id"), index=True)
    fee_per_ten_thousand: Mapped[int] = mapped_column(default=0, server_default="0")
    fee_come_at: Mapped[datetime | None]
    fee_come_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    emptied_on: Mapped[date | None]

    book: Mapped[InvoiceBook | None] = relationship()
    paper: Mapped[StoredFile | None] = relationship()
    council: Mapped[Council | None] = relationship()
    holder: Mapped[Organisation | None] = relationship()
    run: Mapped[PaymentRun | None] = relationship(back_populates="invoices")
    credits: Mapped["Invoice | None"] = relationship(remote_side="Invoice.id", back_populates="credit_notes")
    credit_notes: Mapped[list["Invoice"]] = relationship(back_populates="credits", order_by="Invoice.id")
    lines: Mapped[list["InvoiceLine"]] = relationship(order_by="InvoiceLine.position", back_populates="invoice")
    moves: Mapped[list["InvoiceMove"]] = relationship(order_by="InvoiceMove.id")

    @property
    def was_answered(self) -> bool:
        """Whether its provider answered what was said against it, and it waits for its payer again."""
        return self.state is InvoiceState.SENT and len(self.moves) > 1

    @property
    def posting(self) -> str:
        """What the ledger calls its payment, or what came back by a credit note; blank before it is on a list."""
        if self.sort is InvoiceSort.CREDIT_NOTE:
            return f"note:{self.ref}"
        return self.run.about if self.run else ""

    @property
    def words(self) -> str:
        """Its number as it is written; of a provider who is not on this site, the provider's own."""
        if self.number is None:
            return self.typed_number if self.sort is InvoiceSort.INVOICE else f"{self.typed_number} taken back"
        return number_words("INV" if self.sort is InvoiceSort.INVOICE else "CN", self.number)

    @property
    def is_typed(self) -> bool:
        """Whether its payer typed it in: its provider is not on this site."""
        return self.book_id is None

    @property
    def seller_key(self) -> str:
        """What tells its provider from others."""
        return f"typed:{self.seller.name.casefold()}" if self.book_id is None else f"book:{self.book_id}"

    @property
    def left(self) -> tuple[Part, ...]:
        """Of each line, in order, what was not credited; of a paid one what could be credited still."""
        return self._less(self.credit_notes)

    @property
    def due(self) -> tuple[Part, ...]:
        """Of each line, in order, what is or was to be paid: what was credited before that is taken off."""
        return self._less(self.notes_before)

    def _less(self, notes: Iterable["Invoice"]) -> tuple[Part, ...]:
        return less((line.part for line in self.lines), [line.part for note in notes for line in note.lines])

    @property
    def notes_before(self) -> list["Invoice"]:
        """The credit notes that came before it was paid."""
        return [note for note in self.credit_notes if note.state is InvoiceState.CREDITED]

    @property
    def due_pence(self) -> int:
        """What is or was to be paid of it; of a credit note what it takes off, below nought."""
        if self.sort is InvoiceSort.CREDIT_NOTE:
            return -self.pence
        return self.pence - sum(note.pence for note in self.notes_before)

    @property
    def kept_pence(self) -> int:
        """What its provider keeps of it: all credit notes off, until the fee on it has come."""
        come_at = self.fee_come_at
        off = [note.pence for note in self.credit_notes if come_at is None or note.made_at <= come_at]
        return self.pence - sum(off)

    @property
    def fee_pence(self) -> int:
        """What the brokerage takes of what its provider keeps of it."""
        is_of_it = self.sort is InvoiceSort.INVOICE
        return brokerage_fee(self.kept_pence, self.fee_per_ten_thousand) if is_of_it else 0

    @property
    def payer_key(self) -> PayerKey:
        """Who pays it."""
        return PayerKey(self.payer, self.council_id, self.holder_id, self.buyer.name)

    @property
    def sent(self) -> Sent:
        """It as it was sent."""
        number = self.seller_vat_number
        return Sent(
            words=self.words,
            is_credit=self.sort is InvoiceSort.CREDIT_NOTE,
            issued_on=self.issued_on,
            due_on=self.due_on,
            month=self.month,
            seller=Party(
                *self.seller.lines,
                endpoint=f"9932:{number}" if number else f"EM:{self.seller_email}",
                vat_number=number,
                id=self.book.provider.ref if self.book else "",
            ),
            buyer=Party(*self.buyer.lines, endpoint=self.buyer_endpoint),
            parts=tuple(line.part for line in self.lines),
            sort_code=self.sort_code,
            account_number=self.account_number,
            credits=(self.credits.words, self.credits.issued_on) if self.credits else None,
        )


class InvoiceLine(PaperLine, Base):
    """One part of an invoice. Never changed. ``turn``: how many credit notes were for any of the same before.

    ``reference`` and ``piece``: see ``paper.Part``; of one turn the same can be on one invoice and one credit note, and
    no more of a line can be credited than it says. ``coding``: of its pot, as it was on that day.
    """

    __tablename__ = "invoice_line"
    __table_args__ = (
        UniqueConstraint("invoice_id", "position"),
        UniqueConstraint("reference", "piece", "turn", "is_credit"),
        CheckConstraint("position > 0 AND turn >= 0", name="counted"),
        CheckConstraint("pence > 0 AND vat_pence >= 0 AND vat_pence <= pence", name="above_nought"),
    )

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    reference: Mapped[str] = mapped_column(String(100))
    turn: Mapped[int]
    is_credit: Mapped[bool]
    vat: Mapped[Vat | None] = mapped_column(one_of(Vat))
    vat_per_ten_thousand: Mapped[int]
    vat_pence: Mapped[int]
    coding: Mapped[str] = mapped_column(String(60), default="", server_default="")

    invoice: Mapped[Invoice] = relationship(back_populates="lines")
    debtor: Mapped["LineDebtor | None"] = relationship(lazy="joined")

    @property
    def part(self) -> Part:
        """It for the rules of ``paper``."""
        return Part(
            self.reference,
            self.piece,
            self.words,
            self.when,
            self.purchase_order,
            self.pence,
            self.vat,
            self.vat_per_ten_thousand,
            self.vat_pence,
            self.coding,
            self.debtor.paid_back if self.debtor else None,
        )


class LineDebtor(Base):
    """Who pays a line back to the buyer, who pays the whole invoice first (R48). Never changed.

    ``purchase_order`` and ``coding`` are the debtor's own. No line has one that is the buyer's share.
    """

    __tablename__ = "line_debtor"
    __table_args__ = (CheckConstraint(debtor_is_known("debtor"), name="debtor_is_known"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("invoice_line.id"), primary_key=True, autoincrement=False)
    debtor: Mapped[DebtorSort] = mapped_column(one_of(DebtorSort))
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    pot_id: Mapped[int | None] = mapped_column(ForeignKey("pot.id"))
    name: Mapped[str] = mapped_column(String(160))
    purchase_order: Mapped[str] = mapped_column(String(60))
    coding: Mapped[str] = mapped_column(String(60))

    @property
    def paid_back(self) -> PaidBack:
        """It for the rules of ``paper``."""
        who = Debtor(self.debtor, self.council_id, self.holder_id, self.pot_id, self.name)
        return PaidBack(who, self.purchase_order, self.coding)


class InvoiceMove(Base):
    """One move of an invoice: to where, when, who, and why in their words, which can be erased."""

    __tablename__ = "invoice_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    to_state: Mapped[InvoiceState] = mapped_column(one_of(InvoiceState))
    words: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    by: Mapped[Account | None] = relationship()
