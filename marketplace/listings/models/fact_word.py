"""What somebody who stayed says of a fact: it was so, or it was not. A dispute stands until it is settled."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.access_facts.catalogue import FactKind, fact_kind
from marketplace.access_facts.facts import Evidence
from marketplace.db import Base, HasRef, one_of
from marketplace.listings.models.listing import Listing

LONGEST_WORD = 300
LONGEST_VALUE = 80


class Settled(StrEnum):
    """How a dispute ended."""

    PUT_RIGHT = "put_right"
    STANDS = "stands"


class FactWord(HasRef, Base):
    """One word of who stayed. ``reference``: the part of the break, which is nobody's name; one word each.

    ``value_words``: what the listing said then; ``before``: how it was known, to which it goes back if it stands.
    """

    __tablename__ = "fact_word"
    __table_args__ = (
        UniqueConstraint("reference", "fact_id"),
        CheckConstraint("is_so OR words <> ''", name="says_what_was_wrong"),
        CheckConstraint("(settled_at IS NULL) = (settled_how IS NULL)", name="settled_whole"),
        CheckConstraint("NOT is_so OR settled_at IS NULL", name="only_disputes_are_settled"),
        Index("ix_fact_word_listing_id_settled_at", "listing_id", "settled_at"),
    )

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    fact_id: Mapped[str] = mapped_column(String(60))
    reference: Mapped[str] = mapped_column(String(60))
    is_so: Mapped[bool]
    words: Mapped[str] = mapped_column(String(LONGEST_WORD), default="")
    value_words: Mapped[str] = mapped_column(String(LONGEST_VALUE))
    before: Mapped[Evidence] = mapped_column(one_of(Evidence))
    said_at: Mapped[datetime]
    said_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    settled_at: Mapped[datetime | None]
    settled_how: Mapped[Settled | None] = mapped_column(one_of(Settled))
    settled_reason: Mapped[str] = mapped_column(String(LONGEST_WORD), default="")
    settled_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    listing: Mapped[Listing] = relationship()

    @property
    def kind(self) -> FactKind:
        """The fact it speaks of."""
        return fact_kind(self.fact_id)
