"""Somebody at a browser: opens, follows, fills, presses, and looks hard at each page that comes.

To look at a page is to see that axe finds nothing wrong with it at the width of a desk and of a telephone, that it
scrolls sideways at neither, that its title has room, and that the console is quiet. A walk without script is a page
whose script never ran; only while axe, which is script itself, looks at it may script run. Colours take axe longest,
and depend neither on script nor on width: they are looked at once.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Error, Locator, Page, ViewportSize, expect

from tests.servers import LiveServer

DESK = ViewportSize(width=1280, height=900)
TELEPHONE = ViewportSize(width=320, height=640)
ZOOMED_IN = ViewportSize(width=320, height=256)
"""What a window of 1280 by 1024 shows at 400%, as WCAG 1.4.10 counts it: as wide as a telephone, and far lower."""
LEAST_OF_TITLE = 200
SECONDS_TO_ANSWER = 20
FRIDAY = 4

_REF = re.compile(r"/[A-Za-z0-9_-]{12,}(?=[/.]|$)")
_AXE = Axe().axe_script
_RUN_AXE = """colours => axe.run(document, {resultTypes: ['violations'], rules: {'color-contrast': {enabled: colours}}})
  .then(found => found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`)))"""
_CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(one => {
    const room = one.clientWidth, wants = one.scrollWidth, how = getComputedStyle(one).overflowX;
    if (room <= 1 || wants <= room + 1 || !one.textContent.trim()) return false;
    return ['hidden', 'clip'].includes(how) || (['auto', 'scroll'].includes(how) && !one.querySelector('table, svg'));
  }).map(one => one.outerHTML.slice(0, 200))"""
"""Whose words do not fit: cut off, or to be scrolled to sideways. A table and a drawing may be wider."""


def friday(*, in_weeks: int) -> date:
    """The Friday of that many weeks from this one."""
    from marketplace import clock  # noqa: PLC0415 - the site is not wanted where only the weight of a page is

    today = clock.today()
    return today - timedelta(days=today.weekday() - FRIDAY) + timedelta(weeks=in_weeks)


@dataclass(frozen=True)
class Looks:
    """What was looked at in this run, in a folder that its workers share: nobody looks at the same thing again."""

    folder: Path

    def is_new(self, *what: object) -> bool:
        """Whether nobody has looked at this; from now on somebody has."""
        try:
            (self.folder / hashlib.sha256(repr(what).encode()).hexdigest()).open("x").close()
        except FileExistsError:
            return False
        return True


@dataclass
class Walk:
    """One browser of one person."""

    page: Page
    server: LiveServer
    script: CDPSession
    with_script: bool
    looks: Looks
    size: ViewportSize = field(default_factory=lambda: DESK)
    complaints: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What the page says, without what is folded away."""
        return " ".join(self.page.locator("main").inner_text().split())

    def take_telephone(self) -> None:
        """Go on at the width of a telephone."""
        self.size = TELEPHONE
        self.page.set_viewport_size(self.size)

    def zoom_in(self) -> None:
        """Go on at 400%."""
        self.size = ZOOMED_IN
        self.page.set_viewport_size(self.size)

    def open(self, path: str) -> None:
        """Go to an address of the site."""
        self.page.goto(self.server.address + path)
        self.look()

    def follow(self, name: str) -> None:
        """Follow the first link of that name."""
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.arrive()

    def follow_one(self, name: str) -> None:
        """Follow the first link in the main part whose name holds these words."""
        self.page.locator("main").get_by_role("link", name=name).first.click()
        self.arrive()

    def press(self, name: str) -> None:
        """Press the first button of that name; it leads to a page."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()
        self.arrive()

    def fill(self, label: str, value: str) -> None:
        """Type into the field of that label."""
        self.page.get_by_label(label, exact=True).fill(value)

    def choose(self, label: str, answer: str) -> None:
        """Choose from the list of that label."""
        self.page.locator("select").and_(self.page.get_by_label(label, exact=True)).select_option(label=answer)

    def tick(self, label: str, *, under: str = "") -> None:
        """Choose a radio button or a box; ``under`` a question, when several have an answer of that name."""
        self.question(under).get_by_label(label, exact=True).check()

    def day(self, legend: str, day: date) -> None:
        """Type a day into the three fields of a date."""
        for label, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            self.question(legend).get_by_label(label, exact=True).fill(str(part))

    def question(self, legend: str) -> Locator:
        """The group of fields with that legend; without one the whole page."""
        main = self.page.locator("main")
        return main.get_by_role("group", name=legend, exact=True) if legend else main

    def sees(self, *said: str) -> None:
        """See that the page says each of these."""
        for each in said:
            expect(self.page.locator("main")).to_contain_text(each)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as anybody does."""
        self.open("/sign-in")
        self.fill("Your e-mail address", email)
        self.fill("Your password", password)
        self.press("Sign in")

    def come_in_as(self, name: str) -> None:
        """Sign in by the demo's door."""
        self.open("/sign-in")
        self.press(f"Sign in as {name}")

    def look(self, *, after: str = "") -> None:
        """Look at the page at both widths, unless one of its address (without references) and title was looked at.

        ``after``: what script has made of the page since, which makes it another.
        """
        shape = _REF.sub("/~", urlsplit(self.page.url).path), self.page.title(), after
        if self.looks.is_new("page", self.with_script, *shape):
            are_colours_new = self.looks.is_new("colours", *shape)
            for size in (TELEPHONE, DESK):
                self.page.set_viewport_size(size)
                self._fits()
                self._suits_axe(colours=are_colours_new and size is TELEPHONE)
            self.page.set_viewport_size(self.size)
        if self.size is ZOOMED_IN:
            self._fits()
            cut_off = self.page.evaluate(_CUT_OFF)
            assert not cut_off, f"{self.page.url} at 400%: {cut_off}"
        assert not self.complaints, f"{self.page.url}: {self.complaints}"

    def arrive(self) -> None:
        """Wait for a page that was gone to in another way, and look at it."""
        self.page.wait_for_load_state("load")
        self.look()

    def _fits(self) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} px at {self.page.viewport_size}"
        title = self.page.evaluate("document.querySelector('h1').getBoundingClientRect().width")
        assert title >= LEAST_OF_TITLE, f"the title of {self.page.url} has {title} px at {self.page.viewport_size}"

    def _suits_axe(self, *, colours: bool) -> None:
        try:
            found = self._axe_finds(colours=colours)
        except Error:  # it came again by itself, as a page without script does that shows how far something is
            self.page.wait_for_load_state("load")
            found = self._axe_finds(colours=colours)
        assert not found, f"{self.page.url} at {self.page.viewport_size}: {found}"

    def _axe_finds(self, *, colours: bool) -> list[str]:
        with self._script_running():
            if not self.page.evaluate("'axe' in window"):
                self.page.evaluate(_AXE)
            found: list[str] = self.page.evaluate(_RUN_AXE, colours)
        return found

    @contextmanager
    def _script_running(self) -> Iterator[None]:
        self._let_script_run(run=True)
        try:
            yield
        finally:
            self._let_script_run(run=self.with_script)

    def _let_script_run(self, *, run: bool) -> None:
        self.script.send("Emulation.setScriptExecutionDisabled", {"value": not run})

    def complain(self, message: ConsoleMessage) -> None:
        """Keep what the console calls an error."""
        if message.type == "error":
            self.complaints.append(message.text)


@contextmanager
def walk(browser: Browser, server: LiveServer, looks: Looks, *, with_script: bool) -> Iterator[Walk]:
    """A browser of one's own: no cookies yet, at the width of a desk."""
    context = browser.new_context(viewport=DESK, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce")
    context.set_default_timeout(SECONDS_TO_ANSWER * 1000)
    page = context.new_page()
    one = Walk(page, server, context.new_cdp_session(page), with_script, looks)
    one._let_script_run(run=with_script)
    page.on("console", one.complain)
    page.on("pageerror", lambda error: one.complaints.append(str(error)))
    yield one
    context.close()
