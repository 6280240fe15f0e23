"""Whether more of an order is to be invoiced, as its provider is asked it by whoever pays, and how that ended."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.booking.models.lines import Line
from marketplace.booking.sorts import RestEnd
from marketplace.budgets.models import Pot
from marketplace.db import Base, HasRef, one_of

_IS_OPEN = text("ended_at IS NULL")


class RestAsk(HasRef, Base):
    """A question to a provider: whether more comes of what one pot has set aside for a part that is over.

    ``answer_by``: until when it cannot be let go; ``how``: what became of it; ``words``: why it was let go.
    """

    __tablename__ = "rest_ask"
    __table_args__ = (
        CheckConstraint("answer_by > asked_at", name="has_time"),
        CheckConstraint("(ended_at IS NULL) = (how IS NULL)", name="end_is_said"),
        CheckConstraint(
            "how IS NULL OR how <> 'let_go' OR (ended_at >= answer_by AND words <> '')", name="let_go_after_its_time"
        ),
        Index("uq_rest_ask_open", "line_id", "pot_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), index=True)
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"))
    asked_at: Mapped[datetime]
    asked_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer_by: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    how: Mapped[RestEnd | None] = mapped_column(one_of(RestEnd))
    words: Mapped[str] = mapped_column(String(300), default="", server_default="")

    line: Mapped[Line] = relationship()
    pot: Mapped[Pot] = relationship()
