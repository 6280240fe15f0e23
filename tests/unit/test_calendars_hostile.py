"""Feeds that mean harm, or none at all: the reader neither falls over nor hangs, and says what it left out."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.calendars import Feed, Status, hours_taken, nights_taken
from marketplace.calendars.feed import LARGEST, MOST_EVENTS, MOST_PROBLEMS
from tests.feeds import calendar, days, event, read

GOOD = event("DTSTART:20260310", uid="good")
PATIENCE_SECONDS = 60  # several times what the slowest took on a machine with two busy cores


def used(feed: Feed) -> None:
    """Everything that is done with a feed can be done with this one."""
    first, last = date(2026, 1, 1), date(2027, 1, 1)
    for period in (*nights_taken(feed.events), *hours_taken(feed.events)):
        assert period.starts_at < period.ends_at
    busy = feed.busy_days(first, last)
    assert busy == sorted(set(busy))
    assert all(first <= day < last for day in busy)
    assert (feed.status == Status.OK) == (not feed.problems)
    assert feed.is_complete or feed.problems
    assert not feed.is_empty or feed.is_complete


LINES = st.sampled_from(
    [
        "BEGIN:VCALENDAR",
        "END:VCALENDAR",
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VALARM",
        "END:VALARM",
        "BEGIN:VTIMEZONE",
        "TZID:Mine",
        "BEGIN:STANDARD",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:-2359",
        "END:STANDARD",
        "END:VTIMEZONE",
        "UID:one",
        "SEQUENCE:1",
        "DTSTART:20260310",
        "DTSTART:00010101T000000",
        "DTSTART;TZID=Mine:99991231T235959",
        "DTSTART;TZID=Asia/Tokyo:00010101T000000",
        "DTEND:20260312",
        "DTEND:99991231",
        "DTEND:00010101T000000Z",
        "DURATION:P999999W",
        "DURATION:-PT999999999S",
        "RRULE:FREQ=DAILY",
        "RRULE:FREQ=YEARLY;UNTIL=99991231",
        "RRULE:FREQ=MONTHLY;INTERVAL=999999999;COUNT=999999999",
        "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=00010101T000000Z",
        "RRULE:FREQ=YEARLY;BYWEEKNO=-53;WKST=SU",
        "RDATE;VALUE=PERIOD:20260401T000000Z/P1D,20260501T000000/-PT1H",
        "RDATE:20260601,20260701T100000",
        "EXDATE:20260310",
        "EXDATE;TZID=Mine:20260310T000000",
        "RECURRENCE-ID:20260310",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:00010101T000000Z",
        "STATUS:CANCELLED",
        "X-WR-TIMEZONE:Mine",
        "",
        " ",
        "\x00",
        "\ufeff",
        '"',
    ]
)


@given(st.lists(LINES, max_size=25))
def test_no_order_of_lines_makes_it_fall_over(lines: list[str]) -> None:
    used(read("\r\n".join(lines)))
    used(read("\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"])))


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fall_over(raw: bytes) -> None:
    used(read(raw))
    used(read(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260310\r\n" + raw + b"\r\nEND:VEVENT\r\nEND:VCALENDAR"))


VALUES = st.text('0123456789TZPWDHMS-+;=:,/"', max_size=20)


@given(st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"]), VALUES)
def test_no_value_makes_it_fall_over(name: str, value: str) -> None:
    used(read(calendar(event("DTSTART:20260310", f"{name}:{value}"))))


def many(line: str, count: int) -> str:
    return "".join(event("DTSTART:20200101T100000Z", line, uid=str(number)) for number in range(count))


HUGE = {
    "every second, for ever, many times": calendar(many("RRULE:FREQ=SECONDLY", 3000), GOOD),
    "a rule of no day that is counted": calendar(many("RRULE:FREQ=YEARLY;COUNT=9;BYMONTH=2;BYMONTHDAY=30", 3000), GOOD),
    "daily, many times": calendar(many("RRULE:FREQ=DAILY", 6000), GOOD),
    "a length of ages, daily": calendar(event("DTSTART:00010101", "DTEND:99991231", "RRULE:FREQ=DAILY"), GOOD),
    "a line of a million folds": calendar(event("DTSTART:20260101", "SUMMARY:" + "x\r\n " * 500_000), GOOD),
    "a million parameters": calendar(event("DTSTART" + ";A=B" * 400_000 + ":20260101"), GOOD),
    "a million quotes": calendar(event("DTSTART;A=" + '"' * 1_000_001 + ":20260101"), GOOD),
    "lines that are none": calendar("x y\r\n" * 300_000, GOOD),
    "alarms within alarms": "BEGIN:VCALENDAR\r\n" + "BEGIN:VALARM\r\n" * 100_000,
    "events that never end": calendar("BEGIN:VEVENT\r\n" * 100_000, GOOD),
    "ends of nothing": calendar("END:VTODO\r\n" * 100_000, GOOD),
    "zones that tick every second": calendar(
        *(
            f"BEGIN:VTIMEZONE\r\nTZID:{number}\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0100\r\n"
            f"TZOFFSETTO:+0200\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
            + event(f"DTSTART;TZID={number}:20260101T000000", uid=str(number))
            for number in range(3000)
        ),
        GOOD,
    ),
    "one series changed a thousand times": calendar(
        *(
            event(
                f"RECURRENCE-ID;RANGE=THISANDFUTURE:2026{number % 12 + 1:02}{number % 28 + 1:02}T100000Z",
                f"DTSTART:2026{number % 12 + 1:02}{number % 27 + 1:02}T110000Z",
            )
            for number in range(3000)
        ),
        many("RRULE:FREQ=DAILY", 1500).replace("UID:", "UID:one@example.com\r\nX-NUMBER:"),
        GOOD,
    ),
}


@pytest.mark.parametrize("name", HUGE)
def test_a_feed_made_to_exhaust_is_bounded_and_costs_its_neighbour_nothing(name: str) -> None:
    assert len(HUGE[name]) < LARGEST
    started = time.monotonic()
    feed = read(HUGE[name])
    assert time.monotonic() - started < PATIENCE_SECONDS
    used(feed)
    if feed.status != Status.REFUSED:
        assert "03-10" in days(feed)
    assert len(feed.problems) <= MOST_PROBLEMS + 1


def test_a_file_too_large_is_refused_unread() -> None:
    feed = read(calendar(GOOD).ljust(LARGEST + 1))
    assert (feed.status, feed.problems) == (Status.REFUSED, ("The file is larger than a calendar may be (2 MB).",))
    assert days(read(calendar(GOOD).ljust(LARGEST))) == "03-10"


def test_of_too_many_events_the_first_are_taken_and_the_line_is_told() -> None:
    first = date(2026, 3, 10)
    feed = read(calendar(*(event(f"DTSTART:{first:%Y%m%d}", uid=f"{number}") for number in range(MOST_EVENTS + 5))))
    assert len(feed.events) == MOST_EVENTS
    assert not feed.is_complete
    (problem,) = feed.problems
    assert problem == f"Line {4 + MOST_EVENTS * 5}: there are more than 10,000 events; from here on none was taken."


def test_of_very_many_problems_the_first_are_told_and_the_rest_counted() -> None:
    feed = read(calendar(*(event(uid=str(number)) for number in range(250))))
    assert len(feed.problems) == MOST_PROBLEMS + 1
    assert feed.problems[0].startswith("Line 4: ")
    assert feed.problems[-1] == "There are 150 more problems like these."


def test_days_far_from_any_calendar_can_be_asked_for() -> None:
    text = calendar(
        event("DTSTART:00010101", "DTEND:99991231"), event("DTSTART:19000310", "RRULE:FREQ=YEARLY", uid="2")
    )
    for first, last in ((date.min, date.min + timedelta(9)), (date.max - timedelta(9), date.max), (date.max, date.min)):
        feed = read(text, from_=first, to=last)
        assert all(first <= day < last for day in feed.busy_days(first, last))
