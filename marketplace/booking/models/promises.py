"""Own money promised inside a confirmed break: finance marks when it came, and sends back what is owed back."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.booking.models.breaks import Break
from marketplace.budgets.models import Pot
from marketplace.db import Base, HasRef


class Promise(HasRef, Base):
    """What a pot of own money pays of one break by bank transfer.

    ``pence`` goes down when a line is cancelled; what was paid above it is ``paid_pence`` less ``pence`` less
    ``sent_back_pence``: finance sends that back.
    """

    __tablename__ = "promise"
    __table_args__ = (
        UniqueConstraint("break_id", "pot_id"),
        CheckConstraint("pence >= 0 AND paid_pence >= sent_back_pence AND sent_back_pence >= 0", name="sums"),
    )

    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"))
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), index=True)
    pence: Mapped[int]
    paid_pence: Mapped[int] = mapped_column(default=0)
    sent_back_pence: Mapped[int] = mapped_column(default=0)
    payment_reference: Mapped[str] = mapped_column(String(20), unique=True)
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    sent_back_at: Mapped[datetime | None]

    break_: Mapped[Break] = relationship()
    pot: Mapped[Pot] = relationship()

    @property
    def owed_pence(self) -> int:
        """What is still to come."""
        return max(self.pence - self.paid_pence + self.sent_back_pence, 0)

    @property
    def owed_back_pence(self) -> int:
        """What has to be sent back."""
        return max(self.paid_pence - self.sent_back_pence - self.pence, 0)
