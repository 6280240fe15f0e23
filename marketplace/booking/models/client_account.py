"""What moved on the client account for promises by bank transfer."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.booking.models.promises import Promise
from marketplace.db import Base


class ClientMovement(Base):
    """Money that came for a promise, above nought, or was sent back, below it. Never changed.

    ``line_ref``: the line of a bank statement that it was, if it was one; each is one movement.
    """

    __tablename__ = "client_movement"
    __table_args__ = (CheckConstraint("pence <> 0", name="moved"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"), index=True)
    pence: Mapped[int]
    on: Mapped[date] = mapped_column("on_day", index=True)
    line_ref: Mapped[str | None] = mapped_column(String(32), unique=True)
    at: Mapped[datetime]
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    promise: Mapped[Promise] = relationship()
