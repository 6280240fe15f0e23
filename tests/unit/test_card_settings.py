"""Settings of cards: keys whole or not at all, a stand-in without them, and where a form may lead."""

from pathlib import Path

import pytest
from flask import Flask

from marketplace.config import BadSetting, CardSettings, Config
from marketplace.web import headers

KEYS = {"STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}


def read(folder: Path, **settings: str) -> Config:
    return Config.from_environment({"LULL_INSTANCE": str(folder), "SECRET_KEY": "ours", **settings})


def test_with_keys_cards_are_stripes_own(tmp_path: Path) -> None:
    cards = read(tmp_path, **KEYS).cards
    assert cards == CardSettings("sk_test_1", "whsec_1")
    assert not cards.is_stand_in
    assert cards.page_origins == "https://checkout.stripe.com https://connect.stripe.com"


def test_without_keys_cards_are_the_stand_ins_with_secrets_of_this_installation(tmp_path: Path) -> None:
    cards = read(tmp_path, CARD_STAND_IN="http://127.0.0.1:9001/").cards
    assert cards.is_stand_in
    assert cards.address == cards.page_origins == "http://127.0.0.1:9001"
    assert cards == read(tmp_path, CARD_STAND_IN="http://127.0.0.1:9001").cards
    assert cards.webhook_secret != read(tmp_path, SECRET_KEY="another's").cards.webhook_secret


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"STRIPE_SECRET_KEY": "sk_test_1"}, "needs STRIPE_WEBHOOK_SECRET"),
        ({"STRIPE_WEBHOOK_SECRET": "whsec_1"}, "need STRIPE_SECRET_KEY"),
        ({"STRIPE_CONNECT_WEBHOOK_SECRET": "whsec_1"}, "need STRIPE_SECRET_KEY"),
        ({**KEYS, "STRIPE_CONNECT_WEBHOOK_SECRET": "1"}, "STRIPE_CONNECT_WEBHOOK_SECRET must start with whsec_"),
        ({"STRIPE_ADDRESS": "http://127.0.0.1:8420"}, "need STRIPE_SECRET_KEY"),
        ({**KEYS, "STRIPE_SECRET_KEY": "pk_test_1"}, "STRIPE_SECRET_KEY must start with sk_ or rk_"),
        ({**KEYS, "STRIPE_WEBHOOK_SECRET": "sk_test_1"}, "STRIPE_WEBHOOK_SECRET must start with whsec_"),
        ({**KEYS, "STRIPE_ADDRESS": "127.0.0.1:8420"}, "STRIPE_ADDRESS must start with http"),
        ({**KEYS, "CARD_STAND_IN": "http://127.0.0.1:8001"}, "set one of them"),
        ({"CARD_STAND_IN": "http://127.0.0.1:8001/pay"}, "with nothing after it"),
    ],
)
def test_half_an_account_or_a_wrong_one_is_refused_at_start(
    tmp_path: Path, settings: dict[str, str], named: str
) -> None:
    with pytest.raises(BadSetting, match=named):
        read(tmp_path, **settings)


LIVE = {**KEYS, "STRIPE_SECRET_KEY": "sk_live_1", "SITE_ADDRESS": "https://breaks.lull.scot"}


@pytest.mark.parametrize("key", ["sk_live_1", "rk_live_1"])
def test_a_live_key_is_for_a_real_site(tmp_path: Path, key: str) -> None:
    assert read(tmp_path, **{**LIVE, "STRIPE_SECRET_KEY": key}).cards == CardSettings(key, "whsec_1")


@pytest.mark.parametrize("key", ["sk_live_1", "rk_live_1"])
@pytest.mark.parametrize("address", ["http://127.0.0.1:8420", "https://stripe.trial.scot"])
def test_a_live_key_is_never_sent_to_another_server(tmp_path: Path, key: str, address: str) -> None:
    with pytest.raises(BadSetting, match="STRIPE_ADDRESS is for test keys"):
        read(tmp_path, **{**LIVE, "STRIPE_SECRET_KEY": key, "STRIPE_ADDRESS": address})
    assert read(tmp_path, **KEYS, STRIPE_ADDRESS=address).cards.address == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://breaks.lull.scot",
        "https://localhost",
        "https://127.0.0.1:8000",
        "https://[::1]",
        "https://breaks.example",
        "https://lull.test",
        "https://lull.local",
        "https://www.example.org",
    ],
)
def test_a_live_key_is_refused_on_a_site_with_a_test_address(tmp_path: Path, address: str) -> None:
    settings = {**LIVE, "SITE_ADDRESS": address} if address else {k: v for k, v in LIVE.items() if k[:4] != "SITE"}
    with pytest.raises(BadSetting, match="SITE_ADDRESS is not the https"):
        read(tmp_path, **settings)
    assert read(tmp_path, **{**settings, "STRIPE_SECRET_KEY": "sk_test_1"}).cards.secret_key == "sk_test_1"


def test_a_form_may_lead_to_the_card_page_and_nowhere_else() -> None:
    app = Flask("only headers")
    headers.add(app, pay_at="http://127.0.0.1:9001")
    app.add_url_rule("/", view_func=lambda: "a page")
    policy = app.test_client().get("/").headers["Content-Security-Policy"]
    assert " form-action 'self' http://127.0.0.1:9001;" in policy
