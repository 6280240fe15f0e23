"""Access facts in A11yJSON, held to the list of its own properties and to the examples of its documentation."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from marketplace.access_facts.kinds import ListingKind
from tests import open_listings
from tests.checked_client import CheckedClient

OBJECTS = {
    "Accessibility": "WheelchairAccessibilityGrade",
    "Entrance": "EntranceProperties",
    "Door": "DoorInteraction",
    "Restroom": "RestroomSignIcon",
    "Room": "RoomInteraction",
    "Desk": "DeskInteraction",
    "Toilet": "ToiletInteraction",
    "Shower": "ShowerInteraction",
    "WheelchairParking": "ParkingInteraction",
    "Length": "Operator",
}
"""The list names some objects after what stands first in their file."""
PLAIN: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "number": (int, float),
    "string": (str,),
    "LocalizedString": (str, dict),
}
NAMED_IN_EXAMPLES = {("PlaceProperties", "name"), ("PointGeometry", "type")}
"""Properties that the examples have and the list leaves out."""

Properties = Mapping[str, Mapping[str, str]]


@pytest.fixture
def properties(shared_data: Path) -> Properties:
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    with (shared_data / "standards/a11yjson/property-list.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["object"]][row["property"]] = row["type"]
    return found


def faults(properties: Properties, sort: str, value: object, at: str = "") -> Iterator[str]:
    """What is not as the list has it: a property it does not know, or a value of another sort."""
    sort = sort.removesuffix(" | null")
    if sort.endswith("[]"):
        for each in value if isinstance(value, list) else [value]:
            yield from faults(properties, sort.removesuffix("[]"), each, at)
    elif sort in PLAIN:
        if not isinstance(value, PLAIN[sort]) or (sort == "number" and isinstance(value, bool)):
            yield f"{at}: {value!r} is no {sort}"
    elif sort not in {"any", "[number, number]"}:
        yield from within(properties, sort, value, at)


def within(properties: Properties, sort: str, value: object, at: str) -> Iterator[str]:
    """The same of each property of an object."""
    known = properties[OBJECTS.get(sort, sort)]
    assert known, f"{sort} is not in the list"
    for name, each in value.items() if isinstance(value, dict) else [("", value)]:
        if name in known:
            yield from faults(properties, known[name], each, f"{at}/{name}")
        elif (sort, name) not in NAMED_IN_EXAMPLES:
            yield f"{at}/{name} is not of {sort}"


def test_the_list_finds_a_wrong_property_and_a_wrong_value(properties: Properties) -> None:
    wrong = {"properties": {"category": "museum", "accessibility": {"isQuiet": "very", "isNice": True}}}
    assert list(faults(properties, "PlaceInfo", wrong)) == [
        "/properties/accessibility/isQuiet: 'very' is no boolean",
        "/properties/accessibility/isNice is not of Accessibility",
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_the_examples_of_its_documentation_pass(properties: Properties, shared_data: Path, number: int) -> None:
    example = json.loads((shared_data / f"standards/a11yjson/example-museum-{number}.json").read_text("utf-8"))
    media = example["properties"]["accessibility"].pop("media")
    assert media
    assert list(faults(properties, "PlaceInfo", example)) == []


def test_the_facts_of_every_kind_of_listing_pass(client: CheckedClient, properties: Properties) -> None:
    for kind in ListingKind:
        answer = client.get(f"/listings/{open_listings.listing(kind).ref}/a11y.json")
        assert answer.status_code == 200
        assert list(faults(properties, "PlaceInfo", answer.json)) == [], kind


def test_what_is_certain_has_its_own_word_and_the_rest_is_said_with_how_it_is_known(client: CheckedClient) -> None:
    made = open_listings.listing()
    said: Any = client.get(f"/listings/{made.ref}/a11y.json").json
    access = said["properties"]["accessibility"]
    door = {"width": {"unit": "mm", "value": 900}, "thresholdHeight": {"unit": "mm", "value": 10}, "isAutomatic": False}
    assert access["entrances"] == [
        {"isMainEntrance": True, "isLevel": True, "hasFixedRamp": True, "hasRemovableRamp": False, "door": door}
    ]
    assert access["restrooms"][0]["hasCeilingHoist"] is True
    assert access["hasPatientLifter"] is True
    assert access["animalPolicy"] == {"allowsAssistanceDogs": True, "allowsDogs": False}
    assert "accessibleWith" not in access
    facts = {fact["id"]: fact for fact in said["properties"]["originalData"]["facts"]}
    assert facts["hoist_load_kg"]["value"] == "200"
    assert facts["hoist_load_kg"]["unit"] == "kg"
    assert facts["hoist_load_kg"]["howKnown"] == "measured_by_us"


def test_a_place_with_a_step_is_not_level_and_what_is_on_request_is_not_said_to_be_there(client: CheckedClient) -> None:
    stepped = open_listings.listing(ListingKind.CARE_HOME)
    on_request = open_listings.listing(ListingKind.SHARED_LIVES)
    first: Any = client.get(f"/listings/{stepped.ref}/a11y.json").json
    assert first["properties"]["accessibility"]["entrances"] == [{"isMainEntrance": True, "isLevel": False}]
    assert first["properties"]["accessibility"]["hasPatientLifter"] is False
    second: Any = client.get(f"/listings/{on_request.ref}/a11y.json").json
    assert "accessibility" not in second["properties"]
    assert [fact["state"] for fact in second["properties"]["originalData"]["facts"] if "steps" in fact["id"]] == [
        "on_request"
    ]
