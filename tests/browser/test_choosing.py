"""An officer puts two breaks side by side, a sister chooses one on her phone, and a care home is weighed against it."""

from tests.browser.conftest import Comes

CALVES, BEACH = "A weekend with the calves", "A weekend above the beach"


def test_two_breaks_stand_side_by_side_and_one_of_them_goes_on(someone: Comes, mark: str) -> None:
    officer = someone()
    officer.come_in_as("Mhairi Scott")
    officer.open("/breaks")
    officer.follow_one(CALVES)
    officer.follow("Put it beside other breaks, to choose from")
    officer.fill("What is it about?", f"Spring {mark}")
    officer.page.get_by_label(BEACH).first.check()
    officer.press("Put them side by side")
    officer.sees("Not sent yet", "£1,025.00", "£1,085.00", "Ask first")
    officer.press("Send them to the family")
    officer.sees("They are on their way")
    sister = someone()
    sister.come_in_as("Dorothy Amos")
    sister.open("/breaks")
    sister.sees(f"Choose a break: Spring {mark}")
    sister.follow_one(f"Spring {mark}")
    sister.follow("Choose one, or none")
    sister.page.get_by_label(CALVES).check()
    sister.press("This is the answer")
    sister.sees("That is the one", "Hold all of it")
    sister.follow("Quotes: what it would cost, on a dated paper")
    sister.follow_one("Q2")
    sister.sees("Nothing is held, and no money is set aside", "Who would pay what")


def test_a_care_home_is_weighed_against_a_break_and_an_officer_decides(someone: Comes, mark: str) -> None:
    officer = someone()
    officer.come_in_as("Mhairi Scott")
    officer.open("/breaks")
    officer.follow_one(CALVES)
    officer.follow("Compare it with a stay in a care home")
    officer.follow_one("Start from Short stays at Cheviot View")
    officer.fill("What would the person pay for all of it?", "78")
    officer.fill("How many staff for how many people?", "1 for 6")
    officer.press("Put both side by side")
    officer.sees("£594.00", "The flexible break costs the council £431.00 more")
    officer.follow("Decide")
    officer.tick("The flexible break")
    officer.fill("Why?", f"He is calm with animals, {mark}")
    officer.press("This is the decision")
    officer.sees("What was decided", f"He is calm with animals, {mark}")
