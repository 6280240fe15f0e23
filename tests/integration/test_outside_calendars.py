"""Calendars kept elsewhere: what a reading takes, what a cut-off or empty one does not free, and what is kept."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE
from marketplace.calendars import Status
from marketplace.db import session
from marketplace.listings.models import Cause, Occupancy, OutsideCalendar, Space
from marketplace.listings.services import diary, outside
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period, nights
from tests import supply

pytestmark = pytest.mark.usefixtures("database")

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n"
TAIL = "END:VCALENDAR\r\n"


@pytest.fixture(autouse=True)
def _in_the_winter() -> object:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        yield


def _event(first: str, last: str, name: str = "Jean Smith") -> str:
    return (
        f"BEGIN:VEVENT\r\nUID:{first}@elsewhere\r\nDTSTAMP:20270101T000000Z\r\nDTSTART;VALUE=DATE:{first}\r\n"
        f"DTEND;VALUE=DATE:{last}\r\nSUMMARY:{name}\r\nEND:VEVENT\r\n"
    )


def _read(space: Space, text: str, *, may_free: bool = False) -> outside.Reading:
    reading = outside.read(text.encode(), by_nights=space.listing.kind.is_stay)
    outside.put(space, reading, may_free=may_free, by=SITE)
    return reading


def _outside(space: Space) -> list[Period]:
    rows = select(Occupancy).where(Occupancy.space_id == space.id, Occupancy.cause == Cause.OUTSIDE)
    return [row.period for row in session.scalars(rows.where(Occupancy.released_at.is_(None)))]


MARCH = nights(date(2027, 3, 5), date(2027, 3, 8))


def test_whole_days_elsewhere_are_nights_here() -> None:
    space = supply.listing().spaces[0]
    _read(space, HEAD + _event("20270305", "20270308") + TAIL)
    assert _outside(space) == [MARCH]


def test_on_a_diary_sold_by_hours_whole_days_are_midnight_to_midnight() -> None:
    space = supply.listing(kind=ListingKind.PA_BANK).spaces[0]
    _read(space, HEAD + _event("20270305", "20270306") + TAIL)
    midnight = datetime(2027, 3, 5, tzinfo=UTC)
    assert _outside(space) == [Period(midnight, midnight.replace(day=6))]


def test_overlapping_events_become_one_stretch() -> None:
    space = supply.listing().spaces[0]
    _read(space, HEAD + _event("20270305", "20270307") + _event("20270306", "20270308") + TAIL)
    assert _outside(space) == [MARCH]


def test_a_later_reading_replaces_the_earlier_one_and_history_stays() -> None:
    space = supply.listing().spaces[0]
    _read(space, HEAD + _event("20270305", "20270308") + TAIL)
    _read(space, HEAD + _event("20270401", "20270403") + TAIL)
    assert _outside(space) == [nights(date(2027, 4, 1), date(2027, 4, 3))]
    assert len(session.scalars(select(Occupancy)).all()) == 2


def test_the_same_reading_twice_changes_nothing() -> None:
    space = supply.listing().spaces[0]
    for _ in range(2):
        _read(space, HEAD + _event("20270305", "20270308") + TAIL)
    assert len(session.scalars(select(Occupancy)).all()) == 1


def test_a_feed_that_was_cut_off_frees_nothing_and_still_takes() -> None:
    space = supply.listing().spaces[0]
    _read(space, HEAD + _event("20270305", "20270308") + TAIL)
    reading = _read(space, HEAD + _event("20270401", "20270403"), may_free=True)
    assert not reading.is_complete
    assert sorted(_outside(space)) == [MARCH, nights(date(2027, 4, 1), date(2027, 4, 3))]


def test_an_empty_feed_frees_only_on_the_providers_word() -> None:
    space = supply.listing().spaces[0]
    _read(space, HEAD + _event("20270305", "20270308") + TAIL)
    _read(space, HEAD + TAIL)
    assert _outside(space) == [MARCH]
    _read(space, HEAD + TAIL, may_free=True)
    assert _outside(space) == []


def test_what_is_booked_here_stays_and_only_the_rest_is_taken() -> None:
    space = supply.listing().spaces[0]
    saturday = nights(date(2027, 3, 6), date(2027, 3, 7))
    diary.occupy(wanted=[Wanted(space.id, saturday, "segment:1")], cause=Cause.BOOKING, by=SITE)
    _read(space, HEAD + _event("20270305", "20270308") + TAIL)
    assert _outside(space) == [nights(date(2027, 3, 5), date(2027, 3, 6)), nights(date(2027, 3, 7), date(2027, 3, 8))]


def test_what_is_no_calendar_is_refused_and_takes_nothing() -> None:
    space = supply.listing().spaces[0]
    reading = outside.read(b"%PDF-1.7 not a calendar", by_nights=True)
    assert reading.is_refused
    assert reading.problems
    assert _outside(space) == []


def test_no_name_is_kept() -> None:
    space = supply.listing().spaces[0]
    _read(space, HEAD + _event("20270305", "20270308", "Jean Smith") + TAIL)
    kept = session.scalars(select(OutsideCalendar)).one()
    assert kept.status == Status.OK
    rows = session.scalars(select(Occupancy)).all()
    assert not any("Jean" in str(vars(row)) or "elsewhere" in str(vars(row)) for row in [kept, *rows])
