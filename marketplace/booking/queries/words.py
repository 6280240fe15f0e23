"""How lines read on pages and in letters alike."""

from marketplace.booking import quote
from marketplace.booking.models import Line, Segment
from marketplace.booking.queries.quoting import stay_days
from marketplace.booking.quote import Wanted
from marketplace.clock import in_london
from marketplace.listings.models import RateUnit
from marketplace.wording import nights_words, short_day


def line_words(line: Line) -> str:
    """What a line is made of and costs: "36 hours at £24.60"; of a fee only what it is."""
    return "" if line.is_fee else quote.words(segment.price_line for segment in line.segments)


def when_words(line: Line) -> list[str]:
    """When it is, a line for each stretch: "3 nights, Fri 5 to Mon 8 March 2027", "Fri 5 Mar, 16:00 to 22:00"."""
    return [segment_words(segment) for segment in line.segments if segment.period]


def segment_words(segment: Segment) -> str:
    """When one segment is."""
    if segment.period is None:
        return ""
    if segment.unit is RateUnit.NIGHT:
        return nights_words(*stay_days(Wanted(segment.period)))
    start, end = in_london(segment.period.starts_at), in_london(segment.period.ends_at)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{short_day(end.date())}, {end:%H:%M}"
    return f"{short_day(start.date())}, {start:%H:%M} to {until}"
