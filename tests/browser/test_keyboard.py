"""By keyboard alone, from the search to the request and to the yes: in the window of a desk, and at 400%."""

from datetime import timedelta

from tests.browser.conftest import Comes
from tests.browser.keyboard import Keys, tab_to
from tests.browser.test_breaks import OUTCOME
from tests.browser.walk import TELEPHONE, Walk, friday

HOUSE = "Orchard House"
WEEKS = 36
"""How many weeks ahead this break is, so that no other journey wants the same nights."""


def test_a_break_goes_from_the_search_to_a_yes_by_keyboard_alone(
    someone: Comes,
    mark: str,
    with_script: bool,  # noqa: FBT001
) -> None:
    """With script all of it is at 400%, where a window is as wide as a telephone and far lower."""
    mother, owner = someone(), someone()
    for one in (mother, owner):
        if with_script:
            one.zoom_in()
    title = f"By keys {mark}"
    family = come_in(mother, "Isobel Cranston")
    find(family, weeks=WEEKS + 2 * with_script)
    put_into_a_new_break(family, title)
    say_who_pays(family)
    ask(family)
    say_yes(come_in(owner, "Ruth Cockburn"))
    mother.open("/breaks")
    mother.follow_one(title)
    mother.sees("waiting for answers", "£405.00")
    mother.follow("Let it go")  # the pot is not large enough for every journey that is made with it
    mother.press("Let it go")


def come_in(walk: Walk, name: str) -> Keys:
    """Sign in by the demo's door."""
    keys = Keys(walk)
    walk.open("/sign-in")
    keys.press(f"Sign in as {name}")
    return keys


def find(mother: Keys, *, weeks: int) -> None:
    """A search for him near Duns with a width of one's own, and a house of its results."""
    first = friday(in_weeks=weeks)
    mother.walk.open("/search")
    mother.pick("Whose break", "Callum")
    mother.pick("What you are looking for", "Place to stay")
    mother.type("Near (town or postcode)", "Duns")
    mother.type_day("First night", first)
    mother.type_day("Day you leave", first + timedelta(days=3))
    tab_to(mother.page, "What is needed")
    mother.page.keyboard.press("Enter")
    mother.type("Narrowest door, in mm", "780")
    mother.press("Search")
    mother.walk.sees("near Duns", "for Callum")
    mother.press(HOUSE)
    mother.walk.sees("3 nights at £135.00")


def put_into_a_new_break(mother: Keys, title: str) -> None:
    mother.press("Add to my break")
    if "/breaks/new" not in mother.page.url:  # she has breaks to choose from already
        mother.press("Start another break with it")
    mother.type("What do you call this break?", title)
    mother.answer("Whose break is it?", "The person who has support")
    mother.answer("Must somebody be there all the time?", "No")
    mother.press("Keep it and go on")
    mother.press("Add it to my break")
    mother.walk.sees(title, "£405.00", "draft")


def say_who_pays(mother: Keys) -> None:
    mother.press(f"Say who pays for {HOUSE}", begins=True)
    mother.type("How much from Council-arranged budget?", "100%")
    mother.pick("What is the money from Council-arranged budget for?", OUTCOME)
    mother.press("Save who pays")
    mother.walk.sees("is paid for exactly", "Council-arranged budget:", "Left after:")


def ask(mother: Keys) -> None:
    mother.press("Hold all of it")
    mother.walk.sees("held for you")
    mother.press("Ask everyone")
    if mother.page.get_by_label("Go on with").count():
        mother.answer("More time?", "Go on with")
    mother.press("Ask everyone")
    mother.walk.sees("waiting for answers")


def say_yes(owner: Keys) -> None:
    owner.walk.open("/requests")
    owner.press(f"Answer {HOUSE}", begins=True)
    owner.press("Accept")
    owner.walk.sees("accepted")


def test_the_skip_link_leads_past_the_navigation_on_a_telephone(someone: Comes) -> None:
    visitor = someone()
    visitor.open("/search")
    visitor.page.set_viewport_size(TELEPHONE)
    tab_to(visitor.page, "Skip to the main part")
    visitor.page.keyboard.press("Enter")
    tab_to(visitor.page, "Near (town or postcode)")
