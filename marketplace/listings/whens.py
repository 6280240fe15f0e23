"""When a break may be, in people's words: "in March 2027", "before Easter 2027". Pure.

Each is a name that stands in an address, and two days: the first on which one may arrive, the last on which one leaves.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from dateutil.easter import easter

from marketplace.periods import month_on

MONTHS_AHEAD = 18
BEFORE_EASTER = "before-easter-"
WEEKS_BEFORE_EASTER = 6

Span = tuple[date, date]


@lru_cache(maxsize=2)  # every search form has them
def choices(*, today: date) -> Mapping[str, str]:
    """The whens that can be chosen today, with their words, in order of time."""
    found = {}
    for number in range(MONTHS_AHEAD):
        first = month_on(today, number)
        found[f"{first:%Y-%m}"] = f"{first:%B %Y}"
        sunday = easter(first.year)
        if (sunday.year, sunday.month) == (first.year, first.month) and sunday > today:
            found[f"{BEFORE_EASTER}{sunday.year}"] = f"Before Easter {sunday.year} ({sunday.day} {sunday:%B})"
    return MappingProxyType(found)


def span(when: str, *, today: date) -> Span | None:
    """From which day to which; None for what is none of the choices.

    Before Easter: the weeks up to Good Friday, which is the last day to leave.
    """
    if when not in choices(today=today):
        return None
    if when.startswith(BEFORE_EASTER):
        good_friday = easter(int(when.removeprefix(BEFORE_EASTER))) - timedelta(days=2)
        return max(today, good_friday - timedelta(weeks=WEEKS_BEFORE_EASTER)), good_friday
    year, month = map(int, when.split("-"))
    return max(today, date(year, month, 1)), month_on(date(year, month, 1), 1)
