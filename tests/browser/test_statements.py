"""A mother reads where the money went and begins a return; a finance officer reads the sums of all pots."""

from marketplace import clock
from marketplace.budgets.statement import Month
from tests.browser.conftest import Comes, once


@once
def test_a_mother_reads_her_sons_money_and_begins_a_return(someone: Comes) -> None:
    walk, this = someone(), Month.of(clock.today())
    walk.come_in_as("Isobel Cranston")
    walk.open("/money")
    walk.follow_one("Direct payment")
    walk.sees(f"Pot statement, {this.words}")
    walk.follow("What will be left at the end")
    walk.sees("How it looks now")
    walk.page.go_back()
    walk.follow(f"Return of {this.words} to the council")
    walk.follow("Add a line")
    walk.press("Add this line")
    walk.sees("Enter the day")
    walk.fill("On which day?", clock.today().isoformat())
    walk.tick("Wages of a PA")
    walk.fill("How much?", "120.00")
    walk.press("Add this line")
    walk.sees("Wages of a PA", "£120.00 out")
    walk.follow_one("Back to Direct payment")
    walk.follow_one("Back to the money of")
    walk.follow("Pot statements of a month, all together")
    walk.sees("NHS share of support", "Council-arranged budget")


@once
def test_a_finance_officer_reads_the_sums_of_all_pots_and_has_a_file_made(someone: Comes) -> None:
    walk, this = someone(), Month.of(clock.today())
    walk.come_in_as("Priya Nair")
    walk.open("/money")
    walk.follow("Accounts of a month")
    walk.sees("Sums by sort of pot", "Set aside now, by age")
    walk.press(f"Make the file of {this.words}")
    walk.sees(f"Statements of {this.words}")
