"""The pages of access facts: help, a question about what can hardly be, copying, and when each was last checked."""

from datetime import timedelta

from marketplace import clock
from marketplace.access_facts.facts import Evidence
from marketplace.db import transaction
from tests import offering
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.paper import errors, send, words

INSIDE, DOOR = "facts/inside", "narrowest_door_mm"


@on_both
def test_a_door_of_nearly_eight_metres_is_asked_about_and_nothing_typed_is_lost(client: CheckedClient) -> None:
    by = offering.provider(client)
    ref = by.house()
    typed = {DOOR: "7,800 mm", "turning_circle_mm": "1500"}
    asked = send(client, f"/offers/{ref}/{INSIDE}", typed)
    assert asked.status_code == 422
    assert "Did you mean 780 mm?" in errors(asked)[DOOR]
    assert 'value="7,800 mm"' in asked.text
    assert 'value="1500"' in asked.text
    assert f'name="{DOOR}-sure"' in asked.text
    assert 'name="turning_circle_mm-sure"' not in asked.text
    assert send(client, f"/offers/{ref}/{INSIDE}", {DOOR: "780"}).status_code == 303
    assert offering.listing(ref).known_facts[DOOR].value == 780


def test_what_really_is_so_is_kept_and_not_asked_again(client: CheckedClient) -> None:
    by = offering.provider(client)
    ref = by.house()
    drawn = send(client, f"/offers/{ref}/{INSIDE}", {DOOR: "2400"})
    assert drawn.status_code == 422
    data = {"csrf_token": "", DOOR: "2400", f"{DOOR}-sure": "y", f"{DOOR}-how": Evidence.MEASURED_BY_OWNER.value}
    assert client.post(f"/offers/{ref}/{INSIDE}", data=data).status_code == 303
    assert offering.listing(ref).known_facts[DOOR].value == 2_400
    assert send(client, f"/offers/{ref}/{INSIDE}", {"turning_circle_mm": "1500"}).status_code == 303


def test_help_shows_where_to_measure(client: CheckedClient) -> None:
    by = offering.provider(client)
    page = client.get(f"/offers/{by.house()}/{INSIDE}").text
    assert "Measure here" in page
    assert "/img/measure/door" in page
    assert "An open door. The arrow runs across the gap that is left." in page


def test_looking_again_makes_the_day_new_that_families_see(client: CheckedClient) -> None:
    by = offering.provider(client)
    ref = by.house()
    send(client, f"/offers/{ref}/{INSIDE}", {DOOR: "820", f"{DOOR}-how": Evidence.MEASURED_BY_OWNER.value})
    long_ago = clock.today() - timedelta(days=200)
    with transaction():
        offering.listing(ref).facts[0].known_on = long_ago
    assert offering.listing(ref).known_facts[DOOR].known_on == long_ago
    assert f"{long_ago:%B %Y}" in words(client.get(f"/listings/{ref}"))
    assert send(client, f"/offers/{ref}/{INSIDE}").status_code == 303
    assert offering.listing(ref).known_facts[DOOR].known_on == long_ago
    assert send(client, f"/offers/{ref}/{INSIDE}", {"looked_at": "y"}).status_code == 303
    fact = offering.listing(ref).known_facts[DOOR]
    assert (fact.known_on, fact.evidence) == (clock.today(), Evidence.MEASURED_BY_OWNER)


def test_facts_are_copied_from_another_listing_as_a_word_and_never_over_what_is_said_here(
    client: CheckedClient,
) -> None:
    by = offering.provider(client)
    first, second = by.house("Ford Flat 1"), by.house("Ford Flat 2")
    measured = {DOOR: "820", f"{DOOR}-how": Evidence.MEASURED_BY_OWNER.value, "turning_circle_mm": "1600"}
    send(client, f"/offers/{first}/{INSIDE}", measured)
    send(client, f"/offers/{second}/{INSIDE}", {"turning_circle_mm": "1400"})
    assert "Copy what you said of another listing" in client.get(f"/offers/{second}").text
    assert send(client, f"/offers/{second}/facts/copy", {"other": first}).status_code == 303
    known = offering.listing(second).known_facts
    assert (known[DOOR].value, known[DOOR].evidence) == (820, Evidence.STATED_BY_OWNER)
    assert known["turning_circle_mm"].value == 1_400
    assert "There is nothing to copy" in client.get(f"/offers/{second}/facts/copy").text


def test_another_providers_facts_cannot_be_copied(client: CheckedClient) -> None:
    from_other = offering.another(client.application)
    theirs = offering.provider(from_other, "Other Provider").house("Their House")
    send(from_other, f"/offers/{theirs}/{INSIDE}", {DOOR: "820"})
    by = offering.provider(client)
    mine, alike = by.house(), by.house("Ford Flat 1")
    send(client, f"/offers/{alike}/{INSIDE}", {"turning_circle_mm": "1400"})
    assert theirs not in client.get(f"/offers/{mine}/facts/copy").text
    answer = client.post(f"/offers/{mine}/facts/copy", data={"other": theirs})
    assert answer.status_code == 422
    assert DOOR not in offering.listing(mine).known_facts
