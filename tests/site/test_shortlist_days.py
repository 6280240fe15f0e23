"""A shortlist knows for which days each listing was kept, says whether it is free then, and lets them be changed."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE
from marketplace.db import session
from marketplace.finding.models import KeptListing
from marketplace.listings.models import Cause, Listing, Space
from marketplace.listings.pricing import RateUnit
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import nights
from tests import families, supply
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.statements import statements

pytestmark = on_both

DATES = "from=2027-03-05&to=2027-03-08"
SAID = "For 3 nights, Fri 5 to Mon 8 March 2027."


@pytest.fixture(autouse=True)
def _in_january() -> object:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        yield


def _text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _shortlist(client: CheckedClient) -> str:
    return _text(client.get("/shortlist").text)


def _take(ref: str) -> None:
    space = session.scalars(select(Space.id).join(Listing).where(Listing.ref == ref)).one()
    stay = nights(date(2027, 3, 6), date(2027, 3, 7))
    diary.occupy(wanted=[Wanted(space, stay, "s")], cause=Cause.BOOKING, by=SITE)


def _keep_from_search(client: CheckedClient, ref: str, asked: str) -> None:
    """Press "Keep" on a card of a search, as the page has it."""
    page = client.get(f"/search?near=Duns&{asked}").text
    form = re.search(r'<form id="keep" method="post" action="([^"]+)"', page)
    button = re.search(rf'form="keep"( formaction="([^"]+)")? name="listing" value="{ref}"', page)
    assert form
    assert button
    client.post(unescape(button[2] or form[1]), data={"listing": ref})


def test_what_a_visitor_keeps_from_a_search_for_days_is_kept_for_them_and_goes_on_when_they_sign_in(
    client: CheckedClient,
) -> None:
    house = supply.listing("Orchard House").ref
    _keep_from_search(client, house, f"{DATES}&sleeps=2")
    page = client.get("/shortlist").text
    assert SAID in _text(page)
    assert "free then" in _text(page)
    assert f"/listings/{house}?from=2027-03-05&amp;to=2027-03-08&amp;sleeps=2" in page
    families.sign_in(client, families.viewer())
    with client.session_transaction() as cookie:
        cookie["gathered"] = [f"{house}?{DATES}"]
    assert SAID in _shortlist(client)


def test_what_is_taken_then_is_not_free_then(client: CheckedClient) -> None:
    house = supply.listing("Orchard House").ref
    _keep_from_search(client, house, DATES)
    _take(house)
    assert "not free then" in _shortlist(client)


def test_a_place_whose_dates_can_move_is_kept_for_the_stay_that_its_card_shows(client: CheckedClient) -> None:
    house = supply.listing("Orchard House").ref
    _keep_from_search(client, house, "nights=3&from=2027-03-05&to=2027-03-12")
    assert "For 3 nights, Fri 5 to Mon 8 March 2027." in _shortlist(client)


def test_hours_on_several_days_are_kept_and_compared(client: CheckedClient) -> None:
    bank = supply.listing("Reivers", kind=ListingKind.PA_BANK, rates={RateUnit.HOUR: 24_60}).ref
    other = supply.listing("Tweed", kind=ListingKind.PA_BANK, rates={RateUnit.HOUR: 20_00}).ref
    for one in (bank, other):
        _keep_from_search(client, one, f"{DATES}&start=09:00&end=17:00&each=day")
    page = client.get("/shortlist").text
    assert _text(page).count("For 09:00 to 17:00 on each of 4 days, Fri 5 to Mon 8 March 2027.") == 2
    said = dict(re.findall(r'type="hidden" name="(from|to|start|end|each)" value="([^"]+)"', page))
    compared = client.get("/compare", query_string={"listing": [bank, other], **said}).text
    assert "09:00 to 17:00 on each of 4 days" in compared
    assert "£787.20" in compared


def test_to_keep_it_again_for_other_days_takes_these_and_without_days_leaves_them(client: CheckedClient) -> None:
    house = supply.listing("Orchard House").ref
    families.sign_in(client, families.viewer())
    client.post(f"/shortlist/keep?{DATES}", data={"listing": house})
    client.post("/shortlist/keep?from=2027-04-02&to=2027-04-04", data={"listing": house})
    client.post("/shortlist/keep", data={"listing": house})
    assert "For 2 nights, Fri 2 to Sun 4 April 2027." in _shortlist(client)
    assert len(session.scalars(select(KeptListing.id)).all()) == 1


def test_the_days_of_a_list_are_changed_for_its_person_alone(client: CheckedClient) -> None:
    house = supply.listing("Orchard House").ref
    mother, son = families.viewer(), families.person("Callum Hume")
    families.acts_for(mother, son)
    families.sign_in(client, mother)
    for person in (son, ""):
        client.post(f"/shortlist/keep?{DATES}", data={"listing": house, "person": person})
    assert client.get(f"/shortlist/days?person={son}").status_code == 200
    wrong = client.post(f"/shortlist/days?person={son}", data={"from": "2027-04-04", "to": "2027-04-02"})
    assert wrong.status_code == 422
    client.post(f"/shortlist/days?person={son}", data={"from": "2027-04-02", "to": "2027-04-04"})
    words = _shortlist(client)
    assert words.index("For 2 nights, Fri 2 to Sun 4 April 2027.") < words.index(SAID)
    client.post("/shortlist/days", data={})
    assert SAID not in _shortlist(client)
    families.sign_in(client, families.viewer("Another Mother"))
    assert client.get(f"/shortlist/days?person={son}").status_code == 404


def test_a_visitor_changes_the_days_of_their_list(client: CheckedClient) -> None:
    assert client.get("/shortlist/days").location == "/shortlist"
    house = supply.listing("Orchard House").ref
    client.post("/shortlist/keep", data={"listing": house})
    client.post("/shortlist/days", data={"from": "2027-03-05", "to": "2027-03-08"})
    assert SAID in _shortlist(client)


def test_of_several_times_one_is_chosen_to_compare_for(client: CheckedClient) -> None:
    house, inn = supply.listing("Orchard House").ref, supply.listing("Pier Inn").ref
    families.sign_in(client, families.viewer())
    client.post(f"/shortlist/keep?{DATES}", data={"listing": house})
    client.post("/shortlist/keep?from=2027-04-02&to=2027-04-04", data={"listing": inn})
    page = client.get("/shortlist").text
    times = [unescape(one) for one in re.findall(r'<option value="([^"]+)"', page)]
    assert times == ["from=2027-04-02&to=2027-04-04", DATES]
    answer = client.get("/compare", query_string={"listing": [house, inn], "when": times[1]}, follow_redirects=True)
    assert "3 nights, Fri 5 to Mon 8 March 2027" in _text(answer.text)


def test_days_that_are_over_are_said_to_be_and_are_carried_nowhere(client: CheckedClient) -> None:
    house = supply.listing("Orchard House").ref
    mother = families.viewer()
    families.sign_in(client, mother)
    client.post(f"/shortlist/keep?{DATES}", data={"listing": house})
    with time_machine.travel(datetime(2027, 3, 7, 12, tzinfo=UTC), tick=False):
        families.sign_in(client, mother)
        page = client.get("/shortlist").text
    assert "these days are over" in _text(page)
    assert "free then" not in page
    assert f'/listings/{house}"' in page


def test_a_list_for_many_times_asks_as_much_as_for_one(client: CheckedClient) -> None:
    houses = [supply.listing(f"House {number}").ref for number in range(5)]
    families.sign_in(client, families.viewer())
    client.post(f"/shortlist/keep?{DATES}", data={"listing": houses[0]})
    counts = []
    for number in (1, 2, 4):
        client.post(f"/shortlist/keep?from=2027-04-0{number}&to=2027-04-09", data={"listing": houses[number]})
        client.get("/shortlist")
        with statements(client.application.extensions["engine"]) as sent:
            client.get("/shortlist")
        counts.append(len(sent))
    assert len(set(counts)) == 1
