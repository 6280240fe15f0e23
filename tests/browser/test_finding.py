"""Keeping, comparing, the map that moves: by keyboard, and each page held to axe at both widths."""

from datetime import timedelta

from tests.browser.conftest import Comes
from tests.browser.walk import TELEPHONE, Walk, friday


def test_a_family_keeps_compares_and_waits_for_news_by_keyboard(someone: Comes) -> None:
    one = someone()
    first = friday(in_weeks=6)
    dates = f"from={first}&to={first + timedelta(days=3)}"
    one.come_in_as("Callum Cranston")
    one.open(f"/search?near=Duns&kind=accommodation&{dates}")
    if one.with_script:
        from_the_map_to_a_card_and_back(one)
    for place in range(2):
        one.page.locator(".keep-it").nth(place).focus()
        with one.page.expect_navigation():
            one.page.keyboard.press("Enter")
    one.follow("Shortlist")
    one.press("Compare side by side")
    one.sees("Price and place", "How it is booked", "Left out of the link")
    one.open(f"/searches/new?near=Duns&{dates}")
    one.press("Keep this search")
    one.sees("we look for you")


def from_the_map_to_a_card_and_back(one: Walk) -> None:
    keys = one.page.keyboard
    one.page.set_viewport_size(TELEPHONE)
    fits_its_box(one, mark=".map .mark")
    one.page.get_by_role("button", name="Show the map that moves").focus()
    keys.press("Enter")
    pin = one.page.locator(".mappin").first
    one.page.locator(".maptown").first.wait_for(state="attached")  # towns come last
    fits_its_box(one, mark=".map .mappin")
    one.page.set_viewport_size(one.size)
    name = pin.get_attribute("aria-label") or ""
    assert name.startswith("1: ")
    assert "£" in name
    assert not one.page.locator(".map > svg").is_visible()
    pin.focus()
    keys.press("Enter")
    assert one.page.evaluate("document.activeElement.textContent") in name
    one.page.get_by_role("button", name="Back to 1 on the map").focus()
    keys.press("Enter")
    assert one.page.evaluate("document.activeElement.getAttribute('aria-label')") == name
    one.look(after="the map is there")


def fits_its_box(one: Walk, *, mark: str) -> None:
    """All of the map is seen without moving it sideways, and its marks are as wide as a finger."""
    figure = one.page.locator(".map")
    assert figure.evaluate("map => map.scrollWidth <= map.clientWidth")
    right = figure.evaluate("map => map.getBoundingClientRect().right")
    boxes = [each.bounding_box() for each in one.page.locator(mark).all()]
    assert boxes
    for box in boxes:
        assert box is not None
        assert box["width"] >= 24
        assert box["x"] + box["width"] <= right
