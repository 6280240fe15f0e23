"""What a list prints of each listing: one statement for a page of them, its rates and facts gathered into a text each.

A row for each rate and fact would be two statements more, and rows that take longer to hand over than to find.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, Text, bindparam, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from marketplace import clock
from marketplace.access_facts.catalogue import CATALOGUE, fact_kind
from marketplace.access_facts.facts import Evidence, FactState, FactValue
from marketplace.access_facts.kinds import STAY, ListingKind
from marketplace.db import session
from marketplace.geo import Point
from marketplace.listings import list_price
from marketplace.listings.levies import LevyPlace
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


KEPT = 2_000
"""So many offers are kept as they were read last, some 10 KB each: the first of each search come again and again."""


def _named(listing_ids: Collection[int]) -> dict[str, int]:
    """The ids by the names that a statement has for them, the last one again until there are as many as it names."""
    ids = list(listing_ids)
    ids += ids[-1:] * (-len(ids) % AT_ONCE)
    return {_name(number): one for number, one in enumerate(ids)}


def _name(number: int) -> str:
    return f"id_{number}"


class _Rows(FunctionElement[str]):
    """All rows of these columns as one JSON text, a list of lists in no order; null or empty where there are none."""

    name = "rows"
    type = Text()
    inherit_cache = True


@compiles(_Rows, "sqlite")
def _on_sqlite(rows: _Rows, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_group_array(json_array({compiler.process(rows.clauses, **how)}))"


@compiles(_Rows, "postgresql")
def _on_postgresql(rows: _Rows, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_agg(json_build_array({compiler.process(rows.clauses, **how)}))::text"


def _rates() -> ScalarSelect[str]:
    columns = (Rate.id, Rate.unit, Rate.weekday_pence, Rate.weekend_pence, Rate.bank_holiday_pence, Rate.words)
    return select(_Rows(*columns)).where(Rate.listing_id == Listing.id).scalar_subquery()


def _facts(wanted: frozenset[str]) -> ScalarSelect[str]:
    columns = (Fact.id, Fact.fact_id, Fact.number, Fact.choice, Fact.day, Fact.evidence, Fact.known_on)
    # Written into the statement: dozens of values that are always the same cost more to send than to answer.
    is_wanted = Fact.fact_id.in_([literal_column(f"'{fact_kind(fact_id).id}'") for fact_id in sorted(wanted)])
    return select(_Rows(*columns)).where(Fact.listing_id == Listing.id, is_wanted).scalar_subquery()


@lru_cache(maxsize=256)
def _listings(count: int, wanted: frozenset[str]) -> Select[Any]:
    return (
        select(Listing.id, *_COLUMNS, _rates().label("rates"), _facts(wanted).label("facts"))
        .join(Listing.provider)
        .join(search_row, search_row.c.listing_id == Listing.id)
        .outerjoin(Photo, Photo.id == main_photo_id(Listing.id))
        .where(Listing.id.in_([bindparam(_name(number)) for number in range(count)]))
    )


def offers(listing_ids: Collection[int], asked_facts: Collection[str]) -> dict[int, Offer]:
    """The listings of these ids, by id."""
    if not listing_ids:
        return {}
    ids, today = _named(listing_ids), clock.today()
    rows = session.connection().execute(_listings(len(ids), _SHOWN.union(asked_facts)), ids).all()
    return {row.id: _offer(row, _levy(row), today) for row in rows}


def _levy(row: Row[Any]) -> str:
    return levy_words(LevyPlace.read(row.levied)) if row.levied else ""


@lru_cache(maxsize=KEPT)
def _offer(row: Row[Any], levy: str, today: date) -> Offer:
    """What such a row says, read once: with a word of it changed it is another row."""
    prices = list_price.table_of(row, [_rate(*rate) for rate in _in_order(row.rates)])
    facts = {fact[0]: _fact(*fact) for fact in _in_order(row.facts)}
    return Offer(
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
        prices=prices,
        facts=_with_sleeps(facts, row.sleeps, today),
        deposit_pence=row.deposit_pence,
        photo=MainPhoto(row.photo, row.photo_words) if row.photo else None,
        levy=levy,
    )


def _in_order(rows: str | None) -> list[list[Any]]:
    """The rows of such a text in the order of their keys, without these."""
    return [columns for _, *columns in sorted(json.loads(rows))] if rows else []


@lru_cache(maxsize=20_000)
def _rate(unit: str, weekday: int, weekend: int, bank_holiday: int, words: str) -> PriceRate:
    return PriceRate(RateUnit(unit), weekday, weekend, bank_holiday, words)


@lru_cache(maxsize=50_000)
def _fact(
    fact_id: str, number: float | None, choice: str | None, day: str | None, evidence: str, known_on: str
) -> FactValue:
    on = date.fromisoformat(day) if day else None
    known = None if number is None else float(number)
    return fact_value(fact_id, known, choice, on, Evidence(evidence), date.fromisoformat(known_on))


def _with_sleeps(facts: dict[str, FactValue], sleeps: int | None, today: date) -> dict[str, FactValue]:
    if sleeps is not None:
        facts[SLEEPS] = FactValue(
            fact_kind(SLEEPS), FactState.KNOWN, sleeps, evidence=Evidence.STATED_BY_OWNER, known_on=today
        )
    return facts
