"""The events that share a UID to the times they take: repeats, exceptions and replacements."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property

from marketplace.calendars.events import Event
from marketplace.calendars.repeats import Budget, Exhausted, starts
from marketplace.calendars.text import Problem
from marketplace.calendars.values import Length, Moment, instant, later

_MARGIN = timedelta(days=3)
"""More than any two zones are apart: wall clocks are compared with the window roughly, occurrences exactly."""

_NOTHING = timedelta()


@dataclass(frozen=True)
class Occurrence:
    """One time taken: whole days [starts, ends), or instants in UTC, equal for an event that takes no time."""

    uid_hash: str
    starts: date | datetime
    ends: date | datetime

    def days(self, zone: tzinfo) -> tuple[date, date]:
        """The local days it covers any part of, [first, last); an event that takes no time covers its day."""
        if not isinstance(self.starts, datetime) or not isinstance(self.ends, datetime):
            return self.starts, self.ends
        starts, ends = self.starts.astimezone(zone), self.ends.astimezone(zone)
        is_to_midnight = ends.time() == time() and self.ends > self.starts
        return starts.date(), ends.date() + timedelta(days=0 if is_to_midnight else 1)


@dataclass(frozen=True)
class Window:
    """The local days [first, last) that are asked for."""

    first: date
    last: date
    zone: tzinfo

    @cached_property
    def instants(self) -> tuple[datetime, datetime]:
        """From which instant, up to which."""
        return instant(self._midnight(self.first), self.zone), instant(self._midnight(self.last), self.zone)

    def touches(self, occurrence: Occurrence) -> bool:
        """Whether the occurrence covers any part of the days; one that takes no time need only lie in them."""
        if not isinstance(occurrence.starts, datetime) or not isinstance(occurrence.ends, datetime):
            return occurrence.starts < self.last and self.first < occurrence.ends
        begins, ends = self.instants
        return occurrence.starts < ends and (begins < occurrence.ends or begins <= occurrence.starts)

    def walls(self, *, reach: timedelta, ahead: timedelta) -> tuple[datetime, datetime]:
        """Between which wall clocks something may start that touches it, lasting ``reach``, moved ``ahead`` at most."""
        first, last = self._midnight(self.first), self._midnight(self.last)
        return later(later(first, -_MARGIN), -reach), later(later(last, _MARGIN), ahead)

    def _midnight(self, day: date) -> datetime:
        return later(datetime.combine(day, time()), _NOTHING)


def occurrences(events: list[Event], window: Window, budget: Budget, problems: list[Problem]) -> Iterator[Occurrence]:
    """The times that events of one UID take within ``window``. What is too much is left out and reported."""
    series = _newest([event for event in events if event.replaces is None], problems)
    changes = _Changes([event for event in events if event.replaces is not None])
    excluded = {name for event in series for moment in event.excluded for name in _names(moment)}
    for change in changes.newest():
        if excluded.isdisjoint(_names(_replaced(change))):
            yield from _taken(change, change.start, change.length, window)
    for event in series:
        budget.renew()
        try:
            yield from _of_series(event, changes, window, budget)
        except Exhausted:
            why = "the event that begins here repeats so often that not all of it was taken."
            problems.append(Problem(event.line, why, is_loss=True))


def _newest(series: list[Event], problems: list[Problem]) -> list[Event]:
    """Of several events with one UID the newest version; of equal versions that differ, all."""
    newest = max((event.sequence for event in series), default=0)
    distinct = {replace(event, line=0): event for event in reversed(series) if event.sequence == newest}
    found = sorted(distinct.values(), key=lambda event: event.line)
    if len(found) > 1:
        problems.append(Problem(found[1].line, "the event that begins here has the UID of another; both were taken."))
    return found


def _names(moment: Moment) -> tuple[datetime, ...]:
    """What a start is known by within a series: the instant in UTC, and what the wall shows, whatever the zone.

    Feeds often write EXDATE and RECURRENCE-ID in another form than DTSTART, or local time where UTC is said.
    """
    if moment.zone is None:
        return (moment.wall,)
    return (moment.instant.replace(tzinfo=None), moment.wall)


def _replaced(change: Event) -> Moment:
    return change.replaces or change.start


class _Changes:
    """What replaces single times of a series, or changes all later ones."""

    def __init__(self, changes: list[Event]) -> None:
        self._changes = changes
        self.replaced = {name for change in changes for name in _names(_replaced(change))}
        self._lasting = sorted((change for change in changes if change.is_for_all_later), key=_place)
        self._places = [_place(change) for change in self._lasting]
        self.reach = max([_NOTHING, *(_shift(each) + each.length.in_all for each in self._lasting)])
        self.ahead = max([_NOTHING, *(-_shift(each) for each in self._lasting)])

    def newest(self) -> Iterable[Event]:
        """Of several replacements of one time the newest version."""
        newest: dict[datetime, Event] = {}
        for change in self._changes:
            place = _place(change)
            if place not in newest or change.sequence > newest[place].sequence:
                newest[place] = change
        return newest.values()

    def in_force(self, start: Moment) -> Event | None:
        """The change for all later times that governs ``start``."""
        later_than = bisect_left(self._places, _names(start)[0])
        return self._lasting[later_than - 1] if later_than else None


def _place(change: Event) -> datetime:
    return _names(_replaced(change))[0]


def _shift(change: Event) -> timedelta:
    """How far a change moves what it changes."""
    old, new = _replaced(change), change.start
    if not old.zone or not new.zone or old.zone == new.zone:
        return new.wall - old.wall
    return new.instant - old.instant


def _of_series(event: Event, changes: _Changes, window: Window, budget: Budget) -> Iterator[Occurrence]:
    excluded_days = {moment.day for moment in event.excluded if moment.is_day}
    taken_out = changes.replaced.union(*(_names(moment) for moment in event.excluded))
    for start, lasts in _starts(event, changes, window, budget):
        if start.day in excluded_days or not taken_out.isdisjoint(_names(start)):
            continue
        change = changes.in_force(start)
        if change is None:
            yield from _taken(event, start, lasts or event.length, window)
        else:
            yield from _taken(change, _moved(start, change), lasts or change.length, window)


def _moved(start: Moment, change: Event) -> Moment:
    """``start`` as the change has it: moved as far, and a day or a time as the change is."""
    zone = None if change.start.is_day else start.zone or change.start.zone
    return Moment(later(start.wall, _shift(change)), zone, is_day=change.start.is_day)


def _starts(event: Event, changes: _Changes, window: Window, budget: Budget) -> Iterator[tuple[Moment, Length | None]]:
    """Each start once, with its length where that is its own."""
    seen: set[datetime] = set()
    for start, lasts in _all_starts(event, changes, window, budget):
        name = _names(start)[0]
        if name not in seen:
            seen.add(name)
            yield start, lasts


def _all_starts(
    event: Event, changes: _Changes, window: Window, budget: Budget
) -> Iterator[tuple[Moment, Length | None]]:
    first = event.start
    for start, lasts in event.extra:
        extra = Moment(datetime.combine(start.day, time()), is_day=True) if first.is_day else start
        yield (extra if first.is_day or not start.is_day else start.as_time(first.zone or UTC)), lasts
    if not event.rules or any(rule.allows(first.wall, first.zone) for rule in event.rules):
        yield first, None
    after, before = window.walls(reach=max(event.length.in_all, changes.reach), ahead=changes.ahead)
    for rule in event.rules:
        end = min(before, later(rule.until.wall, _MARGIN)) if rule.until else before
        for wall in starts(rule, first.wall, after=after, before=end, budget=budget):
            if not rule.allows(wall, first.zone):
                break
            yield Moment(wall, first.zone, is_day=first.is_day), None


def _taken(event: Event, start: Moment, lasts: Length, window: Window) -> Iterator[Occurrence]:
    """The occurrence, if the event takes time and any of it lies in the window."""
    if event.is_blocking:
        occurrence = _occurrence(event.uid, start, lasts)
        if window.touches(occurrence):
            yield occurrence


def _occurrence(uid: str, start: Moment, lasts: Length) -> Occurrence:
    if start.zone is None:
        return Occurrence(uid, start.day, max(later(start.wall, lasts.in_all).date(), start.day + timedelta(days=1)))
    ends = instant(later(start.wall, lasts.by_calendar), start.zone).replace(tzinfo=None)
    ends_at = later(ends, lasts.by_stopwatch).replace(tzinfo=UTC)
    return Occurrence(uid, start.instant, max(start.instant, ends_at))
