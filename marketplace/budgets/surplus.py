"""What will be left in a pot when its time ends, told months ahead so that it can still be used (R46). Pure.

What is paid until then is reckoned from what was paid so far; what is set aside is a part of it. Some weeks' worth of
the whole is kept back for what nobody foresees.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from marketplace.money import round_half_up


@dataclass(frozen=True, slots=True)
class Year:
    """A pot with its time, in pence: what came in, was paid and is set aside; of stated money its regular costs."""

    starts_on: date
    ends_on: date
    in_pence: int
    paid_pence: int
    set_aside_pence: int = 0
    outgoings_pence: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected on the last day, in pence. ``use_pence``: still to be paid, what is set aside among it."""

    ends_on: date
    left_pence: int
    use_pence: int
    kept_back_pence: int

    @property
    def surplus_pence(self) -> int:
        """What nobody is expected to use; never below nought."""
        return max(0, self.left_pence - self.use_pence - self.kept_back_pence)

    @property
    def short_pence(self) -> int:
        """How much more is expected to be used or kept back than there is; never below nought."""
        return max(0, self.use_pence + self.kept_back_pence - self.left_pence)


def is_told(year: Year, today: date, *, months_ahead: int) -> bool:
    """Whether its end is near enough to be told, and not over: from the same day so many months before."""
    return months_before(year.ends_on, months_ahead) <= today <= year.ends_on


def forecast(year: Year, today: date, *, weeks_kept_back: int) -> Forecast:
    """What will be left. What was paid a day so far goes on until the last day, if that is more than is set aside.

    Once the last day is over nothing is kept back any more.
    """
    days = (year.ends_on - year.starts_on).days + 1
    gone = min(max((today - year.starts_on).days, 0), days)
    paid = max(year.paid_pence, 0)
    usual = round_half_up(Fraction(paid * (days - gone), gone)) if gone else 0
    weeks = weeks_kept_back if today <= year.ends_on else 0
    kept = round_half_up(Fraction(max(year.in_pence, 0) * 7 * weeks, days))
    left = year.in_pence - year.paid_pence - year.outgoings_pence
    return Forecast(year.ends_on, left, max(usual, year.set_aside_pence), kept)


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier; the last of a month that is shorter."""
    number = day.year * 12 + day.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
