"""That whoever arranged a break was asked whether it went as planned, and until when they may say otherwise."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base


class OverAsk(Base):
    """The question, once for each break. ``over_by``: after it the break counts as given, as its letter said."""

    __tablename__ = "over_ask"
    __table_args__ = (CheckConstraint("over_by > asked_at", name="has_time"),)

    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"), primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime]
    over_by: Mapped[datetime]
