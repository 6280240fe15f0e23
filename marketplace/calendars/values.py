"""The values of properties: days, times, lengths, offsets. Knows no component and no time zone database."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property

_DATE_TIME = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?", re.IGNORECASE)
_DURATION = re.compile(
    r"([+-]?)P(?:([0-9]{1,6})W)?(?:([0-9]{1,6})D)?"
    r"(?:T(?:([0-9]{1,6})W)?(?:([0-9]{1,7})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-]?)([0-9]{2}):?([0-9]{2}):?([0-9]{2})?")

EARLIEST = datetime(2, 1, 1)  # noqa: DTZ001  a wall clock: room on either side for any zone's offset
LATEST = datetime(9990, 12, 31)  # noqa: DTZ001


class Unreadable(ValueError):
    """A value cannot be read. The text says why, to be set after "this event's ...", and repeats nothing private."""


@dataclass(frozen=True)
class Moment:
    """A day or a time as a feed writes it: what the wall clock or calendar shows, and where that clock hangs.

    A whole day has ``is_day`` and its midnight as ``wall``; a time without zone floats until ``hung`` somewhere.
    """

    wall: datetime
    zone: tzinfo | None = None
    is_day: bool = False

    @property
    def day(self) -> date:
        """The date on the wall."""
        return self.wall.date()

    @property
    def is_utc(self) -> bool:
        return self.zone is UTC

    def hung(self, zone: tzinfo) -> "Moment":
        """The same, in ``zone`` if it floated."""
        return self if self.zone or self.is_day else replace(self, zone=zone)

    def as_time(self, zone: tzinfo) -> "Moment":
        """A time: a day becomes its midnight in ``zone``, a floating time hangs there."""
        return replace(self, zone=self.zone or zone, is_day=False)

    @cached_property
    def instant(self) -> datetime:
        """The instant, aware, in UTC. Raises ValueError for a day or a floating time."""
        if self.zone is None:
            message = "a day, or a time without a zone, is no instant"
            raise ValueError(message)
        return instant(self.wall, self.zone)


@dataclass(frozen=True)
class Length:
    """How long an event lasts: by the calendar (a day is a day when clocks change), then by the stopwatch."""

    by_calendar: timedelta = timedelta()
    by_stopwatch: timedelta = timedelta()

    @property
    def in_all(self) -> timedelta:
        return self.by_calendar + self.by_stopwatch

    @property
    def is_negative(self) -> bool:
        return self.in_all < timedelta()

    def reversed(self) -> "Length":
        return Length(-self.by_calendar, -self.by_stopwatch)


def instant(wall: datetime, zone: tzinfo) -> datetime:
    """The instant, in UTC, at which clocks in ``zone`` show ``wall``: the first of two, an hour on if it is skipped."""
    return wall.replace(tzinfo=zone).astimezone(UTC)


def later(wall: datetime, by: timedelta) -> datetime:
    """``wall`` moved by ``by``, held within the years that can be reckoned with."""
    try:
        return min(max(wall + by, EARLIEST), LATEST)
    except OverflowError:
        return LATEST if by > timedelta() else EARLIEST


def moment(text: str) -> Moment:
    """``20260301``, ``20260301T140000`` or ``20260301T140000Z``. Raises Unreadable."""
    found = _DATE_TIME.fullmatch(text.strip())
    if found is None:
        raise Unreadable("is not a date or time")
    year, month, day, hour, minute, second, zulu = found.groups()
    try:
        on = date(int(year), int(month), int(day))
        at = time(int(hour), int(minute), min(int(second), 59)) if hour else time()
    except ValueError:
        raise Unreadable("is a date or time that does not exist") from None
    wall = min(max(datetime.combine(on, at), EARLIEST), LATEST)
    return Moment(wall, UTC if zulu else None, is_day=not hour)


def length(text: str) -> Length:
    """``P1W``, ``P2D``, ``-PT15M``, and Synology's ``PT1W``. Raises Unreadable."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise Unreadable("is not a length of time")
    weeks, days, odd_weeks, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    read = Length(
        timedelta(weeks=weeks + odd_weeks, days=days),
        timedelta(hours=hours, minutes=minutes, seconds=seconds),
    )
    return read.reversed() if found[1] == "-" else read


def between(start: Moment, end: Moment) -> Length:
    """The length that leads from ``start`` to ``end``, both days or both times with zones."""
    if start.zone == end.zone:
        return Length(by_calendar=end.wall - start.wall)
    return Length(by_stopwatch=end.instant - start.instant)


def offset(text: str) -> timedelta:
    """``+0100`` or ``-033000``: how far clocks are ahead of UTC. Raises Unreadable."""
    found = _OFFSET.fullmatch(text.strip())
    if found is None:
        raise Unreadable("is not an offset from UTC")
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    if ahead >= timedelta(days=1):
        raise Unreadable("is more than a day from UTC")
    return -ahead if found[1] == "-" else ahead
