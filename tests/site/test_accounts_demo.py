"""A demo offers its invented people on the sign-in page; no other site offers anybody."""

import pytest
from flask import Flask

from marketplace.accounts import services
from marketplace.accounts.demo import DEMO_PASSWORD
from marketplace.accounts.models import Account
from marketplace.accounts.queries import demo as demo_queries
from marketplace.accounts.roles import RoleName
from marketplace.accounts.services import NewAccount
from marketplace.audit import SITE
from tests.checked_client import CheckedClient
from tests.paper import words


def invented(name: str, position: int) -> Account:
    account = real(name)
    services.offer_in_demo(account=account, words="Arranges for her son.", position=position)
    return account


def real(name: str) -> Account:
    details = NewAccount(name, f"{name.split(maxsplit=1)[0].lower()}@example.org", DEMO_PASSWORD)
    account = services.add_account(details=details, by=SITE)
    services.add_membership(account=account, role=RoleName.FAMILY, organisation=None, by=SITE)
    return account


def test_the_sign_in_page_of_a_demo_offers_its_people_in_order(client: CheckedClient) -> None:
    invented("Morag Elliot", 2)
    invented("Callum Elliot", 1)
    page = client.get("/sign-in")
    assert page.text.index("Sign in as Callum Elliot") < page.text.index("Sign in as Morag Elliot")
    assert DEMO_PASSWORD in words(page)
    assert "This is a demo" in page.text


def test_one_click_signs_one_in_as_an_invented_person(client: CheckedClient) -> None:
    morag = invented("Morag Elliot", 1)
    answer = client.post("/sign-in/demo?next=/account", data={"person": morag.ref})
    assert answer.location == "/account"
    assert "Morag Elliot" in client.get("/account").text


def test_nobody_real_is_opened_by_a_click_even_in_a_demo(client: CheckedClient) -> None:
    invented("Morag Elliot", 1)
    ann = real("Ann Scott")
    assert client.post("/sign-in/demo", data={"person": ann.ref}).status_code == 404
    assert client.post("/sign-in/demo").status_code == 404
    assert "Ann Scott" not in client.get("/sign-in").text


def test_a_site_without_invented_people_offers_nobody(client: CheckedClient) -> None:
    person = real("Ann Scott").ref
    page = client.get("/sign-in")
    assert "made up" not in words(page)
    assert "This is a demo" not in page.text
    assert client.post("/sign-in/demo", data={"person": person}).status_code == 404


def test_an_invented_person_who_closes_their_account_is_no_longer_offered(client: CheckedClient) -> None:
    morag = invented("Morag Elliot", 1)
    invented("Callum Elliot", 2)
    client.post("/sign-in/demo", data={"person": morag.ref})
    client.post("/account/close")
    assert "Morag" not in client.get("/sign-in").text
    assert client.post("/sign-in/demo", data={"person": morag.ref}).status_code == 404


def test_that_a_site_is_a_demo_is_asked_once_and_that_it_is_none_now_and_then(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    answers = iter([False, True])

    def has_demo_people() -> bool:
        asked.append(True)
        return next(answers)

    monkeypatch.setattr(demo_queries, "has_demo_people", has_demo_people)
    is_demo = demo_queries.IsDemo()
    assert [is_demo(), is_demo()] == [False, False]
    is_demo.ask_again_at = 0.0
    assert [is_demo(), is_demo()] == [True, True]
    assert len(asked) == 2
