"""Closures: what a provider said once of several spaces or again and again; the diary has a row for each time."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, HasRef, one_of
from marketplace.listings.closing import Plan, Repeat
from marketplace.listings.models.diary import Space
from marketplace.listings.models.provider import Provider
from marketplace.listings.opening import time_of


class Closure(HasRef, Base):
    """Some spaces closed by one plan (``closing.Plan``, whose fields its days are). Over once it has ``ended_at``.

    What it takes in the diary stands under ``reference``. Times released there before it ended were opened by hand and
    stay open.
    """

    __tablename__ = "closure"
    __table_args__ = (
        CheckConstraint("again_on > first_on", name="days_in_order"),
        CheckConstraint("until_on IS NULL OR until_on >= first_on", name="until_in_order"),
        CheckConstraint("(starts_minute IS NULL) = (ends_minute IS NULL)", name="hours_whole"),
        CheckConstraint("ends_minute > starts_minute AND ends_minute < 1440", name="hours_in_order"),
        Index("ix_closure_provider_id_ended_at", "provider_id", "ended_at"),
    )

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    first_on: Mapped[date]
    again_on: Mapped[date]
    repeat: Mapped[Repeat] = mapped_column(one_of(Repeat))
    until_on: Mapped[date | None]
    starts_minute: Mapped[int | None]
    ends_minute: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(120), default="")
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]

    provider: Mapped[Provider] = relationship()
    closed: Mapped[list["ClosedSpace"]] = relationship(order_by="ClosedSpace.id", back_populates="closure")

    @property
    def reference(self) -> str:
        """How the diary names what it takes."""
        return f"closure:{self.ref}"

    @property
    def plan(self) -> Plan:
        """As the pure rules see it."""
        starts, ends = time_of(self.starts_minute), time_of(self.ends_minute)
        return Plan(self.first_on, self.again_on, self.repeat, self.until_on, starts, ends)

    @property
    def spaces(self) -> list[Space]:
        """What it closes."""
        return [one.space for one in self.closed]


class ClosedSpace(Base):
    """One of the spaces of a closure."""

    __tablename__ = "closed_space"
    __table_args__ = (UniqueConstraint("closure_id", "space_id"), Index("ix_closed_space_space_id", "space_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    closure_id: Mapped[int] = mapped_column(ForeignKey("closure.id"))
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))

    closure: Mapped[Closure] = relationship(back_populates="closed")
    space: Mapped[Space] = relationship()
