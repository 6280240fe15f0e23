import re
from itertools import combinations, pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.geo import (
    MapFrame,
    Pin,
    Point,
    distance_km,
    find,
    neighbours,
    outlines,
    pins,
    place_label,
    room_of,
    town_labels,
)
from marketplace.geo.areas import STRETCH
from marketplace.geo.labels import Rect
from marketplace.geo.maps import _clipped, _corners_near

BORDERS = tuple(find(name).point for name in ("Duns", "Kelso", "Eyemouth", "Melrose", "Lauder"))
scottish_points = st.builds(Point, st.floats(54.6, 60.9), st.floats(-8.7, -0.7))


def corners(path: str) -> list[tuple[int, int]]:
    """Every corner of a path of closed rings written with relative steps."""
    found = []
    for ring in path.split("z")[:-1]:
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x = y = 0
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            found.append((x, y))
    return found


def area(ring: list[tuple[float, float]]) -> float:
    """Of a closed ring, by the shoelace formula."""
    return sum(x * after_y - after_x * y for (x, y), (after_x, after_y) in pairwise([*ring, *ring[:1]])) / 2


@given(st.lists(scottish_points, min_size=1, max_size=20))
def test_every_point_lies_inside_the_margins(points: list[Point]) -> None:
    frame = MapFrame(tuple(points), 404, 392, 30)
    for point in points:
        x, y = frame.place(point)
        assert 29.9 <= x <= 374.1
        assert 29.9 <= y <= 362.1
        assert frame.box.holds(point)


def test_north_is_up_and_east_is_right() -> None:
    frame = MapFrame(BORDERS, 404, 392)
    eyemouth, melrose = frame.place(find("Eyemouth").point), frame.place(find("Melrose").point)
    assert eyemouth.x > melrose.x
    assert eyemouth.y < melrose.y


def test_a_kilometre_is_as_long_across_as_down() -> None:
    frame = MapFrame(BORDERS, 404, 392)
    for a, b in combinations(BORDERS, 2):
        drawn = hypot(frame.place(a).x - frame.place(b).x, frame.place(a).y - frame.place(b).y)
        in_km = drawn * frame.scale_bar.km / frame.scale_bar.length
        assert in_km == pytest.approx(distance_km(a, b), rel=0.01)


def test_a_single_point_stands_in_the_middle_of_eight_kilometres() -> None:
    oban = find("Oban").point
    frame = MapFrame((oban,), 400, 400, 0)
    assert frame.place(oban) == (200, 200)
    assert distance_km(Point(frame.box.south, oban.lon), Point(frame.box.north, oban.lon)) == pytest.approx(8, rel=0.01)


def test_the_scale_bar_is_round_and_takes_at_most_a_third() -> None:
    frame = MapFrame(BORDERS, 404, 392)
    assert frame.scale_bar.km == 10
    assert frame.scale_bar.length <= 404 / 3


@pytest.mark.parametrize(("points", "margin"), [((), 10), (BORDERS, 200)])
def test_a_map_without_points_or_room_cannot_be_made(points: tuple[Point, ...], margin: int) -> None:
    with pytest.raises(ValueError, match="a map needs"):
        MapFrame(points, 404, 392, margin)


def test_outlines_are_cut_just_outside_the_drawing() -> None:
    frame = MapFrame(BORDERS, 404, 392)
    drawn = [corners(path) for each in outlines() if (path := frame.path(each.rings))]
    assert 2 <= len(drawn) <= 4, "East Lothian and the Borders, perhaps a neighbour"
    assert all(-8 <= x <= 412 and -8 <= y <= 400 for path in drawn for x, y in path)


@given(scottish_points, st.floats(0.01, 2))
def test_what_is_seen_of_a_coast_is_the_same_whether_all_of_it_is_cut_or_what_comes_near(
    middle: Point, wide: float
) -> None:
    frame = MapFrame((middle, Point(middle.lat + wide, middle.lon + wide)), 280, 380)
    for ring in (ring for each in outlines() for ring in each.rings if len(ring.points) > STRETCH):
        whole, short = (
            _clipped(frame._exactly(points), 0, 0, 280, 380)
            for points in (ring.points, _corners_near(ring, frame._cut_at))
        )
        assert area(short) == pytest.approx(area(whole), abs=1e-6)


def test_a_frame_wholly_on_land_is_all_land() -> None:
    frame = MapFrame((find("Selkirk").point,), 400, 400)
    (path,) = [path for each in outlines() if (path := frame.path(each.rings))]
    assert set(corners(path)) == {(-8, -8), (408, -8), (408, 408), (-8, 408)}


def test_a_frame_far_at_sea_has_no_outline() -> None:
    frame = MapFrame((Point(57.5, 1.5),), 400, 400)
    assert [frame.path(each.rings) for each in outlines()] == [""] * 32


def test_the_whole_of_scotland_is_drawn_in_under_twelve_kilobytes() -> None:
    ends = tuple(find(name).point for name in ("Lerwick", "Stranraer", "Stornoway", "Eyemouth"))
    frame = MapFrame(ends, 404, 392)
    assert sum(len(frame.path(each.rings)) for each in outlines()) < 12_000


def test_england_is_land_on_a_map_of_the_border() -> None:
    assert corners(MapFrame(BORDERS, 404, 392).path(neighbours()))


@given(st.lists(st.sampled_from(BORDERS), min_size=1, max_size=9))
def test_pins_never_overlap_and_stay_in_the_drawing(points: list[Point]) -> None:
    frame = MapFrame(tuple(points), 404, 392)
    drawn = pins(frame, points, radius=13)
    assert [pin.tip for pin in drawn] == [frame.place(point) for point in points]
    for one, other in combinations(drawn, 2):
        assert hypot(one.at.x - other.at.x, one.at.y - other.at.y) > 26
    assert all(13 <= pin.at.x <= 391 and 13 <= pin.at.y <= 379 for pin in drawn)


def test_a_pin_with_room_stands_on_its_place() -> None:
    frame = MapFrame(BORDERS, 404, 392)
    assert all(pin.at == pin.tip for pin in pins(frame, BORDERS, radius=13))


def written(name: str, x: float, y: float, anchor: str) -> Rect:
    wide = len(name) * 12 * 0.5
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
    return Rect(left, y - 9, left + wide, y + 2)


def test_names_touch_neither_pins_nor_each_other() -> None:
    frame = MapFrame(BORDERS, 404, 392)
    taken = [room_of(pin, radius=13) for pin in pins(frame, BORDERS, radius=13)]
    labels = town_labels(frame, taken=taken, limit=12)
    rooms = [written(each.name, each.text.x, each.text.y, each.anchor) for each in labels]
    assert len(labels) >= 8
    assert not any(
        one.meets(other) for one, other in combinations([*rooms, *taken], 2) if one in rooms or other in rooms
    )
    assert all(room.left >= 0 and room.right <= 404 and room.top >= 0 and room.bottom <= 392 for room in rooms)


def test_a_town_under_a_pin_keeps_its_name_and_gives_up_its_dot() -> None:
    frame = MapFrame(BORDERS, 404, 392)
    taken = [room_of(pin, radius=13) for pin in pins(frame, BORDERS, radius=13)]
    labels = {each.name: each for each in town_labels(frame, taken=taken)}
    assert labels["Duns"].dot is None
    assert labels["Coldstream"].dot is not None


def test_the_place_searched_near_is_named_beside_the_pins_that_stand_round_it() -> None:
    duns = find("Duns").point
    frame = MapFrame((*BORDERS, duns), 400, 380, 32)
    taken = [room_of(pin, radius=12) for pin in pins(frame, [duns] * 9, radius=12)]
    label = place_label(frame, "Duns", duns, taken=taken, font_size=14)
    assert label is not None
    assert not any(label.room.meets(pin) for pin in taken)
    assert Rect(0, 0, 400, 380).meets(label.room)
    everywhere = [Rect(0, 0, 400, 380)]
    assert place_label(frame, "Duns", duns, taken=everywhere, font_size=14) is None


def test_the_largest_towns_are_named_first() -> None:
    frame = MapFrame(BORDERS, 404, 392)
    assert [each.name for each in town_labels(frame, limit=2)] == ["Kelso", "Eyemouth"]
    assert town_labels(frame, min_population=1_000_000) == ()


def test_the_room_of_a_moved_pin_reaches_to_its_tip() -> None:
    frame = MapFrame((BORDERS[0], BORDERS[0]), 404, 392)
    moved: Pin = max(pins(frame, (BORDERS[0], BORDERS[0]), radius=13), key=lambda pin: abs(pin.at.y - pin.tip.y))
    room = room_of(moved, radius=13)
    assert room.left <= moved.tip.x <= room.right
    assert room.top <= moved.tip.y <= room.bottom
