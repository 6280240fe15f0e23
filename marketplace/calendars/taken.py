"""What outside events take of a space, sold by nights or by hours. Knows periods, and nothing of diaries."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from marketplace.calendars.occurrences import Occurrence
from marketplace.clock import in_london, london_instant
from marketplace.periods import NOON, Period, merged, nights


def nights_taken(events: Iterable[Occurrence]) -> list[Period]:
    """The nights that events take of a space sold by nights, merged, in order.

    Whole days, or London midnight to midnight, [d, e) are the nights d to e-1; all else takes each night it touches.
    """
    return merged(nights(*_stay(event)) for event in events)


def hours_taken(events: Iterable[Occurrence]) -> list[Period]:
    """The time that events take of a space sold by hours, merged, in order.

    Whole days are London midnight to midnight. An event that takes no time (a start without an end) takes none here.
    """
    return merged(Period(*span) for span in map(_span, events) if span[0] < span[1])


def nights_touched(starts_at: datetime, ends_at: datetime) -> tuple[date, date]:
    """The stay [arrive_on, leave_on) of all nights that share any instant with [starts_at, ends_at]; at least one."""
    starts, ends = in_london(starts_at), in_london(ends_at)
    arrive_on = starts.date() if starts.time() >= NOON else starts.date() - timedelta(days=1)
    leave_on = ends.date() + timedelta(days=1) if ends.time() > NOON else ends.date()
    return arrive_on, max(leave_on, arrive_on + timedelta(days=1))


def _stay(event: Occurrence) -> tuple[date, date]:
    if not isinstance(event.starts, datetime) or not isinstance(event.ends, datetime):
        return event.starts, event.ends
    starts, ends = in_london(event.starts), in_london(event.ends)
    if starts.time() == ends.time() == time() and starts.date() < ends.date():
        return starts.date(), ends.date()
    return nights_touched(event.starts, event.ends)


def _span(event: Occurrence) -> tuple[datetime, datetime]:
    if not isinstance(event.starts, datetime) or not isinstance(event.ends, datetime):
        return london_instant(event.starts), london_instant(event.ends)
    return event.starts, event.ends
