"""A provider that comes from nothing: registers, joins, begins a listing, puts its papers in and is published.

What it sends and fills in is counted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from playwright.sync_api import FilePayload

from marketplace import clock
from marketplace.listings.paper_kinds import PaperKind
from tests.browser import post
from tests.browser.walk import Walk
from tests.photos import jpeg

PASSWORD = "three green sheep"
_PUT_IN = re.compile("^Put in: ")


@dataclass
class Newcomer:
    """Who joins, how many pages were sent and fields filled in, and which papers were put in."""

    walk: Walk
    pages: int = 0
    fields: int = 0
    papers: list[str] = field(default_factory=list)

    @property
    def counted(self) -> str:
        """Both numbers in words."""
        return f"{self.pages} pages sent, {self.fields} fields filled in"

    def fill(self, answers: Mapping[str, str]) -> None:
        """Type into each field of that label."""
        for label, value in answers.items():
            self.fields += 1
            self.walk.fill(label, value)

    def tick(self, label: str, *, under: str = "") -> None:
        """Choose an answer."""
        self.fields += 1
        self.walk.tick(label, under=under)

    def day(self, name: str, day: date) -> None:
        """Type a day into the three fields of that name."""
        self.fields += 1
        for box, number in (("day", day.day), ("month", day.month), ("year", day.year)):
            self.walk.page.locator(f"#{name}-{box}").fill(str(number))

    def send(self, button: str) -> None:
        """Press a button that leads to a page."""
        self.pages += 1
        self.walk.press(button)

    def go_on(self, to: str) -> None:
        """Press the one button that leads to what is next."""
        self.walk.follow_one("Go on")
        self.walk.sees(to)

    def register(self, what: str, name: str, email: str) -> None:
        """From the first page to an account, by letter."""
        self.walk.open("/register/provider")
        self.fill({"What you run": what, "Your name": name, "Your e-mail address": email})
        self.send("Send me the letter")
        self.walk.open(post.link(self.walk.server, to=email, holding="/register/finish/"))
        self.fields += 1
        self.walk.page.locator("main input[type=password]").first.fill(PASSWORD)
        self.send("Finish")
        self.walk.sees("What is still to do")

    def say_what(self, sort: str) -> None:
        """What it is."""
        self.go_on("What you are and what you offer")
        self.tick(sort)
        self.send("Save and go on")

    def say_who(self, legal_name: str, form: str, number: str = "") -> None:
        """Who it is in law; it is asked at once."""
        self.fill({"Legal name": legal_name, **({"Company or charity number": number} if number else {})})
        self.tick(form)
        self.send("Save and go on")

    def belongs_to_nobody(self) -> None:
        """No other firm belongs with it."""
        self.go_on("Who you belong with")
        self.tick("No")
        self.send("Save and go on")

    def add_pa(self, name: str) -> None:
        """Somebody who gives support, whose PVG scheme membership was checked; how they are employed is said before."""
        self.fill({"Full name": name, "Who checked it?": "Ann Ash"})
        self.day("born_on", date(1990, 5, 4))
        self.tick("Adults and children")
        self.day("pvg_checked_on", clock.today() - timedelta(days=10))
        self.send("Add this PA")

    def begin(self, kind: str, answers: Mapping[str, str], *, includes_care: bool | None = False) -> str:
        """The first page of a listing, by label; the path of its own page. ``includes_care``: None is not asked."""
        self.go_on(f"Begin a listing: {kind}")
        self.fill(answers)
        if includes_care is not None:
            self.tick("Yes" if includes_care else "No", under="Does it include personal care or personal support?")
        self.send("Save and go on")
        self.walk.sees("is begun")
        link = self.walk.page.get_by_role("link", name="What families look for first").first
        return str(link.get_attribute("href")).rpartition("/")[0]

    def put_in_papers(self) -> None:
        """Every paper that the page of joining still asks for, by its photo, each by its link there."""
        self.walk.open("/join")
        while (links := self.walk.page.locator("main").get_by_role("link", name=_PUT_IN)).count():
            label = links.first.inner_text().removeprefix("Put in: ").partition(",")[0]
            links.first.click()
            self.walk.arrive()
            self._answer(next(kind for kind in PaperKind if kind.label == label))
            self.papers.append(label)
            self.walk.open("/join")

    def _answer(self, kind: PaperKind) -> None:
        begun, ends = clock.today() - timedelta(days=20), clock.today() + timedelta(days=300)
        for name, question in kind.text.asks.items():
            if name.endswith("_on"):
                self.day(name, ends if name == "ends_on" else begun)
            elif name != "sort":
                self.fill({question: "TD1 1PT" if name == "holder_postcode" else f"Tweed {kind.label}"})
        if kind.text.takes_file:
            self.fields += 1
            photo = FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=jpeg())
            self.walk.page.get_by_label("The paper itself").set_input_files(photo)
        self.send("Put it in")

    def ask(self, title: str) -> None:
        """Ask for publication, and read that it is looked at."""
        self.walk.open("/join")
        self.walk.sees("All is answered")
        self.send(f"Ask for publication of {title}")
        self.walk.sees("We look at it now")

    def is_accepted_by(self, brokerage: Walk, title: str) -> None:
        """The brokerage opens what waits, accepts each paper, and publishes it."""
        brokerage.come_in_as("Rowan Sinclair")
        brokerage.open("/checks")
        brokerage.follow(title)
        for label in self.papers:
            brokerage.follow_one(label)
            brokerage.press("Accept this paper")
        brokerage.press("Accept and publish")

    def accept(self, title: str) -> None:
        """Answer the first request, by the page that says what waits; for now first, where that is asked."""
        self.walk.open("/requests")
        self.walk.follow_one(f"Answer {title}")
        if self.walk.page.get_by_role("button", name="Accept for now", exact=True).count():
            self.send("Accept for now")
            self.send("Accept for good")
        else:
            self.send("Accept")
        self.walk.sees("accepted")
