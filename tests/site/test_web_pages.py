"""The pages that everybody may read: each is fetched (and so held to the page contract) as a visitor."""

import pytest

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
