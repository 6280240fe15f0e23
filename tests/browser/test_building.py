"""Building a break in the browser: who must be there, a part moved by dragging, keys or form, the same again."""

from playwright.sync_api import Locator

from tests.browser.conftest import Comes
from tests.browser.test_breaks import build
from tests.browser.walk import Walk

WEEKS = 30


def say_who_must_be_there(mother: Walk, where: str) -> None:
    mother.open(f"{where}/cover")
    row = mother.question("Time of day 1")
    row.get_by_label("From").fill("08:00")
    row.get_by_label("Until").fill("09:00")
    row.get_by_label("How many").select_option(label="Two people at once")
    mother.press("Save who must be there")
    mother.sees("Nobody is there yet", "two people, awake")


def riding(mother: Walk) -> Locator:
    return mother.page.locator("a[data-run]").filter(has_text="Riding at Stanemoor")


def drag(mother: Walk, where: str) -> None:
    """Two hours to the left; what it then costs is shown, and nothing is saved."""
    mother.open(where)
    part = riding(mother)
    part.scroll_into_view_if_needed()
    box, ribbon = part.bounding_box(), part.locator("xpath=ancestor::*[contains(@class, 'ribbon')]").bounding_box()
    assert box
    assert ribbon
    x, y = box["x"] + box["width"] / 4, box["y"] + box["height"] / 2
    mother.page.mouse.move(x, y)
    mother.page.mouse.down()
    mother.page.mouse.move(x - ribbon["width"] / 24, y)
    with mother.page.expect_navigation():
        mother.page.mouse.move(x - ribbon["width"] / 12, y)
        mother.page.mouse.up()
    mother.arrive()
    mother.sees("Before you save", "12:00 to 13:00", "the same as now")


def move_by_keys(mother: Walk, where: str) -> None:
    """An hour to the left, and an hour longer."""
    mother.open(where)
    riding(mother).focus()
    for press in ("ArrowLeft",) * 4 + ("Shift+ArrowRight",) * 4:
        mother.page.keyboard.press(press)
    mother.sees("13:00 to 15:00. Enter")
    with mother.page.expect_navigation():
        mother.page.keyboard.press("Enter")
    mother.arrive()
    mother.sees("Before you save", "13:00 to 15:00")


def move_by_form(mother: Walk, where: str) -> None:
    mother.open(where)
    with mother.page.expect_navigation():
        riding(mother).click()
    mother.arrive()
    row = mother.question("Time 1")
    row.get_by_label("From").fill("11:00")
    row.get_by_label("Until").fill("12:00")
    mother.press("See the price first")
    mother.sees("Before you save", "the same as now", "It is free then")
    mother.press("Save these times")
    mother.sees("Riding at Stanemoor has its new times")


def test_a_break_is_shaped_and_had_again_every_third_week(someone: Comes, mark: str, with_script: bool) -> None:  # noqa: FBT001
    mother = someone()
    mother.come_in_as("Isobel Cranston")
    where = build(mother, f"Shaped {mark}", WEEKS + with_script)
    say_who_must_be_there(mother, where)
    if with_script:
        drag(mother, where)
        move_by_keys(mother, where)
    move_by_form(mother, where)
    mother.follow("Copy to other days")
    mother.fill("What do you call this break?", f"Shaped again {mark}")
    mother.press("Make this break")
    mother.sees("Your new break is kept", "£465.00", f"Shaped again {mark}")
    mother.open(where)
    mother.follow("Repeat it every few weeks")
    mother.fill("How many more?", "2")
    mother.press("Show the days")
    for day in mother.page.locator("input[name=firsts]").all():  # other walks, too, use up Callum's nights
        day.check()
    mother.press("Plan these breaks")
    mother.sees("3 breaks")
    mother.follow("All nights and hours")
    mother.sees("Nights and hours of")
