"""The diary: a space is taken once, holds let go at their second, and the database refuses what the code forgot."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import IntegrityError

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE, AuditRecord
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.listings.errors import NoLongerFree
from marketplace.listings.models import Cause, Occupancy, RateUnit, Space
from marketplace.listings.opening import parse_day
from marketplace.listings.queries.diary import NightState, month
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period, nights
from tests import supply

WEEKEND = nights(date(2027, 3, 5), date(2027, 3, 8))


@pytest.fixture
def space(database: Engine) -> Space:
    return supply.listing().spaces[0]


def _take(
    space: Space, period: Period = WEEKEND, *, cause: Cause = Cause.BOOKING, reference: str = "segment:1"
) -> None:
    until = clock.now() + timedelta(minutes=30) if cause is Cause.HOLD else None
    diary.occupy(wanted=[Wanted(space.id, period, reference)], cause=cause, until=until, by=SITE)


def _taken(space: Space) -> list[Occupancy]:
    rows = select(Occupancy).where(Occupancy.space_id == space.id, Occupancy.released_at.is_(None))
    return list(session.scalars(rows.order_by(Occupancy.starts_at)))


def test_a_space_that_is_taken_cannot_be_taken_again(space: Space) -> None:
    _take(space)
    with pytest.raises(NoLongerFree) as refused:
        _take(space, reference="segment:2")
    assert [clash.reference for clash in refused.value.clashes] == ["segment:2"]
    assert [row.reference for row in _taken(space)] == ["segment:1"]


def test_leaving_day_and_arriving_day_do_not_collide(space: Space) -> None:
    _take(space)
    _take(space, nights(date(2027, 3, 8), date(2027, 3, 9)), reference="segment:2")
    assert len(_taken(space)) == 2


def test_all_or_nothing_and_every_clash_is_named(space: Space) -> None:
    other = supply.listing("Whin Lodge").spaces[0]
    _take(space)
    wanted = [Wanted(other.id, WEEKEND, "free"), Wanted(space.id, WEEKEND, "a"), Wanted(space.id, WEEKEND, "b")]
    with pytest.raises(NoLongerFree) as refused:
        diary.occupy(wanted=wanted, cause=Cause.BOOKING, by=SITE)
    assert [clash.reference for clash in refused.value.clashes] == ["a", "b"]
    assert _taken(other) == []


def test_what_is_wanted_twice_in_one_asking_clashes_with_itself(space: Space) -> None:
    wanted = [Wanted(space.id, WEEKEND, "a"), Wanted(space.id, WEEKEND, "b")]
    with pytest.raises(NoLongerFree):
        diary.occupy(wanted=wanted, cause=Cause.BOOKING, by=SITE)
    assert _taken(space) == []


def test_a_hold_lets_go_at_its_second_without_any_sweep(space: Space) -> None:
    start = datetime(2026, 12, 1, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock_hands:
        _take(space, cause=Cause.HOLD)
        clock_hands.move_to(start + timedelta(minutes=29, seconds=59))
        with pytest.raises(NoLongerFree):
            _take(space, reference="segment:2")
        clock_hands.move_to(start + timedelta(minutes=30))
        _take(space, reference="segment:2")
    assert [row.reference for row in _taken(space)] == ["segment:2"]


def test_history_stays_when_a_space_is_let_go(space: Space) -> None:
    _take(space)
    assert diary.release(references=["segment:1"], by=SITE) == 1
    assert _taken(space) == []
    assert session.scalars(select(Occupancy.reference)).all() == ["segment:1"]


def test_keeping_turns_a_hold_into_a_booking_but_not_one_whose_time_is_over(space: Space) -> None:
    start = datetime(2026, 12, 1, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock_hands:
        _take(space, cause=Cause.HOLD)
        assert diary.keep(references=["segment:1"], by=SITE) == 1
        clock_hands.move_to(start + timedelta(days=1))
        assert _taken(space)[0].cause is Cause.BOOKING
        _take(space, nights(date(2027, 4, 1), date(2027, 4, 2)), cause=Cause.HOLD, reference="segment:2")
        clock_hands.move_to(start + timedelta(days=2))
        assert diary.keep(references=["segment:2"], by=SITE) == 0


def test_every_taking_is_on_record(space: Space) -> None:
    _take(space)
    diary.release(references=["segment:1"], by=SITE)
    done = session.scalars(select(AuditRecord.action).where(AuditRecord.about == "segment:1")).all()
    assert done == ["space-booking", "space-released"]


def _insert_beside_the_code(space: Space, period: Period) -> None:
    with transaction():
        row = Occupancy(
            space_id=space.id,
            starts_at=period.starts_at,
            ends_at=period.ends_at,
            cause=Cause.CLOSURE,
            reference="x",
            made_at=clock.now(),
        )
        session.add(row)


def test_the_database_refuses_an_overlap_that_the_code_did_not_see(space: Space) -> None:
    _take(space)
    last_minute = Period(WEEKEND.ends_at - timedelta(minutes=1), WEEKEND.ends_at + timedelta(days=1))
    with pytest.raises(IntegrityError):
        _insert_beside_the_code(space, last_minute)
    _insert_beside_the_code(space, Period(WEEKEND.ends_at, WEEKEND.ends_at + timedelta(days=1)))


def test_the_database_refuses_to_move_an_occupancy_onto_another(space: Space) -> None:
    _take(space)
    _take(space, nights(date(2027, 4, 1), date(2027, 4, 3)), reference="segment:2")
    moved = update(Occupancy).where(Occupancy.reference == "segment:2")
    with pytest.raises(IntegrityError), transaction():
        session.execute(moved.values(starts_at=WEEKEND.starts_at, ends_at=WEEKEND.ends_at))


def test_the_database_refuses_to_bring_back_what_was_let_go(space: Space) -> None:
    _take(space)
    diary.release(references=["segment:1"], by=SITE)
    _take(space, reference="segment:2")
    brought_back = update(Occupancy).where(Occupancy.reference == "segment:1").values(released_at=None)
    with pytest.raises(IntegrityError), transaction():
        session.execute(brought_back)


@pytest.mark.parametrize("change", ["UPDATE audit_record SET action = 'x'", "DELETE FROM audit_record"])
def test_what_is_on_record_cannot_be_changed(space: Space, change: str) -> None:
    _take(space)
    with pytest.raises(IntegrityError), transaction():
        session.execute(text(change))


def test_a_month_of_what_is_sold_by_the_hour_is_closed_where_it_does_not_open(database: Engine) -> None:
    space = supply.listing("Swimming", kind=ListingKind.ACTIVITY, rates={RateUnit.ITEM: 14_50}).spaces[0]
    week = parse_day(1, "13-15")
    tuesdays = [date(2027, 3, 2 + 7 * number) for number in range(5)]
    _take(space, Period(london_instant(tuesdays[0], time(13)), london_instant(tuesdays[0], time(14))))
    _take(space, Period(london_instant(tuesdays[1], time(9)), london_instant(tuesdays[1], time(15))), reference="all")
    with time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=UTC), tick=False):
        shown = month([space], date(2027, 3, 1), by_nights=False, week=week)
    free = [one.day for one in shown.nights if one.state is NightState.FREE]
    assert free == [day.day for day in tuesdays if day != tuesdays[1]]
    assert shown.nights[8].state is NightState.BOOKED
    assert {one.state for one in shown.nights} == {NightState.FREE, NightState.BOOKED, NightState.CLOSED}


def test_of_the_nights_somebody_chose_those_that_are_taken_say_so(space: Space) -> None:
    _take(space, nights(date(2027, 3, 6), date(2027, 3, 7)), cause=Cause.CLOSURE)
    mine = (date(2027, 3, 5), date(2027, 3, 8))
    with time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=UTC), tick=False):
        shown = month([space], date(2027, 3, 1), by_nights=True, mine=mine)
    assert [one.state for one in shown.nights[3:9]] == [
        NightState.FREE,
        NightState.MINE,
        NightState.CLOSED,
        NightState.MINE,
        NightState.FREE,
        NightState.FREE,
    ]
