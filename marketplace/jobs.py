"""Work owed after a commit: rows written with the change that owes it, done by the worker under a lease.

A job is done at least once, so whoever does one must be harmless when repeated: its ``key`` is the idempotency key. Jobs
know nothing of what they do; ``app.py`` wires each kind to the function that does it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace import clock
from marketplace.db import Base, session, transaction

LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 12

Payload = dict[str, Any]
Does = Callable[[Payload], None]


class Job(Base):
    """One piece of work owed. ``done_at`` or ``given_up_at`` ends it."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "done_at", "given_up_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    payload: Mapped[Payload] = mapped_column(JSON)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


def owe(kind: str, *, key: str, payload: Payload, due_at: datetime | None = None) -> None:
    """Write down that work is owed, in the transaction that is open. The same key twice is owed once."""
    session.flush()
    if session.scalar(select(Job.id).where(Job.key == key)) is None:
        session.add(Job(kind=kind, key=key, payload=payload, due_at=due_at or clock.now()))
        session.flush()


def work(doers: dict[str, Does]) -> bool:
    """Do one job that is due; whether there was one. A job that fails is tried again later, each wait twice as long."""
    leased = _lease(list(doers))
    if leased is None:
        return False
    job_id, kind, payload = leased
    try:
        doers[kind](payload)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the worker goes on and the job says what it was
        session.rollback()
        _put_back(job_id, f"{type(error).__name__}: {error}")
    else:
        _finish(job_id)
    return True


def _lease(kinds: list[str]) -> tuple[int, str, Payload] | None:
    """Take the oldest job due that no other worker has; another may have it once the lease runs out."""
    with transaction():
        now = clock.now()
        job = session.scalar(
            select(Job)
            .where(Job.done_at.is_(None), Job.given_up_at.is_(None), Job.due_at <= now, Job.kind.in_(kinds))
            .where(Job.leased_until.is_(None) | (Job.leased_until <= now))
            .order_by(Job.due_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if job is None:
            return None
        job.leased_until = now + LEASE
        job.attempts += 1
        return job.id, job.kind, job.payload


def _finish(job_id: int) -> None:
    with transaction():
        session.get_one(Job, job_id).done_at = clock.now()


def _put_back(job_id: int, error: str) -> None:
    with transaction():
        job = session.get_one(Job, job_id)
        job.last_error = error[:2000]
        job.leased_until = None
        job.due_at = clock.now() + min(FIRST_WAIT * 2 ** (job.attempts - 1), LONGEST_WAIT)
        if job.attempts >= MOST_ATTEMPTS:
            job.given_up_at = clock.now()
