"""Listings from a file: all rows or none, every bad one named by row and field; the same file twice changes nothing."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from marketplace.audit import SITE
from marketplace.cli import main
from marketplace.db import session
from marketplace.errors import Refused
from marketplace.listings.asked import Asked
from marketplace.listings.import_rows import COLUMNS
from marketplace.listings.models import Listing, ListingState
from marketplace.listings.queries.search import search
from marketplace.listings.services.importing import Imported, import_listings
from tests.databases import on_one

GOOD = {
    "reference": "H1",
    "kind": "accommodation",
    "title": "Orchard House",
    "provider": "Merse Housing",
    "latitude": "55.7773",
    "longitude": "-2.3446",
    "postcode": "TD11 3AB",
    "sleeps": "4",
    "bedrooms": "2",
    "nightly_pence": "13500",
    "min_nights": "",
    "max_nights": "",
    "facts": "steps_at_entrance=0;narrowest_door_mm=820",
}


def _file(*rows: dict[str, str]) -> bytes:
    lines = [",".join(COLUMNS)]
    lines += [",".join({**GOOD, **row}[column] for column in COLUMNS) for row in rows]
    return "\n".join(lines).encode()


def _take(*rows: dict[str, str], publish: bool = True, calendars: dict[str, Path] | None = None) -> Imported:
    return import_listings(file=_file(*rows), calendars=calendars, publish=publish, by=SITE)


@pytest.mark.usefixtures("database")
def test_the_same_file_twice_changes_nothing() -> None:
    assert (_take({}).added, _take({}).changed) == (1, 0)
    assert _take({"title": "Orchard Cottage"}).changed == 1
    assert _take({"facts": "narrowest_door_mm=830"}).changed == 1
    kept = session.scalars(select(Listing)).one()
    assert {fact.fact_id: fact.value.text for fact in kept.facts} == {"narrowest_door_mm": "830"}


@pytest.mark.usefixtures("database")
def test_without_the_operators_word_nothing_is_found() -> None:
    _take({}, publish=False)
    assert search(Asked()).total == 0
    assert session.scalars(select(Listing.state)).one() is ListingState.DRAFT
    assert _take({}).changed == 1
    assert search(Asked()).total == 1


@pytest.mark.usefixtures("database")
def test_what_is_published_by_word_alone_has_no_proofs_in() -> None:
    _take({})
    assert session.scalars(select(Listing.proofs_in)).one() is False


BAD = [
    ("reference", ""),
    ("reference", "a b"),
    ("kind", "castle"),
    ("title", ""),
    ("title", "x" * 121),
    ("provider", ""),
    ("latitude", "95"),
    ("longitude", "west"),
    ("postcode", "NOWHERE"),
    ("sleeps", "0"),
    ("sleeps", "four"),
    ("bedrooms", "-1"),
    ("nightly_pence", "0"),
    ("nightly_pence", "135.00"),
    ("nightly_pence", "10000000000"),
    ("nightly_pence", "1000000000"),
    ("nightly_pence", "1000001"),
    ("min_nights", "1.5"),
]


@on_one
@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("field", "value"), BAD)
def test_a_bad_value_is_named_by_row_and_field_and_nothing_is_taken(field: str, value: str) -> None:
    done = _take({}, {"reference": "H2", field: value})
    assert (done.read, done.added, done.changed) == (2, 0, 0)
    assert [(bad.row, bad.field) for bad in done.refused] == [(3, field)]
    assert session.scalar(select(func.count()).select_from(Listing)) == 0


@pytest.mark.usefixtures("database")
def test_every_fault_of_a_file_is_named_at_once() -> None:
    done = _take(
        {"sleeps": "none"},
        {"facts": "hoist=yes;no_such_fact=1"},
        {"reference": "H3", "min_nights": "5", "max_nights": "3"},
        {"reference": "H4"},
        {"reference": "H4"},
        {"reference": "H5", "kind": "pa_bank", "facts": ""},
    )
    named = [(bad.row, bad.field) for bad in done.refused]
    assert named == [
        (2, "sleeps"),
        (3, "facts"),
        (3, "facts"),
        (4, "max_nights"),
        (6, "reference"),
        (7, "nightly_pence"),
    ]


@pytest.mark.usefixtures("database")
def test_another_providers_listing_is_not_taken_over() -> None:
    _take({})
    done = _take({"provider": "Somebody Else"}, {"reference": "H2"})
    assert [(bad.row, bad.field) for bad in done.refused] == [(2, "provider")]


@pytest.mark.usefixtures("database")
def test_a_blank_place_is_the_postcodes_own() -> None:
    assert _take({"latitude": "", "longitude": ""}).added == 1
    assert round(session.scalars(select(Listing.latitude)).one() or 0, 1) == 55.8
    done = _take({"reference": "H2", "latitude": "", "longitude": "", "postcode": "BS1 4ST"})
    assert [bad.field for bad in done.refused] == ["latitude"]


@on_one
@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("file", [b"", b"reference,kind\nH1,accommodation\n", b"\xff\xfe\x00", b'a,"b\n'])
def test_what_is_no_such_table_is_refused(file: bytes) -> None:
    with pytest.raises(Refused):
        import_listings(file=file, by=SITE)


@pytest.mark.usefixtures("database")
def test_a_calendar_takes_its_nights_and_a_broken_one_refuses_its_row(tmp_path: Path) -> None:
    good, broken = tmp_path / "H1.ics", tmp_path / "H2.ics"
    good.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\n"
        "DTSTART;VALUE=DATE:20270305\nDTEND;VALUE=DATE:20270308\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    broken.write_text("not a calendar")
    done = _take({}, {"reference": "H2"}, calendars={"H1": good, "H2": broken})
    assert [(bad.row, bad.field) for bad in done.refused] == [(3, "calendar")]
    _take({}, calendars={"H1": good})
    assert search(Asked(stay=(date(2027, 3, 6), date(2027, 3, 7)))).total == 0
    assert search(Asked(stay=(date(2027, 3, 8), date(2027, 3, 9)))).total == 1


@pytest.mark.usefixtures("database")
def test_an_empty_calendar_of_an_import_frees_nothing_that_an_earlier_one_took(tmp_path: Path) -> None:
    feed = tmp_path / "H1.ics"
    head, tail = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n", "END:VCALENDAR\n"
    stay = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20270305\nDTEND;VALUE=DATE:20270308\nEND:VEVENT\n"
    for text in (head + stay + tail, head + tail):
        feed.write_text(text)
        assert _take({}, calendars={"H1": feed}).refused == []
    assert search(Asked(stay=(date(2027, 3, 6), date(2027, 3, 7)))).total == 0


def _command(database_url: str, folder: Path, *words: str) -> tuple[int, dict[str, object]]:
    done = CliRunner(env={"DATABASE_URL": database_url, "LULL_INSTANCE": str(folder)}).invoke(main, [*words])
    return done.exit_code, json.loads(done.stdout)


def test_the_commands_print_one_document_and_exit_2_when_refused(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "listings.csv"
    file.write_bytes(_file({}, {"reference": "H2", "kind": "castle"}))
    code, answer = _command(database_url, tmp_path, "listings", "import", str(file), "--json")
    assert code == 2
    assert answer["added"] == answer["changed"] == 0
    assert [(bad["row"], bad["field"]) for bad in answer["refused"]] == [(3, "kind")]  # type: ignore[attr-defined]
    file.write_bytes(_file({}))
    assert _command(database_url, tmp_path, "listings", "import", str(file), "--publish", "--json")[0] == 0
    words = ("search", "--near", "Duns", "--need", "narrowest_door_mm>=780", "--json")
    code, answer = _command(database_url, tmp_path, *words)
    assert code == 0
    found = answer["listings"][0]  # type: ignore[index]
    assert (found["reference"], found["match"], found["unknown"]) == ("H1", "suits", [])
    assert set(found) == {"reference", "title", "distance_km", "price_pence", "match", "unknown"}
    for wrong in (["--need", "no_such_fact=1"], ["--near", "Atlantis"], ["--from", "2027-03-05"]):
        assert _command(database_url, tmp_path, "search", *wrong, "--json")[0] == 2
