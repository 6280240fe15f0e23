"""What a family needs to know when it comes: the rules of the house for all to read, the rest for who has booked it."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base

LONGEST_NOTES = 1000


class ArrivalNotes(Base):
    """Of one listing. ``house_rules`` are public. All else is told on a confirmed break alone: ``keys`` most of all."""

    __tablename__ = "arrival_notes"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    house_rules: Mapped[str] = mapped_column(String(LONGEST_NOTES))
    handover: Mapped[str] = mapped_column(String(LONGEST_NOTES))
    keys: Mapped[str] = mapped_column(String(LONGEST_NOTES))
    hoist_induction: Mapped[str] = mapped_column(String(LONGEST_NOTES))
    out_of_hours: Mapped[str] = mapped_column(String(LONGEST_NOTES))
