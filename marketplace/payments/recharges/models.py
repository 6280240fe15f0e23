"""Tables of recharges: the numbers of each lead payer, what it asked back, of whom, and whether it came."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.budgets.models import Pot
from marketplace.db import Base, HasRef, HasVersion, one_of
from marketplace.payments.invoices.models import Invoice, debtor_is_known
from marketplace.payments.invoices.paper import Debtor, DebtorSort, number_words
from marketplace.payments.recharges.lifecycle import RechargeSort, RechargeState


class RechargeBook(HasVersion, Base):
    """The last number that a lead payer has used. ``payer``: "council:3", "holder:4" or "funder:NHS Borders"."""

    __tablename__ = "recharge_book"
    __table_args__ = (CheckConstraint("last_number >= 0", name="numbers"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    payer: Mapped[str] = mapped_column(String(180), unique=True)
    last_number: Mapped[int] = mapped_column(default=0)


class Recharge(HasRef, HasVersion, Base):
    """What one payer asks back of another for one invoice, or how much less, as it was sent. Only its state changes.

    ``number``: counted through for one lead payer, both sorts together. ``invoice_id``: the paid invoice, or the credit
    note whose money came back. ``debtor_key``: of one invoice each debtor has one. ``parts``: how many lines it has.
    ``lead_sort_code`` and ``lead_account_number`` blank: the lead says elsewhere where it is paid. The columns of the
    lead and the debtor are as they stood that day; of the owner of a direct payment no name is kept.
    """

    __tablename__ = "recharge"
    __table_args__ = (
        UniqueConstraint("book_id", "number"),
        UniqueConstraint("invoice_id", "debtor_key"),
        CheckConstraint("(sort = 'lowering') = (lowers_id IS NOT NULL)", name="lowers_a_recharge"),
        CheckConstraint("number > 0 AND parts > 0 AND pence > 0", name="above_nought"),
        CheckConstraint(debtor_is_known("debtor"), name="debtor_is_known"),
        CheckConstraint("(sort = 'recharge') = (state IN ('open', 'received', 'lowered'))", name="state_of_its_sort"),
        CheckConstraint("(state IN ('received', 'returned')) = (settled_at IS NOT NULL)", name="settled_at_a_time"),
    )

    book_id: Mapped[int] = mapped_column(ForeignKey("recharge_book.id"))
    number: Mapped[int]
    sort: Mapped[RechargeSort] = mapped_column(one_of(RechargeSort))
    lowers_id: Mapped[int | None] = mapped_column(ForeignKey("recharge.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    debtor: Mapped[DebtorSort] = mapped_column(one_of(DebtorSort))
    debtor_key: Mapped[str] = mapped_column(String(180))
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    pot_id: Mapped[int | None] = mapped_column(ForeignKey("pot.id"), index=True)
    issued_on: Mapped[date]
    due_on: Mapped[date]
    parts: Mapped[int]
    pence: Mapped[int]
    lead_name: Mapped[str] = mapped_column(String(160))
    lead_street: Mapped[str] = mapped_column(String(120))
    lead_town: Mapped[str] = mapped_column(String(60))
    lead_postcode: Mapped[str] = mapped_column(String(10))
    lead_sort_code: Mapped[str] = mapped_column(String(6))
    lead_account_number: Mapped[str] = mapped_column(String(8))
    debtor_name: Mapped[str] = mapped_column(String(160))
    debtor_street: Mapped[str] = mapped_column(String(120))
    debtor_town: Mapped[str] = mapped_column(String(60))
    debtor_postcode: Mapped[str] = mapped_column(String(10))
    state: Mapped[RechargeState] = mapped_column(one_of(RechargeState))
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    book: Mapped[RechargeBook] = relationship()
    invoice: Mapped[Invoice] = relationship()
    pot: Mapped[Pot | None] = relationship()
    lowers: Mapped["Recharge | None"] = relationship(remote_side="Recharge.id", back_populates="lowerings")
    lowerings: Mapped[list["Recharge"]] = relationship(back_populates="lowers", order_by="Recharge.id")
    lines: Mapped[list["RechargeLine"]] = relationship(order_by="RechargeLine.position")

    @property
    def words(self) -> str:
        """Its number as it is written."""
        return number_words("RN", self.number)

    @property
    def about(self) -> str:
        """How audit records name it."""
        return f"recharge:{self.ref}"

    @property
    def who(self) -> Debtor:
        """Who pays it back."""
        return Debtor(self.debtor, self.council_id, self.holder_id, self.pot_id, self.debtor_name)

    @property
    def due_pence(self) -> int:
        """What is or was to be paid back: what was taken off before is left out."""
        return self.pence - sum(one.pence for one in self.lowerings if one.state is RechargeState.TAKEN_OFF)

    @property
    def purchase_orders(self) -> tuple[str, ...]:
        """The debtor's own orders that it is for, each once."""
        return tuple(sorted({line.purchase_order for line in self.lines if line.purchase_order}))

    @property
    def codings(self) -> tuple[str, ...]:
        """Where the debtor books it, each once."""
        return tuple(sorted({line.coding for line in self.lines if line.coding}))


class RechargeLine(Base):
    """One share that was paid for the debtor, as the invoice says it. Never changed."""

    __tablename__ = "recharge_line"
    __table_args__ = (
        UniqueConstraint("recharge_id", "position"),
        CheckConstraint("position > 0 AND pence > 0", name="above_nought"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recharge_id: Mapped[int] = mapped_column(ForeignKey("recharge.id"))
    position: Mapped[int]
    reference: Mapped[str] = mapped_column(String(100), index=True)
    piece: Mapped[str] = mapped_column(String(100))
    words: Mapped[str] = mapped_column(String(240))
    when: Mapped[str] = mapped_column("when_words", String(120))
    purchase_order: Mapped[str] = mapped_column(String(60))
    coding: Mapped[str] = mapped_column(String(60))
    pence: Mapped[int]
