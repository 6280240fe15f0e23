"""How lines read on pages and in letters alike."""

from collections.abc import Iterable, Iterator, Sequence

from marketplace.booking import quote
from marketplace.booking.models import Line, Segment
from marketplace.booking.queries.quoting import stay_days
from marketplace.booking.quote import Wanted
from marketplace.booking.sorts import LineSort
from marketplace.clock import in_london
from marketplace.listings.deposit import deposit_words
from marketplace.listings.models import RateUnit
from marketplace.periods import Period
from marketplace.wording import nights_words, short_day

_JOINED = frozenset({RateUnit.NIGHT, RateUnit.HOUR})
"""Nights and hours are cut where their price changes; what is one stretch is said as one again.

What is not on this site was asked for row by row: another rate is another stretch, since nobody works it out anew.
"""


def line_words(line: Line) -> str:
    """What a line is made of and costs: "36 hours at £24.60"; of a fee only what it is."""
    return "" if line.is_fee else quote.words(segment.price_line for segment in line.segments)


def deposit_of(line: Line) -> str:
    """What its provider takes itself beside the price, and when that comes back; blank where there is none."""
    how = line.listing.deposit_how if line.listing else ""
    return deposit_words(line.deposit_pence, line.deposit_back_days, line.provider, how)


def when_words(line: Line) -> list[str]:
    """When it is, a line for each stretch: "3 nights, Fri 5 to Mon 8 March 2027", "Fri 5 Mar, 16:00 to 22:00"."""
    return times_words(line.segments)


def times_words(segments: Iterable[Segment]) -> list[str]:
    """The same of some of its segments."""
    return [time_words(several[0].unit, whole(several)) for several in runs(segments)]


def segment_words(segment: Segment) -> str:
    """When one segment is."""
    return time_words(segment.unit, segment.period) if segment.period else ""


def runs(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    """The segments that have a time, those that run on in the same space together, in order."""
    run: list[Segment] = []
    for segment in sorted((one for one in segments if one.period), key=lambda one: (one.period, one.id)):
        if run and not _runs_on(run[-1], segment):
            yield run
            run = []
        run.append(segment)
    if run:
        yield run


def whole(several: Sequence[Segment]) -> Period:
    """From the first to the last moment of a run."""
    periods = [segment.period for segment in several if segment.period]
    return Period(periods[0].starts_at, periods[-1].ends_at)


def _runs_on(before: Segment, after: Segment) -> bool:
    is_one = before.space_id == after.space_id and before.wanted_space_id == after.wanted_space_id
    is_one = is_one and (before.rate_pence == after.rate_pence or after.line.sort is LineSort.LISTED)
    return is_one and before.unit is after.unit and after.unit in _JOINED and before.ends_at == after.starts_at


def time_words(unit: RateUnit, period: Period) -> str:
    """When a stretch of such a unit is."""
    if unit is RateUnit.NIGHT:
        return nights_words(*stay_days(Wanted(period)))
    start, end = in_london(period.starts_at), in_london(period.ends_at)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{short_day(end.date())}, {end:%H:%M}"
    return f"{short_day(start.date())}, {start:%H:%M} to {until}"
