"""The gateway against a stand-in that is not ours (localstripe): where that knows what is asked, it is answered alike.

It knows neither Checkout nor the parameters of a charge that the gateway sends, so cards are saved and charged here by
Stripe's library alone; and it forgets idempotency keys and gives back more than was paid, which is why we have our own.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.request import Request, urlopen

import pytest
import stripe

from marketplace.payments.gateway import Cards
from marketplace.payments.told import Told
from tests.cards import Letterbox, letterbox

KEY = "sk_test_localstripe"
SECRET = "whsec_localstripe"
RUN = """
import socket, sys
from aiohttp import web
from localstripe.resources import store
from localstripe.server import app
store.dump_to_disk = lambda: None  # it would write where every user of the machine reads
web.run_app(app, sock=socket.socket(fileno=int(sys.argv[1])), print=None)
"""


@dataclass(frozen=True)
class Elsewhere:
    """localstripe, and the letterbox that it posts to."""

    client: stripe.StripeClient
    cards: Cards
    box: Letterbox


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    with letterbox() as box, socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        program = [sys.executable, "-c", RUN, str(listener.fileno())]
        with subprocess.Popen(program, pass_fds=[listener.fileno()]) as process:
            listener.close()
            try:
                post_to(box, address)
                client = stripe.StripeClient(KEY, base_addresses={"api": address}, max_network_retries=0)
                yield Elsewhere(client, Cards(secret_key=KEY, webhook_secret=SECRET, address=address), box)
            finally:
                process.terminate()


def post_to(box: Letterbox, address: str) -> None:
    """Have it post what is paid, and nothing else."""
    body = json.dumps({"url": box.url, "secret": SECRET, "events": ["payment_intent.succeeded"]}).encode()
    with urlopen(Request(f"{address}/_config/webhooks/site", body, {"Content-Type": "application/json"})):
        pass


def save_card(client: stripe.StripeClient, number: str) -> tuple[str, str]:
    """A customer and a card saved for later; its bank says yes to that or raises CardError."""
    customer = client.v1.customers.create({"email": "ann@example.org"}).id
    method = client.v1.payment_methods.create(
        {"type": "card", "card": {"number": number, "exp_month": 12, "exp_year": 40, "cvc": "123"}}
    ).id
    setup = client.v1.setup_intents.create({"customer": customer, "usage": "off_session"})
    assert client.v1.setup_intents.confirm(setup.id, {"payment_method": method}).status == "succeeded"
    client.v1.payment_methods.attach(method, {"customer": customer})
    return customer, method


def charge(client: stripe.StripeClient, number: str) -> stripe.PaymentIntent:
    customer, method = save_card(client, number)
    return client.v1.payment_intents.create(
        {
            "amount": 12_000,
            "currency": "gbp",
            "customer": customer,
            "payment_method": method,
            "off_session": True,
            "confirm": True,
            "metadata": {"reference": "pot:1"},
        }
    )


def test_a_saved_card_is_charged_refunded_and_what_was_signed_elsewhere_is_read(elsewhere: Elsewhere) -> None:
    intent = charge(elsewhere.client, "4242424242424242")
    assert intent.status == "succeeded"
    assert elsewhere.cards.refund(intent_id=intent.id, pence=2_000, reference="refund:1", key="1").startswith("re_")
    assert elsewhere.box.came.wait(20)
    (paid,) = elsewhere.box.events(elsewhere.cards)
    assert (paid.told, paid.reference, paid.intent_id, paid.pence) == (Told.PAID, "pot:1", intent.id, 12_000)


def test_a_card_that_is_saved_and_declined_when_charged_is_a_card_error_there_as_well(elsewhere: Elsewhere) -> None:
    with pytest.raises(stripe.CardError) as problem:
        charge(elsewhere.client, "4000000000000341")
    assert problem.value.code == "card_declined"


def test_a_charge_that_was_not_confirmed_is_cancelled(elsewhere: Elsewhere) -> None:
    customer, method = save_card(elsewhere.client, "4242424242424242")
    intent = elsewhere.client.v1.payment_intents.create(
        {"amount": 500, "currency": "gbp", "customer": customer, "payment_method": method}
    )
    elsewhere.cards.cancel(intent.id)
    assert elsewhere.client.v1.payment_intents.retrieve(intent.id).status == "canceled"
