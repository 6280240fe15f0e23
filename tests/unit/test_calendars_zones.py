"""Time zones as feeds name and define them, and times that name none."""

import pytest

from marketplace.calendars import Status
from tests.feeds import busy, calendar, days, event, only_problem, read

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
