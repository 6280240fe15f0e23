"""What an officer decided about each break of somebody who is in hospital or has died."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Account
from marketplace.booking.models.breaks import Break
from marketplace.booking.sorts import Bearer, ForNow
from marketplace.db import Base, one_of
from marketplace.people.models import Standstill


class StandstillChoice(Base):
    """Keep a break, move it, or let it go: the last one counts. ``moved_to_id``: the draft on the new days.

    ``bears``: who bears what letting it go costs, where it costs anything; ``words`` say why then.
    """

    __tablename__ = "standstill_choice"
    __table_args__ = (
        CheckConstraint("bears IS NULL OR words <> ''", name="borne_with_a_reason"),
        Index("ix_standstill_choice_standstill_id_break_id", "standstill_id", "break_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    standstill_id: Mapped[int] = mapped_column(ForeignKey("standstill.id"))
    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"), index=True)
    choice: Mapped[ForNow] = mapped_column(one_of(ForNow))
    words: Mapped[str] = mapped_column(String(300), default="")
    bears: Mapped[Bearer | None] = mapped_column(one_of(Bearer))
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("break.id"))
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    standstill: Mapped[Standstill] = relationship()
    break_: Mapped[Break] = relationship(foreign_keys=[break_id])
    by: Mapped[Account] = relationship()
