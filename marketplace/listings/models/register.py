"""The public register of care services, as its monthly file had it last (RULES R9, R11)."""

from datetime import date, datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base


class Registration(Base):
    """One registered service. ``gone_at`` is set when a newer file no longer has it; only Active ones count."""

    __tablename__ = "registration"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    provider_number: Mapped[str | None] = mapped_column(String(20))
    provider_name: Mapped[str | None] = mapped_column(String(200))
    service_type: Mapped[str] = mapped_column(String(80))
    subtype: Mapped[str | None] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200))
    town: Mapped[str | None] = mapped_column(String(80))
    postcode: Mapped[str | None] = mapped_column(String(10))
    council_name: Mapped[str | None] = mapped_column(String(80))
    client_group: Mapped[str | None] = mapped_column(String(60))
    places: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(40))
    grades: Mapped[dict[str, int]] = mapped_column(JSON)
    graded_on: Mapped[date | None]
    inspected_on: Mapped[date | None]
    first_seen_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]

    @property
    def is_active(self) -> bool:
        """Whether it is on the newest file as Active."""
        return self.status == "Active" and self.gone_at is None


class RegisterImport(Base):
    """One file of the register taken in."""

    __tablename__ = "register_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    read: Mapped[int]
    added: Mapped[int]
    changed: Mapped[int]
    gone: Mapped[int]
    refused: Mapped[int]
