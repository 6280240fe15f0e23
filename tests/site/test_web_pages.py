"""The pages that everybody may read: each is fetched (and so held to the page contract) as a visitor."""

import pytest

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


def test_help_and_privacy_answer_for_money_and_for_what_was_asked(client: CheckedClient) -> None:
    asked = client.get("/help").text
    for question in ("When is my break sure?", "When do I pay?", "Can I cancel?", "Must I say yes to what others plan"):
        assert question in asked
    kept = client.get("/privacy").text
    assert "We never see its number" in kept
    assert "Those who help you see your money only if you let them" in kept
