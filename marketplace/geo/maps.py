"""A map drawn by the server: where points and outlines go in an SVG box. Pure; knows no colours and no templates.

Distances east are shortened by the cosine of the middle latitude, which keeps shapes true at the size of Scotland.
``x`` runs to the right and ``y`` down, in the units of the SVG's view box.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import cos, hypot, radians
from typing import NamedTuple

from marketplace.geo.areas import Ring
from marketplace.geo.points import Box, Point

KM_PER_DEGREE = 111.32
SMALLEST_KM = 8  # a single point is drawn with this much land around it
SCALE_KM = (1, 2, 5, 10, 20, 50, 100, 200)
BLEED = 8  # outlines are cut this far outside the box, so that the cut is never seen
FINEST = 2  # nearer points of an outline are drawn as one

XYPair = tuple[float, float]


class XY(NamedTuple):
    """A position in the drawing."""

    x: float
    y: float


class ScaleBar(NamedTuple):
    """A length in the drawing that stands for a whole number of kilometres."""

    km: int
    length: float


@dataclass(frozen=True)
class MapFrame:
    """A drawing of ``width`` by ``height`` that shows all ``points``, none nearer than ``margin`` to its edges.

    Raises ValueError without points or where the margins leave no room.
    """

    points: tuple[Point, ...]
    width: int
    height: int
    margin: int = 24

    def __post_init__(self) -> None:
        if not self.points or 2 * self.margin >= min(self.width, self.height):
            raise ValueError("a map needs a point and room inside its margins")

    def place(self, point: Point) -> XY:
        """Where a point goes, to a tenth; points outside the frame go outside the box."""
        x, y = self._exact(point.lat, point.lon)
        return XY(round(x, 1), round(y, 1))

    @cached_property
    def box(self) -> Box:
        """The part of the earth that the whole drawing shows."""
        north_west, south_east = self._point_at(0, 0), self._point_at(self.width, self.height)
        return Box(south_east[0], north_west[1], north_west[0], south_east[1])

    @cached_property
    def _cut_at(self) -> Box:
        """Where outlines are cut, as a part of the earth."""
        north, west = self._point_at(-BLEED, -BLEED)
        south, east = self._point_at(self.width + BLEED, self.height + BLEED)
        return Box(south, west, north, east)

    @cached_property
    def scale_bar(self) -> ScaleBar:
        """The longest round distance that takes at most a third of the width."""
        unit = self._scale / KM_PER_DEGREE
        fitting = [km for km in SCALE_KM if km * unit <= self.width / 3]
        km = max(fitting, default=SCALE_KM[0])
        return ScaleBar(km, round(km * unit, 1))

    def path(self, rings: Iterable[Ring]) -> str:
        """The rings as the ``d`` of an SVG path, cut to the box, less the finest detail; "" when all lie outside."""
        drawn = (self._ring(ring) for ring in rings if ring.box.meets(self.box))
        return "".join(_written(ring) for ring in drawn if len(ring) > 2)

    def _ring(self, ring: Ring) -> list[tuple[int, int]]:
        """The corners of a ring that are drawn, in whole units."""
        corners = self._exactly(_corners_near(ring, self._cut_at))
        kept: list[tuple[int, int]] = []
        for x, y in _clipped(corners, -BLEED, -BLEED, self.width + BLEED, self.height + BLEED):
            if not kept or hypot(x - kept[-1][0], y - kept[-1][1]) >= FINEST:
                kept.append((round(x), round(y)))
        return kept

    def _exactly(self, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        """Many at once: what is the same for all is worked out once."""
        across, up = self._narrowing * self._scale, self._scale
        left = self.width / 2 - self._middle.lon * across
        top = self.height / 2 + self._middle.lat * up
        return [(left + lon * across, top - lat * up) for lat, lon in points]

    def _exact(self, lat: float, lon: float) -> tuple[float, float]:
        x = self.width / 2 + (lon - self._middle.lon) * self._narrowing * self._scale
        return x, self.height / 2 - (lat - self._middle.lat) * self._scale

    def _point_at(self, x: float, y: float) -> tuple[float, float]:
        lat = self._middle.lat - (y - self.height / 2) / self._scale
        return lat, self._middle.lon + (x - self.width / 2) / self._scale / self._narrowing

    @cached_property
    def _middle(self) -> Point:
        lats, lons = [p.lat for p in self.points], [p.lon for p in self.points]
        return Point((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)

    @cached_property
    def _narrowing(self) -> float:
        return max(cos(radians(self._middle.lat)), 0.01)

    @cached_property
    def _scale(self) -> float:
        """Units of the drawing for one degree of latitude."""
        lats, lons = [p.lat for p in self.points], [p.lon for p in self.points]
        least = SMALLEST_KM / KM_PER_DEGREE
        tall = max(max(lats) - min(lats), least)
        wide = max((max(lons) - min(lons)) * self._narrowing, least)
        return min((self.width - 2 * self.margin) / wide, (self.height - 2 * self.margin) / tall)


def _corners_near(ring: Ring, box: Box) -> list[tuple[float, float]]:
    """The corners of a ring; of a stretch that lies beyond one side of a box its ends alone, as the rest is cut off."""
    kept: list[tuple[float, float]] = []
    for stretch in ring.stretches:
        kept += stretch.points if stretch.box.meets(box) else (stretch.points[0], stretch.points[-1])
    return kept


def _written(ring: Sequence[tuple[int, int]]) -> str:
    """A closed SVG path: the first corner, then the step to each next one."""
    steps = " ".join(f"{after[0] - before[0]} {after[1] - before[1]}" for before, after in pairwise(ring))
    return f"M{ring[0][0]} {ring[0][1]}l{steps}z".replace(" -", "-")


def _clipped(corners: list[XYPair], left: float, top: float, right: float, bottom: float) -> list[XYPair]:
    """A ring cut to a rectangle, one side after another (Sutherland and Hodgman)."""
    for axis, limit, side in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        corners = _cut(corners, axis, limit, side)
    return corners


def _cut(corners: list[XYPair], axis: int, limit: float, side: int) -> list[XYPair]:
    """What of a ring lies where coordinate ``axis`` is above ``limit`` (``side`` 1) or below it (-1)."""
    insides = [(each[axis] - limit) * side >= 0 for each in corners]
    if all(insides):
        return corners
    kept = []
    was_inside, before = insides[-1], corners[-1]
    for is_inside, after in zip(insides, corners, strict=True):
        if was_inside != is_inside:
            share = (limit - before[axis]) / (after[axis] - before[axis])
            kept.append((before[0] + share * (after[0] - before[0]), before[1] + share * (after[1] - before[1])))
        if is_inside:
            kept.append(after)
        was_inside, before = is_inside, after
    return kept
