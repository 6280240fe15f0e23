"""Listings by the thousand, with facts, rates and full diaries, written in bulk: the same ones for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert

from marketplace import clock, db
from marketplace.access_facts.catalogue import CATALOGUE, FactKind, FactType
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Organisation
from marketplace.accounts.roles import OrganisationKind
from marketplace.listings.models import (
    Fact,
    Listing,
    ListingState,
    Occupancy,
    Provider,
    Rate,
    Space,
    band_of,
    fact_column_name,
    search_row,
)
from marketplace.listings.pricing import RateUnit
from marketplace.listings.services import taken_nights
from marketplace.periods import nights

SOUTH, NORTH, WEST, EAST = 54.7, 58.6, -6.2, -1.8
FACTS_KNOWN = 12
OCCUPANCIES = 20
DAYS_AHEAD = 540
CHUNK = 2_000


@dataclass(frozen=True)
class Built:
    """What was written."""

    listings: int
    occupancies: int


def build(engine: Engine, *, listings: int, seed: int = 1) -> Built:
    """Write so many places to stay over Scotland, each with one space and about OCCUPANCIES stretches taken."""
    rows = random.Random(seed)
    taken = 0
    with engine.begin() as connection:
        provider_id = _provider(connection)
        for start in range(0, listings, CHUNK):
            ids = range(start + 1, min(start + CHUNK, listings) + 1)
            facts = {number: _facts(rows) for number in ids}
            places = {number: (rows.uniform(SOUTH, NORTH), rows.uniform(WEST, EAST)) for number in ids}
            pence = {number: rows.randrange(6_000, 30_000, 100) for number in ids}
            sleeps = {number: rows.randint(1, 8) for number in ids}
            connection.execute(insert(Listing), [_listing(n, provider_id, places[n], sleeps[n]) for n in ids])
            connection.execute(insert(Rate), [_rate(n, pence[n]) for n in ids])
            connection.execute(insert(Fact), [row for n in ids for row in _fact_rows(n, facts[n])])
            connection.execute(insert(Space), [_space(n) for n in ids])
            connection.execute(
                insert(search_row), [_search_row(n, places[n], sleeps[n], pence[n], facts[n]) for n in ids]
            )
            stretches = [row for n in ids for row in _occupancies(n, rows)]
            connection.execute(insert(Occupancy), stretches)
            taken += len(stretches)
    db.session.remove()
    with db.transaction():
        taken_nights.write_changed()
    _analyse(engine)
    return Built(listings, taken)


def _provider(connection: Connection) -> int:
    now = clock.now()
    organisation = connection.execute(
        insert(Organisation)
        .values(kind=OrganisationKind.PROVIDER, name="Bench", made_at=now)
        .returning(Organisation.id)
    ).scalar_one()
    provider = connection.execute(
        insert(Provider)
        .values(
            organisation_id=organisation, name="Bench", legal_name="Bench", is_individual=False, about="", made_at=now
        )
        .returning(Provider.id)
    )
    return int(provider.scalar_one())


_KNOWABLE = [
    kind for kind in CATALOGUE if kind.applies_to(ListingKind.ACCOMMODATION) and kind.type is not FactType.DATE
]
_ALWAYS = ("narrowest_door_mm", "hoist", "level_access_shower")


def _facts(rows: random.Random) -> dict[str, Any]:
    """Values by fact, as the search row keeps them; the facts most asked for are known of nine in ten."""
    known = [kind for kind in _KNOWABLE if kind.id in _ALWAYS and rows.random() < 0.9]
    known += rows.sample([kind for kind in _KNOWABLE if kind.id not in {*_ALWAYS, "sleeps"}], FACTS_KNOWN)
    return {kind.id: _value(kind, rows) for kind in known}


def _value(kind: FactKind, rows: random.Random) -> str | float:
    if kind.type is FactType.YESNO:
        return rows.choice(["yes", "no"])
    if kind.type is FactType.CHOICE:
        return rows.choice(kind.choices)
    return float(rows.randint(700, 1000)) if kind.id.endswith("door_mm") else float(rows.randint(0, 300))


def _listing(number: int, provider_id: int, place: tuple[float, float], sleeps: int) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": number,
        "ref": f"bench-{number}",
        "provider_id": provider_id,
        "kind": ListingKind.ACCOMMODATION,
        "state": ListingState.PUBLISHED,
        "proofs_in": True,
        "title": f"House {number}",
        "summary": "",
        "description": "",
        "town": "",
        "latitude": place[0],
        "longitude": place[1],
        "includes_personal_care": False,
        "sleeps": sleeps,
        "option_days": 7,
        "assistance_dog_fee_pence": 0,
        "made_at": now,
        "changed_at": now,
        "version": 0,
    }


def _rate(number: int, pence: int) -> dict[str, Any]:
    columns = dict.fromkeys(("weekday_pence", "weekend_pence", "bank_holiday_pence"), pence)
    return {"listing_id": number, "unit": RateUnit.NIGHT, "words": "", **columns}


def _fact_rows(number: int, facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    today = clock.today()
    for fact_id, value in facts.items():
        column = "number" if isinstance(value, float) else "choice"
        empty = {"number": None, "choice": None, "day": None}
        yield {
            "listing_id": number,
            "fact_id": fact_id,
            **empty,
            column: value,
            "evidence": "measured_by_us",
            "known_on": today,
        }


def _space(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "ref": f"bench-{number}",
        "listing_id": number,
        "name": f"House {number}",
        "export_token": f"bench-{number}",
        "made_at": clock.now(),
        "version": 0,
    }


def _search_row(
    number: int, place: tuple[float, float], sleeps: int, pence: int, facts: dict[str, Any]
) -> dict[str, Any]:
    columns = {fact_column_name(kind): facts.get(kind.id) for kind in CATALOGUE}
    return {
        "listing_id": number,
        "kind": ListingKind.ACCOMMODATION.value,
        "band": band_of(place[0]),
        "latitude": place[0],
        "longitude": place[1],
        "sleeps": sleeps,
        "unit": RateUnit.NIGHT.value,
        "weekday_pence": pence,
        "weekend_pence": pence,
        "bank_holiday_pence": pence,
        "evidence": 0.5,
        **columns,
        "f_sleeps": float(sleeps),
    }


def _occupancies(number: int, rows: random.Random) -> Iterator[dict[str, Any]]:
    """Stretches of one to five nights, in order, with gaps between."""
    now = clock.now()
    day = clock.today() + timedelta(days=rows.randint(0, 20))
    for stretch in range(OCCUPANCIES):
        leave = day + timedelta(days=rows.randint(1, 5))
        period = nights(day, leave)
        yield {
            "space_id": number,
            "starts_at": period.starts_at,
            "ends_at": period.ends_at,
            "cause": "booking",
            "reference": f"bench:{number}:{stretch}",
            "made_at": now,
        }
        day = leave + timedelta(days=rows.randint(1, 2 * DAYS_AHEAD // OCCUPANCIES - 5))


def _analyse(engine: Engine) -> None:
    """Let the planner know the sizes, as both databases do of themselves in time.

    PostgreSQL also frees what the load left behind, as its autovacuum does within a minute: each occupancy noted
    its space as changed, and until then a search reads the empty pages of those notes.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


def first_days(rows: random.Random) -> tuple[date, date]:
    """A stay of two to seven nights within the diaries."""
    arrive = clock.today() + timedelta(days=rows.randint(1, 400))
    return arrive, arrive + timedelta(days=rows.randint(2, 7))
