"""RRULE: which wall-clock times a repeating event starts at (RFC 5545, 3.3.10). Knows no zones and no events.

The usual libraries can be made to search for ever by a rule that matches nothing, or to list every second until the
year 9999. Feeds come from strangers, so here every day and time looked at is paid for from a ``Budget``, a rule without
a count is entered near the window asked for, and nothing is looked at beyond its end.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import partial
from itertools import product

from marketplace.calendars.values import Moment, Unreadable, instant, moment

DAY = 24 * 60 * 60
_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Exhausted(Exception):
    """A rule asks for more steps than a calendar of this world needs."""


class Budget:
    """Steps that may still be taken: ``whole`` in all, ``each`` for one event."""

    def __init__(self, *, whole: int, each: int) -> None:
        self._whole, self._each, self._left = whole, each, each

    def renew(self) -> None:
        """Begin with the next event."""
        self._left = min(self._each, self._whole)

    def spend(self) -> None:
        """Take one step. Raises Exhausted when none is left."""
        if self._left <= 0:
            raise Exhausted
        self._left -= 1
        self._whole -= 1


class Frequency(StrEnum):
    """FREQ: the period within which the other parts choose."""

    YEARLY = "YEARLY"
    MONTHLY = "MONTHLY"
    WEEKLY = "WEEKLY"
    DAILY = "DAILY"
    HOURLY = "HOURLY"
    MINUTELY = "MINUTELY"
    SECONDLY = "SECONDLY"


DayTest = Callable[[date], bool]

_LONG = {Frequency.YEARLY, Frequency.MONTHLY}
_UNITS = {Frequency.HOURLY: 60 * 60, Frequency.MINUTELY: 60, Frequency.SECONDLY: 1}

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
        return instant(start, zone) <= self.until.instant()


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
    if rule.positions and frequency in _UNITS:
        raise Unreadable("picks positions within hours, minutes or seconds")
    return rule


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in text.split(";"):
        name, equals, value = (word.strip() for word in piece.partition("="))
        name = name.upper()
        if name in _KNOWN and equals:
            parts[name] = value
        elif piece.strip() and not name.startswith("X-") and (name, value.upper()) not in _SAYS_NOTHING_NEW:
            raise Unreadable("has a part that is not known")
    return parts


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


def starts(rule: Rule, first: datetime, *, after: datetime, before: datetime, budget: Budget) -> Iterator[datetime]:
    """Starts of ``rule`` in order, the first event being at ``first``, that lie in [after, before). Wall clock, naive.

    UNTIL is left to the caller, who knows the zone. Raises Exhausted.
    """
    rule = _filled_in(rule, first)
    number = 0
    for start in _all_starts(
        rule, first, after=first if rule.count else max(first, after), before=before, budget=budget
    ):
        if start < first:
            continue
        number += 1
        if start >= before or (rule.count and number > rule.count):
            return
        if start >= after:
            yield start


def _filled_in(rule: Rule, first: datetime) -> Rule:
    """What a rule leaves open it takes from the first start: the day, the hour, the minute, the second."""
    if rule.frequency not in _UNITS:
        rule = replace(rule, hours=rule.hours or frozenset({first.hour}))
    if rule.frequency not in {Frequency.MINUTELY, Frequency.SECONDLY}:
        rule = replace(rule, minutes=rule.minutes or frozenset({first.minute}))
    if rule.frequency != Frequency.SECONDLY:
        rule = replace(rule, seconds=rule.seconds or frozenset({first.second}))
    if rule.week_numbers or rule.year_days or rule.month_days or rule.weekdays:
        return rule
    if rule.frequency == Frequency.YEARLY:
        months = rule.months or frozenset({first.month})
        return replace(rule, months=months, month_days=frozenset({first.day}))
    if rule.frequency == Frequency.MONTHLY:
        return replace(rule, month_days=frozenset({first.day}))
    if rule.frequency == Frequency.WEEKLY:
        return replace(rule, weekdays=frozenset({(0, first.weekday())}))
    return rule


def _all_starts(
    rule: Rule, first: datetime, *, after: datetime, before: datetime, budget: Budget
) -> Iterator[datetime]:
    """Starts period by period (a year, a month, a week, a day), from the period that holds ``after``."""
    tests = _day_tests(rule)
    times = _times(rule, first)
    for days in _periods(rule, first.date(), after.date(), before.date()):
        found: list[datetime] = []
        for day in days:
            budget.spend()
            if all(test(day) for test in tests):
                midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  a wall clock
                found.extend(midnight + timedelta(seconds=second) for second in times(day, budget))
        yield from _at_positions(found, rule.positions) if rule.positions else found


def _at_positions(found: list[datetime], positions: frozenset[int]) -> list[datetime]:
    places = (place - 1 if place > 0 else len(found) + place for place in positions)
    return sorted({found[place] for place in places if 0 <= place < len(found)})


def _periods(rule: Rule, first: date, after: date, before: date) -> Iterator[Iterable[date]]:
    """The days of each period in turn; the first holds ``first`` or, if later, ``after``; none is past ``before``."""
    if rule.frequency == Frequency.YEARLY:
        for year in range(_from(first.year, after.year, rule.interval), before.year + 1, rule.interval):
            yield (day for month in sorted(rule.months) or range(1, 13) for day in _days_of_month(year, month))
    elif rule.frequency == Frequency.MONTHLY:
        for month in range(_from(_months(first), _months(after), rule.interval), _months(before) + 1, rule.interval):
            yield _days_of_month(month // 12, month % 12 + 1)
    else:
        length = 7 if rule.frequency == Frequency.WEEKLY else 1
        every = 1 if rule.frequency in _UNITS else length * rule.interval
        anchor = first.toordinal() - ((first.weekday() - rule.week_starts) % 7 if length == 7 else 0)
        for ordinal in range(_from(anchor, after.toordinal(), every), before.toordinal() + 1, every):
            yield (date.fromordinal(day) for day in range(ordinal, ordinal + length))


def _from(origin: int, target: int, every: int) -> int:
    """The last of origin, origin + every, ... that is not past ``target``, or ``origin``."""
    return origin + max(0, (target - origin) // every) * every


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _days_of_month(year: int, month: int) -> Iterator[date]:
    return (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))


def _day_tests(rule: Rule) -> list[DayTest]:
    """What a day must be to count; only what the rule mentions."""
    each = frozenset(day for which, day in rule.weekdays if not which or rule.frequency not in _LONG)
    nth = frozenset(pair for pair in rule.weekdays if pair[0]) if rule.frequency in _LONG else frozenset()
    is_within_month = rule.frequency == Frequency.MONTHLY or bool(rule.months)
    tests: list[tuple[object, DayTest]] = [
        (rule.months, lambda day: day.month in rule.months),
        (rule.month_days, lambda day: _is_nth(day.day, monthrange(day.year, day.month)[1], rule.month_days)),
        (
            rule.weekdays,
            lambda day: day.weekday() in each or _is_nth_weekday(day, nth, is_within_month=is_within_month),
        ),
        (rule.year_days, lambda day: _is_nth(_day_of_year(day), _days_in_year(day.year), rule.year_days)),
        (rule.week_numbers, lambda day: _is_nth(*_week_of_year(day, rule.week_starts), rule.week_numbers)),
    ]
    return [test for is_asked, test in tests if is_asked]


def _is_nth(place: int, size: int, wanted: frozenset[int]) -> bool:
    """Whether ``place`` of ``size`` is wanted, counted from the beginning or, negative, from the end."""
    return place in wanted or place - size - 1 in wanted


def _is_nth_weekday(day: date, wanted: frozenset[tuple[int, int]], *, is_within_month: bool) -> bool:
    if not wanted:
        return False
    place = day.day if is_within_month else _day_of_year(day)
    size = monthrange(day.year, day.month)[1] if is_within_month else _days_in_year(day.year)
    return ((place + 6) // 7, day.weekday()) in wanted or (-((size - place) // 7) - 1, day.weekday()) in wanted


def _day_of_year(day: date) -> int:
    return day.timetuple().tm_yday


def _days_in_year(year: int) -> int:
    return 365 + (monthrange(year, 2)[1] == 29)


def _week_of_year(day: date, week_starts: int) -> tuple[int, int]:
    """Number of the week and of weeks in its year; the first week of a year is the first with four days of it."""
    begins = day.toordinal() - (day.weekday() - week_starts) % 7
    year = date.fromordinal(begins + 3).year
    first, following = _first_week(year, week_starts), _first_week(year + 1, week_starts)
    return (begins - first) // 7 + 1, (following - first) // 7


def _first_week(year: int, week_starts: int) -> int:
    fourth = date(year, 1, 4)
    return fourth.toordinal() - (fourth.weekday() - week_starts) % 7


def _times(rule: Rule, first: datetime) -> Callable[[date, Budget], Iterator[int]]:
    """For a day, the seconds after midnight at which the event starts, in order."""
    if rule.frequency in _UNITS:
        return partial(_times_by_clock, rule, first)
    hours, minutes, seconds = sorted(rule.hours), sorted(rule.minutes), sorted(rule.seconds)

    def times(_day: date, budget: Budget) -> Iterator[int]:
        for hour, minute, second in product(hours, minutes, seconds):
            budget.spend()
            yield hour * 3600 + minute * 60 + min(second, 59)

    return times


def _times_by_clock(rule: Rule, first: datetime, day: date, budget: Budget) -> Iterator[int]:
    """Every so many hours, minutes or seconds, counted on through the days from the first start."""
    unit = _UNITS[rule.frequency]
    origin = first.toordinal() * DAY + first.hour * 3600 + first.minute * 60 + first.second
    behind = (origin // unit - day.toordinal() * DAY // unit) % rule.interval
    for step in range(behind, DAY // unit, rule.interval):
        for second in _within(rule, unit, step * unit):
            budget.spend()
            if _is_time(rule, second):
                yield second


def _within(rule: Rule, unit: int, begins: int) -> Iterator[int]:
    """The seconds within one hour, minute or second at which the rule strikes."""
    if unit == 1:
        yield begins
    elif unit == 60:
        yield from (begins + min(second, 59) for second in sorted(rule.seconds))
    else:
        pairs = product(sorted(rule.minutes), sorted(rule.seconds))
        yield from (begins + minute * 60 + min(second, 59) for minute, second in pairs)


def _is_time(rule: Rule, second: int) -> bool:
    return (
        (not rule.hours or second // 3600 in rule.hours)
        and (not rule.minutes or second // 60 % 60 in rule.minutes)
        and (not rule.seconds or second % 60 in rule.seconds)
    )
