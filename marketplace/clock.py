"""The only place that asks the time. People read Europe/London; the database keeps UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_behind = ContextVar("behind", default=timedelta(0))


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC) - _behind.get()


@contextmanager
def set_back(by: timedelta) -> Iterator[None]:
    """What is done within was done so long ago: for the demo, which has a past as every real database has."""
    before = _behind.set(by)
    try:
        yield
    finally:
        _behind.reset(before)


def today() -> date:
    """The day it is for people in Scotland."""
    return now().astimezone(LONDON).date()


def in_london(instant: datetime) -> datetime:
    """The same instant as a clock in Scotland shows it."""
    return instant.astimezone(LONDON)


def london_instant(day: date, at: time = time(0, 0)) -> datetime:
    """The instant, in UTC, at which a clock in Scotland shows ``at`` on ``day``.

    In the hour that happens twice the first is meant; a time that the spring change skips is moved on an hour.
    """
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)
