"""What events take: starts and ends however written, zones, what blocks, repeats, exceptions, replacements."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from marketplace.calendars import Status
from tests.feeds import FIRST, LAST, busy, calendar, days, event, only_problem, read

ALL_DAY = "DTSTART;VALUE=DATE:20260310"
LONDON = "DTSTART;TZID=Europe/London:20260310T100000"


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


EVENING = "20260310T203000"  # in New York it is 00:30 of the next day in London


@pytest.mark.parametrize(
    "zone",
    [
        "America/New_York",
        "america/new_york",
        "US/Eastern",
        "Eastern Standard Time",
        '"Eastern Standard Time"',
        "/mozilla.org/20050126_1/America/New_York",
        "/freeassociation.sourceforge.net/Tzfile/America/New_York",
    ],
)
def test_a_zone_is_known_by_its_many_names(zone: str) -> None:
    feed = read(calendar(event(f"DTSTART;TZID={zone}:{EVENING}", f"DTEND;TZID={zone}:20260310T210000")))
    assert (feed.status, days(feed)) == (Status.OK, "03-11")


def test_a_zone_beats_the_z_that_says_utc() -> None:
    assert busy(event(f"DTSTART;TZID=America/New_York:{EVENING}Z")) == "03-11"
    assert busy(event(f"DTSTART:{EVENING}Z")) == "03-10"


@pytest.mark.parametrize("zone", ["Nowhere/Here", "../../etc/passwd", "/Europe", "Europe", "-", "Customized Time Zone"])
def test_times_of_an_unknown_zone_are_local_and_reported_once(zone: str) -> None:
    lines = [f"DTSTART;TZID={zone}:20260310T233000", f"DTEND;TZID={zone}:20260311T003000"]
    feed = read(calendar(event(*lines), event(*lines, uid="two")))
    assert days(feed) == "03-10 03-11"
    assert only_problem(feed) == (
        f"Line 7: this DTSTART names a time zone nobody knows ({zone}); its times were taken as local."
    )
    assert feed.is_complete


def test_a_zone_given_to_a_whole_day_changes_nothing_and_is_reported() -> None:
    feed = read(calendar(event("DTSTART;VALUE=DATE;TZID=Asia/Tokyo:20260310")))
    assert (feed.status, days(feed), feed.is_complete) == (Status.PARTIAL, "03-10", True)


def defined(name: str, *, count: str = "") -> str:
    """New York's clocks under another name, as Exchange writes them."""
    rules = [("STANDARD", 11, 1, "-0400", "-0500"), ("DAYLIGHT", 3, 2, "-0500", "-0400")]
    parts = [
        f"BEGIN:{kind}\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:{before}\r\nTZOFFSETTO:{after}\r\n"
        f"RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY={nth}SU;BYMONTH={month}{count}\r\nEND:{kind}\r\n"
        for kind, month, nth, before, after in rules
    ]
    return f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n" + "".join(parts) + "END:VTIMEZONE\r\n"


@pytest.mark.parametrize("name", ["Customized Time Zone", "(UTC-05:00) Eastern, as set here", "1"])
def test_a_zone_may_be_defined_by_the_feed_before_or_after_its_use(name: str) -> None:
    zone = defined(name.replace(",", "\\,"))
    winter = event(f'DTSTART;TZID="{name}":20260307T190000', f'DTEND;TZID="{name}":20260307T193000')
    summer = event(f'DTSTART;TZID="{name}":20260310T190000', f'DTEND;TZID="{name}":20260310T193000', uid="two")
    for parts in ((zone, winter, summer), (summer, winter, zone)):
        feed = read(calendar(*parts))
        assert (feed.status, days(feed)) == (Status.OK, "03-08 03-10")


def test_a_defined_zone_agrees_with_the_known_one_all_year_round() -> None:
    rule = "RRULE:FREQ=HOURLY;INTERVAL=5"
    known = read(calendar(event("DTSTART;TZID=America/New_York:20260101T003000", rule)))
    ours = read(calendar(event("DTSTART;TZID=Mine:20260101T003000", rule), defined("Mine")))
    assert len(known.events) > 1700
    assert ours.status == known.status == Status.OK
    assert ours.events == known.events


@pytest.mark.parametrize("broken", ["TZOFFSETTO:-0500", "DTSTART:16010101T020000", "RRULE:"])
def test_a_zone_defined_badly_is_as_good_as_unknown(broken: str) -> None:
    feed = read(calendar(event("DTSTART;TZID=Mine:20260310T120000"), defined("Mine").replace(broken, f"{broken}?")))
    assert days(feed) == "03-10"
    assert "names a time zone nobody knows (Mine)" in only_problem(feed)


def test_one_feeds_idea_of_a_zone_does_not_reach_the_next() -> None:
    moment = event("DTSTART;TZID=Mine:20260310T120000")
    assert read(calendar(moment, defined("Mine"))).status == Status.OK
    assert read(calendar(moment)).status == Status.PARTIAL


def test_times_without_a_zone_hang_where_the_calendar_says_else_where_they_are_read() -> None:
    evening = event(f"DTSTART:{EVENING}", "DTEND:20260310T210000")
    assert busy(evening) == "03-10"
    assert busy("X-WR-TIMEZONE:America/New_York\r\n", evening) == "03-11"
    feed = read(calendar("X-WR-TIMEZONE:Mars\r\n", evening))
    assert (days(feed), only_problem(feed)) == (
        "03-10",
        "Line 4: the calendar's own time zone is not one that is known.",
    )


def test_an_event_in_utc_repeats_by_the_clocks_of_its_calendar() -> None:
    monday = event("DTSTART:20260310T010000Z", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3")
    assert busy("X-WR-TIMEZONE:America/New_York\r\n", monday) == "03-10 03-17 03-24"


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


@pytest.mark.parametrize(
    ("lines", "taken"),
    [
        (f"{ALL_DAY} RRULE:FREQ=DAILY;COUNT=3", "03-10 03-11 03-12"),
        (f"{ALL_DAY} RRULE:FREQ=DAILY;UNTIL=20260312", "03-10 03-11 03-12"),
        (f"{ALL_DAY} RRULE:FREQ=DAILY;UNTIL=20260312T000000Z", "03-10 03-11 03-12"),
        (f"{ALL_DAY} RRULE:FREQ=DAILY;UNTIL=20260312T235959Z", "03-10 03-11 03-12"),
        (f"{ALL_DAY} RRULE:FREQ=DAILY;UNTIL=20260301", ""),
        (f"{ALL_DAY} RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=2", "03-10 03-11 03-18"),
        (f"{ALL_DAY} RRULE:FREQ=DAILY;COUNT=2 RRULE:FREQ=WEEKLY;COUNT=2", "03-10 03-11 03-17"),
        (f"{ALL_DAY} RRULE:FREQ=HOURLY;COUNT=30", "03-10 03-11"),
        (f"{LONDON} RRULE:FREQ=DAILY;UNTIL=20260312T100000Z", "03-10 03-11 03-12"),
        (f"{LONDON} RRULE:FREQ=DAILY;UNTIL=20260312T095959Z", "03-10 03-11"),
        ("DTSTART:20260610T100000 RRULE:FREQ=DAILY;UNTIL=20260612T100000", "06-10 06-11 06-12"),
        ("DTSTART;VALUE=DATE:20240229 RRULE:FREQ=YEARLY", ""),
        ("DTSTART;VALUE=DATE:16040613 RRULE:FREQ=YEARLY", "06-13"),
        (f"{ALL_DAY} RDATE;VALUE=DATE:20260312,20260314", "03-10 03-12 03-14"),
        (f"{ALL_DAY} RRULE:FREQ=DAILY;COUNT=2 RDATE;VALUE=DATE:20260311", "03-10 03-11"),
        (f"{ALL_DAY} RDATE:20260312;20260314 EXDATE:20260314", "03-10 03-12"),
        (f"{LONDON} RDATE;VALUE=DATE:20260312", "03-10 03-12"),
        (
            "DTSTART:20260310T100000Z RDATE;VALUE=PERIOD:20260312T100000Z/20260314T100000Z,20260316T230000Z/PT3H",
            "03-10 03-12 03-13 03-14 03-16 03-17",
        ),
        (f"{ALL_DAY} RRULE:FREQ=DAILY;COUNT=4 EXDATE;VALUE=DATE:20260311", "03-10 03-12 03-13"),
        (f"{ALL_DAY} RRULE:FREQ=DAILY;COUNT=4 EXDATE:20260311T000000Z,20260312T000000", "03-10 03-13"),
        (f"{ALL_DAY} RRULE:FREQ=DAILY;COUNT=4 EXDATE:20260310 EXDATE:20260313 EXDATE:", "03-11 03-12"),
        (f"{LONDON} RRULE:FREQ=DAILY;COUNT=4 EXDATE;VALUE=DATE:20260311", "03-10 03-12 03-13"),
        (
            "DTSTART;TZID=Europe/London:20260328T100000 RRULE:FREQ=DAILY;COUNT=4 EXDATE:20260329T090000Z",
            "03-28 03-30 03-31",
        ),
        (
            "DTSTART:20260328T090000Z RRULE:FREQ=DAILY;COUNT=4 EXDATE;TZID=America/New_York:20260329T050000",
            "03-28 03-30 03-31",
        ),
        (f"{ALL_DAY} EXRULE:FREQ=DAILY;COUNT=2 RRULE:FREQ=DAILY;COUNT=3", "03-10 03-11 03-12"),
    ],
)
def test_repeats_and_exceptions_are_worked_out(lines: str, taken: str) -> None:
    feed = read(calendar(event(*lines.split(" "))))
    assert (feed.status, days(feed)) == (Status.OK, taken)


@pytest.mark.parametrize(
    ("start", "until", "taken"),
    [
        ("DTSTART;TZID=America/New_York:20260310T183000", "20260312T183000", "03-10 03-11"),
        (LONDON, "20260312", "03-10 03-11 03-12"),
        ("DTSTART:20260610T100000", "20260612T090000Z", "06-10 06-11 06-12"),
    ],
)
def test_an_end_of_repeating_in_another_form_than_the_start_is_read_and_reported(
    start: str, until: str, taken: str
) -> None:
    feed = read(calendar(event(start, f"RRULE:FREQ=DAILY;UNTIL={until}")))
    assert (feed.status, days(feed), feed.is_complete) == (Status.PARTIAL, taken, True)
    assert "the last time is not certain" in only_problem(feed)


@pytest.mark.parametrize("line", ["RRULE:FREQ=OFTEN", "RDATE:soon", "RDATE:20260312/soon"])
def test_of_an_event_whose_repeats_are_unreadable_the_first_is_taken(line: str) -> None:
    feed = read(calendar(event(ALL_DAY, line)))
    assert (feed.status, days(feed), feed.is_complete) == (Status.PARTIAL, "03-10", False)


def test_an_exception_that_cannot_be_read_blocks_rather_too_much() -> None:
    feed = read(calendar(event(ALL_DAY, "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:soon")))
    assert (feed.status, days(feed), feed.is_complete) == (Status.PARTIAL, "03-10 03-11", True)


def test_an_event_from_long_ago_that_lasts_is_seen() -> None:
    assert busy(event("DTSTART;VALUE=DATE:20200101", "DTEND;VALUE=DATE:20260103")) == "01-01 01-02"
    weekly = ["DTSTART;VALUE=DATE:20200106", "DURATION:P400D", "RRULE:FREQ=WEEKLY;UNTIL=20241210"]
    assert busy(event(*weekly)) == " ".join(f"01-{day:02}" for day in range(1, 13))


def test_an_event_that_repeats_without_end_is_reported_and_its_neighbours_are_kept() -> None:
    feed = read(
        calendar(event("DTSTART:20260310T100000Z", "RRULE:FREQ=SECONDLY"), event("DTSTART:20260401", uid="two"))
    )
    assert days(feed).endswith("04-01")
    assert only_problem(feed) == "Line 4: the event that begins here repeats so often that not all of it was taken."
    assert not feed.is_complete


SERIES = (LONDON, "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4")  # 10, 17, 24, 31 March
DAILY = (ALL_DAY, "RRULE:FREQ=DAILY;COUNT=3")


@pytest.mark.parametrize(
    ("series", "change", "taken"),
    [
        (DAILY, "RECURRENCE-ID;VALUE=DATE:20260311 DTSTART;VALUE=DATE:20260320", "03-10 03-12 03-20"),
        (DAILY, "RECURRENCE-ID;VALUE=DATE:20260311 DTSTART;VALUE=DATE:20260311 STATUS:CANCELLED", "03-10 03-12"),
        (DAILY, "RECURRENCE-ID;VALUE=DATE:20260311 STATUS:CANCELLED", "03-10 03-12"),
        (DAILY, "RECURRENCE-ID;VALUE=DATE:20260311 DTSTART:20260311 TRANSP:TRANSPARENT", "03-10 03-12"),
        (DAILY, "RECURRENCE-ID;VALUE=DATE:20260420 DTSTART;VALUE=DATE:20260421", "03-10 03-11 03-12 04-21"),
        (DAILY, "RECURRENCE-ID;TZID=Europe/Berlin:20260311T000000 DTSTART:20260320", "03-10 03-12 03-20"),
        (DAILY, "RECURRENCE-ID;TZID=Europe/Berlin:20260311T150000 DTSTART:20260320", "03-10 03-11 03-12 03-20"),
        ((*DAILY, "EXDATE:20260311"), "RECURRENCE-ID:20260311 DTSTART:20260320", "03-10 03-12"),
        ((*DAILY, "SEQUENCE:3"), "RECURRENCE-ID:20260311 DTSTART:20260320 SEQUENCE:1", "03-10 03-12 03-20"),
        (SERIES, "RECURRENCE-ID:20260317T100000Z DTSTART:20260318T100000Z", "03-10 03-18 03-24 03-31"),
        (SERIES, "RECURRENCE-ID:20260331T090000Z DTSTART:20260401T090000Z", "03-10 03-17 03-24 04-01"),
        (SERIES, "RECURRENCE-ID:20260331T100000 DTSTART:20260401T090000Z", "03-10 03-17 03-24 04-01"),
        (
            SERIES,
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260317T100000Z DTSTART:20260318T230000Z DURATION:PT2H",
            "03-10 03-18 03-19 03-25 03-26 04-01 04-02",
        ),
        (
            SERIES,
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260324T100000Z DTSTART:20260324T100000Z STATUS:CANCELLED",
            "03-10 03-17",
        ),
        (DAILY, "RECURRENCE-ID;RANGE=THISANDFUTURE:20260311 DTSTART:20260310T090000", "03-10 03-11"),
        (SERIES, "RECURRENCE-ID;RANGE=THISANDFUTURE:20260324T100000Z DTSTART:20260325", "03-10 03-17 03-25 04-01"),
    ],
)
def test_one_time_of_a_series_may_be_moved_or_cancelled(series: tuple[str, ...], change: str, taken: str) -> None:
    for parts in ((event(*series), event(*change.split())), (event(*change.split()), event(*series))):
        feed = read(calendar(*parts))
        assert (feed.status, days(feed)) == (Status.OK, taken)


def test_of_two_changes_for_all_later_times_each_governs_until_the_next() -> None:
    first = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260317T100000Z", "DTSTART:20260318T100000Z")
    second = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260331T090000Z", "DTSTART:20260401T230000Z", "DURATION:PT3H")
    series = event(*SERIES[:2], "RRULE:FREQ=WEEKLY;COUNT=5")
    assert busy(second, series, first) == "03-10 03-18 03-25 04-02 04-09"


def test_a_change_of_another_series_changes_nothing_here() -> None:
    change = event("RECURRENCE-ID:20260311", "DTSTART:20260320", uid="two")
    assert busy(event(*DAILY), change) == "03-10 03-11 03-12 03-20"


def test_a_change_whose_place_is_unreadable_stands_beside_its_series() -> None:
    for line in ("RECURRENCE-ID:soon", "RECURRENCE-ID 20260311"):
        feed = read(calendar(event(*DAILY), event(line, "DTSTART:20260320", "SEQUENCE:9")))
        assert (feed.status, days(feed)) == (Status.PARTIAL, "03-10 03-11 03-12 03-20")


def test_a_change_that_itself_repeats_is_reported() -> None:
    feed = read(calendar(event(*DAILY), event("RECURRENCE-ID:20260311", "DTSTART:20260320", "RRULE:FREQ=DAILY")))
    assert (days(feed), feed.is_complete) == ("03-10 03-12 03-20", False)
    assert "only the first was taken" in only_problem(feed)


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
