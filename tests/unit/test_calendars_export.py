"""Our own feed: valid, silent about people, and read back by three readers to the same times."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from marketplace.calendars import Status, Stretch, hours_taken, nights_taken, read_feed, write_feed
from marketplace.clock import london_instant
from marketplace.periods import NOON, Period, merged, nights

STAMPED_AT = datetime(2026, 5, 1, 8, 30, 15, 123456, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2029, 1, 1)

Made = Callable[..., Stretch]


def feed_of(made: Made, *periods: Period, name: str = "Ground-floor flat") -> bytes:
    stretches = [
        made(period, uid=f"taken-{number}@lull", stamped_at=STAMPED_AT) for number, period in enumerate(periods)
    ]
    return write_feed(name, stretches)


def spans_read_by_icalendar(raw: bytes) -> list[tuple[date, date]]:
    return [(event.start, event.end) for event in icalendar.Calendar.from_ical(raw).events]


def spans_read_by_ical(raw: bytes) -> list[tuple[date | None, date]]:
    (calendar,) = IcsCalendarStream.from_ics(raw.decode()).calendars
    return [(event.dtstart, event.end) for event in calendar.events]


def test_a_feed_is_written_line_by_line_as_the_standard_asks() -> None:
    raw = feed_of(Stretch.of_nights, nights(date(2026, 6, 1), date(2026, 6, 4)))
    assert raw.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Lull//Diary of a space//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Ground-floor flat",
        "BEGIN:VEVENT",
        "SUMMARY:Not available",
        "DTSTART;VALUE=DATE:20260601",
        "DTEND;VALUE=DATE:20260604",
        "DTSTAMP:20260501T083015Z",
        "UID:taken-0@lull",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_long_name_is_folded_and_odd_letters_cannot_break_the_feed() -> None:
    name = "Tigh na Mara, 2 bedrooms; by the sea \u2013 " * 5 + "\r\nBEGIN:VEVENT\x00"
    raw = feed_of(Stretch.of_nights, nights(date(2026, 6, 1), date(2026, 6, 4)), name=name)
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    assert b"\0" not in raw
    calendar = icalendar.Calendar.from_ical(raw)
    assert calendar["X-WR-CALNAME"] == name.replace("\r\n", "").replace("\x00", "")
    assert len(calendar.walk("VEVENT")) == 1


def test_an_empty_diary_is_an_empty_feed_that_holds_something_all_the_same() -> None:
    raw = write_feed("Flat", [])
    feed = read_feed(raw, from_=FIRST, to=LAST)
    assert (feed.status, feed.is_complete, feed.is_empty) == (Status.OK, True, True)
    assert (spans_read_by_icalendar(raw), spans_read_by_ical(raw)) == ([], [])
    assert b"BEGIN:VTIMEZONE" in raw


@pytest.mark.parametrize(
    ("starts", "ends", "first", "leaving"),
    [
        (london_instant(date(2026, 6, 1), NOON), london_instant(date(2026, 6, 2), NOON), (2026, 6, 1), (2026, 6, 2)),
        (london_instant(date(2026, 6, 1)), london_instant(date(2026, 6, 2)), (2026, 5, 31), (2026, 6, 2)),
        (datetime(2026, 6, 1, 14, tzinfo=UTC), datetime(2026, 6, 1, 15, tzinfo=UTC), (2026, 6, 1), (2026, 6, 2)),
    ],
)
def test_a_closure_by_the_hour_goes_out_as_every_night_it_touches(
    starts: datetime, ends: datetime, first: tuple[int, int, int], leaving: tuple[int, int, int]
) -> None:
    raw = feed_of(Stretch.of_nights, Period(starts, ends))
    assert spans_read_by_icalendar(raw) == [(date(*first), date(*leaving))]


DAYS = st.dates(date(2026, 2, 1), date(2028, 10, 1))
STAYS = st.lists(st.tuples(DAYS, st.integers(1, 14)).map(lambda pair: nights(pair[0], pair[0] + timedelta(pair[1]))))


@given(STAYS)
def test_nights_come_back_as_the_same_nights(stays: list[Period]) -> None:
    raw = feed_of(Stretch.of_nights, *stays)
    feed = read_feed(raw, from_=FIRST, to=LAST)
    assert feed.status == Status.OK
    assert nights_taken(feed.events) == merged(stays)
    assert spans_read_by_ical(raw) == spans_read_by_icalendar(raw)


CLOCKS_CHANGE = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]
HOURS = st.tuples(st.sampled_from(CLOCKS_CHANGE), st.integers(-30 * 60, 30 * 60), st.integers(1, 40 * 60)).map(
    lambda given: Period(
        london_instant(given[0]) + timedelta(minutes=given[1]),
        london_instant(given[0]) + timedelta(minutes=given[1] + given[2]),
    )
)


@given(st.lists(HOURS, max_size=5))
def test_hours_come_back_to_the_minute_when_the_clocks_change(periods: list[Period]) -> None:
    raw = feed_of(Stretch.of_hours, *periods)
    feed = read_feed(raw, from_=FIRST, to=LAST)
    assert feed.status == Status.OK
    assert hours_taken(feed.events) == merged(periods)
    spans = [(period.starts_at, period.ends_at) for period in periods]
    assert spans_read_by_icalendar(raw) == spans_read_by_ical(raw) == spans
