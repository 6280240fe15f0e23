"""That a first part be kept for longer, as its providers are asked it, and their answers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.booking.models.lines import Line
from marketplace.db import Base, HasRef

_IS_OPEN = text("answered_at IS NULL AND ended_at IS NULL")


class LaterDay(HasRef, Base):
    """A later day for the rest of a break, as the provider of one part that is kept is asked it.

    ``was_by``: the end of the day that it had then; ``rest_by``: of the one that is asked for; ``answer_by``: until
    when the provider may answer. ``ended_at``: somebody else said no, or another day was asked for.
    """

    __tablename__ = "later_day"
    __table_args__ = (
        CheckConstraint("rest_by > was_by AND answer_by <= was_by", name="later_and_asked_before"),
        CheckConstraint("(answered_at IS NULL) = (is_yes IS NULL)", name="answer_has_its_time"),
        Index("uq_later_day_open", "line_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), index=True)
    was_by: Mapped[datetime]
    rest_by: Mapped[datetime]
    asked_at: Mapped[datetime]
    asked_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer_by: Mapped[datetime]
    is_yes: Mapped[bool | None]
    answered_at: Mapped[datetime | None]
    answered_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]

    line: Mapped[Line] = relationship()

    @property
    def is_of_now(self) -> bool:
        """Whether the part is kept still, until the day that was to be made later."""
        one = self.line.break_
        is_since = one.first_kept_at is not None and one.first_kept_at <= self.asked_at
        return is_since and self.line.is_kept and self.line.state.is_in and one.rest_by == self.was_by

    def is_open_at(self, at: datetime) -> bool:
        """Whether its provider may still answer."""
        is_asked = self.answered_at is None and self.ended_at is None
        return is_asked and at < self.answer_by and self.is_of_now
