"""The visitor levy is in the first price that is shown of a stay, and what is quoted for the same days is the same."""

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from marketplace.booking.queries.quoting import quote
from marketplace.booking.quote import Wanted, total_pence
from marketplace.db import session, transaction
from marketplace.listings.asked import Asked
from marketplace.listings.flexible import Flexible
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.pricing import RateTable
from marketplace.listings.queries.search import Hit, search
from marketplace.listings.vat import Vat
from marketplace.periods import nights
from tests import prices, supply
from tests.integration.test_prices import EXAMPLES, NEAR, NOW, night_pence

pytestmark = pytest.mark.usefixtures("database")
IN_EDINBURGH = "EH3 9BF"
VATS = {Vat.NONE: 0, Vat.EXEMPT: 0, Vat.REDUCED: 500, Vat.STANDARD: 2_000}


def in_edinburgh(table: RateTable, vat: Vat = Vat.NONE) -> Listing:
    """The one listing, at these prices, in a council that asks a levy."""
    listing = session.scalar(select(Listing)) or supply.listing()
    with transaction():
        listing.postcode, listing.vat, listing.sleeps = IN_EDINBURGH, vat, 6
    prices.put_on(listing, table)
    return listing


def shown(asked: Asked) -> Hit:
    with time_machine.travel(NOW, tick=False):
        (hit,) = search(asked).hits
    return hit


def quoted(listing: Listing, stay: tuple[date, date], people: int = 1) -> int:
    with time_machine.travel(NOW, tick=False):
        return total_pence(quote(listing, RateUnit.NIGHT, [Wanted(nights(*stay))], people=people))


@EXAMPLES
@given(
    table=prices.price_tables(RateUnit.NIGHT),
    vat=st.sampled_from(Vat),
    first=prices.DAYS,
    count=st.integers(1, 9),
    people=st.integers(1, 6),
)
def test_a_search_shows_the_levy_of_any_stay_as_it_is_quoted(
    table: RateTable, vat: Vat, first: date, count: int, people: int
) -> None:
    listing = in_edinburgh(table, vat)
    stay = (first, first + timedelta(days=count))
    of_nights = [night_pence(table, first + timedelta(days=night)) for night in range(count)]
    before_vat = sum(of_nights[:5]) * 10_000 / (10_000 + VATS[vat])
    with time_machine.travel(NOW, tick=False):
        segments = quote(listing, RateUnit.NIGHT, [Wanted(nights(*stay))], people=people)
    asked = sum(one.pence for one in segments if one.levy_council)
    assert abs(asked - before_vat * 0.05) <= 0.501
    assert shown(Asked(near=NEAR, stay=stay, sleeps=people)).price_pence == total_pence(segments)


@EXAMPLES
@given(table=prices.price_tables(RateUnit.NIGHT), count=st.integers(1, 8), first=prices.DAYS)
def test_of_dates_that_can_move_the_cheapest_is_offered_with_its_levy(
    table: RateTable, count: int, first: date
) -> None:
    listing = in_edinburgh(table)
    last = first + timedelta(days=count + 10)
    hit = shown(Asked(near=NEAR, flexible=Flexible(first, last, count)))
    stays = [(first + timedelta(days=day), first + timedelta(days=day + count)) for day in range(11)]
    assert hit.price_pence == min(quoted(listing, stay) for stay in stays)
