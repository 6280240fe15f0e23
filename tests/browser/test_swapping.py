"""Change mid-way: an hour with the horses instead of riding, in a break that is confirmed, without script."""

from tests.browser.conftest import Comes, once
from tests.browser.test_breaks import add, ask, pay, provider_accepts, say_yes_by_keyboard, start
from tests.browser.walk import Walk

WEEKS = 19
"""How many weeks ahead this break is, so that no other journey wants the same hour."""

RIDING = "Riding at Stanemoor"


def riding(mother: Walk) -> str:
    """An hour of riding, paid from Callum's own money; the address of the break."""
    where = start(mother, "A ride in the sun", WEEKS)
    add(mother, where, "Something to do", RIDING)
    row = mother.question("Row 1")
    row.get_by_label("How many").fill("1")
    row.get_by_label("Day").select_option(index=2)
    row.get_by_label("From").fill("14:00")
    row.get_by_label("Until").fill("15:00")
    mother.press("Add it to my break")
    pay(mother, where, RIDING, "Own money")
    return where


@once
def test_a_part_of_a_confirmed_break_is_swapped_for_something_else(someone: Comes) -> None:
    mother, callum = someone(), someone()
    mother.come_in_as("Isobel Cranston")
    where = riding(mother)
    ask(mother, where, price="£60.00")
    provider_accepts(someone, "Flora Swan", RIDING)
    mother.open(f"{where}/who-pays")
    mother.follow_one("Agree to £60.00")
    mother.tick("By bank transfer. We send you an invoice when everyone has said yes")
    mother.press("Yes, it may pay this")
    callum.come_in_as("Callum Cranston")
    say_yes_by_keyboard(callum, where, RIDING)
    callum.sees("confirmed")
    callum.open(where)
    callum.follow_one(RIDING)
    callum.follow("Swap this for something else")
    callum.press("Choose An hour with the horses (1)")
    callum.sees("less", "It costs nothing to cancel")
    callum.press("Yes, swap it")
    callum.sees("It is swapped.")
    callum.open(where)
    callum.sees("An hour with the horses")
