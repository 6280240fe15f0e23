"""Signing in and out, passwords lost and changed, and tries that are limited without locking anybody out for good."""

from threading import Barrier, Thread

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, func, select
from werkzeug.test import TestResponse

from marketplace import db
from marketplace.accounts import passwords, services
from marketplace.accounts.attempts import SIGN_IN_FROM, SIGN_IN_HERE, SIGN_IN_TO, TooManyTries
from marketplace.accounts.models import Account, Attempt
from marketplace.accounts.roles import RoleName
from marketplace.accounts.services import NewAccount
from marketplace.accounts.services.signing_in import WrongPassword
from marketplace.audit import SITE, AuditRecord
from marketplace.config import Config
from marketplace.db import session, transaction
from tests.checked_client import CheckedClient
from tests.mail import last_letter, letters, link_in
from tests.paper import errors, send, words

EMAIL = "ann@example.org"
PASSWORD = "three old words"
NOON = "2026-12-01 12:00:00+00:00"


@pytest.fixture
def ann(app: Flask) -> Account:
    return an_account()


def an_account(email: str = EMAIL) -> Account:
    account = services.add_account(details=NewAccount("Ann Scott", email, PASSWORD), by=SITE)
    services.add_membership(account=account, role=RoleName.CARER, organisation=None, by=SITE)
    return account


def sign_in(client: CheckedClient, email: str = EMAIL, password: str = PASSWORD, onward: str = "") -> TestResponse:
    return send(client, f"/sign-in{onward}", {"email": email, "password": password})


def is_signed_in(client: CheckedClient) -> bool:
    return client.get("/account").status_code == 200


def from_another_place(app: Flask, address: str = "192.0.2.77") -> CheckedClient:
    client = app.test_client()
    client.environ_base = {**client.environ_base, "REMOTE_ADDR": address}
    assert isinstance(client, CheckedClient)
    return client


def test_with_the_right_password_one_is_signed_in(client: CheckedClient, ann: Account) -> None:
    assert sign_in(client, " ANN@example.org ").status_code == 303
    assert is_signed_in(client)
    assert "sign_in" in session.scalars(select(AuditRecord.action)).all()


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "three old word"), ("bob@example.org", PASSWORD)])
def test_what_is_wrong_is_said_without_saying_who_is_here(
    client: CheckedClient, ann: Account, email: str, password: str
) -> None:
    refused = sign_in(client, email, password)
    assert refused.status_code == 422
    assert errors(refused) == {"password": "The e-mail address or the password is not right"}
    assert email in refused.text
    assert password not in refused.text
    assert not is_signed_in(client)


def test_the_sign_in_page_brings_one_to_the_page_one_wanted(client: CheckedClient, ann: Account) -> None:
    asked = client.get("/account/details?from=letter")
    assert asked.location == "/sign-in?next=/account/details?from%3Dletter"
    assert (
        send(client, asked.location, {"email": EMAIL, "password": PASSWORD}).location == "/account/details?from=letter"
    )


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client: CheckedClient) -> None:
    assert client.post("/account/details", data={"name": "x"}).location == "/sign-in?next=/account/details"
    assert client.post("/account/act-as").location == "/sign-in"


def test_the_sign_in_page_sends_nobody_to_another_site(client: CheckedClient, ann: Account) -> None:
    assert sign_in(client, onward="?next=https://evil.example/").location == "/"
    assert client.get("/sign-in?next=//evil.example/").location == "/"


def test_the_session_is_a_new_one_after_signing_in(client: CheckedClient, ann: Account) -> None:
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    sign_in(client)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_the_cookie_is_for_this_site_and_not_for_scripts(client: CheckedClient, ann: Account) -> None:
    cookie = sign_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_out_ends_the_session(client: CheckedClient, ann: Account) -> None:
    sign_in(client)
    client.post("/sign-out")
    assert not is_signed_in(client)
    assert client.get("/sign-out").status_code == 405


def test_signing_out_everywhere_ends_the_other_sessions_and_keeps_this_one(
    app: Flask, client: CheckedClient, ann: Account
) -> None:
    other = from_another_place(app)
    sign_in(client)
    sign_in(other)
    assert is_signed_in(other)
    client.post("/account/sign-out-everywhere")
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_a_changed_password_ends_the_other_sessions_and_tells_the_owner(
    app: Flask, client: CheckedClient, ann: Account, config: Config
) -> None:
    other = from_another_place(app)
    sign_in(client)
    sign_in(other)
    send(client, "/account/password", {"current_password": PASSWORD, "password": "four quite new words"})
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert "was changed" in last_letter(config, EMAIL)["Subject"]
    client.post("/sign-out")
    assert sign_in(client).status_code == 422
    assert sign_in(client, password="four quite new words").status_code == 303


def test_another_password_needs_the_one_there_is(client: CheckedClient, ann: Account) -> None:
    sign_in(client)
    refused = send(client, "/account/password", {"current_password": "wrong", "password": "four quite new words"})
    assert list(errors(refused)) == ["current_password"]
    refused = send(client, "/account/password", {"current_password": PASSWORD, "password": "short"})
    assert list(errors(refused)) == ["password"]
    client.post("/sign-out")
    assert sign_in(client).status_code == 303


NEW_EMAIL = "ann.new@example.org"


def ask_for(client: CheckedClient, email: str, password: str = PASSWORD) -> TestResponse:
    return send(client, "/account/email", {"email": email, "password": password})


def test_another_e_mail_address_is_asked_for_with_the_password_and_taken_with_the_letter_sent_there(
    app: Flask, client: CheckedClient, ann: Account, config: Config
) -> None:
    other = from_another_place(app)
    sign_in(client)
    sign_in(other)
    assert list(errors(ask_for(client, NEW_EMAIL, "wrong"))) == ["password"]
    assert list(errors(ask_for(client, EMAIL))) == ["email"]
    assert ask_for(client, NEW_EMAIL).status_code == 303
    link = link_in(last_letter(config, NEW_EMAIL), holding="/account/email/")
    assert EMAIL in words(client.get("/account")), "nothing has changed yet"
    assert send(client, link).status_code == 303
    assert NEW_EMAIL in words(client.get("/account"))
    assert not is_signed_in(other)
    assert "was changed" in last_letter(config, EMAIL)["Subject"]
    assert client.get(link).status_code == 410
    client.post("/sign-out")
    assert sign_in(client).status_code == 422
    assert sign_in(client, NEW_EMAIL).status_code == 303


def test_the_letter_for_another_address_opens_nothing_to_a_stranger_who_reads_it(
    app: Flask, client: CheckedClient, ann: Account, config: Config
) -> None:
    stranger = from_another_place(app)
    an_account("stranger@example.org")
    sign_in(client)
    ask_for(client, NEW_EMAIL)
    link = link_in(last_letter(config, NEW_EMAIL), holding="/account/email/")
    assert "/sign-in" in stranger.get(link).location
    sign_in(stranger, "stranger@example.org")
    assert stranger.get(link).status_code == 403
    assert stranger.post(link).status_code == 403


def test_an_address_that_somebody_has_is_not_given_away_nor_told_of(
    client: CheckedClient, ann: Account, config: Config
) -> None:
    an_account("mate@example.org")
    sign_in(client)
    told = {words(client.get(ask_for(client, email).location)) for email in ("mate@example.org", NEW_EMAIL)}
    assert len(told) == 1
    assert "/account/email/" not in last_letter(config, "mate@example.org").get_content()
    link = link_in(last_letter(config, NEW_EMAIL), holding="/account/email/")
    an_account(NEW_EMAIL)
    assert send(client, link).status_code == 409


def test_a_changed_password_and_a_newer_wish_make_the_letter_for_another_address_useless(
    client: CheckedClient, ann: Account, config: Config
) -> None:
    sign_in(client)
    ask_for(client, NEW_EMAIL)
    first = link_in(last_letter(config, NEW_EMAIL), holding="/account/email/")
    ask_for(client, "newer@example.org")
    assert client.get(first).status_code == 410
    second = link_in(last_letter(config, "newer@example.org"), holding="/account/email/")
    assert client.get(second).status_code == 200
    send(client, "/account/password", {"current_password": PASSWORD, "password": "four quite new words"})
    assert client.get(second).status_code == 410


def test_a_lost_password_is_replaced_by_a_link_that_works_once(
    app: Flask, client: CheckedClient, ann: Account, config: Config
) -> None:
    other = from_another_place(app)
    sign_in(other)
    send(client, "/password", {"email": EMAIL})
    link = link_in(last_letter(config, EMAIL), holding="/password/")
    assert send(client, link, {"password": "four quite new words"}).status_code == 303
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert client.get(link).status_code == 410
    assert sign_in(other, password="four quite new words").status_code == 303


def test_a_new_password_makes_older_links_useless(client: CheckedClient, ann: Account, config: Config) -> None:
    for _ in range(2):
        send(client, "/password", {"email": EMAIL})
    first, second = (link_in(letter, holding="/password/") for letter in letters(config))
    send(client, second, {"password": "four quite new words"})
    assert client.get(first).status_code == 410


def test_the_link_for_a_new_password_works_for_an_hour(client: CheckedClient, ann: Account, config: Config) -> None:
    with time_machine.travel(NOON, tick=False):
        send(client, "/password", {"email": EMAIL})
        link = link_in(last_letter(config, EMAIL), holding="/password/")
    with time_machine.travel("2026-12-01 12:59:00+00:00", tick=False):
        assert client.get(link).status_code == 200
    with time_machine.travel("2026-12-01 13:00:00+00:00", tick=False):
        assert client.get(link).status_code == 410


def test_a_link_of_one_purpose_opens_nothing_of_another(client: CheckedClient, ann: Account, config: Config) -> None:
    send(client, "/password", {"email": EMAIL})
    secret = link_in(last_letter(config, EMAIL), holding="/password/").rpartition("/")[2]
    assert client.get(f"/register/finish/{secret}").status_code == 410
    assert client.get(f"/invitation/{secret}").status_code == 410


def test_asking_for_a_new_password_does_not_say_who_is_here(
    client: CheckedClient, ann: Account, config: Config
) -> None:
    told = {
        words(client.get(send(client, "/password", {"email": email}).location)) for email in (EMAIL, "x@example.org")
    }
    assert len(told) == 1
    assert "No account" in last_letter(config, "x@example.org")["Subject"]


def test_a_password_hashed_with_weaker_settings_is_hashed_anew(
    client: CheckedClient, ann: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher())
    with transaction():
        session.get_one(Account, ann.id).password_hash = weak
    assert sign_in(client).status_code == 303
    session.rollback()
    kept = session.scalars(select(Account.password_hash)).one()
    assert kept is not None
    assert kept != weak
    assert "m=65536" in kept


def test_after_five_wrong_tries_even_the_right_password_waits_and_the_page_says_until_when(
    client: CheckedClient, ann: Account
) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(SIGN_IN_HERE.most):
            assert sign_in(client, password="wrong").status_code == 422
        refused = sign_in(client)
        assert refused.status_code == 429
        assert "Try again at 12:15" in words(refused)
    with time_machine.travel("2026-12-01 12:15:00+00:00", tick=False):
        assert sign_in(client).status_code == 303


def test_trying_while_one_must_wait_does_not_make_the_wait_longer(client: CheckedClient, ann: Account) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(SIGN_IN_HERE.most):
            sign_in(client, password="wrong")
    with time_machine.travel("2026-12-01 12:14:00+00:00", tick=False):
        for _ in range(20):
            assert sign_in(client, password="wrong").status_code == 429
    with time_machine.travel("2026-12-01 12:15:00+00:00", tick=False):
        assert sign_in(client).status_code == 303


def test_a_stranger_elsewhere_does_not_hold_up_the_owner(app: Flask, client: CheckedClient, ann: Account) -> None:
    stranger = from_another_place(app)
    for _ in range(SIGN_IN_HERE.most + 3):
        sign_in(stranger, password="wrong")
    assert sign_in(stranger).status_code == 429
    assert sign_in(client).status_code == 303


def test_many_strangers_can_make_the_owner_wait_but_a_letter_lets_them_in(
    app: Flask, client: CheckedClient, ann: Account, config: Config
) -> None:
    for number in range(SIGN_IN_TO.most):
        with pytest.raises(WrongPassword):
            services.check_password(email=EMAIL, password="wrong", asked_from=f"192.0.2.{number}")
    assert sign_in(client).status_code == 429
    send(client, "/password", {"email": EMAIL})
    send(client, link_in(last_letter(config, EMAIL), holding="/password/"), {"password": "four quite new words"})
    client.post("/sign-out")
    assert sign_in(client, password="four quite new words").status_code == 303


def test_one_address_may_not_try_every_account(client: CheckedClient, ann: Account) -> None:
    for number in range(SIGN_IN_FROM.most):
        with pytest.raises(WrongPassword):
            services.check_password(email=f"x{number}@example.org", password="wrong", asked_from="127.0.0.1")
    assert sign_in(client).status_code == 429


def test_an_office_where_everybody_knows_their_password_is_never_stopped(app: Flask, ann: Account) -> None:
    for _ in range(3):
        services.check_password(email=EMAIL, password=PASSWORD, asked_from="192.0.2.9")
    session.rollback()
    assert session.scalar(select(func.count(Attempt.id))) == 0


def test_of_many_tries_at_once_no_more_than_the_limit_are_made(database: Engine) -> None:
    an_account()
    made: list[str] = []
    start = Barrier(12)

    def guess() -> None:
        start.wait()
        try:
            services.check_password(email=EMAIL, password="wrong", asked_from="192.0.2.1")
        except (WrongPassword, TooManyTries) as refusal:
            made.append(type(refusal).__name__)
        finally:
            db.session.remove()

    threads = [Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 12
    assert made.count("WrongPassword") == SIGN_IN_HERE.most


def test_old_tries_are_forgotten(client: CheckedClient, ann: Account) -> None:
    with time_machine.travel(NOON, tick=False):
        sign_in(client, password="wrong")
    with time_machine.travel("2026-12-01 13:00:01+00:00", tick=False):
        services.tidy()
    session.rollback()
    assert session.scalar(select(func.count(Attempt.id))) == 0


def test_somebody_signed_in_is_not_asked_to_sign_in(client: CheckedClient, ann: Account) -> None:
    sign_in(client)
    assert client.get("/sign-in").location == "/"
    assert client.get("/").status_code == 302
