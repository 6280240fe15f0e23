"""Names of time zones, as feeds write them, to zones: IANA names, their odd spellings, Windows names, VTIMEZONE.

A zone that a feed defines lives as long as the reading of that feed: one provider's idea of a zone never reaches
another's diary.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from marketplace.calendars.repeats import Budget, Exhausted, starts
from marketplace.calendars.rule import read_rule
from marketplace.calendars.text import Component
from marketplace.calendars.values import Unreadable, later, moment, offset

_STEPS = 200_000
_STEPS_OF_ONE = 50_000
_SINCE = datetime(1970, 1, 1)  # noqa: DTZ001  a wall clock; of what was before, only each rule's first onset is kept


class Zones:
    """The zones one feed may name. ``until`` is the last wall-clock time they will be asked for."""

    def __init__(self, definitions: Iterable[Component], *, until: datetime) -> None:
        self._definitions = {_name(component): component for component in definitions}
        self._until = until
        self._budget = Budget(whole=_STEPS, each=_STEPS_OF_ONE)
        self._found: dict[str, tzinfo | None] = {}

    def named(self, name: str) -> tzinfo | None:
        """The zone, or None when nobody knows it."""
        if name not in self._found:
            self._found[name] = self._look_up(name.strip())
        return self._found[name]

    def _look_up(self, name: str) -> tzinfo | None:
        return _iana(name) or self._defined(name) or _by_other_spelling(name)

    def _defined(self, name: str) -> tzinfo | None:
        if name not in self._definitions:
            return None
        self._budget.renew()
        try:
            return _zone(self._definitions[name], self._until, self._budget)
        except (Unreadable, Exhausted):
            return None


def _name(component: Component) -> str:
    """TZID of a VTIMEZONE, where it is text; where times name it, it is a parameter, and its commas are bare."""
    return next((re.sub(r"\\([,;\\])", r"\1", found.value) for found in component.all("TZID")), "")


@cache
def _iana_names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def _iana(name: str) -> tzinfo | None:
    found = _iana_names().get(name.casefold())
    if found is None:
        return None
    return UTC if found in {"UTC", "Etc/UTC", "Zulu"} else ZoneInfo(found)


def _by_other_spelling(name: str) -> tzinfo | None:
    """``GMT Standard Time`` (Windows), ``/mozilla.org/20050126_1/Europe/London`` (Mozilla, libical)."""
    if name.strip("/") in WINDOWS_TO_OLSON:
        return _iana(WINDOWS_TO_OLSON[name.strip("/")])
    words = name.strip("/").split("/")[-3:] if name.startswith("/") else []
    endings = ("/".join(words[place:]) for place in range(len(words)))
    return next((zone for zone in map(_iana, endings) if zone), None)


@dataclass(frozen=True, order=True)
class _Onset:
    """From ``wall`` on, clocks are ``ahead`` of UTC; they were ``before`` until then."""

    wall: datetime
    ahead: timedelta
    before: timedelta


class _DefinedZone(tzinfo):
    """A zone as a VTIMEZONE defines it. Asked only how far a wall clock is ahead of UTC."""

    def __init__(self, onsets: list[_Onset]) -> None:
        self._onsets = onsets
        self._walls = [onset.wall for onset in onsets]

    def utcoffset(self, at: datetime | None) -> timedelta:
        if at is None:
            return self._onsets[0].ahead
        place = bisect_right(self._walls, at.replace(tzinfo=None))
        return self._onsets[place - 1].ahead if place else self._onsets[0].before

    def dst(self, _at: datetime | None) -> None:
        return None

    def tzname(self, _at: datetime | None) -> str:
        return "as the feed defines it"


def _zone(definition: Component, until: datetime, budget: Budget) -> tzinfo:
    """Raises Unreadable or Exhausted."""
    onsets = sorted({onset for observance in definition.parts for onset in _onsets(observance, until, budget)})
    if not onsets:
        raise Unreadable("defines no offset")
    return _DefinedZone(onsets)


def _onsets(observance: Component, until: datetime, budget: Budget) -> Iterator[_Onset]:
    """When one STANDARD or DAYLIGHT rule sets in. In the hour that clocks skip, the old offset holds still."""
    ahead, before = offset(_value(observance, "TZOFFSETTO")), offset(_value(observance, "TZOFFSETFROM"))
    first = moment(_value(observance, "DTSTART")).wall
    skipped = max(ahead - before, timedelta())
    for wall in _walls(observance, first, before, until, budget):
        yield _Onset(later(wall, skipped), ahead, before)


def _walls(
    observance: Component, first: datetime, ahead: timedelta, until: datetime, budget: Budget
) -> Iterator[datetime]:
    yield first
    for listed in observance.all("RDATE"):
        yield from (moment(value.partition("/")[0]).wall for value in listed.value.split(","))
    for written in observance.all("RRULE"):
        rule = read_rule(written.value)
        last = later(rule.until.wall, ahead if rule.until.is_utc else timedelta()) if rule.until else until
        for wall in starts(rule, first, after=_SINCE, before=until, budget=budget):
            if wall > last:
                break
            yield wall


def _value(component: Component, name: str) -> str:
    """The value of the first such property. Raises Unreadable when there is none."""
    for found in component.all(name):
        return found.value
    raise Unreadable(f"has no {name}")
