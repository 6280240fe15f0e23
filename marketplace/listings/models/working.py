"""How a PA works: base, languages, weekly pattern, leave, training, and who signed them off for whom."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.clock import london_instant
from marketplace.db import Base, HasRef, one_of
from marketplace.listings.opening import Stretch
from marketplace.listings.skills import Training, skill_of
from marketplace.periods import Period
from marketplace.rules.intimate_care import CarerSex

if TYPE_CHECKING:
    from marketplace.listings.models.provider import PA


class PAWork(Base):
    """One row a PA: where they start from, what they speak. Who employs them is a paper (R23).

    ``travels_km`` empty: as far as the listing goes. ``opts_out``: of the 48-hour week, in writing (WTR).
    ``care_as``: a woman or a man, for those who ask who helps them wash and dress (CARE); looked at for nothing else.
    """

    __tablename__ = "pa_work"
    __table_args__ = (
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="base_whole"),
        CheckConstraint("travels_km IS NULL OR travels_km > 0", name="travels"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pa_id: Mapped[int] = mapped_column(ForeignKey("pa.id"), unique=True)
    opts_out: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[str] = mapped_column(String(200), default="")
    base: Mapped[str] = mapped_column(String(80), default="")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    travels_km: Mapped[int | None]
    care_as: Mapped[CarerSex | None] = mapped_column(one_of(CarerSex))

    pa: Mapped["PA"] = relationship(back_populates="work")


class PAHours(Base):
    """A stretch of a weekday (Monday 0) in which a PA works."""

    __tablename__ = "pa_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens_minute >= 0 AND closes_minute > opens_minute AND closes_minute <= 1440", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pa_id: Mapped[int] = mapped_column(ForeignKey("pa.id"), index=True)
    weekday: Mapped[int]
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]

    @property
    def stretch(self) -> Stretch:
        """As the pure rules of opening see it."""
        return Stretch(self.weekday, self.opens_minute, self.closes_minute)


class PANight(Base):
    """A weekday on whose evening a sleepover of a PA may begin."""

    __tablename__ = "pa_night"
    __table_args__ = (
        UniqueConstraint("pa_id", "weekday"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pa_id: Mapped[int] = mapped_column(ForeignKey("pa.id"))
    weekday: Mapped[int]


class PALeave(HasRef, Base):
    """Days off, first and last included. In the diary they are closures under ``reference``; what is booked stays."""

    __tablename__ = "pa_leave"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="days_in_order"),
        Index("ix_pa_leave_pa_id_last_on", "pa_id", "last_on"),
    )

    pa_id: Mapped[int] = mapped_column(ForeignKey("pa.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def reference(self) -> str:
        """How the diary names what it has closed."""
        return f"leave:{self.ref}"

    @property
    def period(self) -> Period:
        """From the first midnight to the last."""
        return Period(london_instant(self.first_on), london_instant(self.last_on + timedelta(days=1)))


class PATraining(Base):
    """What a PA was trained in; ``expires_on`` is its last day."""

    __tablename__ = "pa_training"
    __table_args__ = (
        UniqueConstraint("pa_id", "skill"),
        CheckConstraint("expires_on IS NULL OR expires_on >= trained_on", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pa_id: Mapped[int] = mapped_column(ForeignKey("pa.id"))
    skill: Mapped[str] = mapped_column(String(40))
    trained_on: Mapped[date]
    expires_on: Mapped[date | None]

    @property
    def value(self) -> Training:
        """As the pure rules see it."""
        return Training(skill_of(self.skill), self.trained_on, self.expires_on)


class PASignOff(HasRef, Base):
    """A clinical task that a PA may do for one person: who signed, when, and until which day."""

    __tablename__ = "pa_sign_off"
    __table_args__ = (
        CheckConstraint("expires_on >= signed_on", name="days_in_order"),
        Index(
            "uq_pa_sign_off_live",
            "pa_id",
            "person_id",
            "skill",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    pa_id: Mapped[int] = mapped_column(ForeignKey("pa.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    skill: Mapped[str] = mapped_column(String(40))
    signed_by: Mapped[str] = mapped_column(String(120))
    signed_on: Mapped[date]
    expires_on: Mapped[date]
    recorded_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    def counts_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.ended_at is None and self.signed_on <= day <= self.expires_on
