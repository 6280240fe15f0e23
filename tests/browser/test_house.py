"""A housing association lists a house: from nothing to a first accepted request, with proof, photos and a diary."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import behind
from tests.browser.conftest import Comes, scripted
from tests.browser.newcomer import Newcomer
from tests.browser.walk import Walk, friday
from tests.feeds import calendar, event
from tests.other_sites import other_site, read_due
from tests.photos import jpeg

TITLE = "Ash House"
SEARCH = "/search?near=TD11+3AQ&within=5&kind=accommodation"
TAKEN_ELSEWHERE, FOR_REPAIRS = 20, 24
"""Weeks from now."""


@scripted
def test_a_house_goes_from_nothing_to_a_first_accepted_request(
    someone: Comes, record_property: Callable[[str, object], None], tmp_path: Path
) -> None:
    owner, visitor = Newcomer(someone()), someone()
    owner.register("Ash Housing", "Ann Ash", "ann@ash.example")
    owner.say_what("A housing association")
    owner.say_who("Ash Housing Ltd", "A charity, a housing association or another society", "2345R")
    owner.tick("No")
    owner.send("Save and go on")
    page = begin(owner)
    say_terms(owner, page)
    state_facts(owner, page)
    show_them(owner, page, tmp_path)
    owner.put_in_papers()
    owner.ask(TITLE)
    visitor.open(SEARCH)
    assert TITLE not in visitor.words
    owner.is_accepted_by(someone(), TITLE)
    find(visitor)
    keep_diary(owner.walk, visitor)
    behind.a_family_asks_for(owner.walk.server, TITLE, "Anna Ash")
    owner.accept(TITLE)
    record_property("counted", f"A housing association's house, in the browser: {owner.counted}")


def begin(owner: Newcomer) -> str:
    answers = {
        "What is it called?": TITLE,
        "In one sentence": "A level house by a burn.",
        "Description": "Two bedrooms, one wet room, and a garden that is shut in.",
        "Postcode": "TD11 3AQ",
        "How many rooms, flats or houses alike can be booked?": "1",
        "How many people may sleep there at most, in all?": "4",
        "Price: one night": "111.00",
    }
    page = owner.begin("Place to stay", answers)
    owner.walk.sees("(Licence of a place to stay, R37)")
    owner.go_on("People and papers")
    owner.fill({"Short-term let licence number": "SB-00123-F"})
    owner.fields += 1
    owner.walk.choose("Energy rating", "C")
    owner.send("Save people and papers")
    return page


def say_terms(owner: Newcomer, page: str) -> None:
    """How long a stay is, when it starts, how long a request is held; and what people need when they come."""
    owner.walk.open(f"{page}/booking")
    owner.fill({"Fewest nights": "2", "Most nights": "14", "Arrive from": "16:00", "Leave by": "10:00"})
    owner.fill({"For how many days do you hold a request?": "5"})
    for day in ("Tuesday", "Wednesday", "Thursday", "Saturday"):
        owner.fields += 1
        owner.walk.page.get_by_label(day, exact=True).uncheck()
    owner.send("Save stays and requests")
    owner.walk.open(f"{page}/arrival")
    owner.fill({"How does it start?": "Kim meets you at the door.", "Keys": "Key safe 4 0 2 7"})
    owner.fill({"Who shows how the hoist works?": "Kim, for half an hour."})
    owner.send("Save what people need")


def state_facts(owner: Newcomer, page: str) -> None:
    owner.walk.open(f"{page}/facts/inside")
    owner.fields += 2
    owner.walk.page.locator("[name=narrowest_door_mm]").fill("830")
    owner.walk.page.locator("[name=narrowest_door_mm-how]").select_option("measured_by_owner")
    owner.send("Save and go on")
    owner.walk.sees("Hoist")
    owner.fields += 1
    owner.walk.page.locator("select[name=hoist]").select_option("h_frame")
    owner.send("Save and go on")


def show_them(owner: Newcomer, page: str, folder: Path) -> None:
    """Two photos, one far too large and a paper that is none, from the telephone; a word for each that is kept."""
    files = {name: folder / f"{name}.jpg" for name in ("door", "hoist", "huge", "paper")}
    files["door"].write_bytes(jpeg("teal"))
    files["hoist"].write_bytes(jpeg("navy"))
    files["huge"].write_bytes(jpeg("olive") + bytes(40 * 1024 * 1024))
    files["paper"].write_bytes(b"%PDF-1.7")
    owner.walk.open(f"{page}/photos")
    owner.walk.page.get_by_label("Photos", exact=True).set_input_files(list(files.values()))
    owner.walk.page.get_by_role("button", name="Send the photos").click()
    owner.walk.sees("huge.jpg: It is too large. The most is 8 MB", "paper.jpg: It is not a photo")
    owner.walk.open(f"{page}/photos")
    owner.walk.follow("Say what photo 1 shows")
    owner.fill({"What does the photo show?": "The kitchen door with a tape across it"})
    owner.tick("Narrowest door inside")
    owner.send("Save and go on")
    owner.fill({"What does the photo show?": "The hoist over the bed"})
    owner.tick("Hoist")
    owner.send("Save and go on")
    owner.walk.follow("Take photo 1 down")


def find(visitor: Walk) -> None:
    """What a visitor sees of it: the facts and their photos, when a stay starts, and never the code of the key safe."""
    visitor.open(SEARCH)
    visitor.sees(TITLE)
    visitor.follow(TITLE)
    visitor.sees("830 mm", "Monday, Friday or Sunday")
    expect(visitor.page.get_by_alt_text("The hoist over the bed").first).to_be_visible()
    visitor.page.get_by_role("link", name="Photo 1 shows: Narrowest door inside").click()
    assert "4 0 2 7" not in visitor.page.content()


def keep_diary(owner: Walk, visitor: Walk) -> None:
    """Another site's calendar in, closed for repairs, and all of it out again without a word of why."""
    owner.open("/diary")
    owner.page.locator("main a", has_text=f"Diary of {TITLE}").click()
    diary = owner.page.url.removeprefix(owner.server.address)
    read_another_site(owner, friday(in_weeks=TAKEN_ELSEWHERE))
    close(owner, diary, friday(in_weeks=FOR_REPAIRS))
    for weeks in (TAKEN_ELSEWHERE, FOR_REPAIRS):
        first = friday(in_weeks=weeks)
        visitor.open(f"{SEARCH}&from={first}&to={first + timedelta(days=3)}")
        assert TITLE not in visitor.words


def read_another_site(owner: Walk, first: date) -> None:
    owner.follow("Give the address of a calendar")
    stay = (f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{first + timedelta(days=3):%Y%m%d}")
    with other_site() as site:
        site.give(calendar(event(*stay, uid="ash@x")))
        owner.fill("Address of the calendar", site.url())
        owner.fill("What do you call it?", "Cottages elsewhere")
        owner.press("Keep this address")
        owner.sees("It is read in the next minute.")
        with behind.database(owner.server):
            read_due()
    owner.follow("Look again")
    owner.sees("Read just now", "1 stretch of time", "1 new")


def close(owner: Walk, diary: str, first: date) -> None:
    again = first + timedelta(days=3)
    owner.open(diary)
    owner.fill("First night closed", first.isoformat())
    owner.fill("Open again from", again.isoformat())
    owner.fill("Why, for yourselves (families do not see it)", "New floor")
    owner.press("Close this time")
    owner.sees("Closed. Nobody can book this time.", "New floor")
    feed = owner.page.request.get(owner.page.get_by_label("Private address").input_value())
    assert feed.headers["content-type"].startswith("text/calendar")
    assert f"DTSTART;VALUE=DATE:{first:%Y%m%d}" in feed.text()
    assert f"DTEND;VALUE=DATE:{again:%Y%m%d}" in feed.text()
    assert "New floor" not in feed.text()
