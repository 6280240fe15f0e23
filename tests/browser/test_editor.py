"""A provider says on what terms it is booked and what people need when they come, is asked twice, and looks first."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Comes, once
from tests.browser.walk import Walk


def _terms(provider: Walk, page: str) -> None:
    provider.open(f"{page}/booking")
    for day in ("Tuesday", "Wednesday", "Thursday", "Saturday", "Sunday"):
        provider.page.get_by_label(day, exact=True).uncheck()
    provider.fill("How many days before it starts do you need to know?", "2")
    provider.press("Save stays and requests")
    provider.open(f"{page}/terms")
    provider.tick("Say yes for me at once, when it is free and keeps to what I usually take")
    provider.fill("Your own words about cancelling", "Ring us if you are not sure.")
    provider.press("Save answers and cancelling")
    provider.open(f"{page}/arrival")
    provider.fill("House rules", "Quiet after 22:00.")
    provider.fill("Keys", "Key safe 4 0 2 7")
    provider.press("Save what people need")


@once
def test_a_refusal_leads_to_the_field_and_a_preview_shows_the_terms_but_not_the_keys(someone: Comes, mark: str) -> None:
    provider = someone()
    provider.come_in_as("Ruth Cockburn")
    provider.follow("Offer something new")
    provider.tick("Place to stay")
    provider.fill("What is it called?", f"{mark} Cottage")
    provider.tick("No", under="Does it include personal care or personal support?")
    provider.press("Go on")
    page = "/offers/" + str(re.search(r"/offers/([\w-]+)", provider.page.url)[1])  # type: ignore[index]
    _terms(provider, page)

    provider.open(f"{page}/facts/inside")
    door = provider.page.locator("[name=narrowest_door_mm]")
    door.fill("7800")
    provider.page.get_by_role("button", name="Save and go on").click()
    provider.sees("Did you mean 780 mm?", "Yes, it really is so")
    provider.complaints.clear()  # without script the console names the page that says so
    provider.look()
    provider.page.get_by_text("Measure here: Narrowest door inside").click()
    expect(provider.page.get_by_alt_text("An open door. The arrow runs").first).to_be_visible()
    provider.page.locator("[name=narrowest_door_mm]").fill("780")
    provider.press("Save and go on")

    provider.open(page)
    provider.page.get_by_role("button", name="Ask for publication").click()
    provider.sees("Some answers are missing", "A rule says no")
    provider.complaints.clear()
    provider.look()
    provider.follow_one("Words and picture (")
    expect(provider.page.locator("#summary")).to_be_in_viewport()

    provider.open(page)
    provider.follow("See it first as a family will")
    provider.sees(
        "How families will see it", "Stays here usually start and end on Monday or Friday.", "Quiet after 22:00."
    )
    provider.sees("They say yes at once", "goes back when you cancel")
    assert "4 0 2 7" not in provider.page.content()


@once
def test_the_brokerage_finds_the_desk_of_disputed_facts(someone: Comes) -> None:
    brokerage = someone()
    brokerage.come_in_as("Rowan Sinclair")
    brokerage.follow("Disputed facts")
    brokerage.sees("Nothing is disputed")
