"""When a break is asked about after its end, and when it counts as given if nobody says otherwise. Pure."""

from datetime import date, datetime, timedelta

from marketplace.booking.stages import end_of
from marketplace.clock import in_london, london_instant


def asked_from(ends_at: datetime) -> datetime:
    """From when on it is asked whether it went as planned: the day after the last one that it took any of."""
    last_on = in_london(ends_at - timedelta(microseconds=1)).date()
    return london_instant(last_on + timedelta(days=1))


def over_by(asked_on: date, *, days: int) -> datetime:
    """Until when somebody may say otherwise: the end of the day so many days after the one on which it was asked."""
    return end_of(asked_on + timedelta(days=days))
