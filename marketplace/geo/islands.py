"""Which land a point is on: the mainland or an island, by the outlines of the councils. For travel notes, not for maps.

Rings that share a corner are one land, and the land of the most rings is the mainland. Names, and which islands a road
leads to, are in data/islands.csv; lands that one road joins have one name there.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from marketplace.config import ROOT
from marketplace.geo.areas import Ring, outlines
from marketplace.geo.points import Point, Ruler

TABLE = ROOT / "data" / "islands.csv"
MAINLAND = ""
UNNAMED = "an island"


@dataclass(frozen=True)
class _Land:
    """One ring, and the number of the land it is of."""

    ring: Ring
    land: int


def ferry_words(start: Point, end: Point) -> str:
    """How the way between two points goes over the sea: ``by ferry to Mull``; blank where a road leads all the way."""
    here, there = island_of(start), island_of(end)
    if here == there != UNNAMED:
        return ""
    if there:
        return f"by ferry to {there}"
    return f"by ferry from {here}"


@lru_cache(maxsize=8192)
def island_of(point: Point) -> str:
    """The island that a point is on; blank for the mainland, and for an island that a road leads to."""
    land = _land_of(point)
    return _names().get(land, MAINLAND if land == _mainland() else UNNAMED)


def _land_of(point: Point) -> int:
    """The land that holds a point; of one in the sea, as the rough outlines have it, the land with a corner next."""
    holding = (one.land for one in _lands() if one.ring.box.holds(point) and _holds(one.ring, point))
    found = next(holding, None)
    return found if found is not None else _nearest(point)


def _nearest(point: Point) -> int:
    ruler = Ruler(point)
    return min(_lands(), key=lambda one: min(ruler.km(lat, lon) for lat, lon in one.ring.points)).land


def _holds(ring: Ring, point: Point) -> bool:
    """Whether a line from the point to the east crosses the ring an odd number of times."""
    crossings = 0
    for (lat, lon), (next_lat, next_lon) in zip(ring.points, ring.points[1:], strict=False):
        if (lat > point.lat) != (next_lat > point.lat):
            crossings += point.lon < (next_lon - lon) * (point.lat - lat) / (next_lat - lat) + lon
    return crossings % 2 == 1


@cache
def _lands() -> tuple[_Land, ...]:
    rings = [ring for outline in outlines() for ring in outline.rings]
    at: defaultdict[tuple[float, float], list[int]] = defaultdict(list)
    for number, ring in enumerate(rings):
        for corner in ring.points:
            at[corner].append(number)
    land = list(range(len(rings)))
    for first, second in _meeting(at):
        land = [land[first] if one == land[second] else one for one in land]
    return tuple(_Land(ring, land[number]) for number, ring in enumerate(rings))


def _meeting(at: dict[tuple[float, float], list[int]]) -> Iterator[tuple[int, int]]:
    """The pairs of rings that share a corner, each once."""
    yield from sorted({(first, other) for first, *others in at.values() for other in others if other != first})


@cache
def _mainland() -> int:
    return Counter(one.land for one in _lands()).most_common(1)[0][0]


@cache
def _names() -> dict[int, str]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = {
        _land_of(Point(float(row["lat"]), float(row["lon"]))): MAINLAND if row["is_bridged"] == "yes" else row["name"]
        for row in rows
    }
    return {land: name for land, name in named.items() if land != _mainland()}
