import csv
import json
from pathlib import Path

import pytest

from marketplace.geo import Point, council, councils, neighbours, outlines, postcodes
from marketplace.geo.areas import Ring

OLDER_CODES = {
    "S12000015": "Fife",
    "S12000024": "Perth and Kinross",
    "S12000046": "Glasgow City",
    "S12000044": "North Lanarkshire",
}


def is_inside(point: Point, ring: Ring) -> bool:
    """Whether a ray eastwards from the point leaves the ring an odd number of times."""
    crossings = 0
    for (lat, lon), (next_lat, next_lon) in zip(ring.points, ring.points[1:], strict=False):
        if (lat > point.lat) != (next_lat > point.lat):
            crossings += point.lon < lon + (point.lat - lat) / (next_lat - lat) * (next_lon - lon)
    return crossings % 2 == 1


def test_the_32_councils_are_those_of_the_list(shared_data: Path) -> None:
    with (shared_data / "geo/scottish-councils.csv").open(encoding="utf-8") as file:
        listed = {(row["gss_code"], row["gss_code_before_2018_19"], row["name"]) for row in csv.DictReader(file)}
    assert {(each.code, each.older_code, each.name) for each in councils()} == listed
    assert len(councils()) == 32


@pytest.mark.parametrize(("code", "name"), OLDER_CODES.items())
def test_an_older_code_leads_to_the_same_council(code: str, name: str) -> None:
    found = council(code)
    assert found is not None
    assert found.name == name
    assert found.code != code
    assert council(found.code) is found


def test_an_english_code_is_no_council_of_ours() -> None:
    assert council("E06000057") is None


def test_every_council_has_an_outline_with_closed_rings() -> None:
    assert [each.council_code for each in outlines()] == [each.code for each in councils()]
    rings = [ring for each in outlines() for ring in each.rings]
    assert all(ring.points[0] == ring.points[-1] and len(ring.points) >= 4 for ring in rings)


def test_the_outlines_are_those_of_the_source_to_the_last_decimal(shared_data: Path) -> None:
    features = json.loads((shared_data / "geo/council-areas-simplified.geojson").read_text())["features"]
    source = {each["properties"]["code"]: each["geometry"]["coordinates"] for each in features}
    for each in outlines():
        drawn = [list(ring.points) for ring in each.rings]
        assert drawn == [[(lat, lon) for lon, lat in polygon[0]] for polygon in source[each.council_code]]


def test_nearly_every_postcode_lies_in_the_outline_of_its_council() -> None:
    rings = {each.council_code: each.rings for each in outlines()}
    placed = [p for outward in ("TD11", "EH1", "KW17", "G1", "PH33") for p in postcodes.postcodes_in(outward)]
    inside = [
        any(is_inside(each.point, ring) for ring in rings[each.council_code])
        for each in placed
        if each.point and each.council_code
    ]
    assert len(inside) > 1000
    assert sum(inside) / len(inside) > 0.95


def test_the_land_next_door_holds_berwick_and_carlisle_but_not_the_sea() -> None:
    england, ireland = neighbours()
    assert is_inside(Point(55.77, -2.01), england)
    assert is_inside(Point(54.89, -2.93), england)
    assert is_inside(Point(54.60, -5.95), ireland)
    for sea in (Point(55.9, -1.6), Point(54.9, -3.7), Point(54.84, -5.3)):
        assert not is_inside(sea, england)
        assert not is_inside(sea, ireland)
