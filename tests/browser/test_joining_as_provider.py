"""A hotel with two adapted rooms joins, from nothing to a published listing; an invited taxi firm begins."""

from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import FilePayload

from marketplace import clock
from marketplace.listings.paper_kinds import PaperKind
from tests.browser import post
from tests.browser.conftest import Comes
from tests.browser.walk import Walk

PASSWORD = "three green sheep"
PAPERS = (PaperKind.PUBLIC_LIABILITY, PaperKind.ENERGY, PaperKind.FIRE_RISK)
MOST_PAGES, MOST_FIELDS = 13, 30
"""What a hotel may be asked from nothing to the question for publication, its three papers included."""


@dataclass
class Counted:
    """A walk whose pages sent and fields filled in are counted."""

    walk: Walk
    pages: int = 0
    fields: int = 0

    def fill(self, label: str, value: str) -> None:
        self.fields += 1
        self.walk.fill(label, value)

    def tick(self, label: str, *, under: str = "") -> None:
        self.fields += 1
        self.walk.tick(label, under=under)

    def day(self, name: str, day: date) -> None:
        self.fields += 1
        for box, number in (("day", day.day), ("month", day.month), ("year", day.year)):
            self.walk.page.locator(f"#{name}-{box}").fill(str(number))

    def send(self, button: str) -> None:
        self.pages += 1
        self.walk.press(button)


def test_a_hotel_with_two_rooms_goes_from_nothing_to_a_published_listing(someone: Comes, mark: str) -> None:
    title = f"{mark} harbour rooms"
    hotel = Counted(someone())
    register(hotel, mark)
    say_who(hotel, mark)
    begin(hotel, title)
    for kind in PAPERS:
        put_in(hotel, kind)
    hotel.walk.sees("All is answered")
    hotel.send(f"Ask for publication of {title}")
    hotel.walk.sees("We look at it now")
    print(f"A hotel with two rooms: {hotel.pages} pages, {hotel.fields} fields")  # noqa: T201 - how much it is asked
    assert (hotel.pages <= MOST_PAGES, hotel.fields <= MOST_FIELDS) == (True, True), (hotel.pages, hotel.fields)
    check(someone(), title)
    visitor = someone()
    visitor.open("/search?near=Eyemouth&within=5&kind=accommodation")
    visitor.sees(title)


def register(hotel: Counted, mark: str) -> None:
    email = f"hotel.{mark}@example.org"
    hotel.walk.open("/register/provider")
    hotel.fill("What you run", f"{mark} Harbour Hotel")
    hotel.fill("Your name", f"Jo {mark}")
    hotel.fill("Your e-mail address", email)
    hotel.send("Send me the letter")
    hotel.walk.open(post.link(hotel.walk.server, to=email, holding="/register/finish/"))
    hotel.fields += 1
    hotel.walk.page.locator("main input[type=password]").first.fill(PASSWORD)
    hotel.send("Finish")


def say_who(hotel: Counted, mark: str) -> None:
    hotel.walk.sees("What is still to do")
    go_on(hotel, "What you are and what you offer")
    hotel.tick("A hotel or guest house")
    hotel.send("Save and go on")
    hotel.fill("Legal name", f"{mark} Harbour Hotel Ltd")
    hotel.tick("A company")
    hotel.fill("Company or charity number", "SC123456")
    hotel.send("Save and go on")
    hotel.walk.open("/join")  # a pause: what is done is kept
    assert "Who you are in law done" in hotel.walk.words
    go_on(hotel, "Who you belong with")
    hotel.tick("No")
    hotel.send("Save and go on")


def go_on(hotel: Counted, to: str) -> None:
    """Press the one button that leads to what is next."""
    hotel.walk.follow_one("Go on")
    assert to in hotel.walk.words


def begin(hotel: Counted, title: str) -> None:
    go_on(hotel, "Begin a listing: Place to stay")
    hotel.fill("What is it called?", title)
    hotel.fill("In one sentence", "Two level rooms by the harbour, each with a wet room.")
    hotel.fill("Description", "Both rooms are on the ground floor. Doors are wide, and the breakfast room is level.")
    hotel.fill("Postcode", "TD14 5HY")
    hotel.fill("How many rooms, flats or houses alike can be booked?", "2")
    hotel.fill("How many people may sleep there at most, in all?", "4")
    hotel.fill("Price: one night", "95")
    hotel.send("Save and go on")
    hotel.walk.sees(f"{title} is begun", "(R37)")
    go_on(hotel, "People and papers")
    hotel.fill("If it needs no licence: why?", "It is a hotel")
    hotel.fields += 1
    hotel.walk.page.get_by_label("Energy rating", exact=True).select_option("C")
    hotel.send("Save people and papers")


def put_in(hotel: Counted, kind: PaperKind) -> None:
    """A paper by its photo, by the link on the page of joining."""
    hotel.walk.open("/join")
    hotel.walk.follow_one(f"Put in: {kind.label}")
    first, last = clock.today() - timedelta(days=20), clock.today() + timedelta(days=300)
    for name, question in kind.text.questions.items():
        if name.endswith("_on"):
            hotel.day(name, last if name == "ends_on" else first)
        else:
            hotel.fill(question, "Tweed Insurance 12345")
    hotel.fields += 1
    photo = FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8\xff\xe0photo")
    hotel.walk.page.get_by_label("The paper itself").set_input_files(photo)
    hotel.send("Put it in")
    hotel.walk.open("/join")


def check(brokerage: Walk, title: str) -> None:
    """The brokerage accepts what waits, and publishes it."""
    brokerage.come_in_as("Rowan Sinclair")
    brokerage.follow(title)
    for paper in PAPERS:
        brokerage.follow(paper.label)
        brokerage.press("Accept this paper")
    brokerage.press("Accept and publish")


def test_a_taxi_firm_that_an_adviser_invites_finds_its_listing_half_made(someone: Comes, mark: str) -> None:
    name, email = f"{mark} cabs", f"cabs.{mark}@example.org"
    adviser = someone()
    adviser.come_in_as("Iain Bell")
    adviser.follow("Address book")
    adviser.sees("Tontine House Hotel", "invited")
    adviser.follow("Add somebody")
    adviser.fill("Their name", name)
    adviser.choose("What do they offer?", "Transport")
    adviser.fill("Town", "Galashiels")
    adviser.press("Save")
    adviser.fill("Their e-mail address", email)
    adviser.press("Send the invitation")
    firm = someone()
    firm.open(post.link(firm.server, to=email, holding="/join/invited/"))
    firm.sees("Your listing is half made", "Galashiels")
    firm.fill("Your name", "Cab Driver")
    firm.page.locator("main input[type=password]").first.fill(PASSWORD)
    firm.press("Join and go on")
    firm.sees("Welcome", name)
    assert "What you are and what you offer next" in firm.words
    adviser.open("/address-book")
    adviser.sees("joined")
