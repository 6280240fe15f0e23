"""The card stand-in, held to what Stripe does, over HTTP and by Stripe's own library: a lax one lets wrong code pass.

What each test expects is from Stripe's reference of its API and its page on testing.
"""

import threading
from collections.abc import Callable
from typing import cast

import pytest
import stripe

from marketplace.payments.gateway import Cards, CardsNotReached, Charged, Ended, SavedCard
from tests.cards import DISPUTED, PAYS, SAVED_THEN_DECLINED, StandIn, pay_at

BACK = "http://127.0.0.1:8000/back?session={CHECKOUT_SESSION_ID}"
AWAY = "http://127.0.0.1:8000/away"
Ask = Callable[[stripe.StripeClient], object]


@pytest.fixture
def client(stand_in: StandIn) -> stripe.StripeClient:
    """Stripe's library, asked for what the gateway never asks."""
    return client_of(stand_in, stand_in.settings.secret_key)


def client_of(stand_in: StandIn, key: str) -> stripe.StripeClient:
    return stripe.StripeClient(key, base_addresses={"api": stand_in.address}, max_network_retries=0)


def saved(cards: Cards, number: str = PAYS) -> SavedCard:
    page = cards.open_setup(
        reference="pot:1", email="ann@example.org", success_url=BACK, cancel_url=AWAY, key=f"setup {number}"
    )
    pay_at(page.url, number)
    card = cards.saved_card(page.session_id)
    assert card
    return card


def charge(cards: Cards, card: SavedCard, *, pence: int = 12_000, key: str = "charge") -> Charged:
    return cards.charge(
        card_customer=card.customer_id,
        card_method=card.method_id,
        pence=pence,
        reference="pot:1",
        words="A short break",
        key=key,
    )


def test_a_replayed_key_is_answered_as_before_and_nothing_is_done_twice(stand_in: StandIn, cards: Cards) -> None:
    card = saved(cards)
    first = charge(cards, card)
    assert charge(cards, card) == first
    once = cards.refund(intent_id=first.intent_id, pence=1_000, reference="refund:1", key="refund")
    assert cards.refund(intent_id=first.intent_id, pence=1_000, reference="refund:1", key="refund") == once
    assert [taken.refunded_pence for taken in stand_in.charges()] == [1_000]
    assert [given.reference for given in stand_in.refunds()] == ["refund:1"]


def test_a_banks_no_is_the_answer_to_its_key_as_well(cards: Cards) -> None:
    card = saved(cards, SAVED_THEN_DECLINED)
    declined = charge(cards, card)
    assert declined.ended is Ended.DECLINED
    assert charge(cards, card) == declined


def test_a_replayed_key_with_other_parameters_or_for_something_else_is_refused(
    cards: Cards, client: stripe.StripeClient
) -> None:
    card = saved(cards)
    intent_id = charge(cards, card).intent_id
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        client.v1.payment_intents.create({"amount": 500, "currency": "gbp"}, {"idempotency_key": "charge"})
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        client.v1.refunds.create({"payment_intent": intent_id}, {"idempotency_key": "charge"})


def test_a_key_whose_first_request_is_not_answered_yet_has_to_wait(stand_in: StandIn, cards: Cards) -> None:
    card = saved(cards)
    stand_in.delay_answers(0.5, path="/v1/payment_intents")
    first: list[Charged] = []
    asking = threading.Thread(target=lambda: first.append(charge(cards, card)))
    asking.start()
    while not stand_in.charges():
        pass
    with pytest.raises(CardsNotReached, match="in-progress"):
        charge(cards, card)
    asking.join()
    assert [charge(cards, card)] == first


def test_no_more_can_be_given_back_than_was_paid(cards: Cards, client: stripe.StripeClient) -> None:
    intent_id = charge(cards, saved(cards)).intent_id
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        client.v1.refunds.create({"payment_intent": intent_id, "amount": 12_001})
    client.v1.refunds.create({"payment_intent": intent_id, "amount": 2_000})
    with pytest.raises(stripe.InvalidRequestError, match=r"greater than unrefunded amount on charge \(£100.00\)"):
        client.v1.refunds.create({"payment_intent": intent_id, "amount": 10_001})
    assert client.v1.refunds.create({"payment_intent": intent_id}).amount == 10_000
    with pytest.raises(stripe.InvalidRequestError) as problem:
        client.v1.refunds.create({"payment_intent": intent_id, "amount": 1})
    assert problem.value.code == "charge_already_refunded"


def test_what_was_not_paid_cannot_be_given_back(client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.create({"amount": 500, "currency": "gbp"})
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        client.v1.refunds.create({"payment_intent": intent.id})


def test_a_card_is_charged_later_only_when_its_holder_let_it_be_saved_for_that(
    stand_in: StandIn, cards: Cards, client: stripe.StripeClient
) -> None:
    page = cards.open_payment(
        reference="pot:1", pence=500, words="A break", email="a@b.cd", success_url=BACK, cancel_url=AWAY, key="pay"
    )
    pay_at(page.url)
    (paid,) = stand_in.charges()
    later: stripe.params.PaymentIntentCreateParams = {
        "amount": 500,
        "currency": "gbp",
        "payment_method": paid.method_id,
        "confirm": True,
        "off_session": True,
    }
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        client.v1.payment_intents.create(later)
    card = saved(cards)
    with pytest.raises(stripe.InvalidRequestError, match="does not have this PaymentMethod"):
        client.v1.payment_intents.create({**later, "payment_method": card.method_id, "customer": "cus_another"})
    with pytest.raises(stripe.InvalidRequestError, match="does not have this PaymentMethod"):
        client.v1.payment_intents.create({**later, "payment_method": card.method_id})
    assert stand_in.charges() == [paid]


def test_a_card_saved_for_no_customer_can_never_be_charged(cards: Cards, client: stripe.StripeClient) -> None:
    """What is forgotten easily: without customer_creation a page in setup mode makes no customer."""
    page = client.v1.checkout.sessions.create({"mode": "setup", "currency": "gbp", "success_url": BACK})
    pay_at(page.url or "")
    session = client.v1.checkout.sessions.retrieve(page.id, {"expand": ["setup_intent"]})
    assert session.customer is None
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        charge_with(client, str(session["setup_intent"]["payment_method"]))


def charge_with(client: stripe.StripeClient, method_id: str) -> None:
    client.v1.payment_intents.create(
        {"amount": 500, "currency": "gbp", "payment_method": method_id, "confirm": True, "off_session": True}
    )


PAYMENT: stripe.params.checkout.SessionCreateParams = {
    "mode": "payment",
    "success_url": BACK,
    "line_items": [
        {"quantity": 1, "price_data": {"currency": "gbp", "unit_amount": 500, "product_data": {"name": "A break"}}}
    ],
}
WRONG: dict[str, tuple[Ask, str, str]] = {
    "a parameter that nobody knows": (
        lambda asked: asked.v1.payment_intents.create({"amount": 500, "currency": "gbp", "amuont": 1}),  # type: ignore[typeddict-unknown-key]
        "parameter_unknown",
        "amuont",
    ),
    "one deep within": (
        lambda asked: asked.v1.checkout.sessions.create(
            {**PAYMENT, "line_items": [{"quantity": 1, "price": "price_1"}]},
        ),
        "parameter_unknown",
        "line_items[0][price]",
    ),
    "one that the stand-in has no use for": (
        lambda asked: asked.v1.payment_intents.cancel("pi_1", {"cancellation_reason": "duplicate"}),
        "parameter_unknown",
        "cancellation_reason",
    ),
    "one that this version of the API has no more": (
        lambda asked: asked.v1.payment_intents.create(
            {"amount": 500, "currency": "gbp", "payment_method_types": ["card"]}  # type: ignore[typeddict-unknown-key]
        ),
        "payment_method_types_no_longer_supported",
        "payment_method_types",
    ),
    "a parameter that is missing": (
        lambda asked: asked.v1.payment_intents.create({"amount": 500}),  # type: ignore[typeddict-item]
        "parameter_missing",
        "currency",
    ),
    "a sum in pounds": (
        lambda asked: asked.v1.payment_intents.create({"amount": 5.5, "currency": "gbp"}),  # type: ignore[typeddict-item]
        "parameter_invalid_integer",
        "amount",
    ),
    "a sum too small for a card": (
        lambda asked: asked.v1.payment_intents.create({"amount": 29, "currency": "gbp"}),
        "amount_too_small",
        "amount",
    ),
    "a charge later that is not confirmed": (
        lambda asked: asked.v1.payment_intents.create({"amount": 500, "currency": "gbp", "off_session": True}),
        "parameter_invalid",
        "off_session",
    ),
    "nothing given back": (
        lambda asked: asked.v1.refunds.create({"payment_intent": "pi_1", "amount": 0}),
        "parameter_invalid_integer",
        "amount",
    ),
    "a page in setup mode that sells": (
        lambda asked: asked.v1.checkout.sessions.create({**PAYMENT, "mode": "setup", "currency": "gbp"}),
        "parameter_invalid",
        "line_items",
    ),
    "a page that sells nothing": (
        lambda asked: asked.v1.checkout.sessions.create({"mode": "payment", "success_url": BACK}),
        "parameter_missing",
        "line_items",
    ),
    "a page in setup mode without a currency": (
        lambda asked: asked.v1.checkout.sessions.create({"mode": "setup", "success_url": BACK}),
        "parameter_missing",
        "currency",
    ),
    "a page that leads nowhere": (
        lambda asked: asked.v1.checkout.sessions.create({**PAYMENT, "success_url": "/back"}),
        "url_invalid",
        "success_url",
    ),
    "an e-mail address that is none": (
        lambda asked: asked.v1.checkout.sessions.create({**PAYMENT, "customer_email": "ann"}),
        "email_invalid",
        "customer_email",
    ),
    "more metadata than it holds": (
        lambda asked: asked.v1.payment_intents.create(
            {"amount": 500, "currency": "gbp", "metadata": {f"key{number}": "x" for number in range(51)}}
        ),
        "parameter_invalid",
        "metadata",
    ),
    "a name in metadata that is too long": (
        lambda asked: asked.v1.payment_intents.create({"amount": 500, "currency": "gbp", "metadata": {"k" * 41: "x"}}),
        "parameter_invalid",
        f"metadata[{'k' * 41}]",
    ),
    "a list longer than a page": (
        lambda asked: asked.v1.refunds.list({"limit": 101}),
        "parameter_invalid",
        "limit",
    ),
    "a list from after something that is not there": (
        lambda asked: asked.v1.disputes.list({"starting_after": "dp_none"}),
        "resource_missing",
        "starting_after",
    ),
    "something that is not there": (
        lambda asked: asked.v1.refunds.create({"payment_intent": "pi_none"}),
        "resource_missing",
        "payment_intent",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_request_is_refused_and_its_parameter_named(client: stripe.StripeClient, wrong: str) -> None:
    ask, code, param = WRONG[wrong]
    with pytest.raises(stripe.InvalidRequestError) as problem:
        ask(client)
    assert (problem.value.code, problem.value.param) == (code, param)


def test_a_request_that_was_refused_unread_has_not_used_its_key(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.create({"amount": 29, "currency": "gbp"}, {"idempotency_key": "mended"})
    assert client.v1.payment_intents.create({"amount": 500, "currency": "gbp"}, {"idempotency_key": "mended"}).id


def test_what_is_over_cannot_be_ended_again(cards: Cards, client: stripe.StripeClient, stand_in: StandIn) -> None:
    paid = charge(cards, saved(cards))
    with pytest.raises(stripe.InvalidRequestError) as problem:
        client.v1.payment_intents.cancel(paid.intent_id)
    assert problem.value.code == "payment_intent_unexpected_state"
    open_page = client.v1.checkout.sessions.create(PAYMENT)
    client.v1.checkout.sessions.expire(open_page.id)
    for ended in (open_page.id, finished_page(client)):
        with pytest.raises(stripe.InvalidRequestError, match=r"Only Checkout Sessions with a status in \[\"open\"\]"):
            client.v1.checkout.sessions.expire(ended)
    with pytest.raises(stripe.InvalidRequestError) as problem:
        client.v1.payment_intents.cancel(stand_in.charges()[-1].intent_id)
    assert problem.value.code == "payment_intent_unexpected_state"


def finished_page(client: stripe.StripeClient) -> str:
    page = client.v1.checkout.sessions.create(PAYMENT)
    pay_at(page.url or "")
    return page.id


def test_nobody_is_answered_without_the_secret_key(stand_in: StandIn) -> None:
    with pytest.raises(stripe.AuthenticationError):
        client_of(stand_in, "sk_test_another").v1.payment_intents.create({"amount": 500, "currency": "gbp"})


def test_only_what_can_be_written_out_is(client: stripe.StripeClient) -> None:
    page = client.v1.checkout.sessions.create(PAYMENT)
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.checkout.sessions.retrieve(page.id, {"expand": ["line_items.data"]})
    with pytest.raises(stripe.InvalidRequestError, match=r"No such checkout\.session"):
        client.v1.checkout.sessions.retrieve("cs_none")


@pytest.mark.parametrize(
    ("bound", "shift", "is_in"),
    [
        ("gte", 0, True),
        ("gte", 1, False),
        ("gt", 0, False),
        ("gt", -1, True),
        ("lte", 0, True),
        ("lte", -1, False),
        ("lt", 0, False),
        ("lt", 1, True),
    ],
)
def test_a_list_keeps_to_the_time_asked_for(
    client: stripe.StripeClient, bound: str, shift: int, *, is_in: bool
) -> None:
    made = client.v1.payment_intents.create({"amount": 500, "currency": "gbp"})
    within = cast("stripe.params.PaymentIntentListParamsCreated", {bound: made.created + shift})
    listed = client.v1.payment_intents.list({"created": within})
    assert (made.id in {one.id for one in listed.data}) is is_in


def test_a_dispute_that_is_decided_stays_so(cards: Cards, stand_in: StandIn) -> None:
    charge(cards, saved(cards, DISPUTED))
    (dispute,) = stand_in.disputes()
    stand_in.decide(dispute, "lost")
    with pytest.raises(AssertionError):
        stand_in.decide(dispute, "won")
