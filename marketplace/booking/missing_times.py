"""The gaps of a break as times for which somebody can be looked for, each in one search. Pure.

Nobody works from Friday to Monday in one go: a long gap is cut where the parts of the day begin, so that people with a
weekly pattern are found, and the same hours on days that follow on each other are looked for together.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from marketplace.booking.cover import Gap
from marketplace.clock import in_london, london_instant
from marketplace.listings.asked import MOST_DAYS_ALIKE, Asked
from marketplace.people.support_times import PartOfDay
from marketplace.periods import Period, same_hours
from marketplace.wording import short_moment, time_of_day

IN_ONE_GO = timedelta(hours=10)
"""As long as a night of PAs is: what is no longer than that is one shift."""


def times_missing(gaps: Iterable[Gap], *, today: date) -> tuple[Asked, ...]:
    """The times of all gaps, in the order in which they begin; none of days that are over."""
    pieces = [piece for gap in gaps for piece in _shifts(gap.period)]
    return tuple(_alike([one for one in pieces if in_london(one.starts_at).date() >= today]))


def most_missing(times: Iterable[Asked]) -> Asked | None:
    """The time that lasts longest in all, of those by day where there are any; None where there is none."""
    return max(times, key=_weight, default=None)


def time_words(asked: Asked) -> str:
    """``Fri 5 Mar, 16:00 to 18:00``; ``18:00 to 22:00 on each of 3 days, Fri 5 to Sun 7 March 2027``."""
    if asked.hours is None or asked.days_alike > 1:
        return asked.hours_words
    starts_at, ends_at = asked.hours.starts_at, asked.hours.ends_at
    is_one_day = in_london(starts_at).date() == in_london(ends_at).date()
    return f"{short_moment(starts_at)} to {time_of_day(ends_at) if is_one_day else short_moment(ends_at)}"


def _weight(asked: Asked) -> tuple[bool, int]:
    return not asked.is_night, sum(one.minutes for one in asked.stretches)


def _shifts(gap: Period) -> Iterator[Period]:
    """A gap as somebody could work it."""
    if gap.ends_at - gap.starts_at <= IN_ONE_GO:
        return iter((gap,))
    first, last = in_london(gap.starts_at).date(), in_london(gap.ends_at).date()
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    begins = (london_instant(day, part.begins) for day in days for part in PartOfDay)
    inside = sorted(at for at in begins if gap.starts_at < at < gap.ends_at)
    return (Period(start, end) for start, end in pairwise([gap.starts_at, *inside, gap.ends_at]))


def _alike(pieces: Sequence[Period]) -> Iterator[Asked]:
    left = sorted(pieces)
    while left:
        days = _days_alike(left[0], frozenset(left))
        yield Asked(hours=left[0], days_alike=days)
        together = same_hours(left[0], days)
        left = [one for one in left if one not in together]


def _days_alike(first: Period, pieces: frozenset[Period]) -> int:
    """On how many days, one after the other, the same hours are among the pieces."""
    days = 1
    while days < MOST_DAYS_ALIKE and len(more := same_hours(first, days + 1)) > days and pieces.issuperset(more):
        days += 1
    return days
