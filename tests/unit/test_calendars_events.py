"""What one event takes: starts and ends however written, what blocks, whose version counts, what is kept."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from marketplace.calendars import Status
from tests.feeds import FIRST, LAST, busy, calendar, days, event, only_problem, read

ALL_DAY = "DTSTART;VALUE=DATE:20260310"


@pytest.mark.parametrize(
    ("lines", "taken"),
    [
        ("DTSTART;VALUE=DATE:20260310 DTEND;VALUE=DATE:20260312", "03-10 03-11"),
        ("DTSTART:20260310 DTEND:20260312", "03-10 03-11"),
        ("DTSTART;VALUE=DATE:20260310", "03-10"),
        ("DTSTART;VALUE=DATE:20260310 DTEND;VALUE=DATE:20260310", "03-10"),
        ("DTSTART;VALUE=DATE:20260310 DURATION:P2D", "03-10 03-11"),
        ("DTSTART;VALUE=DATE:20260310 DURATION:P1W", "03-10 03-11 03-12 03-13 03-14 03-15 03-16"),
        ("DTSTART:20260310 DURATION:PT1W", "03-10 03-11 03-12 03-13 03-14 03-15 03-16"),
        ("DTSTART;VALUE=DATE:20260310 DURATION:PT24H", "03-10"),
        ("DTSTART;VALUE=DATE:20260310 DURATION:PT36H", "03-10 03-11"),
        ("DTSTART:20260310T230000Z DTEND:20260311T010000Z", "03-10 03-11"),
        ("DTSTART:20260310T000000Z DTEND:20260312T000000Z", "03-10 03-11"),
        ("DTSTART:20260610T000000Z DTEND:20260612T000000Z", "06-10 06-11 06-12"),
        ("DTSTART:20260609T230000Z DTEND:20260611T230000Z", "06-10 06-11"),
        ("DTSTART:20260310T100000Z", "03-10"),
        ("DTSTART:20260310T000000Z", "03-10"),
        ("DTSTART:20260310T100000Z DTEND:20260310T100000Z", "03-10"),
        ("DTSTART:20260310T100000Z DURATION:P1DT15H", "03-10 03-11 03-12"),
        ("DTSTART:20260310T100000Z DURATION:P", "03-10"),
        ("DTSTART:20260310t100000z DURATION:+pt14h", "03-10"),
        ("DTSTART;VALUE=DATE:20260310 DTEND:20260311T100000Z", "03-10 03-11"),
        ("DTSTART:20260310T100000Z DTEND;VALUE=DATE:20260312", "03-10 03-11"),
        ("DTSTART:20260310T100060Z DTEND:20260310T110000Z", "03-10"),
        ("DTEND:20260312 DTSTART:20260310 DURATION:PT0S", "03-10 03-11"),
    ],
)
def test_starts_and_ends_are_read_however_they_are_written(lines: str, taken: str) -> None:
    feed = read(calendar(event(*lines.split())))
    assert (feed.status, days(feed)) == (Status.OK, taken)


@pytest.mark.parametrize(
    ("lines", "taken"),
    [
        ("DTSTART;VALUE=DATE:20260310 DTEND;VALUE=DATE:20260308", "03-08 03-09"),
        ("DTSTART:20260310T100000Z DTEND:20260309T100000Z", "03-09 03-10"),
        ("DTSTART:20260310T100000Z DURATION:-PT24H", "03-09 03-10"),
        ("DTSTART:20260310 DURATION:-P2D", "03-08 03-09"),
    ],
)
def test_an_event_that_ends_before_it_begins_is_taken_the_other_way_round(lines: str, taken: str) -> None:
    feed = read(calendar(event(*lines.split())))
    assert (feed.status, days(feed)) == (Status.PARTIAL, taken)
    assert only_problem(feed) == "Line 4: this event ends before it begins; both were exchanged."


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("SUMMARY:x", "it has no DTSTART"),
        ("DTSTART:20260230", "its DTSTART is a date or time that does not exist"),
        ("DTSTART:20260310T250000Z", "its DTSTART is a date or time that does not exist"),
        ("DTSTART:2026031", "its DTSTART is not a date or time"),
        ("DTSTART:tomorrow", "its DTSTART is not a date or time"),
        ("DTSTART:20260310 DTSTART:20260311", "it has more than one DTSTART"),
    ],
)
def test_an_event_without_a_certain_start_is_left_out_and_its_neighbour_kept(lines: str, why: str) -> None:
    feed = read(calendar(event(*lines.split()), event(ALL_DAY, uid="two")))
    assert days(feed) == "03-10"
    assert only_problem(feed) == f"Line 4: the event that begins here was left out: {why}."
    assert not feed.is_complete


def test_an_event_that_would_take_nothing_is_no_loss() -> None:
    feed = read(calendar(event("STATUS:CANCELLED"), event("TRANSP:TRANSPARENT", uid="two")))
    assert feed.status == Status.PARTIAL
    assert feed.is_complete


@pytest.mark.parametrize("end", ["DTEND:soon", "DURATION:a while", "DTEND:20260311 DTEND:20260312"])
def test_of_an_event_whose_end_is_unknown_the_beginning_is_taken(end: str) -> None:
    feed = read(calendar(event(ALL_DAY, *end.replace("a while", "a_while").split())))
    assert days(feed) == "03-10"
    assert only_problem(feed).startswith("Line 4: only the beginning of this event was taken: ")
    assert not feed.is_complete


@pytest.mark.parametrize(
    ("line", "is_taken"),
    [
        ("TRANSP:OPAQUE", True),
        ("TRANSP:TRANSPARENT", False),
        ("TRANSP:transparent", False),
        ("TRANSP:maybe", True),
        ("STATUS:CANCELLED", False),
        ("STATUS:cancelled", False),
        ("STATUS:TENTATIVE", True),
        ("STATUS:CONFIRMED", True),
        ("STATUS:CANCELLED\r\nSTATUS:CONFIRMED", True),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", True),
    ],
)
def test_only_what_is_opaque_and_not_cancelled_takes_time(line: str, *, is_taken: bool) -> None:
    feed = read(calendar(event(ALL_DAY, line)))
    assert (feed.status, bool(feed.events)) == (Status.OK, is_taken)
    assert not feed.is_empty


def test_a_repeat_keeps_its_hour_when_the_clocks_change() -> None:
    feed = read(
        calendar(event("DTSTART;TZID=Europe/London:20260327T233000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4"))
    )
    assert [found.starts for found in feed.events] == [
        datetime(2026, 3, 27, 23, 30, tzinfo=UTC),
        datetime(2026, 3, 28, 23, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 22, 30, tzinfo=UTC),
        datetime(2026, 3, 30, 22, 30, tzinfo=UTC),
    ]


def test_a_day_long_event_is_a_calendar_day_and_a_length_in_hours_is_by_the_stopwatch() -> None:
    start = "DTSTART;TZID=Europe/London:20260328T120000"
    ends = [read(calendar(event(start, line))).events[0].ends for line in ("DURATION:P1D", "DURATION:PT24H")]
    assert ends == [datetime(2026, 3, 29, 11, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)]


def test_of_versions_of_one_event_the_newest_counts() -> None:
    old, new = event("DTSTART:20260310", "SEQUENCE:1"), event("DTSTART:20260320", "SEQUENCE:2")
    assert busy(old, new) == busy(new, old) == "03-20"
    assert busy(old, event("DTSTART:20260310", "SEQUENCE:2", "STATUS:CANCELLED")) == ""


def test_of_different_events_with_one_uid_all_are_taken_and_it_is_said() -> None:
    feed = read(calendar(event("DTSTART:20260310"), event("DTSTART:20260320"), event("DTSTART:20260320")))
    assert (feed.status, days(feed), feed.is_complete) == (Status.PARTIAL, "03-10 03-20", True)
    assert only_problem(feed) == "Line 9: the event that begins here has the UID of another; both were taken."


def test_events_without_a_uid_are_known_by_when_they_are() -> None:
    feed = read(calendar(event("DTSTART:20260310", uid=None), event("DTSTART:20260320", uid="")))
    assert (feed.status, days(feed)) == (Status.OK, "03-10 03-20")
    again = read(calendar("X-NEW:1\r\n", event("DTSTART:20260310", uid=None)))
    assert feed.events[0] == again.events[0]


def test_nothing_of_the_text_is_kept_but_a_hash_of_the_uid() -> None:
    feed = read(calendar(event(ALL_DAY, "SUMMARY:Jane Doe", "DESCRIPTION:01896", uid="jane.doe@example.com")))
    (found,) = feed.events
    assert len(found.uid_hash) == 64
    assert "jane" not in repr(feed).casefold()
    assert "01896" not in repr(feed)


def test_the_days_asked_for_bound_what_is_answered() -> None:
    feed = read(calendar(event("DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:99991231")))
    answered = feed.busy_days(FIRST, LAST)
    assert (answered[0], len(answered)) == (FIRST, 365)
    assert all((after - before).days == 1 for before, after in pairwise(answered))
    assert feed.busy_days(LAST, FIRST) == []


def test_events_that_overlap_take_each_day_once_in_order() -> None:
    parts = [event(f"DTSTART:202603{day:02}", "DURATION:P3D", uid=str(day)) for day in (12, 10, 10, 20)]
    assert busy(*parts) == "03-10 03-11 03-12 03-13 03-14 03-20 03-21 03-22"


def test_moments_at_the_edges_belong_to_the_day_they_begin() -> None:
    assert busy(event("DTSTART:20260101T000000Z")) == "01-01"
    assert busy(event("DTSTART:20270101T000000Z")) == ""
    assert busy(event("DTSTART:20251231T230000Z", "DTEND:20260101T000000Z")) == ""
