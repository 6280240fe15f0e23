"""A provider's team: the manager keeps all, the diary keeper the diary and the requests, finance sees earnings."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.roles import ROLES, OrganisationKind, Permission, RoleName, roles_that, roles_within
from marketplace.booking import services
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line
from marketplace.config import Config
from marketplace.db import session
from marketplace.listings.models import Listing, Space
from marketplace.web.access import access_of
from tests import asking, families
from tests.asking import Asked
from tests.checked_client import CheckedClient
from tests.mail import last_letter, letters, link_in
from tests.offering import another
from tests.paper import NOTHING, errors, links, send, words
from tests.site.test_access import path_of

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the rows are scoped as before, on both elsewhere

TEAM = [role.name for role in roles_within(OrganisationKind.PROVIDER)]
OF_PROVIDERS = (Permission.KEEP_LISTINGS, Permission.KEEP_DIARY, Permission.ANSWER_REQUESTS, Permission.SEE_EARNINGS)
DIARY = ("/diary", "/closures", "/other-calendars", "/calendar-conflicts")
ANSWERS = ("/today", "/requests", "/sessions", "/meetings")


@pytest.fixture(autouse=True)
def january() -> Iterator[object]:
    with time_machine.travel(asking.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mattress(app: Flask) -> Asked:
    return asking.equipment()


def provider_paths(app: Flask) -> Iterator[tuple[str, frozenset[str]]]:
    """Every address of providers, with what opens it."""
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        if access and access.permissions & set(OF_PROVIDERS) and "GET" in (rule.methods or ()):
            yield path_of(app, rule), access.permissions


@pytest.mark.parametrize("role", TEAM)
def test_every_address_of_providers_opens_to_the_roles_that_it_names_alone(
    app: Flask, client: CheckedClient, mattress: Asked, role: RoleName
) -> None:
    families.sign_in(client, families.teammate(mattress.provider, role))
    opened = set()
    for path, needed in provider_paths(app):
        status = client.get(path).status_code
        assert (status != 403) is bool(needed & ROLES[role].permissions), (path, status)
        if status != 403:
            opened.add(path)
    if role is RoleName.DIARY_KEEPER:
        assert opened
        assert all(path.startswith((*DIARY, *ANSWERS, "/rules")) for path in opened)
    if role is RoleName.PROVIDER_FINANCE:
        assert not any(path.startswith((*DIARY, *ANSWERS, "/offers", "/pas", "/papers")) for path in opened)


def test_a_diary_keeper_answers_a_request_closes_a_day_and_has_every_link(
    client: CheckedClient, mattress: Asked
) -> None:
    families.sign_in(client, families.teammate(mattress.provider, RoleName.DIARY_KEEPER))
    assert client.get("/").location == "/today"
    page = client.get("/requests")
    assert "1 request waits for you" in words(page)
    assert "What we offer" not in page.text
    for path in ("/today", "/requests", f"/requests/{mattress.line_ref}", "/diary", "/closures", "/sessions"):
        for href in links(client.get(path)).values():
            assert href.startswith(("#", "tel:", "mailto:")) or client.get(href).status_code in {200, 302}, href
    accepted = send(client, f"/requests/{mattress.line_ref}", press="Accept")
    assert accepted.status_code == 303, errors(accepted)
    session.rollback()
    assert session.scalars(select(Line.state).where(Line.ref == mattress.line_ref)).one() is LineState.ACCEPTED


def test_a_diary_keeper_cannot_change_prices_facts_or_papers(client: CheckedClient, mattress: Asked) -> None:
    families.sign_in(client, families.teammate(mattress.provider, RoleName.DIARY_KEEPER))
    session.rollback()
    ref = session.scalars(select(Listing.ref)).one()
    space = session.scalars(select(Space.ref)).one()
    for page in ("rates", "words", "place", "papers", "booking", "spaces", "photos", "facts/using"):
        assert client.get(f"/offers/{ref}/{page}").status_code == 403, page
        assert client.post(f"/offers/{ref}/{page}", data=NOTHING).status_code == 403, page
    assert client.get(f"/papers/put-in/public_liability/{ref}").status_code == 403
    assert client.get(f"/diary/{space}").status_code == 200


def test_finance_has_neither_requests_nor_diary(client: CheckedClient, mattress: Asked) -> None:
    families.sign_in(client, families.teammate(mattress.provider, RoleName.PROVIDER_FINANCE))
    for path in ("/requests", f"/requests/{mattress.line_ref}", "/diary", "/offers", "/team", "/pas"):
        assert client.get(path).status_code == 403, path
    assert RoleName.PROVIDER_FINANCE in roles_that(Permission.SEE_EARNINGS)


def test_a_manager_invites_a_diary_keeper_who_joins_by_the_letter(
    app: Flask, config: Config, client: CheckedClient, mattress: Asked
) -> None:
    families.sign_in(client, mattress.provider)
    page = client.get("/team")
    for role in ("Manager", "Diary keeper", "Finance"):
        assert role in words(page)
    sent = send(client, "/team", {"email": "kit@example.org", "role": RoleName.DIARY_KEEPER.value})
    assert sent.status_code == 303, errors(sent)
    kit = another(app)
    taken = send(
        kit,
        link_in(last_letter(config, "kit@example.org"), holding="/invitation/"),
        {"name": "Kit", "password": "three green sheep"},
    )
    assert taken.status_code == 303, errors(taken)
    assert kit.get("/requests").status_code == 200
    assert kit.get("/offers").status_code == 403
    assert "Kit" in words(client.get("/team"))


def test_requests_are_told_to_the_diary_keeper_too_and_never_to_finance(config: Config, mattress: Asked) -> None:
    keeper = families.teammate(mattress.provider, RoleName.DIARY_KEEPER)
    finance = families.teammate(mattress.provider, RoleName.PROVIDER_FINANCE, "Fin Ance")
    services.cancel_break(mattress.ref, reason="Callum is ill", by=mattress.officer)
    readers = {str(letter["To"]) for letter in letters(config)}
    assert any(keeper.email in reader for reader in readers)
    assert not any(finance.email in reader for reader in readers)
