"""A visitor without an account: from the first page to a price, and to the nearest when there is nothing."""

from datetime import timedelta
from urllib.parse import urljoin

from tests.browser.conftest import Comes, once
from tests.browser.walk import Walk, friday


def ask(visitor: Walk, *, door: str, kind: str = "Place to stay") -> None:
    """Search near Duns for three nights from a Friday, by the form of the search page."""
    visitor.page.get_by_label("What you are looking for").select_option(label=kind)
    visitor.page.get_by_text("What is needed", exact=True).first.click()
    visitor.fill("Narrowest door, in mm", door)
    visitor.press("Search")


def from_first_page(visitor: Walk) -> None:
    """The first page's own form."""
    first = friday(in_weeks=4)
    visitor.open("/")
    visitor.fill("Near (town or postcode)", "Duns")
    visitor.fill("First night", first.isoformat())
    visitor.fill("Day you leave", (first + timedelta(days=3)).isoformat())
    visitor.press("Search")


def test_a_visitor_comes_from_the_first_page_to_the_price_of_a_house(someone: Comes) -> None:
    visitor = someone()
    from_first_page(visitor)
    ask(visitor, door="780")
    visitor.sees("that suit", "Orchard House", "£405.00")
    visitor.follow("Orchard House")
    visitor.sees("3 nights at £135.00", "free on these dates", "When it is free")
    later = visitor.page.locator("main a[href*='month=']").last
    month = later.inner_text().strip()
    later.click()
    visitor.sees(month)
    assert "month=" in visitor.page.url


def test_when_nothing_is_found_the_visitor_is_shown_what_comes_nearest(someone: Comes) -> None:
    visitor = someone()
    from_first_page(visitor)
    visitor.fill("How many people sleep there", "29")
    visitor.press("Search")
    visitor.sees("Nothing here meets all of that")
    visitor.sees("Other places to look", "Not bookable here", "ALISS")


@once
def test_whoever_makes_another_site_comes_from_a_page_to_its_facts_as_data(someone: Comes) -> None:
    visitor = someone()
    visitor.open("/search?near=Duns")
    visitor.follow("Orchard House")
    facts = visitor.page.request.get(visitor.page.url.partition("?")[0] + "/a11y.json")
    assert facts.json()["properties"]["name"].startswith("Orchard House")
    visitor.follow("Open data for other sites")
    visitor.sees("You may use it", "Creative Commons Attribution 4.0", "What is not in it")
    address = visitor.page.get_by_role("link", name="services?search=garden").get_attribute("href") or ""
    answer = visitor.page.request.get(urljoin(visitor.page.url, address))
    assert answer.ok
    assert answer.json()["page_number"] == 1
