"""Which land a point is on: the mainland or an island, by the outlines of the councils. For travel notes, not for maps.

Rings that share a corner are one land, and the land of the most rings is the mainland. Names, and which islands a road
leads to, are in data/islands.csv; lands that one road joins have one name there.
"""

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from marketplace.config import ROOT
from marketplace.geo.areas import Ring, outlines
from marketplace.geo.points import SHORTEST_DEGREE_KM, Point, Ruler

TABLE = ROOT / "data" / "islands.csv"
MAINLAND = ""
UNNAMED = "an island"
BANDS_PER_DEGREE = 50
"""Of latitude: two kilometres each."""

_Side = tuple[int, tuple[float, float], tuple[float, float]]
"""The number of a ring, and two corners of it that follow each other: (latitude, longitude)."""


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
    holding = _holding(point)
    return _nearest(point) if holding is None else _lands()[holding].land


def _holding(point: Point) -> int | None:
    """The ring that a line from the point to the east crosses an odd number of times; None in the sea."""
    crossings: Counter[int] = Counter()
    for number, (lat, lon), (next_lat, next_lon) in _sides().get(_band(point.lat), ()):
        if (lat > point.lat) != (next_lat > point.lat):
            crossings[number] += point.lon < (next_lon - lon) * (point.lat - lat) / (next_lat - lat) + lon
    return min((number for number, times in crossings.items() if times % 2), default=None)


def _nearest(point: Point) -> int:
    """Looks from the band of the point outwards, until the next one is further off than what is found."""
    ruler, sides, here = Ruler(point), _sides(), _band(point.lat)
    found = (math.inf, _mainland())
    for away in range(max(here - min(sides), max(sides) - here) + 1):
        if (away - 1) * SHORTEST_DEGREE_KM / BANDS_PER_DEGREE > found[0]:
            break
        for band in {here - away, here + away}:
            for number, corner, _ in sides.get(band, ()):
                found = min(found, (ruler.km(*corner), _lands()[number].land))
    return found[1]


def _band(lat: float) -> int:
    return math.floor(lat * BANDS_PER_DEGREE)


@cache
def _sides() -> dict[int, list[_Side]]:
    """Every side of every ring, in each band of latitude that it is in: a search asks of dozens of points."""
    sides: defaultdict[int, list[_Side]] = defaultdict(list)
    for number, one in enumerate(_lands()):
        for start, end in pairwise(one.ring.points):
            low, high = sorted((_band(start[0]), _band(end[0])))
            for band in range(low, high + 1):
                sides[band].append((number, start, end))
    return dict(sides)


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
