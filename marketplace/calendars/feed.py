"""A whole feed: bytes to the times it takes, with everything that could not be read said in plain words.

Bounded: in bytes, in events, in steps of repeating; a few seconds at worst. Never raises for anything a feed may hold.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from marketplace.calendars import text
from marketplace.calendars.events import Event, EventReader, is_blocking
from marketplace.calendars.occurrences import Occurrence, Window, occurrences
from marketplace.calendars.repeats import Budget
from marketplace.calendars.text import Component, Problem
from marketplace.calendars.values import Unreadable, later
from marketplace.calendars.zones import Zones
from marketplace.clock import LONDON

LARGEST = 2 * 1024 * 1024
MOST_EVENTS = 10_000
MOST_PROBLEMS = 100
STEPS = 600_000
STEPS_OF_ONE = 100_000

_NOT_READ = {"VFREEBUSY": "free and busy times", "VAVAILABILITY": "hours of availability"}


class Status(StrEnum):
    """OK: all was read. PARTIAL: there are problems, the rest was read. REFUSED: nothing was."""

    OK = "ok"
    PARTIAL = "partial"
    REFUSED = "refused"


@dataclass(frozen=True)
class Feed:
    """What a feed says is taken. Holds no name, no text and no UID, only hashes of UIDs.

    ``is_complete``: the feed ended properly and no time in it was lost, so what it no longer names is free.
    ``is_empty``: it is complete and has no event at all, which may be true or a fault at its source.
    """

    status: Status
    events: tuple[Occurrence, ...] = ()
    problems: tuple[str, ...] = ()
    is_complete: bool = False
    is_empty: bool = False

    def busy_days(self, from_: date, to: date, zone: tzinfo = LONDON) -> list[date]:
        """The local days d, from_ <= d < to, that an event covers any part of, in order."""
        busy: list[date] = []
        for first, last in sorted(event.days(zone) for event in self.events):
            day = max(first, from_, busy[-1] + timedelta(days=1) if busy else first)
            end = min(last, to)
            busy.extend(day + timedelta(days=number) for number in range((end - day).days))
        return busy


def read_feed(raw: bytes, *, from_: date, to: date, zone: ZoneInfo = LONDON) -> Feed:
    """The times a feed takes that touch the local days d of ``zone``, from_ <= d < to, in order.

    Opaque, not cancelled events only. Times without a zone hang in the one the calendar names, else in ``zone``.
    """
    if len(raw) > LARGEST:
        return _refused(f"The file is larger than a calendar may be ({LARGEST // 1024**2} MB).")
    try:
        stream = text.read(text.decode(raw))
    except text.TooDeep:
        return _refused("The file is not a calendar: its parts lie within each other without end.")
    if not any(part.name in {"VCALENDAR", "VEVENT"} for whole in stream.components for part in _within(whole)):
        return _refused("The file is not a calendar: it holds neither BEGIN:VCALENDAR nor BEGIN:VEVENT.")
    return _Reading(stream, Window(from_, to, zone)).feed()


def _refused(why: str) -> Feed:
    return Feed(Status.REFUSED, problems=(why,))


class _Reading:
    """The reading of one feed: what is found and what is wrong so far."""

    def __init__(self, stream: text.Stream, window: Window) -> None:
        self._stream = stream
        self._window = window
        self._problems = list(stream.problems)
        self._budget = Budget(whole=STEPS, each=STEPS_OF_ONE)
        self._events_left = MOST_EVENTS
        self._has_events = False

    def feed(self) -> Feed:
        events = sorted(set(self._occurrences()), key=lambda event: (event.starts.isoformat(), event.uid_hash))
        problems = sorted(self._problems, key=lambda problem: problem.line)
        is_complete = self._stream.is_ended and not any(problem.is_loss for problem in problems)
        return Feed(
            Status.PARTIAL if problems else Status.OK,
            tuple(events),
            _in_words(problems),
            is_complete=is_complete,
            is_empty=is_complete and not self._has_events,
        )

    def _occurrences(self) -> Iterator[Occurrence]:
        for calendar in self._calendars():
            series: dict[str, list[Event]] = defaultdict(list)
            for event in self._events(calendar):
                series[event.uid].append(event)
            for events in series.values():
                yield from occurrences(events, self._window, self._budget, self._problems)

    def _calendars(self) -> Iterator[Component]:
        """Each VCALENDAR, and what stands in none gathered as one more."""
        bare = Component("VCALENDAR", 0, is_ended=True)
        for component in self._stream.components:
            if component.name == "VCALENDAR":
                yield component
            else:
                bare.parts.append(component)
        if any(component.name == "VEVENT" for component in _within(bare)):
            line = bare.parts[0].line
            self._lose(line, "the events from here on stand in no calendar: BEGIN:VCALENDAR is missing.")
            yield bare

    def _events(self, calendar: Component) -> Iterator[Event]:
        if not calendar.is_ended:
            self._lose(calendar.line, "the calendar that begins here never ends: the feed was cut off.")
        if any(found.value.upper() != "GREGORIAN" for found in calendar.all("CALSCALE")):
            self._lose(calendar.line, "the calendar that begins here is not Gregorian; it was left out.")
            return
        reader = self._reader(calendar)
        for component in _within(calendar):
            self._note_broken_lines(component)
            if component.name in _NOT_READ:
                self._lose(
                    component.line, f"the {_NOT_READ[component.name]} that begin here are not read, only events."
                )
            if component.name == "VEVENT":
                self._has_events = True
                yield from self._event(reader, component)

    def _reader(self, calendar: Component) -> EventReader:
        """With the zones that the calendar defines and the one it says it is in."""
        until = later(datetime.combine(self._window.last, time()), timedelta(days=7))
        zones = Zones((part for part in calendar.parts if part.name == "VTIMEZONE"), until=until)
        named = [(found, zones.named(found.value)) for found in calendar.all("X-WR-TIMEZONE") if found.value]
        for found, zone in named:
            if zone is None:
                self._problems.append(Problem(found.line, "the calendar's own time zone is not one that is known."))
        own: tzinfo | None = next((zone for _, zone in named if zone), None)
        utc_is = own if isinstance(own, ZoneInfo) else None
        return EventReader(zones, zone=own or self._window.zone, utc_is=utc_is, problems=self._problems)

    def _event(self, reader: EventReader, component: Component) -> Iterator[Event]:
        if not component.is_ended:
            self._lose(component.line, "the event that begins here never ends; it was left out.")
            return
        self._events_left -= 1
        if self._events_left < 0:
            if self._events_left == -1:
                self._lose(component.line, f"there are more than {MOST_EVENTS:,} events; from here on none was taken.")
            return
        try:
            yield reader.read(component)
        except Unreadable as why:
            left_out = f"the event that begins here was left out: {why}."
            self._problems.append(Problem(component.line, left_out, is_loss=is_blocking(component)))

    def _note_broken_lines(self, component: Component) -> None:
        if component.broken:
            lines = [line for line, _ in component.broken]
            more = f", nor are {len(lines) - 1:,} more after it" if len(lines) > 1 else ""
            is_loss = any(name in {"BEGIN", "END"} for _, name in component.broken)
            self._problems.append(
                Problem(lines[0], f"this is not a line of a calendar{more}; passed over.", is_loss=is_loss)
            )

    def _lose(self, line: int, why: str) -> None:
        self._problems.append(Problem(line, why, is_loss=True))


def _within(component: Component) -> Iterator[Component]:
    """The component and all its parts, but nothing within an event."""
    yield component
    if component.name != "VEVENT":
        for part in component.parts:
            yield from _within(part)


def _in_words(problems: Iterable[Problem]) -> tuple[str, ...]:
    """Each problem once, in the order of lines; of very many the first, and how many more there are."""
    words = list(dict.fromkeys(map(str, problems)))
    more = len(words) - MOST_PROBLEMS
    return (*words[:MOST_PROBLEMS], f"There are {more:,} more problems like these.") if more > 0 else tuple(words)
