"""That a part of a break that has ended was not given, as whoever plans says it, and what its provider says to that."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.booking.models.lines import Line
from marketplace.booking.not_given import NotGivenState
from marketplace.booking.stages import by_words
from marketplace.db import Base, HasRef, one_of

_IS_OPEN = text("state IN ('asked', 'denied')")


class NotGiven(HasRef, Base):
    """One such word. ``answer_by``: after it the provider's silence counts as yes; ``denied_words``: why it says no.

    ``end_words``: why the brokerage decided as it did.
    """

    __tablename__ = "not_given"
    __table_args__ = (
        CheckConstraint("answer_by > said_at", name="has_time"),
        CheckConstraint("(state IN ('asked', 'denied')) = (ended_at IS NULL)", name="end_has_its_time"),
        CheckConstraint("state <> 'unanswered' OR ended_at >= answer_by", name="silence_after_its_time"),
        CheckConstraint("state <> 'denied' OR denied_words <> ''", name="denied_in_words"),
        Index("uq_not_given_open", "line_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), index=True)
    state: Mapped[NotGivenState] = mapped_column(one_of(NotGivenState), default=NotGivenState.ASKED)
    words: Mapped[str] = mapped_column(String(300))
    said_at: Mapped[datetime]
    said_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer_by: Mapped[datetime]
    denied_words: Mapped[str] = mapped_column(String(300), default="", server_default="")
    ended_at: Mapped[datetime | None]
    ended_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    end_words: Mapped[str] = mapped_column(String(300), default="", server_default="")

    line: Mapped[Line] = relationship()

    @property
    def by_words(self) -> str:
        """Until when its provider has to answer."""
        return by_words(self.answer_by)
