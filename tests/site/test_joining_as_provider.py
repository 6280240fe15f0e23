"""A provider joins: what it is, only what that needs, half now and half later, and one page that says what is next."""

import re

import pytest
from flask import Flask

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.db import transaction
from marketplace.listings.joining import LegalForm, ProviderSort, Step, WhoEmploys
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import ListingCheck
from marketplace.listings.paper_kinds import PaperKind
from marketplace.listings.queries.joining import MOST_BEGUN
from tests import families, papers_in
from tests.checked_client import CheckedClient
from tests.offering import NUMBER, another, listing, provider, register
from tests.paper import errors, links, send, words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what is kept is tried on both in test_joining.py

HOTEL = {
    "title": "Harbour rooms",
    "summary": "Two level rooms by the harbour.",
    "description": "Wet rooms, wide doors.",
    "where": "TD14 5HY",
    "spaces": "2",
    "sleeps": "4",
    "price": "95",
    "includes_care": "no",
}


def newcomer(client: CheckedClient) -> None:
    families.sign_in(client, families.viewer("Jean Provider", RoleName.PROVIDER))


def say_what(client: CheckedClient, sort: ProviderSort, *kinds: ListingKind) -> None:
    done = send(client, "/join/what", {"sort": sort.value, "kinds": [kind.value for kind in kinds]})
    assert done.status_code == 303, errors(done)


def asked(client: CheckedClient) -> set[str]:
    here = links(client.get("/join")).values()
    return {step.value for step in Step if f"/join/{step}" in here}


@pytest.mark.parametrize(
    ("sort", "more"),
    [
        (ProviderSort.HOTEL, {"links"}),
        (ProviderSort.HOUSING_ASSOCIATION, {"links"}),
        (ProviderSort.PA_BANK, {"registration", "links", "employing"}),
        (ProviderSort.SOLE_PA, {"registration"}),
        (ProviderSort.CARE_HOME, {"registration", "links"}),
        (ProviderSort.ACTIVITY, set()),
        (ProviderSort.TRANSPORT, set()),
        (ProviderSort.EQUIPMENT, set()),
    ],
)
def test_each_sort_is_asked_only_what_it_needs(client: CheckedClient, sort: ProviderSort, more: set[str]) -> None:
    newcomer(client)
    say_what(client, sort)
    assert asked(client) == {"what", "who"} | more
    for step in set(Step) - {"what", "who"} - more:
        assert client.get(f"/join/{step}").status_code == 404


def test_whoever_has_nothing_published_starts_where_joining_goes_on(client: CheckedClient) -> None:
    newcomer(client)
    assert client.get("/", follow_redirects=True).request.path == "/join"
    assert client.get("/join/who").location == "/join/what"
    say_what(client, ProviderSort.HOTEL)
    assert "Who you are in law next" in words(client.get("/join"))
    assert client.get("/", follow_redirects=True).request.path == "/join"


def test_a_hotel_with_two_rooms_begins_on_one_page_and_is_led_to_each_that_is_missing(client: CheckedClient) -> None:
    newcomer(client)
    say_what(client, ProviderSort.HOTEL)
    entity = {"legal_name": "Harbour Hotel Ltd", "legal_form": LegalForm.COMPANY.value, "number": ""}
    assert errors(send(client, "/join/who", entity)) == {"number": "Enter the number. A company has one"}
    assert send(client, "/join/who", entity | {"number": "sc 123456"}).location == "/join/links"
    assert send(client, "/join/links", {"others": "no"}).location == "/join"
    assert "Begin a listing: Place to stay next" in words(client.get("/join"))
    assert "price" in errors(send(client, "/join/offer/accommodation", HOTEL | {"price": "-1"}))
    assert send(client, "/join/offer/accommodation", HOTEL).status_code == 303
    page = client.get("/join")
    assert "Harbour rooms" in words(page)
    ref = links(page)["What families look for first"].split("/")[2]
    made = listing(ref)
    assert [space.name for space in made.spaces] == ["Harbour rooms 1", "Harbour rooms 2"]
    assert (made.sleeps, made.rates[0].weekday_pence, made.town) == (4, 9500, "Eyemouth")
    for href in links(page).values():
        assert client.get(href).status_code == 200, href


def test_a_pa_bank_says_its_registration_and_who_employs_and_neither_is_typed_again(client: CheckedClient) -> None:
    register("Support Service", "Care at Home")
    newcomer(client)
    say_what(client, ProviderSort.PA_BANK)
    entity = {"legal_name": "Merse Care SCIO", "legal_form": LegalForm.CHARITY.value, "number": "SC045678"}
    assert send(client, "/join/who", entity).location == "/join/registration"
    bad = {"is_registered": "yes", "number": "12"}
    assert "number" in errors(send(client, "/join/registration", bad))
    assert send(client, "/join/registration", bad | {"number": NUMBER}).location == "/join/links"
    send(client, "/join/links", {"others": "no"})
    other = {"who": WhoEmploys.ANOTHER.value, "employer": ""}
    assert "employer" in errors(send(client, "/join/employing", other))
    assert send(client, "/join/employing", {"who": WhoEmploys.WE.value}).location == "/join"
    assert "The public register says: Merse Care, Support Service" in words(client.get("/join"))
    assert "Your first PA" in words(client.get("/join"))
    send(client, "/pas/new", {"name": "Rab Elliot", "born_on": ["4", "5", "1990"]})
    bank = {"title": "Merse PAs", "summary": "PAs.", "description": "Help.", "where": "Galashiels", "miles": "15"}
    assert send(client, "/join/offer/pa_bank", bank | {"price": "24.60"}).status_code == 303
    page = client.get("/join")
    ref = links(page)["What families look for first"].split("/")[2]
    assert listing(ref).registration_number == NUMBER
    paper = client.get(next(href for said, href in links(page).items() if "Who employs this PA" in said)).text
    assert 'value="Merse Care SCIO"' in paper


def test_who_works_alone_finds_written_that_they_work_for_themselves(client: CheckedClient) -> None:
    newcomer(client)
    say_what(client, ProviderSort.SOLE_PA)
    send(client, "/join/who", {"legal_name": "Rab Elliot"})
    send(client, "/join/registration", {"is_registered": "no"})
    send(client, "/pas/new", {"name": "Rab Elliot", "born_on": ["4", "5", "1990"]})
    answers = {
        "title": "Rab",
        "summary": "A PA.",
        "description": "Help.",
        "where": "Duns",
        "miles": "15",
        "price": "20",
    }
    assert send(client, "/join/offer/sole_pa", answers).status_code == 303
    page = client.get("/join")
    paper = client.get(next(href for said, href in links(page).items() if "Who employs this PA" in said)).text
    assert re.search(r'value="self_employed"[^>]*\bchecked', paper)
    assert 'value="Rab Elliot"' not in paper


def test_whoever_joins_comes_back_to_what_is_still_to_do_from_each_page_that_it_leads_to(client: CheckedClient) -> None:
    newcomer(client)
    say_what(client, ProviderSort.SOLE_PA)
    send(client, "/join/who", {"legal_name": "Mo Reid"})
    send(client, "/join/registration", {"is_registered": "no", "number": ""})
    me = links(client.get("/join"))["Yourself as a PA: your birthday, and your PVG scheme"]
    assert send(client, me, {"name": "Mo Reid", "born_on": ["4", "5", "1990"]}).location == "/join"
    alone = {"title": "Mo", "summary": "A PA.", "description": "Help.", "where": "Kelso", "miles": "9", "price": "18"}
    assert send(client, "/join/offer/sole_pa", alone).location == "/join"
    ref = links(client.get("/join"))["What families look for first"].split("/")[2]
    assert send(client, f"/offers/{ref}/spaces", {"pas": links_of_pas(client, ref)}).location == "/join"
    rule = next(href for said, href in links(client.get("/join")).items() if "PVG scheme" in said)
    checked = {"pvg_sort": "both", "pvg_checked_on": ["4", "5", "2026"], "pvg_checked_by": "Bo Reid"}
    assert send(client, rule.split("#")[0], checked).location == "/join"
    for paper in [href for href in links(client.get("/join")).values() if href.startswith("/papers/put-in/")]:
        kind, whose = paper.split("/")[-2:]
        assert papers_in.put_in(client, PaperKind(kind), whose).location == "/join"


def links_of_pas(client: CheckedClient, ref: str) -> list[str]:
    """The answers to who can be booked."""
    return re.findall(r'name="pas"[^>]*value="([^"]+)"', client.get(f"/offers/{ref}/spaces").text)


def test_whoever_belongs_with_somebody_says_who_and_a_no_does_not_wipe_that(client: CheckedClient) -> None:
    newcomer(client)
    say_what(client, ProviderSort.HOTEL)
    send(client, "/join/who", {"legal_name": "Harbour Hotel", "legal_form": LegalForm.PARTNERSHIP.value})
    assert send(client, "/join/links", {"others": "yes"}).location == "/papers/linked"
    assert "Who you belong with next" in words(client.get("/join"))
    send(client, "/papers/linked", {"name": "Harbour Care Ltd", "how": "one_hand"})
    assert "Who you belong with done" in words(client.get("/join"))
    assert "others" in errors(send(client, "/join/links", {"others": "no"}))


def test_something_else_has_to_say_what_it_offers(client: CheckedClient) -> None:
    newcomer(client)
    assert "kinds" in errors(send(client, "/join/what", {"sort": ProviderSort.OTHER.value}))
    say_what(client, ProviderSort.OTHER, ListingKind.SHARED_LIVES, ListingKind.OTHER)
    assert "/join/employing" in links(client.get("/join")).values()


@pytest.mark.parametrize("kind", list(ListingKind))
def test_every_kind_has_a_first_page(client: CheckedClient, kind: ListingKind) -> None:
    newcomer(client)
    page = client.get(f"/join/offer/{kind}")
    assert page.status_code == 200
    assert send(client, f"/join/offer/{kind}").status_code == 422
    assert client.get("/join/offer/castle").status_code == 404


def test_another_provider_sees_nothing_of_it(app: Flask, client: CheckedClient) -> None:
    newcomer(client)
    say_what(client, ProviderSort.HOTEL)
    send(client, "/join/offer/accommodation", HOTEL)
    other = another(app)
    provider(other, "Sam Stranger")
    assert "Harbour rooms" not in words(other.get("/join"))


@pytest.mark.parametrize(("sort", "shows"), [(ProviderSort.HOTEL, False), (ProviderSort.PA_BANK, True)])
def test_only_whoever_works_with_pas_is_led_to_them(client: CheckedClient, sort: ProviderSort, *, shows: bool) -> None:
    newcomer(client)
    say_what(client, sort)
    assert ("/pas" in links(client.get("/offers")).values()) is shows


def test_what_was_refused_stands_there_with_the_reason(client: CheckedClient) -> None:
    newcomer(client)
    say_what(client, ProviderSort.HOTEL)
    send(client, "/join/offer/accommodation", HOTEL)
    made = listing(links(client.get("/join"))["What families look for first"].split("/")[2])
    with transaction():
        made.state = ListingState.REFUSED
        made.checks.append(
            ListingCheck(asked_at=clock.now(), decided_at=clock.now(), is_refused=True, reason="No lift to the rooms.")
        )
    assert "No lift to the rooms." in words(client.get("/join"))


def test_of_many_that_are_begun_the_first_stand_there_and_a_link_to_all(client: CheckedClient) -> None:
    newcomer(client)
    say_what(client, ProviderSort.HOTEL)
    for number in range(MOST_BEGUN + 2):
        send(client, "/join/offer/accommodation", HOTEL | {"title": f"Rooms {number}"})
    page = client.get("/join")
    assert "2 listings more are on the way" in words(page)
    assert links(page)["all that you offer"] == "/offers"
