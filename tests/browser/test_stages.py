"""The house first, the rest by a day, in the browser; and a pattern kept of it, to plan another break from."""

from datetime import timedelta

from tests.browser.conftest import Comes, once
from tests.browser.test_breaks import build, provider_accepts, say_yes_by_keyboard
from tests.browser.test_keyboard import tab_to
from tests.browser.walk import Walk, friday

TITLE = "House first"
WEEKS = 22
"""How many weeks ahead this break is, so that no other journey wants the same nights."""


def say_what_comes_first(mother: Walk, where: str) -> None:
    """By keyboard, from the page of the break."""
    mother.open(where)
    mother.follow("Have one part first")
    tab_to(mother.page, "Orchard House, 3 nights at £135.00")
    mother.page.keyboard.press("Space")
    mother.fill("By which day is the rest agreed?", (friday(in_weeks=WEEKS) - timedelta(days=21)).isoformat())
    tab_to(mother.page, "Save what comes first")
    with mother.page.expect_navigation():
        mother.page.keyboard.press("Enter")
    mother.arrive()
    mother.sees("First: Orchard House", "comes later")


def ask_for_the_house(mother: Walk) -> None:
    mother.follow("Hold the first part")
    mother.sees("The first part alone is held", "£405.00")
    mother.press("Hold the first part")
    mother.follow("Ask everyone")
    mother.sees("is kept for you until")
    later = mother.page.get_by_label("Go on with")
    if later.count():
        later.check()
    mother.press("Ask everyone")
    mother.sees("Now only: Orchard House")


def officer_agrees(someone: Comes) -> None:
    officer = someone()
    officer.come_in_as("Mhairi Scott")
    officer.open("/desk")
    officer.follow_one(f"{TITLE}: agree what is paid, £405.00")
    officer.sees("This is for the first part alone", "Like cases")
    officer.tick("Agree £405.00")
    officer.fill("Purchase order number", "SBC-4410-91")
    officer.press("Give this answer")


def keep_as_a_pattern(mother: Walk, where: str) -> None:
    mother.open(where)
    mother.follow("Keep as a pattern")
    mother.fill("What do you call this pattern?", "A house and a ride")
    mother.press("Keep this pattern")
    mother.sees("A house and a ride", "Orchard House: 3 nights, Friday to Monday")
    mother.follow("A house and a ride")
    mother.follow("Plan a break from it")
    mother.choose("The person who has support", "Callum Cranston")
    mother.fill("First day", friday(in_weeks=WEEKS + 9).isoformat())
    mother.press("Show these days")
    mother.sees("£465.00", "free now")
    mother.fill("What do you call this break?", "Planned from a pattern")
    mother.press("Make this break")
    mother.sees("Your new break is kept", "Planned from a pattern")
    mother.open("/patterns")
    mother.follow("A house and a ride")
    mother.follow("Remove it")
    mother.press("Remove it")
    mother.sees("No pattern yet")


@once
def test_the_house_is_kept_first_then_let_go_with_the_rest_and_planned_again_from_a_pattern(someone: Comes) -> None:
    mother, callum = someone(), someone()
    mother.come_in_as("Isobel Cranston")
    where = build(mother, TITLE, WEEKS)
    say_what_comes_first(mother, where)
    ask_for_the_house(mother)
    provider_accepts(someone, "Ruth Cockburn", "Orchard House")
    officer_agrees(someone)
    callum.come_in_as("Callum Cranston")
    say_yes_by_keyboard(callum, where, "Orchard House")
    mother.open(where)
    mother.sees("Kept for you: Orchard House", "not held yet", "It costs nothing")
    mother.open("/waiting")
    mother.follow_one(f"{TITLE}: plan the rest")
    mother.follow("Hold the rest")
    mother.press("Hold the rest")
    mother.follow("Let the rest go")
    mother.press("Let the rest go")
    mother.sees("Orchard House is kept for you still")
    keep_as_a_pattern(mother, where)
    mother.open(where)
    mother.follow("Let all of it go")
    mother.press("Let all of it go")
    mother.sees("Nothing is held now")
