"""Open data held to the schemas of Open Referral UK (HSDS-UK 3.0), and to ALISS's own lists of categories."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from marketplace.access_facts.kinds import ListingKind
from marketplace.api.terms import TERMS
from marketplace.db import session
from marketplace.listings.extras import Extra, ExtraPer
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.pricing import Rate, RateTable, Season
from tests import open_listings, prices
from tests.checked_client import CheckedClient
from tests.open_listings import BASE

Json = dict[str, Any]
FORMATS = FormatChecker(["uuid", "email", "date"])


@FORMATS.checks("date-time", ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri", ValueError)
def _is_address(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and urlsplit(value).netloc)


@pytest.fixture
def standard(shared_data: Path) -> Path:
    return shared_data / "standards" / "hsds-uk"


def schema(standard: Path, name: str) -> Json:
    read: Json = json.loads((standard / "schema" / f"{name}.json").read_text("utf-8"))
    return read


def faults(standard: Path, name: str, document: object) -> list[str]:
    """What a schema says against a document, the schemas that it refers to read from the same folder."""
    folder = standard / "schema"
    resources = [
        (file.name, DRAFT202012.create_resource(json.loads(file.read_text("utf-8")))) for file in folder.glob("*.json")
    ]
    validator = Draft202012Validator(
        schema(standard, name), registry=Registry().with_resources(resources), format_checker=FORMATS
    )
    return [f"{'/'.join(map(str, fault.path))}: {fault.message}" for fault in validator.iter_errors(document)]


def strange(standard: Path, rules: Json, document: object, at: str = "") -> Iterator[str]:
    """The properties of a document that its schema does not know."""
    if "$ref" in rules:
        rules = schema(standard, rules["$ref"].removesuffix(".json"))
    if isinstance(document, list):
        for each in document:
            yield from strange(standard, rules.get("items", {}), each, at)
    if isinstance(document, dict):
        known = rules.get("properties", {})
        for name, value in document.items():
            if name not in known:
                yield f"{at}/{name}"
            else:
                yield from strange(standard, known[name], value, f"{at}/{name}")


def held(standard: Path, name: str, document: object) -> None:
    assert faults(standard, name, document) == []
    assert list(strange(standard, schema(standard, name), document)) == []


def every_kind() -> None:
    for kind in ListingKind:
        open_listings.listing(kind)
    open_listings.registered()


def get(client: CheckedClient, path: str) -> Json:
    answer = client.get(f"{BASE}{path}")
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    said: Any = answer.json
    return dict(said)


@pytest.mark.parametrize("name", ["service_full", "service_list"])
def test_the_schemas_refuse_what_their_own_validator_refuses(standard: Path, name: str) -> None:
    bad = json.loads((standard / "examples" / f"validator-fail-{name}.json").read_text("utf-8"))
    good = json.loads((standard / "examples" / "service_full.json").read_text("utf-8"))
    rules = "compiled-service" if name == "service_full" else "compiled-service_list"
    assert any(faults(standard, rules, one) for one in bad.get("contents", [bad]))
    assert faults(standard, "compiled-service", good) == []


def test_every_service_in_a_list_and_in_full_is_as_the_standard_wants(client: CheckedClient, standard: Path) -> None:
    every_kind()
    listed = get(client, "/services")
    assert len(listed["contents"]) == len(ListingKind) + 1
    for one, full in zip(listed["contents"], get(client, "/services?full=true")["contents"], strict=True):
        held(standard, "compiled-service_list", one)
        held(standard, "compiled-service", full)
        assert get(client, f"/services/{one['id']}") == full
        assert full | one == full


def test_every_place_and_category_is_as_the_standard_wants(client: CheckedClient, standard: Path) -> None:
    every_kind()
    for one in get(client, "/service_at_locations")["contents"]:
        alone = get(client, f"/service_at_locations/{one['id']}")
        for each in (one, alone):
            rules = schema(standard, "service_at_location")["properties"]["location"]
            assert list(strange(standard, rules, each["location"])) == []
            assert faults(standard, "location", each["location"]) == []
        held(standard, "compiled-service_list", one["service"])
        held(standard, "compiled-service", alone["service"])
    for one in get(client, "/taxonomies")["contents"]:
        held(standard, "taxonomy", get(client, f"/taxonomies/{one['id']}"))
    for one in get(client, "/taxonomy_terms?per_page=100")["contents"]:
        held(standard, "taxonomy_term", one)
        assert get(client, f"/taxonomy_terms/{one['id']}") == one


def test_the_examples_of_the_standard_have_nothing_that_ours_lack_of_what_it_requires(standard: Path) -> None:
    for name in ("service_at_location_full", "service_at_location_list"):
        example = json.loads((standard / "examples" / f"{name}.json").read_text("utf-8"))
        assert {"id", "location", "service"} <= set(example.get("contents", [example])[0])


def test_pages_and_parameters_are_those_of_the_standard(client: CheckedClient, standard: Path) -> None:
    theirs, ours = schema(standard, "openapi"), get(client, "/openapi.json")
    page = get(client, "/services")
    assert set(theirs["components"]["schemas"]["Page"]["properties"]) | {"contents"} == set(page)
    assert set(theirs["paths"]) <= set(ours["paths"])
    for path, operations in theirs["paths"].items():
        wanted = {one["$ref"].rpartition("/")[2] for one in operations["get"].get("parameters", [])}
        named = {one["name"] for one in ours["paths"][path]["get"]["parameters"]}
        assert wanted <= named, path
    root = get(client, "/")
    assert set(root) == set(
        theirs["paths"]["/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
    )


def test_categories_are_those_of_aliss(shared_data: Path) -> None:
    folder = shared_data / "registry" / "aliss-taxonomies"
    for taxonomy, file in (("categories", "categories.csv"), ("accessibility-features", "accessibilityfeatures.csv")):
        with (folder / file).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        slugs = {row["id"]: row["slug"] for row in rows}
        theirs = {row["slug"]: (row["name"].strip(), slugs.get(row["parent_id"], "")) for row in rows}
        ours = {term.slug: (term.name, term.parent) for term in TERMS if term.taxonomy.slug == taxonomy}
        assert ours
        assert ours.items() <= theirs.items()


def test_seasons_with_their_days_and_what_must_be_paid_are_costs_of_a_service(
    client: CheckedClient, standard: Path
) -> None:
    made = open_listings.listing()
    night = RateUnit.NIGHT
    summer = Season("Summer", date(2027, 7, 1), date(2027, 8, 31), (Rate(night, 15_000, 15_000, 15_000),))
    extras = (Extra("Cleaning", 4_500, ExtraPer.STAY), Extra("Logs", 900, ExtraPer.EACH))
    prices.put_on(session.get_one(Listing, made.id), RateTable((Rate(night, 9_000, 9_000, 9_000),), (summer,), extras))
    (row,) = client.get(f"{BASE}/services").get_json()["contents"]
    service = client.get(f"{BASE}/services/{row['id']}").get_json()
    held(standard, "compiled-service", service)
    said = [(one["amount"], one.get("valid_from"), one.get("option")) for one in service["cost_options"]]
    assert said == [(90, None, None), (150, "2027-07-01", None), (45, None, "Cleaning, paid with each stay")]
