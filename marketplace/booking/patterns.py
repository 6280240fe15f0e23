"""What is kept of a break as a pattern: days of the week and hours, never a date, a person or a price. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from marketplace.clock import in_london, london_instant
from marketplace.listings.opening import WEEKDAYS
from marketplace.periods import Period
from marketplace.wording import clock_time


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time by the clock in London: days after the first day of a break, minutes after midnight."""

    first_day: int
    starts: int
    last_day: int
    ends: int

    @classmethod
    def of(cls, period: Period, first_on: date) -> "Stretch":
        """A period as it lies in a break with this first day."""
        starts, ends = in_london(period.starts_at), in_london(period.ends_at)
        return cls(
            (starts.date() - first_on).days,
            starts.hour * 60 + starts.minute,
            (ends.date() - first_on).days,
            ends.hour * 60 + ends.minute,
        )

    def on(self, first_on: date) -> Period:
        """The same by the clock in a break with another first day.

        Where the spring change leaves nothing of it, it keeps its length by the clock.
        """
        starts_at, ends_at = (
            _instant(first_on, self.first_day, self.starts),
            _instant(first_on, self.last_day, self.ends),
        )
        length = timedelta(days=self.last_day - self.first_day, minutes=self.ends - self.starts)
        return Period(starts_at, ends_at if ends_at > starts_at else starts_at + length)

    def words(self, weekday: int) -> str:
        """``Friday, 16:00 to 20:00``; over midnight ``Friday, 22:00 to Saturday, 08:00``. ``weekday``: 0 is Monday."""
        first, last = (WEEKDAYS[(weekday + day) % 7] for day in (self.first_day, self.last_day))
        then = "" if self.first_day == self.last_day else f"{last}, "
        return f"{first}, {clock_time(self.starts)} to {then}{clock_time(self.ends)}"


def _instant(first_on: date, days: int, minute: int) -> datetime:
    return london_instant(first_on + timedelta(days=days), time(minute // 60, minute % 60))
