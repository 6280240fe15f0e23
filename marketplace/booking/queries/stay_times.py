"""From when people may come to a place to stay, and by when they have gone: its own times, as far as it says them.

A stay takes a diary from noon to noon; nobody is let in at noon for that.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from marketplace.booking.models import Line, Segment
from marketplace.booking.queries.quoting import stay_days
from marketplace.booking.queries.words import runs, whole
from marketplace.booking.quote import Wanted
from marketplace.clock import in_london, london_instant
from marketplace.listings.models import Listing, RateUnit
from marketplace.periods import Period
from marketplace.wording import clock_time, time_of_day


def in_house(several: Sequence[Segment]) -> Period:
    """When people may be there of a run of nights; all of it where the place says no times. Anything else as it is."""
    period, listing = whole(several), several[0].line.listing
    if several[0].unit is not RateUnit.NIGHT or listing is None:
        return period
    come_on, go_on = stay_days(Wanted(period))
    comes = period.starts_at if listing.arrive_from_minute is None else minute_of(come_on, listing.arrive_from_minute)
    goes = period.ends_at if listing.leave_by_minute is None else minute_of(go_on, listing.leave_by_minute)
    return Period(comes, goes) if comes < goes else period


def stretches(segments: Iterable[Segment]) -> list[list[Segment]]:
    """The same as ``runs``, but whoever changes rooms in one place stays in it: nights that run on are one stretch."""
    found: list[list[Segment]] = []
    for several in runs(segments):
        first = several[0]
        if found and first.unit is RateUnit.NIGHT and found[-1][-1].ends_at == first.starts_at:
            found[-1] += several
        else:
            found.append(several)
    return found


def minute_of(day: date, minute: int) -> datetime:
    """That minute of a day as clocks in Scotland show it; 24:00 is the midnight after."""
    days, rest = divmod(minute, 24 * 60)
    return london_instant(day + timedelta(days=days), time(*divmod(rest, 60)))


def come_words(listing: Listing | None) -> str:
    """``Come from 15:00, leave by 10:00``, as far as a place says it; blank where it says neither."""
    if listing is None or not listing.kind.is_stay:
        return ""
    come = f"come from {clock_time(listing.arrive_from_minute)}" if listing.arrive_from_minute is not None else ""
    leave = f"leave by {clock_time(listing.leave_by_minute)}" if listing.leave_by_minute is not None else ""
    words = ", ".join(filter(None, [come, leave]))
    return words[:1].upper() + words[1:]


def early_words(lines: Iterable[Line]) -> tuple[str, ...]:
    """A sentence for each place to stay that lets nobody in yet when the break starts, on that day."""
    return tuple(words for line in lines for several in runs(line.segments) if (words := _early(line, several)))


def _early(line: Line, several: Sequence[Segment]) -> str:
    starts, comes = in_london(line.break_.starts_at), in_london(in_house(several).starts_at)
    is_told = line.listing is not None and line.listing.arrive_from_minute is not None
    if several[0].unit is not RateUnit.NIGHT or not is_told or comes.date() != starts.date() or comes <= starts:
        return ""
    return (
        f"This break starts at {time_of_day(starts)}, and {line.title} lets nobody in before {time_of_day(comes)}. "
        "Start later, or ask them first"
    )
