"""What a listing costs beside its usual rates: extras, and seasons with rates of their own."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, one_of
from marketplace.listings import extras, pricing
from marketplace.listings.extras import ExtraPer
from marketplace.listings.pricing import RateUnit

NAME_LENGTH = 30
"""The most letters of the name of an extra or of a season."""


class Extra(Base):
    """One extra: what every stay must pay beside the rate, or what people may add."""

    __tablename__ = "extra"
    __table_args__ = (UniqueConstraint("listing_id", "name"), CheckConstraint("pence > 0", name="above_nought"))

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    pence: Mapped[int]
    per: Mapped[ExtraPer] = mapped_column(one_of(ExtraPer))

    @property
    def value(self) -> extras.Extra:
        """The extra as the pure rules of pricing see it."""
        return extras.Extra(self.name, self.pence, self.per)


class Season(Base):
    """Days, the last one included, with rates of their own. No two seasons of a listing overlap (``guards``)."""

    __tablename__ = "season"
    __table_args__ = (CheckConstraint("last_on >= first_on", name="days_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    first_on: Mapped[date]
    last_on: Mapped[date]

    rates: Mapped[list["SeasonRate"]] = relationship(
        order_by="SeasonRate.id", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def value(self) -> pricing.Season:
        """The season as the pure rules of pricing see it."""
        return pricing.Season(self.name, self.first_on, self.last_on, tuple(rate.value for rate in self.rates))


class SeasonRate(Base):
    """What one unit costs in a season on each sort of day, in pence."""

    __tablename__ = "season_rate"
    __table_args__ = (
        UniqueConstraint("season_id", "unit"),
        CheckConstraint("weekday_pence > 0 AND weekend_pence > 0 AND bank_holiday_pence > 0", name="above_nought"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"))
    unit: Mapped[RateUnit] = mapped_column(one_of(RateUnit))
    weekday_pence: Mapped[int]
    weekend_pence: Mapped[int]
    bank_holiday_pence: Mapped[int]

    @property
    def value(self) -> pricing.Rate:
        """The rate as the pure rules of pricing see it."""
        return pricing.Rate(self.unit, self.weekday_pence, self.weekend_pence, self.bank_holiday_pence)
