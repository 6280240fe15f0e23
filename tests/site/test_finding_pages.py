"""The shortlist, listings side by side, searches kept: as a visitor, a family and a stranger meet them."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Account
from marketplace.accounts.passwords import hashed
from marketplace.app import create_app
from marketplace.audit import SITE
from marketplace.config import BadSetting, Config
from marketplace.db import session, transaction
from marketplace.finding.models import KeptListing, SavedSearch
from marketplace.listings.models import Cause, Listing, RateUnit, Space
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.people.models import Representation
from marketplace.periods import nights
from tests import families, supply
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.site.markup import Page
from tests.site.test_web_words import OLDEST_READER, age_of_reader, long_sentences, sentences
from tests.statements import statements

DATES = "from=2027-03-05&to=2027-03-08"


@pytest.fixture(autouse=True)
def _in_january() -> object:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        yield


def _text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _offer(title: str, **more: Any) -> str:
    """A published listing; its reference."""
    return supply.listing(title, **more).ref


def _take(ref: str) -> None:
    """Let somebody have it on those days."""
    space = session.scalars(select(Space.id).join(Listing).where(Listing.ref == ref)).one()
    wanted = [Wanted(space, nights(date(2027, 3, 5), date(2027, 3, 8)), "s")]
    diary.occupy(wanted=wanted, cause=Cause.BOOKING, by=SITE)


def test_what_a_visitor_keeps_goes_on_with_them_when_they_sign_in_and_nobody_else_sees_it(
    client: CheckedClient,
) -> None:
    house, inn = _offer("Orchard House"), _offer("Pier Inn")
    for one in (house, inn, house):
        client.post("/shortlist/keep", data={"listing": one})
    page = _text(client.get("/shortlist").text)
    assert "Orchard House" in page
    assert "goes when you close your browser" in page
    client.post("/shortlist/remove", data={"kept": inn})
    mother = families.viewer()
    with transaction():
        session.get_one(Account, mother.account_id).password_hash = hashed("a long quiet evening")
    client.post("/sign-in", data={"email": mother.email, "password": "a long quiet evening"})
    words = _text(client.get("/shortlist").text)
    assert "Orchard House" in words
    assert "Pier Inn" not in words
    assert session.scalars(select(KeptListing.account_id)).all() == [mother.account_id]
    families.sign_in(client, families.viewer("Another Mother"))
    assert "Orchard House" not in _text(client.get("/shortlist").text)


def test_a_note_is_for_its_reader_alone_and_a_list_is_for_one_person(client: CheckedClient) -> None:
    house = _offer("Orchard House")
    mother, son = families.viewer(), families.person("Callum Hume")
    acts = families.acts_for(mother, son)
    families.sign_in(client, mother)
    client.post("/shortlist/keep", data={"listing": house, "person": son})
    kept = session.scalars(select(KeptListing.ref)).one()
    assert client.get(f"/shortlist/{kept}/note").status_code == 200
    client.post(f"/shortlist/{kept}/note", data={"note": "Ask about the ramp"})
    words = _text(client.get("/shortlist").text)
    assert "For Callum Hume" in words or "For nobody" not in words
    assert "Ask about the ramp" in words
    stranger = families.viewer("Another Mother")
    families.sign_in(client, stranger)
    assert client.get(f"/shortlist/{kept}/note").status_code == 404
    assert client.post("/shortlist/remove", data={"kept": kept}).status_code == 404
    with transaction():
        session.scalars(select(Representation).where(Representation.ref == acts)).one().revoked_at = clock.now()
    families.sign_in(client, mother)
    assert "Orchard House" not in _text(client.get("/shortlist").text)


def test_listings_side_by_side_say_for_each_need_yes_no_or_ask_and_what_the_dates_cost(client: CheckedClient) -> None:
    wide = _offer("Wide House", facts="narrowest_door_mm=820")
    narrow = _offer("Narrow House", facts="narrowest_door_mm=700", rates={RateUnit.NIGHT: 90_00})
    silent = _offer("Silent House")
    _take(silent)
    refs = "&".join(f"listing={one}" for one in (wide, narrow, silent))
    page = client.get(f"/compare?{refs}&{DATES}&near=Duns&need=narrowest_door_mm%3E%3D780")
    row = re.search(r'<tr><th scope="row">Must: doors.*?</tr>', page.text, re.DOTALL)
    assert row
    said = _text(row[0])
    assert re.search(r"Wide House yes 820 mm.*Narrow House no 700 mm.*Silent House ask first not known", said), said
    assert "fine" in _text(client.get(f"/compare?{refs}&not=narrowest_door_mm%3E%3D780").text)
    words = _text(page.text)
    assert "£405.00 for 3 nights" in words
    assert "£270.00 for 3 nights" in words
    assert words.count("not free") >= 1
    assert "Less than 1 mile from Duns in a straight line" in words


def test_a_link_to_a_comparison_says_neither_who_it_is_for_nor_what_is_needed(client: CheckedClient) -> None:
    house, inn = _offer("Orchard House"), _offer("Pier Inn")
    mother, son = families.viewer(), families.person("Callum Hume", chair_width_mm=680)
    families.acts_for(mother, son)
    families.sign_in(client, mother)
    page = client.get(f"/compare?listing={house}&listing={inn}&{DATES}&person={son}&need=hoist%3Dh_frame")
    assert "doors 780 mm or wider" in _text(page.text)
    share = re.search(r'<p class="address"><a href="([^"]+)"', page.text)
    assert share
    link = unescape(share[1])
    assert son not in link
    assert "need" not in link
    client.post("/sign-out")
    opened = client.get(link)
    assert opened.status_code == 200
    assert "Callum" not in opened.text
    assert "780" not in opened.text


def test_a_search_is_kept_under_a_name_opened_again_stopped_and_removed(client: CheckedClient) -> None:
    _offer("Orchard House")
    mother, son = families.viewer(), families.person("Callum Hume")
    families.acts_for(mother, son)
    families.sign_in(client, mother)
    new = f"/searches/new?near=Duns&{DATES}&person={son}&need=hoist%3Dh_frame"
    assert "Places to stay near Duns" in client.get(f"{new}&kind=accommodation").text
    assert client.post(new, data={"name": "", "tells": "tell"}).status_code == 422
    assert client.post(new, data={"name": "March weekend", "tells": "tell"}).status_code == 303
    kept = session.scalars(select(SavedSearch)).one()
    ref, words = kept.ref, kept.words
    assert son not in words
    assert (kept.tells, kept.ends_on) == (True, date(2027, 3, 8))
    page = _text(client.get("/searches").text)
    assert "March weekend" in page
    assert "For Callum Hume" in page
    assert "hoist" not in page
    opened = client.get(f"/searches/{ref}")
    assert f"person={son}" in opened.location
    assert "need=hoist" in opened.location
    client.post(f"/searches/{ref}/stop")
    assert "no letters" in _text(client.get("/searches").text)
    client.post(f"/searches/{ref}/tell")
    families.sign_in(client, families.viewer("Another Mother"))
    for address in (f"/searches/{ref}/stop", f"/searches/{ref}/tell", f"/searches/{ref}/remove"):
        assert client.post(address).status_code == 404
    assert client.get(f"/searches/{ref}").status_code == 404
    families.sign_in(client, mother)
    client.post(f"/searches/{ref}/remove")
    assert "You keep no search yet" in _text(client.get("/searches").text)


@on_both
def test_what_is_taken_offers_a_wait_and_the_link_in_a_letter_asks_before_it_stops_one(client: CheckedClient) -> None:
    house = _offer("Orchard House")
    at = f"/listings/{house}?{DATES}"
    assert "Tell me when it frees up" not in client.get(at).text
    _take(house)
    families.sign_in(client, families.viewer())
    href = re.search(r'href="(/searches/wait[^"]+)"', client.get(at).text)
    assert href
    assert "Nobody is first in a queue" in _text(client.get(unescape(href[1])).text)
    client.post(unescape(href[1]), data={"name": "Orchard House"})
    key = session.scalars(select(SavedSearch.stop_key)).one()
    client.post("/sign-out")
    assert "Stop these letters?" in client.get(f"/searches/stop/{key}").text
    assert session.scalars(select(SavedSearch.tells)).one()
    client.post(f"/searches/stop/{key}")
    assert "You hear no more of it" in client.get(f"/searches/stop/{key}").text
    session.expire_all()
    assert not session.scalars(select(SavedSearch.tells)).one()
    assert client.get("/searches/stop/another").status_code == 404


def test_help_of_several_sorts_is_compared_without_asking_a_bank_for_doors(client: CheckedClient) -> None:
    house = _offer("Wide House", facts="narrowest_door_mm=820")
    bank = _offer("Tweed Bank", kind=ListingKind.PA_BANK, sleeps=None, rates={RateUnit.HOUR: 24_60})
    page = client.get(f"/compare?listing={house}&listing={bank}&need=narrowest_door_mm%3E%3D780&whole=1")
    assert "not asked of this sort of help" in _text(page.text)


def test_the_way_from_home_is_said_roughly_to_those_who_know_the_person_and_to_nobody_else(
    client: CheckedClient,
) -> None:
    house, inn = _offer("Orchard House"), _offer("Tobermory Inn", at=(56.62, -6.07))
    mother, son = families.viewer(), families.person("Callum Hume", postcode="EH1 1YZ")
    families.acts_for(mother, son)
    assert "How far it is" not in client.get(f"/listings/{house}").text
    families.sign_in(client, mother)
    words = _text(client.get(f"/listings/{house}?person={son}").text)
    assert "About 35 miles in a straight line from where Callum Hume lives" in words
    assert "EH1" not in words
    assert "by ferry to Mull" in _text(client.get(f"/compare?listing={house}&listing={inn}&person={son}").text)
    assert "by ferry to Mull" in _text(client.get("/search?near=Oban&within=50").text)
    assert "ferry" not in _text(client.get("/search?near=Duns").text)


def test_a_link_to_a_search_or_a_listing_can_leave_out_what_is_needed(client: CheckedClient) -> None:
    house = _offer("Wide House", facts="narrowest_door_mm=820;entrance_door_mm=900")
    mother, son = families.viewer(), families.person("Callum Hume", chair_width_mm=680)
    families.acts_for(mother, son)
    families.sign_in(client, mother)
    search = client.get(f"/search?near=Duns&{DATES}&person={son}&door=780").text
    bare = re.search(r'href="([^"]+)">A link without what is needed', search)
    listing = client.get(f"/listings/{house}?{DATES}&person={son}").text
    shared = re.search(r'<p class="address"><a href="([^"]+)"', listing)
    assert bare
    assert shared
    assert unescape(bare[1]) == f"/search?near=Duns&{DATES}"
    assert unescape(shared[1]).endswith(f"/listings/{house}?{DATES}")


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_many_on_the_shortlist_and_many_kept_searches_ask_as_little_as_few(client: CheckedClient) -> None:
    mother = families.viewer()
    families.sign_in(client, mother)
    counts = []
    for number in range(4):
        ref = _offer(f"House {number}")
        client.post("/shortlist/keep", data={"listing": ref})
        client.post(
            f"/searches/new?near=Duns&within={(5, 10, 25, 50)[number]}", data={"name": f"{number}", "tells": "tell"}
        )
        if number in {1, 3}:
            refs = "&".join(f"listing={one}" for one in session.scalars(select(Listing.ref)))
            counts.append([_asked(client, page) for page in ("/shortlist", "/searches", f"/compare?{refs}&{DATES}")])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 19, counts


def _asked(client: CheckedClient, address: str) -> int:
    client.get(address)
    session.remove()
    with statements(client.application.extensions["engine"]) as sent:
        assert client.get(address).status_code == 200
    return len(sent)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_what_families_read_here_is_written_for_readers_of_eleven(client: CheckedClient) -> None:
    house = _offer("Wide House")
    _take(house)
    families.sign_in(client, families.viewer())
    client.post("/shortlist/keep", data={"listing": house})
    client.post(f"/searches/new?near=Duns&{DATES}", data={"name": "March", "tells": "tell"})
    key = session.scalars(select(SavedSearch.stop_key)).one()
    pages = ("/shortlist", "/searches", f"/searches/new?near=Duns&{DATES}", f"/searches/stop/{key}")
    wait = f"/searches/wait?listing={house}&{DATES}"
    text = " ".join(one for path in (*pages, wait) for one in sentences(Page.parsed(client.get(path).text)))
    assert age_of_reader(text) <= OLDEST_READER
    assert long_sentences(text) == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_map_asks_nobody_else_unless_the_operator_has_a_map_of_its_own(config: Config) -> None:
    _offer("Wide House")
    tiles = "https://tiles.example/{z}/{x}/{y}.png"
    pages = {}
    for name, site in (("ours", config), ("theirs", replace(config, map_tiles=tiles, map_credit="Somebody"))):
        answer = create_app(site).test_client().get("/search?near=Duns")
        pages[name] = (answer.text, answer.headers["Content-Security-Policy"])
    assert "tiles" not in pages["ours"][1]
    assert 'data-outline="/map.json"' in pages["ours"][0]
    assert "img-src 'self' data: https://tiles.example;" in pages["theirs"][1]
    assert 'data-credit="Somebody"' in pages["theirs"][0]


def test_a_map_of_the_operators_own_says_who_made_it(tmp_path: Path) -> None:
    given = {"LULL_INSTANCE": str(tmp_path), "SECRET_KEY": "x", "MAP_TILES": "https://tiles.example/{z}/{x}/{y}.png"}
    with pytest.raises(BadSetting, match="MAP_TILES needs MAP_CREDIT"):
        Config.from_environment(given)
    with pytest.raises(BadSetting, match="must be like"):
        Config.from_environment(given | {"MAP_TILES": "https://tiles.example/", "MAP_CREDIT": "Somebody"})


def test_the_outline_of_scotland_is_there_for_the_map_and_may_be_kept(client: CheckedClient) -> None:
    answer = client.get("/map.json")
    assert answer.cache_control.public
    found = answer.get_json()
    assert len(found["land"]) > 100
    assert any(name == "Duns" for name, _, _ in found["towns"])
