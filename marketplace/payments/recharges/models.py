"""Tables of recharges: the numbers of each lead payer, what it asked back, of whom, and whether it came."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.budgets.models import Pot
from marketplace.db import Base, one_of
from marketplace.payments.invoices.models import Invoice, debtor_is_known
from marketplace.payments.invoices.paper import Debtor, DebtorSort, Side, each_once, number_words
from marketplace.payments.papers.models import NumberBook, Paper, PaperLine, paper_guards, side_of
from marketplace.payments.recharges.lifecycle import RechargeSort, RechargeState


class RechargeBook(NumberBook, Base):
    """The last number that a lead payer has used. ``payer``: "council:3", "holder:4" or "funder:NHS Borders"."""

    __tablename__ = "recharge_book"
    __table_args__ = (CheckConstraint("last_number >= 0", name="numbers"),)

    payer: Mapped[str] = mapped_column(String(180), unique=True)


class Recharge(Paper, Base):
    """What one payer asks back of another for one invoice, or how much less, as it was sent. Only its state changes.

    ``number``: counted through for one lead payer, both sorts together. ``invoice_id``: the paid invoice, or the credit
    note whose money came back. ``debtor_key``: of one invoice each debtor has one. ``lead_sort_code`` and
    ``lead_account_number`` blank: the lead says elsewhere where it is paid. ``owing``: the debtor by name; of the owner
    of a direct payment no name is kept. ``emptied_on``: as of an invoice.
    """

    __tablename__ = "recharge"
    NAME = "recharge"
    __table_args__ = (
        *paper_guards(),
        UniqueConstraint("invoice_id", "debtor_key"),
        CheckConstraint("(sort = 'lowering') = (lowers_id IS NOT NULL)", name="lowers_a_recharge"),
        CheckConstraint(debtor_is_known("debtor"), name="debtor_is_known"),
        CheckConstraint("(sort = 'recharge') = (state IN ('open', 'received', 'lowered'))", name="state_of_its_sort"),
        CheckConstraint("(state IN ('received', 'returned')) = (settled_at IS NOT NULL)", name="settled_at_a_time"),
    )

    book_id: Mapped[int] = mapped_column(ForeignKey("recharge_book.id"))
    number: Mapped[int] = mapped_column()
    sort: Mapped[RechargeSort] = mapped_column(one_of(RechargeSort))
    lowers_id: Mapped[int | None] = mapped_column(ForeignKey("recharge.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    debtor: Mapped[DebtorSort] = mapped_column(one_of(DebtorSort))
    debtor_key: Mapped[str] = mapped_column(String(180))
    pot_id: Mapped[int | None] = mapped_column(ForeignKey("pot.id"), index=True)
    lead: Mapped[Side] = side_of("lead")
    lead_sort_code: Mapped[str] = mapped_column(String(6))
    lead_account_number: Mapped[str] = mapped_column(String(8))
    owing: Mapped[Side] = side_of("debtor")
    state: Mapped[RechargeState] = mapped_column(one_of(RechargeState))
    settled_at: Mapped[datetime | None]
    settled_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    emptied_on: Mapped[date | None]

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
    def who(self) -> Debtor:
        """Who pays it back."""
        return Debtor(self.debtor, self.council_id, self.holder_id, self.pot_id, self.owing.name)

    @property
    def due_pence(self) -> int:
        """What is or was to be paid back: what was taken off before is left out."""
        return self.pence - sum(one.pence for one in self.lowerings if one.state is RechargeState.TAKEN_OFF)

    @property
    def purchase_orders(self) -> tuple[str, ...]:
        """The debtor's own orders that it is for, each once."""
        return each_once(line.purchase_order for line in self.lines)

    @property
    def codings(self) -> tuple[str, ...]:
        """Where the debtor books it, each once."""
        return each_once(line.coding for line in self.lines)


class RechargeLine(PaperLine, Base):
    """One share that was paid for the debtor, as the invoice says it. Never changed."""

    __tablename__ = "recharge_line"
    __table_args__ = (
        UniqueConstraint("recharge_id", "position"),
        CheckConstraint("position > 0 AND pence > 0", name="above_nought"),
    )

    recharge_id: Mapped[int] = mapped_column(ForeignKey("recharge.id"))
    reference: Mapped[str] = mapped_column(String(100), index=True)
    coding: Mapped[str] = mapped_column(String(60))
