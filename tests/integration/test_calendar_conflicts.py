"""A calendar kept elsewhere that meets a break: a case is opened, told, and closed by what ends it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.listings.errors import NoLongerFree
from marketplace.listings.models import CalendarConflict, Cause, ConflictEnd, Occupancy, Provider, Space
from marketplace.listings.queries.conflicts import conflicts
from marketplace.listings.services import diary, outside
from marketplace.listings.services.conflicts import settle
from marketplace.listings.services.diary import Wanted
from marketplace.notifications.models import Letter
from marketplace.periods import Period, nights
from tests import families, supply

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
FRIDAY = date(2027, 3, 5)
FEED = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n{}END:VCALENDAR\r\n"
EVENT = (
    "BEGIN:VEVENT\r\nUID:{0}@x\r\nDTSTAMP:20270101T000000Z\r\n"
    "DTSTART;VALUE=DATE:{0}\r\nDTEND;VALUE=DATE:{1}\r\nEND:VEVENT\r\n"
)
WEEKEND = EVENT.format("20270305", "20270308")


@pytest.fixture(autouse=True)
def winter() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def space() -> Space:
    """A house whose provider has an office, with a brokerage that reads its letters."""
    families.viewer("Brokerage", RoleName.BROKERAGE)
    office = families.viewer("Merse Office", RoleName.PROVIDER)
    with transaction():
        owner = Provider(organisation_id=office.organisation_id, name="Merse", legal_name="Merse", made_at=NOW)
        session.add(owner)
    return supply.listing("Orchard House", of=owner).spaces[0]


def take(space: Space, *, until: datetime | None = None) -> None:
    """Saturday night, for a part of somebody's break."""
    saturday = nights(FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2))
    cause = Cause.HOLD if until else Cause.BOOKING
    diary.occupy(wanted=[Wanted(space.id, saturday, "segment:1")], cause=cause, until=until, by=SITE)


def read(space: Space, events: str, *, may_free: bool = False) -> None:
    reading = outside.read(FEED.format(events).encode(), by_nights=True)
    outside.put(space, reading, may_free=may_free, by=SITE)


def cases() -> list[tuple[ConflictEnd | None, Period]]:
    session.rollback()
    return [(case.ended, case.period) for case in session.scalars(select(CalendarConflict))]


def letters() -> list[str]:
    return list(session.scalars(select(Letter.to_name).where(Letter.name == "calendar-conflict")))


def taken_outside(space: Space) -> list[Period]:
    rows = select(Occupancy).where(Occupancy.space_id == space.id, Occupancy.cause == Cause.OUTSIDE)
    return sorted(row.period for row in session.scalars(rows.where(Occupancy.released_at.is_(None))))


SATURDAY = nights(FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2))


def test_a_calendar_that_meets_a_booking_opens_one_case_and_tells_both_sides_once(space: Space) -> None:
    take(space)
    for _ in range(2):
        read(space, WEEKEND)
    assert cases() == [(None, SATURDAY)]
    assert sorted(letters()) == ["Brokerage", "Merse Office"]
    words = session.scalars(select(Letter.body)).first() or ""
    assert "Sat 6 Mar to Sun 7 Mar" in words
    assert "segment" not in words


def test_the_case_closes_when_the_calendar_no_longer_says_so_but_not_when_it_is_cut_off(space: Space) -> None:
    take(space)
    read(space, WEEKEND)
    outside.put(space, outside.read(b"BEGIN:VCALENDAR\r\nBEGIN:VEV", by_nights=True), may_free=False, by=SITE)
    read(space, "")
    assert cases() == [(None, SATURDAY)]
    read(space, EVENT.format("20270405", "20270406"))
    assert cases() == [(ConflictEnd.GONE, SATURDAY)]


def test_what_is_let_go_goes_to_the_calendar_that_had_it_as_well(space: Space) -> None:
    take(space)
    read(space, WEEKEND)
    diary.release(references=["segment:1"], by=SITE)
    assert cases() == [(ConflictEnd.FREED, SATURDAY)]
    assert SATURDAY in taken_outside(space)
    read(space, WEEKEND)
    assert taken_outside(space) == [nights(FRIDAY, FRIDAY + timedelta(days=3))]


def test_a_hold_whose_time_is_over_gives_way_at_its_second(space: Space, winter: time_machine.Traveller) -> None:
    take(space, until=NOW + timedelta(minutes=30))
    read(space, WEEKEND)
    brokerage = families.viewer("Desk", RoleName.BROKERAGE)
    assert len(conflicts(viewer=brokerage)) == 1
    winter.move_to(NOW + timedelta(minutes=30))
    assert conflicts(viewer=brokerage) == ()
    with pytest.raises(NoLongerFree):
        take(space)
    read(space, WEEKEND)
    assert cases() == [(ConflictEnd.FREED, SATURDAY)]


def test_a_settled_case_is_not_asked_again(space: Space) -> None:
    take(space)
    read(space, WEEKEND)
    (case,) = session.scalars(select(CalendarConflict))
    brokerage = families.viewer("Desk", RoleName.BROKERAGE)
    settle(case.ref, reason="The same booking, shown twice", by=brokerage)
    read(space, WEEKEND)
    assert cases() == [(ConflictEnd.SETTLED, SATURDAY)]
    assert len(letters()) == 2
    closed = session.scalars(select(CalendarConflict)).one()
    assert (closed.reason, closed.closed_by_account_id) == ("The same booking, shown twice", brokerage.account_id)
    assert closed.closed_at == clock.now()


def test_a_closure_of_the_providers_own_is_no_case(space: Space) -> None:
    diary.occupy(wanted=[Wanted(space.id, SATURDAY, "closure:1")], cause=Cause.CLOSURE, by=SITE)
    read(space, WEEKEND)
    assert cases() == []
