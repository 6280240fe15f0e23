"""That a provider was asked to let somebody off what it kept of a part that was cancelled, and what it said."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.booking.models.lines import Line
from marketplace.booking.stages import by_words
from marketplace.booking.waiving import WaiverState
from marketplace.db import Base, HasRef, one_of


class Waiver(HasRef, Base):
    """Asked once for a part. ``pence``: what its provider kept then; ``back_pence``: what of it goes back.

    ``answer_by``: after it the provider's silence counts as no.
    """

    __tablename__ = "waiver"
    __table_args__ = (
        CheckConstraint("answer_by > asked_at", name="has_time"),
        CheckConstraint("pence > 0 AND back_pence >= 0 AND back_pence <= pence", name="no_more_back_than_kept"),
        CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name="end_has_its_time"),
        CheckConstraint("(state = 'waived') = (back_pence = pence)", name="waived_is_all"),
        CheckConstraint("(state = 'in_part') = (back_pence > 0 AND back_pence < pence)", name="in_part_is_some"),
        CheckConstraint("state <> 'refused' OR answer_words <> ''", name="refused_in_words"),
        CheckConstraint("state <> 'unanswered' OR ended_at >= answer_by", name="silence_after_its_time"),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), unique=True)
    state: Mapped[WaiverState] = mapped_column(one_of(WaiverState), default=WaiverState.ASKED)
    words: Mapped[str] = mapped_column(String(300))
    pence: Mapped[int]
    back_pence: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    asked_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer_by: Mapped[datetime]
    answer_words: Mapped[str] = mapped_column(String(300), default="")
    ended_at: Mapped[datetime | None]
    ended_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    line: Mapped[Line] = relationship()

    @property
    def about(self) -> str:
        """How the ledger and audit records name it."""
        return f"waiver:{self.ref}"

    @property
    def by_words(self) -> str:
        """Until when its provider has to answer."""
        return by_words(self.answer_by)
