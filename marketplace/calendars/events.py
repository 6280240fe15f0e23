"""One VEVENT to an ``Event``: when, how long, how often, whether it blocks. Never looks at who or what it is about.

Only an event whose start cannot be read is refused (Unreadable). Anything else is read as far as it can be, rather
blocking too much than too little, and reported.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, timedelta, tzinfo
from hashlib import sha256
from typing import TypeVar

from marketplace.calendars.rule import Rule, read_rule
from marketplace.calendars.text import Component, Problem, Property
from marketplace.calendars.values import Length, Moment, Unreadable, between, later, length, moment
from marketplace.calendars.zones import Zones

T = TypeVar("T")

_MAY_HIDE_TIMES = {"DTEND", "DURATION", "RRULE", "RDATE"}


@dataclass(frozen=True)
class Event:
    """One VEVENT, its times hung in a zone unless they are whole days.

    ``uid`` is a hash. ``extra`` are RDATEs, with a length where they are periods; ``replaces`` is the RECURRENCE-ID.
    """

    line: int
    uid: str
    sequence: int
    start: Moment
    length: Length
    is_blocking: bool
    rules: tuple[Rule, ...] = ()
    extra: tuple[tuple[Moment, Length | None], ...] = ()
    excluded: tuple[Moment, ...] = ()
    replaces: Moment | None = None
    is_for_all_later: bool = False


def is_blocking(component: Component) -> bool:
    """Whether the event takes time: not TRANSPARENT, not CANCELLED. When a feed says both yes and no, it does."""
    return not (_says(component, "TRANSP", "TRANSPARENT") or _says(component, "STATUS", "CANCELLED"))


def _says(component: Component, name: str, word: str) -> bool:
    said = {found.value.upper() for found in component.all(name)}
    return said == {word}


class EventReader:
    """Reads the events of one calendar: knows its zones and takes down its problems.

    ``zone`` is where times without a zone hang; ``utc_is`` the zone in which events written in UTC repeat, when the
    calendar names one.
    """

    def __init__(self, zones: Zones, *, zone: tzinfo, utc_is: tzinfo | None, problems: list[Problem]) -> None:
        self._zones = zones
        self._zone = zone
        self._utc_is = utc_is
        self._problems = problems
        self._unknown: set[str] = set()

    def read(self, component: Component) -> Event:
        """The event. Raises Unreadable when nobody can know when it starts."""
        written = self._start(component)
        start, lasts = self._span(component, written.hung(self._zone))
        zone = start.zone or self._zone
        is_floating = written.zone is None and not written.is_day
        event = Event(
            line=component.line,
            uid=_uid(component),
            sequence=_sequence(component),
            start=start,
            length=lasts,
            is_blocking=is_blocking(component),
            rules=self._listed(component, "RRULE", lambda found: [self._rule(found, start, is_floating=is_floating)]),
            extra=self._listed(component, "RDATE", lambda found: self._extra(found, zone)),
            excluded=self._listed(component, "EXDATE", self._moments),
            replaces=self._replaces(component, start),
            is_for_all_later=_is_for_all_later(component),
        )
        self._note_oddities(component, event, is_floating=is_floating)
        return self._repeating_where_it_is(event)

    def _start(self, component: Component) -> Moment:
        """DTSTART as written. What is cancelled may be named by its RECURRENCE-ID alone."""
        if any(name == "DTSTART" for _, name in component.broken):
            raise Unreadable("its DTSTART cannot be read")
        found = _one(component, "DTSTART")
        if found is None and not is_blocking(component):
            found = _one(component, "RECURRENCE-ID")
        if found is None:
            raise Unreadable("it has no DTSTART")
        try:
            return self._moment(found, found.value)
        except Unreadable as why:
            raise Unreadable(f"its DTSTART {why}") from None

    def _moment(self, found: Property, text: str) -> Moment:
        """The day or time ``text``, in the zone the property names; floating if it names none."""
        read = moment(text)
        name = found.parameters.get("TZID", "")
        if not name:
            return read
        if read.is_day:
            self._note(found, "gives a whole day a time zone; it was taken as that day here.")
            return read
        zone = self._zones.named(name)
        if zone is None and name not in self._unknown:
            self._unknown.add(name)
            self._note(found, f"names a time zone nobody knows ({_printable(name)}); its times were taken as local.")
        return replace(read, zone=zone or read.zone)

    def _moments(self, found: Property) -> list[Moment]:
        return [self._moment(found, text) for text in _items(found.value)]

    def _extra(self, found: Property, zone: tzinfo) -> list[tuple[Moment, Length | None]]:
        """RDATE: days, times, or periods (``start/end`` or ``start/length``)."""
        extra: list[tuple[Moment, Length | None]] = []
        for text in _items(found.value):
            begins, slash, ends = text.partition("/")
            start = self._moment(found, begins).hung(zone)
            if slash and "P" in ends.upper():
                extra.append((start, length(ends)))
            else:
                extra.append((start, between(start, self._moment(found, ends).hung(zone)) if slash else None))
        return extra

    def _span(self, component: Component, start: Moment) -> tuple[Moment, Length]:
        """Start and length. A day without an end lasts a day, a time without an end no time at all (RFC 5545)."""
        try:
            start, lasts = self._start_and_length(component, start)
        except Unreadable as why:
            self._problems.append(
                Problem(component.line, f"only the beginning of this event was taken: {why}.", is_loss=True)
            )
            lasts = Length()
        if lasts.is_negative:
            self._problems.append(Problem(component.line, "this event ends before it begins; both were exchanged."))
            wall = later(start.wall, lasts.by_calendar + lasts.by_stopwatch)
            return replace(start, wall=wall), lasts.reversed()
        if start.is_day and not lasts.in_all:
            return start, Length(by_calendar=timedelta(days=1))
        return start, lasts

    def _start_and_length(self, component: Component, start: Moment) -> tuple[Moment, Length]:
        ends, duration = _one(component, "DTEND"), _one(component, "DURATION")
        if ends:
            end = self._moment(ends, ends.value).hung(start.zone or self._zone)
            if start.is_day != end.is_day:
                zone = start.zone or end.zone or self._zone
                start, end = start.as_time(zone), end.as_time(zone)
            return start, between(start, end)
        if duration is None:
            return start, Length()
        lasts = length(duration.value)
        if not start.is_day:
            return start, lasts
        if lasts.in_all % timedelta(days=1):
            return start.as_time(self._zone), lasts
        return start, Length(by_calendar=lasts.in_all)

    def _rule(self, found: Property, start: Moment, *, is_floating: bool) -> Rule:
        """RRULE with its UNTIL brought to where the event hangs."""
        rule = read_rule(found.value)
        if start.is_day:
            return rule.of_whole_days()
        if rule.until is None:
            return rule
        if rule.until.is_day or rule.until.is_utc == is_floating:
            self._note(found, "does not write its end as it writes the beginning; the last time is not certain.")
        return replace(rule, until=rule.until.hung(start.zone or self._zone if is_floating else UTC))

    def _replaces(self, component: Component, start: Moment) -> Moment | None:
        """RECURRENCE-ID. One that cannot be read replaces but its own time: the event stands beside its series."""
        written = component.all("RECURRENCE-ID")
        read = self._listed(component, "RECURRENCE-ID", self._moments)
        is_broken = any(name == "RECURRENCE-ID" for _, name in component.broken)
        return read[0] if read else start if written or is_broken else None

    def _repeating_where_it_is(self, event: Event) -> Event:
        """A repeating event in UTC follows the clocks of its calendar's zone, if the calendar names one."""
        if not event.rules or not event.start.is_utc or self._utc_is is None:
            return event
        wall = event.start.instant.astimezone(self._utc_is).replace(tzinfo=None)
        return replace(event, start=Moment(wall, self._utc_is))

    def _listed(self, component: Component, name: str, read: Callable[[Property], list[T]]) -> tuple[T, ...]:
        """All values of a property that may stand several times; those that cannot be read are reported."""
        values: list[T] = []
        for found in component.all(name):
            try:
                values.extend(read(found))
            except Unreadable as why:
                self._note(found, f"{why} and was passed over.", is_loss=name in _MAY_HIDE_TIMES)
        return tuple(values)

    def _note(self, found: Property, why: str, *, is_loss: bool = False) -> None:
        self._problems.append(Problem(found.line, f"this {found.name} {why}", is_loss=is_loss))

    def _note_oddities(self, component: Component, event: Event, *, is_floating: bool) -> None:
        for line, name in component.broken:
            if name in _MAY_HIDE_TIMES:
                self._problems.append(Problem(line, f"this {name} is broken and was passed over.", is_loss=True))
        for found in component.properties:
            if found.name == "RRULE" and event.replaces:
                self._note(found, "repeats a time that stands in for another; only the first was taken.", is_loss=True)
            elif (
                found.name in {"EXDATE", "RDATE"} and is_floating and ("TZID" in found.parameters or "Z" in found.value)
            ):
                self._note(found, "does not write its times as it writes the beginning; they are not certain.")


def _items(value: str) -> list[str]:
    """What a list holds; version 1.0 parted by semicolons."""
    return [text for text in re.split("[,;]", value) if text.strip()]


def _one(component: Component, name: str) -> Property | None:
    """The property of that name. Raises Unreadable when there are several that differ."""
    found = component.all(name)
    if len({(each.value, each.parameters.get("TZID")) for each in found}) > 1:
        raise Unreadable(f"it has more than one {name}")
    return found[0] if found else None


def _uid(component: Component) -> str:
    """A hash of the UID; without one an event is known by when it is."""
    names = [found.value for found in component.all("UID") if found.value]
    when = [found.value for name in ("DTSTART", "DTEND", "DURATION", "RRULE") for found in component.all(name)]
    return hash_of(names[0] if names else "without UID: " + " ".join(when))


def hash_of(uid: str) -> str:
    """All that is kept of a UID, in which some sites write a name."""
    return sha256(uid.encode("utf-8", "replace")).hexdigest()


def _sequence(component: Component) -> int:
    numbers = [found.value for found in component.all("SEQUENCE") if re.fullmatch("[0-9]{1,18}", found.value)]
    return int(numbers[0]) if numbers else -1


def _is_for_all_later(component: Component) -> bool:
    return any(found.parameters.get("RANGE", "").upper() == "THISANDFUTURE" for found in component.all("RECURRENCE-ID"))


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:60])
