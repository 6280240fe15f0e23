"""Towns and villages of 500 people or more, with their other names. The table is made by scripts/make_town_table.py.

Names are compared ``plain``: without case, accents or points, with St and Saint alike.
"""

import csv
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cache

from marketplace.config import ROOT
from marketplace.geo.areas import Council, council, councils
from marketplace.geo.points import Box, Point, Ruler

TABLE = ROOT / "data" / "towns.csv"
APOSTROPHES = str.maketrans("", "", "'\u2018\u2019`")
NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Town:
    """A town or village. ``label`` is its name, with its council where another town has the same name."""

    name: str
    label: str
    also: tuple[str, ...]
    point: Point
    population: int
    council_code: str
    outcode: str


@cache
def towns() -> tuple[Town, ...]:
    """All of them, the most populous first."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    namesakes = Counter(row["name"] for row in rows)
    return tuple(_town(row, is_shared=namesakes[row["name"]] > 1) for row in rows)


def town(name: str) -> Town | None:
    """The town of a name, alone or with its council ("Blackburn, West Lothian"); of several the most populous.

    A town's own name goes before another's Gaelic, Scots or older one.
    """
    return names().get(plain(name))


def nearest_town(point: Point) -> Town:
    """The town or village that people would say a point is in or near."""
    ruler = Ruler(point)
    return min(towns(), key=lambda one: ruler.km(one.point.lat, one.point.lon))


def towns_in(box: Box, *, min_population: int = 0, limit: int | None = None) -> tuple[Town, ...]:
    """The towns in a box, the most populous first."""
    lats, level = _from_south()
    level = level[bisect_left(lats, box.south) : bisect_right(lats, box.north)]
    west, east = box.west, box.east
    found = sorted((place, each) for lon, place, each in level if west <= lon <= east)
    return tuple(each for _, each in found if each.population >= min_population)[:limit]


@cache
def _from_south() -> tuple[list[float], list[tuple[float, int, Town]]]:
    """Towns from south to north: their latitudes; and each with its longitude and its place among the most populous."""
    rows = sorted((each.point.lat, each.point.lon, place, each) for place, each in enumerate(towns()))
    return [lat for lat, *_ in rows], [(lon, place, each) for _, lon, place, each in rows]


def middle_of(area: Council) -> Point:
    """Where the people of a council live on average: the mean of its towns, weighted by population."""
    own = [each for each in towns() if each.council_code == area.code]
    people = sum(each.population for each in own)
    return Point(
        round(sum(each.point.lat * each.population for each in own) / people, 5),
        round(sum(each.point.lon * each.population for each in own) / people, 5),
    )


@cache
def names() -> dict[str, Town]:
    """Towns by every name they go by, plain. An earlier entry wins."""
    known: dict[str, Town] = {}
    for each in towns():
        area = council(each.council_code)
        known.setdefault(plain(each.name), each)
        known.setdefault(plain(f"{each.name} {area.name if area else ''}"), each)
    for each in towns():
        for other in each.also:
            known.setdefault(plain(other), each)
    return known


@cache
def council_names() -> dict[str, Council]:
    """Councils by every name they go by, plain."""
    return {plain(name): each for each in councils() for name in (each.name, *each.also)}


def plain(text: str) -> str:
    """A name as it is compared: "St. Andrews" and "SAINT  ANDREWS" are one, "Dùn Èideann" is "dun eideann"."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    spaced = NOT_LETTERS.sub(" ", bare.casefold().replace("&", " and ").translate(APOSTROPHES))
    return " ".join("saint" if word == "st" else word for word in spaced.split())


def _town(row: dict[str, str], *, is_shared: bool) -> Town:
    area = council(row["council_code"])
    return Town(
        name=row["name"],
        label=f"{row['name']}, {area.name}" if is_shared and area else row["name"],
        also=tuple(filter(None, row["also"].split("|"))),
        point=Point(float(row["lat"]), float(row["lon"])),
        population=int(row["population"]),
        council_code=row["council_code"],
        outcode=row["outcode"],
    )
