"""Dates that can move: "any 3 nights in March", and which of its stays are free. Pure.

A window of days is held as bits, the lowest for its first day: what is taken of it, and the days on which a stay of the
nights asked for may begin. So all stays of a listing are told at once.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from marketplace.listings.opening import WEEKDAYS
from marketplace.listings.terms import EVERY_DAY, from_bits
from marketplace.periods import month_on
from marketplace.wording import listed, plural

LONGEST_WINDOW_DAYS = 366
MOST_NIGHTS = 28


@dataclass(frozen=True)
class Flexible:
    """So many nights anywhere between two days: arriving on ``first_on`` or later, leaving by ``last_on``.

    ``arrive_days``: a bit for each weekday on which it may begin, Monday 1.
    """

    first_on: date
    last_on: date
    nights: int
    arrive_days: int = EVERY_DAY

    def moved(self, by: int, *, today: date) -> "Flexible | None":
        """The same in so many stretches of days further on (or back): in another month where it is all of one.

        None where no such stay is left to come.
        """
        month = self.last_on - timedelta(days=1)
        is_month = self.last_on.day == 1 and self.first_on in {month.replace(day=1), today} and self.first_on <= month
        if is_month and self.first_on.month == month.month:
            first_on, last_on = month_on(month, by), month_on(month, by + 1)
        else:
            first_on, last_on = (day + by * (self.last_on - self.first_on) for day in (self.first_on, self.last_on))
        first_on = max(first_on, today)
        return replace(self, first_on=first_on, last_on=last_on) if (last_on - first_on).days >= self.nights else None

    @property
    def words(self) -> str:
        """``Any 3 nights from 1 March to 1 April 2027, starting on a Friday``."""
        days = [WEEKDAYS[day] for day in from_bits(self.arrive_days)]
        starting = f", starting on a {listed(days, 'or')}" if self.arrive_days != EVERY_DAY else ""
        first = f"{self.first_on.day} {self.first_on:%B}"
        if self.first_on.year != self.last_on.year:
            first += f" {self.first_on.year}"
        last = f"{self.last_on.day} {self.last_on:%B %Y}"
        return f"Any {plural(self.nights, 'night')} from {first} to {last}{starting}"


@dataclass(frozen=True)
class Window:
    """The days of one flexible search that are still to come."""

    flexible: Flexible
    today: date
    _allowed: dict[tuple[int, int], int] = field(default_factory=dict, compare=False)

    @cached_property
    def first_on(self) -> date:
        """The first day on which anybody could arrive."""
        return max(self.flexible.first_on, self.today)

    @cached_property
    def first_day(self) -> int:
        """The same as an ordinal: the lowest bit."""
        return self.first_on.toordinal()

    @cached_property
    def starts(self) -> int:
        """The days on which a stay may begin, as far as whoever asks is concerned."""
        last = (self.flexible.last_on - self.first_on).days - self.flexible.nights
        return self._on(self.flexible.arrive_days, last + 1)

    def free(self, taken: int) -> int:
        """The days on which such a stay may begin where these nights are taken."""
        run, long = ~taken, 1
        while long < self.flexible.nights:
            step = min(long, self.flexible.nights - long)
            run &= run >> step
            long += step
        return run & self.starts

    def allowed(self, changeover_days: int, notice_days: int) -> int:
        """The days on which a stay may begin by such terms."""
        key = (changeover_days, notice_days)
        if key not in self._allowed:
            back = self.flexible.nights % 7
            leaves = (changeover_days >> back | changeover_days << 7 - back) & EVERY_DAY
            soonest = max(0, notice_days - (self.first_on - self.today).days)
            days = self._on(changeover_days & leaves, self.starts.bit_length())
            self._allowed[key] = self.starts & days >> soonest << soonest
        return self._allowed[key]

    def within(self, other: Flexible) -> int:
        """The days on which such a stay may begin that lies in another stretch of days, as bits of this window."""
        first = max(0, (other.first_on - self.first_on).days)
        beyond = max(first, (other.last_on - self.first_on).days - self.flexible.nights + 1)
        return self.starts & ((1 << beyond) - (1 << first))

    def stay(self, start: int) -> tuple[date, date]:
        """The stay that begins on the day of this bit."""
        arrive_on = self.first_on + timedelta(days=start)
        return arrive_on, arrive_on + timedelta(days=self.flexible.nights)

    def by_month(self, starts: int) -> Counter[date]:
        """On how many of these days a stay may begin in each month, by the first of the month, in order."""
        days = (self.first_on + timedelta(days=start) for start in each(starts))
        return Counter(day.replace(day=1) for day in days)

    def _on(self, weekdays: int, days: int) -> int:
        """Those of so many days that are one of these weekdays."""
        first = self.first_on.weekday()
        return sum(1 << day for day in range(days) if weekdays >> (first + day) % 7 & 1)


def each(bits: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
