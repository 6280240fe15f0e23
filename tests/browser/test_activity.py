"""An activity with four seats a session, from nothing to an accepted request; then the weather calls it off."""

from collections.abc import Callable

from tests.browser import behind
from tests.browser.conftest import Comes, once
from tests.browser.newcomer import Newcomer

TITLE = "Ash canoes"


@once
def test_an_activity_with_four_seats_is_booked_and_the_weather_gives_each_pot_its_money_back(
    someone: Comes, record_property: Callable[[str, object], None]
) -> None:
    firm = Newcomer(someone())
    firm.register("Ash canoes", "Cat Ash", "cat@ash.example")
    firm.say_what("Somebody who runs activities")
    firm.say_who("Ash Canoes Ltd", "A company", "SC654321")
    begin(firm)
    firm.put_in_papers()
    firm.ask(TITLE)
    firm.is_accepted_by(someone(), TITLE)
    server = firm.walk.server
    booked = [
        behind.a_council_asks_for(server, TITLE, name, purchase_order="SBC-77") for name in ("Cora Ash", "Finn Ash")
    ]
    for _ in booked:
        firm.accept(TITLE)
    assert [behind.set_aside(server, line) for line in booked] == [60_00, 60_00]
    record_property("counted", f"An activity with four seats, in the browser: {firm.counted}")
    firm.walk.open("/sessions")
    firm.walk.follow_one("Cancel this session")
    firm.walk.fill("Why?", "A storm is coming")
    firm.walk.press("Cancel the session for all")
    firm.walk.sees("The session is cancelled. 2 families told")
    assert [behind.set_aside(server, line) for line in booked] == [0, 0]


def begin(firm: Newcomer) -> None:
    answers = {
        "What is it called?": TITLE,
        "In one sentence": "Out on the loch, four at a time.",
        "Description": "Wide canoes that do not tip, and a hoist on the pier.",
        "Town or postcode": "Kelso",
        "How many seats alike can be booked?": "4",
        "What does one price buy?": "session",
        "Price: one item": "60",
    }
    firm.begin("Activity", answers)
