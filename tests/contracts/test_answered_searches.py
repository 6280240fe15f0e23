"""Forty searches over 400 real homes, answered by others: the site finds exactly the same ones.

The homes and their calendars go in by ``marketplace listings import --publish``, their dates moved by whole weeks into
the future. Of the answers ``all_nights_free`` counts; town and sort of home are sieved here, from the references.
"""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from marketplace import clock
from marketplace.cli import main
from marketplace.listings.import_rows import COLUMNS

WHOLE_HOME = "Entire home/apt"


@dataclass(frozen=True)
class Home:
    """What the answers sieve by, and the search does not know."""

    neighbourhood: str
    room_type: str


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _listing_row(home: dict[str, str]) -> list[str]:
    pence = home["price"].translate(str.maketrans("", "", "$,."))
    cells = {
        "reference": home["listing"],
        "kind": "accommodation",
        "title": home["property_type"],
        "provider": "Bristol homes",
        "latitude": home["latitude"],
        "longitude": home["longitude"],
        "sleeps": home["accommodates"],
        "bedrooms": home["bedrooms"],
        "nightly_pence": pence,
        "min_nights": home["minimum_nights"],
        "max_nights": home["maximum_nights"],
    }
    return [cells.get(column, "") for column in COLUMNS]


def _table(homes: list[dict[str, str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *map(_listing_row, homes)])
    return out.getvalue()


def _feed(days: Iterator[dict[str, str]], later: timedelta) -> str:
    """A feed of the stretches of days that are not available."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//homes//homes//EN"]
    for available, stretch in groupby(days, key=lambda day: day["available"]):
        dates = [date.fromisoformat(day["date"]) + later for day in stretch]
        if available == "f":
            lines += ["BEGIN:VEVENT", f"UID:{dates[0]}@homes", "DTSTAMP:20250926T000000Z"]
            lines += [f"DTSTART;VALUE=DATE:{dates[0]:%Y%m%d}", f"DTEND;VALUE=DATE:{dates[-1] + timedelta(1):%Y%m%d}"]
            lines += ["END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


@pytest.fixture
def queries(shared_data: Path) -> list[dict[str, object]]:
    answered = json.loads((shared_data / "accommodation/bristol-expected-searches-400.json").read_text())
    return list(answered["queries"])


def _run(database_url: str, folder: Path, *words: str) -> dict[str, object]:
    done = CliRunner(env={"DATABASE_URL": database_url, "LULL_INSTANCE": str(folder)}).invoke(main, [*words, "--json"])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.output)
    assert isinstance(answer, dict)
    return answer


def test_every_search_finds_exactly_the_homes_that_are_free_on_all_its_nights(
    database: Engine, database_url: str, shared_data: Path, tmp_path: Path, queries: list[dict[str, object]]
) -> None:
    homes = _rows(shared_data / "accommodation/bristol-2025-09-listings-400.csv.gz")
    days = _rows(shared_data / "accommodation/bristol-2025-09-calendar-400.csv.gz")
    later = timedelta(weeks=1 + (clock.today() - date(2025, 9, 26)).days // 7)
    (tmp_path / "homes.csv").write_text(_table(homes))
    feeds = tmp_path / "calendars"
    feeds.mkdir()
    for reference, of_one in groupby(days, key=lambda day: day["listing"]):
        (feeds / f"{reference}.ics").write_text(_feed(of_one, later))
    words = ("listings", "import", str(tmp_path / "homes.csv"), "--calendars", str(feeds), "--publish")
    assert _run(database_url, tmp_path, *words)["added"] == len(homes) == 400

    known = {home["listing"]: Home(home["neighbourhood_cleansed"], home["room_type"]) for home in homes}
    for query in queries:
        first, last = (date.fromisoformat(str(query[name])) + later for name in ("check_in", "check_out"))
        asked = ("search", "--from", str(first), "--to", str(last), "--sleeps", str(query["guests"]), "--limit", "400")
        answer = _run(database_url, tmp_path, *asked)
        found = {listing["reference"] for listing in _listings(answer)}
        wanted = {reference for reference in found if _is_asked_for(known[reference], query)}
        assert wanted == set(query["all_nights_free"]), query  # type: ignore[call-overload]
        assert answer["total"] == len(found)


def _listings(answer: dict[str, object]) -> list[dict[str, str]]:
    listings = answer["listings"]
    assert isinstance(listings, list)
    return listings


def _is_asked_for(home: Home, query: dict[str, object]) -> bool:
    is_there = query["neighbourhood"] in {None, home.neighbourhood}
    return is_there and (not query["entire_home_only"] or home.room_type == WHOLE_HOME)
