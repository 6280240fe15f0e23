"""A plan as iCalendar text, for somebody's own calendar: each stretch an event, published, never an invitation.

It says what its caller says, and no more: no alarm, nobody who attends, private to whoever keeps it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parseaddr

from icalendar import Calendar, Event, vCalAddress

MEDIA_TYPE = "text/calendar; method=PUBLISH; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """One stretch: whole days [starts, ends), or instants. ``uid`` stays the same, so that a newer file replaces it."""

    uid: str
    starts: date | datetime
    ends: date | datetime
    summary: str
    lines: tuple[str, ...] = ()
    place: str = ""
    address: str = ""


def write_plan(name: str, entries: Iterable[Entry], *, organiser: str, stamped_at: datetime) -> bytes:
    """A calendar called ``name``, published by ``organiser``: "Lull <breaks@lull.example>". The same each time.

    Instants are written in UTC, so that no reader can differ about the hour.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Lull//A break//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _plain(name))
    for entry in entries:
        calendar.add_component(_event(entry, organiser, stamped_at))
    return bytes(calendar.to_ical())


def _event(entry: Entry, organiser: str, stamped_at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamped_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", _in_utc(entry.starts))
    event.add("dtend", _in_utc(entry.ends))
    event.add("summary", _plain(entry.summary))
    event.add("organizer", _organiser(organiser))
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    texts = {"description": "\n".join(map(_plain, entry.lines)), "location": _plain(entry.place), "url": entry.address}
    for field, value in texts.items():
        if value:
            event.add(field, value)
    return event


def _in_utc(moment: date | datetime) -> date | datetime:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def _organiser(sender: str) -> vCalAddress:
    name, address = parseaddr(sender)
    organiser = vCalAddress(f"mailto:{address}")
    if name:
        organiser.params["CN"] = _plain(name).replace('"', "'")
    return organiser


def _plain(text: str) -> str:
    """On one line, without letters that no calendar can show."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
