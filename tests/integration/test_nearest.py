"""The nearest in dates: every day up to two weeks off is looked at, and what is found there is what a search finds."""

from datetime import date, time, timedelta

import pytest

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.geo import Point
from marketplace.listings.asked import Asked
from marketplace.listings.models import Cause, Listing, OpeningHours, RateUnit
from marketplace.listings.queries.nearest import Nearest, nearest
from marketplace.listings.queries.search import search
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period, nights
from tests import supply

pytestmark = pytest.mark.usefixtures("database")

FIRST = date(2027, 3, 5)
ASKED = Asked(near=Point(*supply.DUNS), stay=(FIRST, FIRST + timedelta(days=3)))


def _take(house: Listing, first: int, last: int, *, space: int = 0) -> None:
    """Book the nights from so many days after the first one asked for, up to but not with another."""
    stay = nights(FIRST + timedelta(days=first), FIRST + timedelta(days=last))
    diary.occupy(wanted=[Wanted(house.spaces[space].id, stay, f"s{space}{first}")], cause=Cause.BOOKING, by=SITE)


def _moves(found: Nearest) -> list[tuple[int, int]]:
    return [((one.arrive_on - FIRST).days, one.found) for one in found.dates]


def test_the_nearest_days_are_found_however_far_up_to_two_weeks_they_are() -> None:
    house = supply.listing("Orchard House")
    _take(house, -30, 9)
    _take(house, 13, 40)
    assert _moves(nearest(ASKED, wider_km=())) == [(9, 1), (10, 1)]


def test_the_nearest_days_come_first_and_three_are_enough() -> None:
    _take(supply.listing("Orchard House"), 0, 3)
    assert _moves(nearest(ASKED, wider_km=())) == [(-3, 1), (3, 1), (-4, 1)]


def test_a_stay_needs_one_space_for_all_its_nights_on_other_days_too() -> None:
    hotel = supply.listing("Cuddy Bridge", spaces=2)
    _take(hotel, -40, 5, space=0)
    _take(hotel, 6, 40, space=0)
    _take(hotel, -40, 3, space=1)
    _take(hotel, 5, 40, space=1)
    assert _moves(nearest(ASKED, wider_km=())) == []


def test_other_days_find_as_many_as_a_search_for_them_does() -> None:
    for number in range(3):
        _take(supply.listing(f"House {number}", sleeps=2 + number), -number, 4 + number)
    found = nearest(Asked(near=ASKED.near, stay=ASKED.stay, sleeps=3), wider_km=()).dates
    assert found
    for one in found:
        asked = Asked(near=ASKED.near, stay=(one.arrive_on, one.leave_on), sleeps=3)
        assert search(asked).total == one.found


def test_no_day_before_today_is_offered() -> None:
    today = clock.today()
    house = supply.listing("Orchard House")
    stay = nights(today, today + timedelta(days=2))
    diary.occupy(wanted=[Wanted(house.spaces[0].id, stay, "s")], cause=Cause.BOOKING, by=SITE)
    found = nearest(Asked(near=ASKED.near, stay=(today, today + timedelta(days=2))), wider_km=())
    assert [one.arrive_on for one in found.dates] == [today + timedelta(days=days) for days in (2, 3, 4)]


def test_hours_are_looked_for_on_other_days_in_the_opening_hours_across_the_change_of_clocks() -> None:
    seat = supply.listing("Riding", kind=ListingKind.ACTIVITY, rates={RateUnit.HOUR: 25_00})
    with transaction():
        for weekday in (0, 4):
            session.add(OpeningHours(listing_id=seat.id, weekday=weekday, opens_minute=600, closes_minute=720))
    friday = date(2027, 3, 26)
    hours = Period(london_instant(friday, time(10)), london_instant(friday, time(12)))
    diary.occupy(wanted=[Wanted(seat.spaces[0].id, hours, "s")], cause=Cause.BOOKING, by=SITE)
    asked = Asked(near=ASKED.near, hours=hours)
    found = nearest(asked, wider_km=()).dates
    assert [(one.arrive_on - friday).days for one in found] == [3, -4, -7]
    monday = asked.moved(3)
    assert monday is not None
    assert search(monday).total == 1


def test_a_night_whose_clocks_leave_the_hours_out_is_not_offered() -> None:
    bank = supply.listing("Reivers", kind=ListingKind.PA_BANK, rates={RateUnit.HOUR: 24_60})
    saturday = date(2027, 3, 27)
    hours = Period(london_instant(saturday, time(1)), london_instant(saturday, time(2)))
    diary.occupy(wanted=[Wanted(bank.spaces[0].id, hours, "s")], cause=Cause.BOOKING, by=SITE)
    found = nearest(Asked(near=ASKED.near, hours=hours), wider_km=()).dates
    assert [(one.arrive_on - saturday).days for one in found] == [-1, -2, 2]
