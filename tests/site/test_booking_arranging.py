"""The pages of a break for those who arrange it: each is a whole page, and each step is done over HTTP."""

import pytest
from flask import Flask, url_for

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from tests import families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden

WITHOUT_LINE = (
    "break_page",
    "printed",
    "add",
    "brokered",
    "own",
    "hold",
    "who_pays",
    "cancel",
    "protection",
    "safety",
)


@pytest.fixture
def long_weekend(app: Flask) -> Golden:
    return golden.a_long_weekend()


def as_(client: CheckedClient, who: Viewer) -> CheckedClient:
    families.sign_in(client, who)
    return client


def href(app: Flask, page: str, **values: str) -> str:
    with app.test_request_context():
        return url_for(f"booking.{page}", **values)


@pytest.mark.parametrize("name", WITHOUT_LINE)
def test_each_page_of_a_break_is_a_whole_page(
    client: CheckedClient, app: Flask, long_weekend: Golden, name: str
) -> None:
    browser = as_(client, long_weekend.arranger)
    answer = browser.get(href(app, name, ref=long_weekend.ref))
    assert answer.status_code == 200
    assert "Duns long weekend" in answer.text
