"""Counting what may not be tried too often. Each try is written down before it is made, so that many at once count."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, func, select

from marketplace import clock
from marketplace.accounts.attempts import LIMITS, TooManyTries, Try
from marketplace.accounts.models import Attempt
from marketplace.db import session, transaction


def count(*tries: Try) -> list[int]:
    """Count one try under each limit; ids for ``take_back``. Raises TooManyTries, and then none of them is counted.

    Called outside ``transaction()``: what is refused afterwards stays counted.
    """
    now = clock.now()
    with transaction():
        _one_at_a_time(tries)
        again_at = [at for one in tries if (at := _again_at(one, now))]
        if again_at:
            raise TooManyTries(max(again_at))
        rows = [Attempt(key=one.key, at=now) for one in tries]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def take_back(counted: list[int]) -> None:
    """Do not count these after all: they went well."""
    with transaction():
        session.execute(delete(Attempt).where(Attempt.id.in_(counted)))


def forgive(*tries: Try) -> None:
    """Forget what was counted under each: the reader has shown who they are."""
    with transaction():
        session.execute(delete(Attempt).where(Attempt.key.in_([one.key for one in tries])))


def forget_old() -> None:
    """Delete what no limit looks at any more."""
    oldest = clock.now() - max(limit.within for limit in LIMITS)
    with transaction():
        session.execute(delete(Attempt).where(Attempt.at < oldest))


def _one_at_a_time(tries: tuple[Try, ...]) -> None:
    """Of many at once, let each see those before it. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        for key in sorted(one.key for one in tries):
            number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True)
            session.execute(select(func.pg_advisory_xact_lock(number)))


def _again_at(one: Try, now: datetime) -> datetime | None:
    """When there is room for another try; None when there is now."""
    since = now - one.limit.within
    counted = (
        select(Attempt.at)
        .where(Attempt.key == one.key, Attempt.at > since)
        .order_by(Attempt.at.desc(), Attempt.id.desc())
        .limit(one.limit.most)
    )
    times = list(session.scalars(counted))
    return times[-1] + one.limit.within if len(times) == one.limit.most else None
