"""A PA bank, from nothing to an assignment that its manager signs off: registration, week, training, days off."""

from collections.abc import Callable

import pytest

from marketplace.booking.errors import NoLongerFree
from tests import offering
from tests.browser import behind
from tests.browser.conftest import Comes, once
from tests.browser.newcomer import Newcomer
from tests.browser.walk import Walk, friday

TITLE, NUMBER, PA = "Ash PA bank", "CS2003012399", "Donna Ash"


@once
def test_a_pa_bank_comes_from_nothing_to_an_assignment_signed_off(
    someone: Comes, record_property: Callable[[str, object], None]
) -> None:
    bank = Newcomer(someone())
    with behind.database(bank.walk.server):
        offering.register("Support Service", "Care at Home", number=NUMBER)
    bank.register("Ash PA bank SCIO", "Kim Ash", "kim@ash.example")
    join(bank)
    begin(bank)
    keep_week(bank.walk)
    bank.put_in_papers()
    bank.ask(TITLE)
    bank.is_accepted_by(someone(), TITLE)
    asked = behind.a_family_asks_for(bank.walk.server, TITLE, "Anna Ash")
    same_day = behind.day_asked_for(bank.walk.server, asked)
    with pytest.raises(NoLongerFree):
        behind.a_family_asks_for(bank.walk.server, TITLE, "Bob Ash", first=same_day)
    bank.accept(TITLE)
    record_property("counted", f"A PA bank with one PA, in the browser: {bank.counted}")


def join(bank: Newcomer) -> None:
    bank.say_what("A PA bank: a team of personal assistants")
    bank.say_who("Ash PA bank SCIO", "A charity, a housing association or another society", "SC049999")
    bank.tick("Yes")
    bank.fill({"Registration number, if yes": NUMBER})
    bank.send("Save and go on")
    bank.tick("No")
    bank.send("Save and go on")
    bank.tick("We employ them")
    bank.send("Save and go on")
    bank.walk.sees("The public register says: Merse Care, Support Service")
    bank.go_on("PVG scheme")
    bank.add_pa(PA)


def begin(bank: Newcomer) -> None:
    answers = {
        "What is it called?": TITLE,
        "In one sentence": "40 hours a week, by day and night.",
        "Description": "Moving and assisting, and PEG feeds.",
        "Town or postcode": "Galashiels",
        "How many miles do you travel from there?": "15",
        "Price: one hour": "24.60",
    }
    bank.begin("PA bank", answers, includes_care=None)


def keep_week(manager: Walk) -> None:
    """When she works, what she was trained in, and when she is away."""
    manager.open("/pas")
    manager.follow(PA)
    manager.follow("The week")
    manager.fill("Sunday", "9:00-13:00")
    manager.press("Save the week")
    manager.sees("Sunday: 9:00-13:00")
    manager.follow("Training")
    manager.page.get_by_label("Trained in").select_option("stoma_care")
    manager.page.get_by_label("Trained on").fill("2026-01-05")
    manager.press("Save this training")
    manager.sees("Stoma care")
    manager.follow(f"Back to {PA}")
    manager.follow("Days off")
    day = friday(in_weeks=15)
    for label in ("First day off", "Last day off"):
        manager.page.get_by_label(label).fill(day.isoformat())
    manager.press("Save these days off")
    manager.sees("Nobody can book them on these days")
    manager.open("/pas/capacity")
    manager.sees("sleepovers a week are free")
