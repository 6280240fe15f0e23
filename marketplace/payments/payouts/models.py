"""Tables of payouts, and of the lists by which finance pays those that came by bank transfer.

``part`` and ``charged``: what it is for and what paid it, as whoever asked said. Of an account at the card firm only
its name there is known; of a bank account, what stood on the provider's invoices when the list was made.
"""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, HasRef, one_of
from marketplace.listings.models import Provider
from marketplace.payments.bank_lists.models import BankList
from marketplace.payments.invoices.paper import number_words
from marketplace.payments.models import CardPayment
from marketplace.payments.payouts.accounts import AccountState
from marketplace.payments.payouts.lifecycle import PayoutState, PayoutWay, net_back


class PayoutAccount(Base):
    """A provider's account with the card firm. ``asked_at``: when the firm last said how it stands."""

    __tablename__ = "payout_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), unique=True)
    account_id: Mapped[str] = mapped_column(String(100), unique=True)
    state: Mapped[AccountState] = mapped_column(one_of(AccountState))
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]

    provider: Mapped[Provider] = relationship()


class PayoutRun(BankList, Base):
    """Providers who are paid together by bank."""

    __tablename__ = "payout_run"
    NAME = "payout-run"

    payees: Mapped[list["PayoutPayee"]] = relationship(
        back_populates="run", order_by="PayoutPayee.id", cascade="all, delete-orphan"
    )


class PayoutPayee(Base):
    """One provider on a list, once, and the account that stood on its invoices when the list was made."""

    __tablename__ = "payout_payee"
    __table_args__ = (UniqueConstraint("run_id", "provider_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("payout_run.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    sort_code: Mapped[str] = mapped_column(String(6))
    account_number: Mapped[str] = mapped_column(String(8))

    run: Mapped[PayoutRun] = relationship(back_populates="payees")
    provider: Mapped[Provider] = relationship()
    payouts: Mapped[list["Payout"]] = relationship(back_populates="payee", order_by="Payout.id")

    @property
    def words(self) -> str:
        """What the provider reads in its bank."""
        return number_words("PAY", self.id)

    @property
    def net_pence(self) -> int:
        """What the bank pays it."""
        return sum(one.net_pence for one in self.payouts)

    @property
    def fee_pence(self) -> int:
        """What is the brokerage's."""
        return sum(one.fee_pence for one in self.payouts)


class Payout(HasRef, Base):
    """So much of what was paid is a provider's, once. ``group``: the break; ``words``, ``when``: the part, in words.

    By card it is of one payment. By bank it is the ``nth`` for its part and what paid it, and is paid on one list.

    ``pence`` holds ``fee_pence``, the brokerage's; the rest is sent. ``back_pence``: what of ``pence`` was taken back,
    or is to be. ``turns``: how often somebody let it be tried anew. ``tries``: how often the firm said no: the next
    try has another key. ``tried_at``: the firm was asked and may have sent it, or the bank, from a list.
    """

    __tablename__ = "payout"
    __table_args__ = (
        CheckConstraint("pence > 0 AND fee_pence >= 0 AND fee_pence < pence", name="above_nought"),
        CheckConstraint("back_pence >= 0 AND back_pence <= pence", name="no_more_back_than_sent"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at_a_time"),
        CheckConstraint("transfer_id IS NULL OR state = 'sent'", name="transferred_is_sent"),
        CheckConstraint("(way = 'card') = (payment_id IS NOT NULL)", name="card_paid_it"),
        CheckConstraint("(way = 'bank') = (nth IS NOT NULL)", name="bank_is_counted"),
        CheckConstraint("payee_id IS NULL OR way = 'bank'", name="listed_by_bank"),
        CheckConstraint("way = 'card' OR state <> 'sent' OR payee_id IS NOT NULL", name="sent_on_a_list"),
        UniqueConstraint("part", "charged", "nth"),
        Index("ix_payout_provider_id_state", "provider_id", "state"),
        Index("ix_payout_part_charged", "part", "charged"),
    )

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    way: Mapped[PayoutWay] = mapped_column(one_of(PayoutWay), default=PayoutWay.CARD)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("card_payment.id"), index=True)
    nth: Mapped[int | None]
    payee_id: Mapped[int | None] = mapped_column(ForeignKey("payout_payee.id"), index=True)
    part: Mapped[str] = mapped_column(String(100))
    charged: Mapped[str] = mapped_column(String(100))
    group: Mapped[str] = mapped_column(String(100))
    words: Mapped[str] = mapped_column(String(240))
    when: Mapped[str] = mapped_column(String(240))
    what_for: Mapped[dict[str, str]] = mapped_column(JSON)
    pence: Mapped[int]
    fee_pence: Mapped[int]
    back_pence: Mapped[int] = mapped_column(default=0)
    state: Mapped[PayoutState] = mapped_column(one_of(PayoutState), default=PayoutState.OWED)
    why: Mapped[str] = mapped_column(String(300), default="")
    transfer_id: Mapped[str | None] = mapped_column(String(100), unique=True)
    turns: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    provider: Mapped[Provider] = relationship()
    payment: Mapped[CardPayment | None] = relationship()
    payee: Mapped[PayoutPayee | None] = relationship(back_populates="payouts")
    reversals: Mapped[list["PayoutReversal"]] = relationship(back_populates="payout", order_by="PayoutReversal.id")

    @property
    def net_pence(self) -> int:
        """What is sent."""
        return self.pence - self.fee_pence

    @property
    def left_pence(self) -> int:
        """What of it stands."""
        return self.pence - self.back_pence

    @property
    def net_left_pence(self) -> int:
        """What of what is sent stands."""
        return self.net_pence - net_back(self.pence, 0, self.back_pence, fee_pence=self.fee_pence)

    @property
    def reference(self) -> str:
        """By which the ledger and the card firm know it."""
        return f"payout:{self.ref}"


class PayoutReversal(HasRef, Base):
    """Part of a payout that is taken back. ``net_pence``: of what was sent; the rest of ``pence`` is fee.

    ``refused_why``: the card firm would not, or had not sent it; ``settled_words``: what somebody of finance did then,
    and ``came_back_at``, that the provider sent it.
    """

    __tablename__ = "payout_reversal"
    __table_args__ = (
        CheckConstraint("pence > 0 AND net_pence >= 0 AND net_pence <= pence", name="above_nought"),
        CheckConstraint("(settled_at IS NULL) = (settled_words = '')", name="settled_is_explained"),
        CheckConstraint("done_at IS NULL OR refused_why = ''", name="done_or_refused"),
        CheckConstraint("came_back_at IS NULL OR settled_at IS NOT NULL", name="came_back_is_settled"),
    )

    payout_id: Mapped[int] = mapped_column(ForeignKey("payout.id"), index=True)
    pence: Mapped[int]
    net_pence: Mapped[int]
    reversal_id: Mapped[str | None] = mapped_column(String(100), unique=True)
    refused_why: Mapped[str] = mapped_column(String(300), default="")
    tried_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_words: Mapped[str] = mapped_column(String(300), default="")
    came_back_at: Mapped[datetime | None]

    payout: Mapped[Payout] = relationship(back_populates="reversals")
