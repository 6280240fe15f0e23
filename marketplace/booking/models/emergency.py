"""That a named officer let an emergency go first (R7): why, and until when the support plan has to follow.

``escalated_at``: when it was over and those above were told; that never agrees anything (R18a).
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Account
from marketplace.booking.models.breaks import Break
from marketplace.db import Base


class Emergency(Base):
    """One for each break that went first."""

    __tablename__ = "emergency"

    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(300))
    officer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    agreed_on: Mapped[date]
    plan_due_on: Mapped[date]
    escalated_at: Mapped[datetime | None]

    break_: Mapped[Break] = relationship()
    officer: Mapped[Account] = relationship()
