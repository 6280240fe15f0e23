"""What moved on the client account for promises by bank transfer; and what finance paid from it outside this site."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.booking.models.lines import Line
from marketplace.booking.models.promises import Promise
from marketplace.db import Base, HasRef


class ClientMovement(Base):
    """Money that came for a promise, above nought, or was sent back, below it. Never changed.

    ``line_ref``: the line of a bank statement that it was, if it was one; each is one movement. Of what finance marked
    by hand there is none, and its line may come later (MovementLine).
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


class PaidElsewhere(HasRef, Base):
    """What a promise brought for a part of somebody who is not on this site, paid to them once. Never changed.

    ``reference``: of the payment, as finance gave it to the bank.
    """

    __tablename__ = "paid_elsewhere"
    __table_args__ = (
        UniqueConstraint("promise_id", "line_id"),
        CheckConstraint("pence > 0 AND reference <> ''", name="paid_and_said"),
    )

    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), index=True)
    pence: Mapped[int]
    reference: Mapped[str] = mapped_column(String(60))
    on: Mapped[date] = mapped_column("on_day", index=True)
    at: Mapped[datetime]
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    promise: Mapped[Promise] = relationship(back_populates="paid_elsewhere")
    line: Mapped[Line] = relationship()

    @property
    def about(self) -> str:
        """How the ledger and audit records name it."""
        return f"elsewhere:{self.ref}"


class MovementLine(Base):
    """The line of a bank statement in which a movement stands that finance had marked by hand. Each stands in one."""

    __tablename__ = "movement_line"

    movement_id: Mapped[int] = mapped_column(ForeignKey("client_movement.id"), primary_key=True, autoincrement=False)
    line_ref: Mapped[str] = mapped_column(String(32), unique=True)
