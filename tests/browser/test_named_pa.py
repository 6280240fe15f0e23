"""A family chooses a PA by name; the bank's manager sees the way between two visits, and a clinical task signed off.

Both sides walk: nothing is done behind the pages but the visit of another family, in another town.
"""

import re
from datetime import date, timedelta

from marketplace import clock
from tests import golden
from tests.browser import behind
from tests.browser.conftest import Comes, once
from tests.browser.test_breaks import OUTCOME, say_yes_by_keyboard, start
from tests.browser.walk import Walk, friday

BANK, PA, TITLE = "PAs from Tweed PA Bank", "Harris Bell", "A day with Harris"
WEEKS = 40
"""How many weeks ahead this break is, so that no other journey wants the same nights."""


@once
def test_a_family_has_the_pa_whom_it_chose_once_the_way_and_the_clinical_task_are_seen_to(someone: Comes) -> None:
    mother, callum, manager = someone(), someone(), someone()
    saturday = friday(in_weeks=WEEKS) + timedelta(days=1)
    before = golden.stretch(saturday, 10, 12)
    behind.another_family_asks_for(mother.server, BANK, PA, "Galashiels", before, "Effie Reid")
    mother.come_in_as("Isobel Cranston")
    where = choose(mother, saturday)
    ask(mother)
    callum.come_in_as("Callum Cranston")
    let_them_read(callum, where)
    manager.come_in_as("Kirsty Dalgleish")
    see_the_way_and_offer_another_time(manager)
    take_it(mother, where)
    sign_off(manager, saturday)
    agree(mother, where)
    say_yes_by_keyboard(callum, where, BANK)
    callum.sees("confirmed")
    mother.open(where)
    mother.sees("confirmed", "15:00")
    manager.open("/requests")
    manager.sees("accepted")


def choose(mother: Walk, saturday: date) -> str:
    """Three hours of one PA, from 12:30, straight from the search for the break."""
    where = start(mother, TITLE, WEEKS)
    mother.follow("Support from a team of PAs")
    mother.follow_one("Add to my break")
    mother.follow("Hours of support")
    mother.sees("What you choose is a proposal: the manager of Tweed PA Bank signs off who comes.")
    row = mother.question("Shift 2")
    row.get_by_label("Day").select_option(value=saturday.isoformat())
    row.get_by_label("From").fill("12:30")
    row.get_by_label("Until").fill("15:30")
    row.get_by_label("Who").select_option(label=PA)
    mother.press("Add it to my break")
    return where


def ask(mother: Walk) -> None:
    """Say who pays, which leads to the hold, and ask everyone."""
    mother.follow_one("Say who pays")
    mother.fill("How much from Direct payment?", "100%")
    mother.choose("What is the money from Direct payment for?", OUTCOME)
    mother.press("Save who pays")
    mother.press("Hold all of it")
    mother.follow("Ask everyone")
    mother.press("Ask everyone")
    mother.sees("waiting for answers")


def let_them_read(callum: Walk, where: str) -> None:
    callum.open(f"{where}/safety")
    callum.tick("Yes")
    callum.press("Save this answer")


def see_the_way_and_offer_another_time(manager: Walk) -> None:
    """Half an hour is too short from Galashiels to Duns, so the manager asks for a later start."""
    open_request(manager)
    manager.follow("Look at skills and working time, or put another PA in")
    manager.sees(PA, "chosen by the family", "look at this", "30 minutes for the way to the visit", "are needed")
    manager.sees("PEG feeding: not signed off for this person", "Accept it for now first")
    manager.follow("Back to the request")
    manager.follow("Offer another time")
    manager.page.get_by_label("New start").last.fill("15:00")
    manager.fill("Do you want to say why?", "Harris comes from Galashiels")
    manager.press("Offer this time")


def take_it(mother: Walk, where: str) -> None:
    mother.open(where)
    mother.follow_one("Answer Tweed PA Bank")
    mother.sees("They offer another time", "15:00")
    mother.press("Take the other time")
    mother.sees("has its new time")


def sign_off(manager: Walk, saturday: date) -> None:
    """With the time for the way, the clinical task is what is left; it is signed off before the yes that counts."""
    open_request(manager)
    manager.follow("Look at skills and working time, or put another PA in")
    assert "for the way to the visit" not in manager.words
    manager.sees("PEG feeding: not signed off for this person")
    manager.follow("Write down who signed a PA off")
    manager.choose("PA", PA)
    manager.choose("Clinical task", "PEG feeding")
    manager.fill("Who signed it off?", "Nurse Rae")
    for label, day in (("Signed on", clock.today()), ("Last day it counts", saturday + timedelta(days=30))):
        manager.fill(label, day.isoformat())
    manager.press("Sign off")
    manager.sees("Signed off. It is written down with your name.", "nothing stands out")
    manager.follow("Back to the request")
    manager.sees("What keeps Callum safe")
    manager.press("Accept for good")


def open_request(manager: Walk) -> None:
    """The one of three hours."""
    manager.open("/requests")
    row = manager.page.locator("main .request").filter(has_text="£73.80")
    row.get_by_role("link", name=re.compile(f"^(Answer|Finish) {BANK}")).last.click()
    manager.arrive()


def agree(mother: Walk, where: str) -> None:
    mother.open(f"{where}/who-pays")
    mother.follow_one("Agree to £73.80")
    mother.tick("By bank transfer. We send you an invoice when everyone has said yes")
    mother.press("Yes, it may pay this")
