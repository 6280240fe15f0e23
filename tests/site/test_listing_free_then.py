"""The page of a PA bank says that it is free when somebody works then, and leads on when nobody does."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
import time_machine

from marketplace.access_facts.kinds import ListingKind
from marketplace.db import session, transaction
from marketplace.listings.models import Listing, OpeningHours
from marketplace.listings.pricing import RateUnit
from tests import families, supply
from tests.checked_client import CheckedClient
from tests.paper import words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])

JANUARY = datetime(2027, 1, 10, 12, tzinfo=UTC)
FRIDAY, SATURDAY = "from=2027-03-05&start=10:00&end=14:00", "from=2027-03-06&start=10:00&end=14:00"
FRIDAY_NIGHT, SUNDAY_NIGHT = "from=2027-03-05&start=22:00&end=08:00", "from=2027-03-07&start=22:00&end=08:00"
FREE, NOT_FREE, WAIT = "free on these dates", "not free on these dates", "Tell me when it frees up"


def _bank() -> Listing:
    """PAs who work from Monday to Friday, and sleep over on Fridays."""
    rates = {RateUnit.HOUR: 24_60, RateUnit.SLEEPOVER: 95_00}
    return supply.bank_at_work(rates=rates, days=range(5), hours=(9, 17), nights=[4])


def _page(client: CheckedClient, ref: str, when: str) -> str:
    """The words of a listing's page for a time."""
    return words(client.get(f"/listings/{ref}?{when}"))


def test_a_bank_is_free_when_one_of_its_pas_works_then(client: CheckedClient) -> None:
    with time_machine.travel(JANUARY, tick=False):
        page = _page(client, _bank().ref, FRIDAY)
        assert FREE in page
        assert NOT_FREE not in page
        assert "£98.40" in page


def test_a_bank_is_not_free_when_none_of_its_pas_works_then_and_leads_on(client: CheckedClient) -> None:
    with time_machine.travel(JANUARY, tick=False):
        ref = _bank().ref
        families.sign_in(client, families.viewer("Jean"))
        answer = client.get(f"/listings/{ref}?{SATURDAY}")
        page = words(answer)
        assert NOT_FREE in page
        assert WAIT in page
        assert "Free next: Monday 8 March 2027, 10:00 to Monday 8 March 2027, 14:00" in page
        later = re.search(r'<a href="([^"]+)">Free next', answer.text)
        assert later
        assert NOT_FREE not in words(client.get(unescape(later[1])))
        assert "See what else is free then near Duns" in page


def test_several_days_are_free_when_somebody_works_on_each_of_them(client: CheckedClient) -> None:
    with time_machine.travel(JANUARY, tick=False):
        ref = _bank().ref
        assert NOT_FREE not in _page(client, ref, f"{FRIDAY.replace('05', '04', 1)}&to=2027-03-05&each=day")
        assert NOT_FREE in _page(client, ref, f"{FRIDAY}&to=2027-03-06&each=day")


def test_a_night_is_free_on_an_evening_on_which_somebody_sleeps_over_and_costs_that(client: CheckedClient) -> None:
    with time_machine.travel(JANUARY, tick=False):
        ref = _bank().ref
        friday, sunday = _page(client, ref, FRIDAY_NIGHT), _page(client, ref, SUNDAY_NIGHT)
        assert "1 sleepover at £95.00" in friday
        assert NOT_FREE not in friday
        assert NOT_FREE in sunday
        assert "Free next: Friday 12 March 2027, 22:00" in sunday


def test_a_night_that_can_be_had_both_ways_is_told_at_both_prices(client: CheckedClient) -> None:
    with time_machine.travel(JANUARY, tick=False):
        rates = {RateUnit.HOUR: 24_60, RateUnit.SLEEPOVER: 95_00}
        ref = supply.listing("Tweed", kind=ListingKind.PA_BANK, rates=rates).ref
        night = _page(client, ref, FRIDAY_NIGHT)
        assert "10 hours at £24.60" in night
        assert "Or as 1 sleepover at £95.00: £95.00. You choose when you add it." in night
        assert "Or as" not in _page(client, ref, FRIDAY)
        assert "Or as" not in _page(client, _bank().ref, FRIDAY_NIGHT)


def test_opening_hours_bind_the_hours_and_not_the_nights(client: CheckedClient) -> None:
    with time_machine.travel(JANUARY, tick=False):
        bank = _bank()
        ref = bank.ref
        with transaction():
            session.add(OpeningHours(listing_id=bank.id, weekday=4, opens_minute=720, closes_minute=1020))
        assert NOT_FREE in _page(client, ref, FRIDAY)
        assert NOT_FREE not in _page(client, ref, FRIDAY_NIGHT)
