"""What stops a listing from being published leads to the very field where it is put right; a preview before that."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.db import session, transaction
from marketplace.listings.models import PA
from tests import offering, photos
from tests.checked_client import CheckedClient
from tests.offering import Provider
from tests.paper import send
from tests.site.markup import Page

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # where a link leads is decided in code

PANELS = frozenset({"missing", "says-no"})
Breaking = Callable[[Provider], str]


def _links(client: CheckedClient, ref: str) -> list[str]:
    """Ask for publication, which is refused; where each link of the refusal leads."""
    refused = send(client, f"/offers/{ref}", press="Ask for publication")
    assert refused.status_code == 422
    panels = [each for each in Page.parsed(refused.text).elements("section") if each.get("aria-labelledby") in PANELS]
    found = [link.get("href") or "" for each in panels for link in each.iter("a")]
    assert found
    return found


def _walk(client: CheckedClient, ref: str) -> set[str]:
    """Follow every link of a refusal: each page is there, and has the id the link names. The ids, all of them."""
    ids = set()
    for href in _links(client, ref):
        where = urlsplit(href)
        page = client.get(where.path)
        assert page.status_code == 200, href
        assert where.fragment, f"{href} names no field"
        assert f'id="{where.fragment}"' in page.text, href
        ids.add(where.fragment)
    return ids


@pytest.mark.parametrize("kind", list(ListingKind))
def test_each_link_of_what_is_missing_leads_to_a_field_that_is_there(client: CheckedClient, kind: ListingKind) -> None:
    by = offering.provider(client)
    ids = _walk(client, by.start(kind))
    assert {"summary", "description", "where"} <= ids


def _licence(by: Provider) -> str:
    ref = by.house()
    send(by.client, f"/offers/{ref}/papers", {"licence_number": ""})
    return ref


def _energy(by: Provider) -> str:
    ref = by.house()
    send(by.client, f"/offers/{ref}/papers", {"energy_rating": ""})
    return ref


def _sleeps(by: Provider) -> str:
    ref = by.house()
    send(by.client, f"/offers/{ref}/papers", {"sleeps": ""})
    return ref


def _registration(by: Provider) -> str:
    ref = by.house()
    send(by.client, f"/offers/{ref}/papers", {"includes_personal_care": "yes"})
    return ref


def _dogs(by: Provider) -> str:
    ref = by.house()
    send(by.client, f"/offers/{ref}/facts/party", {"assistance_dog": "no"})
    return ref


def _price(by: Provider) -> str:
    ref = by.house()
    send(by.client, f"/offers/{ref}/rates", {"night_weekday": "", "night_weekend": "", "night_bank_holiday": ""})
    return ref


def _unchecked_pa(by: Provider) -> str:
    ref = by.bank()
    with transaction():
        pa = session.scalars(select(PA)).one()
        pa.pvg_sort = pa.pvg_checked_on = pa.pvg_checked_by = None
    return ref


def _fact_without_photo(by: Provider) -> str:
    ref = by.house()
    send(by.client, f"/offers/{ref}/facts/inside", {"narrowest_door_mm": "820"})
    return ref


def _photo_without_words(by: Provider) -> str:
    ref = by.house()
    assert photos.send_photos(by.client, ref, [("IMG_1.jpg", photos.jpeg())]).status_code == 303
    return ref


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (_licence, "licence_number"),
        (_energy, "energy_rating"),
        (_sleeps, "sleeps"),
        (_registration, "registration_number"),
        (_dogs, "assistance_dog"),
        (_price, "night_weekday"),
        (_unchecked_pa, "pvg_sort"),
        (_fact_without_photo, "photos"),
        (_photo_without_words, "photo-"),
    ],
)
def test_what_is_wrong_with_an_answer_leads_to_that_answer(client: CheckedClient, broken: Breaking, field: str) -> None:
    by = offering.provider(client)
    ids = _walk(client, broken(by))
    assert [one for one in ids if one.startswith(field)], ids


def test_a_pa_whose_employment_is_not_said_leads_to_that_question_and_the_insurance_to_its_own(
    client: CheckedClient,
) -> None:
    by = offering.provider(client)
    offering.register("Support Service", "Care at Home")
    made = send(client, "/pas/new", {"name": "Ann Laing", "born_on": ["4", "5", "1990"], **offering.PVG})
    assert made.status_code == 303
    ref = by.start(ListingKind.PA_BANK, "Merse PA bank")
    by.write(ref, offering.BANK)
    assert "sort" in _walk(client, ref)
    pa = send(
        client,
        f"/papers/put-in/employment/{_pa_ref()}",
        offering.EMPLOYMENT | {"sort": "employed", "holder_name": "X Ltd"},
    )
    assert pa.status_code == 303
    assert "issuer" in _walk(client, ref)


def _pa_ref() -> str:
    session.rollback()
    return session.scalars(select(PA.ref)).one()


def test_a_preview_is_for_its_provider_and_the_brokerage_before_anybody_may_see_it(
    app: Flask, client: CheckedClient
) -> None:
    ref = offering.provider(client).house()
    for reader in (client, offering.brokerage(app)):
        page = reader.get(f"/listings/{ref}?from=2027-03-05&to=2027-03-08")
        assert page.status_code == 200
        assert "How families will see it" in page.text
        assert "Add to my break" not in page.text
    stranger, other = offering.another(app), offering.another(app)
    offering.provider(other, "Other Provider")
    assert [one.get(f"/listings/{ref}").status_code for one in (stranger, other)] == [404, 404]
