"""The address book over HTTP: picked from, corrected, merged, and an invited provider who goes on through joining."""

import pytest
from flask import Flask
from sqlalchemy import event

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.booking.queries import address_book
from marketplace.booking.services.address_book import EntryDetails, add_entry
from marketplace.booking.services.inviting import invite_off_site
from marketplace.config import Config
from marketplace.db import session
from tests import families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.mail import last_letter, link_in
from tests.offering import another
from tests.paper import errors, links, send, words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what is kept is tried on both in test_address_book.py

HOTEL = {
    "title": "A room for Walter",
    "kind": "accommodation",
    "provider_name": "Harbour Hotel",
    "provider_contact": "01890 750 000",
    "provider_town": "Eyemouth",
    "guests": "1",
    "for_whom": "carer",
    "unit_0": "night",
    "quantity_0": "1",
    "rate_0": "92.50",
}
PATHS = ("", "/change")


@pytest.fixture
def night(client: CheckedClient) -> Golden:
    made = golden.a_night_off()
    families.sign_in(client, made.arranger)
    return made


def entry(client: CheckedClient, name: str = "Harbour Hotel") -> str:
    return links(client.get("/address-book"))[name]


def test_a_provider_is_written_down_picked_and_not_typed_again(client: CheckedClient, night: Golden) -> None:
    added = send(client, f"/breaks/{night.ref}/add-elsewhere", HOTEL, press="Add it to my break")
    assert added.status_code == 303, errors(added)
    client.get(f"/breaks/{night.ref}")  # says that it was added, once
    page = client.get("/address-book")
    assert "Harbour Hotel Place to stay, Eyemouth. 1 part of breaks" in words(page)
    assert "Walter" not in words(page)
    ref = entry(client).rpartition("/")[2]
    again = client.get(f"/breaks/{night.ref}/add-elsewhere?known={ref}")
    assert 'value="01890 750 000"' in again.text
    assert f'<option value="{ref}" selected>Harbour Hotel, Eyemouth</option>' in again.text
    assert client.get(f"/breaks/{night.ref}/add-elsewhere?known=nobody").status_code == 404


def test_an_invited_hotel_goes_from_its_letter_to_a_listing_that_is_half_made(
    app: Flask, config: Config, client: CheckedClient, night: Golden
) -> None:
    send(client, f"/breaks/{night.ref}/add-elsewhere", HOTEL, press="Add it to my break")
    path = entry(client)
    assert "email" in errors(send(client, path, {"email": "nobody"}))
    assert send(client, path, {"email": "desk@harbour.example"}).status_code == 303
    assert "Iain Bell on" in words(client.get("/address-book"))
    letter = last_letter(config, "desk@harbour.example")
    assert not {"Walter", "Moira", "Elliot"} & set(letter.get_content().split())
    link = link_in(letter, holding="/join/invited/")
    hotel = another(app)
    page = hotel.get(link)
    assert "£92.50 for one night" in words(page)
    assert not {"Walter", "Moira", "Elliot"} & set(words(page).split())
    assert "password" in errors(send(hotel, link, {"name": "Jo", "password": "x"}))
    joined = send(hotel, link, {"name": "Jo Harbour", "password": "three green sheep"})
    assert joined.location == "/join"
    todo = hotel.get("/join")
    assert "Harbour Hotel" in words(todo)
    assert "What you are and what you offer next" in words(todo)
    assert "Put in at least one price" not in words(todo)
    assert hotel.get(link).status_code == 410
    assert "joined" in words(client.get("/address-book"))
    assert "They have joined" in words(client.get(path))


def test_two_that_may_be_the_same_are_looked_at_side_by_side_first(client: CheckedClient, night: Golden) -> None:
    for name in ("Harbour Hotel", "Harbour Htl"):
        send(client, f"/breaks/{night.ref}/add-elsewhere", HOTEL | {"provider_name": name}, press="Add it to my break")
    page = client.get(entry(client, "Harbour Htl"))
    assert "Perhaps the same" in words(page)
    merge = next(href for href in links(page).values() if "/merge/" in href)
    assert "Are these two the same?" in client.get(merge).text
    assert send(client, merge).status_code == 303
    assert "Harbour Htl" not in words(client.get("/address-book"))


def test_somebody_is_added_by_hand_and_a_slip_stands_at_its_field(client: CheckedClient, night: Golden) -> None:
    typed = {"name": "Pier Cafe", "kind": "activity", "town": "Eyemouth", "telephone": "ring"}
    assert "telephone" in errors(send(client, "/address-book/new", typed))
    assert send(client, "/address-book/new", typed | {"telephone": "01890 750 111"}).status_code == 303
    assert "Pier Cafe Activity, Eyemouth. No part of a break yet" in words(client.get("/address-book"))
    path = entry(client, "Pier Cafe")
    assert send(client, f"{path}/change", {"name": "Pier Kitchen"}).status_code == 303
    assert "Pier Kitchen" in words(client.get(path))


def test_a_long_book_has_pages_and_is_searched_and_asks_no_more_for_more_entries(
    client: CheckedClient, night: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        write_down(f"Hotel {number}", "Eyemouth", night)
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    client.get("/address-book")
    few = len(asked)
    for number in range(3, 9):
        ref = write_down(f"Hotel {number}", "Peebles_%", night)
        invite_off_site(ref, email=f"hotel{number}@harbour.example", by=night.arranger)
    asked.clear()
    assert "Page 2" not in words(client.get("/address-book"))
    assert len(asked) <= few
    monkeypatch.setattr(address_book, "PAGE_SIZE", 4)
    first, second = client.get("/address-book"), client.get("/address-book?page=2")
    assert "10 in it" in words(first)
    assert "Hotel 1" in words(first)
    assert "Hotel 1" not in words(second)
    assert "Hotel 4" in words(second)
    found = words(client.get("/address-book?name=peebles_%25"))
    assert "6 with “peebles_%”" in found
    assert "Hotel 2" not in found
    assert "Nobody in it is called “Spa”" in words(client.get("/address-book?name=Spa"))


def test_one_that_was_written_down_beside_somebody_who_joined_is_merged_into_them(
    app: Flask, config: Config, client: CheckedClient, night: Golden
) -> None:
    ref = write_down("Harbour Hotel", "Eyemouth", night)
    send(client, f"/address-book/{ref}", {"email": "desk@harbour.example"})
    link = link_in(last_letter(config, "desk@harbour.example"), holding="/join/invited/")
    send(another(app), link, {"name": "Jo Harbour", "password": "three green sheep"})
    twin = write_down("Harbour Hotel", "Eyemouth", night)
    for path in (f"/address-book/{ref}", f"/address-book/{twin}"):
        assert f"/address-book/{twin}/merge/{ref}" in links(client.get(path)).values()


def write_down(name: str, town: str, night: Golden) -> str:
    return add_entry(details=EntryDetails(name, ListingKind.ACCOMMODATION, town, "", ""), by=night.arranger)


def test_others_find_neither_the_book_nor_an_entry(app: Flask, client: CheckedClient, night: Golden) -> None:
    send(client, f"/breaks/{night.ref}/add-elsewhere", HOTEL, press="Add it to my break")
    path = entry(client)
    for who, status in (
        (families.adviser("Ada Other"), 404),
        (night.viewers["officer"], 404),
        (families.viewer("Moira Elliot", RoleName.CARER), 403),
        (families.viewer("Jean Provider", RoleName.PROVIDER), 403),
    ):
        stranger = another(app)
        families.sign_in(stranger, who)
        for under in PATHS:
            assert stranger.get(path + under).status_code == status, (who.name, under)
        assert stranger.post(f"{path}/withdraw").status_code == status
    carer = another(app)
    families.sign_in(carer, families.viewer("Moira Elliot", RoleName.CARER))
    assert "Address book" not in carer.get("/breaks").text
