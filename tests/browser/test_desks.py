"""A care manager at her desk: who waits, a place tonight, somebody in hospital; and a family that meets a PA first."""

from datetime import timedelta

from marketplace import clock
from tests.browser.conftest import Comes
from tests.browser.walk import Walk


def hospital_and_home(officer: Walk, name: str) -> None:
    officer.open("/people")
    officer.follow("Add a person")
    officer.fill("Full name", name)
    officer.press("Add this person")
    officer.follow(f"Back to {name}")
    officer.follow(f"{name} is in hospital, or has died")
    officer.tick(f"{name} is in hospital")
    officer.fill("Since which day?", clock.today().isoformat())
    officer.press("Write it down")
    officer.sees("Letters have stopped", "Whom to call", "No break is ahead")
    officer.press(f"{name} is home again")
    officer.sees("Letters go out from now on")


def place_tonight(officer: Walk) -> None:
    officer.open("/tonight")
    officer.page.get_by_label("Who needs somewhere?", exact=True).select_option(index=1)
    officer.fill("Near which town?", "Duns")
    officer.press("See what is free")
    officer.sees("near Duns", "Who gives support and answers at night")


def test_a_desk_shows_who_waits_finds_a_place_tonight_and_stops_letters(someone: Comes, mark: str) -> None:
    officer = someone()
    officer.come_in_as("Mhairi Scott")
    officer.follow("Caseload")
    officer.sees("Emergencies come first, then who has waited longest", "Callum Cranston", "No break ahead")
    place_tonight(officer)
    hospital_and_home(officer, f"Morag {mark}")


def test_a_family_asks_to_meet_and_the_bank_agrees_a_time(someone: Comes, mark: str) -> None:
    family = someone()
    family.come_in_as("Isobel Cranston")
    family.open("/meetings")
    family.follow_one("Callum and")
    family.sees("waits for the others")
    listing = family.page.get_by_text("Give other times")
    assert listing.count() == 1
    family.follow("Give other times")
    family.fill("First choice: day", (clock.today() + timedelta(days=7 if mark == "ash" else 8)).isoformat())
    family.fill("First choice: time", "11:00")
    family.press("Send these times")
    family.sees("Your times are sent.")
