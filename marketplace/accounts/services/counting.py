"""Counting what may not be tried too often. Each try is written down before it is made, so that many at once count."""

from datetime import datetime

from sqlalchemy import delete, select

from marketplace import clock
from marketplace.accounts.attempts import LIMITS, TooManyTries, Try
from marketplace.accounts.models import Attempt
from marketplace.db import session, transaction


def count(*tries: Try) -> list[int]:
    """Count one try under each limit; ids for ``take_back``. Raises TooManyTries, and then none of them is counted.

    Called outside ``transaction()``.
    """
    now = clock.now()
    with transaction():
        rows = [Attempt(key=one.key, at=now) for one in tries]
        session.add_all(rows)
        session.flush()
        counted = [row.id for row in rows]
    # Looked at only now that they are committed: of many at once, each then sees all that came before it.
    again_at = [_again_at(one, now) for one in tries]
    session.rollback()
    if any(again_at):
        take_back(counted)
        raise TooManyTries(max(at for at in again_at if at))
    return counted


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


def _again_at(one: Try, now: datetime) -> datetime | None:
    """When there is room for another try; None when this one was within the limit."""
    since = now - one.limit.within
    counted = (
        select(Attempt.at)
        .where(Attempt.key == one.key, Attempt.at > since)
        .order_by(Attempt.at.desc(), Attempt.id.desc())
        .limit(one.limit.most + 1)
    )
    times = list(session.scalars(counted))
    return times[one.limit.most] + one.limit.within if len(times) > one.limit.most else None
