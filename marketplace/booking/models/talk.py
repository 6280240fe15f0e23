"""What a provider and whoever arranges say to each other about a line: questions, and other times that are offered.

Words that people typed: none of these rows is guarded, so that they can be erased.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.booking.models.lines import Line
from marketplace.booking.quote import Quoted
from marketplace.booking.sorts import OtherTimeEnd
from marketplace.db import Base, HasRef, one_of
from marketplace.listings.models import RateUnit
from marketplace.periods import Period


class LineQuestion(HasRef, Base):
    """A question of a provider about a line that it is asked for, and the answer of whoever arranges it."""

    __tablename__ = "line_question"
    __table_args__ = (CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answer_has_its_time"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), index=True)
    words: Mapped[str] = mapped_column(String(300))
    asked_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(300), default="")
    answered_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]

    line: Mapped[Line] = relationship()


class OtherTime(HasRef, Base):
    """Another time that a provider offers for a line, at this price and no other. One waits at a time.

    ``by_name``: who offered it, which is their acceptance once it is taken.
    """

    __tablename__ = "other_time"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name="says_how_it_ended"),
        Index(
            "uq_other_time_open",
            "line_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), index=True)
    words: Mapped[str] = mapped_column(String(300), default="")
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    by_name: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended: Mapped[OtherTimeEnd | None] = mapped_column(one_of(OtherTimeEnd))

    line: Mapped[Line] = relationship()
    parts: Mapped[list["OtherTimePart"]] = relationship(order_by="OtherTimePart.id", cascade="all, delete-orphan")

    @property
    def pence(self) -> int:
        """What it costs."""
        return sum(part.pence for part in self.parts)

    @property
    def begins_at(self) -> datetime:
        """When the first of it would begin."""
        return min(part.starts_at for part in self.parts if part.starts_at is not None)


class OtherTimePart(Base):
    """One segment of another time, as it was quoted; ``space_id``: the one that the family had chosen.

    What is paid beside a stretch, such as cleaning, takes no time of its own.
    """

    __tablename__ = "other_time_part"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period_in_order"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="period_whole"),
        CheckConstraint("quantity >= 1 AND rate_pence >= 0 AND pence >= 0", name="not_below_nought"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    other_time_id: Mapped[int] = mapped_column(ForeignKey("other_time.id"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    quantity: Mapped[int]
    unit: Mapped[RateUnit] = mapped_column(one_of(RateUnit))
    rate_pence: Mapped[int]
    pence: Mapped[int]
    noun: Mapped[str] = mapped_column(String(40))
    sort_words: Mapped[str] = mapped_column(String(20), default="")
    season: Mapped[str] = mapped_column(String(40), default="")

    @property
    def period(self) -> Period | None:
        """The time it takes, if it takes any."""
        return Period(self.starts_at, self.ends_at) if self.starts_at and self.ends_at else None

    @property
    def quoted(self) -> Quoted:
        """The segment that a line takes over, at the price that was offered."""
        return Quoted(
            self.period,
            self.unit,
            self.quantity,
            self.rate_pence,
            self.pence,
            self.noun,
            self.sort_words,
            self.season,
            self.space_id,
        )
