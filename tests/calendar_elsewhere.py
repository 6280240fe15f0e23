"""A calendar kept elsewhere for a house near Duns, read on one day of January 2027, and what it has taken."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from marketplace.db import session
from marketplace.listings.models import Cause, Occupancy, OutsideCalendar, Space
from marketplace.periods import Period, nights
from tests.feeds import event

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
WEEKEND = nights(date(2027, 3, 5), date(2027, 3, 8))
APRIL = nights(date(2027, 4, 1), date(2027, 4, 3))


def stay(first: str, last: str, uid: str = "one@x", *lines: str) -> str:
    """An event of whole days."""
    return event(f"DTSTART;VALUE=DATE:2027{first}", f"DTEND;VALUE=DATE:2027{last}", *lines, uid=uid)


IN_MARCH = stay("0305", "0308")


def taken(space: Space, cause: Cause = Cause.OUTSIDE) -> list[Period]:
    rows = select(Occupancy).where(Occupancy.space_id == space.id, Occupancy.cause == cause)
    return sorted(row.period for row in session.scalars(rows.where(Occupancy.released_at.is_(None))))


def kept(ref: str) -> OutsideCalendar:
    session.rollback()
    return session.scalars(select(OutsideCalendar).where(OutsideCalendar.ref == ref)).one()
