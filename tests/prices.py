"""Prices for tests: random rates, seasons that do not overlap, and extras; and a listing that has exactly these."""

from datetime import date, timedelta

from hypothesis import strategies as st

from marketplace.db import session, transaction
from marketplace.listings import models
from marketplace.listings.extras import Extra, ExtraPer
from marketplace.listings.models import Listing
from marketplace.listings.pricing import Rate, RateTable, RateUnit, Season
from marketplace.listings.services import search_row

FIRST = date(2027, 3, 1)
"""No season begins before, and no stay: Easter and a clock change lie within the weeks after it."""

PENCE = st.integers(1, 1_000_000)
DAYS = st.integers(0, 60).map(lambda ahead: FIRST + timedelta(days=ahead))


def rate(unit: RateUnit) -> st.SearchStrategy[Rate]:
    """A rate with another price on each sort of day, or flat."""
    flat = PENCE.map(lambda pence: Rate(unit, pence, pence, pence))
    return st.one_of(flat, st.builds(Rate, st.just(unit), PENCE, PENCE, PENCE))


@st.composite
def price_tables(draw: st.DrawFn, unit: RateUnit) -> RateTable:
    """Usual rates, up to four seasons, up to three extras."""
    days = sorted(draw(st.sets(DAYS, max_size=8)))
    pairs = zip(days[::2], days[1::2], strict=False)
    seasons = tuple(Season(f"Season {first}", first, last, (draw(rate(unit)),)) for first, last in pairs)
    pers = draw(st.lists(st.sampled_from(ExtraPer), max_size=3))
    extras = tuple(Extra(f"Extra {place}", draw(PENCE), per) for place, per in enumerate(pers))
    return RateTable((draw(rate(unit)),), seasons, extras)


def put_on(listing: Listing, prices: RateTable) -> None:
    """Let a listing have exactly these prices, and its search row say so."""
    with transaction():
        listing.rates, listing.seasons, listing.extras = [], [], []
        session.flush()
        listing.rates = [models.Rate(words=one.words, **_columns(one)) for one in prices.rates]
        listing.extras = [models.Extra(name=one.name, pence=one.pence, per=one.per) for one in prices.extras]
        listing.seasons = [
            models.Season(
                name=one.name,
                first_on=one.first_on,
                last_on=one.last_on,
                rates=[models.SeasonRate(**_columns(own)) for own in one.rates],
            )
            for one in prices.seasons
        ]
        search_row.refresh(listing)


def _columns(one: Rate) -> dict[str, object]:
    names = ("unit", "weekday_pence", "weekend_pence", "bank_holiday_pence")
    return {name: getattr(one, name) for name in names}
