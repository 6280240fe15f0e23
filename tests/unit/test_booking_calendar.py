"""A break in somebody's own calendar, read back by two readers that know nothing of how it was written."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import recurring_ical_events
from ical.calendar_stream import IcsCalendarStream

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.models import Break, Line, Segment
from marketplace.booking.queries.calendar import family_calendar, provider_calendar
from marketplace.clock import LONDON, london_instant
from marketplace.config import Site
from marketplace.listings.models import PA, Listing, Provider, RateUnit, Space
from marketplace.periods import Period, nights

SITE = Site()
STAMPED_AT = datetime(2027, 1, 11, 12, 30, 1, tzinfo=UTC)
FRIDAY = date(2027, 3, 26)
"""The clocks go forward on the Sunday after it."""


@dataclass(frozen=True)
class Read:
    """One event as a reader understands it."""

    uid: str
    starts: date | datetime | None
    ends: date | datetime
    summary: str


def at(days: int, hour: int) -> datetime:
    return london_instant(FRIDAY + timedelta(days=days), time(hour))


def segment(ref: str, period: Period, unit: RateUnit, space: Space | None = None) -> Segment:
    made = Segment(ref=ref, starts_at=period.starts_at, ends_at=period.ends_at, unit=unit, quantity=1)
    made.id, made.space, made.space_id = len(ref), space, space.id if space else None
    return made


def line(title: str, kind: ListingKind, *segments: Segment, **hours: int) -> Line:
    provider = Provider(name=f"{title} Ltd")
    listing = Listing(title=title, town="Duns", kind=kind, provider=provider, **hours)
    return Line(ref="line", title=title, listing=listing, segments=list(segments), asks="Seizures: call 999")


def stay(**hours: int) -> Line:
    """Three nights, of which the last two have another price."""
    first, second = nights(FRIDAY, FRIDAY + timedelta(1)), nights(FRIDAY + timedelta(1), FRIDAY + timedelta(3))
    several = (segment("n", first, RateUnit.NIGHT), segment("nn", second, RateUnit.NIGHT))
    return line("Orchard House", ListingKind.ACCOMMODATION, *several, **hours)


def support() -> Line:
    """One PA whose price changes at midnight, then another."""
    ruth, isla = (Space(id=number, name=name, pa=PA(), pa_id=number) for number, name in ((1, "Ruth"), (2, "Isla")))
    before = segment("h", Period(at(1, 20), at(2, 0)), RateUnit.HOUR, ruth)
    after = segment("hh", Period(at(2, 0), at(2, 8)), RateUnit.HOUR, ruth)
    other = segment("hhh", Period(at(2, 8), at(2, 12)), RateUnit.HOUR, isla)
    return line("Tweed PA Bank", ListingKind.PA_BANK, after, other, before)


def a_break(*lines: Line) -> Break:
    one = Break(ref="the-break", title="Duns; long, weekend", starts_at=at(0, 16), ends_at=at(3, 10))
    one.confirmed_at = STAMPED_AT + timedelta(microseconds=5)
    for each in lines:
        each.break_ = one
    return one


def file_of(*lines: Line) -> bytes:
    return family_calendar(a_break(*lines), lines, site=SITE)


def read_by_icalendar(raw: bytes) -> list[Read]:
    """As unfolded by recurring-ical-events over the week."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(raw)).between(FRIDAY, FRIDAY + timedelta(days=7))
    return sorted((Read(str(one["UID"]), one.start, one.end, str(one["SUMMARY"])) for one in found), key=_order)


def read_by_ical(raw: bytes) -> list[Read]:
    (calendar,) = IcsCalendarStream.from_ics(raw.decode()).calendars
    events = [Read(str(one.uid), one.dtstart, one.end, str(one.summary)) for one in calendar.events]
    return sorted(events, key=_order)


def _order(one: Read) -> str:
    return one.uid


def test_hours_over_the_night_that_the_clocks_change_are_the_same_hours_to_both_readers() -> None:
    raw = file_of(support())
    assert read_by_icalendar(raw) == read_by_ical(raw)
    night, morning = read_by_icalendar(raw)
    assert isinstance(night.starts, datetime)
    assert isinstance(night.ends, datetime)
    assert (night.starts.astimezone(LONDON).hour, night.ends.astimezone(LONDON).hour) == (20, 8)
    assert night.ends - night.starts == timedelta(hours=11)
    assert morning == Read("hhh@lull", at(2, 8), at(2, 12), "Tweed PA Bank: Isla")


def test_hours_cut_at_midnight_by_their_price_are_one_event_of_one_pa() -> None:
    night, morning = read_by_ical(file_of(support()))
    assert (night.uid, night.summary, morning.uid) == ("h@lull", "Tweed PA Bank: Ruth", "hhh@lull")


def test_a_stay_runs_from_the_hour_of_arriving_to_the_hour_of_leaving() -> None:
    raw = file_of(stay(arrive_from_minute=16 * 60, leave_by_minute=10 * 60))
    expected = Read(
        "n@lull", datetime(2027, 3, 26, 16, tzinfo=UTC), datetime(2027, 3, 29, 9, tzinfo=UTC), "Orchard House"
    )
    assert read_by_icalendar(raw) == read_by_ical(raw) == [expected]
    assert "Arrive from 16:00\\, leave by 10:00." in raw.decode().replace("\r\n ", "")


def test_a_stay_without_hours_takes_its_nights_as_days() -> None:
    raw = file_of(stay())
    expected = Read("n@lull", FRIDAY, FRIDAY + timedelta(days=3), "Orchard House")
    assert read_by_icalendar(raw) == read_by_ical(raw) == [expected]


def test_it_is_published_and_private_and_the_same_each_time() -> None:
    raw = file_of(stay(), support())
    calendar = icalendar.Calendar.from_ical(raw)
    assert (calendar["METHOD"], calendar["X-WR-CALNAME"]) == ("PUBLISH", "Duns; long, weekend")
    for event in calendar.events:
        assert event["CLASS"] == "PRIVATE"
        assert event["ORGANIZER"] == f"mailto:{SITE.email}"
        assert event["URL"] == f"{SITE.address}/breaks/the-break"
        assert event.DTSTAMP == STAMPED_AT
    assert raw == file_of(stay(), support())


def test_nothing_of_care_or_money_is_in_it() -> None:
    text = file_of(stay(), support()).decode()
    assert "Seizures" not in text
    assert "£" not in text


def test_a_provider_has_its_own_part_and_no_name_of_the_break() -> None:
    part = support()
    a_break(stay(), part)
    raw = provider_calendar(part, site=SITE)
    assert [one.summary for one in read_by_ical(raw)] == ["Booked: Tweed PA Bank, Ruth", "Booked: Tweed PA Bank, Isla"]
    assert read_by_ical(raw) == read_by_icalendar(raw)
    assert "weekend" not in raw.decode()
    assert "/requests/line" in raw.decode().replace("\r\n ", "")
