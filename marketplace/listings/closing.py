"""When a provider closes: once, or again and again by a pattern, until a last day or until it is ended. Pure.

Days are days in London: of what is sold by the night the nights that begin on them, otherwise from midnight to
midnight, or between two hours of each day.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from marketplace.clock import london_instant
from marketplace.listings.opening import WEEKDAYS
from marketplace.periods import Period, nights
from marketplace.wording import day as day_words
from marketplace.wording import short_day

LONGEST_DAYS = 731
DAY = timedelta(days=1)
_ORDINALS = ("first", "second", "third", "fourth", "last")


class Repeat(StrEnum):
    """How a closure comes again."""

    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY_BY_WEEKDAY = "monthly_by_weekday"
    MONTHLY_BY_DAY = "monthly_by_day"
    YEARLY = "yearly"

    @property
    def shortest_days(self) -> int:
        """The fewest days from one time to the next."""
        return _SHORTEST[self]


_SHORTEST = {
    Repeat.ONCE: LONGEST_DAYS,
    Repeat.WEEKLY: 7,
    Repeat.FORTNIGHTLY: 14,
    Repeat.MONTHLY_BY_WEEKDAY: 28,
    Repeat.MONTHLY_BY_DAY: 28,
    Repeat.YEARLY: 365,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """Closed from ``first_on`` to the day before ``again_on``, and so again as ``repeat`` says.

    ``until_on`` is the last day on which it may begin again; without one it goes on until it is ended. ``starts`` and
    ``ends`` are the hours of each day; without them it is the whole day, or the night.
    """

    first_on: date
    again_on: date
    repeat: Repeat = Repeat.ONCE
    until_on: date | None = None
    starts: time | None = None
    ends: time | None = None

    @property
    def length(self) -> timedelta:
        """How long it is closed at a time."""
        return self.again_on - self.first_on

    @property
    def comes_again(self) -> bool:
        """Whether it repeats at all."""
        return self.repeat is not Repeat.ONCE

    @property
    def wrong(self) -> dict[str, str]:
        """What cannot be meant, by field."""
        days = self.length // DAY
        if not 0 < days <= LONGEST_DAYS:
            return {"again": "Open again on: choose a day after the first day closed, at most two years on"}
        if days > self.repeat.shortest_days:
            return {"repeat": "It would close again before it has opened. Choose fewer days, or no repeat"}
        if self.until_on and self.until_on < self.first_on:
            return {"until": "Until: choose a day after the first day closed"}
        if (self.starts is None) != (self.ends is None):
            return {"ends": "Give both times, or neither"}
        if self.starts and self.ends and self.ends <= self.starts:
            return {"ends": "Open again at: choose a time after it closes"}
        return {}

    def begins(self, before: date) -> Iterator[date]:
        """The days on which it closes, in order, those before ``before``."""
        last = min(before - DAY, self.until_on or before - DAY) if self.comes_again else before - DAY
        for day in self._days():
            if day > last:
                return
            yield day

    def periods(self, before: date, *, by_nights: bool) -> Iterator[Period]:
        """The times at which it is closed, in order, of those that begin before ``before``."""
        for begin in self.begins(before):
            end = begin + self.length
            if by_nights:
                yield nights(begin, end)
            elif self.starts and self.ends:
                for number in range(self.length // DAY):
                    day = begin + timedelta(days=number)
                    yield Period(london_instant(day, self.starts), london_instant(day, self.ends))
            else:
                yield Period(london_instant(begin), london_instant(end))

    @property
    def words(self) -> str:
        """When it is closed, in one line."""
        days = self.length // DAY
        hours = f", {self.starts:%H:%M} to {self.ends:%H:%M}" if self.starts and self.ends else ""
        if self.repeat is Repeat.ONCE:
            last = "" if days == 1 else f" to {day_words(self.again_on - DAY)}"
            return f"{day_words(self.first_on)}{last}{hours}"
        span = "" if days == 1 else f" for {days} days"
        until = f"until {day_words(self.until_on)}" if self.until_on else "until you end it"
        return f"{self._each}{span}{hours}, from {day_words(self.first_on)} {until}"

    @property
    def _each(self) -> str:
        weekday = WEEKDAYS[self.first_on.weekday()]
        return {
            Repeat.ONCE: "",
            Repeat.WEEKLY: f"Every {weekday}",
            Repeat.FORTNIGHTLY: f"Every second {weekday}",
            Repeat.MONTHLY_BY_WEEKDAY: f"The {_ORDINALS[_which(self.first_on)]} {weekday} of every month",
            Repeat.MONTHLY_BY_DAY: f"Day {self.first_on.day} of every month",
            Repeat.YEARLY: f"Every year on {short_day(self.first_on).split(' ', 1)[1]}",
        }[self.repeat]

    def _days(self) -> Iterator[date]:
        """Each day on which it closes, without an end but that of the calendar."""
        first = self.first_on
        match self.repeat:
            case Repeat.ONCE:
                yield first
            case Repeat.WEEKLY | Repeat.FORTNIGHTLY:
                for number in range((date.max - first).days // self.repeat.shortest_days):
                    yield first + timedelta(days=number * self.repeat.shortest_days)
            case Repeat.YEARLY:
                yield from (day for year in range(first.year, date.max.year) if (day := _day(year, first.month, first)))
            case _:
                for months in range((date.max.year - first.year) * 12):
                    years, month = divmod(first.month - 1 + months, 12)
                    day = self._in_month(first.year + years, month + 1)
                    if day:
                        yield day

    def _in_month(self, year: int, month: int) -> date | None:
        """The day of a month: by its number, where the month has one, or as the first or last Monday."""
        if self.repeat is Repeat.MONTHLY_BY_DAY:
            return _day(year, month, self.first_on)
        last = calendar.monthrange(year, month)[1]
        same = [day for day in range(1, last + 1) if date(year, month, day).weekday() == self.first_on.weekday()]
        which = _which(self.first_on)
        return date(year, month, same[-1] if which == len(_ORDINALS) - 1 else same[which])


def _which(day: date) -> int:
    """The how manieth such weekday of its month it is, from nought; a fifth one is the last."""
    return (day.day - 1) // 7


def _day(year: int, month: int, like: date) -> date | None:
    return date(year, month, like.day) if like.day <= calendar.monthrange(year, month)[1] else None
