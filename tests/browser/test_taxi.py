"""A taxi firm on a telephone: invited with one link to a listing that is half made, to its first accepted request."""

from collections.abc import Callable

from tests.browser import behind, post
from tests.browser.conftest import Comes, once
from tests.browser.newcomer import PASSWORD, Newcomer
from tests.browser.walk import Walk

NAME, EMAIL = "Ash cabs", "cabs@ash.example"


@once
def test_an_invited_taxi_firm_finds_its_listing_half_made_and_is_booked(
    someone: Comes, record_property: Callable[[str, object], None]
) -> None:
    adviser = someone()
    invite(adviser)
    firm = Newcomer(someone())
    firm.walk.take_telephone()
    join(firm)
    finish(firm)
    firm.put_in_papers()
    firm.ask(NAME)
    firm.is_accepted_by(someone(), NAME)
    behind.a_family_asks_for(firm.walk.server, NAME, "Anna Ash")
    firm.accept(NAME)
    record_property("counted", f"An invited taxi firm, in the browser: {firm.counted}")
    adviser.open("/address-book")
    adviser.sees("joined")


def invite(adviser: Walk) -> None:
    adviser.come_in_as("Iain Bell")
    adviser.follow("Address book")
    adviser.sees("Tontine House Hotel", "invited")
    adviser.follow("Add somebody")
    adviser.fill("Their name", NAME)
    adviser.choose("What do they offer?", "Transport")
    adviser.fill("Town", "Galashiels")
    adviser.press("Save")
    adviser.fill("Their e-mail address", EMAIL)
    adviser.press("Send the invitation")


def join(firm: Newcomer) -> None:
    firm.walk.open(post.link(firm.walk.server, to=EMAIL, holding="/join/invited/"))
    firm.walk.sees("Your listing is half made", "Galashiels")
    firm.fill({"Your name": "Cab Driver"})
    firm.walk.page.locator("main input[type=password]").first.fill(PASSWORD)
    firm.send("Join and go on")
    firm.walk.sees("Welcome", NAME)
    firm.go_on("What you are and what you offer")
    firm.tick("A taxi or transport firm")
    firm.tick("No", under=f"Does {NAME} include personal care or personal support?")
    firm.send("Save and go on")
    firm.say_who("Ash Cabs", "One person who owns it and employs others")


def finish(firm: Newcomer) -> None:
    """What is missing of the listing, each part by the button that goes on."""
    firm.go_on("Words and picture")
    firm.fill({"In one sentence": "A van with a ramp.", "Description": "Room for two wheelchairs and four people."})
    firm.send("Save words and picture")
    firm.walk.open("/join")
    firm.go_on("Prices")
    firm.fill({"What is one item?": "journey", "One item, Monday to Friday": "85.00"})
    firm.send("Save the prices")
    firm.walk.open("/join")
