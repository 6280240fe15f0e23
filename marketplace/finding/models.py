"""Listings that somebody keeps, searches and waiting lists that they keep, and what they were told of."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Account, Membership
from marketplace.db import Base, HasRef, HasVersion, new_ref, one_of
from marketplace.listings.models import Listing
from marketplace.people.models import Person

_FOR_SOMEBODY = text("person_id IS NOT NULL")
_FOR_NOBODY = text("person_id IS NULL")


def new_key() -> str:
    """What the link that stops a search has in it: nobody guesses it."""
    return new_ref() + new_ref()


class KeptListing(HasRef, Base):
    """A listing on somebody's shortlist, for one person or for nobody in particular; each once.

    ``asked``: for when, as ``record`` writes it, where it was kept for some days. What a person needs is no part of it.
    """

    __tablename__ = "kept_listing"
    __table_args__ = (
        Index(
            "uq_kept_listing_for_somebody",
            "account_id",
            "person_id",
            "listing_id",
            unique=True,
            sqlite_where=_FOR_SOMEBODY,
            postgresql_where=_FOR_SOMEBODY,
        ),
        Index(
            "uq_kept_listing_for_nobody",
            "account_id",
            "listing_id",
            unique=True,
            sqlite_where=_FOR_NOBODY,
            postgresql_where=_FOR_NOBODY,
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    asked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    kept_at: Mapped[datetime]

    person: Mapped[Person | None] = relationship()


class SearchEnd(StrEnum):
    """Why nobody is told any more."""

    STOPPED = "stopped"
    OVER = "over"
    GONE = "gone"


class SavedSearch(HasRef, HasVersion, Base):
    """A search as it was asked, for one person or for nobody in particular; with ``listing_id`` a wait for that one.

    ``words`` is the search as its page is addressed, ``asked`` the same as it is asked again, without what the profile
    of the person says: that is read anew each time. ``tells``: its owner wants to be told; ``found`` is what it found
    when it was last looked at. ``membership_id`` is the role it was kept in: whoever has lost that sees nobody by it.
    """

    __tablename__ = "saved_search"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name="says_how_it_ended"),
        CheckConstraint("ended_at IS NULL OR NOT tells", name="ended_tells_nothing"),
        Index("ix_saved_search_tells", "tells", "looked_at"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"))
    name: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    tells: Mapped[bool]
    ends_on: Mapped[date | None]
    found: Mapped[list[int]] = mapped_column(JSON)
    looked_at: Mapped[datetime]
    stop_key: Mapped[str] = mapped_column(String(64), unique=True, default=new_key)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended: Mapped[SearchEnd | None] = mapped_column(one_of(SearchEnd))

    account: Mapped[Account] = relationship()
    membership: Mapped[Membership | None] = relationship()
    person: Mapped[Person | None] = relationship()
    listing: Mapped[Listing | None] = relationship()
    news: Mapped[list["SearchNews"]] = relationship(order_by="SearchNews.id", cascade="all, delete-orphan")


class SearchNews(Base):
    """That the owner of a search was told of one listing, once for each time it came."""

    __tablename__ = "search_news"
    __table_args__ = (UniqueConstraint("saved_search_id", "listing_id", "told_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    saved_search_id: Mapped[int] = mapped_column(ForeignKey("saved_search.id"), index=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    told_at: Mapped[datetime]

    listing: Mapped[Listing] = relationship()
