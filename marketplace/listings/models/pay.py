"""What a provider says of where the price of an hour goes."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base


class StatedPay(Base):
    """Of an hour of a listing: the wage, and what the employer pays on top. The rest of the price is the margin."""

    __tablename__ = "stated_pay"
    __table_args__ = (CheckConstraint("wage_pence > 0 AND on_costs_pence >= 0", name="not_below_nought"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), unique=True)
    wage_pence: Mapped[int]
    on_costs_pence: Mapped[int]
    stated_on: Mapped[date]
