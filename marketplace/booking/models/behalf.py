"""That an officer or adviser arranges a break for somebody: how they said yes to it, and why under these options.

Words that people typed: the row is not guarded, so that it can be erased.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Account
from marketplace.booking.sorts import BehalfHow
from marketplace.db import Base, one_of


class OnBehalf(Base):
    """The agreement of whoever's break it is to somebody arranging it. ``option_reason``: why under these options (R1).

    ``options`` are those it was said of, "1,3": when they change the reason is asked for anew.
    """

    __tablename__ = "on_behalf"
    __table_args__ = (CheckConstraint("(options = '') = (option_reason = '')", name="options_have_a_reason"),)

    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"), primary_key=True)
    how: Mapped[BehalfHow] = mapped_column(one_of(BehalfHow))
    words: Mapped[str] = mapped_column(String(300))
    options: Mapped[str] = mapped_column(String(10), default="")
    option_reason: Mapped[str] = mapped_column(String(300), default="")
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    by: Mapped[Account] = relationship()
