"""The pages that everybody may read: each is fetched (and so held to the page contract) as a visitor."""

import pytest

from marketplace.accounts.roles import RoleName
from tests import families
from tests.checked_client import CheckedClient

PAGES = (
    "/",
    "/help",
    "/privacy",
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


def test_the_navigation_says_where_one_is_on_each_page_under_it(client: CheckedClient) -> None:
    families.sign_in(client, families.viewer("Jean Tait", RoleName.FAMILY))
    assert '<a href="/breaks" aria-current="page">' in client.get("/breaks").text
    below = client.get("/breaks/new").text
    assert '<a href="/breaks" aria-current="true">' in below
    assert below.count("aria-current") == 1
