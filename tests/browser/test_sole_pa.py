"""A PA who works alone, from nothing to a first accepted request; and what a second one would need."""

from collections.abc import Callable

from tests.browser import behind
from tests.browser.conftest import Comes, once
from tests.browser.newcomer import Newcomer

NAME, TITLE = "Morag Ash", "Morag, a PA in Duns"


@once
def test_a_sole_pa_is_booked_and_a_second_worker_leads_to_registration(
    someone: Comes, record_property: Callable[[str, object], None]
) -> None:
    pa = Newcomer(someone())
    pa.register(NAME, NAME, "morag@ash.example")
    join(pa)
    begin(pa)
    pa.put_in_papers()
    pa.ask(TITLE)
    pa.is_accepted_by(someone(), TITLE)
    behind.a_family_asks_for(pa.walk.server, TITLE, "Anna Ash")
    pa.accept(TITLE)
    record_property("counted", f"A PA who works alone, in the browser: {pa.counted}")
    pa.walk.open("/pas/new")
    pa.add_pa("Rab Ash")
    pa.walk.sees("Two PAs need a registered service", f"{NAME} can be booked as before", "R9")


def join(pa: Newcomer) -> None:
    pa.say_what("A PA who works alone")
    pa.fill({"Legal name": NAME})
    pa.send("Save and go on")
    pa.tick("No")
    pa.send("Save and go on")
    pa.go_on("PVG scheme")
    pa.add_pa(NAME)


def begin(pa: Newcomer) -> None:
    answers = {
        "What is it called?": TITLE,
        "In one sentence": "I help you out and about, and I drive.",
        "Description": "A day out, or an evening in: as you like it.",
        "Town or postcode": "Duns",
        "How many miles do you travel from there?": "20",
        "Price: one hour": "21.50",
    }
    pa.begin("PA who works alone", answers, includes_care=None)
