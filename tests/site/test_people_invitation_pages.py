"""An invitation by letter, from the form to the yes or no, and an end that counts at the next request."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.notifications.models import Letter
from marketplace.people.representation import Capacity
from tests import families
from tests.checked_client import CheckedClient

PASSWORD = "three green sheep"


@pytest.fixture
def anna(app: Flask) -> Viewer:
    return families.viewer("Anna Hume", RoleName.CARER)


@pytest.fixture
def ref(anna: Viewer) -> str:
    made = families.person("Callum Hume", known_as="Cal", council=families.BORDERS, weight_kg=82)
    families.acts_for(anna, made)
    return made


def secret_to(email: str) -> str:
    body = session.scalars(select(Letter.body).where(Letter.to_address == email)).one()
    return body.split("/people/invitation/")[1].split()[0]


def with_day(name: str, *parts: str) -> dict[str, Any]:
    return {name: list(parts)}


def test_what_is_ended_is_gone_at_the_next_request(client: CheckedClient, anna: Viewer, ref: str) -> None:
    ewan = families.viewer("Ewan Bell")
    helping = families.acts_for(ewan, ref)
    theirs = client.application.test_client()
    families.sign_in(theirs, ewan)
    assert theirs.get(f"/people/{ref}").status_code == 200
    families.sign_in(client, families.officer())
    end = f"/people/{ref}/helpers/{helping}/end"
    assert "Ewan Bell" in client.get(end).text
    assert client.post(end).status_code == 303
    assert theirs.get(f"/people/{ref}").status_code == 404
    assert theirs.post(f"/people/{ref}/details", data={"name": "Mine"}).status_code == 404
    assert (
        client.get(f"/people/{ref}/helpers").text.count("Ewan Bell, helper, from Wednesday 1 January 2020: ended") == 1
    )


def test_somebody_new_says_yes_and_is_in(client: CheckedClient, anna: Viewer, ref: str) -> None:
    families.sign_in(client, anna)
    form = {"email": "iona@example.org", "scopes": ["plan"], "consent": "told"}
    assert client.post(f"/people/{ref}/helpers/invite/helper", data=form).status_code == 303
    secret = secret_to("iona@example.org")
    iona = client.application.test_client()
    page = iona.get(f"/people/invitation/{secret}")
    assert "Anna Hume" in page.text
    assert "Callum Hume" not in page.text  # before the yes no more than what he is called
    again = iona.post(f"/people/invitation/{secret}", data={"name": "Iona Reid", "password": "short"})
    assert again.status_code == 422
    assert 'value="Iona Reid"' in again.text
    done = iona.post(f"/people/invitation/{secret}", data={"name": "Iona Reid", "password": PASSWORD})
    assert done.location == f"/people/{ref}"
    assert iona.get(f"/people/{ref}").status_code == 200
    assert iona.get(f"/people/{ref}/safety").status_code == 403
    assert iona.get(f"/people/invitation/{secret}").status_code == 410


def test_somebody_signed_in_with_another_address_is_told_so(client: CheckedClient, anna: Viewer, ref: str) -> None:
    iona = families.viewer("Iona Reid")
    families.sign_in(client, anna)
    form = {"email": iona.email, "scopes": ["plan"], "consent": "told"}
    client.post(f"/people/{ref}/helpers/invite/helper", data=form)
    here = f"/people/invitation/{secret_to(iona.email)}"
    assert "went to another address" in client.get(here).text
    assert client.post(here, data={"answer": "yes"}).status_code == 200
    visitor = client.application.test_client()
    assert "Sign in to answer" in visitor.get(here).text
    families.sign_in(client, iona)
    assert client.post(here, data={"answer": "yes"}).location == f"/people/{ref}"


def test_a_no_is_taken_from_whoever_holds_the_link(client: CheckedClient, anna: Viewer, ref: str) -> None:
    families.sign_in(client, anna)
    form = {"email": "iona@example.org", "scopes": ["plan"], "consent": "told"}
    client.post(f"/people/{ref}/helpers/invite/helper", data=form)
    visitor = client.application.test_client()
    here = f"/people/invitation/{secret_to('iona@example.org')}"
    done = visitor.post(here, data={"answer": "no"}, follow_redirects=True)
    assert (done.status_code, done.request.path) == (200, "/people/invitation-declined")
    assert visitor.get(here).status_code == 410


def test_a_guardians_invitation_without_papers_is_refused_at_its_field(
    client: CheckedClient, anna: Viewer, ref: str
) -> None:
    families.sign_in(client, anna)
    assert client.get(f"/people/{ref}/helpers/invite/guardian").status_code == 403
    assert "/helpers/invite/guardian" not in client.get(f"/people/{ref}/helpers/invite").text
    families.sign_in(client, families.officer(council=families.BORDERS))
    assert "/helpers/invite/guardian" in client.get(f"/people/{ref}/helpers/invite").text
    form = {"email": "g@example.org", "scopes": ["plan"], **with_day("until_on", "31", "12", "1800")}
    page = client.post(f"/people/{ref}/helpers/invite/guardian", data=form)
    assert page.status_code == 422
    assert 'href="#powers"' in page.text
    assert 'href="#until_on-day"' in page.text
    assert 'value="1800"' in page.text
    assert session.scalar(select(func.count()).select_from(Letter)) == 0


def test_a_guardian_whose_powers_were_never_recorded_sees_nobody(client: CheckedClient, ref: str) -> None:
    guardian = families.viewer("Guardian")
    families.acts_for(guardian, ref, capacity=Capacity.GUARDIAN)
    families.sign_in(client, guardian)
    assert client.get(f"/people/{ref}").status_code == 404
    assert "Nobody is here yet" in client.get("/people").text
