"""Short meetings with a PA before the first booking: what is asked, times from either side, and how it went.

Words that people typed: none of these rows is guarded, so that they can be erased.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Account
from marketplace.booking.meet import MeetAnswer, MeetHow, MeetSide, MeetState
from marketplace.db import Base, HasRef, HasVersion, one_of
from marketplace.listings.models import Listing, Space
from marketplace.people.models import Person


class Meeting(HasRef, HasVersion, Base):
    """A meeting of a person with whom a listing offers. ``space_id``: the diary of the PA, once it is known who comes.

    Agreed, it takes that diary for its time, under ``reference``. ``pence``: what the listing asked for it when it was
    asked; nought is free. ``words``: what the family wants to know.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period_in_order"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="period_whole"),
        CheckConstraint(
            "state <> 'agreed' OR (starts_at IS NOT NULL AND space_id IS NOT NULL)", name="agreed_is_known"
        ),
        CheckConstraint("pence >= 0 AND minutes BETWEEN 10 AND 120", name="short"),
        CheckConstraint("how <> 'public_place' OR place <> ''", name="place_is_said"),
    )

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))
    how: Mapped[MeetHow] = mapped_column(one_of(MeetHow))
    place: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    minutes: Mapped[int]
    pence: Mapped[int]
    state: Mapped[MeetState] = mapped_column(one_of(MeetState), default=MeetState.ASKED)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    asked_by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]

    listing: Mapped[Listing] = relationship()
    person: Mapped[Person] = relationship()
    space: Mapped[Space | None] = relationship()
    asked_by: Mapped[Account] = relationship()
    times: Mapped[list["MeetingTime"]] = relationship(order_by="MeetingTime.starts_at", cascade="all, delete-orphan")
    said: Mapped[list["MeetingWord"]] = relationship(order_by="MeetingWord.id", cascade="all, delete-orphan")

    @property
    def who_comes(self) -> Space | None:
        """The diary of the PA who comes; none while nobody is named, or once they have left."""
        return self.space if self.space is not None and self.space.closed_at is None else None

    @property
    def reference(self) -> str:
        """What its time in a diary is known by, and letters about it."""
        return f"meeting:{self.ref}"


class MeetingTime(Base):
    """One time that a side proposes. New ones of a side take the place of its old ones."""

    __tablename__ = "meeting_time"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    side: Mapped[MeetSide] = mapped_column(one_of(MeetSide))
    starts_at: Mapped[datetime]


class MeetingWord(Base):
    """How it went for one side. The other side is told the answer, never the words."""

    __tablename__ = "meeting_word"
    __table_args__ = (UniqueConstraint("meeting_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    side: Mapped[MeetSide] = mapped_column(one_of(MeetSide))
    answer: Mapped[MeetAnswer] = mapped_column(one_of(MeetAnswer))
    words: Mapped[str] = mapped_column(String(300), default="")
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class MeetingTerms(Base):
    """How long a listing meets people before the first booking, and what it costs; no row: half an hour, free."""

    __tablename__ = "meeting_terms"
    __table_args__ = (CheckConstraint("pence >= 0 AND minutes BETWEEN 10 AND 120", name="short"),)

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    is_offered: Mapped[bool]
    minutes: Mapped[int]
    pence: Mapped[int]
