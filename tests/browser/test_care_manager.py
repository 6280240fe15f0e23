"""A care manager brings somebody in: person, support plan, outcome, committed money, and who shall help."""

from datetime import timedelta

import pytest

from marketplace import clock
from tests.browser import post
from tests.browser.conftest import Comes, once
from tests.browser.walk import Walk

PASSWORD = "three green sheep"
OUTCOME = "A weekend by the sea, with my own dog."


def add_person(officer: Walk, name: str) -> None:
    officer.open("/people")
    officer.follow("Add a person")
    officer.fill("Full name", name)
    officer.fill("Postcode", "TD1 1PT")
    officer.fill("Telephone number", "07700 900 499")
    officer.press("Add this person")
    officer.sees(f"{name} is added.")
    officer.follow(f"Back to {name}")


def add_plan(officer: Walk) -> None:
    today = clock.today()
    officer.follow("Support plans")
    officer.page.locator("main a[href$='/plans/add']").first.click()
    officer.tick("The person's own support")
    officer.day("Agreed on", today)
    officer.day("First day", today)
    officer.day("Last day", today + timedelta(days=364))
    officer.press("Save the support plan")
    officer.page.locator("main").get_by_role("textbox").first.fill(OUTCOME)
    officer.press("Add it")
    officer.sees(OUTCOME)


def add_committed_money(officer: Walk) -> None:
    today = clock.today()
    officer.follow("Pots that can pay for breaks")
    officer.page.locator("main a[href$='/money/new']").first.click()
    officer.follow("Council-arranged (virtual budget)")
    officer.day("First day", today)
    officer.day("Last day", today + timedelta(days=364))
    officer.tick("Option 3, the council arranges it")
    officer.page.get_by_label("Support plan", exact=True).select_option(index=1)
    officer.fill("Coding for purchase orders", "ASC-9001")
    officer.press("Make this pot")
    officer.sees("The pot is made.")
    officer.fill("How much?", "1,500.00")
    officer.fill("Why?", "Short breaks of this year")
    officer.press("Add this money")
    officer.sees("£1,500.00", "Short breaks of this year")


def invite_helper(officer: Walk, email: str) -> None:
    today = clock.today()
    officer.follow("Who may do what")
    officer.follow("Invite somebody")
    officer.follow("A helper")
    officer.fill("Their e-mail address", email)
    officer.tick("Plan breaks, and keep needs up to date")
    officer.day("First day", today)
    officer.day("Last day", today + timedelta(days=90))
    officer.tick("They told me")
    officer.press("Send the invitation")
    officer.sees(email)


def take_up(helper: Walk, email: str, name: str) -> None:
    helper.open(post.link(helper.server, to=email, holding="/people/invitation/"))
    helper.sees("You may plan breaks and keep needs up to date.")
    helper.fill("Your name", name)
    helper.page.locator("input[type=password]").first.fill(PASSWORD)
    helper.press("Yes, and sign me in")


@pytest.fixture
def officer(someone: Comes) -> Walk:
    """Mhairi, who has come in by the demo's door."""
    mhairi = someone()
    mhairi.come_in_as("Mhairi Scott")
    return mhairi


@once
def test_a_care_manager_brings_somebody_in_and_a_helper_says_yes(officer: Walk, someone: Comes, mark: str) -> None:
    name, email = f"Effie {mark}", f"helper.{mark}@example.org"
    add_person(officer, name)
    persons_page = officer.page.url.removeprefix(officer.server.address)
    add_plan(officer)
    officer.open(persons_page)
    add_committed_money(officer)
    officer.open(persons_page)
    invite_helper(officer, email)
    helper = someone()
    take_up(helper, email, f"Helper {mark}")
    helper.sees(name)
    assert helper.page.get_by_role("link", name="Health notes").count() == 0  # not given: only planning was
    officer.open(f"{persons_page}/helpers")
    officer.sees(f"Helper {mark}")
