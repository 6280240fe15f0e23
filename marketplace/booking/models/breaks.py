"""A break, and the record of its moves."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Account
from marketplace.booking.first_night import answers_by
from marketplace.booking.lifecycle import BreakState, state_at
from marketplace.booking.models.over import OverAsk
from marketplace.booking.models.paying import LeadPayer
from marketplace.booking.needed import Asked, CoverHow, DayPart
from marketplace.booking.sorts import ForWhom, SaidHow, Whose
from marketplace.db import Base, HasRef, HasVersion, one_of
from marketplace.people.models import Duty, Person
from marketplace.periods import Period

if TYPE_CHECKING:
    from marketplace.booking.models.lines import Line


class Break(HasRef, HasVersion, Base):
    """What is arranged: lines over a period for a person, a carer, or both together.

    ``state`` is as it was written; ``state_on`` says what it means now, for holds end by themselves. ``hold_until``:
    when all that is held lets go. ``asked_until``: the longer time that providers were asked for. ``duty``: what a new
    line is under unless it says otherwise. ``package_organiser`` and ``package_protection`` are the record of R39;
    ``safety_consent`` the yes or no to telling supporters what keeps the person safe (R54); ``words`` why it was
    cancelled. ``series_id``: the breaks that it was planned together with. ``rest_by``: when one part comes first, the
    instant by which the rest must be agreed; ``first_kept_at``: since when that part is kept; ``rest_reminded_for``:
    the instant of which whoever is waited for was reminded.
    """

    __tablename__ = "break"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period_in_order"),
        CheckConstraint("whose = 'carer' OR person_id IS NOT NULL", name="has_its_person"),
        CheckConstraint("whose = 'person' OR carer_id IS NOT NULL", name="has_its_carer"),
        CheckConstraint("person_id IS NULL OR carer_id IS NULL OR person_id <> carer_id", name="two_people"),
        CheckConstraint(
            "state NOT IN ('held', 'requested', 'confirming', 'part_kept') OR hold_until IS NOT NULL",
            name="holds_have_an_end",
        ),
        CheckConstraint("first_kept_at IS NULL OR rest_by IS NOT NULL", name="kept_has_its_day"),
        CheckConstraint("state <> 'part_kept' OR first_kept_at IS NOT NULL", name="part_kept_since"),
        Index("ix_break_state_hold_until", "state", "hold_until"),
    )

    title: Mapped[str] = mapped_column(String(120))
    whose: Mapped[Whose] = mapped_column(one_of(Whose))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    carer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    duty: Mapped[Duty] = mapped_column(one_of(Duty))
    state: Mapped[BreakState] = mapped_column(one_of(BreakState), default=BreakState.DRAFT)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    town: Mapped[str] = mapped_column(String(80), default="")
    needs_cover: Mapped[bool] = mapped_column(default=False)
    hold_until: Mapped[datetime | None]
    asked_until: Mapped[datetime | None]
    rest_by: Mapped[datetime | None]
    first_kept_at: Mapped[datetime | None]
    rest_reminded_for: Mapped[datetime | None]
    holds_made: Mapped[int] = mapped_column(default=0)
    requested_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), index=True)
    arranged_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    arranged_by_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    is_emergency: Mapped[bool] = mapped_column(default=False)
    emergency_officer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    package_organiser: Mapped[str] = mapped_column(String(160), default="")
    package_protection: Mapped[str] = mapped_column(String(300), default="")
    safety_consent: Mapped[bool | None]
    safety_consent_how: Mapped[SaidHow | None] = mapped_column(one_of(SaidHow))
    safety_consent_at: Mapped[datetime | None]
    safety_consent_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str] = mapped_column(String(300), default="")
    series_id: Mapped[int | None] = mapped_column(ForeignKey("break_series.id"), index=True)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    carer: Mapped[Person | None] = relationship(foreign_keys=[carer_id])
    arranged_by: Mapped[Account | None] = relationship(foreign_keys=[arranged_by_account_id])
    emergency_officer: Mapped[Account | None] = relationship(foreign_keys=[emergency_officer_id])
    lead: Mapped[LeadPayer | None] = relationship(lazy="joined", cascade="all, delete-orphan")
    over_ask: Mapped[OverAsk | None] = relationship(lazy="joined", cascade="all, delete-orphan")
    lines: Mapped[list["Line"]] = relationship(order_by="Line.id", back_populates="break_")
    cover_needs: Mapped[list["CoverNeed"]] = relationship(
        order_by="CoverNeed.starts_minute", cascade="all, delete-orphan"
    )

    @property
    def period(self) -> Period:
        """From when until when."""
        return Period(self.starts_at, self.ends_at)

    @property
    def answers_by(self) -> datetime:
        """The instant after which nobody is asked any more, and nothing is held that is not agreed."""
        return answers_by(self.starts_at, self.ends_at, is_emergency=self.is_emergency)

    @property
    def lines_in(self) -> list["Line"]:
        """The lines that are a part of it, in the order they were added, fees last."""
        return sorted((line for line in self.lines if line.state.is_in), key=lambda line: line.is_fee)

    @property
    def kept_until(self) -> datetime | None:
        """Until when its first part is kept; none where none is, or all of it is confirmed."""
        return self.rest_by if self.first_kept_at and not self.confirmed_at else None

    @property
    def is_first_only(self) -> bool:
        """Whether only some of it is held and asked for now: the parts that come first, which are not kept yet."""
        return self.rest_by is not None and self.first_kept_at is None and any(map(_is_first, self.lines_in))

    @property
    def lines_now(self) -> list["Line"]:
        """The lines that are held, asked for and agreed now: those that come first, and once they are kept all."""
        lines = self.lines_in
        return [line for line in lines if not line.comes_later] if self.is_first_only else lines

    @property
    def lines_kept(self) -> list["Line"]:
        """The lines of the first part, once it is kept."""
        return [line for line in self.lines_in if not line.comes_later] if self.first_kept_at else []

    @property
    def lines_open(self) -> list["Line"]:
        """The lines that what is held and asked for now is about: all of those that are not kept already."""
        return [line for line in self.lines_now if line.comes_later] if self.first_kept_at else self.lines_now

    @property
    def pence(self) -> int:
        """What it costs, all told."""
        return sum(line.pence for line in self.lines_in)

    @property
    def kept_pence(self) -> int:
        """What of it was kept when it, or parts of it, were cancelled."""
        return sum(line.kept_pence for line in self.lines)

    @property
    def principals(self) -> list[Person]:
        """Whose break it is: the person, the carer, or both."""
        pairs = ((self.person, Whose.CARER), (self.carer, Whose.PERSON))
        return [one for one, other in pairs if one is not None and self.whose is not other]

    @property
    def everyone(self) -> list[Person]:
        """The person and the carer, as far as they have to do with it."""
        return [one for one in (self.person, self.carer) if one is not None]

    @property
    def about(self) -> str:
        """How audit records, letters and kept results name it."""
        return f"break:{self.ref}"

    def state_on(self, now: datetime) -> BreakState:
        """What its state means at an instant."""
        return state_at(self.state, self.hold_until, now, kept_until=self.kept_until)

    def people_for(self, whom: ForWhom) -> list[Person]:
        """The people whom a line of that sort is for."""
        pairs = ((self.person, ForWhom.CARER), (self.carer, ForWhom.PERSON))
        return [one for one, other in pairs if one is not None and whom is not other]


def _is_first(line: "Line") -> bool:
    return not line.comes_later and not line.is_fee


class CoverNeed(Base):
    """How many people must be there in a part of each day of a break, and whether awake; minutes after midnight.

    At all other times it is somebody, who may sleep. A part that ends first goes on over midnight.
    """

    __tablename__ = "cover_need"
    __table_args__ = (
        UniqueConstraint("break_id", "starts_minute"),
        CheckConstraint("starts_minute BETWEEN 0 AND 1439 AND ends_minute BETWEEN 0 AND 1439", name="of_a_day"),
        CheckConstraint("people BETWEEN 0 AND 4", name="people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"))
    starts_minute: Mapped[int]
    ends_minute: Mapped[int]
    people: Mapped[int]
    how: Mapped[CoverHow] = mapped_column(one_of(CoverHow))

    @classmethod
    def of(cls, part: DayPart) -> Self:
        """The row of a part of the day."""
        return cls(starts_minute=part.starts, ends_minute=part.ends, people=part.asked.people, how=part.asked.how)

    @property
    def part(self) -> DayPart:
        """The same for the rules of ``needed``."""
        return DayPart(self.starts_minute, self.ends_minute, Asked(self.people, self.how))


class BreakMove(Base):
    """One move of a break: from, to, why, who, when. Append-only, ids and codes alone (DATA_MODEL 7)."""

    __tablename__ = "break_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"), index=True)
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str] = mapped_column(String(40))
    why: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    by_name: Mapped[str] = mapped_column(String(40))
    by_account_id: Mapped[int | None]
    by_organisation_id: Mapped[int | None]
