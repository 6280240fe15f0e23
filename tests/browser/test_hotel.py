"""A hotel with two adapted rooms, from nothing to an accepted request that the council pays by purchase order."""

from collections.abc import Callable

from tests.browser import behind
from tests.browser.conftest import Comes, once
from tests.browser.newcomer import Newcomer

TITLE = "Harbour rooms"
ORDER = "SBC-2101-77"
MOST_PAGES, MOST_FIELDS = 13, 30
"""What a hotel may be asked from nothing to the question for publication, its three papers included."""


@once
def test_a_hotel_comes_from_nothing_to_a_booking_that_a_purchase_order_pays(
    someone: Comes, record_property: Callable[[str, object], None]
) -> None:
    hotel = Newcomer(someone())
    hotel.register("Harbour Hotel", "Jo Ash", "jo@harbour.example")
    hotel.say_what("A hotel or guest house")
    hotel.say_who("Harbour Hotel Ltd", "A company", "SC123456")
    hotel.walk.open("/join")  # a pause: what is done is kept
    assert "Who you are in law done" in hotel.walk.words
    hotel.belongs_to_nobody()
    begin(hotel)
    hotel.put_in_papers()
    hotel.ask(TITLE)
    record_property("counted", f"A hotel with two rooms, in the browser: {hotel.counted}")
    assert (hotel.pages <= MOST_PAGES, hotel.fields <= MOST_FIELDS) == (True, True), hotel.counted
    hotel.is_accepted_by(someone(), TITLE)
    behind.a_council_asks_for(hotel.walk.server, TITLE, "Effie Ash", purchase_order=ORDER)
    hotel.accept(TITLE)
    hotel.walk.sees("Purchase order", ORDER)


def begin(hotel: Newcomer) -> None:
    answers = {
        "What is it called?": TITLE,
        "In one sentence": "Two level rooms by the harbour, each with a wet room.",
        "Description": "Both rooms are on the ground floor. Doors are wide, and the breakfast room is level.",
        "Postcode": "TD14 5HY",
        "How many rooms, flats or houses alike can be booked?": "2",
        "How many people may sleep there at most, in all?": "4",
        "Price: one night": "95",
    }
    hotel.begin("Place to stay", answers)
    hotel.walk.sees("(Licence of a place to stay, R37)")
    hotel.go_on("People and papers")
    hotel.fill({"If it needs no licence: why?": "It is a hotel"})
    hotel.fields += 1
    hotel.walk.choose("Energy rating", "C")
    hotel.send("Save people and papers")
