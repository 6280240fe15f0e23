"""Providers and the PAs who work for them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation
from marketplace.db import Base, HasRef, one_of
from marketplace.listings.models.joining import Joining
from marketplace.listings.models.working import PAHours, PALeave, PANight, PATraining, PAWork
from marketplace.listings.working_week import WorkingWeek, week_of


class PVGSort(StrEnum):
    """Whom a PVG scheme membership covers (RULES R17)."""

    ADULTS = "adults"
    CHILDREN = "children"
    BOTH = "both"

    @property
    def alone_words(self) -> str:
        """Whom alone its member may work with, in words; blank where that is everybody."""
        return "" if self is PVGSort.BOTH else f"May work with {self.value} alone"


class Provider(HasRef, Base):
    """An organisation, or one individual, that offers something.

    ``legal_name`` is who a contract is with; empty: not asked yet.
    """

    __tablename__ = "provider"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    legal_name: Mapped[str] = mapped_column(String(160), default="")
    is_individual: Mapped[bool] = mapped_column(default=False)
    about: Mapped[str] = mapped_column(Text, default="")
    telephone: Mapped[str | None] = mapped_column(String(30))
    out_of_hours_telephone: Mapped[str | None] = mapped_column(String(30))
    email: Mapped[str | None] = mapped_column(String(254))
    postcode: Mapped[str | None] = mapped_column(String(8))
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    pas: Mapped[list["PA"]] = relationship(order_by="PA.id", back_populates="provider")
    joining: Mapped[Joining | None] = relationship()


class PA(HasRef, Base):
    """A personal assistant of a provider. No certificate is kept: who checked the PVG membership, when, its sort (R17).

    ``pvg_expires_on`` empty means "no expiry known", never a refusal.
    """

    __tablename__ = "pa"

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    born_on: Mapped[date]
    pvg_sort: Mapped[PVGSort | None] = mapped_column(one_of(PVGSort))
    pvg_checked_on: Mapped[date | None]
    pvg_checked_by: Mapped[str | None] = mapped_column(String(120))
    pvg_expires_on: Mapped[date | None]
    made_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    provider: Mapped[Provider] = relationship(back_populates="pas")
    work: Mapped[PAWork | None] = relationship(back_populates="pa")
    hours: Mapped[list[PAHours]] = relationship(order_by="PAHours.id", cascade="all, delete-orphan")
    nights: Mapped[list[PANight]] = relationship(order_by="PANight.weekday", cascade="all, delete-orphan")
    leaves: Mapped[list[PALeave]] = relationship(order_by="PALeave.first_on")
    trainings: Mapped[list[PATraining]] = relationship(order_by="PATraining.id", cascade="all, delete-orphan")

    @property
    def week(self) -> WorkingWeek:
        """When they work."""
        return week_of((row.stretch for row in self.hours), (row.weekday for row in self.nights))
