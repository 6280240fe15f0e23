"""Unmet need, as councils, providers and the brokerage read it: without any count that may be one person."""

import csv
import re
from datetime import UTC, datetime
from html import unescape
from io import StringIO

import pytest
import time_machine
from sqlalchemy import select

from marketplace.access_facts.needs import parse_need
from marketplace.accounts.roles import RoleName
from marketplace.db import session
from marketplace.geo import find
from marketplace.listings.asked import Asked
from marketplace.listings.models import UnmetCount, UnmetLately
from marketplace.listings.services import unmet
from marketplace.listings.unmet import table
from tests import families
from tests.checked_client import CheckedClient


def _text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _not_found(times: int, *needs: str, near: str = "Duns") -> None:
    """So many searches, each within another distance, so that none is an earlier one looked at again."""
    for number in range(times):
        place = find(near).point
        km = 10.0 + number + 100 * len(session.scalars(select(UnmetLately)).all())
        unmet.count_unmet(asked=Asked(near=place, near_words=near, within_km=km, needs=tuple(map(parse_need, needs))))


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_the_brokerage_sees_what_is_missing_where_and_no_count_under_five(client: CheckedClient) -> None:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        _not_found(6, "hoist=h_frame", "narrowest_door_mm>=780")
        _not_found(4, "hoist=gantry", "peg_feeding=yes", near="TD14 5JE")
        _not_found(2, "epilepsy_trained=yes", near="Kelso")
        families.sign_in(client, families.viewer("Rowan", RoleName.BROKERAGE))
        page = client.get("/unmet-need")
        words = _text(page.text)
        assert "At least 10 searches found nothing" in words
        assert "Hoist 10" in words
        assert "Narrowest door inside 6" in words
        assert "Duns 6" in words
        assert "Eyemouth" not in words
        assert "PEG" not in words
        assert "2 more are looked for too seldom to be shown" in words
        rows = list(csv.reader(StringIO(client.get("/unmet-need.csv").get_data(as_text=True))))
        assert ["2026-02-01", "everywhere", "need", "Hoist", "10"] in rows
        assert ["2026-02-01", "everywhere", "town", "2 more", "too few to be said"] in rows
        assert "So few are not shown" in _text(client.get("/unmet-need?town=Eyemouth").text)


@pytest.mark.parametrize("role", [RoleName.CARE_MANAGER, RoleName.APPROVER, RoleName.PROVIDER])
def test_officers_and_providers_read_it_in_fives_from_their_navigation(client: CheckedClient, role: RoleName) -> None:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        _not_found(6, "hoist=h_frame")
        _not_found(4, "peg_feeding=yes", near="TD14 5JE")
        _not_found(2, "epilepsy_trained=yes", near="Kelso")
        families.sign_in(client, families.viewer("Rowan", role))
        page = client.get("/unmet-need")
        words = _text(page.text)
        assert 'href="/unmet-need" aria-current="page"' in page.text
        assert "At least 10 searches found nothing" in words
        assert "Hoist 5" in words
        assert "Duns 5" in words
        assert "rounded down to fives" in words
        assert not {"PEG", "Eyemouth", "Kelso"} & set(words.split())
        rows = list(csv.reader(StringIO(client.get("/unmet-need.csv").get_data(as_text=True))))
        assert ["2026-02-01", "everywhere", "need", "Hoist", "5"] in rows


@pytest.mark.parametrize("role", [RoleName.CARE_MANAGER, RoleName.PROVIDER])
def test_one_search_for_what_is_seldom_looked_for_changes_nothing_that_is_read_in_fives(
    client: CheckedClient, role: RoleName
) -> None:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        _not_found(6, "hoist=h_frame")
        families.sign_in(client, families.viewer("Rowan", role))
        looks = [f"/unmet-need{form}?{asked}" for form in ("", ".csv") for asked in ("", "town=Duns&months=3")]
        before = [_text(client.get(look).get_data(as_text=True)) for look in looks]
        _not_found(1, "peg_feeding=yes", "epilepsy_trained=yes")
        assert [_text(client.get(look).get_data(as_text=True)) for look in looks] == before
        assert "what was looked for fewer than 5 times is left out" in before[0]
        assert "Hoist,5" in before[2]
        assert "too few to be said" not in "".join(before)


@pytest.mark.parametrize("role", [RoleName.BROKERAGE, RoleName.CARE_MANAGER])
def test_a_spreadsheet_of_a_town_with_too_few_searches_says_nothing_of_them(
    client: CheckedClient, role: RoleName
) -> None:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        _not_found(6, "hoist=h_frame")
        _not_found(2, "epilepsy_trained=yes", "peg_feeding=yes", near="Kelso")
        families.sign_in(client, families.viewer("Rowan", role))
        for town in ("Kelso", "=Nowhere"):
            (head,) = csv.reader(StringIO(client.get(f"/unmet-need.csv?town={town}").get_data(as_text=True)))
            assert head[-1].startswith("searches that found nothing")


@pytest.mark.parametrize(
    "role", [RoleName.PERSON, RoleName.ADVISER, RoleName.DIARY_KEEPER, RoleName.PROVIDER_FINANCE, RoleName.ISF_HOLDER]
)
def test_whoever_neither_plans_nor_offers_does_not_read_it(client: CheckedClient, role: RoleName) -> None:
    families.sign_in(client, families.viewer("Rowan", role))
    assert client.get("/unmet-need").status_code == 403
    assert "/unmet-need" not in client.get("/account").text


def test_what_is_not_said_cannot_be_worked_out_from_what_is() -> None:
    assert [one.words for one in table("Where", "town", [("Duns", 22), ("Kelso", 6), ("Eyemouth", 2)]).tallies] == [
        "Duns"
    ]
    assert table("Where", "town", [("Duns", 22), ("Eyemouth", 2)]).hidden == 2
    several = table("Where", "town", [("Duns", 22), ("Eyemouth", 2), ("Kelso", 4)])
    assert ([one.words for one in several.tallies], several.hidden) == (["Duns"], 2)


def test_what_is_kept_says_no_measure_no_postcode_and_not_what_was_needed_together(client: CheckedClient) -> None:
    _not_found(1, "narrowest_door_mm>=781", "hoist_load_kg>=143", near="TD14 5JE")
    kept = [(one.town, one.sort.value, one.what) for one in session.scalars(select(UnmetCount))]
    assert sorted(kept) == [
        ("Eyemouth", "kind", ""),
        ("Eyemouth", "need", "hoist_load_kg"),
        ("Eyemouth", "need", "narrowest_door_mm"),
        ("Eyemouth", "search", ""),
    ]


def test_counts_are_forgotten_after_three_years(client: CheckedClient) -> None:
    with time_machine.travel(datetime(2024, 1, 10, 12, tzinfo=UTC), tick=False):
        _not_found(1)
    with time_machine.travel(datetime(2027, 3, 10, 12, tzinfo=UTC), tick=False):
        unmet.forget_old()
    assert session.scalars(select(UnmetCount)).all() == []
    assert session.scalars(select(UnmetLately)).all() == []
