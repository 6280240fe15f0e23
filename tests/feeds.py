"""Feeds for tests: iCalendar text put together from lines, and what our reader makes of it."""

from datetime import date

from marketplace.calendars import Feed, read_feed

FIRST = date(2026, 1, 1)
LAST = date(2027, 1, 1)


def event(*lines: str, uid: str | None = "one@example.com") -> str:
    """A VEVENT with the lines given; ``uid=None`` leaves it without a UID."""
    named = [f"UID:{uid}"] if uid is not None else []
    return "\r\n".join(["BEGIN:VEVENT", *named, "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT", ""])


def calendar(*parts: str) -> str:
    """A VCALENDAR around the parts."""
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n" + "".join(parts) + "END:VCALENDAR\r\n"


def read(text: str | bytes, *, from_: date = FIRST, to: date = LAST) -> Feed:
    """The feed as read for the year 2026, unless told another window."""
    return read_feed(text.encode() if isinstance(text, str) else text, from_=from_, to=to)


def busy(*parts: str) -> str:
    """The days of 2026 that a calendar of these parts takes, as ``03-01 03-02``."""
    return days(read(calendar(*parts)))


def days(feed: Feed) -> str:
    """The days of 2026 a feed takes, as ``03-01 03-02``."""
    return " ".join(f"{day:%m-%d}" for day in feed.busy_days(FIRST, LAST))


def only_problem(feed: Feed) -> str:
    """The one problem a feed has."""
    (problem,) = feed.problems
    return problem
