"""What is taken of a space as iCalendar text, for the diaries of other sites. No names, no reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar, Event, Timezone

from marketplace.calendars.taken import nights_touched
from marketplace.periods import Period

ANY_YEAR, ANY_YEAR_ENDS = date(2026, 1, 1), date(2027, 1, 1)
"""A calendar must hold something (RFC 5545, 3.4): one in which nothing is taken holds the zone it is in, for a year."""


@dataclass(frozen=True)
class Stretch:
    """Time taken, as it is exported: whole days [starts, ends), or instants. ``uid`` stays the same while it lasts."""

    uid: str
    starts: date | datetime
    ends: date | datetime
    stamped_at: datetime

    @classmethod
    def of_nights(cls, period: Period, *, uid: str, stamped_at: datetime) -> "Stretch":
        """The nights d to e-1 as the whole days [d, e); of any other period each night it touches."""
        arrive_on, leave_on = nights_touched(period.starts_at, period.ends_at)
        return cls(uid, arrive_on, leave_on, stamped_at)

    @classmethod
    def of_hours(cls, period: Period, *, uid: str, stamped_at: datetime) -> "Stretch":
        """The period itself, in UTC, so that no reader can differ about the hour."""
        return cls(uid, period.starts_at, period.ends_at, stamped_at)


def write_feed(name: str, stretches: Iterable[Stretch]) -> bytes:
    """A calendar called ``name`` (of the space, never of a person) in which each stretch is an opaque event."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lull//Diary of a space//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "".join(letter for letter in name if letter.isprintable()))
    for stretch in stretches:
        calendar.add_component(_event(stretch))
    if not calendar.subcomponents:
        calendar.add_component(Timezone.from_tzid("Europe/London", first_date=ANY_YEAR, last_date=ANY_YEAR_ENDS))
    return bytes(calendar.to_ical())


def _event(stretch: Stretch) -> Event:
    event = Event()
    event.add("uid", stretch.uid)
    event.add("dtstamp", stretch.stamped_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", stretch.starts)
    event.add("dtend", stretch.ends)
    event.add("summary", "Not available")
    event.add("transp", "OPAQUE")
    return event
