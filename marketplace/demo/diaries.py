"""What stands in the diaries of the demo: patterns of time taken over the coming year, always the same for one space.

The time is taken as a calendar kept elsewhere would take it. Nights from Friday to Monday of ``midweek``, and all of
``free``, are left for whoever tries the demo.
"""

import hashlib
import zlib
from collections.abc import Iterator
from datetime import date, time, timedelta

from marketplace import calendars, clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.clock import london_instant
from marketplace.demo.days import monday_of_week
from marketplace.demo.supply_texts import ListingText
from marketplace.listings.closing import Plan, Repeat
from marketplace.listings.models import Listing, Space
from marketplace.listings.services import closures, feeds, outside
from marketplace.listings.services.outside import Reading, Taken
from marketplace.periods import Period, merged, nights

WEEKS_OF_STAYS = 52
WEEKS_OF_SHIFTS = 26
"""How far ahead diaries are filled: rosters are made later than stays are booked."""

FRIDAY = 4
SHARES = {"free": 0, "quiet": 15, "half": 40, "midweek": 50, "busy": 70}
"""How much of the time is taken, in per cent."""

_STARTS = (9, 10, 13, 15, 18)


def fill(listing: Listing, text: ListingText, *, by: Actor) -> None:
    """Take the time that the patterns and closures of ``text`` say, in each space of a listing; of a draft none."""
    today = clock.today()
    taken = nights_taken if text.kind.is_stay else hours_taken
    _close_again_and_again(listing, text, today, by)
    for number, space in enumerate(listing.spaces if text.diary else ()):
        pattern = text.diary[min(number, len(text.diary) - 1)]
        _close(space, text, today, by)
        outside.put(space, _reading(taken(pattern, f"{text.title}/{space.name}", today)), may_free=True, by=by)


def name_calendars(listing: Listing, text: ListingText, *, by: Viewer) -> None:
    """Give the addresses of calendars kept elsewhere, for the first space of a listing."""
    for address in text.elsewhere:
        feeds.add(listing.spaces[0].ref, name="", address=address, by=by)


def nights_taken(pattern: str, key: str, today: date) -> Iterator[Period]:
    """Stays of a year in a space sold by the night."""
    for week in range(WEEKS_OF_STAYS):
        monday = monday_of_week(week, today=today)
        if pattern == "midweek":
            stay = _midweek_stay(monday, _draw(key, week))
        else:
            stay = _stay(monday, SHARES[pattern], _draw(key, week))
        if stay and stay[0] > today:
            yield nights(*stay)


def hours_taken(pattern: str, key: str, today: date) -> Iterator[Period]:
    """Shifts or sessions of half a year in a space sold by the hour or by the item: one on some days."""
    for day in (today + timedelta(days=number) for number in range(1, WEEKS_OF_SHIFTS * 7)):
        draw = _draw(key, day.toordinal() - today.toordinal())
        if draw % 100 < SHARES[pattern]:
            starts_at = london_instant(day, time(_STARTS[draw // 100 % len(_STARTS)]))
            yield Period(starts_at, starts_at + timedelta(hours=2 + draw // 1000 % 4))


def _midweek_stay(monday: date, draw: int) -> tuple[date, date] | None:
    """Two to four nights that are over by Friday."""
    first = monday + timedelta(days=draw // 100 % 3)
    return (first, monday + timedelta(days=FRIDAY)) if draw % 100 < SHARES["midweek"] else None


def _stay(monday: date, share: int, draw: int) -> tuple[date, date] | None:
    """At most one stay of two to six nights in a week; over a year some ``share`` per cent of the nights."""
    if draw % 100 >= min(100, share * 3 // 2):
        return None
    length = 2 + draw // 100 % 4 + (share >= SHARES["busy"])
    first = monday + timedelta(days=draw // 1000 % (8 - length))
    return first, first + timedelta(days=length)


def _draw(key: str, number: int) -> int:
    """A number that looks drawn by lot, and is the same each time."""
    return zlib.crc32(f"{key}#{number}".encode())


def _close(space: Space, text: ListingText, today: date, by: Actor) -> None:
    for closure in text.closures:
        if closure.repeat is not Repeat.ONCE:
            continue
        first = monday_of_week(closure.week, today=today)
        opens_on = first + timedelta(days=closure.nights)
        closures.close_nights(space=space, first_on=first, open_again_on=opens_on, note=closure.note, by=by)


def _close_again_and_again(listing: Listing, text: ListingText, today: date, by: Actor) -> None:
    """All spaces of a listing by a pattern, for the year that the diaries are filled."""
    for closure in text.closures:
        if closure.repeat is Repeat.ONCE:
            continue
        first = monday_of_week(closure.week, today=today)
        until = monday_of_week(WEEKS_OF_STAYS, today=today)
        plan = Plan(first, first + timedelta(days=closure.nights), closure.repeat, until)
        closures.close_by_plan(
            provider_id=listing.provider_id, spaces=listing.spaces, plan=plan, note=closure.note, is_around=True, by=by
        )


def _reading(periods: Iterator[Period]) -> Reading:
    times = tuple(Taken(calendars.hash_of(repr(period)), period) for period in merged(periods))
    digest = hashlib.sha256(repr(times).encode()).hexdigest()
    return Reading(digest, calendars.Status.OK, times, problems=(), is_complete=True)
