"""About me in the browser: a young man fills in two pages in easy words, and reads who sees what of them."""

import pytest

from tests.browser.conftest import Comes

pytestmark = pytest.mark.parametrize("with_script", [False], indirect=True, ids=["without script"])


def test_a_person_fills_in_about_me_in_easy_words_and_reads_who_sees_it(someone: Comes) -> None:
    gordon = someone()
    gordon.come_in_as("Gordon Laidlaw")
    gordon.open("/people")
    gordon.page.locator("main").get_by_role("link", name="Gordon Laidlaw").first.click()
    gordon.arrive()
    gordon.follow_one("All about me")
    gordon.press("Easy words and pictures")
    gordon.follow("Talking with me")
    gordon.sees("How I say things.")
    gordon.fill("How I talk, and how to talk with me", "I talk slowly. Wait for me.")
    gordon.tick("Somebody helps me to say it")
    gordon.fill("Who helps you?", "Jean")
    gordon.press("Save and go on")
    gordon.fill("What I like", "Trains")
    gordon.press("Save and go on")
    gordon.tick("One person who sleeps there (sleepover)", under="Night, 22:00 to 08:00")
    gordon.press("Save and go on")
    gordon.follow("Stop here")
    gordon.sees("I talk slowly. Wait for me.", "Trains", "sleeps there")
    gordon.follow("See exactly what each one sees")
    gordon.sees("A house or a hotel", "I talk slowly. Wait for me.")
    gordon.follow("Back to all about me")
    gordon.follow("What was written before")
    gordon.sees("in their own words, with help from Jean")
    gordon.press("Compare")
    gordon.sees("New:", "Trains")
