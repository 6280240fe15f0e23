"""Work owed after a commit: rows written with the change that owes it, done by the worker under a lease.

A job is done at least once, so whoever does one must be harmless when repeated: its ``key`` is the idempotency key.
Jobs know nothing of what they do; ``worker.py`` wires each kind to the function that does it.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, Index, Select, String, Text, and_, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from marketplace import clock
from marketplace.db import Base, session, transaction

LEASE = timedelta(minutes=5)
"""How long a worker has for one job before another may take it: far longer than any job should need."""

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 12
"""After 12 tries, some 15 hours after the first, a job is given up: the card firm knows a key for a day."""

DIED = "whoever had it in hand died of it"

KEPT_FOR = timedelta(days=30)

Payload = dict[str, Any]
Does = Callable[[Payload], None]

log = logging.getLogger(__name__)


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


@dataclass(frozen=True)
class Lease:
    """One job in one worker's hands. ``attempts`` tells this lease from a later one of the same job."""

    job_id: int
    kind: str
    payload: Payload
    attempts: int


def owe(kind: str, *, key: str, payload: Payload, due_at: datetime | None = None) -> None:
    """Write down that work is owed, in the transaction that is open. The same key twice is owed once."""
    session.flush()
    if session.scalar(select(Job.id).where(Job.key == key)) is None:
        owe_first(kind, key=key, payload=payload, due_at=due_at)


def owe_first(kind: str, *, key: str, payload: Payload, due_at: datetime | None = None) -> None:
    """The same of work that nobody can owe already, for its key has just been made."""
    session.add(Job(kind=kind, key=key, payload=payload, due_at=due_at or clock.now()))
    session.flush()


def work(doers: Mapping[str, Does]) -> bool:
    """Do one job that is due; whether there was one. A job that fails is tried again later, each wait twice as long."""
    lease = _take(list(doers))
    if lease is None:
        return False
    try:
        doers[lease.kind](lease.payload)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the worker goes on and the job says what it was
        session.rollback()
        _put_back(lease, f"{type(error).__name__}: {error}")
    else:
        _finish(lease)
    return True


def is_given_up() -> ColumnElement[bool]:
    """Whether a job was given up and nobody has looked at it since."""
    return and_(Job.given_up_at.is_not(None), Job.done_at.is_(None))


def look_after(key: str, *, is_owed: bool) -> bool:
    """Somebody has looked at a job that was given up: it is owed anew, or left; whether there was one."""
    job = session.scalar(select(Job).where(Job.key == key, is_given_up()).with_for_update())
    if job is None:
        return False
    if is_owed:
        job.given_up_at = job.leased_until = None
        job.attempts, job.due_at = 0, clock.now()
    else:
        job.done_at = clock.now()
    session.flush()
    return True


def forget(keys: Collection[str]) -> None:
    """Delete the jobs of these keys, done or not, in the transaction that is open."""
    session.execute(delete(Job).where(Job.key.in_(keys)))


def forget_old() -> None:
    """Delete the jobs that were done a month ago. Those given up stay until somebody has looked."""
    with transaction():
        session.execute(delete(Job).where(Job.done_at < clock.now() - KEPT_FOR))


def _take(kinds: list[str]) -> Lease | None:
    """Take the oldest job due that no other worker has; another may have it once the lease runs out."""
    # Looked for first without the writer's lock, which an idle worker would otherwise take from everybody each second.
    if session.scalar(_due(kinds)) is None:
        session.rollback()
        return None
    with transaction():
        _give_up_what_kills()
        job = session.scalar(_due(kinds).with_for_update(skip_locked=True))
        if job is None:
            return None
        job.leased_until = clock.now() + LEASE
        job.attempts += 1
        return Lease(job_id=job.id, kind=job.kind, payload=job.payload, attempts=job.attempts)


def _give_up_what_kills() -> None:
    """A job that ends its worker each time is never put back: it is given up here, and kills no more."""
    now = clock.now()
    is_left = and_(Job.done_at.is_(None), Job.given_up_at.is_(None), Job.leased_until <= now)
    tried = update(Job).where(is_left, Job.attempts >= MOST_ATTEMPTS).values(given_up_at=now, last_error=DIED)
    session.execute(tried.execution_options(synchronize_session=False))


def _due(kinds: list[str]) -> Select[Job]:
    now = clock.now()
    is_open = and_(Job.done_at.is_(None), Job.given_up_at.is_(None), Job.due_at <= now, Job.kind.in_(kinds))
    is_free = or_(Job.leased_until.is_(None), Job.leased_until <= now)
    return select(Job).where(is_open, is_free).order_by(Job.due_at, Job.id).limit(1)


def _finish(lease: Lease) -> None:
    with transaction():
        session.execute(update(Job).where(_is_held(lease)).values(done_at=clock.now(), last_error=None))


def _put_back(lease: Lease, error: str) -> None:
    now = clock.now()
    is_last = lease.attempts >= MOST_ATTEMPTS
    wait = min(FIRST_WAIT * 2 ** (lease.attempts - 1), LONGEST_WAIT)
    said = "given up" if is_last else "tried again later"
    log.warning("job %s (%s), try %s, %s: %s", lease.job_id, lease.kind, lease.attempts, said, error)
    with transaction():
        change = {"last_error": error[:2000], "leased_until": None, "due_at": now + wait}
        session.execute(update(Job).where(_is_held(lease)).values(**change, given_up_at=now if is_last else None))


def _is_held(lease: Lease) -> ColumnElement[bool]:
    """Whether the job is still in these hands: a worker that was slow must not speak for the one that came after."""
    return and_(Job.id == lease.job_id, Job.attempts == lease.attempts)
