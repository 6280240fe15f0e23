"""The 32 council areas of Scotland: codes, names, outlines. The tables are made by scripts/make_council_tables.py.

The outlines are for drawing. They are simplified to some 400 m, so about one postcode in a hundred lies outside its
own: which council a postcode belongs to is told by ``council_of``, never by an outline.
"""

import csv
import json
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, groupby
from operator import itemgetter

from marketplace.config import ROOT
from marketplace.geo.points import Box, Point

TABLE = ROOT / "data" / "councils.csv"
OUTLINES = ROOT / "data" / "council-outlines.json"
NEIGHBOURS = ROOT / "data" / "neighbours.csv"
STEPS_PER_DEGREE = 10_000  # outlines are kept as whole steps from point to point
STRETCH = 32  # corners


@dataclass(frozen=True)
class Council:
    """One council area.

    ``code`` is today's GSS code; ``older_code`` the one before 2018-19, different for four councils. ``also`` holds
    other names people use; ``label`` is where the name goes on a map.
    """

    code: str
    older_code: str
    name: str
    also: tuple[str, ...]
    label: Point


Corners = tuple[tuple[float, float], ...]
"""Latitude and longitude of each."""


@dataclass(frozen=True)
class Stretch:
    """Some corners of a ring that follow each other."""

    points: Corners
    box: Box


@dataclass(frozen=True)
class Ring:
    """A closed line round one piece of land: (latitude, longitude), the last point the first again."""

    points: Corners
    box: Box

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """All of it in short stretches: where a map shows little of a long coast, most need no second look."""
        starts = range(0, len(self.points), STRETCH)
        return tuple(_stretch(self.points[start : start + STRETCH]) for start in starts)


@dataclass(frozen=True)
class Outline:
    """Where a council's land meets the sea or its neighbours: a ring for its mainland and one for each island."""

    council_code: str
    rings: tuple[Ring, ...]

    @cached_property
    def box(self) -> Box:
        """What holds all of it."""
        south, west = min(ring.box.south for ring in self.rings), min(ring.box.west for ring in self.rings)
        return Box(south, west, max(ring.box.north for ring in self.rings), max(ring.box.east for ring in self.rings))


@cache
def councils() -> tuple[Council, ...]:
    """All 32, by name."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(_council(row) for row in csv.DictReader(file))


def council(code: str) -> Council | None:
    """The council of a GSS code, today's or the older one."""
    return _by_code().get(code)


@cache
def outlines() -> tuple[Outline, ...]:
    """The outline of each council, in the order of ``councils()``."""
    steps: dict[str, list[list[int]]] = json.loads(OUTLINES.read_text(encoding="utf-8"))
    return tuple(Outline(each.code, tuple(_ring(ring) for ring in steps[each.code])) for each in councils())


@cache
def neighbours() -> tuple[Ring, ...]:
    """England and Ireland, drawn by hand and a kilometre or two off: to be painted first, so that they are not sea.

    Where they meet Scotland they reach below it: the border is that of the council outlines.
    """
    with NEIGHBOURS.open(encoding="utf-8", newline="") as file:
        rows = [(row["land"], (float(row["lat"]), float(row["lon"]))) for row in csv.DictReader(file)]
    return tuple(_closed([point for _, point in corners]) for _, corners in groupby(rows, key=itemgetter(0)))


@cache
def _by_code() -> dict[str, Council]:
    return {code: each for each in councils() for code in (each.code, each.older_code)}


def _council(row: dict[str, str]) -> Council:
    return Council(
        code=row["code"],
        older_code=row["older_code"],
        name=row["name"],
        also=tuple(filter(None, row["also"].split("|"))),
        label=Point(float(row["label_lat"]), float(row["label_lon"])),
    )


def _ring(steps: list[int]) -> Ring:
    """A ring from its first point and the steps to each next one: latitude, longitude, latitude, longitude, ..."""
    lats = [lat / STEPS_PER_DEGREE for lat in accumulate(steps[::2])]
    lons = [lon / STEPS_PER_DEGREE for lon in accumulate(steps[1::2])]
    return _closed(list(zip(lats, lons, strict=True)))


def _closed(points: list[tuple[float, float]]) -> Ring:
    ends = () if points[0] == points[-1] else (points[0],)
    whole = _stretch((*points, *ends))
    return Ring(whole.points, whole.box)


def _stretch(points: Corners) -> Stretch:
    lats, lons = zip(*points, strict=True)
    return Stretch(points, Box(min(lats), min(lons), max(lats), max(lons)))
