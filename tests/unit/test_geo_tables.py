"""The scripts that make data/ from their sources."""

from pathlib import Path

import pytest

from marketplace.config import ROOT
from marketplace.geo import areas, gazetteer, postcodes
from scripts import make_council_tables, make_postcode_table, make_town_table

HEADER = "postcode,easting,lat,lon,council_code\n"
GOOD = "TD11 3AB,378414,55.77694,-2.34569,S12000026\n"


def made(tmp_path: Path, text: str) -> int:
    source = tmp_path / "postcodes.csv"
    source.write_text(text)
    return make_postcode_table.main([str(source), "--as-of", "2027-02", "--to", str(tmp_path / "made.zip")])


def test_the_postcode_table_is_what_the_script_makes_of_its_source(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "geo/scottish-postcodes-codepoint-2020-08.csv.gz"
    again = tmp_path / "again.zip"
    assert make_postcode_table.main([str(source), "--as-of", "2020-08", "--to", str(again)]) == 0
    assert again.read_bytes() == postcodes.TABLE.read_bytes()


def test_the_council_tables_are_what_the_script_makes_of_its_sources(shared_data: Path, tmp_path: Path) -> None:
    geo = shared_data / "geo"
    sources = [str(geo / "scottish-councils.csv"), str(geo / "council-areas-simplified.geojson")]
    assert make_council_tables.main([*sources, "--to", str(tmp_path)]) == 0
    for own in (areas.TABLE, areas.OUTLINES):
        assert (tmp_path / own.name).read_bytes() == own.read_bytes()


def test_the_town_table_is_what_the_script_makes_of_its_source(shared_data: Path, tmp_path: Path) -> None:
    again = tmp_path / "towns.csv"
    assert make_town_table.main([str(shared_data / "geo/scottish-places-geonames.csv"), "--to", str(again)]) == 0
    assert again.read_bytes() == gazetteer.TABLE.read_bytes()


def test_a_newer_file_replaces_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "TD11 9ZZ,378414,55.77694,-2.34569,S12000026\nKY1 1ZZ,1,56.1,-3.1,S12000015\nEH77 7AA,0,,,S12000036\n"
    assert made(tmp_path, HEADER + rows) == 0
    monkeypatch.setattr(postcodes, "TABLE", tmp_path / "made.zip")
    caches = (postcodes._archive, postcodes._lines)
    for cache in caches:
        cache.cache_clear()
    try:
        assert postcodes.postcodes_as_of() == "2027-02"
        assert postcodes.postcode("TD11 9ZZ") is not None
        older = postcodes.postcode("KY1 1ZZ")
        assert older is not None
        assert older.council_code == "S12000047", "Fife's code of today for its older one"
        without = postcodes.postcode("EH77 7AA")
        assert without == postcodes.Postcode("EH77 7AA", None, "S12000036")
        assert postcodes.postcode("TD11 3AB") is None
    finally:
        for cache in caches:
            cache.cache_clear()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("postcode,easting,lat,lon\n", "no column council_code"),
        (HEADER, "no rows"),
        (f"{HEADER}{GOOD}{GOOD}", "row 3: TD11 3AB stands there twice"),
        (f"{HEADER}{GOOD}Duns,1,55.7,-2.3,S12000026\n", "row 3: 'Duns' is not a postcode"),
        (f"{HEADER}BS1 1AA,1,51.45,-2.58,\n", "row 2: BS1 1AA: 51.45, -2.58 is not in Scotland"),
        (f"{HEADER}TD11 3AB,1,north,-2.58,\n", "row 2: TD11 3AB: could not convert"),
        (f"{HEADER}TD15 1AA,1,55.77,-2.0,E06000057\n", "row 2: TD15 1AA: no council has the code E06000057"),
    ],
)
def test_a_source_that_cannot_be_read_changes_nothing(
    text: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert made(tmp_path, text) == 2
    assert why in capsys.readouterr().err
    assert not (tmp_path / "made.zip").exists()


def test_each_table_is_credited() -> None:
    text = (ROOT / "data/ATTRIBUTION.md").read_text()
    for table in (postcodes.TABLE, areas.TABLE, areas.OUTLINES, areas.NEIGHBOURS, gazetteer.TABLE):
        assert f"`{table.name}`" in text
