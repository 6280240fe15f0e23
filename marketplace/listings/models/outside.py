"""Calendars kept elsewhere for a space: where each is, how its readings went, and which time it takes. No names."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, HasRef
from marketplace.listings.models.diary import Space
from marketplace.periods import Period


class OutsideCalendar(HasRef, Base):
    """A calendar kept elsewhere. One with an address is fetched by the site; one without is a file somebody sent.

    ``read_at``: when all of it was known last, be it that its server said "unchanged"; ``gone_through_at``: when its
    text was; ``tried_at`` and ``next_at``: the last try and the next. ``trouble`` is why the last try did not bring
    all of it, for its provider; ``failures`` how many in a row did not; ``told_at`` when a letter said so.
    The address is a secret between a provider and the other site: no page, letter or record repeats it.
    """

    __tablename__ = "outside_calendar"
    __table_args__ = (
        CheckConstraint("(address = '') = (next_at IS NULL)", name="fetched_is_due"),
        Index(
            "uq_outside_calendar_file",
            "space_id",
            unique=True,
            sqlite_where=text("address = ''"),
            postgresql_where=text("address = ''"),
        ),
        Index("ix_outside_calendar_next_at", "next_at"),
        Index(
            "ix_outside_calendar_fetched",
            "read_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(2000), default="")
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    gone_through_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(String(300), default="")
    told_at: Mapped[datetime | None]
    etag: Mapped[str] = mapped_column(String(200), default="")
    modified: Mapped[str] = mapped_column(String(60), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    status: Mapped[str] = mapped_column(String(12), default="")
    problems: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_empty: Mapped[bool] = mapped_column(default=False)
    news: Mapped[str] = mapped_column(String(120), default="")

    space: Mapped[Space] = relationship()

    @property
    def about(self) -> str:
        """How letters and audit records name it."""
        return f"outside-calendar:{self.ref}"


class OutsideTime(Base):
    """Time that a calendar kept elsewhere takes. Its event is known by a hash of its UID alone.

    All of it stands here, also what a break or a closure has: the diary holds what is left (``Occupancy``).
    """

    __tablename__ = "outside_time"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period_in_order"),
        UniqueConstraint("calendar_id", "uid_hash", "starts_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("outside_calendar.id"))
    uid_hash: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    @property
    def period(self) -> Period:
        """The time taken."""
        return Period(self.starts_at, self.ends_at)
