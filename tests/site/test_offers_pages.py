"""Every page of what is offered and of its check: opened by those who may, its forms sent once and never forged."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.db import session
from marketplace.listings.models import PA, search_row
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.offering import HOUSE, PVG, Provider, accept, brokerage, listing, provider
from tests.paper import send
from tests.photos import show_what_is_stated
from tests.site.markup import Page, text_of


def pages_of(jean: Provider) -> Iterator[str]:
    """The address of each page of a provider, every kind of listing among them."""
    pa = jean.add_pa()
    yield from ("/offers", "/offers/details", "/offers/new", "/pas", "/pas/new", "/pas/capacity", f"/pas/{pa}")
    yield from (f"/pas/{pa}/{name}" for name in ("work", "week", "skills", "leave"))
    for kind in ListingKind:
        ref = jean.start(kind, f"A thing: {kind.label}")
        yield f"/offers/{ref}"
        yield f"/offers/{ref}/close"
        offer = jean.client.get(f"/offers/{ref}")
        linked = {link.get("href") or "" for link in Page.parsed(offer.text).elements("a")}
        parts = sorted(href for href in linked if href.startswith(f"/offers/{ref}/"))
        assert len(parts) >= 6, parts
        yield from parts
        for space in listing(ref).spaces if kind is not ListingKind.PA_BANK else ():
            yield f"/offers/{ref}/spaces/{space.ref}"


@on_both
def test_every_page_opens_and_its_forms_cannot_be_sent_twice_or_forged(app: Flask, client: CheckedClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # the helpers of tests send none; that one is carried is seen below
    jean = provider(client)
    ref = jean.house()
    jean.ask(ref)
    bea = brokerage(app)
    seen = [(client, path) for path in pages_of(jean)]
    seen += [(bea, path) for path in ("/checks", f"/checks/{ref}", f"/offers/{ref}/facts/inside")]
    for who, path in seen:
        answer = who.get(path)
        assert answer.status_code == 200, path
        _check_forms(Page.parsed(answer.text), path)


def _check_forms(page: Page, path: str) -> None:
    filled = []
    for main in page.elements("main"):
        for form in main.iter("form"):
            names = {field.get("name") for field in form.iter("input")}
            assert {"once", "csrf_token"} <= names, (path, text_of(form))
        filled += [each for each in main.iter() if _is_filled(each.get("class") or "")]
    assert len(filled) <= 1, (path, [text_of(each) for each in filled])


def _is_filled(classes: str) -> bool:
    names = set(classes.split())
    return bool(names & {"btn", "govuk-button"}) and not names & {"second", "govuk-button--secondary"}


def test_a_form_without_its_token_is_refused(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(f"/offers/{ref}/close").status_code == 400
    assert client.post(f"/offers/{ref}/words", data={"title": "Forged"}).status_code == 400
    assert listing(ref).title == "Orchard House"


@on_both
def test_what_changes_a_search_is_found_at_once(app: Flask, client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.write(ref, {"facts/inside": {"narrowest_door_mm": "775"}})
    show_what_is_stated(client, ref)
    jean.ask(ref)
    accept(brokerage(app), ref)
    assert _found() == (775.0, 13_500, 15_000)
    jean.write(ref, {"facts/inside": {"narrowest_door_mm": "820"}, "rates": {"night_weekday": "99.00"}})
    assert _found() == (820.0, 9_900, 15_000)
    jean.write(ref, {"facts/inside": {"narrowest_door_mm": ""}, "booking": HOUSE["booking"]})
    assert _found() == (None, 9_900, 15_000)
    assert client.post(f"/offers/{ref}/close").status_code == 303
    assert _found() is None


def _found() -> tuple[float | None, int, int] | None:
    session.rollback()
    row = session.execute(
        select(search_row.c.f_narrowest_door_mm, search_row.c.weekday_pence, search_row.c.weekend_pence)
    ).first()
    return None if row is None else (row[0], row[1], row[2])


def test_what_lapses_soon_stands_first_on_a_providers_page_nearest_first(client: CheckedClient) -> None:
    jean = provider(client)
    assert "What lapses soon" not in client.get("/offers").text
    today = clock.today()
    for name, days in (("Rab Elliot", 40), ("Ina Scott", 9), ("Jo Hume", 200)):
        ref = jean.add_pa(name)
        pa = session.scalars(select(PA).where(PA.ref == ref)).one()
        pa.pvg_expires_on = today + timedelta(days=days)
        session.commit()
    said = client.get("/offers").text
    assert said.index("PVG membership of Ina Scott") < said.index("PVG membership of Rab Elliot")
    assert "9 days" in said
    assert "membership of Jo Hume" not in said


def test_a_part_of_a_draft_leads_to_the_next_that_has_something_to_do(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.start()
    way = [
        send(client, f"/offers/{ref}/{name}", HOUSE[name]).location for name in ("words", "place", "papers", "rates")
    ]
    assert way == [*(f"/offers/{ref}/{name}" for name in ("place", "papers", "rates")), "/join"]
    jean.ask(ref)
    client.post(f"/offers/{ref}/take-back")
    again = send(client, f"/offers/{ref}/words", {**HOUSE["words"], "summary": "Quieter still."})
    assert again.location == "/join"


def test_a_pa_added_from_a_listing_is_chosen_there_next(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.start(ListingKind.PA_BANK, "Merse PA bank")
    asked = client.get(f"/offers/{ref}/spaces")
    href = next(link.get("href") for link in Page.parsed(asked.text).elements("a") if text_of(link) == "Add a PA")
    added = send(client, str(href), {"name": "Rab Elliot", "born_on": ["4", "5", "1990"], **PVG})
    assert added.location == f"/offers/{ref}/spaces"
    assert "Rab Elliot is added. Tick who can be booked." in client.get(added.location).text
    assert client.get("/pas/new?listing=another").status_code == 404


def test_the_legal_name_begins_as_the_name_they_joined_by(client: CheckedClient) -> None:
    families.sign_in(client, families.viewer("Jean Provider", RoleName.PROVIDER))
    page = client.get("/offers/details")
    field = next(one for one in Page.parsed(page.text).elements("input") if one.get("name") == "legal_name")
    assert field.get("value")
    assert "First, say who you are" in client.get("/offers").text
