"""Money of a pot that will be left, or was: as it was told, what was talked about, and what went back (R46)."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Account
from marketplace.budgets.models import Pot
from marketplace.db import Base, HasRef


class Surplus(HasRef, Base):
    """What would be left of a pot when its time ends, or once it has ended; what was talked about, and went back.

    Told once before each end, and after it when more is left than was told (``nth``: how often before, of this end): a
    pot whose time is changed is told anew. ``offered``: the names of breaks that suit, as they were offered.
    ``reason``: why it went back. No more goes back than was told: a trigger of the database stands behind that
    (migration 0056).
    """

    __tablename__ = "surplus"
    __table_args__ = (
        UniqueConstraint("pot_id", "ends_on", "nth"),
        CheckConstraint("surplus_pence > 0 AND back_pence >= 0", name="above_nought"),
        CheckConstraint("(talked_on IS NULL) = (talked_by_account_id IS NULL)", name="talked_by_somebody"),
        CheckConstraint("back_pence = 0 OR (talked_on IS NOT NULL AND reason <> '')", name="talked_about_first"),
    )

    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"))
    ends_on: Mapped[date]
    nth: Mapped[int] = mapped_column(default=0)
    surplus_pence: Mapped[int]
    told_at: Mapped[datetime]
    talked_on: Mapped[date | None]
    talked_with: Mapped[str] = mapped_column(String(120), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    offered: Mapped[list[str]] = mapped_column(JSON, default=list)
    talked_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    back_pence: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(300), default="")
    back_at: Mapped[datetime | None]

    pot: Mapped[Pot] = relationship()
    talked_by: Mapped[Account | None] = relationship()
