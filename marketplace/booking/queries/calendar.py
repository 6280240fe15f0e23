"""A break as a file for somebody's own calendar: each stretch of each part that its reader sees, and no more (R54).

A calendar is often shared, so nothing of money, needs or safety is in it. Knows no letter and no page.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from marketplace.accounts.viewer import Viewer
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, Line, Segment
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.quoting import stay_days
from marketplace.booking.queries.stay_times import minute_of
from marketplace.booking.queries.words import runs, whole
from marketplace.booking.quote import Wanted
from marketplace.calendars import Entry, write_plan
from marketplace.config import Site
from marketplace.listings.models import Listing, RateUnit
from marketplace.wording import clock_time, nights_words

FILE_NAME = "break.ics"
WITH_A_CALENDAR = frozenset({BreakState.CONFIRMED, BreakState.COMPLETED})


def calendar_of(ref: str, *, viewer: Viewer, site: Site) -> bytes:
    """The parts of a confirmed break that the viewer sees. Raises NotFound, NotNow."""
    known = known_break(ref, viewer=viewer)
    if known.state not in WITH_A_CALENDAR:
        raise NotNow("A break can be taken into a calendar once it is confirmed")
    return family_calendar(known.break_, [line for line in known.break_.lines_in if known.sees(line)], site=site)


def family_calendar(one: Break, lines: Iterable[Line], *, site: Site) -> bytes:
    """These lines of a confirmed break, for those whose break it is and whoever arranged it."""
    foot = (f"A part of {one.title}.", f"Questions: {site.telephone}.")
    address = f"{site.address}/breaks/{one.ref}"
    entries = [
        _entry(several, _title(several), (_whose(several), *_hours_words(several), *foot), address)
        for line in lines
        for several in runs(line.segments)
    ]
    return _write(one.title, entries, one, site)


def provider_calendar(line: Line, *, site: Site) -> bytes:
    """One booked line, for its provider: what and when, and nobody's name."""
    address = f"{site.address}/requests/{line.ref}"
    foot = (f"Booked at {site.name}.", f"Questions: {site.telephone}.")
    entries = [_entry(several, _provider_title(several), foot, address) for several in runs(line.segments)]
    return _write(line.listing.title if line.listing else line.title, entries, line.break_, site)


def _write(name: str, entries: Iterable[Entry], one: Break, site: Site) -> bytes:
    stamped_at = one.confirmed_at or one.changed_at
    return write_plan(name, entries, organiser=f"{site.name} <{site.email}>", stamped_at=stamped_at)


def _entry(several: Sequence[Segment], summary: str, lines: tuple[str, ...], address: str) -> Entry:
    starts, ends = _when(several)
    return Entry(
        uid=f"{several[0].ref}@lull",
        starts=starts,
        ends=ends,
        summary=summary,
        lines=tuple(filter(None, lines)),
        place=_place(several[0].line),
        address=address,
    )


def _when(several: Sequence[Segment]) -> tuple[date | datetime, date | datetime]:
    """From when until when: of a stay its hours of arriving and leaving where they are said, else its nights."""
    period = whole(several)
    if several[0].unit is not RateUnit.NIGHT:
        return period.starts_at, period.ends_at
    arrive_on, leave_on = stay_days(Wanted(period))
    hours = _house_hours(several[0].line.listing)
    if hours is None:
        return arrive_on, leave_on
    return minute_of(arrive_on, hours[0]), minute_of(leave_on, hours[1])


def _house_hours(listing: Listing | None) -> tuple[int, int] | None:
    """From which minute of the day one may arrive, and by which one leaves; none where either is not said."""
    if listing is None or listing.arrive_from_minute is None or listing.leave_by_minute is None:
        return None
    return listing.arrive_from_minute, listing.leave_by_minute


def _title(several: Sequence[Segment]) -> str:
    """What it is, and who comes where that is known."""
    line, space = several[0].line, several[0].space
    if space is not None and space.pa_id is not None:
        return f"{line.title}: {space.name}"
    return line.title


def _provider_title(several: Sequence[Segment]) -> str:
    line, space = several[0].line, several[0].space
    listing = line.listing.title if line.listing else line.title
    return f"Booked: {listing}" + (f", {space.name}" if space is not None and space.name != listing else "")


def _whose(several: Sequence[Segment]) -> str:
    line = several[0].line
    return f"{line.provider}." if line.provider and line.provider != line.title else ""


def _hours_words(several: Sequence[Segment]) -> tuple[str, ...]:
    """Of a stay its nights in words, and when one may arrive and must leave."""
    if several[0].unit is not RateUnit.NIGHT:
        return ()
    nights = nights_words(*stay_days(Wanted(whole(several))))
    hours = _house_hours(several[0].line.listing)
    if hours is None:
        return (f"{nights}.",)
    return (f"{nights}.", f"Arrive from {clock_time(hours[0])}, leave by {clock_time(hours[1])}.")


def _place(line: Line) -> str:
    """Where it is; support comes to where the person is."""
    if line.listing is None or line.listing.kind.is_support:
        return ""
    return ", ".join(filter(None, [line.listing.title, line.listing.town, line.listing.postcode]))
