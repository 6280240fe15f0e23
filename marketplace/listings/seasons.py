"""How many seasons a listing has, and on which days one may lie, wherever it is said. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

MOST_SEASONS = 12
AHEAD = timedelta(days=3 * 366)


def season_days(kept_from: Iterable[date], *, today: date) -> tuple[date, date]:
    """From the beginning of this year, or the first day of the oldest season that is kept, to three years on."""
    return min([today.replace(month=1, day=1), *kept_from]), today + AHEAD
