"""Somebody without a mouse: Tab, Space, Enter, arrows and letters, and what has the focus is always seen."""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from playwright.sync_api import Page

from tests.browser.walk import Walk

MOST_TABS = 160
MOST_ANSWERS = 20
SECONDS_TO_SCROLL = 2

FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const isTyped = ['INPUT', 'SELECT', 'TEXTAREA'].includes(one.tagName);
  // A browser scrolls to the line typed in, and of what is higher than the window shows as much as there is room for.
  const bottom = one.tagName === 'TEXTAREA' ? box.top + 40 : Math.min(box.bottom, box.top + innerHeight);
  const seen = box.top > -1 && box.left > -1 && bottom < innerHeight + 1 && box.right < innerWidth + 1;
  const middle = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2);
  const inside = ['date', 'time'].includes(one.type) && !one.matches(':focus');  // on its own picker or part
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const marked = inside || outlined || style.boxShadow !== 'none';
  const label = one.labels?.[0]?.innerText || '';
  const name = (isTyped && label) || one.innerText || label || one.value || '';
  return {name: name.trim().replace(/\\s+/g, ' '), tag: one.tagName,
    question: (one.closest('fieldset')?.querySelector('legend')?.innerText || '').trim(),
    seen, covered: !(middle && (one.contains(middle) || middle.contains(one))), marked};
}"""


def settled(page: Page) -> dict[str, Any]:
    """What has the focus, once the page has scrolled to it."""
    last = time.monotonic() + SECONDS_TO_SCROLL
    while not (now := page.evaluate(FOCUSED))["seen"] and time.monotonic() < last:
        page.wait_for_timeout(50)
    return dict(now)


def tab_to(page: Page, name: str, *, question: str = "", begins: bool = False) -> None:
    """Press Tab until what has that name, or any answer of a question, has the focus; all on the way is seen, too.

    ``begins``: the name goes on.
    """
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        now = settled(page)
        assert now["seen"], f"the focus is outside the window: {now} on {page.url}"
        assert not now["covered"], f"the focus is covered: {now} on {page.url}"
        assert now["marked"], f"nothing marks the focus: {now} on {page.url}"
        is_named = now["name"].startswith(name) if begins else name in {now["name"], ""}
        if question in now["question"] and is_named:
            return
    raise AssertionError(f"no {question} {name} in {MOST_TABS} presses of Tab on {page.url}")


@dataclass(frozen=True)
class Keys:
    """The keyboard of somebody who walks."""

    walk: Walk

    @property
    def page(self) -> Page:
        """What is before them."""
        return self.walk.page

    def type(self, label: str, text: str) -> None:
        """Go to a field and type over what is in it."""
        tab_to(self.page, label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def type_day(self, label: str, day: date) -> None:
        """The same, part by part, into a field of a day, in the order in which this browser has its parts."""
        tab_to(self.page, label)
        for parts in (f"{day:%d%m%Y}", f"{day:%m%d%Y}"):
            self.page.keyboard.type(parts)
            if self.page.evaluate("document.activeElement.value") == day.isoformat():
                return
            for _ in range(2):
                self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{label} does not take {day}")

    def pick(self, label: str, answer: str) -> None:
        """Choose from a list by its first letters."""
        tab_to(self.page, label)
        self.page.keyboard.type(answer)
        chosen = self.page.evaluate("document.activeElement.selectedOptions[0].label")
        assert chosen == answer, f"{label}: {chosen}, not {answer}"

    def answer(self, question: str, answer: str) -> None:
        """Choose a radio button by how it begins: the arrows go from one to the next."""
        tab_to(self.page, "", question=question)
        for _ in range(MOST_ANSWERS):
            if settled(self.page)["name"].startswith(answer):
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {answer} among the answers of {question}")

    def press(self, name: str, *, begins: bool = False) -> None:
        """Go to a button or a link that leads to a page, and press Enter there."""
        tab_to(self.page, name, begins=begins)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.walk.arrive()
