"""One RRULE as it is written (RFC 5545, 3.3.10). Works nothing out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from functools import partial

from marketplace.calendars.values import Moment, Unreadable, instant, moment


class Frequency(StrEnum):
    """FREQ: the period within which the other parts choose."""

    YEARLY = "YEARLY"
    MONTHLY = "MONTHLY"
    WEEKLY = "WEEKLY"
    DAILY = "DAILY"
    HOURLY = "HOURLY"
    MINUTELY = "MINUTELY"
    SECONDLY = "SECONDLY"


UNITS = {Frequency.HOURLY: 60 * 60, Frequency.MINUTELY: 60, Frequency.SECONDLY: 1}
"""Frequencies shorter than a day, in seconds."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NUMBERS = {
    "BYMONTH": frozenset(range(1, 13)),
    "BYWEEKNO": frozenset(range(-53, 54)) - {0},
    "BYYEARDAY": frozenset(range(-366, 367)) - {0},
    "BYMONTHDAY": frozenset(range(-31, 32)) - {0},
    "BYSETPOS": frozenset(range(-366, 367)) - {0},
    "BYHOUR": frozenset(range(24)),
    "BYMINUTE": frozenset(range(60)),
    "BYSECOND": frozenset(range(61)),
}
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_NUMBERS}
_SAYS_NOTHING_NEW = {("RSCALE", "GREGORIAN"), ("SKIP", "OMIT")}  # RFC 7529, where it says what RFC 5545 means anyway
_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Rule:
    """One RRULE. ``weekdays`` are pairs: which of them (2 the second, -1 the last, 0 each), and 0 for Monday."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: Moment | None = None
    week_starts: int = 0
    months: frozenset[int] = _NONE
    week_numbers: frozenset[int] = _NONE
    year_days: frozenset[int] = _NONE
    month_days: frozenset[int] = _NONE
    weekdays: frozenset[tuple[int, int]] = frozenset()
    positions: frozenset[int] = _NONE
    hours: frozenset[int] = _NONE
    minutes: frozenset[int] = _NONE
    seconds: frozenset[int] = _NONE

    def of_whole_days(self) -> "Rule":
        """The same rule for an event without a time of day."""
        return replace(self, hours=_NONE, minutes=_NONE, seconds=_NONE)

    def allows(self, start: datetime, zone: tzinfo | None) -> bool:
        """Whether ``start``, a wall clock in ``zone`` or (None) a whole day, is not past UNTIL."""
        if self.until is None:
            return True
        if zone is None or self.until.is_day or self.until.zone is None:
            return start.date() <= self.until.day
        return instant(start, zone) <= self.until.instant


def read_rule(text: str) -> Rule:
    """The rule that ``text`` writes. Raises Unreadable."""
    parts = _parts(text)
    try:
        frequency = Frequency(parts.get("FREQ", "").upper())
    except ValueError:
        raise Unreadable("does not say how often") from None
    numbers = partial(_numbers, parts)
    rule = Rule(
        frequency,
        interval=_positive(parts.get("INTERVAL", "1")),
        count=_count(parts),
        until=moment(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_starts=_weekday(parts.get("WKST", "MO"))[1],
        months=numbers("BYMONTH"),
        week_numbers=numbers("BYWEEKNO"),
        year_days=numbers("BYYEARDAY"),
        month_days=numbers("BYMONTHDAY"),
        weekdays=frozenset(_weekday(day) for day in _items(parts.get("BYDAY", ""))),
        positions=numbers("BYSETPOS"),
        hours=numbers("BYHOUR"),
        minutes=numbers("BYMINUTE"),
        seconds=numbers("BYSECOND"),
    )
    if rule.positions and frequency in UNITS:
        raise Unreadable("picks positions within hours, minutes or seconds")
    return rule


def _parts(text: str) -> dict[str, str]:
    """The parts that say something, by upper-case name."""
    parts: dict[str, str] = {}
    for piece in filter(str.strip, text.split(";")):
        name, equals, value = (word.strip() for word in piece.partition("="))
        name = name.upper()
        if not _is_known(name, value) or not equals:
            raise Unreadable("has a part that is not known")
        if value:
            parts[name] = value
    return parts


def _is_known(name: str, value: str) -> bool:
    return name in _KNOWN or name.startswith("X-") or (name, value.upper()) in _SAYS_NOTHING_NEW


def _items(text: str) -> Iterable[str]:
    return (item.strip() for item in text.split(",") if item.strip())


def _integer(text: str) -> int:
    if _INTEGER.fullmatch(text) is None:
        raise Unreadable("has a number that cannot be read")
    return int(text)


def _positive(text: str) -> int:
    number = _integer(text)
    if number < 1:
        raise Unreadable("repeats every nothing")
    return number


def _count(parts: dict[str, str]) -> int | None:
    """COUNT; some programs write -1 for no end."""
    number = _integer(parts["COUNT"]) if "COUNT" in parts else -1
    if number == 0:
        raise Unreadable("repeats no times")
    return number if number > 0 else None


def _numbers(parts: dict[str, str], name: str) -> frozenset[int]:
    numbers = frozenset(_integer(item) for item in _items(parts.get(name, "")))
    if not numbers <= _NUMBERS[name]:
        raise Unreadable("has a number that does not exist")
    return numbers


def _weekday(text: str) -> tuple[int, int]:
    """``-1FR`` to (-1, 4)."""
    which, day = text[:-2], text[-2:].upper()
    if day not in _WEEKDAYS:
        raise Unreadable("names a day of the week that does not exist")
    return (_integer(which) if which else 0, _WEEKDAYS.index(day))
