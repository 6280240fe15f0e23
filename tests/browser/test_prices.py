"""A provider names a season, what every stay pays and a deposit; a visitor sees all of it."""

import re
from datetime import date

from marketplace import clock
from marketplace.accounts.demo import DEMO_PASSWORD
from tests.browser.conftest import Comes, once

YEAR = clock.today().year + 1
STAY = f"from={date(YEAR, 4, 30)}&to={date(YEAR, 5, 2)}&sleeps=2"


@once
def test_a_provider_names_its_prices_and_a_visitor_sees_the_whole_of_them(someone: Comes) -> None:
    provider = someone()
    provider.sign_in("malcolm.begg@eastcoaststays.example", DEMO_PASSWORD)
    provider.open("/offers")
    provider.follow_one("Castle Green")
    ref = str(re.search(r"/offers/([\w-]+)", provider.page.url)[1])  # type: ignore[index]
    provider.follow("Seasons")
    provider.press("One more season")
    provider.fill("Season 1: Name", "May")
    provider.fill("Season 1: One night, Monday to Friday", "123.00")
    provider.fill("Season 1: First day", f"{YEAR}-05-01")
    provider.fill("Season 1: Last day", f"{YEAR}-05-31")
    provider.press("Save the seasons")
    provider.sees("Seasons: saved.")
    provider.follow("Extras")
    provider.fill("Extra 1: What it is", "Linen")
    provider.fill("Extra 1: Price", "7.50")
    provider.choose("Extra 1: Who pays it", "Every stay, each person")
    provider.press("Save the extras")
    provider.follow("Deposit and VAT")
    provider.fill("Deposit", "150")
    provider.fill("Within how many days after they leave is it back?", "5")
    provider.tick("The standard rate")
    provider.press("Save")
    visitor = someone()
    visitor.open(f"/listings/{ref}?{STAY}")
    visitor.sees("1 night at £123.00 (May)", "Linen, 2 at £7.50", "VAT in it: £")
    visitor.sees("Deposit: £150.00, not part of the price. East Coast Stays takes it")
