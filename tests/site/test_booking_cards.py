"""Paying one's own part over HTTP: the way chosen, the card page and back, what was not charged, the invoice."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace import jobs
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.config import Config
from marketplace.db import session, transaction
from marketplace.payments import services as cards
from marketplace.payments.models import CardRefund
from marketplace.web.redirects import whole_address
from tests import asking, families, staged
from tests.asking import Asked
from tests.cards import ASKED_EACH_TIME, PAYS, SAVED_THEN_DECLINED, SITE_SECRET, StandIn, card_stand_in, pay_at
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.paper import links, words

pytestmark = on_both


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with card_stand_in(tmp_path_factory.mktemp("cards")) as running:
        yield running


@pytest.fixture
def config(config: Config, stand_in: StandIn) -> Config:
    stand_in.forget()
    return replace(config, card_stand_in=stand_in.address, secret_key=SITE_SECRET)


def asked(client: CheckedClient) -> Asked:
    """A break that waits for nothing but the yes of whoever pays it; they are signed in."""
    made = asking.own_money()
    services.accept(made.line_ref, by=made.provider)
    services.say(made.ref, made.line_ref, is_yes=True, by=made.person)
    families.sign_in(client, made.person)
    return made


def pot_address(made: Asked, page: str) -> str:
    return f"/breaks/{made.ref}/pots/{made.pot_ref}/{page}"


def state() -> BreakState:
    session.rollback()
    return session.scalars(select(Break.state)).one()


def work() -> None:
    while jobs.work(cards.DOERS):
        pass


def save_card(client: CheckedClient, made: Asked, number: str = PAYS) -> None:
    assert client.post(pot_address(made, "agree"), data={"way": "card"}).location == pot_address(made, "card")
    page = client.get(pot_address(made, "card")).text
    assert "£35.00 at the most" in page
    assert "No real card is charged here" in page
    away = client.post(pot_address(made, "card"), data={"card": "new"})
    assert away.status_code == 303
    back = pay_at(str(away.location), number)
    assert back.endswith(pot_address(made, "card/done"))
    assert client.get(pot_address(made, "card/done")).location == f"/breaks/{made.ref}/who-pays"


def test_a_card_is_chosen_saved_on_the_card_page_and_charged_when_all_have_agreed(
    client: CheckedClient, stand_in: StandIn
) -> None:
    made = asked(client)
    agree = client.get(pot_address(made, "agree")).text
    assert "By card" in agree
    assert "By bank transfer" in agree
    save_card(client, made)
    assert "Visa ending 4242 is being charged" in client.get(f"/breaks/{made.ref}/who-pays").text
    assert state() is BreakState.CONFIRMING
    work()
    assert state() is BreakState.CONFIRMED
    assert [charge.pence for charge in stand_in.charges()] == [35_00]
    assert "£35.00 was paid" in client.get(f"/breaks/{made.ref}/who-pays").text


def test_a_card_that_may_be_kept_is_shown_with_its_pot_used_again_and_forgotten(
    client: CheckedClient, stand_in: StandIn
) -> None:
    made = asked(client)
    client.post(pot_address(made, "agree"), data={"way": "card"})
    assert "No card is kept for this pot" in client.get(f"/money/{made.pot_ref}/card").text
    assert "Keep this card for later breaks" in client.get(pot_address(made, "card")).text
    assert client.post(pot_address(made, "card"), data={"card": "new", "keep": "x"}).status_code == 422
    away = client.post(pot_address(made, "card"), data={"card": "new", "keep": "keep"})
    pay_at(str(away.location), PAYS)
    client.get(pot_address(made, "card/done"))
    work()
    assert "The card for this pot" in client.get(f"/money/{made.pot_ref}").text
    page = f"/money/{made.pot_ref}/card"
    assert "Visa ending 4242" in client.get(page).text
    assert client.post(page, data={}).location == f"/money/{made.pot_ref}"
    assert "No card is kept for this pot" in client.get(page).text
    families.sign_in(client, made.officer)
    assert client.get(page).status_code == 404


def test_without_a_way_the_form_says_so_and_nothing_is_agreed(client: CheckedClient) -> None:
    made = asked(client)
    page = client.post(pot_address(made, "agree"), data={})
    assert page.status_code == 422
    assert "Choose how you pay" in page.text


def test_a_card_that_is_declined_is_paid_on_the_card_page_while_the_break_waits(client: CheckedClient) -> None:
    made = asked(client)
    save_card(client, made, SAVED_THEN_DECLINED)
    work()
    assert state() is BreakState.CONFIRMING
    page = client.get(pot_address(made, "pay")).text
    assert "Your card was not charged" in page
    (to_do,) = [href for name, href in links(client.get("/waiting")).items() if "pay by card, £35.00" in name]
    assert to_do == pot_address(made, "pay")
    who_pays = words(client.get(f"/breaks/{made.ref}/who-pays"))
    assert "You: pay £35.00 by card: it was not charged. By" in who_pays
    assert "When all have agreed" not in who_pays
    away = client.post(pot_address(made, "pay"), data={})
    back = pay_at(str(away.location), PAYS)
    assert back.endswith(pot_address(made, "pay/done"))
    assert client.get(pot_address(made, "pay/done")).location == f"/breaks/{made.ref}"
    assert state() is BreakState.CONFIRMED


def test_a_bank_that_asks_first_is_not_called_a_card_that_was_not_charged(client: CheckedClient) -> None:
    made = asked(client)
    save_card(client, made, ASKED_EACH_TIME)
    work()
    assert state() is BreakState.CONFIRMING
    for page in (pot_address(made, "pay"), "/waiting", f"/breaks/{made.ref}/who-pays"):
        said = words(client.get(page))
        assert ("wants to hear from you" in said, "not charged" in said) == (True, False), page
    (letter,) = staged.bodies("break-card-not-charged")
    assert ("wants to hear from you" in letter, "another card" in letter) == (True, False)


def test_an_invoice_is_shown_once_the_break_is_confirmed(client: CheckedClient) -> None:
    made = asked(client)
    assert client.get(pot_address(made, "invoice")).status_code == 404
    assert client.post(pot_address(made, "agree"), data={"way": "bank_transfer"}).status_code == 303
    assert state() is BreakState.CONFIRMED
    page = client.get(pot_address(made, "invoice")).text
    assert "£35.00" in page
    assert "sort code" in page
    assert "By bank transfer" in client.get(f"/breaks/{made.ref}/who-pays").text


@pytest.mark.parametrize("page", ["card", "card/done", "pay", "pay/done", "invoice"])
def test_these_pages_of_other_families_and_of_providers_do_not_exist(client: CheckedClient, page: str) -> None:
    made = asked(client)
    save_card(client, made)
    families.sign_in(client, families.viewer("Family B"))
    assert client.get(pot_address(made, page)).status_code == 404
    families.sign_in(client, made.provider)
    assert client.get(pot_address(made, page)).status_code in {403, 404}


def test_what_is_not_signed_by_the_card_firm_is_not_taken(client: CheckedClient) -> None:
    for headers in ({}, {"Stripe-Signature": "t=1,v1=00"}):
        assert client.post("/cards/events", data=b'{"id": "evt_1"}', headers=headers).status_code == 400


def test_a_card_firm_that_cannot_be_reached_loses_nothing(client: CheckedClient, stand_in: StandIn) -> None:
    made = asked(client)
    client.post(pot_address(made, "agree"), data={"way": "card"})
    stand_in.lose_answers(path="/v1/checkout/sessions", times=1)
    assert client.post(pot_address(made, "card"), data={"card": "new"}).status_code == 503
    assert client.post(pot_address(made, "card"), data={"card": "new"}).status_code == 303
    assert state() is BreakState.REQUESTED


def test_finance_sends_another_way_what_the_card_firm_would_not_and_marks_it_once(
    client: CheckedClient, stand_in: StandIn
) -> None:
    made = asked(client)
    save_card(client, made)
    work()
    services.cancel_break(made.ref, reason="He is ill", by=made.person)
    stand_in.forget()  # the payment is not known there any more
    work()
    families.sign_in(client, families.viewer("Fin", RoleName.BROKERAGE_FINANCE))
    assert "Refunds that the card firm did not send" in client.get("/payments").text
    session.rollback()
    address = f"/payments/refunds/{session.scalars(select(CardRefund.ref)).one()}/sent"
    assert client.post(address, data={}).status_code == 303
    assert client.post(address, data={}).status_code == 409
    assert "Refunds that the card firm did not send" not in client.get("/payments").text
    with transaction():
        assert session.scalars(select(CardRefund.done_at)).one() is not None


@pytest.mark.parametrize(
    ("site", "asked", "back"),
    [
        ("https://breaks.example", "http://evil.example", "https://breaks.example/x"),
        ("https://breaks.example", "http://127.0.0.1:8000", "https://breaks.example/x"),
        ("http://127.0.0.1:8131", "http://evil.example", "http://127.0.0.1:8131/x"),
        ("http://127.0.0.1:8131", "http://localhost:8131", "http://localhost:8131/x"),
    ],
)
def test_the_card_firm_sends_readers_back_to_the_sites_own_address_whatever_name_was_asked_for(
    app: Flask, site: str, asked: str, back: str
) -> None:
    config: Config = app.extensions["lull"]
    app.extensions["lull"] = replace(config, site=replace(config.site, address=site))
    with app.test_request_context("/breaks", base_url=asked):
        assert whole_address("/x") == back
