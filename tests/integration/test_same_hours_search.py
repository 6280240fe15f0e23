"""Looking for the same hours on several days: free, open and priced on each of them, whoever comes."""

from datetime import date, time, timedelta

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.finding.comparing import price_pence
from marketplace.finding.queries.compared import compared
from marketplace.geo import Point
from marketplace.listings.asked import Asked
from marketplace.listings.models import Cause, Listing, OpeningHours, RateUnit
from marketplace.listings.queries.nearest import nearest
from marketplace.listings.queries.search import search
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period
from tests import supply

pytestmark = pytest.mark.usefixtures("database")

FRIDAY = date(2027, 3, 26)
"""The clocks go forward on the Sunday after it."""


def _hours(day: date, first: int = 9, last: int = 17) -> Period:
    return Period(london_instant(day, time(first)), london_instant(day, time(last)))


ASKED = Asked(near=Point(*supply.DUNS), hours=_hours(FRIDAY), days_alike=4)


def _bank(pas: int = 2) -> Listing:
    return supply.listing("Reivers", kind=ListingKind.PA_BANK, rates={RateUnit.HOUR: 24_60}, spaces=pas)


def _take(listing: Listing, days_on: int, *, space: int = 0) -> None:
    taken = Wanted(listing.spaces[space].id, _hours(FRIDAY + timedelta(days=days_on), 12, 13), f"s{days_on}{space}")
    diary.occupy(wanted=[taken], cause=Cause.BOOKING, by=SITE)


def test_what_is_free_on_each_day_is_found_though_the_nights_between_are_taken() -> None:
    bank = _bank(pas=1)
    night = Period(london_instant(FRIDAY, time(18)), london_instant(FRIDAY + timedelta(days=1), time(8)))
    diary.occupy(wanted=[Wanted(bank.spaces[0].id, night, "night")], cause=Cause.BOOKING, by=SITE)
    through = Period(_hours(FRIDAY).starts_at, _hours(FRIDAY + timedelta(days=3)).ends_at)
    assert search(ASKED).total == 1
    assert search(Asked(near=ASKED.near, hours=through)).total == 0


def test_one_pa_may_come_on_one_day_and_another_on_the_next() -> None:
    bank = _bank()
    _take(bank, 0, space=0)
    _take(bank, 1, space=1)
    assert search(ASKED).total == 1


def test_nothing_is_found_where_nobody_is_free_on_one_of_the_days() -> None:
    bank = _bank()
    _take(bank, 2, space=0)
    _take(bank, 2, space=1)
    assert search(ASKED).total == 0
    (one,) = compared([bank.ref], ASKED)
    assert one.is_free is False


def test_it_must_be_open_on_each_of_the_days() -> None:
    bank = _bank()
    with transaction():
        for weekday in (4, 5, 0):
            session.add(OpeningHours(listing_id=bank.id, weekday=weekday, opens_minute=480, closes_minute=1080))
    assert search(ASKED).total == 0
    assert search(Asked(near=ASKED.near, hours=_hours(FRIDAY), days_alike=2)).total == 1


def test_the_price_is_for_the_hours_of_all_the_days() -> None:
    _bank()
    (hit,) = search(ASKED).hits
    assert hit.price_pence == 4 * 8 * 24_60 == price_pence(hit.offer, ASKED)


def test_the_nearest_days_are_those_on_which_all_of_them_are_free() -> None:
    _take(bank := _bank(pas=1), 2)
    _take(bank, -3)
    found = nearest(ASKED, wider_km=()).dates
    assert [((one.arrive_on - FRIDAY).days, (one.leave_on - one.arrive_on).days) for one in found] == [
        (-2, 3),
        (3, 3),
        (4, 3),
    ]
    for one in found:
        moved = ASKED.moved((one.arrive_on - FRIDAY).days)
        assert moved is not None
        assert search(moved).total == one.found
