"""Commands that take nothing: they say why, in JSON where that is asked for, and end with the code for it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from marketplace.cli import main
from tests.databases import on_one

REGISTER_KEYS = {"read", "added", "changed", "gone", "refused", "listings_hidden", "bookings_affected", "error"}
IMPORT_KEYS = {"read", "added", "changed", "refused"}
SEARCH_KEYS = {"total", "listings", "error"}
CHECK_KEYS = {"status", "busy", "problems"}


def _ran(engine: Engine, *words: str) -> tuple[int, dict[str, object]]:
    address = engine.url.render_as_string(hide_password=False)
    ran = CliRunner(env={"DATABASE_URL": address}).invoke(main, [*words, "--json"])
    assert ran.stderr == ""
    return ran.exit_code, json.loads(ran.stdout)


@on_one
@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["search", "--kind", "hotel"], SEARCH_KEYS),
        (["search", "--from", "2027-02-30", "--to", "2027-03-02"], SEARCH_KEYS),
        (["search", "--from", "2027-03-05", "--to", "2027-03-02"], SEARCH_KEYS),
        (["search", "--from", "2027-03-05"], SEARCH_KEYS),
        (["search", "--within-km", "-1"], SEARCH_KEYS),
        (["search", "--within-km", "nan"], SEARCH_KEYS),
        (["search", "--near", ""], SEARCH_KEYS),
        (["search", "--near", "Nowhereville"], SEARCH_KEYS),
        (["search", "--need", "no_such_fact=yes"], SEARCH_KEYS),
        (["search", "--limit", "-1"], SEARCH_KEYS),
        (["search", "--colour", "red"], SEARCH_KEYS),
        (["register", "import"], REGISTER_KEYS),
        (["listings", "import"], IMPORT_KEYS),
        (["calendar", "check", "x.ics", "--from", "2027-03-05"], CHECK_KEYS),
    ],
)
def test_words_that_are_refused_are_answered_in_json(database: Engine, words: list[str], keys: set[str]) -> None:
    code, answer = _ran(database, *words)
    assert (code, set(answer)) == (2, keys)


@pytest.mark.parametrize(("command", "keys"), [("register", REGISTER_KEYS), ("listings", IMPORT_KEYS)])
def test_a_file_that_is_not_there_could_not_be_taken(
    database: Engine, tmp_path: Path, command: str, keys: set[str]
) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        code, answer = _ran(database, command, "import", str(path))
        assert (code, set(answer)) == (1, keys)


@on_one
@pytest.mark.parametrize("content", [b"", b"reference,kind\nA,other\n", b"Caf\xe9", b"\x1f\x8b"])
def test_a_file_that_is_no_table_of_listings_is_refused_as_rows_are(
    database: Engine, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "listings.csv"
    file.write_bytes(content)
    code, answer = _ran(database, "listings", "import", str(file))
    assert (code, set(answer)) == (2, IMPORT_KEYS)
    refused = answer["refused"]
    assert isinstance(refused, list)
    assert [set(bad) for bad in refused] == [{"row", "field", "why"}]


@pytest.mark.parametrize("words", [["--near", "Duns", "--within-km", "0"], ["--limit", "1000000"], ["--sleeps", "0"]])
def test_a_search_may_ask_for_nothing_or_for_everything(database: Engine, words: list[str]) -> None:
    assert _ran(database, "search", *words) == (0, {"total": 0, "listings": []})


NOT_READY = "The database does not have the tables of this version yet. First run: marketplace db upgrade"


def test_a_database_without_the_tables_is_said_in_one_line(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/none.db"}
    for words in (["search", "--near", "Duns"], ["brokerage", "invite", "bea@example.org"], ["demo", "show"]):
        ran = CliRunner(env=environment).invoke(main, words)
        assert (ran.exit_code, ran.stdout) == (1, "")
        assert ran.stderr.removeprefix("Error: ") == f"{NOT_READY}\n"
    ran = CliRunner(env=environment).invoke(main, ["search", "--near", "Duns", "--json"])
    assert (ran.exit_code, ran.stderr) == (1, "")
    assert json.loads(ran.stdout) == {"total": 0, "listings": [], "error": NOT_READY}


def test_a_database_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/no/folder/none.db"}
    ran = CliRunner(env=environment).invoke(main, ["search", "--near", "Duns", "--json"])
    assert ran.exit_code == 1
    assert json.loads(ran.stdout)["error"] == "The database cannot be reached. Look at DATABASE_URL."
