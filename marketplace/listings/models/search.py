"""The wide search row of each published listing, kept in the transaction that changes it (DATA_MODEL 9); unmet need.

A fact's column holds what is known for certain: unknown and disputed are NULL, "on request" is its own word or, for a
number, below nought. So "met" and "not met" are plain comparisons, and everything else is to be asked first.
"""

import math
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from marketplace.access_facts.catalogue import CATALOGUE, FactKind, FactType
from marketplace.db import Base, one_of
from marketplace.listings.terms import EVERY_DAY

_COLUMN_TYPES: dict[FactType, TypeEngine[Any]] = {
    FactType.NUMBER: Float(),
    FactType.YESNO: String(12),
    FactType.CHOICE: String(30),
    FactType.DATE: Date(),
}


NUMBER_ON_REQUEST = -1.0
"""What stands in the column of a number that is had on request; no real value is below nought."""

BANDS_PER_DEGREE = 10
"""A search looks at a few bands of latitude, and in each at a stretch of longitudes: both parts of one index."""


def band_of(latitude: float) -> int:
    """The band that holds this latitude."""
    return math.floor(latitude * BANDS_PER_DEGREE)


def fact_column_name(kind: FactKind) -> str:
    """The column of a fact."""
    return f"f_{kind.id}"


def _fact_column(kind: FactKind) -> Column[Any]:
    return Column(fact_column_name(kind), _COLUMN_TYPES[kind.type])


search_row = Table(
    "search_row",
    Base.metadata,
    Column("listing_id", ForeignKey("listing.id"), primary_key=True, autoincrement=False),
    Column("kind", String(40), nullable=False),
    Column("band", Integer, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("travels_km", Integer),
    Column("sleeps", Integer),
    Column("min_nights", Integer),
    Column("max_nights", Integer),
    Column("changeover_days", Integer, nullable=False, server_default=str(EVERY_DAY)),
    Column("notice_days", Integer, nullable=False, server_default="0"),
    Column("is_firm", Boolean, nullable=False, server_default=false()),
    Column("unit", String(40)),
    Column("weekday_pence", Integer),
    Column("weekend_pence", Integer),
    Column("bank_holiday_pence", Integer),
    Column("stay_pence", Integer, nullable=False, server_default="0"),
    Column("person_pence", Integer, nullable=False, server_default="0"),
    Column("seasons", Text),
    Column("levied", String(20)),
    Column("evidence", Float, nullable=False),
    *(_fact_column(kind) for kind in CATALOGUE),
    Index("ix_search_row_place", "band", "longitude", "latitude", "travels_km", "sleeps"),
    Index(
        "ix_search_row_travelling",
        "band",
        "longitude",
        sqlite_where=text("travels_km IS NOT NULL"),
        postgresql_where=text("travels_km IS NOT NULL"),
    ),
)


class UnmetSort(StrEnum):
    """What of a search that found nothing is counted, each for itself."""

    SEARCH = "search"
    NEED = "need"
    KIND = "kind"
    MONTH = "month"


class UnmetCount(Base):
    """How many searches of one month, near one town, found nothing; and how many of those named one thing.

    Each thing is counted for itself, so that no row tells which came together: of whoever searched, and of what one
    person needs, nothing is left. ``what`` is the id of a fact, a kind of listing, or the month wanted (``2027-03``).
    """

    __tablename__ = "unmet_count"
    __table_args__ = (UniqueConstraint("asked_in", "town", "sort", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_in: Mapped[date]
    town: Mapped[str] = mapped_column(String(80))
    sort: Mapped[UnmetSort] = mapped_column(one_of(UnmetSort))
    what: Mapped[str] = mapped_column(String(60))
    count: Mapped[int]


class UnmetLately(Base):
    """The digest of a search just counted, for half an hour, so that looking again is not counted again."""

    __tablename__ = "unmet_lately"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
