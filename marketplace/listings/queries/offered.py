"""What a list prints of each listing: read column by column for a page of them, a statement for each table."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, select

from marketplace import clock
from marketplace.access_facts.catalogue import CATALOGUE, fact_kind
from marketplace.access_facts.facts import Evidence, FactState, FactValue
from marketplace.access_facts.kinds import STAY, ListingKind
from marketplace.db import session
from marketplace.geo import Point
from marketplace.listings import list_price
from marketplace.listings.models import Fact, Listing, Photo, Provider, Rate, search_row
from marketplace.listings.models.listing import SLEEPS, fact_value
from marketplace.listings.pricing import SOLD, RateTable
from marketplace.listings.pricing import Rate as PriceRate
from marketplace.listings.queries.levies import levy_words
from marketplace.listings.queries.photos import MainPhoto, main_photo_id
from marketplace.listings.terms import Terms

_SHOWN = frozenset(kind.id for kind in CATALOGUE if kind.is_key or not kind.kinds <= STAY)
"""Facts that a card may show of itself: the key ones, and all of support, vehicles and activities."""


@dataclass(frozen=True)
class Offer:
    """One listing as a list prints it. ``facts``: those asked about and those a card may show, where known.

    ``point``: where it is as searches measure it, which for a home is not the exact place. ``levy``: what its council
    asks of a stay that begins today, in words.
    """

    ref: str
    kind: ListingKind
    title: str
    summary: str
    town: str
    provider: str
    picture: str | None
    point: Point
    travels_km: int | None
    sleeps: int | None
    terms: Terms
    prices: RateTable
    facts: Mapping[str, FactValue]
    deposit_pence: int = 0
    photo: MainPhoto | None = None
    levy: str = ""

    @property
    def main_rate(self) -> PriceRate | None:
        """The rate a price in a list comes from: by the night where it has one, else the hour, else the item."""
        by_unit = {rate.unit: rate for rate in self.prices.rates}
        return next((by_unit[unit] for unit in SOLD if unit in by_unit), None)


_COLUMNS = (
    Listing.ref,
    Listing.kind,
    Listing.title,
    Listing.summary,
    Listing.town,
    Provider.name.label("provider"),
    Listing.picture,
    search_row.c.latitude,
    search_row.c.longitude,
    Listing.travels_km,
    Listing.sleeps,
    Photo.ref.label("photo"),
    Photo.words.label("photo_words"),
    Listing.deposit_pence,
    search_row.c.unit,
    search_row.c.stay_pence,
    search_row.c.person_pence,
    search_row.c.seasons,
    search_row.c.levied,
    search_row.c.min_nights,
    search_row.c.max_nights,
    search_row.c.changeover_days,
    search_row.c.notice_days,
    search_row.c.is_firm,
)


_ids: BindParameter[int] = bindparam("ids", expanding=True)
# Statements asked with every search are built once: building one takes longer than either database takes to answer it.
_LISTINGS = (
    select(Listing.id, *_COLUMNS)
    .join(Listing.provider)
    .join(search_row, search_row.c.listing_id == Listing.id)
    .outerjoin(Photo, Photo.id == main_photo_id(Listing.id))
    .where(Listing.id.in_(_ids))
)
_RATES = select(
    Rate.listing_id,
    Rate.unit,
    Rate.weekday_pence,
    Rate.weekend_pence,
    Rate.bank_holiday_pence,
    Rate.words,
).where(Rate.listing_id.in_(_ids))
_FACTS = (
    select(Fact.listing_id, Fact.fact_id, Fact.number, Fact.choice, Fact.day, Fact.evidence, Fact.known_on)
    .where(Fact.listing_id.in_(_ids), Fact.fact_id.in_(bindparam("wanted", expanding=True)))
    .order_by(Fact.id)
)


def offers(listing_ids: Collection[int], asked_facts: Collection[str]) -> dict[int, Offer]:
    """The listings of these ids, by id."""
    if not listing_ids:
        return {}
    rows = session.connection().execute(_LISTINGS, {"ids": listing_ids}).all()
    rates, facts = _rates(listing_ids), _facts(listing_ids, _SHOWN.union(asked_facts))
    prices = {row.id: list_price.table_of(row, rates[row.id]) for row in rows}
    return {
        row.id: Offer(
            ref=row.ref,
            kind=row.kind,
            title=row.title,
            summary=row.summary,
            town=row.town,
            provider=row.provider,
            picture=row.picture,
            point=Point(row.latitude, row.longitude),
            travels_km=row.travels_km,
            sleeps=row.sleeps,
            terms=Terms(row.min_nights, row.max_nights, row.changeover_days, row.notice_days, row.is_firm),
            prices=prices[row.id],
            facts=_with_sleeps(facts[row.id], row.sleeps),
            deposit_pence=row.deposit_pence,
            photo=MainPhoto(row.photo, row.photo_words) if row.photo else None,
            levy=levy_words(prices[row.id]),
        )
        for row in rows
    }


def _rates(listing_ids: Collection[int]) -> defaultdict[int, list[PriceRate]]:
    rows = session.connection().execute(_RATES, {"ids": listing_ids}).all()
    found: defaultdict[int, list[PriceRate]] = defaultdict(list)
    for listing_id, unit, weekday, weekend, bank_holiday, words in rows:
        found[listing_id].append(PriceRate(unit, weekday, weekend, bank_holiday, words))
    return found


def _facts(listing_ids: Collection[int], wanted: Collection[str]) -> defaultdict[int, dict[str, FactValue]]:
    rows = session.connection().execute(_FACTS, {"ids": listing_ids, "wanted": sorted(wanted)}).all()
    found: defaultdict[int, dict[str, FactValue]] = defaultdict(dict)
    for listing_id, fact_id, number, choice, day, evidence, known_on in rows:
        found[listing_id][fact_id] = fact_value(fact_id, number, choice, day, evidence, known_on)
    return found


def _with_sleeps(facts: dict[str, FactValue], sleeps: int | None) -> dict[str, FactValue]:
    if sleeps is not None:
        facts[SLEEPS] = FactValue(
            fact_kind(SLEEPS), FactState.KNOWN, sleeps, evidence=Evidence.STATED_BY_OWNER, known_on=clock.today()
        )
    return facts
