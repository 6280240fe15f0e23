"""Other dates heed what it may cost, and are told where dates can move: each finds what a search for it finds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select

from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.geo import Point
from marketplace.listings.asked import Asked
from marketplace.listings.flexible import Flexible
from marketplace.listings.models import Cause, Listing, RateUnit, Season, SeasonRate
from marketplace.listings.queries.nearest import nearest
from marketplace.listings.queries.search import search
from marketplace.listings.services import diary, search_row
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period, nights
from tests import supply
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("database", "february")

FIRST = date(2027, 3, 5)
NEAR = Point(*supply.DUNS)
STAY = Asked(near=NEAR, stay=(FIRST, FIRST + timedelta(days=3)))
MARCH = Asked(near=NEAR, flexible=Flexible(date(2027, 3, 1), date(2027, 4, 1), 3))
Found = list[tuple[date, date, int]]


@pytest.fixture
def february() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 2, 10, 9, tzinfo=UTC), tick=False):
        yield


def _take(house: Listing, first: date, last: date) -> None:
    wanted = [Wanted(house.spaces[0].id, nights(first, last), f"{first}")]
    diary.occupy(wanted=wanted, cause=Cause.BOOKING, by=SITE)


def _season(house: Listing, first_on: date, last_on: date, unit: RateUnit, pence: int) -> None:
    """Days on which a listing asks for something else than usual."""
    with transaction():
        season = Season(name="Spring", first_on=first_on, last_on=last_on)
        season.rates = [SeasonRate(unit=unit, weekday_pence=pence, weekend_pence=pence, bank_holiday_pence=pence)]
        house.seasons.append(season)
        session.add(house)
        search_row.refresh(house)


def _found(asked: Asked) -> Found:
    """What is told, after it is held against a search for each of the dates."""
    assert search(asked).total == 0
    found = nearest(asked, wider_km=()).dates
    for one in found:
        if asked.flexible:
            then = replace(asked, flexible=replace(asked.flexible, first_on=one.arrive_on, last_on=one.leave_on))
        else:
            then = asked.moved((one.arrive_on - FIRST).days) or asked
        assert search(then).total == one.found
    return [(one.arrive_on, one.leave_on, one.found) for one in found]


def _moves(asked: Asked) -> list[int]:
    return [(arrive_on - FIRST).days for arrive_on, _, _ in _found(asked)]


def test_with_a_limit_of_cost_other_nights_are_told_as_without() -> None:
    _take(supply.listing("Orchard House"), FIRST, FIRST + timedelta(days=3))
    assert _moves(STAY) == _moves(replace(STAY, most_pence=500_00)) == [-3, 3, -4]


def test_other_nights_cost_no_more_than_may_be_paid() -> None:
    house, dear = supply.listing("Orchard House"), supply.listing("Manse", rates={RateUnit.NIGHT: 300_00})
    _season(house, FIRST - timedelta(days=20), FIRST + timedelta(days=5), RateUnit.NIGHT, 200_00)
    assert dear.id != house.id
    assert _found(replace(STAY, most_pence=3 * 135_00)) == [
        (FIRST + timedelta(days=days), FIRST + timedelta(days=days + 3), 1) for days in (6, 7, 8)
    ]
    assert _found(replace(STAY, most_pence=3 * 135_00 - 1)) == []


def test_other_hours_and_other_nights_of_pas_cost_no_more_than_may_be_paid() -> None:
    rates = {RateUnit.HOUR: 20_00, RateUnit.SLEEPOVER: 95_00}
    bank = supply.bank_at_work(rates=rates, days=range(7), hours=(8, 18), nights=[4, 5])
    hours = Period(london_instant(FIRST, time(9)), london_instant(FIRST, time(17)))
    night = Period(london_instant(FIRST, time(22)), london_instant(FIRST + timedelta(days=1), time(8)))
    for one in (hours, night):
        diary.occupy(wanted=[Wanted(bank.spaces[0].id, one, f"{one.starts_at}")], cause=Cause.BOOKING, by=SITE)
    assert _moves(Asked(near=NEAR, hours=hours, most_pence=160_00)) == [-1, 1, -2]
    assert _moves(Asked(near=NEAR, hours=hours, most_pence=159_99)) == []
    assert _moves(Asked(near=NEAR, hours=night, most_pence=95_00)) == [1, -6, -7]
    assert _moves(Asked(near=NEAR, hours=night, most_pence=94_99)) == []


def test_where_dates_can_move_the_months_before_and_after_are_told() -> None:
    _take(supply.listing("Orchard House"), date(2027, 2, 20), date(2027, 4, 10))
    assert _found(MARCH) == [
        (date(2027, 2, 10), date(2027, 3, 1), 1),
        (date(2027, 4, 1), date(2027, 5, 1), 1),
        (date(2027, 5, 1), date(2027, 6, 1), 1),
    ]


def test_between_days_of_ones_own_as_many_days_before_and_after_are_told() -> None:
    _take(supply.listing("Orchard House"), date(2027, 2, 1), date(2027, 3, 20))
    own = replace(MARCH, flexible=Flexible(date(2027, 3, 5), date(2027, 3, 19), 3))
    assert _found(own) == [
        (date(2027, 3, 19), date(2027, 4, 2), 1),
        (date(2027, 4, 2), date(2027, 4, 16), 1),
    ]


def test_a_stay_that_is_told_lies_whole_within_its_days() -> None:
    house = supply.listing("Orchard House")
    _take(house, date(2027, 2, 1), date(2027, 4, 29))
    _take(house, date(2027, 5, 2), date(2027, 7, 1))
    assert _found(MARCH) == []


def test_other_stretches_of_days_heed_what_it_may_cost() -> None:
    house = supply.listing("Orchard House")
    _season(house, date(2027, 2, 1), date(2027, 4, 28), RateUnit.NIGHT, 200_00)
    cheap = replace(MARCH, most_pence=3 * 135_00)
    assert _found(cheap) == [(date(2027, 5, 1), date(2027, 6, 1), 1)]
    assert _found(replace(cheap, most_pence=3 * 135_00 + 65_00)) == [
        (date(2027, 4, 1), date(2027, 5, 1), 1),
        (date(2027, 5, 1), date(2027, 6, 1), 1),
    ]


def test_other_stretches_of_days_are_those_that_the_terms_take() -> None:
    firm, asks = (supply.listing(f"{name} House", min_nights=4) for name in ("Firm", "Asking"))
    notice = supply.listing("Notice House")
    for house in (firm, asks, notice):
        _take(house, date(2027, 2, 1), date(2027, 4, 8))
    _take(notice, date(2027, 4, 12), date(2027, 5, 1))
    supply.terms(firm)
    supply.terms(asks, is_firm=False)
    supply.terms(notice, notice_days=60)
    assert _found(MARCH) == [(date(2027, 4, 1), date(2027, 5, 1), 1), (date(2027, 5, 1), date(2027, 6, 1), 2)]


def test_days_that_are_over_or_too_far_ahead_are_not_told() -> None:
    _take(supply.listing("Orchard House"), date(2027, 2, 1), date(2027, 3, 1))
    month = Asked(near=NEAR, flexible=Flexible(date(2027, 2, 10), date(2027, 3, 1), 3))
    assert [arrive_on for arrive_on, _, _ in _found(month)] == [date(2027, 3, 1), date(2027, 4, 1)]
    _take(session.scalars(select(Listing)).one(), date(2027, 3, 1), date(2028, 2, 9))
    year = Asked(near=NEAR, flexible=Flexible(date(2027, 2, 10), date(2028, 2, 9), 28))
    assert _found(year) == [(date(2028, 2, 9), date(2029, 2, 7), 1)]


@pytest.mark.parametrize("asked", [replace(STAY, most_pence=500_00), replace(MARCH, most_pence=500_00)])
def test_they_take_as_many_statements_for_many_listings_as_for_one(asked: Asked, database: Engine) -> None:
    def counted(name: str) -> int:
        _take(supply.listing(name, kind=ListingKind.ACCOMMODATION), date(2027, 2, 20), date(2027, 4, 10))
        session.rollback()
        with statements(database) as sent:
            nearest(asked, wider_km=())
        return len(sent)

    counts = [counted(f"House {number}") for number in range(4)]
    assert counts[1:] == counts[:-1]
    assert counts[0] <= 6
