"""Suggested breaks: what was asked for, how far the looking is, and what was found. All of it goes after some days."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.booking.models.breaks import Break
from marketplace.booking.suggest.parts import Part
from marketplace.booking.suggest.problem import Aim
from marketplace.booking.suggest.wish import Wish
from marketplace.db import Base, HasRef, one_of


class RunState(StrEnum):
    """How far the looking is."""

    WAITING = "waiting"
    LOOKING = "looking"
    DONE = "done"

    @property
    def is_at_work(self) -> bool:
        """Whether more may come."""
        return self is not RunState.DONE


class SuggestionRun(HasRef, Base):
    """One asking for suggestions for a break, as the break was then: other days or another town make it out of date.

    ``wish`` tells of somebody's support, as a profile does: it is read by those who see the break, and removed soon.
    ``blockers``: what stands in the way where nothing was found, each a list of what would have to be left out.
    """

    __tablename__ = "suggestion_run"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period_in_order"),
        CheckConstraint("state <> 'done' OR ended_at IS NOT NULL", name="done_has_its_end"),
        Index("ix_suggestion_run_break_id_asked_at", "break_id", "asked_at"),
    )

    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"))
    wish: Mapped[dict[str, Any]] = mapped_column(JSON)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    town: Mapped[str] = mapped_column(String(80))
    state: Mapped[RunState] = mapped_column(one_of(RunState), default=RunState.WAITING)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    asked_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    first_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    blockers: Mapped[list[list[str]]] = mapped_column(JSON, default=list)

    break_: Mapped[Break] = relationship()
    suggestions: Mapped[list["Suggestion"]] = relationship(
        order_by="Suggestion.id", back_populates="run", cascade="all, delete-orphan"
    )

    @property
    def wanted(self) -> Wish:
        """What was asked for."""
        return Wish.of(self.wish)

    @property
    def is_of_now(self) -> bool:
        """Whether the break is still on the same days and in the same town, and nothing was added to it since."""
        one = self.break_
        is_same = (one.starts_at, one.ends_at, one.town) == (self.starts_at, self.ends_at, self.town)
        return is_same and not any(line.made_at > self.asked_at for line in one.lines_in)


class Suggestion(HasRef, Base):
    """The best break for one aim that was found so far. ``told``: what is said beside its parts, see ``Told``."""

    __tablename__ = "suggestion"
    __table_args__ = (
        UniqueConstraint("run_id", "aim"),
        CheckConstraint("pence >= 0", name="not_below_nought"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("suggestion_run.id"))
    aim: Mapped[Aim] = mapped_column(one_of(Aim))
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    pence: Mapped[int]
    found_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]

    run: Mapped[SuggestionRun] = relationship(back_populates="suggestions")

    @property
    def in_parts(self) -> tuple[Part, ...]:
        """Its parts."""
        return tuple(map(Part.of, self.parts))
