"""Open data as a stranger's program asks for it: filters, pages, copies kept up, and what is never told."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from flask.testing import FlaskClient

from marketplace.access_facts.facts import Evidence
from marketplace.access_facts.kinds import ListingKind
from marketplace.api.terms import TAXONOMIES, TERMS
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.listings.models import Listing, ListingState, Registration
from marketplace.listings.services import search_row
from marketplace.listings.services.providers import Details, change_details
from tests import open_listings, supply
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.open_listings import BASE, SECRETS
from tests.statements import statements

MOST_QUERIES = 12
NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def later() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def names(client: CheckedClient, asked: str) -> set[str]:
    """The names of the services that are found."""
    answer = client.get(f"{BASE}/services?{asked}")
    assert answer.status_code == 200, answer.text
    found: Any = answer.json
    assert found["total_items"] == len(found["contents"])
    return {one["name"] for one in found["contents"]}


def id_of(client: CheckedClient, name: str) -> str:
    found: Any = client.get(f"{BASE}/services").json
    (only,) = [one["id"] for one in found["contents"] if one["name"] == name]
    return str(only)


def term_id(slug: str) -> str:
    return next(term.id for term in TERMS if term.slug == slug)


@on_both
def test_words_of_a_search_are_all_looked_for_and_signs_of_patterns_mean_nothing(client: CheckedClient) -> None:
    open_listings.listing(title="Orchard House")
    open_listings.listing(title="Orchard Mill, 100% level")
    assert names(client, "search=orchard+HOUSE") == {"Orchard House"}
    assert names(client, "search=orchard+garden") == {"Orchard House", "Orchard Mill, 100% level"}
    assert names(client, "search=100%25") == {"Orchard Mill, 100% level"}
    assert names(client, "search=_") == set()
    assert names(client, "search=Private") == set()


@on_both
def test_categories_are_found_by_kind_by_fact_and_with_those_within_them(client: CheckedClient) -> None:
    house, _ = open_listings.listing(title="House"), open_listings.listing(ListingKind.SOLE_PA, "Ailsa")
    open_listings.listing(ListingKind.SHARED_LIVES, "Family")
    assert names(client, f"taxonomy_term_id={term_id('personal-assistant-pa')}") == {"Ailsa"}
    assert names(client, f"taxonomy_term_id={term_id('rights-and-representation')}") == {"Ailsa"}
    assert names(client, f"taxonomy_term_id={term_id('autism')}") == {"Family"}
    assert names(client, f"taxonomy_term_id={term_id('accessible-entrance')}") == {"House"}
    assert names(client, f"taxonomy_term_id={uuid4()}") == set()
    features = next(one.id for one in TAXONOMIES if one.slug == "accessibility-features")
    assert names(client, f"taxonomy_id={features}") == {"House"}
    assert names(client, f"taxonomy_id={features}&taxonomy_term_id={term_id('autism')}") == set()
    with transaction():
        for fact in session.get_one(Listing, house.id).facts:
            fact.evidence = Evidence.DISPUTED
        search_row.refresh(session.get_one(Listing, house.id))
    assert names(client, f"taxonomy_term_id={term_id('accessible-entrance')}") == set()


@on_both
def test_every_category_of_an_entry_finds_that_entry(client: CheckedClient) -> None:
    for kind in ListingKind:
        open_listings.listing(kind)
    whole: Any = client.get(f"{BASE}/services?full=true").json
    seen = set()
    for one in whole["contents"]:
        access = one["service_at_locations"][0]["location"].get("accessibility", [{}])[0]
        for attribute in (*one["attributes"], *access.get("attributes", [])):
            seen.add((one["name"], attribute["taxonomy_term_id"]))
    for term in TERMS:
        if term.kinds or term.facts:
            found = names(client, f"taxonomy_term_id={term.id}")
            assert {name for name, one in seen if one == term.id} == found, term.slug


@on_both
def test_hours_are_found_by_day_and_by_when_they_begin_and_end(client: CheckedClient) -> None:
    open_listings.listing(title="House")  # Monday and Tuesday 8 to 24, Saturday 10 to 16
    assert names(client, "day=SA") == names(client, "day=saturday") == {"House"}
    assert names(client, "day=SU") == set()
    assert names(client, "start_time=10:00&end_time=16:00") == {"House"}
    assert names(client, "start_time=10:00&day=MO") == set()
    assert names(client, "end_time=15:59") == set()


def test_ages_are_not_known_and_what_is_not_known_is_never_a_yes(client: CheckedClient) -> None:
    open_listings.listing()
    assert names(client, "minimum_age=18") == names(client, "maximum_age=17") == set()


@on_both
def test_near_a_postcode_is_measured_from_the_rough_place_alone(client: CheckedClient) -> None:
    house, home = open_listings.listing(title="House"), open_listings.listing(ListingKind.SHARED_LIVES, "Home")
    before = {name: names(client, f"postcode=TD11+3AB&proximity={metres}") for name, metres in NEAR.items()}
    assert before["far"] == {"House", "Home"}
    with transaction():  # moved within the same kilometre, and within the same outcode
        session.get_one(Listing, house.id).latitude = supply.DUNS[0] + 0.001
        one = session.get_one(Listing, home.id)
        one.latitude, one.longitude, one.postcode = 55.80, -2.30, "TD11 3SG"
    after = {name: names(client, f"postcode=TD11+3AB&proximity={metres}") for name, metres in NEAR.items()}
    assert after == before


NEAR = {str(metres): metres for metres in range(100, 5_000, 700)} | {"far": 40_000}


@on_both
def test_who_comes_to_people_is_found_as_far_as_they_come(client: CheckedClient) -> None:
    open_listings.listing(ListingKind.PA_BANK, "Bank")  # up to 20 km around Duns
    open_listings.listing(title="House")
    assert names(client, "postcode=TD11") == {"Bank", "House"}
    assert names(client, "postcode=G1+1XQ") == {"House"}
    assert names(client, "postcode=G1+1XQ&proximity=20000") == set()


@on_both
def test_an_organisation_is_found_by_its_id(client: CheckedClient) -> None:
    open_listings.listing(title="House")
    open_listings.listing(title="Mill")
    found: Any = client.get(f"{BASE}/services?search=House").json
    organisation = found["contents"][0]["organization"]["id"]
    assert names(client, f"organization_id={organisation}") == {"House"}
    assert names(client, f"organization_id={uuid4()}") == set()


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=99999999999999999999", "page"),
        ("page=1&page=2", "page"),
        ("page=%D9%A1", "page"),
        ("per_page=101", "per_page"),
        ("per_page=all", "per_page"),
        ("full=perhaps", "full"),
        ("full=true&minimal=true", "minimal"),
        ("modified_after=soon", "modified_after"),
        ("modified_after=2027-02-30", "modified_after"),
        ("modified_after=0001-01-01T00:00:00%2B14:00", "modified_after"),
        ("taxonomy_term_id=autism", "taxonomy_term_id"),
        ("taxonomy_id=1", "taxonomy_id"),
        ("organization_id=x", "organization_id"),
        ("minimum_age=-3", "minimum_age"),
        ("maximum_age=old", "maximum_age"),
        ("start_time=25:00", "start_time"),
        ("end_time=noon", "end_time"),
        ("day=someday", "day"),
        ("day=MONEY", "day"),
        ("postcode=BS1+4ST", "postcode"),
        ("postcode=Duns", "postcode"),
        ("proximity=1000", "proximity"),
        ("postcode=TD11&proximity=0", "proximity"),
        ("search=" + "a+" * 11, "search"),
        ("search=" + "a" * 201, "search"),
        ("format=xml", "format"),
        ("serach=duns", "serach"),
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_what_cannot_be_meant_is_refused_in_json_with_the_reason(client: CheckedClient, asked: str, name: str) -> None:
    answer = client.get(f"{BASE}/services?{asked}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    problem: Any = answer.json
    assert list(problem["fields"]) == [name]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_an_address_that_is_not_there_is_answered_in_json(client: CheckedClient) -> None:
    for path in ("/nothing", "/services/x", f"/services/{uuid4()}", f"/taxonomies/{uuid4()}", "/services/%2e%2e/x"):
        answer = client.get(f"{BASE}{path}")
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json"), path
    assert client.get("/listings/nothing/a11y.json").status_code == 404
    assert client.get(f"{BASE}/services?search=%00").status_code == 404


@on_both
def test_pages_hold_each_service_once_and_say_where_they_are(client: CheckedClient) -> None:
    for number in range(5):
        open_listings.listing(title=f"House {number}")
    pages: list[Any] = [client.get(f"{BASE}/services?per_page=2&page={page}").json for page in (1, 2, 3, 4)]
    assert [[one["name"] for one in page["contents"]] for page in pages] == [
        ["House 0", "House 1"],
        ["House 2", "House 3"],
        ["House 4"],
        [],
    ]
    assert [(page["size"], page["first_page"], page["last_page"], page["empty"]) for page in pages] == [
        (2, True, False, False),
        (2, False, False, False),
        (1, False, True, False),
        (0, False, True, True),
    ]
    assert {(page["total_items"], page["total_pages"]) for page in pages} == {(5, 3)}
    empty: Any = client.get(f"{BASE}/services?search=castle").json
    assert (empty["total_items"], empty["total_pages"], empty["first_page"], empty["last_page"]) == (0, 1, True, True)


@on_both
def test_a_copy_that_asks_for_what_changed_misses_nothing_and_hears_what_is_gone(
    client: CheckedClient, later: time_machine.Traveller
) -> None:
    first, second = open_listings.listing(title="First"), open_listings.listing(title="Second")
    draft = open_listings.listing(title="Draft")
    with transaction():
        one = session.get_one(Listing, draft.id)
        one.state, one.published_at = ListingState.DRAFT, None
    ids = {name: id_of(client, name) for name in ("First", "Second")}
    seen: Any = client.get(f"{BASE}/services/{ids['First']}").json
    since = seen["last_modified"]
    assert names(client, f"modified_after={since}") == {"First", "Second"}
    later.shift(timedelta(hours=1))
    open_listings.put(first, ListingState.HIDDEN)
    assert names(client, f"modified_after={since}") == {"Second"}
    gone = client.get(f"{BASE}/services/{ids['First']}")
    assert (gone.status_code, gone.mimetype) == (410, "application/problem+json")
    assert "First" not in gone.text
    assert client.get(f"/listings/{first.ref}/a11y.json").status_code == 410
    changed: Any = client.get(f"{BASE}/changes?modified_after=2027-01-10T12:30:00+00:00").json
    assert changed["contents"] == [
        {"id": ids["First"], "status": "inactive", "last_modified": "2027-01-10T13:00:00.000Z"}
    ]
    later.shift(timedelta(hours=1))
    open_listings.put(first, ListingState.PUBLISHED)
    open_listings.put(second, ListingState.CLOSED)
    changed = client.get(f"{BASE}/changes").json
    assert {one["id"]: one["status"] for one in changed["contents"]} == {
        ids["First"]: "active",
        ids["Second"]: "defunct",
    }
    minimal: Any = client.get(f"{BASE}/services?minimal=true").json
    assert minimal["contents"] == [{"id": ids["First"], "modified_date": "2027-01-10T14:00:00.000Z"}]
    assert client.get(f"/listings/{draft.ref}/a11y.json").status_code == 404


@on_both
def test_new_grades_in_the_register_change_the_service(client: CheckedClient, later: time_machine.Traveller) -> None:
    open_listings.registered()
    before: Any = client.get(f"{BASE}/services").json
    assert "Registered with the Care Inspectorate" in before["contents"][0]["accreditations"]
    later.shift(timedelta(days=1))
    with transaction():
        row = session.query(Registration).one()
        row.grades, row.changed_at = {"care_and_support": 2}, NOON + timedelta(days=1)
    found: Any = client.get(f"{BASE}/services?modified_after=2027-01-11").json
    assert "care and support 2" in found["contents"][0]["accreditations"]
    assert found["contents"][0]["last_modified"] == "2027-01-11T12:00:00.000Z"


def test_who_has_it_already_is_told_so(client: CheckedClient, later: time_machine.Traveller) -> None:
    made = open_listings.listing()
    later.shift(timedelta(minutes=1))
    for path in (f"{BASE}/services", f"{BASE}/changes", f"{BASE}/", f"/listings/{made.ref}/a11y.json"):
        for encoding in ("identity", "gzip"):
            asking = {"Accept-Encoding": encoding}
            answer = client.get(path, headers=asking)
            assert answer.status_code == 200
            again = client.get(path, headers={**asking, "If-None-Match": answer.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b""), (path, encoding)
            assert again.headers["Access-Control-Allow-Origin"] == "*"
    answer = client.get(f"{BASE}/services")
    assert answer.headers["Last-Modified"] == "Sun, 10 Jan 2027 12:00:00 GMT"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    since = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert client.get(f"{BASE}/services", headers=since).status_code == 304
    open_listings.put(made, ListingState.HIDDEN)
    later.shift(timedelta(minutes=1))
    assert client.get(f"{BASE}/services", headers=since).status_code == 200
    assert client.get(f"{BASE}/services", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_what_changed_this_very_second_has_no_last_modified_that_could_hide_the_next_change(
    client: CheckedClient,
) -> None:
    open_listings.listing()
    assert "Last-Modified" not in client.get(f"{BASE}/services").headers


def test_answers_are_packed_and_open_to_pages_of_other_sites(client: CheckedClient) -> None:
    for _ in range(3):
        open_listings.listing()
    answer = client.get(f"{BASE}/services", headers={"Accept-Encoding": "gzip", "Origin": "https://example.org"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.data))["total_items"] == 3
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert 'rel="license"' in answer.headers["Link"]
    asked = FlaskClient(client.application).options(f"{BASE}/services")
    assert asked.status_code == 200
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]
    assert client.head(f"{BASE}/services").data == b""


@pytest.mark.parametrize("kind", list(ListingKind))
def test_nothing_private_is_told_of_any_kind_of_listing(client: CheckedClient, kind: ListingKind) -> None:
    made = open_listings.listing(kind)
    id_ = id_of(client, made.title)
    location: Any = client.get(f"{BASE}/service_at_locations?full=true").json
    said = [
        client.get(f"{BASE}/services/{id_}").text,
        json.dumps(location),
        client.get(f"/listings/{made.ref}/a11y.json").text,
    ]
    assert [secret for secret in SECRETS for text in said if secret in text] == []
    place = location["contents"][0]["location"]
    if kind in {ListingKind.SOLE_PA, ListingKind.SHARED_LIVES}:
        assert "somebody's home" in place["description"]
        assert (place["latitude"], place["longitude"]) != (round(supply.DUNS[0], 2), round(supply.DUNS[1], 2))
    else:
        assert (place["latitude"], place["longitude"]) == (55.78, -2.34)


def test_whoever_trades_in_their_own_name_is_placed_as_roughly_as_a_home(client: CheckedClient) -> None:
    made = open_listings.listing(title="Cottage")
    with transaction():
        session.get_one(Listing, made.id).provider.is_individual = True
    location: Any = client.get(f"{BASE}/service_at_locations").json
    assert "somebody's home" in location["contents"][0]["location"]["description"]


def test_a_provider_who_turns_out_to_trade_in_their_own_name_changes_what_they_list(
    client: CheckedClient, later: time_machine.Traveller
) -> None:
    made = open_listings.listing(title="Cottage")
    later.shift(timedelta(hours=1))
    provider = session.get_one(Listing, made.id).provider
    details = replace(Details.of(provider), is_individual=True)
    change_details(provider_id=provider.id, details=details, seen=None, by=SITE)
    assert names(client, "modified_after=2027-01-10T13:00:00Z") == {"Cottage"}


def test_ids_are_the_same_for_ever(client: CheckedClient) -> None:
    made = open_listings.listing(title="House")
    with transaction():
        session.get_one(Listing, made.id).ref = "ORCHARD-1"
    assert id_of(client, "House") == "51b6e30d-accb-515f-a340-d4ce312b47d7"
    assert UUID(id_of(client, "House")).version == 5


def test_a_whole_page_in_full_does_not_ask_the_database_once_for_each(client: CheckedClient) -> None:
    counts = []
    with statements(client.application.extensions["engine"]) as asked:
        for _ in range(2):
            for kind in ListingKind:
                open_listings.listing(kind)
            asked.clear()
            assert client.get(f"{BASE}/services?full=true&per_page=100&postcode=TD11&search=fine").status_code == 200
            counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST_QUERIES
