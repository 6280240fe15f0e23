"""Nights of PAs are found by the evenings on which they sleep over, priced as what they are sold by, and waited for."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine, select

from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.finding.comparing import price_pence
from marketplace.finding.queries.compared import compared
from marketplace.finding.services import searches, telling
from marketplace.geo import Point
from marketplace.listings.asked import Asked
from marketplace.listings.models import (
    Cause,
    Listing,
    OpeningHours,
    RateUnit,
    Season,
    SeasonRate,
)
from marketplace.listings.queries.free_next import free_next
from marketplace.listings.queries.free_then import free_for
from marketplace.listings.queries.nearest import nearest
from marketplace.listings.queries.search import found_ids, search
from marketplace.listings.services import diary, search_row
from marketplace.listings.services.diary import Wanted
from marketplace.notifications.models import Letter
from marketplace.periods import Period
from tests import families, supply
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("database")

FRIDAY = date(2027, 3, 5)
RATES = {RateUnit.HOUR: 24_60, RateUnit.SLEEPOVER: 95_00, RateUnit.WAKING_NIGHT: 180_00}


def _night(day: date = FRIDAY, first: int = 22, last: int = 8) -> Period:
    return Period(london_instant(day, time(first)), london_instant(day + timedelta(days=1), time(last)))


ASKED = Asked(near=Point(*supply.DUNS), hours=_night())
WEEKEND = Asked(near=Point(*supply.DUNS), hours=_night(), days_alike=2)


def _bank(*, rates: dict[RateUnit, int] | None = None, pas: int = 1) -> Listing:
    """A bank whose PAs all work on Fridays and Saturdays by day, and may sleep over on these evenings."""
    return supply.bank_at_work(rates=rates or RATES, days=(4, 5), nights=(4, 5), pas=pas)


def _take(bank: Listing, period: Period, *, space: int = 0) -> None:
    diary.occupy(wanted=[Wanted(bank.spaces[space].id, period, f"s{space}")], cause=Cause.BOOKING, by=SITE)


def _is_found(bank: Listing, asked: Asked) -> bool:
    """Whether a search finds it, on which both ways of asking have to agree."""
    found = bank.id in found_ids(asked)
    assert [bank.id in one for one in free_for([bank.id], [asked])] == [found]
    return found


def test_a_night_is_found_where_a_pa_may_sleep_over_on_its_evening() -> None:
    bank = _bank()
    assert _is_found(bank, ASKED)
    assert _is_found(bank, WEEKEND)
    assert not _is_found(bank, Asked(near=ASKED.near, hours=_night(FRIDAY + timedelta(days=2))))
    assert not _is_found(bank, Asked(near=ASKED.near, hours=_night(), days_alike=3))


def test_a_night_is_not_found_where_no_night_is_sold() -> None:
    assert not _is_found(_bank(rates={RateUnit.HOUR: 24_60}), ASKED)


def test_who_may_sleep_over_has_no_hours_of_the_evening_or_the_day_after() -> None:
    bank = _bank()
    late = Period(london_instant(FRIDAY, time(21)), london_instant(FRIDAY + timedelta(days=1), time(1)))
    long = Period(london_instant(FRIDAY, time(16)), london_instant(FRIDAY + timedelta(days=1), time(8)))
    assert not _is_found(bank, Asked(near=ASKED.near, hours=late))
    assert not _is_found(bank, Asked(near=ASKED.near, hours=long))


def test_a_night_that_is_taken_is_not_found_and_another_pa_may_have_it() -> None:
    bank = _bank(pas=2)
    _take(bank, _night())
    assert _is_found(bank, ASKED)
    _take(bank, _night(), space=1)
    assert not _is_found(bank, ASKED)


def test_a_night_may_be_another_pas_than_the_one_before() -> None:
    bank = _bank(pas=2)
    _take(bank, _night())
    _take(bank, _night(FRIDAY + timedelta(days=1)), space=1)
    assert _is_found(bank, WEEKEND)


def test_opening_hours_are_for_hours_and_not_for_nights() -> None:
    bank = _bank()
    with transaction():
        session.add(OpeningHours(listing_id=bank.id, weekday=4, opens_minute=540, closes_minute=1020))
    assert _is_found(bank, ASKED)


def test_a_night_costs_what_a_sleepover_does_on_its_day() -> None:
    bank = _bank()
    with transaction():
        march = Season(name="March", first_on=FRIDAY, last_on=FRIDAY)
        march.rates = [
            SeasonRate(unit=RateUnit.SLEEPOVER, weekday_pence=100_00, weekend_pence=100_00, bank_holiday_pence=100_00)
        ]
        bank.seasons.append(march)
        session.add(bank)
        search_row.refresh(bank)
    (hit,) = search(WEEKEND).hits
    assert hit.price_pence == 100_00 + 95_00
    assert [(int(one.quantity), one.noun) for one in hit.nights] == [(1, "sleepover"), (1, "sleepover")]
    (one,) = compared([bank.ref], WEEKEND)
    assert one.is_free
    assert price_pence(one.offer, WEEKEND, one.nights) == hit.price_pence


def test_a_limit_of_cost_is_held_against_the_price_of_the_nights() -> None:
    bank = _bank()
    assert found_ids(Asked(near=ASKED.near, hours=ASKED.hours, most_pence=95_00)) == [bank.id]
    assert found_ids(Asked(near=ASKED.near, hours=ASKED.hours, most_pence=94_99)) == []


def test_where_only_waking_nights_are_sold_their_price_is_said() -> None:
    _bank(rates={RateUnit.HOUR: 24_60, RateUnit.WAKING_NIGHT: 180_00})
    (hit,) = search(ASKED).hits
    assert hit.price_pence == 180_00


def test_whoever_can_have_the_night_by_the_hour_is_told_the_price_of_the_hours() -> None:
    supply.listing("Tweed", kind=ListingKind.PA_BANK, rates=RATES)
    (hit,) = search(ASKED).hits
    assert (hit.price_pence, hit.nights) == (10 * 24_60, ())


def test_whose_pas_have_no_pattern_and_sell_nights_alone_has_them_at_that_price_and_no_hours() -> None:
    bank = supply.listing("Tweed", kind=ListingKind.PA_BANK, rates={RateUnit.WAKING_NIGHT: 180_00})
    assert _is_found(bank, ASKED)
    (hit,) = search(ASKED).hits
    assert (hit.price_pence, len(hit.nights)) == (180_00, 1)
    (one,) = compared([bank.ref], ASKED)
    assert (one.is_free, price_pence(one.offer, ASKED, one.nights)) == (True, 180_00)
    _take(bank, _night())
    assert [one.found for one in nearest(replace(ASKED, most_pence=180_00), wider_km=()).dates] == [1, 1, 1]
    assert not nearest(replace(ASKED, most_pence=179_99), wider_km=()).dates


def test_a_night_that_is_taken_is_free_next_and_nearest_on_the_next_evening_of_the_pattern() -> None:
    bank = _bank()
    _take(bank, _night())
    later = free_next(bank, ASKED)
    assert later is not None
    assert later.days == (FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2))
    moves = [(one.arrive_on - FRIDAY).days for one in nearest(ASKED, wider_km=()).dates]
    assert moves == [1, -6, -7]


def test_who_waits_for_a_night_is_told_when_it_frees_up() -> None:
    bank = _bank()
    _take(bank, _night())
    searches.keep_search(
        name="Friday", words="near=Duns", asked=ASKED, listing=bank, tells=True, by=families.viewer("Anna Hume")
    )
    telling.look_again()
    assert not session.scalars(select(Letter)).all()
    diary.release(references=["s0"], by=SITE)
    telling.look_again()
    (letter,) = session.scalars(select(Letter))
    assert "You look for Reivers" in letter.body


def test_nights_of_many_banks_take_as_many_statements_as_those_of_one(database: Engine) -> None:
    _bank()
    one = _statements(database)
    for _ in range(3):
        _bank()
    assert _statements(database) == one


def _statements(database: Engine) -> int:
    search(ASKED)
    session.rollback()
    with statements(database) as sent:
        assert search(ASKED).total
    return len(sent)
