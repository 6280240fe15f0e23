"""Spaces and what takes them. Knows nothing of breaks: whoever takes a space leaves an opaque reference."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, HasRef, HasVersion, new_ref, one_of
from marketplace.listings.models.provider import PA
from marketplace.periods import Period

if TYPE_CHECKING:
    from marketplace.listings.models.listing import Listing


class Cause(StrEnum):
    """Why a space is taken."""

    HOLD = "hold"
    BOOKING = "booking"
    CLOSURE = "closure"
    OUTSIDE = "outside"


class Space(HasRef, HasVersion, Base):
    """What one party can have at a time: a house, a room, a seat, the diary of one PA.

    A PA has one open diary on the whole site, or they could be in two places at once.
    """

    __tablename__ = "space"
    __table_args__ = (
        Index("ix_space_of_listing", "listing_id", "closed_at"),
        Index(
            "uq_space_open_diary_of_pa",
            "pa_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    name: Mapped[str] = mapped_column(String(80))
    pa_id: Mapped[int | None] = mapped_column(ForeignKey("pa.id"), index=True)
    export_token: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: new_ref() + new_ref())
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    listing: Mapped["Listing"] = relationship(back_populates="spaces")
    pa: Mapped[PA | None] = relationship()


class Occupancy(Base):
    """A space taken for ``[starts_at, ends_at)``. History stays: what is over has ``released_at``.

    Two unreleased occupancies of one space never overlap: an exclusion constraint on PostgreSQL, triggers on SQLite.
    The constraint cannot know the time, so whoever takes a space first releases its expired holds (DATA_MODEL 6).
    """

    __tablename__ = "occupancy"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period_in_order"),
        CheckConstraint("expires_at IS NULL OR cause = 'hold'", name="only_holds_expire"),
        Index(
            "ix_occupancy_taken",
            "space_id",
            "starts_at",
            "ends_at",
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
        Index(
            "ix_occupancy_held",
            "space_id",
            "starts_at",
            "ends_at",
            sqlite_where=text("released_at IS NULL AND expires_at IS NOT NULL"),
            postgresql_where=text("released_at IS NULL AND expires_at IS NOT NULL"),
        ),
        Index("ix_occupancy_reference", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    cause: Mapped[Cause] = mapped_column(one_of(Cause))
    reference: Mapped[str] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(String(120))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]

    space: Mapped[Space] = relationship()

    @property
    def period(self) -> Period:
        """The time taken."""
        return Period(self.starts_at, self.ends_at)


class ConflictEnd(StrEnum):
    """How a case of two calendars that both take a space came to its end."""

    GONE = "gone"
    FREED = "freed"
    SETTLED = "settled"


class CalendarConflict(HasRef, Base):
    """A case: for this period the outside calendar of a space takes what is held or booked here already.

    ``reference`` is that of the occupancy it meets. It ends when the calendar no longer says so, when what it met is
    let go, or when somebody settles it with a reason.
    """

    __tablename__ = "calendar_conflict"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period_in_order"),
        CheckConstraint("(closed_at IS NULL) = (ended IS NULL)", name="says_how_it_ended"),
        Index(
            "uq_calendar_conflict_open",
            "space_id",
            "reference",
            "starts_at",
            "ends_at",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reference: Mapped[str] = mapped_column(String(100))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    ended: Mapped[ConflictEnd | None] = mapped_column(one_of(ConflictEnd))
    closed_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")

    space: Mapped[Space] = relationship()

    @property
    def period(self) -> Period:
        """The time that both take."""
        return Period(self.starts_at, self.ends_at)

    @property
    def about(self) -> str:
        """How letters and audit records name it."""
        return f"calendar-conflict:{self.ref}"
