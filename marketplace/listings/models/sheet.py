"""A file of many listings as a provider sent it, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, HasRef, one_of
from marketplace.listings.models.provider import Provider
from marketplace.listings.sheet.states import SheetState

LONGEST_NAME = 120


class ListingSheet(HasRef, Base):
    """One file. ``faults`` are its bad rows; ``plan`` is what taking it would do, row by row, without what stays.

    ``stamp`` is of all that the plan stands for, so that nothing else is taken than what was seen.
    """

    __tablename__ = "listing_sheet"
    __table_args__ = (
        CheckConstraint("rows_read >= 0 AND rows_read <= rows_total", name="rows"),
        CheckConstraint("added >= 0 AND changed >= 0 AND unchanged >= 0", name="counts"),
        Index("ix_listing_sheet_provider_id_made_at", "provider_id", "made_at"),
    )

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[SheetState] = mapped_column(one_of(SheetState), default=SheetState.READING)
    read_as: Mapped[str] = mapped_column(String(80), default="")
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_read: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    notes: Mapped[int] = mapped_column(default=0)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    plan: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    stamp: Mapped[str] = mapped_column(String(64), default="")
    is_read_again: Mapped[bool] = mapped_column(default=False)
    turns: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taken_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]

    provider: Mapped[Provider] = relationship()
