"""Events that repeat: exceptions, extra times, times moved or cancelled, ends written in another form."""

import pytest

from marketplace.calendars import Status
from tests.feeds import busy, calendar, days, event, only_problem, read

ALL_DAY = "DTSTART;VALUE=DATE:20260310"
LONDON = "DTSTART;TZID=Europe/London:20260310T100000"


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
