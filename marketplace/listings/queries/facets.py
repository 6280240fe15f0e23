"""How many of what a search finds would be left by one wish more: told from what it has read already."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need
from marketplace.listings.queries.candidates import Candidate, Finder
from marketplace.listings.queries.sieve import FALSE


@dataclass(frozen=True)
class Wishes:
    """What a list may be narrowed by. Distances are kilometres; prices pence for all the time asked."""

    needs: tuple[Need, ...] = ()
    distances: tuple[float, ...] = ()
    prices: tuple[int, ...] = ()
    sleeps: tuple[int, ...] = ()


@dataclass(frozen=True)
class Facets:
    """By each wish, how many a search with it would find. Those of needs are by the need's text."""

    total: int
    kinds: Mapping[ListingKind, int]
    needs: Mapping[str, int]
    distances: Mapping[float, int]
    prices: Mapping[int, int]
    sleeps: Mapping[int, int]


def count(finder: Finder, candidates: list[Candidate], wishes: Wishes) -> Facets:
    """Count them. What a search with a need more leaves out is what fails it for certain: the rest it asks first."""
    rows = [one.row for one in candidates]
    standings = list(zip(*map(finder.standings, candidates), strict=True)) if finder.also else []
    away = [0.0 if one.row.travels_km is not None else one.distance_km for one in candidates]
    prices = [finder.price(one) for one in candidates] if wishes.prices else []
    return Facets(
        total=len(candidates),
        kinds={ListingKind(kind): number for kind, number in Counter(row.kind for row in rows).items()},
        needs={
            need.text: sum(one != FALSE for one in column)
            for need, column in zip(finder.also, standings, strict=bool(standings))
        },
        distances={km: _at_most(km, away) for km in wishes.distances},
        prices={pence: _at_most(pence, prices) for pence in wishes.prices},
        sleeps={number: sum((row.sleeps or 0) >= number for row in rows) for number in wishes.sleeps},
    )


def _at_most(bound: float, values: Iterable[float | None]) -> int:
    return sum(value is not None and value <= bound for value in values)
