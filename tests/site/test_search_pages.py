"""The search page and the page of one listing, as a visitor and as a family see them."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from sqlalchemy import func, select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Strength
from marketplace.audit import SITE, Look
from marketplace.db import session, transaction
from marketplace.listings.models import Cause, ListingState, OpeningHours, UnmetCount, UnmetSort
from marketplace.listings.pricing import RateUnit
from marketplace.listings.services import diary, search_row
from marketplace.listings.services.diary import Wanted
from marketplace.people.models import Person, PersonNeed
from marketplace.people.representation import Scope
from marketplace.periods import nights
from tests import families, funded, offered, supply
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.statements import statements

pytestmark = on_both

DATES = "from=2027-03-05&to=2027-03-08"
MOST_QUERIES = 12
WHOLE = "Suggest a whole break"


@pytest.fixture(autouse=True)
def _in_january() -> object:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        yield


def _text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_visitor_sees_what_suits_and_what_to_ask_first_apart(client: CheckedClient) -> None:
    supply.listing("Wide House", facts="narrowest_door_mm=820")
    supply.listing("Silent House")
    supply.listing("Narrow House", facts="narrowest_door_mm=700")
    page = client.get(f"/search?near=Duns&{DATES}&door=780")
    assert page.status_code == 200
    words = _text(page.text)
    assert "1 that suits" in words
    assert "1 to ask first" in words
    assert "Narrow House" not in words
    assert "Not known: narrowest door inside. You need: doors 780 mm or wider." in words
    assert "£405.00" in words


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("near=Atlantis", "Atlantis"),
        ("near=Dunss", "Did you mean Duns"),
        ("near=BS1+4ST", "postcode"),
        ("from=2027-03-08&to=2027-03-05", "choose a day after the first night"),
        ("from=2027-03-05", "choose the day after the last night"),
        ("to=2027-03-05", "choose the day you arrive"),
        ("from=2026-03-05&to=2026-03-08", "choose a day from"),
        ("from=soon&to=later", "write a day like"),
        ("sleeps=0", "enter a number from 1 to 30"),
        ("sleeps=many", "enter a whole number"),
        ("door=5", "enter a number from 400"),
        ("need=no_such_fact%3D1", "no access fact"),
        ("need=hoist%3E%3D3", "no more or less"),
        ("kind=castle", "Not a valid choice"),
        ("from=2027-03-05&start=10:00", "give a start and an end"),
        ("start=10:00&end=11:00", "choose the day as well"),
        ("from=2027-03-05&start=25:00&end=26:00", "write a time like"),
        ("within=0", "How far: choose one from the list"),
        ("within=far", "How far: choose one from the list"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_nothing_typed_is_lost(
    client: CheckedClient, asked: str, said: str
) -> None:
    page = client.get(f"/search?{asked}&near={'' if 'near' in asked else 'Duns'}")
    assert page.status_code == 422
    assert said in _text(page.text)


def test_nothing_found_says_what_comes_nearest_and_is_counted_without_the_person(client: CheckedClient) -> None:
    house = supply.listing("Orchard House")
    wanted = [Wanted(house.spaces[0].id, nights(date(2027, 3, 5), date(2027, 3, 8)), "s")]
    diary.occupy(wanted=wanted, cause=Cause.BOOKING, by=SITE)
    page = client.get(f"/search?near=Duns&{DATES}&sleeps=2")
    words = _text(page.text)
    assert "Nothing here meets all of that" in words
    assert words.index("3 nights, Tue 2 to Fri 5 March 2027") < words.index("3 nights, Mon 8 to Thu 11 March 2027")
    assert "1 result" in words
    counted = {(one.town, one.sort, one.what, one.count) for one in session.scalars(select(UnmetCount))}
    assert counted == {
        ("Duns", UnmetSort.SEARCH, "", 1),
        ("Duns", UnmetSort.KIND, "", 1),
        ("Duns", UnmetSort.MONTH, "2027-03", 1),
    }
    href = re.search(r'href="(/search\?[^"]*)">3 nights', page.text)
    assert href
    assert "that suits" in _text(client.get(unescape(href[1])).text)


def _searches_counted() -> int:
    return session.scalars(select(func.sum(UnmetCount.count)).where(UnmetCount.sort == UnmetSort.SEARCH)).one()


def test_a_search_looked_at_again_is_one_unmet_need_and_another_or_a_later_one_is_one_more(
    client: CheckedClient,
) -> None:
    for address in (f"/search?near=Duns&{DATES}", f"/search?near=Duns&{DATES}", "/search?near=Duns&sleeps=2"):
        client.get(address)
    assert _searches_counted() == 2
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        client.get("/search?near=Duns&sleeps=2")
    assert _searches_counted() == 3


def test_hours_that_nobody_has_free_lead_to_the_same_hours_on_another_day(client: CheckedClient) -> None:
    bank = supply.listing("Tweed Bank", kind=ListingKind.PA_BANK, sleeps=None, rates={RateUnit.HOUR: 24_60})
    period = nights(date(2027, 3, 5), date(2027, 3, 6))
    diary.occupy(wanted=[Wanted(bank.spaces[0].id, period, "s")], cause=Cause.BOOKING, by=SITE)
    page = client.get("/search?near=Duns&from=2027-03-05&start=20:00&end=22:00")
    href = re.search(r'href="(/search\?[^"]*)">The same hours on Thursday 4 March 2027', page.text)
    assert href
    assert "1 that suits" in _text(client.get(unescape(href[1])).text)
    assert session.scalars(select(UnmetCount.what).where(UnmetCount.sort == UnmetSort.MONTH)).all() == ["2027-03"]


def test_nothing_found_leads_to_the_nearest_however_far_it_is(client: CheckedClient) -> None:
    supply.listing("Orchard House")
    page = client.get("/search?near=Lerwick&within=5")
    href = re.search(r'href="(/search\?[^"]*)">Up to 400 miles away', page.text)
    assert href
    assert "1 that suits" in _text(client.get(unescape(href[1])).text)
    assert re.search(r"The nearest of all is Orchard House in Duns , \d+ miles away, by ferry from", _text(page.text))


def test_nothing_found_says_each_distance_at_which_there_is_more_and_is_one_search_for_all(
    client: CheckedClient,
) -> None:
    supply.listing("Sanday House", at=(59.25, -2.57))
    supply.listing("Wick House", at=(58.44, -3.09))
    supply.listing("Orchard House")
    page = client.get("/search?near=Lerwick&within=5")
    found = re.findall(r"Up to (\d+) miles away : (\d+) result", _text(page.text))
    assert found == [("100", "1"), ("200", "2"), ("400", "3")]
    for far, number in found:
        assert f"{number} that suit{'s' if number == '1' else ''}" in _text(
            client.get(f"/search?near=Lerwick&within={far}").text
        )
    assert "The nearest of all is Sanday House" in _text(page.text)


def test_nothing_found_says_which_need_alone_stands_in_the_way(client: CheckedClient) -> None:
    supply.listing("Narrow House", facts="narrowest_door_mm=700;hoist=none;steps_at_entrance=0")
    asked = "near=Duns&need=narrowest_door_mm%3E%3D780&need=steps_at_entrance%3C%3D2"
    page = client.get(f"/search?{asked}")
    assert "Nothing here meets all of that" in _text(page.text)
    assert _text(page.text).count("Without this: ") == 1
    href = re.search(r'href="(/search\?[^"]*)">Without this: doors 780 mm or wider', page.text)
    assert href
    assert "steps_at_entrance" in href[1]
    assert "narrowest_door_mm" not in href[1]
    assert "1 that suits" in _text(client.get(unescape(href[1])).text)
    two = client.get(f"/search?{asked}&need=hoist%3Dsingle_track")
    assert "Without this: " not in two.text


def test_a_search_for_somebody_uses_their_profile_puts_the_look_on_record_and_shares_without_them(
    client: CheckedClient,
) -> None:
    supply.listing("Narrow House", facts="narrowest_door_mm=700;entrance_door_mm=900")
    supply.listing("Wide House", facts="narrowest_door_mm=820;entrance_door_mm=900")
    supply.listing("Tweed Bank", kind=ListingKind.PA_BANK, sleeps=None)
    mother = families.viewer()
    son = families.person("Callum Hume", chair_width_mm=680)
    families.acts_for(mother, son)
    families.sign_in(client, mother)
    page = client.get(f"/search?near=Duns&person={son}")
    words = _text(page.text)
    assert "Wide House" in words
    assert "Narrow House" not in words
    looks = session.scalars(select(Look)).all()
    assert [(look.what, look.about, look.task) for look in looks] == [("needs", f"person:{son}", "search")]
    share = re.search(r'href="(/search\?[^"]*)">A link to this search', page.text)
    assert share
    assert son not in share[1]
    assert "Callum" not in share[1]
    stranger = client.application.test_client()
    shared = _text(stranger.get(unescape(share[1])).text)
    assert "Wide House" in shared
    assert "Narrow House" not in shared
    assert "2 that suit" in words
    assert "2 that suit" in shared


def test_a_weight_is_matched_but_told_only_to_those_who_may_know_it(client: CheckedClient) -> None:
    ref = supply.listing("Weak Hoist", facts="hoist_load_kg=140").ref
    strong = supply.listing("Strong Hoist", facts="hoist_load_kg=200").ref
    son = families.person("Callum Hume", weight_kg=142)
    for scopes, is_told in (((Scope.MEDICAL,), True), ((Scope.PLAN,), False)):
        helper = families.viewer("Helper")
        families.acts_for(helper, son, *scopes)
        families.sign_in(client, helper)
        search, one = client.get(f"/search?person={son}").text, client.get(f"/listings/{strong}?person={son}").text
        assert "Strong Hoist" in search
        assert "Weak Hoist" not in search
        assert ("142" in _text(search), "142" in _text(one)) == (is_told, is_told)
        assert "142" not in (re.search(r'href="(/search\?[^"]*)">A link', search) or [""])[0]
    assert "142" not in _text(client.get(f"/listings/{ref}?person={son}").text)


def test_a_search_for_somebody_leads_straight_to_whole_breaks_for_whoever_may_plan(client: CheckedClient) -> None:
    son = families.person("Callum Hume")
    planner, doctor = families.viewer(), families.viewer("Doctor")
    families.acts_for(planner, son, Scope.PLAN)
    families.acts_for(doctor, son, Scope.MEDICAL)
    asked = f"/search?near=Duns&person={son}"
    families.sign_in(client, doctor)
    assert WHOLE not in client.get(f"{asked}&{DATES}").text
    families.sign_in(client, planner)
    assert WHOLE not in client.get(asked).text
    assert WHOLE not in client.get(f"{asked}&{DATES}&nights=2").text
    page = client.get(f"{asked}&{DATES}&start=09:30&end=17:00").text
    form = re.search(r'<form[^>]*aria-label="A whole break".*?</form>', page, re.DOTALL)
    assert form
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    assert (sent["starts_on"], sent["starts_time"]) == ("2027-03-05", "09:30")
    assert (sent["ends_on"], sent["ends_time"], sent["town"]) == ("2027-03-08", "17:00", "Duns")
    refused = client.post("/breaks/new?then=suggest", data=sent)
    assert "Say yes or no: must somebody be there all the time?" in refused.text
    made = client.post("/breaks/new?then=suggest", data=sent | {"needs_cover": "yes"})
    assert re.fullmatch(r"/breaks/[\w-]+/suggest", made.headers["Location"])


def test_somebody_elses_person_cannot_be_searched_for(client: CheckedClient) -> None:
    families.sign_in(client, families.viewer())
    theirs = families.person("Somebody Else")
    ref = supply.listing().ref
    assert client.get(f"/search?person={theirs}").status_code == 404
    assert client.get(f"/listings/{ref}?person={theirs}").status_code == 404


def test_what_a_person_avoids_is_said_on_the_page_of_a_listing(client: CheckedClient) -> None:
    ref = supply.listing("Orchard House", facts="bed_rails=fixed").ref
    mother = families.viewer()
    son = families.person("Callum Hume")
    families.acts_for(mother, son)
    with transaction():
        one = session.scalars(select(Person).where(Person.ref == son)).one()
        one.needs.append(PersonNeed(fact_id="bed_rails", operator="=", value="fixed", strength=Strength.AVOID))
    families.sign_in(client, mother)
    words = _text(client.get(f"/listings/{ref}?person={son}&{DATES}").text)
    assert "does not suit" in words
    assert "You do not want" in words


def test_the_page_of_a_listing_says_the_price_of_my_dates_and_whether_it_is_free(client: CheckedClient) -> None:
    house = supply.listing("Orchard House", facts="narrowest_door_mm=820;hoist=on_request")
    words = _text(client.get(f"/listings/{house.ref}?{DATES}").text)
    assert "3 nights at £135.00 £405.00" in words
    assert "free on these dates" in words
    assert "820 mm" in words
    wanted = [Wanted(house.spaces[0].id, nights(date(2027, 3, 5), date(2027, 3, 6)), "s")]
    diary.occupy(wanted=wanted, cause=Cause.CLOSURE, by=SITE)
    words = _text(client.get(f"/listings/{house.ref}?{DATES}&month=2027-03").text)
    assert "not free on these dates" in words


def test_both_days_of_a_stay_are_chosen_from_the_browsers_calendar(client: CheckedClient) -> None:
    page = client.get(f"/listings/{supply.listing('Orchard House').ref}").text
    for name in ("from", "to"):
        assert f'name="{name}" type="date"' in page


def test_support_is_priced_by_the_hour(client: CheckedClient) -> None:
    bank = supply.listing("Tweed Bank", kind=ListingKind.PA_BANK, rates={RateUnit.HOUR: 2_460}, sleeps=None)
    with transaction():
        bank.opening_hours.append(OpeningHours(weekday=4, opens_minute=480, closes_minute=1320))
    words = _text(client.get(f"/listings/{bank.ref}?from=2027-03-05&start=16:00&end=22:00").text)
    assert "6 hours at £24.60 £147.60" in words
    assert "Friday: 8:00-22:00" in words


def test_a_listing_that_is_not_public_does_not_exist_for_visitors(client: CheckedClient) -> None:
    house = supply.listing()
    with transaction():
        house.state = ListingState.DRAFT
        search_row.refresh(house)
    assert client.get(f"/listings/{house.ref}").status_code == 404
    assert client.get("/listings/nothing").status_code == 404


@pytest.mark.parametrize("address", ["/listings/a%00b", "/search?person=%00", "/search?near=Duns&need=%00"])
def test_a_zero_byte_in_an_address_finds_nothing(client: CheckedClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("month", ["2027-13", "soon", "1970-01", "9999-01", ""])
def test_any_month_in_the_address_gives_a_page(client: CheckedClient, month: str) -> None:
    house = supply.listing()
    assert client.get(f"/listings/{house.ref}?month={month}").status_code == 200


def test_the_pages_of_results_do_not_ask_the_database_once_for_each(client: CheckedClient) -> None:
    counts = []
    client.get("/search")  # what is looked up once for a process
    with statements(client.application.extensions["engine"]) as asked:
        for number in range(3):
            for more in range(6):
                supply.listing(f"House {number} {more}", facts="narrowest_door_mm=820")
            asked.clear()
            client.get(f"/search?near=Duns&{DATES}&door=780")
            counts.append(len(asked))
    assert len(set(counts)) == 1
    assert counts[0] <= MOST_QUERIES


@pytest.mark.parametrize("weight", [None, 96])
def test_a_link_that_leaves_out_what_tells_a_weight_says_so_and_no_other_does(
    client: CheckedClient, weight: int | None
) -> None:
    supply.listing("Wide House", facts="narrowest_door_mm=820;entrance_door_mm=900")
    mother = families.viewer()
    son = families.person("Callum Hume", chair_width_mm=680, weight_kg=weight)
    families.acts_for(mother, son)
    families.sign_in(client, mother)
    page = client.get(f"/search?near=Duns&person={son}")
    share = re.search(r'href="(/search\?[^"]*)">A link to this search', page.text)
    assert share
    assert "hoist_load" not in share[1]
    assert ("It leaves out what would tell how heavy somebody is" in _text(page.text)) is (weight is not None)


def test_a_search_for_a_child_says_that_pas_for_adults_alone_are_left_out(client: CheckedClient) -> None:
    mother = families.viewer("Anna Hume")
    bank = offered.pa_bank()
    for name, age in (("Rory", 12), ("Callum", 30)):
        person = families.person(name, born_on=funded.born(age))
        families.acts_for(mother, person)
        families.sign_in(client, mother)
        page = client.get(f"/search?kind=pa_bank&person={person}").text
        assert ("PAs who may work with adults alone are left out" in page) == (age == 12)
        assert (bank.ref in page) == (age == 30)


def test_a_page_after_the_last_one_is_the_last_one(client: CheckedClient) -> None:
    ref = supply.listing().ref
    page = client.get("/search?near=Duns&page=999").text
    assert f"/listings/{ref}" in page
