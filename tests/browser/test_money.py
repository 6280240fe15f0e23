"""A mother writes down what funders ask, sees who might pay and who pays the invoices; each page held to axe."""

import re
from datetime import timedelta

from marketplace import clock
from tests.browser.conftest import Comes, once


@once
def test_a_mother_writes_down_what_her_sons_pots_ask_and_lets_the_site_suggest_who_pays(someone: Comes) -> None:
    isobel = someone()
    isobel.come_in_as("Isobel Cranston")
    isobel.open("/money")
    isobel.follow_one("Direct payment")
    isobel.follow("Write down what the funder asks")
    isobel.fill("How much is kept back for an emergency?", "200.00")
    isobel.fill("The most for one week", "-1")
    isobel.press("Save what the funder asks")
    isobel.sees("like 12 or 12.50")
    isobel.fill("The most for one week", "900.00")
    isobel.press("Save what the funder asks")
    isobel.sees("£900.00, the page warns above it")
    isobel.follow("Say what it may buy")
    isobel.choose("Equipment to hire: may it buy this?", "It never buys it")
    isobel.press("Save what it may buy")
    isobel.follow("Write down money that comes or goes")
    isobel.fill("How much comes in?", "500.00")
    isobel.fill("On which day?", (clock.today() + timedelta(days=30)).isoformat())
    isobel.press("Write it down")
    isobel.fill("What is it for?", "Pay of Jo")
    isobel.fill("How much goes out?", "120.00")
    isobel.tick("Every four weeks")
    isobel.fill("When next?", (clock.today() + timedelta(days=10)).isoformat())
    isobel.press("Count it")
    isobel.sees("Not in yet", "Pay of Jo")
    isobel.open("/breaks")
    isobel.follow_one("Duns")
    ref = str(re.search(r"/breaks/([\w-]+)", isobel.page.url)[1])  # type: ignore[index]
    isobel.open(f"/breaks/{ref}/who-pays")
    isobel.open(f"/breaks/{ref}/who-pays/suggested?anew=yes")
    isobel.sees("All of it anew", "Work it out another way")
    isobel.open(f"/breaks/{ref}/who-pays/lead")
    isobel.sees("Who pays the whole invoice of a part it has a share in?")
