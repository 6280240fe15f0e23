"""A mother has whole breaks suggested, by keyboard and by press, sees what each costs, and takes one."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Comes
from tests.browser.walk import Walk, friday


@pytest.fixture
def mother(someone: Comes) -> Walk:
    """Isobel, who has come in by the demo's door."""
    isobel = someone()
    isobel.come_in_as("Isobel Cranston")
    return isobel


def start(mother: Walk, mark: str) -> None:
    """A weekend near Duns, with somebody there all the time, and nothing in it."""
    first = friday(in_weeks=6 if mark == "ash" else 7)
    mother.open("/breaks/new")
    mother.fill("What do you call this break?", f"Suggested {mark}")
    mother.tick("The person who has support", under="Whose break is it?")
    mother.choose("The person who has support", "Callum Cranston")
    mother.fill("First day", first.isoformat())
    mother.fill("Starts at", "16:00")
    mother.fill("Last day", (first + timedelta(days=2)).isoformat())
    mother.fill("Ends at", "10:00")
    mother.fill("Town, if you know it", "Duns")
    mother.tick("Yes", under="Must somebody be there all the time?")
    mother.press("Keep it and go on")


def test_a_mother_asks_waits_compares_and_takes_a_whole_break(mother: Walk, mark: str) -> None:
    start(mother, mark)
    mother.follow("Suggest a break")
    mother.sees("We look for what meets every must of Callum")
    mother.page.get_by_role("button", name="Suggest a break", exact=True).focus()
    with mother.page.expect_navigation():
        mother.page.keyboard.press("Enter")
    mother.arrive()
    mother.server.work()
    if not mother.with_script:  # a page with script looks again by itself, and would be asked for twice at once
        mother.open(mother.page.url.removeprefix(mother.server.address).partition("?")[0])
    mother.sees("Proposed, subject to each provider", "Side by side", "The whole break", "would come")
    mother.look()
    price = mother.page.locator(".grand b").first.inner_text()
    mother.press("Take this one, paid like this (break 1)")
    mother.sees("Nothing is held yet")
    mother.open("/".join(urlsplit(mother.page.url).path.split("/")[:3]))  # she may have been led to who pays what
    assert mother.page.locator(".grand b").first.inner_text() == price
