"""Tables of cards, charges and refunds. No number of a card is ever here: only what the card firm calls it.

``reference``: what the money is for, as whoever asked for it said. ``session_id``, ``intent_id`` and the like are names
that the card firm gave.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, HasRef, one_of
from marketplace.payments.charges import ChargeState


class Card(HasRef, Base):
    """A card that somebody lets us charge for one thing, up to a sum: asked for, then saved; another one ends it.

    ``consent_words``: what they agreed to, as the page said it. ``label``: "Visa ending 4242".
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
    saved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Charge(HasRef, Base):
    """A sum that is wanted of a card, once. ``why``: what the card firm said when it did not charge it.

    ``session_id``: of the card page on which the cardholder may pay it; ``tries``: how many such pages there were.
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
