"""What a visit costs on a telephone's contract: bytes over the wire, as they come compressed, without pictures."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.servers import LiveServer

FIRST_VISIT, NEXT_VISIT = 100_000, 30_000
PICTURES = "Image"


@pytest.fixture
def newcomer(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has been nowhere."""
    context = browser.new_context()
    yield context
    context.close()


def weight(newcomer: BrowserContext, address: str) -> int:
    """The bytes that opening an address in a new tab brings, all but pictures."""
    page = newcomer.new_page()
    wire = newcomer.new_cdp_session(page)
    sorts: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.responseReceived", lambda event: sorts.update({event["requestId"]: event["type"]}))
    wire.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    wire.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    page.close()
    assert "Document" in sorts.values()
    return sum(size for request, size in sizes.items() if sorts.get(request) != PICTURES)


def test_the_search_is_light_at_first_and_lighter_afterwards(newcomer: BrowserContext, site: LiveServer) -> None:
    first = weight(newcomer, f"{site.address}/search?near=Duns")
    again = weight(newcomer, f"{site.address}/search?near=Kelso")
    assert 0 < again < first
    assert first <= FIRST_VISIT, f"the first visit weighs {first} bytes"
    assert again <= NEXT_VISIT, f"the next visit weighs {again} bytes"
