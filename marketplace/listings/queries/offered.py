"""What a list prints of each listing: read column by column for a page of them, a statement for each table."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute

from marketplace import clock
from marketplace.access_facts.catalogue import CATALOGUE, fact_kind
from marketplace.access_facts.facts import Evidence, FactState, FactValue
from marketplace.access_facts.kinds import STAY, ListingKind
from marketplace.db import session
from marketplace.geo import Point
from marketplace.listings import list_price
from marketplace.listings.models import Fact, Listing, Photo, Provider, Rate, search_row
from marketplace.listings.models.listing import SLEEPS, fact_value
from marketplace.listings.pricing import SOLD, RateTable, RateUnit
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


AT_ONCE = 20
"""Statements ask for so many listings, or a multiple of it: so there are few of them, each built and compiled once.

One that is written anew for as many ids as there are takes longer to write than either database takes to answer it.
"""


def _named(listing_ids: Collection[int]) -> dict[str, int]:
    """The ids by the names that a statement has for them, the last one again until there are as many as it names."""
    ids = list(listing_ids)
    ids += ids[-1:] * (-len(ids) % AT_ONCE)
    return {_name(number): one for number, one in enumerate(ids)}


def _name(number: int) -> str:
    return f"id_{number}"


def _is_asked_for(column: InstrumentedAttribute[int], count: int) -> ColumnElement[bool]:
    return column.in_([bindparam(_name(number)) for number in range(count)])


@lru_cache(maxsize=64)
def _listings(count: int) -> Select[Any]:
    return (
        select(Listing.id, *_COLUMNS)
        .join(Listing.provider)
        .join(search_row, search_row.c.listing_id == Listing.id)
        .outerjoin(Photo, Photo.id == main_photo_id(Listing.id))
        .where(_is_asked_for(Listing.id, count))
    )


@lru_cache(maxsize=64)
def _rates_of(count: int) -> Select[int, RateUnit, int, int, int, str]:
    return select(
        Rate.listing_id, Rate.unit, Rate.weekday_pence, Rate.weekend_pence, Rate.bank_holiday_pence, Rate.words
    ).where(_is_asked_for(Rate.listing_id, count))


@lru_cache(maxsize=256)
def _facts_of(
    count: int, wanted: frozenset[str]
) -> Select[int, str, float | None, str | None, date | None, Evidence, date]:
    # Written into the statement: dozens of values that are always the same cost more to send than to answer.
    is_wanted = Fact.fact_id.in_([literal_column(f"'{fact_kind(fact_id).id}'") for fact_id in sorted(wanted)])
    return (
        select(Fact.listing_id, Fact.fact_id, Fact.number, Fact.choice, Fact.day, Fact.evidence, Fact.known_on)
        .where(_is_asked_for(Fact.listing_id, count), is_wanted)
        .order_by(Fact.id)
    )


def offers(listing_ids: Collection[int], asked_facts: Collection[str]) -> dict[int, Offer]:
    """The listings of these ids, by id."""
    if not listing_ids:
        return {}
    ids, today = _named(listing_ids), clock.today()
    rows = session.connection().execute(_listings(len(ids)), ids).all()
    rates, facts = _rates(ids), _facts(ids, _SHOWN.union(asked_facts))
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
            facts=_with_sleeps(facts[row.id], row.sleeps, today),
            deposit_pence=row.deposit_pence,
            photo=MainPhoto(row.photo, row.photo_words) if row.photo else None,
            levy=levy_words(prices[row.id]),
        )
        for row in rows
    }


def _rates(ids: dict[str, int]) -> defaultdict[int, list[PriceRate]]:
    rows = session.connection().execute(_rates_of(len(ids)), ids).all()
    found: defaultdict[int, list[PriceRate]] = defaultdict(list)
    for listing_id, unit, weekday, weekend, bank_holiday, words in rows:
        found[listing_id].append(PriceRate(unit, weekday, weekend, bank_holiday, words))
    return found


def _facts(ids: dict[str, int], wanted: frozenset[str]) -> defaultdict[int, dict[str, FactValue]]:
    rows = session.connection().execute(_facts_of(len(ids), wanted), ids).all()
    found: defaultdict[int, dict[str, FactValue]] = defaultdict(dict)
    for listing_id, fact_id, number, choice, day, evidence, known_on in rows:
        found[listing_id][fact_id] = fact_value(fact_id, number, choice, day, evidence, known_on)
    return found


def _with_sleeps(facts: dict[str, FactValue], sleeps: int | None, today: date) -> dict[str, FactValue]:
    if sleeps is not None:
        facts[SLEEPS] = FactValue(
            fact_kind(SLEEPS), FactState.KNOWN, sleeps, evidence=Evidence.STATED_BY_OWNER, known_on=today
        )
    return facts
