"""Statements of a direct payment's own account: the files that were taken in, and their lines."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.budgets.account_lines import SaidAs
from marketplace.budgets.bank_file import LONGEST_WORDS
from marketplace.budgets.models import HandLine
from marketplace.db import Base, HasRef, one_of

LONGEST_FILE_NAME = 120


class AccountFile(HasRef, Base):
    """One file of the bank or card, as somebody called it."""

    __tablename__ = "account_file"

    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_FILE_NAME))
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class AccountLine(HasRef, Base):
    """What moved on the account: in above nought. ``position``: its place in the file, the oldest first.

    ``digest``: of its day, words and amount, and which of several such on one day it is. ``said``: what somebody said
    that it is; none yet. ``movement``: the key of what moved here, and ``movement_month`` the month it is in here.
    ``is_instead``: it counts in the month of this line and not in that one. ``hand_line``: its line of the return.
    ``words`` of what is nothing of this money go once the return is sent.
    """

    __tablename__ = "account_line"
    __table_args__ = (
        UniqueConstraint("pot_id", "digest"),
        CheckConstraint("pence <> 0", name="moved"),
        CheckConstraint("(coalesce(said, '') = 'here') = (movement <> '')", name="here_is_something"),
        CheckConstraint("(coalesce(said, '') = 'added') = (hand_line_id IS NOT NULL)", name="added_is_a_line"),
        CheckConstraint("(movement <> '') = (movement_month <> '')", name="movement_has_a_month"),
        CheckConstraint("movement <> '' OR NOT is_instead", name="instead_of_something"),
        Index("ix_account_line_pot_id_month", "pot_id", "month"),
    )

    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("account_file.id"), index=True)
    position: Mapped[int]
    on: Mapped[date] = mapped_column("on_day")
    month: Mapped[str] = mapped_column(String(7))
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    pence: Mapped[int]
    left_pence: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64))
    said: Mapped[SaidAs | None] = mapped_column(one_of(SaidAs))
    movement: Mapped[str] = mapped_column(String(170), default="")
    movement_month: Mapped[str] = mapped_column(String(7), default="")
    is_instead: Mapped[bool] = mapped_column(default=False)
    hand_line_id: Mapped[int | None] = mapped_column(ForeignKey("hand_line.id"), unique=True)

    file: Mapped[AccountFile] = relationship()
    hand_line: Mapped[HandLine | None] = relationship()
