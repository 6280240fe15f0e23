"""The page of the books: right, wrong, not looked at; who may see it, and what stands beside it in the navigation."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from marketplace import clock, jobs
from marketplace.accounts.roles import RoleName
from marketplace.budgets.models import LedgerAccount
from marketplace.budgets.queries import books
from marketplace.budgets.services import proving
from marketplace.db import session, transaction
from tests import families, paper, pots
from tests.checked_client import CheckedClient

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # what the page says is decided in code


@pytest.fixture(params=[RoleName.BROKERAGE_FINANCE, RoleName.BROKERAGE])
def reader(client: CheckedClient, request: pytest.FixtureRequest) -> CheckedClient:
    families.sign_in(client, families.viewer("Fiona Finance", request.param))
    return client


def _words(client: CheckedClient) -> str:
    """The whole page with its navigation."""
    return " ".join(re.sub(r"<[^>]+>", " ", client.get("/books").text).split())


def _set_free(pence: int) -> None:
    """Change a kept sum from outside."""
    with transaction():
        session.execute(update(LedgerAccount).where(LedgerAccount.pot_id.is_not(None)).values(available_pence=pence))


def test_books_that_were_never_looked_at_are_an_alarm(reader: CheckedClient) -> None:
    assert "They never were" in _words(reader)
    assert "The books 1" in _words(reader)


def test_books_that_are_right_say_so_and_how_much_was_looked_at(reader: CheckedClient) -> None:
    pots.pot(pence=100_00)
    proving.prove()
    words = _words(reader)
    assert "The books are right" in words
    assert "1 entry in 2 accounts" in words
    assert "The books 1" not in words


def test_a_proof_that_is_too_old_is_an_alarm(reader: CheckedClient) -> None:
    proving.prove()
    with time_machine.travel(clock.now() + books.LATE + timedelta(minutes=1)):
        words = _words(reader)
    assert "The books were not looked at" in words
    assert "The books 1" in words


def test_books_that_are_wrong_say_what_where_and_both_figures_until_they_are_right(reader: CheckedClient) -> None:
    pots.pot(pence=100_00)
    _set_free(99_00)
    proving.prove()
    words = _words(reader)
    assert "The books are wrong" in words
    assert "What is free in a pot is not what its entries say" in words
    assert "£99.00" in words
    assert "£100.00" in words
    assert "The books 1" in words
    _set_free(100_00)
    paper.send(reader, "/books", press="Look now")
    assert jobs.work(proving.DOERS)
    assert "The books are right" in _words(reader)


def test_they_are_for_the_brokerage_alone(client: CheckedClient) -> None:
    for role in (RoleName.COUNCIL_FINANCE, RoleName.CARE_MANAGER, RoleName.FAMILY, RoleName.PROVIDER_FINANCE):
        families.sign_in(client, families.viewer(role=role))
        assert client.get("/books").status_code == client.post("/books/prove").status_code == 403


def test_books_that_are_wrong_are_said_where_work_begins_and_beside_the_sums_that_rest_on_them(
    client: CheckedClient,
) -> None:
    pots.pot(pence=100_00)
    proving.prove()
    first_pages = {
        RoleName.BROKERAGE_FINANCE: "/payments",
        RoleName.BROKERAGE: "/checks",
        RoleName.COUNCIL_FINANCE: "/accounts",
    }
    readers = {role: families.viewer(f"Reader {role}", role) for role in list(first_pages)[:2]}
    readers[RoleName.COUNCIL_FINANCE] = families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)
    for is_wrong in (False, True):
        if is_wrong:
            _set_free(1)
            proving.prove()
        for role, path in first_pages.items():
            families.sign_in(client, readers[role])
            said = paper.words(client.get(path))
            assert ("The books are wrong" in said) is is_wrong, role
            assert ("See what is wrong" in said) is (is_wrong and role is not RoleName.COUNCIL_FINANCE)
