"""Travel notes: where a ferry is needed, and where a road leads all the way."""

import pytest

from marketplace.geo import Point, find
from marketplace.geo.islands import ferry_words, island_of


@pytest.mark.parametrize(
    ("town", "island"),
    [
        ("Duns", ""),
        ("Oban", ""),
        ("Campbeltown", ""),
        ("Mallaig", ""),
        ("Portree", ""),
        ("Lerwick", "the Shetland mainland"),
        ("Kirkwall", "the Orkney mainland"),
        ("Stornoway", "Lewis and Harris"),
        ("Tobermory", "Mull"),
        ("Rothesay", "Bute"),
        ("Millport", "Great Cumbrae"),
        ("Brodick", "Arran"),
        ("Bowmore", "Islay"),
        ("TD14 5JE", ""),
    ],
)
def test_a_place_is_on_an_island_unless_a_road_leads_to_it(town: str, island: str) -> None:
    assert island_of(find(town).point) == island


def test_a_ferry_is_told_of_between_lands_and_not_on_one() -> None:
    duns, oban, mull, bute = (find(town).point for town in ("Duns", "Oban", "Tobermory", "Rothesay"))
    assert ferry_words(duns, oban) == ""
    assert ferry_words(mull, mull) == ""
    assert ferry_words(duns, mull) == "by ferry to Mull"
    assert ferry_words(mull, duns) == "by ferry from Mull"
    assert ferry_words(mull, bute) == "by ferry to Bute"


@pytest.mark.parametrize(
    ("lat", "lon", "island"),
    [(56.66, -6.1, "Mull"), (58.2, -6.0, "Lewis and Harris"), (55.5, -5.45, ""), (0, 0, "")],
)
def test_a_place_in_the_sea_belongs_to_the_land_next_to_it(lat: float, lon: float, island: str) -> None:
    assert island_of(Point(lat, lon)) == island
