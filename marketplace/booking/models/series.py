"""Breaks that were planned together, and what somebody may have in nights or hours."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.booking.tallies import TimeUnit
from marketplace.budgets.models import Pot
from marketplace.db import Base, HasRef, one_of
from marketplace.people.models import Person, SupportPlan


class BreakSeries(HasRef, Base):
    """That breaks were planned together, so many weeks apart. Each is a break of its own."""

    __tablename__ = "break_series"
    __table_args__ = (CheckConstraint("every_weeks BETWEEN 1 AND 52", name="every_weeks"),)

    every_weeks: Mapped[int]
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class TimeAllowance(HasRef, Base):
    """So many nights or hours under a support plan, or from a pot, in its days. ``person``: whose they are."""

    __tablename__ = "time_allowance"
    __table_args__ = (
        CheckConstraint("(support_plan_id IS NULL) <> (pot_id IS NULL)", name="of_a_plan_or_a_pot"),
        CheckConstraint("allowed BETWEEN 1 AND 10000", name="allowed"),
        UniqueConstraint("support_plan_id", "unit"),
        UniqueConstraint("pot_id", "unit"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    support_plan_id: Mapped[int | None] = mapped_column(ForeignKey("support_plan.id"))
    pot_id: Mapped[int | None] = mapped_column(ForeignKey("pot.id"))
    unit: Mapped[TimeUnit] = mapped_column(one_of(TimeUnit))
    allowed: Mapped[int]
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    person: Mapped[Person] = relationship()
    support_plan: Mapped[SupportPlan | None] = relationship()
    pot: Mapped[Pot | None] = relationship()
