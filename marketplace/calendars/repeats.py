"""Which wall-clock times a repeating event starts at. Knows no zones and no events.

The usual libraries can be made to search for ever by a rule that matches nothing, or to list every second until the
year 9999. Feeds come from strangers, so here every day and time looked at is paid for from a ``Budget``, a rule without
a count is entered near the window asked for, and nothing is looked at beyond its end.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import product

from marketplace.calendars.rule import UNITS, Frequency, Rule

DayTest = Callable[[date], bool]

DAY = 24 * 60 * 60
STEPS_OF_A_START = 4
"""What it costs to make an occurrence of a start, in days looked at."""

_LONG = {Frequency.YEARLY, Frequency.MONTHLY}


class Exhausted(Exception):
    """A rule asks for more steps than a calendar of this world needs."""


class Budget:
    """Steps that may still be taken: ``whole`` in all, ``each`` for one event."""

    def __init__(self, *, whole: int, each: int) -> None:
        self._whole, self._each, self._left = whole, each, each

    def renew(self) -> None:
        """Begin with the next event."""
        self._left = min(self._each, self._whole)

    def spend(self, steps: int = 1) -> None:
        """Take steps. Raises Exhausted when none is left."""
        if self._left <= 0:
            raise Exhausted
        self._left -= steps
        self._whole -= steps


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
            budget.spend(STEPS_OF_A_START)
            yield start


def _filled_in(rule: Rule, first: datetime) -> Rule:
    """What a rule leaves open it takes from the first start: the day, the hour, the minute, the second."""
    if rule.frequency not in UNITS:
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
        every = 1 if rule.frequency in UNITS else length * rule.interval
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
    if rule.frequency in UNITS:
        return partial(_times_by_clock, rule, first)
    hours, minutes, seconds = sorted(rule.hours), sorted(rule.minutes), sorted(rule.seconds)

    def times(_day: date, budget: Budget) -> Iterator[int]:
        for hour, minute, second in product(hours, minutes, seconds):
            budget.spend()
            yield hour * 3600 + minute * 60 + min(second, 59)

    return times


def _times_by_clock(rule: Rule, first: datetime, day: date, budget: Budget) -> Iterator[int]:
    """Every so many hours, minutes or seconds, counted on through the days from the first start."""
    unit = UNITS[rule.frequency]
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
