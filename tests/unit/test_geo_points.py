from math import hypot

import pytest
from geopy.distance import geodesic
from hypothesis import assume, given
from hypothesis import strategies as st

from marketplace.geo import (
    Box,
    Point,
    Ruler,
    bounding_box,
    degrees_on_the_way,
    distance_km,
    kilometres,
    miles,
    shortest_degrees,
)

DUNS, EDINBURGH, LERWICK = Point(55.77704, -2.34575), Point(55.95206, -3.19648), Point(60.15456, -1.14552)

scottish_points = st.builds(Point, st.floats(54.6, 60.9), st.floats(-8.7, -0.7))
points_on_earth = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("lat", "lon"), [(90.1, 0), (-91, 0), (0, 180.5), (0, -181), (float("nan"), 0), (0, float("inf"))]
)
def test_a_point_off_the_earth_cannot_be_made(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match="not a place on the earth"):
        Point(lat, lon)


def test_duns_to_edinburgh_is_56_km() -> None:
    assert distance_km(DUNS, EDINBURGH) == pytest.approx(56.7, abs=0.1)


def test_a_distance_is_the_one_on_the_ellipsoid() -> None:
    assert distance_km(DUNS, LERWICK) == geodesic((DUNS.lat, DUNS.lon), (LERWICK.lat, LERWICK.lon)).km


def test_fifteen_miles_are_24_kilometres_and_back() -> None:
    assert kilometres(15) == pytest.approx(24.14016)
    assert miles(kilometres(15)) == pytest.approx(15)


@given(scottish_points, scottish_points)
def test_the_ruler_agrees_with_the_ellipsoid_across_scotland(a: Point, b: Point) -> None:
    truth = distance_km(a, b)
    allowed = 0.0001 if truth <= 100 else 0.001
    assume(truth <= 500)
    assert Ruler(a).km(b.lat, b.lon) == pytest.approx(truth, rel=allowed, abs=1e-6)


def test_the_ruler_measures_the_short_way_over_the_date_line() -> None:
    assert Ruler(Point(10, 179.9)).km(10, -179.9) == pytest.approx(
        distance_km(Point(10, 179.9), Point(10, -179.9)), rel=0.001
    )


@given(points_on_earth, st.floats(0, 360), st.floats(0, 1), st.floats(0.1, 500))
def test_a_bounding_box_holds_every_point_within_its_distance(
    centre: Point, bearing: float, share: float, km: float
) -> None:
    found = geodesic(kilometers=km * share).destination((centre.lat, centre.lon), bearing)
    assert bounding_box(centre, km).holds(Point(found.latitude, found.longitude))


def test_a_bounding_box_in_scotland_is_little_wider_than_it_must_be() -> None:
    box = bounding_box(DUNS, 40)
    assert distance_km(DUNS, Point(box.north, DUNS.lon)) < 40 * 1.02
    assert distance_km(DUNS, Point(DUNS.lat, box.west)) < 40 * 1.02


def test_a_box_round_the_pole_takes_in_every_longitude() -> None:
    box = bounding_box(Point(89.9, 20), 50)
    assert (box.west, box.east, box.north) == (-180, 180, 90)


def test_two_boxes_meet_where_they_share_a_point() -> None:
    box = Box(55, -3, 56, -2)
    assert box.meets(Box(55.9, -2.1, 57, -1))
    assert not box.meets(Box(56.1, -3, 57, -2))
    assert not box.meets(Box(55, -1.9, 56, -1))


@given(st.floats(54.5, 61), st.floats(-8, 0), st.floats(1, 400), st.floats(-1, 1), st.floats(-1, 1))
def test_a_sieve_by_the_shortest_degrees_leaves_out_nothing_within_reach(
    lat: float, lon: float, km: float, north: float, east: float
) -> None:
    box = bounding_box(Point(lat, lon), km)
    there = Point(lat + north * (box.north - lat), lon + east * (box.east - lon))
    east_km, north_km = shortest_degrees(box)
    if distance_km(Point(lat, lon), there) <= km:
        assert hypot((there.lat - lat) * north_km, (there.lon - lon) * east_km) <= km


@pytest.mark.parametrize(("lat", "lon"), [(57.2, -2.3), (54.3, -2.4), (55.8, 0.8), (57.0, -5.0), (55.7, -2.36)])
def test_the_degrees_for_sql_measure_what_the_ruler_measures(lat: float, lon: float) -> None:
    east, north, grows = degrees_on_the_way(DUNS)
    up = lat - DUNS.lat
    found = hypot(up * north, (lon - DUNS.lon) * (east + up * grows))
    assert found == pytest.approx(Ruler(DUNS).km(lat, lon), rel=0.001)
