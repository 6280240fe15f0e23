"""The visitor levy of a stay asked back from its council, and what of it came back to whom."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.booking.levies import Entitlement, ReclaimState
from marketplace.booking.models.lines import Line, Share
from marketplace.db import Base, HasRef, one_of
from marketplace.people.models import Person


class LevyReclaim(HasRef, Base):
    """One levy asked back for a guest. ``entitlement`` says something of health: it is wiped when the last word is in.

    ``agreed_at``: when the guest, or who may decide for them, agreed that it is written on the paper.
    """

    __tablename__ = "levy_reclaim"
    __table_args__ = (
        CheckConstraint("(entitlement IS NOT NULL) = (state IN ('prepared', 'sent'))", name="entitlement_while_open"),
        CheckConstraint("(guest_id IS NULL) = (agreed_at IS NULL)", name="guest_agreed"),
        CheckConstraint("guest_id IS NOT NULL OR state = 'left'", name="guest_said"),
        CheckConstraint("(sent_on IS NOT NULL) = (state IN ('sent', 'refunded', 'refused'))", name="sent_on_a_day"),
        CheckConstraint("(answered_on IS NOT NULL) = (state IN ('refunded', 'refused'))", name="answered_on_a_day"),
        CheckConstraint("(refunded_pence > 0) = (state = 'refunded')", name="refunded"),
        CheckConstraint("levy_pence > 0 AND refunded_pence BETWEEN 0 AND levy_pence", name="not_above_the_levy"),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), unique=True)
    state: Mapped[ReclaimState] = mapped_column(one_of(ReclaimState))
    levy_pence: Mapped[int]
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entitlement: Mapped[Entitlement | None] = mapped_column(one_of(Entitlement))
    agreed_at: Mapped[datetime | None]
    sent_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    refunded_pence: Mapped[int] = mapped_column(default=0, server_default="0")
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    line: Mapped[Line] = relationship()
    guest: Mapped[Person | None] = relationship()
    refunds: Mapped[list["LevyRefund"]] = relationship(order_by="LevyRefund.id", cascade="all, delete-orphan")

    @property
    def about(self) -> str:
        """How audit records name it."""
        return f"levy:{self.ref}"


class LevyRefund(HasRef, Base):
    """What of a levy that came back is the money of one share's pot. ``entered_at``: it is in the pot, or own money."""

    __tablename__ = "levy_refund"
    __table_args__ = (
        UniqueConstraint("reclaim_id", "share_id"),
        CheckConstraint("pence > 0", name="above_nought"),
    )

    reclaim_id: Mapped[int] = mapped_column(ForeignKey("levy_reclaim.id"))
    share_id: Mapped[int] = mapped_column(ForeignKey("share.id"))
    pence: Mapped[int]
    entered_at: Mapped[datetime | None]
    entered_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    share: Mapped[Share] = relationship()
