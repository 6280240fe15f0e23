"""Tables of quotes, of breaks to choose from, and of comparisons with a care home."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Account
from marketplace.booking.models import Break
from marketplace.db import Base, HasRef, HasVersion, one_of
from marketplace.listings.models import Listing
from marketplace.people.models import Outcome
from marketplace.quotes.kept import from_text
from marketplace.quotes.paper import QuotePaper
from marketplace.quotes.sides import Sides
from marketplace.quotes.sorts import ChosenHow, Week


class Quote(HasRef, Base):
    """What a break would cost on a day. ``kept`` is the whole paper as it was; it is never changed, but may be erased.

    ``good_until``: the last day for which these prices are asked; nothing is held until then. ``words``: a word to the
    family. ``sent_at``: when they had a letter about it, if they had.
    """

    __tablename__ = "quote"
    __table_args__ = (CheckConstraint("pence >= 0", name="not_below_nought"),)

    number: Mapped[str] = mapped_column(String(16), unique=True)
    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"), index=True)
    pence: Mapped[int]
    kept: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(String(500), default="")
    good_until: Mapped[date]
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime | None]

    break_: Mapped[Break] = relationship()
    made_by: Mapped[Account | None] = relationship()

    @property
    def paper(self) -> QuotePaper:
        """What it says."""
        return from_text(QuotePaper, self.kept)

    @property
    def about(self) -> str:
        """How audit records name it."""
        return f"quote:{self.ref}"


IS_THERE = Quote.kept != ""
"""Whether a quote still says what it said: its paper goes with a person who is erased, its number stays."""


class ChoiceSet(HasRef, HasVersion, Base):
    """Up to five breaks put beside each other for the same people, of whom one chooses one, or none.

    Made, then sent, then answered or taken back. ``answer_words``: what was said with the answer. ``told_by``: who told
    it to whom wrote it down, and how.
    """

    __tablename__ = "choice_set"
    __table_args__ = (
        CheckConstraint("answered_at IS NULL OR (sent_at IS NOT NULL AND taken_back_at IS NULL)", name="answer"),
        CheckConstraint("(answered_at IS NULL) = (answered_how IS NULL)", name="answer_whole"),
        CheckConstraint("(answered_how = 'told') = (told_by <> '') OR answered_how IS NULL", name="told_by_somebody"),
    )

    title: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(String(500), default="")
    answer_by: Mapped[date]
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_how: Mapped[ChosenHow | None] = mapped_column(one_of(ChosenHow))
    answered_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    told_by: Mapped[str] = mapped_column(String(120), default="")
    answer_words: Mapped[str] = mapped_column(String(500), default="")

    made_by: Mapped[Account | None] = relationship(foreign_keys=[made_by_account_id])
    answered_by: Mapped[Account | None] = relationship(foreign_keys=[answered_by_account_id])
    choices: Mapped[list["Choice"]] = relationship(order_by="Choice.position", back_populates="choice_set")

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.sent_at is not None and self.answered_at is None and self.taken_back_at is None

    @property
    def chosen(self) -> "Choice | None":
        """The one that was chosen."""
        return next((one for one in self.choices if one.is_chosen), None)


class Choice(HasRef, Base):
    """One break of several, as a quote has it. ``words``: what is good about it, or what to look out for."""

    __tablename__ = "choice"
    __table_args__ = (
        UniqueConstraint("set_id", "position"),
        CheckConstraint("position BETWEEN 1 AND 5", name="at_most_five"),
        Index(
            "uq_choice_chosen",
            "set_id",
            unique=True,
            sqlite_where=text("is_chosen"),
            postgresql_where=text("is_chosen"),
        ),
    )

    set_id: Mapped[int] = mapped_column(ForeignKey("choice_set.id"))
    position: Mapped[int]
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"), unique=True)
    words: Mapped[str] = mapped_column(String(300), default="")
    is_chosen: Mapped[bool] = mapped_column(default=False)

    choice_set: Mapped[ChoiceSet] = relationship(back_populates="choices")
    quote: Mapped[Quote] = relationship()


class Comparison(HasRef, HasVersion, Base):
    """A stay in a care home beside a flexible break.

    The ``home_`` columns are what was found out of the care home, from ``source``; ``listing_id`` where it is on this
    site. ``kept`` is both sides as they were when it was decided. ``council_id``: whose decision it is a precedent for.
    """

    __tablename__ = "comparison"
    __table_args__ = (
        CheckConstraint("home_nights BETWEEN 1 AND 60", name="home_nights"),
        CheckConstraint("home_council_pence >= 0 AND home_person_pence >= 0", name="not_below_nought"),
        CheckConstraint("home_miles BETWEEN 0 AND 999", name="home_miles"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided IS NULL) AND (decided_at IS NULL) = (reason = '')"
            " AND (decided_at IS NULL) = (kept = '')",
            name="decision_whole",
        ),
        Index("ix_comparison_council_id_decided_at", "council_id", "decided_at"),
    )

    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"), index=True)
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"))
    home_name: Mapped[str] = mapped_column(String(160))
    source: Mapped[str] = mapped_column(String(300))
    home_nights: Mapped[int]
    home_council_pence: Mapped[int]
    home_person_pence: Mapped[int]
    home_staff: Mapped[str] = mapped_column(String(200))
    home_miles: Mapped[int | None]
    home_who: Mapped[str] = mapped_column(String(300), default="")
    home_near: Mapped[str] = mapped_column(String(300), default="")
    break_near: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided: Mapped[Week | None] = mapped_column(one_of(Week))
    reason: Mapped[str] = mapped_column(String(500), default="")
    decided_at: Mapped[datetime | None]
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"))
    kept: Mapped[str] = mapped_column(Text, default="")

    break_: Mapped[Break] = relationship()
    listing: Mapped[Listing | None] = relationship()
    made_by: Mapped[Account | None] = relationship(foreign_keys=[made_by_account_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_account_id])
    outcomes: Mapped[list["ComparedOutcome"]] = relationship(
        order_by="ComparedOutcome.id", back_populates="comparison", cascade="all, delete-orphan"
    )

    @property
    def about(self) -> str:
        """How audit records name it."""
        return f"comparison:{self.ref}"

    @property
    def kept_sides(self) -> Sides | None:
        """Both sides as they were when it was decided."""
        return from_text(Sides, self.kept) if self.kept else None


class ComparedOutcome(Base):
    """Whether each side does something for one thing that matters to the person."""

    __tablename__ = "compared_outcome"
    __table_args__ = (UniqueConstraint("comparison_id", "outcome_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comparison_id: Mapped[int] = mapped_column(ForeignKey("comparison.id"))
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcome.id"))
    by_break: Mapped[bool]
    by_home: Mapped[bool]

    comparison: Mapped[Comparison] = relationship(back_populates="outcomes")
    outcome: Mapped[Outcome] = relationship()
