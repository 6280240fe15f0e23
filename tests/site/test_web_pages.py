"""The pages that everybody may read: each is fetched (and so held to the page contract) as a visitor."""

import pytest

from marketplace.accounts.roles import RoleName
from marketplace.web.assets import asset_url
from tests import families
from tests.checked_client import CheckedClient

PAGES = (
    "/",
    "/help",
    "/privacy",
    "/open-data",
    "/accessibility",
    "/other-ways-to-read",
    "/worried-about-harm",
    "/sign-in",
    "/password",
    "/register",
    "/register/provider",
    "/letter-sent",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_can_read_it(client: CheckedClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_help_and_privacy_answer_for_money_and_for_what_was_asked(client: CheckedClient) -> None:
    asked = client.get("/help").text
    for question in ("When is my break sure?", "When do I pay?", "Can I cancel?", "Must I say yes to what others plan"):
        assert question in asked
    kept = client.get("/privacy").text
    assert "We never see its number" in kept
    assert "Those who help you see your money only if you let them" in kept


def test_the_navigation_says_where_one_is_on_each_page_under_it(client: CheckedClient) -> None:
    families.sign_in(client, families.viewer("Jean Tait", RoleName.FAMILY))
    assert '<a href="/breaks" aria-current="page">' in client.get("/breaks").text
    below = client.get("/breaks/new").text
    assert '<a href="/breaks" aria-current="true">' in below
    assert below.count("aria-current") == 1


def test_an_asset_is_one_and_the_same_for_every_reader_so_that_signing_in_fetches_none_again(
    client: CheckedClient,
) -> None:
    families.sign_in(client, families.viewer("Jean Tait", RoleName.FAMILY))
    with client.application.test_request_context():
        stylesheet = asset_url("css/lull.css")
    with client.get(stylesheet) as answer:
        assert "Cookie" not in answer.vary
    assert client.get("/assets/css/none.css").status_code == 404
