"""What a provider says of where the price of an hour, or of a night of support, goes."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, one_of
from marketplace.listings.pricing import RateUnit


class StatedPay(Base):
    """Of one unit of a listing: the wage, and what the employer pays on top. The rest of the price is the margin."""

    __tablename__ = "stated_pay"
    __table_args__ = (
        CheckConstraint("wage_pence > 0 AND on_costs_pence >= 0", name="not_below_nought"),
        UniqueConstraint("listing_id", "unit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    unit: Mapped[RateUnit] = mapped_column(one_of(RateUnit))
    wage_pence: Mapped[int]
    on_costs_pence: Mapped[int]
    stated_on: Mapped[date]
