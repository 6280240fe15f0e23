"""Legal entities that belong with a provider's own: the same owners, a parent, a sister (RULES R10)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, HasRef

_STANDING = text("ended_at IS NULL")


class LinkedEntity(HasRef, Base):
    """A legal entity that belongs with a provider's, as the provider says. ``key``: its name, as names are compared.

    ``is_of_one_hand``: the same owners, a parent, a sister. ``is_sold_together``: what it offers and what the provider
    offers are always sold as a pair.
    """

    __tablename__ = "linked_entity"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("is_of_one_hand OR is_sold_together", name="linked"),
        Index(
            "ix_linked_entity_standing",
            "provider_id",
            "key",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    name: Mapped[str] = mapped_column(String(160))
    key: Mapped[str] = mapped_column(String(160), index=True)
    is_of_one_hand: Mapped[bool]
    is_sold_together: Mapped[bool]
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]


def key_of(legal_name: str) -> str:
    """A legal name as it is compared: "The Merse  Trust LTD." and "the merse trust limited" are one."""
    letters = "".join(letter if letter.isalnum() else " " for letter in legal_name.casefold())
    words = ["limited" if word == "ltd" else word for word in letters.split()]
    return " ".join(words)[:160]
