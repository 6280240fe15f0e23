"""How many of what a search finds would be left by one wish more: told from what it has read already."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need
from marketplace.listings.queries.candidates import Candidate, Finder
from marketplace.listings.queries.need_columns import FALSE

Bound = TypeVar("Bound", int, float)


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
    total = len(candidates)
    standings = list(zip(*map(finder.standings, candidates), strict=True)) if finder.also else []
    away = [0.0 if one.row.travels_km is not None else one.distance_km for one in candidates]
    prices = [finder.price(one) for one in candidates] if wishes.prices else []
    beds = sorted(row.sleeps or 0 for row in rows)
    return Facets(
        total=total,
        kinds={ListingKind(kind): number for kind, number in Counter(row.kind for row in rows).items()},
        needs={
            need.text: total - column.count(FALSE)
            for need, column in zip(finder.also, standings, strict=bool(standings))
        },
        distances=_at_most(wishes.distances, away),
        prices=_at_most(wishes.prices, prices),
        sleeps={number: total - bisect_left(beds, number) for number in wishes.sleeps},
    )


def _at_most(bounds: Iterable[Bound], values: Iterable[float | None]) -> dict[Bound, int]:
    """By each bound, how many of those values that are known are no more than it."""
    known = sorted(value for value in values if value is not None)
    return {bound: bisect_right(known, bound) for bound in bounds}
