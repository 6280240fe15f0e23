"""Photographs of a listing: what each shows in words, the key facts it proves, and the sizes it is served in.

Kept in the database, as papers are (docs/decisions/0013): a photo and what it proves are written together or not at
all.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.access_facts.catalogue import FactKind, fact_kind
from marketplace.db import Base, HasRef

LONGEST_WORDS = 200


class Photo(HasRef, Base):
    """One photograph. The first by ``position`` is the main one; the picture itself never changes.

    ``words`` say what it shows to those who do not see it: without them it is nobody's but its provider's. ``digest``
    is of the file that came, so that the same one is kept once.
    """

    __tablename__ = "photo"
    __table_args__ = (
        UniqueConstraint("listing_id", "digest"),
        CheckConstraint("position >= 0", name="position"),
    )

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    sizes: Mapped[list["PhotoSize"]] = relationship(order_by="PhotoSize.id", cascade="all, delete-orphan")
    proves: Mapped[list["PhotoFact"]] = relationship(
        order_by="PhotoFact.id", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def fact_ids(self) -> tuple[str, ...]:
        """The facts that it proves."""
        return tuple(row.fact_id for row in self.proves)

    @property
    def proved(self) -> tuple[FactKind, ...]:
        """The same, as the catalogue has them."""
        return tuple(map(fact_kind, self.fact_ids))


class PhotoSize(Base):
    """A photograph in one size and format. ``name`` is its file's name in an address: "800.webp"."""

    __tablename__ = "photo_size"
    __table_args__ = (
        UniqueConstraint("photo_id", "name"),
        CheckConstraint("width > 0 AND height > 0", name="not_flat"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"))
    name: Mapped[str] = mapped_column(String(20))
    media_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class PhotoFact(Base):
    """A photograph proves a fact: one looks at it and sees that it is so."""

    __tablename__ = "photo_fact"
    __table_args__ = (UniqueConstraint("photo_id", "fact_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"))
    fact_id: Mapped[str] = mapped_column(String(60))
