"""A provider lists a house, the brokerage accepts it, families find it, and its diary goes out to other sites."""

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import FilePayload, expect

from marketplace import clock
from marketplace.listings.paper_kinds import PaperKind
from tests.browser.conftest import Comes
from tests.browser.walk import Walk, friday
from tests.photos import jpeg

SEARCH = "/search?near=TD11+3AQ&within=5&kind=accommodation"


def start(provider: Walk, title: str) -> None:
    provider.follow("Offer something new")
    provider.tick("Place to stay")
    provider.fill("What is it called?", title)
    provider.press("Go on")


def write_words(provider: Walk, page: str) -> None:
    provider.open(f"{page}/words")
    provider.fill("In one sentence", "A level house by a burn.")
    provider.fill("Description", "Two bedrooms, one wet room, and a garden that is shut in.")
    provider.page.get_by_role("radio").first.check()
    provider.press("Save words and picture")


def write_place_and_papers(provider: Walk, page: str) -> None:
    provider.open(f"{page}/place")
    provider.fill("Postcode", "TD11 3AQ")
    provider.press("Save the place")
    provider.open(f"{page}/papers")
    provider.fill("How many people may sleep there at most?", "4")
    provider.fill("How many bedrooms?", "2")
    provider.fill("Short-term let licence number", "SB-00123-F")
    provider.page.get_by_label("Energy rating", exact=True).select_option("C")
    provider.tick("No", under="Does it include personal care or personal support?")
    provider.press("Save people and papers")


def write_terms(provider: Walk, page: str) -> None:
    provider.open(f"{page}/booking")
    provider.fill("Fewest nights", "2")
    provider.fill("Most nights", "14")
    provider.page.get_by_label("Arrive from").fill("16:00")
    provider.page.get_by_label("Leave by").fill("10:00")
    provider.press("Save stays and requests")
    provider.open(f"{page}/rates")
    provider.fill("One night, Monday to Friday", "111.00")
    provider.press("Save the prices")
    provider.open(f"{page}/facts/inside")
    provider.page.locator("[name=narrowest_door_mm]").fill("830")
    provider.page.locator("[name=narrowest_door_mm-how]").select_option("measured_by_owner")
    provider.press("Save and go on")


def show_the_door(provider: Walk, page: str, folder: Path) -> None:
    """Two photos and a paper that is none, from the telephone; a word for each that is kept."""
    good = [folder / "door.jpg", folder / "garden.jpg"]
    for path, colour in zip(good, ("teal", "navy"), strict=True):
        path.write_bytes(jpeg(colour))
    huge, paper = folder / "huge.jpg", folder / "paper.jpg"
    huge.write_bytes(jpeg("olive") + bytes(40 * 1024 * 1024))
    paper.write_bytes(b"%PDF-1.7")
    provider.open(f"{page}/photos")
    provider.page.get_by_label("Photos", exact=True).set_input_files([*good, huge, paper])
    provider.page.get_by_role("button", name="Send the photos").click()
    provider.sees("huge.jpg: It is too large. The most is 8 MB", "paper.jpg: It is not a photo")
    provider.complaints.clear()  # without script the console names the page that says so
    provider.open(f"{page}/photos")
    provider.follow("Say what photo 1 shows")
    provider.fill("What does the photo show?", "The kitchen door with a tape across it")
    provider.tick("Narrowest door inside")
    provider.press("Save and go on")
    provider.fill("What does the photo show?", "The garden and its fence")
    provider.press("Save and go on")
    provider.press("Make photo 2 the main one")
    provider.follow("Take photo 1 down")


def test_a_house_goes_from_nothing_to_being_found(someone: Comes, mark: str, tmp_path: Path) -> None:
    title = f"{mark} House"
    provider = someone()
    provider.come_in_as("Ruth Cockburn")
    start(provider, title)
    page = "/offers/" + str(re.search(r"/offers/([\w-]+)", provider.page.url)[1])  # type: ignore[index]
    write_words(provider, page)
    write_place_and_papers(provider, page)
    write_terms(provider, page)
    put_in_papers(provider, title)
    show_the_door(provider, page, tmp_path)
    provider.open(page)
    provider.press("Ask for publication")
    provider.sees("We look at it now")
    visitor = someone()
    visitor.open(SEARCH)
    assert title not in visitor.words
    check(someone(), title)
    visitor.open(SEARCH)
    visitor.sees(title)
    visitor.follow(title)
    visitor.sees("830 mm")
    expect(visitor.page.get_by_alt_text("The garden and its fence")).to_be_visible()
    visitor.page.get_by_role("link", name="Photo 2 shows: Narrowest door inside").click()


def put_in_papers(provider: Walk, title: str) -> None:
    """Each paper that the house needs, by its photo, as from a telephone."""
    day = clock.today() - timedelta(days=20)
    last = clock.today() + timedelta(days=300)
    for kind in (PaperKind.LICENCE, PaperKind.ENERGY, PaperKind.FIRE_RISK):
        provider.open("/papers")
        provider.page.locator("main a", has_text=f"Put it in: {kind.label}, {title}").click()
        for name, question in kind.text.questions.items():
            if name == "issuer":
                provider.fill(question, "Scottish Borders Council")
            else:
                typed = last if name == "ends_on" else day
                for box, number in (("day", typed.day), ("month", typed.month), ("year", typed.year)):
                    provider.page.locator(f"#{name}-{box}").fill(str(number))
        photo = FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8\xff\xe0photo")
        provider.page.get_by_label("The paper itself").set_input_files(photo)
        provider.press("Put it in")
        provider.sees(f"{kind.label}: we have it, and check it next.")


def check(brokerage: Walk, title: str) -> None:
    """The brokerage opens what waits, and accepts it."""
    brokerage.come_in_as("Rowan Sinclair")
    brokerage.follow(title)
    brokerage.sees("SB-00123-F", "R37", "These papers have to be accepted first")
    for paper in (PaperKind.LICENCE, PaperKind.ENERGY, PaperKind.FIRE_RISK):
        brokerage.follow(paper.label)
        brokerage.sees(paper.label)
        brokerage.press("Accept this paper")
    brokerage.press("Accept and publish")
    brokerage.open("/checks")
    assert brokerage.page.get_by_role("link", name=title, exact=True).count() == 0


def test_nights_a_provider_closes_are_not_free_and_stand_in_the_feed(someone: Comes, with_script: bool) -> None:  # noqa: FBT001
    first = friday(in_weeks=10 if with_script else 14)
    again = first + timedelta(days=3)
    provider = someone()
    provider.come_in_as("Ruth Cockburn")
    provider.open("/diary")
    provider.page.locator("main a", has_text="Diary of Orchard House").click()
    provider.fill("First night closed", first.isoformat())
    provider.fill("Open again from", again.isoformat())
    provider.fill("Why, for yourselves (families do not see it)", "New floor")
    provider.press("Close this time")
    provider.sees("Closed. Nobody can book this time.", "New floor")
    feed = provider.page.request.get(provider.page.get_by_label("Private address").input_value())
    assert feed.headers["content-type"].startswith("text/calendar")
    assert f"DTSTART;VALUE=DATE:{first:%Y%m%d}" in feed.text()
    assert f"DTEND;VALUE=DATE:{again:%Y%m%d}" in feed.text()
    assert "New floor" not in feed.text()
    someone_asks = someone()
    someone_asks.open(f"{SEARCH}&from={first}&to={again}")
    assert "Orchard House" not in someone_asks.words
