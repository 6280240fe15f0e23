"""Who did or saw what, for whom, and why.

Append-only by trigger, and holding ids alone: names live in tables that can be erased (DATA_MODEL 7). A record is
written in the transaction of what it records.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace import clock
from marketplace.db import Base, session


@dataclass(frozen=True)
class Actor:
    """Who is acting: an account in one of its roles, or the site itself by ``name`` (a command, the worker)."""

    name: str
    account_id: int | None = None
    organisation_id: int | None = None


SITE = Actor(name="site")


class AuditRecord(Base):
    """One thing done. ``about`` is a reference such as ``listing:Ab3...``; ``reason`` a code, never free text."""

    __tablename__ = "audit_record"
    __table_args__ = (Index("ix_audit_record_about", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(String(80))
    by_name: Mapped[str] = mapped_column(String(40))
    by_account_id: Mapped[int | None]
    by_organisation_id: Mapped[int | None]
    on_behalf_of: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str | None] = mapped_column(String(120))


class Look(Base):
    """One look at what is private to a person: who, at what, for which task."""

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_about", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    about: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(60))
    task: Mapped[str] = mapped_column(String(120))
    by_account_id: Mapped[int | None]
    by_organisation_id: Mapped[int | None]


def record(action: str, *, about: str, by: Actor, on_behalf_of: str | None = None, reason: str | None = None) -> None:
    """Write down that ``by`` did ``action`` to ``about``, in the transaction that is open."""
    session.add(
        AuditRecord(
            at=clock.now(),
            action=action,
            about=about,
            by_name="account" if by.account_id else by.name,
            by_account_id=by.account_id,
            by_organisation_id=by.organisation_id,
            on_behalf_of=on_behalf_of,
            reason=reason,
        )
    )


def saw(what: str, *, about: str, task: str, by: Actor) -> None:
    """Write down that ``by`` looked at ``what`` of ``about``, in the transaction that is open."""
    session.add(
        Look(
            at=clock.now(),
            about=about,
            what=what,
            task=task,
            by_account_id=by.account_id,
            by_organisation_id=by.organisation_id,
        )
    )
