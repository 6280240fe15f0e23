"""A mother searches for her son with his profile, changes what he needs, and sees who looked."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from tests.browser.conftest import Comes, once
from tests.browser.walk import Walk, friday

NEED = "input[name=fact][value=hoist]"


@pytest.fixture
def mother(someone: Comes) -> Walk:
    """Isobel, who has come in by the demo's door."""
    isobel = someone()
    isobel.come_in_as("Isobel Cranston")
    return isobel


def search_for_son(mother: Walk) -> tuple[int, int]:
    """Search for him with his profile; how many suit, and how many are to be asked first."""
    first = friday(in_weeks=4)
    mother.open("/people")
    mother.page.get_by_role("link", name="Callum").first.click()
    mother.follow("Find a break that suits")
    mother.page.get_by_label("What you are looking for").select_option(label="Place to stay")
    mother.fill("Near (town or postcode)", "Duns")
    mother.fill("First night", first.isoformat())
    mother.fill("Day you leave", (first + timedelta(days=3)).isoformat())
    mother.press("Search")
    return counted(mother, "that suit"), counted(mother, "to ask first")


def counted(walk: Walk, words: str) -> int:
    """The number that stands before those words in a heading of the results."""
    return int(walk.page.get_by_role("heading", name=words).first.inner_text().split()[0])


def test_a_mother_sees_what_suits_and_what_to_ask_first_and_a_need_less_changes_the_list(mother: Walk) -> None:
    before = search_for_son(mother)
    mother.sees("Orchard House", "Not known:", "You need:")
    mother.follow("Change what Callum needs")
    with mother.page.expect_navigation():
        mother.page.locator("form", has=mother.page.locator(NEED)).get_by_role("button").click()
    after = search_for_son(mother)
    assert sum(after) > sum(before)
    mother.follow("Change what Callum needs")
    mother.follow("Hoist")
    mother.page.locator("[name=hoist][value=must]").check()
    for sort in ("h_frame", "single_track", "gantry"):
        mother.page.locator(f"[name=hoist-value][value={sort}]").check()
    mother.press("Save and go on")
    assert search_for_son(mother) == before


@once
def test_a_mother_reads_who_looked(mother: Walk) -> None:
    search_for_son(mother)
    mother.open("/people")
    mother.page.get_by_role("link", name="Callum").first.click()
    mother.follow("Who looked")
    mother.sees("Isobel Cranston (search)")


@once
def test_the_link_to_share_says_nothing_of_the_son(mother: Walk, someone: Comes) -> None:
    search_for_son(mother)
    shared = str(mother.page.get_by_role("link", name="A link to this search").get_attribute("href"))
    assert "person" not in shared
    friend = someone()
    friend.open(shared)
    friend.sees("Orchard House")
    assert "Callum" not in friend.words
    assert urlencode({"near": "Duns"}) in shared
