"""`make demo`: the golden breaks A, B and C over HTTP, each by the people in it; every page is held to the contract."""

from scripts.golden.breaks import walk_all
from scripts.golden.site import running
from scripts.golden.visitor import Page
from tests import demo
from tests.site.page import check_page


def test_the_golden_breaks_go_as_their_journeys_say() -> None:
    looked_at: set[tuple[str, int]] = set()

    def look(page: Page, html: str) -> None:
        if (page.shape, page.status) not in looked_at:
            looked_at.add((page.shape, page.status))
            check_page(html, page.url)

    with running(demo.database()) as site:
        assert walk_all(site, is_quiet=True, look=look) == []
    assert len(looked_at) > 40
