"""What nights of PAs cost, for all listings of a search at a time: the search row has the rate for an hour alone."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from marketplace.db import session
from marketplace.holidays import sort_of_day
from marketplace.listings import pricing
from marketplace.listings.models import Rate, Season
from marketplace.listings.pricing import AT_NIGHT, PriceLine, RateTable, price_nights
from marketplace.listings.queries.free_then import batches
from marketplace.periods import Period


def night_prices(listing_ids: Sequence[int], nights: Sequence[Period]) -> dict[int, tuple[PriceLine, ...]]:
    """The lines for these nights of each listing that sells any, as sleepovers where it has them, else awake.

    It takes three statements however many listings there are, none for nobody.
    """
    tables = night_tables(listing_ids)
    return {listing_id: price_nights(nights, rates, sort_of_day) for listing_id, rates in tables.items()}


def night_tables(listing_ids: Sequence[int]) -> dict[int, RateTable]:
    """The prices of nights of those of these listings that sell any, for whichever nights."""
    rates: defaultdict[int, list[pricing.Rate]] = defaultdict(list)
    seasons: defaultdict[int, list[pricing.Season]] = defaultdict(list)
    for some in batches(listing_ids):
        for rate in session.scalars(select(Rate).where(Rate.listing_id.in_(some), Rate.unit.in_(AT_NIGHT))):
            rates[rate.listing_id].append(rate.value)
        for season in session.scalars(select(Season).where(Season.listing_id.in_(some))):
            seasons[season.listing_id].append(season.value)
    return {
        listing_id: RateTable(tuple(found), tuple(seasons.get(listing_id, ()))) for listing_id, found in rates.items()
    }
