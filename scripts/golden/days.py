"""The days of the golden breaks: a Friday ahead on which nothing of the demo is taken, and how people write days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from marketplace import clock
from marketplace.clock import LONDON

WEEKS_AHEAD = 27
"""Beyond the rosters that the demo fills, and before the house is closed for its hoist examination."""

FRIDAY = 4


@dataclass(frozen=True)
class Weekend:
    """A Friday and the days after it."""

    friday: date

    @classmethod
    def ahead(cls) -> "Weekend":
        """The Friday of that many weeks from this one; the next when the clocks change before its Monday."""
        today = clock.today()
        friday = today + timedelta(days=FRIDAY - today.weekday(), weeks=WEEKS_AHEAD)
        return (
            cls(friday) if _offset(friday) == _offset(friday + timedelta(days=3)) else cls(friday + timedelta(days=7))
        )

    def day(self, after_friday: int) -> date:
        """A day, counted from the Friday."""
        return self.friday + timedelta(days=after_friday)

    def typed(self, after_friday: int) -> str:
        """A day as a browser's calendar sends it."""
        return self.day(after_friday).isoformat()

    def listed(self, after_friday: int) -> str:
        """A day as a list of days shows it: ``Fri 28 May``."""
        day = self.day(after_friday)
        return f"{day:%a} {day.day} {day:%b}"

    def nights(self, count: int) -> str:
        """Nights from the Friday: ``3 nights, Fri 28 to Mon 31 May 2027``."""
        first, last = self.friday, self.day(count)
        begin = f"{first:%a} {first.day}"
        if first.month != last.month:
            begin += f" {first:%B}" + (f" {first.year}" if first.year != last.year else "")
        return f"{count} nights, {begin} to {last:%a} {last.day} {last:%B %Y}"

    def shift(self, after_friday: int, start: str, end: str) -> str:
        """A stretch of time: ``Fri 28 May, 16:00 to 22:00``; over midnight when it ends at or before its start."""
        until = end if end > start else f"{self.listed(after_friday + 1)}, {end}"
        return f"{self.listed(after_friday)}, {start} to {until}"

    def all_of_it(self, start: str, last: int, end: str) -> str:
        """A stretch from the Friday to a later day: ``Fri 28 May, 16:00 to Mon 31 May, 10:00``."""
        return f"{self.listed(0)}, {start} to {self.listed(last)}, {end}"


def _offset(day: date) -> timedelta | None:
    return datetime.combine(day, time(0), tzinfo=LONDON).utcoffset()
