"""Feeds nobody here wrote, and two readers nobody here wrote: the command answers as they do, or says why not.

The shared feeds come from many programs' own tests, with the days that recurring-ical-events (A) and ical (B) found in
them. Where both agree the days must be exact; where they do not, the days listed, or a feed that is not ``ok``.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import icalendar
import recurring_ical_events
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from marketplace.calendars import Feed, Status, hours_taken, nights_taken, read_feed
from marketplace.cli.calendars import calendar_group
from marketplace.clock import LONDON
from tests.feeds import calendar, event

FIRST, LAST = date(2026, 2, 1), date(2027, 6, 1)


@dataclass(frozen=True)
class Said:
    """What the command printed."""

    status: Status
    busy: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What the two readers found in one window of one feed."""

    file: Path
    first: date
    last: date
    source: str
    busy: tuple[str, ...]

    @property
    def is_agreed(self) -> bool:
        return self.source.startswith("both engines agree")


def answers(shared_data: Path) -> Iterator[Answer]:
    folder = shared_data / "ical"
    files = json.loads((folder / "expected-busy.json").read_text("utf-8"))["files"]
    for name, found in files.items():
        for window in found["windows"].values():
            spans = [tuple(map(date.fromisoformat, span)) for span in window["busy_opaque"]]
            busy = tuple((first + timedelta(n)).isoformat() for first, end in spans for n in range((end - first).days))
            first, last = date.fromisoformat(window["from"]), date.fromisoformat(window["to"])
            yield Answer(folder / name, first, last, window["source"], busy)


def checked(answer: Answer) -> Said:
    words = ["check", str(answer.file), "--from", answer.first.isoformat(), "--to", answer.last.isoformat(), "--json"]
    ran = CliRunner().invoke(calendar_group, words)
    assert ran.exit_code == 0, (answer.file.name, ran.output)
    printed = json.loads(ran.output)
    assert set(printed) == {"status", "busy", "problems"}
    said = Said(Status(printed["status"]), tuple(printed["busy"]), tuple(printed["problems"]))
    assert (said.status == Status.OK) == (not said.problems)
    return said


def test_every_shared_feed_is_answered_exactly_or_with_the_reason(shared_data: Path) -> None:
    files = {answer.file.name for answer in answers(shared_data)}
    assert len(files) == 38
    wrong = [
        (answer.file.name, answer.first, said)
        for answer in answers(shared_data)
        for said in [checked(answer)]
        if said.busy != answer.busy and (answer.is_agreed or said.status == Status.OK)
    ]
    assert wrong == []


def test_the_shared_feeds_without_fault_are_read_without_complaint(shared_data: Path) -> None:
    faulty = ("broken-", "multi-", "recur-rfc", "recur-event_with", "recur-Until", "noend-america")
    complaining = {answer.file.name for answer in answers(shared_data) if checked(answer).status != Status.OK}
    assert {name for name in complaining if not name.startswith(faulty)} == set()


def used(raw: bytes) -> Feed:
    feed = read_feed(raw, from_=FIRST, to=LAST)
    feed.busy_days(FIRST, LAST)
    nights_taken(feed.events)
    hours_taken(feed.events)
    return feed


def test_no_shared_feed_cut_short_frees_anything(shared_data: Path) -> None:
    for answer in answers(shared_data):
        raw = answer.file.read_bytes().rstrip()
        for part in range(1, 12):
            feed = used(raw[: len(raw) * part // 12])
            assert not feed.is_complete, (answer.file.name, part)


def test_no_damage_to_a_shared_feed_makes_the_reader_fall_over(shared_data: Path) -> None:
    chance = random.Random(2026)
    pieces = [
        b"\r\n",
        b"\n ",
        b":",
        b";",
        b'"',
        b"\x00",
        b"\xff",
        b"BEGIN:VEVENT\r\n",
        b"END:VEVENT\r\n",
        b"99999999",
        b"",
    ]
    for path in sorted({answer.file for answer in answers(shared_data)}):
        for _ in range(20):
            raw = bytearray(path.read_bytes()[:6000])
            for _ in range(chance.randrange(1, 6)):
                place = chance.randrange(len(raw) + 1)
                raw[place : place + chance.randrange(12)] = chance.choice(pieces)
            used(bytes(raw))


Span = tuple[date, date]


def spans_of_a(raw: bytes) -> list[Span]:
    query = recurring_ical_events.of(icalendar.Calendar.from_ical(raw))
    found = query.between(FIRST - timedelta(days=2), LAST + timedelta(days=2))
    return [
        (each["DTSTART"].dt, each["DTEND"].dt) for each in found if _takes_time(each.get("STATUS"), each.get("TRANSP"))
    ]


def spans_of_b(raw: bytes) -> list[Span]:
    (found,) = IcsCalendarStream.from_ics(raw.decode()).calendars
    window = (datetime.combine(day, time(), LONDON) for day in (FIRST - timedelta(days=2), LAST + timedelta(days=2)))
    return [
        (each.dtstart, each.end)
        for each in found.timeline_tz(LONDON).overlapping(*window)
        if each.dtstart and _takes_time(each.status, each.transparency)
    ]


def _takes_time(status: object, transparency: object) -> bool:
    return status != "CANCELLED" and transparency != "TRANSPARENT"


def days_of(spans: list[Span]) -> list[date]:
    """The London days that spans cover any part of; a moment covers its day."""
    days: set[date] = set()
    for starts, ends in spans:
        first, last = _in_london(starts), _in_london(ends)
        until = last - timedelta(microseconds=1) if isinstance(last, datetime) else last - timedelta(days=1)
        number = (_day(max(until, first)) - _day(first)).days
        days.update(_day(first) + timedelta(days=each) for each in range(number + 1))
    return sorted(day for day in days if FIRST <= day < LAST)


def _in_london(at: date) -> date:
    if not isinstance(at, datetime):
        return at
    return at.astimezone(LONDON) if at.tzinfo else at.replace(tzinfo=LONDON)


def _day(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def well_formed_events(draw: st.DrawFn) -> list[str]:
    """An event, perhaps repeated, with exceptions and replacements, as a careful program writes it."""
    start = datetime(2026, 1, 1) + timedelta(minutes=30 * draw(st.integers(-200 * 48, 500 * 48)))  # noqa: DTZ001
    form = draw(st.sampled_from(["{};VALUE=DATE:{:%Y%m%d}", "{}:{:%Y%m%dT%H%M%S}", "{}:{:%Y%m%dT%H%M%S}Z", "zone"]))
    zone = draw(
        st.sampled_from(["Europe/London", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata"])
    )
    form = f"{{}};TZID={zone}:{{:%Y%m%dT%H%M%S}}" if form == "zone" else form
    is_day = "DATE" in form
    start = start.replace(hour=0, minute=0) if is_day else start
    lasts = timedelta(days=draw(st.integers(1, 9))) if is_day else timedelta(minutes=30 * draw(st.integers(0, 100)))
    lines = [form.format("DTSTART", start), form.format("DTEND", start + lasts)]
    lines += draw(st.sampled_from([[], [], [], ["TRANSP:TRANSPARENT"], ["STATUS:CANCELLED"], ["STATUS:TENTATIVE"]]))
    rule, step = draw(rules(start))
    if not rule:
        return [event(*lines)]
    steps = st.integers(0, 9).map(lambda number: start + timedelta(days=step * number))
    lines += [rule, *(form.format("EXDATE", place) for place in draw(st.lists(steps, max_size=2)))]
    replaced = draw(st.lists(steps, max_size=2, unique=True))
    moved = [place + timedelta(days=draw(st.integers(-9, 9))) for place in replaced]
    changes = [
        event(form.format("RECURRENCE-ID", old), form.format("DTSTART", new), form.format("DTEND", new + lasts))
        for old, new in zip(replaced, moved, strict=True)
        if form.format("EXDATE", old) not in lines
    ]
    return [event(*lines), *changes]


@st.composite
def rules(draw: st.DrawFn, start: datetime) -> tuple[str, int]:
    """A rule that holds at its start, as the standard asks, and about how many days apart it strikes."""
    frequency, step = draw(st.sampled_from([("", 0), ("DAILY", 1), ("WEEKLY", 7), ("MONTHLY", 30), ("YEARLY", 365)]))
    if not frequency:
        return "", 0
    day = WEEKDAYS[start.weekday()]
    nth = (start.day - 1) // 7 + 1
    within = {
        "WEEKLY": [f";BYDAY={day}", f";BYDAY={day},SU", ";WKST=SU"],
        "MONTHLY": [f";BYMONTHDAY={start.day},-1", f";BYDAY={nth}{day}"],
        "YEARLY": [f";BYMONTH={start.month}", f";BYMONTH={start.month};BYDAY={nth}{day}"],
    }
    parts = draw(st.sampled_from(["", *within.get(frequency, [])]))
    end = draw(st.sampled_from(["", f";COUNT={draw(st.integers(1, 40))}"]))
    return f"RRULE:FREQ={frequency};INTERVAL={draw(st.integers(1, 3))}{parts}{end}", step


@given(well_formed_events())
@settings(max_examples=150)
def test_of_well_formed_feeds_three_readers_find_the_same_days(events: list[str]) -> None:
    raw = calendar(*events).encode()
    feed = read_feed(raw, from_=FIRST, to=LAST)
    assert feed.status == Status.OK
    busy = feed.busy_days(FIRST, LAST)
    assert busy == days_of(spans_of_a(raw))
    assert busy == days_of(spans_of_b(raw))
