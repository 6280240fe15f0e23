"""The ways between the parts of a break: how far, how long, too close, and nothing that goes there."""

from datetime import date, datetime, time, timedelta

import pytest

from marketplace.booking.ways import Stop, ways
from marketplace.clock import london_instant
from marketplace.geo import Point
from marketplace.periods import Period, nights

FRIDAY = date(2027, 3, 5)
DUNS, KELSO, NEXT_DOOR = Point(55.777, -2.344), Point(55.598, -2.434), Point(55.779, -2.345)
HOUSE = Stop("Orchard House", nights(FRIDAY, FRIDAY + timedelta(days=3)), DUNS)
SPEED = 40


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    return london_instant(FRIDAY + timedelta(days=day), time(hour, minute))


def visit(title: str, first: datetime, last: datetime, point: Point = KELSO) -> Stop:
    return Stop(title, Period(first, last), point)


RIDING = visit("Riding", at(14), at(15))


@pytest.mark.parametrize(
    ("next_at", "where", "is_too_close"),
    [
        (at(15, 10), DUNS, True),
        (at(15, 40), DUNS, True),
        (at(15, 45), DUNS, False),
        (at(15, 0), KELSO, False),
        (at(14, 50), KELSO, True),
    ],
)
def test_what_follows_too_closely_for_the_way_between_is_found(
    next_at: datetime, where: Point, *, is_too_close: bool
) -> None:
    swimming = visit("Swimming", next_at, next_at + timedelta(hours=1), where)
    there, between, *_ = ways([HOUSE], [swimming, RIDING], [], km_an_hour=SPEED)
    assert (there.from_title, between.from_title, between.to_title) == ("Orchard House", "Riding", "Swimming")
    assert between.is_too_close is is_too_close
    assert not there.is_too_close


def test_a_way_says_how_far_and_about_how_long() -> None:
    there, back = ways([HOUSE], [RIDING], [], km_an_hour=SPEED)
    assert round(there.km) == round(back.km) == 21
    assert there.minutes == 45


def test_a_taxi_at_about_that_time_goes_there_and_one_is_missing_for_the_way_back() -> None:
    there, back = ways([HOUSE], [RIDING], [Period(at(13), at(14))], km_an_hour=SPEED)
    assert (there.lacks_journey, back.lacks_journey) == (False, True)
    there, back = ways([HOUSE], [RIDING], [Period(at(9), at(10)), Period(at(15, 15), at(16))], km_an_hour=SPEED)
    assert (there.lacks_journey, back.lacks_journey) == (True, False)


def test_of_what_is_next_door_or_of_a_place_that_nobody_knows_nothing_is_missing() -> None:
    near = visit("Garden", at(14), at(15), NEXT_DOOR)
    assert not any(way.lacks_journey or way.is_too_close for way in ways([HOUSE], [near], [], km_an_hour=SPEED))
    assert ways([], [near], [], km_an_hour=SPEED) == []


def test_each_day_begins_and_ends_where_they_stay() -> None:
    sunday = visit("Boats", at(10, day=2), at(11, day=2))
    titles = [(way.from_title, way.to_title) for way in ways([HOUSE], [sunday, RIDING], [], km_an_hour=SPEED)]
    assert titles == [
        ("Orchard House", "Riding"),
        ("Riding", "Orchard House"),
        ("Orchard House", "Boats"),
        ("Boats", "Orchard House"),
    ]
