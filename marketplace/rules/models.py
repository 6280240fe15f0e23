"""Settings of the rules, dated, and what the rules answered, kept as it was (DATA_MODEL 11)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base


class Setting(Base):
    """A value that a rule uses between two days, for one council or (``council_id`` empty) for Scotland."""

    __tablename__ = "setting"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on > from_on", name="days_in_order"),
        Index("ix_setting_name_council_id", "name", "council_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"))
    value: Mapped[Any] = mapped_column(JSON)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class KeptResult(Base):
    """What a rule answered about something, with the facts it used; never altered by a later rule."""

    __tablename__ = "kept_result"
    __table_args__ = (Index("ix_kept_result_about", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(String(80))
    rule_id: Mapped[str] = mapped_column(String(12))
    answer: Mapped[str] = mapped_column(String(12))
    sentence: Mapped[str] = mapped_column(Text)
    facts: Mapped[list[list[str]]] = mapped_column(JSON)
    instead: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]


class LevyOffice(Base):
    """Where a council takes letters about its visitor levy: an address for the post, a page of its own, or both."""

    __tablename__ = "levy_office"
    __table_args__ = (CheckConstraint("address <> '' OR web <> ''", name="somewhere"),)

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), primary_key=True, autoincrement=False)
    address: Mapped[str] = mapped_column(String(300))
    web: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]
    changed_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
