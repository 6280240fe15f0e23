"""``marketplace calendar check``: one JSON document, and exit 0 for whatever a readable file holds."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marketplace.cli.calendars import calendar_group
from tests.feeds import calendar, event

STAY = calendar(event("DTSTART;VALUE=DATE:20260301", "DTEND;VALUE=DATE:20260304"))
EVENING = calendar(event("DTSTART:20260301T190000Z", "DTEND:20260301T200000Z"))


def check(path: Path, *words: str) -> Result:
    return CliRunner().invoke(
        calendar_group, ["check", str(path), "--from", "2026-03-02", "--to", "2026-04-01", *words]
    )


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.ics"
    path.write_text(STAY, "utf-8")
    return path


def test_the_days_a_feed_would_block_are_printed_as_one_document(feed: Path) -> None:
    ran = check(feed, "--json")
    assert ran.exit_code == 0
    assert json.loads(ran.output) == {"status": "ok", "busy": ["2026-03-02", "2026-03-03"], "problems": []}


def test_without_json_the_same_is_said_in_lines(feed: Path) -> None:
    assert check(feed).output.splitlines() == ["Status: ok", "Days taken: 2026-03-02, 2026-03-03"]
    feed.write_text(STAY.removesuffix("END:VCALENDAR\r\n"), "utf-8")
    told = check(feed).output.splitlines()
    assert told[0] == "Status: partial"
    assert told[2:] == ["Line 1: the calendar that begins here never ends: the feed was cut off."]


@pytest.mark.parametrize("text", ["", "no calendar", STAY[:60], "\x00", STAY * 30_000])
def test_whatever_a_readable_file_holds_the_command_ends_well(feed: Path, text: str) -> None:
    feed.write_text(text, "utf-8")
    ran = check(feed, "--json")
    assert ran.exit_code == 0
    said = json.loads(ran.output)
    assert said["status"] in {"partial", "refused"}
    assert said["problems"]


def test_days_are_those_of_the_zone_asked_for(feed: Path) -> None:
    feed.write_text(EVENING, "utf-8")
    assert json.loads(check(feed, "--json").output)["busy"] == []
    assert json.loads(check(feed, "--json", "--zone", "Asia/Tokyo").output)["busy"] == ["2026-03-02"]


def test_a_file_that_cannot_be_opened_could_not_be_done(tmp_path: Path) -> None:
    for path in (tmp_path / "none.ics", tmp_path):
        ran = check(path, "--json")
        assert ran.exit_code == 1
        assert json.loads(ran.output)["status"] == "refused"


@pytest.mark.parametrize(("word", "value"), [("--from", "yesterday"), ("--to", "2026-02-30"), ("--zone", "Mars/Base")])
def test_a_word_of_the_command_that_cannot_be_read_is_refused(feed: Path, word: str, value: str) -> None:
    assert check(feed, word, value).exit_code == 2
