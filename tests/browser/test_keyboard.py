"""By keyboard alone, from the search to a house: what has the focus is always seen."""

import time
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Comes
from tests.browser.walk import TELEPHONE

MOST_TABS = 120
SECONDS_TO_SCROLL = 2

FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const bottom = one.tagName === 'TEXTAREA' ? box.top + 40 : box.bottom;  // a browser scrolls to the line typed in
  const seen = box.top > -1 && box.left > -1 && bottom < innerHeight + 1 && box.right < innerWidth + 1;
  const middle = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2);
  const inside = one.type === 'date' && !one.matches(':focus');  // on its own picker, which the browser marks itself
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const marked = inside || outlined || style.boxShadow !== 'none';
  return {name: (one.innerText || one.labels?.[0]?.innerText || one.value || '').trim(), tag: one.tagName,
    seen, covered: !(middle && (one.contains(middle) || middle.contains(one))), marked};
}"""


def settled(page: Page) -> dict[str, Any]:
    """What has the focus, once the page has scrolled to it."""
    last = time.monotonic() + SECONDS_TO_SCROLL
    while not (now := page.evaluate(FOCUSED))["seen"] and time.monotonic() < last:
        page.wait_for_timeout(50)
    return dict(now)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has that name has the focus; everything on the way is to be seen, too."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        now = settled(page)
        assert now["seen"], f"the focus is outside the window: {now}"
        assert not now["covered"], f"the focus is covered: {now}"
        assert now["marked"], f"nothing marks the focus: {now}"
        if now["name"] == name:
            return
    raise AssertionError(f"no {name} in {MOST_TABS} presses of Tab")


def test_a_house_is_found_by_keyboard_alone(someone: Comes) -> None:
    visitor = someone()
    visitor.open("/search")
    page = visitor.page
    tab_to(page, "Near (town or postcode)")
    page.keyboard.type("Duns")
    tab_to(page, "What is needed")
    page.keyboard.press("Enter")
    tab_to(page, "Narrowest door, in mm")
    page.keyboard.type("780")
    tab_to(page, "Search")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.sees("Find a break near Duns")
    tab_to(page, "Orchard House")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.sees("Orchard House, Duns")


def test_the_skip_link_leads_past_the_navigation_on_a_telephone(someone: Comes) -> None:
    visitor = someone()
    visitor.open("/search")
    visitor.page.set_viewport_size(TELEPHONE)
    tab_to(visitor.page, "Skip to the main part")
    visitor.page.keyboard.press("Enter")
    tab_to(visitor.page, "Near (town or postcode)")
