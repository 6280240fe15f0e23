"""Opening hours of a week: read from what people type ("9-12, 13:00 to 17:00"), said again in one way. Pure."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import time
from itertools import pairwise

from marketplace.clock import in_london
from marketplace.errors import Refused
from marketplace.periods import Period

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_MINUTES = 24 * 60
_ALL_DAY = {"all day", "always", "24 hours", "24h"}
_CLOSED = {"", "closed", "none", "no", "-"}
_HOW = "write hours like 9:00-17:00, or 9:00-12:00, 13:00-17:00; leave it empty when closed"


@dataclass(frozen=True, order=True, slots=True)
class Stretch:
    """Open on ``weekday`` (Monday 0) from minute ``opens`` to minute ``closes`` of the day, at most 1440."""

    weekday: int
    opens: int
    closes: int


class BadHours(Refused):
    """Hours that cannot be meant; the text names the day and says what to write."""

    def __init__(self, weekday: int, why: str) -> None:
        super().__init__(f"{WEEKDAYS[weekday]}: {why}")


def minute_of(at: time | None) -> int | None:
    """A time as minutes of the day; nothing where none is said."""
    return None if at is None else at.hour * 60 + at.minute


def time_of(minute: int | None) -> time | None:
    """Minutes of the day as a time; nothing where none are said."""
    return None if minute is None else time(minute // 60, minute % 60)


def parse_day(weekday: int, text: str) -> tuple[Stretch, ...]:
    """The stretches typed for one weekday, in order; none when closed. Raises BadHours."""
    typed = text.strip().lower().replace("\u2013", "-").replace("\u2014", "-")  # what phones write
    if typed in _CLOSED:
        return ()
    if typed in _ALL_DAY:
        return (Stretch(weekday, 0, DAY_MINUTES),)
    stretches = sorted(_stretch(weekday, piece) for piece in re.split(r",|;|\band\b", typed))
    for earlier, later in pairwise(stretches):
        if later.opens < earlier.closes:
            raise BadHours(weekday, f"{_say(earlier)} and {_say(later)} overlap")
    return _joined(stretches)


def _joined(stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """The same hours with those that touch made one: a visit may run across the seam."""
    joined = stretches[:1]
    for one in stretches[1:]:
        if one.opens == joined[-1].closes:
            joined[-1] = replace(joined[-1], closes=one.closes)
        else:
            joined.append(one)
    return tuple(joined)


_TIME = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?"
_STRETCH = re.compile(rf"\s*{_TIME}\s*(?:-|to|until)\s*{_TIME}\s*", re.ASCII)


def _stretch(weekday: int, text: str) -> Stretch:
    found = _STRETCH.fullmatch(text)
    if not found:
        raise BadHours(weekday, f"“{text.strip()[:40]}” is not a time; {_HOW}")
    try:
        opens, closes = _minute(*found.groups()[:3]), _minute(*found.groups()[3:])
    except ValueError as why:
        raise BadHours(weekday, str(why)) from why
    if closes <= opens:
        late = "for a night write the first half here, to 24:00, and the rest on the next day from 0:00"
        raise BadHours(weekday, f"“{text.strip()}” ends before it starts; {late}")
    return Stretch(weekday, opens, closes)


def _minute(hour: str, minute: str | None, half: str | None) -> int:
    hours, minutes = int(hour), int(minute or 0)
    if half and not 1 <= hours <= 12:
        raise ValueError(f"there is no {hours} {half}")
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    if minutes > 59 or hours * 60 + minutes > DAY_MINUTES:
        raise ValueError(f"there is no {hour}:{minute or '00'}")
    return hours * 60 + minutes


def day_text(stretches: Iterable[Stretch], weekday: int) -> str:
    """The hours of one weekday as they are typed: ``"9:00-12:00, 13:00-17:00"``; empty when closed."""
    return ", ".join(_say(one) for one in sorted(stretches) if one.weekday == weekday)


def week_words(stretches: Iterable[Stretch]) -> tuple[tuple[str, str], ...]:
    """Each weekday and its hours as people read them; nothing at all when it is always open."""
    week = tuple(stretches)
    if not week:
        return ()
    return tuple((name, day_text(week, day) or "closed") for day, name in enumerate(WEEKDAYS))


def open_words(stretches: Iterable[Stretch]) -> str:
    """The days on which it is open, with their hours: ``"Tuesday 13:00-15:00, Saturday 16:00-18:00"``."""
    return ", ".join(f"{name} {hours}" for name, hours in week_words(stretches) if hours != "closed")


def is_open(period: Period, week: Collection[Stretch]) -> bool:
    """Whether all of a stretch of time lies in the opening hours, each London day of it in one go; without any, yes."""
    return not week or all(any(_holds(one, piece) for one in week) for piece in period.days())


def _holds(one: Stretch, piece: Period) -> bool:
    start, end = in_london(piece.starts_at), in_london(piece.ends_at)
    closes = end.hour * 60 + end.minute or DAY_MINUTES
    return one.weekday == start.weekday() and one.opens <= start.hour * 60 + start.minute and closes <= one.closes


def _say(one: Stretch) -> str:
    return f"{one.opens // 60}:{one.opens % 60:02d}-{one.closes // 60}:{one.closes % 60:02d}"
