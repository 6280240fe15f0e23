"""Where names and pins go on a map so that none lies on another. Pure: positions in the drawing, no colours, no SVG."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, sin
from typing import Literal, NamedTuple

from marketplace.geo.gazetteer import Town, towns_in
from marketplace.geo.maps import XY, MapFrame
from marketplace.geo.points import Point

Anchor = Literal["start", "middle", "end"]
LETTER_WIDTH = 0.58  # of the font's size: the mean of Atkinson Hyperlegible, a little generous
DOT_RADIUS = 4
GAPS_BESIDE_DOT = (7.0,)
GAPS_BESIDE_PIN = (18.0, 32.0)
GAPS_TO_SPARE = (*GAPS_BESIDE_DOT, *GAPS_BESIDE_PIN, 46.0, 60.0, 80.0)
ROUNDS = 60


class Rect(NamedTuple):
    """A piece of the drawing that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Rect") -> bool:
        """Whether the two share any area."""
        is_level = self.top < other.bottom and other.top < self.bottom
        return is_level and self.left < other.right and other.left < self.right


@dataclass(frozen=True)
class Pin:
    """A numbered disc: drawn round ``at``, pointing to its true place ``tip``. They differ where pins would overlap."""

    at: XY
    tip: XY


@dataclass(frozen=True)
class TownLabel:
    """A town on the map: its name with SVG's ``text-anchor`` and the baseline's position; its dot, None under a pin."""

    name: str
    dot: XY | None
    text: XY
    anchor: Anchor


@dataclass(frozen=True)
class PlaceLabel:
    """The one name that has to be on a map: as that of a town, with the room it takes."""

    text: XY
    anchor: Anchor
    room: Rect


def pins(frame: MapFrame, points: Sequence[Point], *, radius: float) -> tuple[Pin, ...]:
    """A pin for each point, in the same order, moved apart where discs of ``radius`` would overlap."""
    tips = [frame.place(point) for point in points]
    spots, least = [[x, y] for x, y in tips], 2 * radius + 1
    for _ in range(ROUNDS):
        pushed = [_push_apart(spots, pair, least) for pair in _near(spots, least)]
        for spot in spots:
            spot[0] = min(max(spot[0], radius), frame.width - radius)
            spot[1] = min(max(spot[1], radius), frame.height - radius)
        if not any(pushed):
            break
    return tuple(Pin(XY(round(x, 1), round(y, 1)), tip) for (x, y), tip in zip(spots, tips, strict=True))


def town_labels(
    frame: MapFrame, *, taken: Iterable[Rect] = (), font_size: float = 12, limit: int = 8, min_population: int = 0
) -> tuple[TownLabel, ...]:
    """The most populous towns whose name has room without touching the pins' rooms ``taken`` or another name.

    A town under a pin has no dot, and its name stands beside the pin.
    """
    under, written = list(taken), list[Rect]()
    labels: list[TownLabel] = []
    for town in towns_in(frame.box, min_population=min_population):
        if len(labels) == limit:
            break
        if free := _first_free(frame, town, under, written, font_size):
            label, room = free
            labels.append(label)
            written += [room, *([_square(label.dot, DOT_RADIUS)] if label.dot else [])]
    return tuple(labels)


def place_label(
    frame: MapFrame, name: str, point: Point, *, taken: Iterable[Rect], font_size: float
) -> PlaceLabel | None:
    """Where a name goes that comes before those of all towns: as near as there is free ground; None when there is none.

    The room that it takes is for the towns to keep off.
    """
    under, at = list(taken), frame.place(point)
    for gap in GAPS_TO_SPARE:
        for text, anchor, room in _ways(name, at, font_size, gap):
            if _is_free(frame, room, under):
                return PlaceLabel(text, anchor, room)
    return None


def room_of(pin: Pin, *, radius: float) -> Rect:
    """The room a pin takes, disc and tip."""
    disc, tip = _square(pin.at, radius), _square(pin.tip, 1)
    return Rect(
        min(disc.left, tip.left), min(disc.top, tip.top), max(disc.right, tip.right), max(disc.bottom, tip.bottom)
    )


def _first_free(
    frame: MapFrame, town: Town, under: list[Rect], written: list[Rect], size: float
) -> tuple[TownLabel, Rect] | None:
    """The first way to write the name that stays in the drawing and on free ground."""
    at = frame.place(town.point)
    dot = _square(at, DOT_RADIUS)
    if any(dot.meets(each) for each in written):
        return None
    is_covered = any(dot.meets(each) for each in under)
    for gap in GAPS_BESIDE_PIN if is_covered else GAPS_BESIDE_DOT:
        for text, anchor, room in _ways(town.name, at, size, gap):
            if _is_free(frame, room, (*under, *written)):
                return TownLabel(town.name, None if is_covered else at, text, anchor), room
    return None


def _ways(name: str, at: XY, size: float, gap: float) -> Iterator[tuple[XY, Anchor, Rect]]:
    """The name right of its place, left, above, below: where it is written, from which end, and the room it takes."""
    wide = len(name) * size * LETTER_WIDTH
    x, y = at
    spots: tuple[tuple[float, float, Anchor, float], ...] = (
        (x + gap, y + size * 0.35, "start", x + gap),
        (x - gap, y + size * 0.35, "end", x - gap - wide),
        (x, y - gap, "middle", x - wide / 2),
        (x, y + gap + size * 0.8, "middle", x - wide / 2),
    )
    for text_x, baseline, anchor, left in spots:
        room = Rect(left, baseline - size * 0.85, left + wide, baseline + size * 0.3)
        yield XY(round(text_x, 1), round(baseline, 1)), anchor, room


def _is_free(frame: MapFrame, room: Rect, taken: Iterable[Rect]) -> bool:
    is_level = room.top >= 0 and room.bottom <= frame.height
    is_within = is_level and room.left >= 0 and room.right <= frame.width
    return is_within and not any(room.meets(each) for each in taken)


def _near(spots: list[list[float]], least: float) -> list[tuple[int, int]]:
    """The pairs that may overlap, of which there are few, by their places."""
    return [
        (place, other)
        for place, (x, y) in enumerate(spots)
        for other, (its_x, its_y) in enumerate(spots[place + 1 :], place + 1)
        if -least < its_x - x < least and -least < its_y - y < least
    ]


def _push_apart(spots: list[list[float]], pair: tuple[int, int], least: float) -> bool:
    """Move two spots nearer than ``least`` half the missing way each; whether they had to move."""
    one, other = spots[pair[0]], spots[pair[1]]
    across, down = other[0] - one[0], other[1] - one[1]
    apart = hypot(across, down)
    if apart >= least - 0.05:
        return False
    if apart < 0.1:  # on one spot: each pair has its own direction, so that many fan out
        across, down, apart = cos(sum(pair) * 2.4), sin(sum(pair) * 2.4), 1
        push = least / 2
    else:
        push = (least - apart) / 2
    for spot, sign in ((one, -1), (other, 1)):
        spot[0] += sign * across / apart * push
        spot[1] += sign * down / apart * push
    return True


def _square(at: XY, radius: float) -> Rect:
    return Rect(at.x - radius, at.y - radius, at.x + radius, at.y + radius)
