"""The map beside a list of results, drawn by the server: the same marks as in the list, and nothing else."""

from dataclasses import dataclass
from functools import lru_cache

from marketplace.geo import (
    XY,
    MapFrame,
    Pin,
    PlaceLabel,
    Point,
    Rect,
    ScaleBar,
    TownLabel,
    neighbours,
    outlines,
    pins,
    place_label,
    room_of,
    town_labels,
)

WIDTH, HEIGHT = 280, 380
"""No wider than its box on a phone of 320 px: all of it is seen there, and a pin is as wide as a finger (24 px)."""

RADIUS = 12.0
HOME_SIZE = 14
"""Of the letters of the place searched near, as the stylesheet has them."""


@dataclass(frozen=True)
class Marked:
    """One result on the map."""

    mark: str
    name: str
    href: str
    is_ask_first: bool
    point: Point
    price: str = ""


@dataclass(frozen=True)
class MarkedPin:
    """A mark where it is drawn, pointing to its true place."""

    mark: str
    name: str
    href: str
    is_ask_first: bool
    at: XY
    tip: XY
    point: Point
    price: str


@dataclass(frozen=True)
class Home:
    """The place the search is near; ``label`` is None where the pins leave its name no room."""

    x: float
    y: float
    name: str
    label: PlaceLabel | None


@dataclass(frozen=True)
class ResultMap:
    """What ``components/map.html`` prints."""

    words: str
    caption: str
    width: int
    height: int
    beyond: tuple[str, ...]
    land: tuple[str, ...]
    rings: tuple[object, ...]
    home: Home | None
    towns: tuple[TownLabel, ...]
    pins: tuple[MarkedPin, ...]
    scale: ScaleBar


def draw(marked: list[Marked], near: Point | None, near_words: str) -> ResultMap | None:
    """The map that shows every marked result and the place asked for; None when there is nothing to show."""
    points = [one.point for one in marked]
    if not points:
        return None
    frame = MapFrame((*points, *([near] if near else [])), WIDTH, HEIGHT, margin=32)
    drawn = pins(frame, points, radius=RADIUS)
    taken = [room_of(pin, radius=RADIUS) for pin in drawn]
    home = _home(frame, near, near_words, taken) if near else None
    if home and home.label:
        taken.append(home.label.room)
    return ResultMap(
        words=f"Map of {len(marked)} results" + (f" near {near_words}" if near_words else ""),
        caption="Numbers and letters are the ones in the list.",
        width=WIDTH,
        height=HEIGHT,
        beyond=_beyond(frame),
        land=_land(frame),
        rings=(),
        home=home,
        towns=tuple(label for label in town_labels(frame, taken=taken) if label.name != near_words),
        pins=tuple(_marked(one, pin) for one, pin in zip(marked, drawn, strict=True)),
        scale=frame.scale_bar,
    )


@lru_cache(maxsize=200)
def _beyond(frame: MapFrame) -> tuple[str, ...]:
    return (frame.path(neighbours()),)


@lru_cache(maxsize=200)
def _land(frame: MapFrame) -> tuple[str, ...]:
    """The land within a frame, which is the same for all who look at the same results."""
    shown = (outline for outline in outlines() if outline.box.meets(frame.box))
    return tuple(frame.path(outline.rings) for outline in shown)


def _home(frame: MapFrame, near: Point, name: str, taken: list[Rect]) -> Home:
    return Home(*frame.place(near), name, place_label(frame, name, near, taken=taken, font_size=HOME_SIZE))


def _marked(one: Marked, pin: Pin) -> MarkedPin:
    return MarkedPin(one.mark, one.name, one.href, one.is_ask_first, pin.at, pin.tip, one.point, one.price)
