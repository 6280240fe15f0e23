"""Tables of bank statements: files taken in, and their lines until somebody has said what each is."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from marketplace.db import Base, HasRef, HasVersion


class BankStatement(HasRef, Base):
    """One file, taken in once: ``digest`` is of all its bytes. ``known``: lines that an earlier file had brought.

    ``went``, ``went_known``: the same of money that went out.

    ``refused``: rows left out, such as lines of sums, each its number in the file and why. ``left_pence``: what the
    bank says was there on ``left_on``, after the latest row; none where the file does not say.
    """

    __tablename__ = "bank_statement"

    name: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    lines: Mapped[int]
    known: Mapped[int]
    went: Mapped[int] = mapped_column(server_default="0")
    went_known: Mapped[int] = mapped_column(server_default="0")
    refused: Mapped[list[list[int | str]]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    left_pence: Mapped[int | None]
    left_on: Mapped[date | None]


class StandsInStatement(HasRef, HasVersion):
    """One line of a statement. ``digest``: of its day, words and amount, and which of several such on one day it is."""

    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"), index=True)
    row: Mapped[int] = mapped_column("row_number")
    on: Mapped[date] = mapped_column("on_day")
    words: Mapped[str] = mapped_column(String(200))
    pence: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    is_other: Mapped[bool] = mapped_column(default=False)
    done_at: Mapped[datetime | None]
    done_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @declared_attr
    @classmethod
    def statement(cls) -> Mapped[BankStatement]:
        """The file that it stands in."""
        return relationship()


class BankLine(StandsInStatement, Base):
    """Money that came in. ``reference``: what somebody said that it paid; ``is_other``: it is nothing of breaks."""

    __tablename__ = "bank_line"
    __table_args__ = (
        CheckConstraint("pence > 0", name="above_nought"),
        CheckConstraint("(done_at IS NULL) = (reference = '' AND NOT is_other)", name="done_is_said"),
        Index("ix_bank_line_done_at", "done_at"),
    )

    reference: Mapped[str] = mapped_column(String(100), default="")


class OutgoingLine(StandsInStatement, Base):
    """Money that went out, in pence above nought. ``is_other``: it is no payment of breaks.

    All else that somebody said of it are the payments that it was (SeenPayment); they come to it, to the penny.
    """

    __tablename__ = "bank_line_out"
    __table_args__ = (
        CheckConstraint("pence > 0", name="above_nought"),
        CheckConstraint("NOT is_other OR done_at IS NOT NULL", name="other_is_said"),
        Index("ix_bank_line_out_done_at", "done_at"),
    )


class SeenPayment(Base):
    """One payment of ours that stands in a line of money that went out: each in one, once. Never changed.

    ``key``: which payment, as whoever made it tells it from all others; ``reference``: what it is of, a list or what a
    family was to pay.
    """

    __tablename__ = "seen_payment"
    __table_args__ = (CheckConstraint("pence > 0 AND key <> ''", name="seen"),)

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("bank_line_out.id"), index=True)
    reference: Mapped[str] = mapped_column(String(100), index=True)
    pence: Mapped[int]
