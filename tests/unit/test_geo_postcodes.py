import csv
import gzip
import time
from pathlib import Path

import pytest

from marketplace.geo import Point, council_of, distance_km, outcode, postcode, postcodes, postcodes_as_of


def rows(path: Path) -> list[dict[str, str]]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(text.decode().splitlines()))


def as_in_source(row: dict[str, str]) -> postcodes.Postcode:
    point = Point(float(row["lat"]), float(row["lon"])) if row["easting"] != "0" else None
    return postcodes.Postcode(row["postcode"], point, row["council_code"] or None)


@pytest.mark.parametrize("written", ["TD11 3AB", "td113ab", " Td11  3aB ", "TD 11 3 AB"])
def test_a_postcode_is_found_however_it_is_written(written: str) -> None:
    found = postcode(written)
    assert found is not None
    assert (found.text, found.point, found.council_code) == ("TD11 3AB", Point(55.77694, -2.34569), "S12000026")


def test_every_postcode_of_the_source_comes_back_as_it_was(shared_data: Path) -> None:
    source = rows(shared_data / "geo/scottish-postcodes-codepoint-2020-08.csv.gz")
    own = {each.text: each for outward in postcodes.outcodes() for each in postcodes.postcodes_in(outward)}
    assert len(own) == len(source) == 158_312
    assert [row["postcode"] for row in source if own[row["postcode"]] != as_in_source(row)] == []


def test_a_look_up_finds_what_the_sample_says(shared_data: Path) -> None:
    sample = rows(shared_data / "geo/scottish-postcodes-sample.csv")
    assert len(sample) == 3_811
    assert [row["postcode"] for row in sample if postcode(row["postcode"]) != as_in_source(row)] == []


def test_eighteen_postcodes_have_no_position_and_none_lies_at_nought() -> None:
    everything = [each for outward in postcodes.outcodes() for each in postcodes.postcodes_in(outward)]
    placed = [each.point for each in everything if each.point]
    assert len(everything) - len(placed) == 18
    assert min(point.lat for point in placed) > 54.6
    assert max(point.lon for point in placed) < -0.7


@pytest.mark.parametrize("written", ["TD15 1AA", "SW1A 1AA", "TD11 9ZZ", "TD11", "Duns", "", "TD11 3A", "TD11 3ABC"])
def test_what_is_no_scottish_postcode_is_not_found(written: str) -> None:
    assert postcode(written) is None


@pytest.mark.parametrize(
    ("written", "name", "code"),
    [
        ("TD11 3AB", "Scottish Borders", "S12000026"),
        ("KY1 1AB", "Fife", "S12000047"),
        ("PH1 2NY", "Perth and Kinross", "S12000048"),
        ("G2 1DY", "Glasgow City", "S12000049"),
        ("ML1 1AA", "North Lanarkshire", "S12000050"),
    ],
)
def test_the_council_of_a_postcode_has_the_code_of_today(written: str, name: str, code: str) -> None:
    found = council_of(written)
    assert found is not None
    assert (found.name, found.code) == (name, code)


@pytest.mark.parametrize("written", ["EH31 2BU", "TD14 9AG", "SW1A 1AA", "nonsense"])
def test_no_council_is_guessed_where_the_row_names_none(written: str) -> None:
    assert council_of(written) is None


def test_the_middle_of_an_outcode_is_near_the_one_worked_out_in_metres(shared_data: Path) -> None:
    everything = rows(shared_data / "geo/scottish-outcodes.csv")
    listed = [row for row in everything if row["lat"]]
    assert len(listed) > 450
    for row in listed:
        own = outcode(row["outcode"])
        assert own is not None
        assert distance_km(own.middle, Point(float(row["lat"]), float(row["lon"]))) < 2
        assert own.reach_km == pytest.approx(float(row["max_km_from_median"]), abs=2)
    assert postcodes.outcodes() == {row["outcode"] for row in everything}


def test_a_big_outcode_says_how_far_it_reaches() -> None:
    shetland = outcode("ze2")
    assert shetland is not None
    assert shetland.reach_km > 90


@pytest.mark.parametrize("written", ["EH77", "SW1A", "Duns", "TD11 3AB", ""])
def test_an_outcode_without_positions_or_out_of_scotland_is_not_known(written: str) -> None:
    assert outcode(written) is None


def test_outcodes_on_the_border_are_known_to_be_in_both_countries() -> None:
    assert postcodes.outcodes() >= postcodes.CROSS_BORDER
    assert postcode("TD15 1TN") is not None, "Scottish"
    assert postcode("TD15 1AA") is None, "Berwick-upon-Tweed, England"


def test_the_table_says_its_month() -> None:
    assert postcodes_as_of() == "2020-08"


def test_the_first_look_up_of_a_process_takes_under_300_ms() -> None:
    postcodes._archive.cache_clear()
    postcodes._lines.cache_clear()
    started = time.perf_counter()
    assert postcode("EH1 1RE")
    assert time.perf_counter() - started < 0.3


def test_the_table_stays_small() -> None:
    assert postcodes.TABLE.stat().st_size < 1_300_000
