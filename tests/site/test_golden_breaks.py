"""`make demo`, its first break: A over HTTP by everyone in it, each of its pages held to the contract.

`make demo` itself goes on to B and C, which the services are tested with; this is here so that it does not rot.
"""

from scripts.golden.breaks import walk_through
from scripts.golden.site import running
from scripts.golden.visitor import Page
from tests import demo
from tests.site.page import check_page


def test_a_long_weekend_goes_as_its_journey_says() -> None:
    looked_at: set[tuple[str, int]] = set()

    def look(page: Page, html: str) -> None:
        if (page.shape, page.status) not in looked_at:
            looked_at.add((page.shape, page.status))
            check_page(html, page.url)

    with running(demo.database()) as site:
        assert walk_through(site, "A", is_quiet=True, look=look) == []
    assert len(looked_at) > 35
