"""Joining: a letter proves the address, and nobody can find out from a page who is here."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts import services
from marketplace.accounts.attempts import LETTERS_FROM, LETTERS_TO
from marketplace.accounts.models import Account, Membership, Organisation, SignUp
from marketplace.accounts.roles import OrganisationKind, RoleName
from marketplace.accounts.services import NewAccount
from marketplace.accounts.tokens import JOINING, LASTS
from marketplace.audit import SITE, AuditRecord
from marketplace.config import Config
from marketplace.db import session
from tests.checked_client import CheckedClient
from tests.databases import on_one
from tests.mail import last_letter, letters, link_in
from tests.paper import errors, send, words

EMAIL = "morag@example.org"
PASSWORD = "three old words"


def ask(client: CheckedClient, email: str = EMAIL, path: str = "/register") -> str:
    """Ask to join; the words of the page that answers."""
    answer = send(client, path, {"name": "Morag Elliot", "email": email, "roles": ["carer", "family"]})
    assert answer.status_code == 303, errors(answer)
    return words(client.get(answer.location))


def follow(client: CheckedClient, config: Config, email: str = EMAIL) -> str:
    """The link in the newest letter about joining."""
    return link_in(last_letter(config, email), holding="/register/finish/")


def accounts() -> int:
    session.rollback()
    return session.scalars(select(func.count(Account.id))).one()


def test_who_answers_the_letter_has_an_account_and_is_signed_in(client: CheckedClient, config: Config) -> None:
    ask(client)
    assert accounts() == 0
    answer = send(client, follow(client, config), {"password": PASSWORD})
    assert answer.status_code == 303
    page = client.get("/account")
    assert EMAIL in page.text
    assert "Morag Elliot" in page.text
    account = session.scalars(select(Account)).one()
    assert account.email_verified_at is not None
    roles = set(session.scalars(select(Membership.role).where(Membership.account_id == account.id)))
    assert roles == {RoleName.CARER, RoleName.FAMILY}
    assert {"register", "add_account", "join"} <= set(session.scalars(select(AuditRecord.action)))


def test_what_a_stranger_typed_as_a_name_is_not_in_the_letter(client: CheckedClient, config: Config) -> None:
    send(client, "/register", {"name": "Win a car at evil.example", "email": EMAIL, "roles": "carer"})
    assert "evil.example" not in str(last_letter(config, EMAIL))


def test_a_page_says_the_same_whether_or_not_somebody_is_here(client: CheckedClient, config: Config) -> None:
    services.add_account(details=NewAccount("Ann Scott", "ann@example.org", PASSWORD), by=SITE)
    assert ask(client, "ann@example.org") == ask(client, "nobody@example.org")
    assert "You have an account" in last_letter(config, "ann@example.org")["Subject"]
    assert "Finish joining" in last_letter(config, "nobody@example.org")["Subject"]
    assert accounts() == 1


def test_the_link_works_once(client: CheckedClient, config: Config) -> None:
    ask(client)
    link = follow(client, config)
    send(client, link, {"password": PASSWORD})
    client.post("/sign-out")
    assert client.get(link).status_code == 410
    assert client.post(link, data={"password": "another good one"}).status_code == 410
    assert accounts() == 1


def test_the_link_works_for_three_days(client: CheckedClient, config: Config) -> None:
    ask(client)
    link = follow(client, config)
    with time_machine.travel(clock.now() + LASTS[JOINING] - timedelta(minutes=1)):
        assert client.get(link).status_code == 200
    with time_machine.travel(clock.now() + LASTS[JOINING]):
        assert client.get(link).status_code == 410
    assert client.get("/register/finish/made-up").status_code == 410


def test_opening_the_link_does_not_use_it_up(client: CheckedClient, config: Config) -> None:
    ask(client)
    link = follow(client, config)
    for _ in range(3):
        assert client.get(link).status_code == 200


def test_a_weak_password_is_refused_and_the_link_stays_good(client: CheckedClient, config: Config) -> None:
    ask(client)
    link = follow(client, config)
    refused = send(client, link, {"password": "password123"})
    assert refused.status_code == 422
    assert "easy to guess" in errors(refused)["password"]
    assert accounts() == 0
    assert send(client, link, {"password": PASSWORD}).status_code == 303


def test_of_two_letters_answered_the_second_makes_no_second_account(client: CheckedClient, config: Config) -> None:
    ask(client)
    first = follow(client, config)
    ask(client)
    second = follow(client, config)
    assert first != second
    send(client, first, {"password": PASSWORD})
    client.post("/sign-out")
    refused = send(client, second, {"password": "another good one"})
    assert refused.status_code == 409
    assert "already" in errors(refused)["password"]
    assert accounts() == 1


def test_after_joining_one_comes_to_the_page_one_wanted(client: CheckedClient, config: Config) -> None:
    ask(client, path="/register?next=/account/details")
    assert send(client, follow(client, config), {"password": PASSWORD}).location == "/account/details"


def test_after_joining_nobody_is_sent_to_another_site(client: CheckedClient, config: Config) -> None:
    ask(client, path="/register?next=//evil.example/")
    assert send(client, follow(client, config), {"password": PASSWORD}).location == "/"


def test_a_provider_joins_with_its_organisation(client: CheckedClient, config: Config) -> None:
    send(client, "/register/provider", {"organisation_name": "Merse Housing", "name": "Fiona Merse", "email": EMAIL})
    send(client, follow(client, config), {"password": PASSWORD})
    organisation = session.scalars(select(Organisation)).one()
    assert (organisation.name, organisation.kind) == ("Merse Housing", OrganisationKind.PROVIDER)
    membership = session.scalars(select(Membership)).one()
    assert (membership.role, membership.organisation_id) == (RoleName.PROVIDER, organisation.id)
    assert client.get("/team").status_code == 200


@on_one
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"roles": []}, "roles"),
        ({"name": " "}, "name"),
        ({"email": "morag"}, "email"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    client: CheckedClient, typed: dict[str, str], field: str
) -> None:
    answer = send(client, "/register", {"name": "Morag", "email": EMAIL, "roles": ["carer"], **typed})
    assert answer.status_code == 422
    assert list(errors(answer)) == [field]
    assert typed.get("email", EMAIL) in answer.text
    assert session.scalar(select(SignUp.id)) is None


def test_a_role_of_an_organisation_cannot_be_had_by_asking(client: CheckedClient) -> None:
    form = {"name": "Mallory", "email": EMAIL, "roles": ["brokerage"]}
    assert client.post("/register", data=form).status_code == 422
    assert session.scalar(select(SignUp.id)) is None


def test_one_mailbox_gets_few_letters_an_hour_and_the_page_says_when_to_ask_again(
    client: CheckedClient, config: Config
) -> None:
    with time_machine.travel("2026-12-01 12:00:00+00:00", tick=False):
        for _ in range(LETTERS_TO.most):
            ask(client)
        refused = send(client, "/register", {"name": "Morag", "email": EMAIL, "roles": "carer"})
        assert refused.status_code == 429
        assert "Try again at 13:00" in words(refused)
        ask(client, "other@example.org")
        assert len([letter for letter in letters(config) if EMAIL in letter["To"]]) == LETTERS_TO.most
    with time_machine.travel("2026-12-01 13:00:00+00:00", tick=False):
        ask(client)


def test_one_address_cannot_make_us_write_to_everybody(client: CheckedClient, config: Config) -> None:
    for number in range(LETTERS_FROM.most):
        ask(client, f"person{number}@example.org")
    refused = send(client, "/password", {"email": "one-more@example.org"})
    assert refused.status_code == 429
    assert len(letters(config)) == LETTERS_FROM.most


def test_registrations_that_nobody_answers_are_forgotten(client: CheckedClient) -> None:
    ask(client)
    services.tidy()
    assert session.scalar(select(func.count(SignUp.id))) == 1
    with time_machine.travel(clock.now() + timedelta(days=31)):
        services.tidy()
    session.rollback()
    assert session.scalar(select(func.count(SignUp.id))) == 0
