"""R41: the first price shown holds everything that must be paid, and what is quoted for the same dates is the same."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.queries.quoting import quote
from marketplace.booking.quote import Wanted, total_pence
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.geo import Point
from marketplace.holidays import sort_of_day
from marketplace.listings import cards, list_price
from marketplace.listings.asked import Asked
from marketplace.listings.cards import Hrefs
from marketplace.listings.extras import Extra, ExtraPer
from marketplace.listings.models import Listing, RateUnit, Season
from marketplace.listings.pricing import Rate, RateTable
from marketplace.listings.pricing import Season as PricedSeason
from marketplace.listings.queries.search import Hit, search
from marketplace.periods import Period, nights
from tests import prices, supply

NEAR = Point(*supply.DUNS)
EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NOW = datetime(2027, 1, 11, 12, tzinfo=UTC)
MINUTES = st.integers(0, 60 * 24 * 60)


def shown(asked: Asked) -> Hit:
    (hit,) = search(asked).hits
    return hit


def price_of(asked: Asked, table: RateTable) -> int | None:
    """What a list shows of a listing with these prices."""
    return list_price.for_time(asked, dict)(SimpleNamespace(**list_price.columns_of(table, table.rates[0])))


@pytest.mark.usefixtures("database")
@EXAMPLES
@given(table=prices.price_tables(RateUnit.NIGHT), first=prices.DAYS, count=st.integers(1, 30), people=st.integers(1, 6))
def test_the_search_shows_of_any_stay_what_is_quoted_for_it(
    table: RateTable, first: date, count: int, people: int
) -> None:
    listing = the_listing(ListingKind.ACCOMMODATION)
    prices.put_on(listing, table)
    stay = (first, first + timedelta(days=count))
    with time_machine.travel(NOW, tick=False):
        hit = shown(Asked(near=NEAR, stay=stay, sleeps=people))
    assert hit.price_pence == total_pence(quote(listing, RateUnit.NIGHT, [Wanted(nights(*stay))], people=people))


@given(
    table=prices.price_tables(RateUnit.HOUR), start=MINUTES, length=st.integers(1, 4 * 24 * 60), steps=st.integers(1, 9)
)
def test_a_list_shows_of_any_hours_what_is_quoted_for_them(
    table: RateTable, start: int, length: int, steps: int
) -> None:
    starts = london_instant(prices.FIRST) + timedelta(minutes=start)
    hours = Period(starts, starts + timedelta(minutes=length))
    listing = SimpleNamespace(prices=table)
    quoted = total_pence(quote(listing, RateUnit.HOUR, [Wanted(hours)]))  # type: ignore[arg-type]
    assert price_of(Asked(hours=hours), table) == quoted


@given(table=prices.price_tables(RateUnit.NIGHT), first=prices.DAYS, count=st.integers(1, 40), people=st.integers(1, 6))
def test_a_stay_is_the_sum_of_its_nights_and_of_what_must_be_paid(
    table: RateTable, first: date, count: int, people: int
) -> None:
    days = [first + timedelta(days=night) for night in range(count)]
    by_night = sum(night_pence(table, day) for day in days)
    on_top = sum(one.pence * {"stay": 1, "person": people, "each": 0}[one.per] for one in table.extras)
    assert price_of(Asked(stay=(first, first + timedelta(days=count)), sleeps=people), table) == by_night + on_top


def night_pence(table: RateTable, day: date) -> int:
    """What a night costs, worked out the plain way."""
    seasonal = [season.rates[0] for season in table.seasons if season.first_on <= day <= season.last_on]
    return (seasonal or list(table.rates))[0].pence_on(sort_of_day(day))


HOUSE = RateTable(
    (Rate(RateUnit.NIGHT, 9_000, 10_000, 11_000),),
    (PricedSeason("Summer", date(2027, 7, 1), date(2027, 8, 31), (Rate(RateUnit.NIGHT, 13_500, 13_500, 13_500),)),),
    (Extra("Cleaning", 4_500, ExtraPer.STAY), Extra("Linen", 800, ExtraPer.PERSON)),
)


@pytest.mark.usefixtures("database")
def test_a_stay_across_a_season_is_said_night_by_night_with_what_must_be_paid() -> None:
    listing = the_listing(ListingKind.ACCOMMODATION)
    prices.put_on(listing, HOUSE)
    wanted = [Wanted(nights(date(2027, 6, 29), date(2027, 7, 3)))]
    said = [(one.quantity, one.noun, one.season, one.pence) for one in quote(listing, RateUnit.NIGHT, wanted, people=2)]
    assert said == [
        (2, "night", "", 18_000),
        (2, "night", "Summer", 27_000),
        (1, "Cleaning", "", 4_500),
        (2, "Linen", "", 1_600),
    ]


@pytest.mark.usefixtures("database")
def test_without_dates_a_card_says_the_least_price_and_what_must_be_paid_on_top() -> None:
    prices.put_on(the_listing(ListingKind.ACCOMMODATION), HOUSE)
    asked = Asked(near=NEAR)
    card = cards.card(shown(asked), asked, mark="1", hrefs=Hrefs([""]), picture="", alt="")
    assert card.price_words == "from £90.00 a night, plus £45.00 for each stay and £8.00 for each person"


@pytest.mark.usefixtures("database")
def test_with_dates_a_card_says_for_how_many_people_its_price_is() -> None:
    prices.put_on(the_listing(ListingKind.ACCOMMODATION), HOUSE)
    with time_machine.travel(NOW, tick=False):
        asked = Asked(near=NEAR, stay=(date(2027, 7, 5), date(2027, 7, 7)), sleeps=2)
        card = cards.card(shown(asked), asked, mark="1", hrefs=Hrefs([""]), picture="", alt="")
    assert (card.price_pence, card.price_words) == (33_100, "for 2 nights and 2 people, nothing to add")


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("days", "pence", "words"),
    [(0, 160_00, "for the time you asked for"), (3, 1_600_00, "for 80 hours in one go, day and night")],
)
def test_hours_over_several_days_say_how_many_they_are(days: int, pence: int, words: str) -> None:
    supply.listing(kind=ListingKind.CARE_AT_HOME, rates={RateUnit.HOUR: 20_00}, spaces=1)
    hours = Period(datetime(2027, 7, 5, 8, tzinfo=UTC), datetime(2027, 7, 5 + days, 16, tzinfo=UTC))
    with time_machine.travel(NOW, tick=False):
        asked = Asked(near=NEAR, hours=hours)
        card = cards.card(shown(asked), asked, mark="1", hrefs=Hrefs([""]), picture="", alt="")
    assert (card.price_pence, card.price_words) == (pence, words)


@pytest.mark.usefixtures("database")
def test_the_database_itself_refuses_two_seasons_at_once() -> None:
    listing = the_listing(ListingKind.ACCOMMODATION)
    prices.put_on(listing, HOUSE)
    with pytest.raises(IntegrityError, match="ex_season_listing_id_days"), transaction():
        listing.seasons.append(Season(name="Fair", first_on=date(2027, 8, 31), last_on=date(2027, 9, 2)))
    with transaction():
        listing.seasons.append(Season(name="Autumn", first_on=date(2027, 9, 1), last_on=date(2027, 9, 30)))
    with pytest.raises(IntegrityError, match="ex_season_listing_id_days"), transaction():
        listing.seasons[1].first_on = date(2027, 8, 1)
    assert session.scalar(select(func.count()).select_from(Season)) == 2


def the_listing(kind: ListingKind) -> Listing:
    """The one listing of a test."""
    found = session.scalars(select(Listing).where(Listing.kind == kind)).first()
    return found or supply.listing(kind=kind, sleeps=8)
