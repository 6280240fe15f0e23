"""About me in the browser: a young man fills it in question by question in easy words, and reads who sees what."""

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
    gordon.sees("One question at a time", "How I say things.")
    gordon.follow("How I say things.")
    gordon.sees("Who is answering?")
    gordon.fill("Who helps you?", "Jean")
    gordon.press("Somebody helps me")
    gordon.sees("How do you talk?", "Some use signs, pictures or a look.")
    gordon.fill("Write it here", "I talk slowly. Wait for me.")
    gordon.press("This is right. Go on")
    gordon.sees("How do people see that you are upset?")
    gordon.press("I am not sure")
    gordon.sees("What do you like?")
    gordon.fill("Write it here", "Trains")
    gordon.press("This is right. Go on")
    gordon.press("Somebody helps me with this")
    gordon.sees("What was good last time?")
    gordon.follow("Stop here. All is kept")
    gordon.sees("You were not sure", "Somebody helps you with this", "What do you not like?")
    gordon.follow("When I need somebody with me.")
    gordon.press("One person")
    gordon.sees("Who must be with you in the afternoon?")
    gordon.follow("Stop here. All is kept")
    gordon.follow("See exactly what each one sees")
    gordon.sees("A house or a hotel", "I talk slowly. Wait for me.")
    gordon.follow("Back to all about me")
    gordon.follow("What was written before")
    gordon.sees("in their own words, with help from Jean")
    gordon.press("Compare")
    gordon.sees("New:", "Trains")
