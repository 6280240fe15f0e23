"""Closing by a plan, on both engines: around what is booked, kept closed as time falls free, opened and undone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select

from marketplace import calendars
from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE
from marketplace.clock import london_instant
from marketplace.db import session
from marketplace.errors import Refused
from marketplace.listings.closing import Plan, Repeat
from marketplace.listings.errors import NoLongerFree
from marketplace.listings.models import Cause, Closure, Occupancy, Space
from marketplace.listings.services import closing_ahead, closures, diary, outside
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period, nights
from tests import supply

NOW = datetime(2027, 1, 2, 12, tzinfo=UTC)
MONDAY = date(2027, 1, 4)
DAY = timedelta(days=1)
EVERY_MONDAY = Plan(MONDAY, MONDAY + DAY, Repeat.WEEKLY, until_on=date(2027, 1, 31))


@pytest.fixture(autouse=True)
def hands(database: Engine) -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def spaces() -> list[Space]:
    return list(supply.listing("Home", kind=ListingKind.CARE_HOME, spaces=3).spaces)


def close(spaces: list[Space], plan: Plan = EVERY_MONDAY, *, note: str = "", is_around: bool = False) -> Closure:
    return closures.close_by_plan(
        provider_id=spaces[0].listing.provider_id, spaces=spaces, plan=plan, note=note, is_around=is_around, by=SITE
    )


def book(space: Space, first: date, again: date, *, cause: Cause = Cause.BOOKING) -> None:
    until = NOW + timedelta(minutes=30) if cause is Cause.HOLD else None
    diary.occupy(wanted=[Wanted(space.id, nights(first, again), "segment:1")], cause=cause, until=until, by=SITE)


def closed(space: Space) -> list[Period]:
    rows = select(Occupancy).where(
        Occupancy.space_id == space.id, Occupancy.cause == Cause.CLOSURE, Occupancy.released_at.is_(None)
    )
    return [row.period for row in session.scalars(rows.order_by(Occupancy.starts_at))]


def mondays(*numbers: int) -> list[Period]:
    first = [MONDAY + timedelta(weeks=number) for number in numbers]
    return [nights(day, day + DAY) for day in first]


def test_every_monday_is_closed_in_every_space_that_is_named(spaces: list[Space]) -> None:
    close(spaces[:2], note="deep clean")
    assert closed(spaces[0]) == closed(spaces[1]) == mondays(0, 1, 2, 3)
    assert closed(spaces[2]) == []
    with pytest.raises(NoLongerFree):
        book(spaces[0], MONDAY, MONDAY + DAY)


def test_what_is_booked_is_named_and_nothing_is_closed_unless_it_may_stay(spaces: list[Space]) -> None:
    second = MONDAY + timedelta(weeks=1)
    book(spaces[1], second - DAY, second + DAY)
    with pytest.raises(Refused) as refused:
        close(spaces)
    assert "Home 2, Sun 10 Jan to Tue 12 Jan (booked)" in refused.value.fields["around"]
    assert closed(spaces[0]) == []
    close(spaces, is_around=True)
    assert closed(spaces[0]) == mondays(0, 1, 2, 3)
    assert closed(spaces[1]) == mondays(0, 2, 3)


def test_three_days_at_christmas_are_closed_before_and_after_a_booked_night(spaces: list[Space]) -> None:
    eve = date(2027, 12, 24)
    book(spaces[0], eve + DAY, eve + 2 * DAY)
    close(spaces, Plan(eve, eve + 3 * DAY), is_around=True)
    assert closed(spaces[0]) == [nights(eve, eve + DAY), nights(eve + 2 * DAY, eve + 3 * DAY)]
    assert closed(spaces[1]) == [nights(eve, eve + 3 * DAY)]


def test_what_falls_free_of_a_closure_is_closed_at_once(spaces: list[Space], hands: time_machine.Traveller) -> None:
    book(spaces[0], MONDAY, MONDAY + DAY)
    second = MONDAY + timedelta(weeks=1)
    book(spaces[1], second, second + DAY, cause=Cause.HOLD)
    close(spaces, is_around=True)
    diary.release(references=["segment:1"], by=SITE)
    assert closed(spaces[0]) == closed(spaces[1]) == mondays(0, 1, 2, 3)


def test_what_another_calendar_lets_go_of_is_closed_at_once(spaces: list[Space]) -> None:
    taken = outside.Taken("a", mondays(0)[0])
    for times in ((taken,), ()):
        reading = outside.Reading(str(len(times)), calendars.Status.OK, times, problems=(), is_complete=True)
        outside.put(spaces[0], reading, may_free=True, by=SITE)
        if times:
            close(spaces, is_around=True)
            assert closed(spaces[0]) == mondays(1, 2, 3)
    assert closed(spaces[0]) == mondays(0, 1, 2, 3)


def test_a_hold_whose_time_is_over_is_in_nobodys_way(spaces: list[Space], hands: time_machine.Traveller) -> None:
    book(spaces[0], MONDAY, MONDAY + DAY, cause=Cause.HOLD)
    hands.move_to(NOW + timedelta(hours=1))
    close(spaces)
    assert closed(spaces[0]) == mondays(0, 1, 2, 3)


def test_a_closure_without_an_end_is_written_a_day_further_each_day(
    spaces: list[Space], hands: time_machine.Traveller
) -> None:
    close(spaces[:1], Plan(MONDAY, MONDAY + DAY, Repeat.WEEKLY))
    first = closed(spaces[0])
    assert first[-1].ends_at > NOW + timedelta(days=750)
    hands.move_to(NOW + timedelta(days=28))
    closing_ahead.roll_on()
    closing_ahead.roll_on()
    assert len(closed(spaces[0])) == len(first) + 4


def test_what_is_opened_by_hand_stays_open_and_undone_is_all_the_rest(spaces: list[Space]) -> None:
    closure = close(spaces)
    week = Plan(MONDAY + timedelta(weeks=4), MONDAY + timedelta(weeks=5))
    longer = close(spaces[:1], week)
    second = mondays(1)[0]
    closures.open_again(space=spaces[0], reference=closure.reference, starts_at=second.starts_at, by=SITE)
    wednesday = week.first_on + 2 * DAY
    closures.open_between(space=spaces[0], period=nights(wednesday, wednesday + DAY), by=SITE)
    closing_ahead.roll_on()
    closing_ahead.close_freed(space_ids=[space.id for space in spaces])
    parts = [nights(week.first_on, wednesday), nights(wednesday + DAY, week.again_on)]
    assert closed(spaces[0]) == [*mondays(0, 2, 3), *parts]
    closures.end_closure(closure=closure, by=SITE)
    assert closed(spaces[0]) == parts
    assert closed(spaces[1]) == []
    closures.end_closure(closure=longer, by=SITE)
    closing_ahead.roll_on()
    assert closed(spaces[0]) == []


def test_hours_are_closed_each_day_where_hours_are_sold_and_refused_for_nights(spaces: list[Space]) -> None:
    (team,) = supply.listing("Team", kind=ListingKind.CARE_AT_HOME, of=spaces[0].listing.provider).spaces
    mornings = Plan(MONDAY, MONDAY + 2 * DAY, starts=time(9), ends=time(12))
    close([team], mornings)
    assert [(row.starts_at.hour, row.minutes) for row in closed(team)] == [(9, 180), (9, 180)]
    with pytest.raises(Refused) as refused:
        close([team, spaces[0]], mornings)
    assert "sold by the night" in refused.value.fields["starts"]
    close([team, spaces[0]], Plan(date(2027, 3, 28), date(2027, 3, 29)))
    assert closed(team)[-1] == Period(london_instant(date(2027, 3, 28)), london_instant(date(2027, 3, 29)))
    assert closed(spaces[0]) == [nights(date(2027, 3, 28), date(2027, 3, 29))]


def test_too_much_at_once_and_what_is_over_are_refused(spaces: list[Space], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closures, "MOST_TIMES", 11)
    with pytest.raises(Refused) as refused:
        close(spaces)
    assert list(refused.value.fields) == ["repeat"]
    with pytest.raises(Refused) as refused:
        close(spaces, Plan(date(2026, 12, 1), date(2026, 12, 2)))
    assert refused.value.fields == {"first": "These days are over"}


def test_nothing_closed_on_these_days_cannot_be_opened(spaces: list[Space]) -> None:
    with pytest.raises(Refused, match="Nothing is closed"):
        closures.open_between(space=spaces[0], period=nights(MONDAY, MONDAY + DAY), by=SITE)
