"""A provider gives the address of a calendar kept on another site; what is taken there is taken here, until removed."""

import re
from datetime import timedelta

from marketplace import db
from tests.browser.conftest import Comes
from tests.browser.walk import Walk, friday
from tests.feeds import calendar, event
from tests.other_sites import other_site, read_due

SEARCH = "/search?near=TD11+3AQ&within=5&kind=accommodation"


def read_all(walker: Walk) -> None:
    """Read what is due, as the worker does, from a site on this machine."""
    engine = db.connect(walker.server.environment["DATABASE_URL"])
    read_due()
    db.session.remove()
    engine.dispose()


def test_what_is_taken_on_another_site_is_taken_here(someone: Comes, mark: str, with_script: bool) -> None:  # noqa: FBT001
    first = friday(in_weeks=20 if with_script else 24)
    again = first + timedelta(days=3)
    search = f"{SEARCH}&from={first}&to={again}"
    stay = event(f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{again:%Y%m%d}", uid=f"{mark}@x")
    visitor, provider = someone(), someone()
    visitor.open(search)
    visitor.sees("Orchard House")
    provider.come_in_as("Ruth Cockburn")
    provider.open("/diary")
    provider.page.locator("main a", has_text="Diary of Orchard House").click()
    provider.follow("Give the address of a calendar")
    with other_site() as site:
        site.give(calendar(stay))
        provider.fill("Address of the calendar", site.url())
        provider.fill("What do you call it?", f"{mark} stays")
        provider.press("Keep this address")
        provider.sees("It is read in the next minute.")
        read_all(provider)
        provider.follow("Look again")
        provider.sees("Read just now", "1 stretch of time", "1 new")
        visitor.open(search)
        assert "Orchard House" not in visitor.words
    page = re.sub(r"[?#].*", "", provider.page.url)
    provider.open(page.removeprefix(provider.server.address) + "/remove")
    provider.tick("It is free. Families can book it")
    provider.press("Remove it")
    provider.sees("What it took is free.")
    visitor.open(search)
    visitor.sees("Orchard House")
