"""Parts of a break that are on other days than the break itself: added so, or left so when its days were changed.

Nothing forbids them: a part may be booked before anybody has settled the days. But they are said wherever the break is
planned, with the days that would hold all of it. Days are those that calendars in Scotland show.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.booking.drafts import LONGEST_BREAK
from marketplace.booking.first_night import night_of
from marketplace.booking.lifecycle import PLANNED, BreakState
from marketplace.booking.models import Break, Line, Segment
from marketplace.booking.queries.stay_times import in_house, stretches
from marketplace.booking.queries.words import whole
from marketplace.clock import in_london
from marketplace.editing import stamp
from marketplace.listings.models import RateUnit
from marketplace.periods import Period
from marketplace.wording import span_words

WORDS = "outside your break: change the days of the break, or of this part"
"""What is said of each of them."""

MORNING = timedelta(hours=8)
"""Until when a night belongs to the day before, as on the page hour by hour."""

_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Outside:
    """The parts that are outside. ``line_refs``: which they are; ``days``: those that would hold every part.

    ``days`` is none where the break would be too long, or while something of it is held. ``seen``: the stamp of both
    the days there are and those there would be.
    """

    line_refs: tuple[str, ...]
    days: Period | None
    seen: str

    @property
    def days_words(self) -> str:
        """From when to when the break would be."""
        return span_words(self.days.starts_at, self.days.ends_at) if self.days else ""


def outside_of(one: Break, lines: Iterable[Line], state: BreakState) -> Outside | None:
    """Those of these lines that are outside the break's days; none where all are inside."""
    found = [line for line in lines if _is_outside(line, _days_of_break(one))]
    if not found:
        return None
    days = days_for_all(one) if state in PLANNED else None
    return Outside(tuple(line.ref for line in found), days, days_stamp(one.period, days))


def _is_outside(line: Line, days: tuple[date, date]) -> bool:
    """Whether any of a part is on a day that is none of these."""
    first, last = days
    return any(begins < first or ends > last for begins, ends in map(_days_of, _stretches(line)))


def days_for_all(one: Break) -> Period | None:
    """The days that hold every part of a break, and its own; none where that is longer than a break may be."""
    first, last = _days_of_break(one)
    found = [several for line in one.lines_in for several in _stretches(line)]
    starts = [in_house(several).starts_at for several in found if _days_of(several)[0] < first]
    ends = [in_house(several).ends_at for several in found if _days_of(several)[1] > last]
    starts_at, ends_at = min([one.starts_at, *starts]), max([one.ends_at, *ends])
    return Period(starts_at, ends_at) if ends_at - starts_at <= LONGEST_BREAK else None


def days_stamp(now: Period, then: Period | None) -> str:
    """What a page showed of the days, to see whether they were changed meanwhile."""
    return stamp(now, then)


def _stretches(line: Line) -> Sequence[Sequence[Segment]]:
    return stretches(line.segments)


def _days_of(several: Sequence[Segment]) -> tuple[date, date]:
    """The first and the last day of a stretch; what goes on into a morning, other than a stay, is of the day before."""
    first, last = _days(whole(several))
    if several[0].unit is RateUnit.NIGHT:
        return first, last
    ends = in_london(whole(several).ends_at) - MORNING - _A_MOMENT
    return first, max(first, ends.date())


def _days_of_break(one: Break) -> tuple[date, date]:
    """The first and the last day of a break; whoever comes in an emergency after midnight sleeps the night before."""
    first, last = _days(one.period)
    return (min(first, night_of(one.starts_at)) if one.is_emergency else first), last


def _days(period: Period) -> tuple[date, date]:
    """The days of a period; one that ends at midnight does not touch the day after."""
    return in_london(period.starts_at).date(), in_london(period.ends_at - _A_MOMENT).date()
