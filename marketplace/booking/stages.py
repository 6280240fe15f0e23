"""One part first, the rest by a day: the end of that day, and which days there are. Pure."""

from datetime import date, datetime, timedelta

from marketplace.clock import in_london, london_instant
from marketplace.wording import day

LONGEST = timedelta(days=183)
"""How long a part is kept at the most before the rest must be agreed: half a year, our own choice."""


def end_of(rest_on: date) -> datetime:
    """The instant at which a day is over in London: until then the rest may be agreed."""
    return london_instant(rest_on + timedelta(days=1))


def last_day_of(rest_by: datetime) -> date:
    """The day whose end that is."""
    return in_london(rest_by).date() - timedelta(days=1)


def by_words(rest_by: datetime) -> str:
    """``the end of Saturday 1 May 2027``."""
    return f"the end of {day(last_day_of(rest_by))}"


def rest_on_problem(rest_on: date, *, starts_at: datetime, today: date) -> str:
    """What is wrong with a day by which the rest must be agreed; blank when it can be had.

    From tomorrow on, over before the break starts, at most half a year ahead.
    """
    if rest_on <= today:
        return "Choose a day from tomorrow on"
    if end_of(rest_on) > starts_at:
        return "Choose a day before the break starts"
    return "Choose a day within half a year" if rest_on - today > LONGEST else ""
