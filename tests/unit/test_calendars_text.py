"""The outer shape of feeds: encodings, folding, nesting, what is cut off, what is no line at all."""

import pytest

from marketplace.calendars import Status
from marketplace.calendars.text import decode
from marketplace.calendars.text import read as read_text
from tests.feeds import busy, calendar, days, event, only_problem, read

MARCH = event("DTSTART;VALUE=DATE:20260301", "DTEND;VALUE=DATE:20260303")
APRIL = event("DTSTART;VALUE=DATE:20260401", uid="two@example.com")
BOTH = "03-01 03-02 04-01"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\r\n"])
def test_any_line_end_will_do(end: str) -> None:
    feed = read(calendar(MARCH, APRIL).replace("\r\n", end))
    assert (feed.status, days(feed)) == (Status.OK, BOTH)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "iso-8859-15", "utf-16"])
def test_any_encoding_will_do(encoding: str) -> None:
    text = calendar(event("DTSTART;VALUE=DATE:20260301", "SUMMARY:Réservé à Müller"), APRIL)
    feed = read(text.encode(encoding))
    assert (feed.status, days(feed)) == (Status.OK, "03-01 04-01")


def test_a_text_is_read_by_its_byte_order_mark_then_as_utf_8_then_as_windows_1252() -> None:
    assert decode("\ufeffé".encode()) == "é"
    assert decode("\ufeffé".encode("utf-16-be")) == "é"
    assert decode("é €".encode("windows-1252")) == "é €"


@pytest.mark.parametrize("fold", ["\r\n ", "\r\n\t", "\n "])
def test_lines_are_unfolded_wherever_they_were_folded(fold: str) -> None:
    folded = MARCH.replace("DTSTART;VALUE", f"DT{fold}START;{fold}VALUE").replace(":2026", f"{fold}:20{fold}26")
    feed = read(calendar(folded))
    assert (feed.status, days(feed)) == (Status.OK, "03-01 03-02")


def test_a_letter_may_be_folded_in_its_middle() -> None:
    text = calendar(event("DTSTART;VALUE=DATE:20260301", "SUMMARY:Müller")).encode()
    feed = read(text.replace("ü".encode(), "ü".encode()[:1] + b"\r\n " + "ü".encode()[1:]))
    assert (feed.status, days(feed)) == (Status.OK, "03-01")


def test_names_may_be_written_small() -> None:
    feed = read(calendar(MARCH, APRIL).replace("VALUE=DATE", "Value=date").swapcase())
    assert (feed.status, days(feed)) == (Status.OK, BOTH)


def test_blank_lines_say_nothing() -> None:
    feed = read("\r\n\r\n" + calendar(MARCH, "\r\n", APRIL, " \r\n") + "\r\n")
    assert (feed.status, days(feed)) == (Status.OK, BOTH)


def test_quoted_printable_text_is_one_line() -> None:
    lines = ("DTSTART:20260301", "DESCRIPTION;ENCODING=QUOTED-PRINTABLE:R=C3=A9serv=\r\n=C3=A9: oui=0D=0A=\r\nmerci")
    feed = read(calendar(event(*lines)))
    assert (feed.status, days(feed)) == (Status.OK, "03-01")


def test_a_colon_or_semicolon_within_a_parameter_is_part_of_it() -> None:
    organiser = 'ORGANIZER;CN="Doe: Jane; Dr";MEMBER="mailto:a","mailto:b":mailto:jane@example.com'
    zone = 'DTSTART;TZID="(GMT) Greenwich Mean Time: Dublin, London":20260301T120000'
    assert read(calendar(event("DTSTART:20260301", organiser))).status == Status.OK
    for written in (zone, zone.replace('"', "")):
        feed = read(calendar(event(written)))
        assert days(feed) == "03-01"
        assert "names a time zone nobody knows ((GMT) Greenwich Mean Time: Dublin, London)" in only_problem(feed)


def test_a_broken_line_costs_itself_alone() -> None:
    feed = read(calendar(MARCH, "X\r\n", event("DTSTART:20260401", "no line", "neither this", uid="two")))
    assert feed.status == Status.PARTIAL
    assert days(feed) == BOTH
    assert feed.problems == (
        "Line 10: this is not a line of a calendar; passed over.",
        "Line 15: this is not a line of a calendar, nor are 1 more after it; passed over.",
    )
    assert feed.is_complete


def test_a_broken_line_that_tells_the_start_costs_the_event_and_says_so() -> None:
    feed = read(calendar(event("DTSTART;;VALUE=DATE:20260301"), APRIL))
    assert days(feed) == "04-01"
    assert feed.problems[0] == "Line 4: the event that begins here was left out: its DTSTART cannot be read."
    assert not feed.is_complete


@pytest.mark.parametrize("line", ["DTEND;VALUE=DATE 20260303", "RRULE FREQ=DAILY"])
def test_a_broken_line_that_may_hide_times_makes_the_feed_incomplete(line: str) -> None:
    feed = read(calendar(event("DTSTART;VALUE=DATE:20260301", line)))
    assert days(feed) == "03-01"
    assert not feed.is_complete


def test_a_feed_cut_off_anywhere_is_never_complete() -> None:
    whole = calendar(MARCH, APRIL)
    for length in range(len(whole.rstrip())):
        feed = read(whole[:length])
        assert not feed.is_complete, whole[:length]
        assert not feed.is_empty
        assert feed.status != Status.OK
        assert feed.problems
    assert read(whole).is_complete


def test_what_was_whole_in_a_feed_cut_off_is_taken() -> None:
    whole = calendar(MARCH, APRIL)
    assert days(read(whole[: whole.index("END:VCALENDAR")])) == BOTH
    assert days(read(whole[: whole.rindex("END:VEVENT")])) == "03-01 03-02"


def test_a_well_formed_feed_without_events_is_empty_and_complete() -> None:
    feed = read(calendar())
    assert (feed.status, feed.is_complete, feed.is_empty) == (Status.OK, True, True)
    assert not read(calendar(MARCH)).is_empty


@pytest.mark.parametrize(
    "text", ["", "\r\n", "<html><body>Not found</body></html>", "BEGIN:VCARD\r\nEND:VCARD\r\n", "a,b"]
)
def test_what_is_no_calendar_is_refused(text: str) -> None:
    feed = read(text)
    assert feed.status == Status.REFUSED
    assert not feed.is_complete
    assert only_problem(feed).startswith("The file is not a calendar")


def test_several_calendars_in_one_stream_are_read_each() -> None:
    feed = read(calendar(MARCH) + "\ufeff" + calendar(APRIL))
    assert (feed.status, days(feed)) == (Status.OK, BOTH)


def test_events_without_a_calendar_are_taken_but_the_feed_is_not_complete() -> None:
    feed = read(MARCH + APRIL)
    assert days(feed) == BOTH
    assert only_problem(feed) == "Line 1: the events from here on stand in no calendar: BEGIN:VCALENDAR is missing."
    assert not feed.is_complete


def test_an_event_that_never_ends_is_left_out_and_the_next_is_read() -> None:
    feed = read(calendar(MARCH.replace("END:VEVENT\r\n", ""), APRIL))
    assert days(feed) == "04-01"
    assert only_problem(feed) == "Line 4: the event that begins here never ends; it was left out."
    assert not feed.is_complete


def test_an_end_without_a_beginning_makes_the_feed_incomplete() -> None:
    feed = read(calendar("END:VEVENT\r\n", MARCH))
    assert days(feed) == "03-01 03-02"
    assert only_problem(feed) == "Line 4: this ends something that was never begun."
    assert not feed.is_complete


def test_times_of_an_alarm_are_not_times_of_its_event() -> None:
    alarm = "BEGIN:VALARM\r\nTRIGGER:-P1D\r\nDURATION:P9D\r\nDTSTART:20260501\r\nEND:VALARM"
    assert busy(event("DTSTART:20260301", alarm)) == "03-01"


def test_to_dos_and_journals_take_no_time() -> None:
    parts = [f"BEGIN:{name}\r\nUID:x\r\nDTSTART:20260301\r\nEND:{name}\r\n" for name in ("VTODO", "VJOURNAL")]
    feed = read(calendar(*parts))
    assert (feed.status, days(feed)) == (Status.OK, "")


def test_free_and_busy_times_are_not_read_and_that_is_said() -> None:
    times = "BEGIN:VFREEBUSY\r\nFREEBUSY:20260301T100000Z/PT2H\r\nEND:VFREEBUSY\r\n"
    feed = read(calendar(times))
    assert (feed.status, days(feed), feed.is_complete) == (Status.PARTIAL, "", False)
    assert "free and busy times" in only_problem(feed)


def test_a_calendar_that_is_not_gregorian_is_left_out() -> None:
    feed = read(calendar("CALSCALE:CHINESE\r\n", MARCH))
    assert (feed.status, days(feed), feed.is_complete) == (Status.PARTIAL, "", False)
    assert read(calendar("CALSCALE:Gregorian\r\n", MARCH)).status == Status.OK


def test_a_problem_names_its_line_and_never_repeats_what_a_guest_wrote() -> None:
    private = event("DTSTART:Jane Doe", "DTEND:Jane Doe", "Jane Doe, 01896 000000", "RRULE:FREQ=JANE", "RDATE:Jane Doe")
    said = " ".join(read(calendar(private, event("DTSTART:20260301", "RDATE:Jane", "EXDATE:Jane"))).problems)
    assert "Line 4" in said
    assert "Jane" not in said
    assert "01896" not in said


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    stream = read_text("BEGIN:VCALENDAR\nX-A:1\n 2\n 3\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n")
    assert stream.components[0].parts[0].line == 5
