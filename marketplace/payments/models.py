"""Tables of cards, charges and refunds. No number of a card is ever here: only what the card firm calls it.

``reference``: what the money is for, as whoever asked for it said. ``session_id``, ``intent_id`` and the like are names
that the card firm gave.
"""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, HasRef, one_of
from marketplace.payments.charges import ChargeState
from marketplace.payments.disputes import DisputeState
from marketplace.payments.reconciling import DifferenceKind


class Card(HasRef, Base):
    """A card that somebody lets us charge for one thing, up to a sum: asked for, then saved; another one ends it.

    ``consent_words``: what they agreed to, as the page said it. ``label``: "Visa ending 4242". ``keep_for``: once
    saved, it is kept for later breaks of this pot as well (``KeptCard``).
    """

    __tablename__ = "card"
    __table_args__ = (
        CheckConstraint("consent_pence > 0", name="above_nought"),
        CheckConstraint("(saved_at IS NULL) = (method_id IS NULL)", name="saved_is_known"),
        Index(
            "uq_card_standing",
            "reference",
            unique=True,
            sqlite_where=text("saved_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=text("saved_at IS NOT NULL AND ended_at IS NULL"),
        ),
        Index("ix_card_reference", "reference"),
    )

    reference: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254))
    consent_pence: Mapped[int]
    consent_words: Mapped[str] = mapped_column(String(400))
    consent_at: Mapped[datetime]
    consent_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    session_id: Mapped[str | None] = mapped_column(String(200))
    customer_id: Mapped[str | None] = mapped_column(String(100))
    method_id: Mapped[str | None] = mapped_column(String(100))
    label: Mapped[str] = mapped_column(String(80), default="")
    keep_for: Mapped[str] = mapped_column(String(100), default="", server_default="")
    saved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class KeptCard(HasRef, Base):
    """A card that its holder lets us keep for later breaks of a pot. ``kept_for``: the pot, as whoever asked named it.

    It is charged for nothing by itself: for each break they agree anew, and that is a ``Card``.
    """

    __tablename__ = "kept_card"
    __table_args__ = (
        Index(
            "uq_kept_card_standing",
            "kept_for",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    kept_for: Mapped[str] = mapped_column(String(100))
    customer_id: Mapped[str] = mapped_column(String(100))
    method_id: Mapped[str] = mapped_column(String(100))
    label: Mapped[str] = mapped_column(String(80))
    kept_at: Mapped[datetime]
    kept_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]


class Charge(HasRef, Base):
    """A sum that is wanted of a card, once. ``why``: what the card firm said when it did not charge it.

    ``session_id``: of the card page on which the cardholder may pay it; ``tries``: how many such pages there were.
    ``what_for``: references alone, told to the card firm with each charge and refund.
    """

    __tablename__ = "charge"
    __table_args__ = (
        CheckConstraint("pence > 0", name="above_nought"),
        Index(
            "uq_charge_standing",
            "reference",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    card_id: Mapped[int] = mapped_column(ForeignKey("card.id"), index=True)
    reference: Mapped[str] = mapped_column(String(100), index=True)
    pence: Mapped[int]
    words: Mapped[str] = mapped_column(String(200))
    what_for: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    state: Mapped[ChargeState] = mapped_column(one_of(ChargeState), default=ChargeState.WANTED)
    why: Mapped[str] = mapped_column(String(300), default="")
    intent_id: Mapped[str | None] = mapped_column(String(100))
    session_id: Mapped[str | None] = mapped_column(String(200))
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    card: Mapped[Card] = relationship()
    payments: Mapped[list["CardPayment"]] = relationship(back_populates="charge", order_by="CardPayment.id")


class CardPayment(Base):
    """Money that the card firm took for a charge. The first is the one that was wanted; any other one goes back."""

    __tablename__ = "card_payment"
    __table_args__ = (
        CheckConstraint("pence > 0", name="above_nought"),
        CheckConstraint("sent_back_pence >= 0 AND sent_back_pence <= pence", name="no_more_than_came"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"), index=True)
    intent_id: Mapped[str] = mapped_column(String(100), unique=True)
    pence: Mapped[int]
    sent_back_pence: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]

    charge: Mapped[Charge] = relationship(back_populates="payments")

    @property
    def left_pence(self) -> int:
        """What has not gone back."""
        return self.pence - self.sent_back_pence


class CardRefund(HasRef, Base):
    """Money that goes back to the card it came from. ``refused_why``: the card firm would not; somebody has to look."""

    __tablename__ = "card_refund"
    __table_args__ = (CheckConstraint("pence > 0", name="above_nought"),)

    payment_id: Mapped[int] = mapped_column(ForeignKey("card_payment.id"), index=True)
    pence: Mapped[int]
    refund_id: Mapped[str | None] = mapped_column(String(100))
    refused_why: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    payment: Mapped[CardPayment] = relationship()


class CardEvent(Base):
    """One thing that the card firm told us, kept once: told again it changes nothing."""

    __tablename__ = "card_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(String(100), unique=True)
    told: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class CardDispute(HasRef, Base):
    """A cardholder asks their bank for a payment back. ``settled_words``: what finance did about it, in their words."""

    __tablename__ = "card_dispute"
    __table_args__ = (CheckConstraint("(settled_at IS NULL) = (settled_words = '')", name="settled_is_explained"),)

    dispute_id: Mapped[str] = mapped_column(String(100), unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("card_payment.id"), index=True)
    pence: Mapped[int]
    reason: Mapped[str] = mapped_column(String(60))
    state: Mapped[DisputeState] = mapped_column(one_of(DisputeState))
    due_at: Mapped[datetime | None]
    told_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_words: Mapped[str] = mapped_column(String(300), default="")

    payment: Mapped[CardPayment] = relationship()


class CardDifference(HasRef, Base):
    """Ours and the card firm's list differ; see ``reconciling``. ``gone_at``: a later night they agreed."""

    __tablename__ = "card_difference"
    __table_args__ = (
        UniqueConstraint("kind", "name"),
        CheckConstraint("(settled_at IS NULL) = (settled_words = '')", name="settled_is_explained"),
    )

    kind: Mapped[DifferenceKind] = mapped_column(one_of(DifferenceKind))
    name: Mapped[str] = mapped_column(String(120))
    reference: Mapped[str] = mapped_column(String(100))
    our_pence: Mapped[int]
    their_pence: Mapped[int]
    found_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_words: Mapped[str] = mapped_column(String(300), default="")


class CardReconciliation(Base):
    """One night's comparison with the card firm's list, from an instant on: how much was read, how much differed."""

    __tablename__ = "card_reconciliation"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    since_at: Mapped[datetime]
    payments: Mapped[int]
    refunds: Mapped[int]
    disputes: Mapped[int]
    transfers: Mapped[int] = mapped_column(default=0, server_default="0")
    differences: Mapped[int]
