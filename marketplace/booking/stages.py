"""One part first, the rest by a day: the end of that day, which days there are, how one is made later. Pure."""

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


def later_day_problem(rest_on: date, *, rest_by: datetime, starts_at: datetime, today: date) -> str:
    """What is wrong with a day that is to come in the place of the one that ends at ``rest_by``; blank: nothing.

    Later than that, and one that a first part may be kept for at all.
    """
    if rest_on <= last_day_of(rest_by):
        return "Choose a later day than the one there is"
    return rest_on_problem(rest_on, starts_at=starts_at, today=today)


def answer_by(option: timedelta, *, rest_by: datetime, now: datetime) -> datetime:
    """Until when a provider may answer: as long as it holds a request, and never past the day that there is."""
    return min(now + option, rest_by)


def is_reminded_at(now: datetime, *, rest_by: datetime, kept_at: datetime, days: int) -> bool:
    """Whether it is time to remind of the day: from so many days before it on, until it is over.

    Who had the first part kept after that has read the day just now.
    """
    begins = london_instant(last_day_of(rest_by) - timedelta(days=days))
    return kept_at < begins <= now < rest_by
