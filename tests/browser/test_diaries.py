"""A care home closes its beds by a pattern, opens one night by hand and undoes the rest; with and without script."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Comes, once
from tests.browser.walk import DESK, TELEPHONE, Walk

ROOM = "Room 15"
DAY = timedelta(days=1)


def far_off(*, with_script: bool) -> date:
    """A Monday beyond what the demo has in its diaries, another one for each walk."""
    from marketplace import clock  # noqa: PLC0415 - the site is not wanted where only this file is read

    today = clock.today()
    return today + timedelta(days=7 - today.weekday(), weeks=60 if with_script else 80)


@pytest.fixture
def manager(someone: Comes) -> Walk:
    walk = someone()
    walk.come_in_as("Anneka Bosman")
    return walk


@once
def test_every_monday_is_closed_in_two_beds_one_opened_and_the_rest_undone(manager: Walk, with_script: bool) -> None:  # noqa: FBT001
    monday = far_off(with_script=with_script)
    manager.open("/diary")
    manager.follow("Close some days")
    manager.tick("Room 14")
    manager.tick(ROOM)
    manager.fill("First day closed", monday.isoformat())
    manager.fill("Open again on", (monday + DAY).isoformat())
    manager.choose("Does it come again?", "Every week")
    manager.fill("Until", (monday + timedelta(weeks=3)).isoformat())
    manager.fill("Why, for yourselves (families do not see it)", "New floors")
    manager.press("Close these days")
    manager.sees("Closed. Nobody can book this time.", "Every Monday", "Room 14 and Room 15", "New floors")
    closure = manager.page.url.removeprefix(manager.server.address)
    manager.open("/closures/open")
    manager.choose("What do you open?", ROOM)
    manager.fill("First day open", (monday + timedelta(weeks=1)).isoformat())
    manager.fill("Day after the last one open", (monday + timedelta(weeks=1, days=1)).isoformat())
    manager.press("Open these days")
    manager.sees("Open again.")
    manager.open(f"/diary?week={monday + timedelta(weeks=1)}")
    assert manager.page.locator(f"[data-name='{ROOM}']").get_by_text("New floors").count() == 0
    assert manager.page.locator("[data-name='Room 14']").get_by_text("New floors").count() == 1
    manager.open(closure)
    manager.press("Undo all of it")
    manager.sees("Undone. From now on it is open again.")
    manager.open(f"/diary?month={monday:%Y-%m}")
    assert "New floors" not in manager.words


def slot(manager: Walk, day: date) -> Locator:
    return manager.page.locator(f"[data-name='{ROOM}'] [data-on='{day}']")


def drag(manager: Walk, first: date, last: date) -> None:
    """Hold the mouse down over the first day, and let go over the last."""
    slot(manager, first).scroll_into_view_if_needed()
    boxes = [slot(manager, day).bounding_box() for day in (first, last)]
    (left, top), (right, low) = [(box["x"] + 4, box["y"] + 4) for box in boxes if box]
    mouse = manager.page.mouse
    mouse.move(left, top)
    mouse.down()
    mouse.move((left + right) / 2, (top + low) / 2, steps=3)
    mouse.move(right, low, steps=3)
    mouse.up()


def chosen(manager: Walk) -> Locator:
    return manager.page.get_by_role("form", name="The days you chose").get_by_role("status")


@pytest.mark.parametrize("with_script", [True], indirect=True, ids=["with script"])
def test_days_are_closed_by_dragging_and_opened_by_keys_and_by_taps(manager: Walk, with_script: bool) -> None:  # noqa: FBT001
    first = far_off(with_script=with_script).replace(day=8)
    address = f"/diary?month={first:%Y-%m}"
    manager.open(address)
    manager.page.set_viewport_size(DESK)
    drag(manager, first, first + 4 * DAY)
    expect(chosen(manager)).to_contain_text(f"{ROOM}: ")
    expect(chosen(manager)).to_contain_text("5 nights")
    manager.fill("Why, for yourselves", "Paint")
    manager.press("Close")
    manager.sees("Closed. Nobody can book this time.", "Paint")
    slot(manager, first).focus()
    manager.page.keyboard.press("ArrowRight")
    manager.page.keyboard.press("Shift+ArrowRight")
    expect(chosen(manager)).to_contain_text("2 nights")
    manager.press("Open again")
    manager.sees("Open again.")
    manager.follow_one(f"Diary of {ROOM}")
    manager.page.set_viewport_size(TELEPHONE)
    squares = manager.page.locator("[data-calendar]")
    for day in (first, first + 4 * DAY):
        squares.locator(f"[data-on='{day}']").click()
    expect(chosen(manager)).to_contain_text("5 nights")
    manager.press("Open again")
    manager.sees("Open again.")
    assert "Paint" not in manager.words
