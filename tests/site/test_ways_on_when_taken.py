"""What is not free leads on: to when it is free next, and to what else is free then and near."""

import re
from datetime import UTC, date, datetime, time, timedelta
from html import unescape

import pytest
import time_machine

from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE
from marketplace.clock import in_london, london_instant
from marketplace.db import session, transaction
from marketplace.listings.asked import Asked
from marketplace.listings.models import BookingTerms, Cause, Listing, OpeningHours
from marketplace.listings.pricing import RateUnit
from marketplace.listings.queries.free_next import free_next
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.listings.terms import as_bits
from marketplace.periods import Period, nights
from tests import breaks, families, golden, supply
from tests.checked_client import CheckedClient
from tests.paper import words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])

FRIDAY = date(2027, 3, 5)
JANUARY = datetime(2027, 1, 10, 12, tzinfo=UTC)
STAY = Asked(stay=(FRIDAY, FRIDAY + timedelta(days=3)))


def _take(house: Listing, first: date, last: date) -> None:
    diary.occupy(wanted=[Wanted(house.spaces[0].id, nights(first, last), "s")], cause=Cause.BOOKING, by=SITE)


def test_the_page_of_a_listing_leads_to_when_it_is_free_and_to_what_else_is(client: CheckedClient) -> None:
    with time_machine.travel(JANUARY, tick=False):
        house, ref = supply.listing("Orchard House"), ""
        ref = house.ref
        _take(house, FRIDAY, FRIDAY + timedelta(days=5))
        page = client.get(f"/listings/{ref}?from=2027-03-05&to=2027-03-08&sleeps=2")
        assert "Free next: 3 nights, Wed 10 to Sat 13 March 2027" in words(page)
        later = re.search(r'<a href="([^"]+)">Free next', page.text)
        assert later
        assert "free on these dates" in words(client.get(unescape(later[1])))
        other = re.search(r'<a href="([^"]+)">See what else is free then near Duns', page.text)
        assert other
        assert unescape(other[1]) == "/search?kind=accommodation&near=Duns&from=2027-03-05&to=2027-03-08&sleeps=2"


def test_what_is_free_leads_nowhere_else(client: CheckedClient) -> None:
    with time_machine.travel(JANUARY, tick=False):
        ref = supply.listing("Orchard House").ref
        assert "Free next" not in words(client.get(f"/listings/{ref}?from=2027-03-05&to=2027-03-08"))


@pytest.mark.usefixtures("database")
def test_a_firm_listing_is_free_next_on_days_that_it_takes() -> None:
    with time_machine.travel(JANUARY, tick=False):
        house = supply.listing("Orchard House")
        _take(house, FRIDAY, FRIDAY + timedelta(days=3))
        with transaction():
            house.kept_terms = BookingTerms.usual()
            house.kept_terms.changeover_days, house.kept_terms.is_firm = as_bits([4, 0]), True
            session.add(house)
        found = free_next(house, STAY)
        assert found is not None
        assert found.days == (FRIDAY + timedelta(days=7), FRIDAY + timedelta(days=10))


@pytest.mark.usefixtures("database")
def test_hours_are_free_next_when_it_is_open_and_a_diary_has_them() -> None:
    with time_machine.travel(JANUARY, tick=False):
        bank = supply.listing("Reivers", kind=ListingKind.PA_BANK, rates={RateUnit.HOUR: 24_60})
        with transaction():
            for weekday in (4, 5):
                session.add(OpeningHours(listing_id=bank.id, weekday=weekday, opens_minute=540, closes_minute=1020))
        hours = Period(
            london_instant(FRIDAY, time(9)),
            london_instant(FRIDAY, time(17)),
        )
        diary.occupy(wanted=[Wanted(bank.spaces[0].id, hours, "s")], cause=Cause.BOOKING, by=SITE)
        found = free_next(bank, Asked(hours=hours, days_alike=2))
        assert found is not None
        assert found.days == (FRIDAY + timedelta(days=7), FRIDAY + timedelta(days=8))


def test_hours_that_the_clocks_leave_out_in_spring_are_free_next_on_another_night(client: CheckedClient) -> None:
    with time_machine.travel(JANUARY, tick=False):
        bank = supply.listing("Reivers", kind=ListingKind.PA_BANK, rates={RateUnit.HOUR: 24_60})
        ref, change = bank.ref, date(2027, 3, 28)
        taken = Period(london_instant(change - timedelta(days=20)), london_instant(change + timedelta(days=1)))
        diary.occupy(wanted=[Wanted(bank.spaces[0].id, taken, "s")], cause=Cause.BOOKING, by=SITE)
        page = client.get(f"/listings/{ref}?from=2027-03-20&start=01:00&end=02:00")
        assert "Free next: Monday 29 March 2027, 01:00 to Monday 29 March 2027, 02:00" in words(page)


@pytest.mark.usefixtures("database")
def test_what_is_taken_for_half_a_year_is_free_at_no_time_that_is_told() -> None:
    with time_machine.travel(JANUARY, tick=False):
        house = supply.listing("Orchard House")
        _take(house, FRIDAY, FRIDAY + timedelta(days=200))
        assert free_next(house, STAY) is None


def test_a_part_that_is_not_free_leads_on_from_the_break_and_from_its_own_page(client: CheckedClient) -> None:
    made = breaks.planned()
    line = made.line("house")
    assert line.listing is not None
    first, last = (in_london(at).date() for at in (line.periods[0].starts_at, line.periods[-1].ends_at))
    wanted = [Wanted(space.id, nights(first, last), f"closure:{space.ref}") for space in line.listing.spaces]
    listing_ref = line.listing.ref
    diary.occupy(wanted=wanted, cause=Cause.CLOSURE, by=SITE)
    families.sign_in(client, made.arranger)
    part = f"/breaks/{made.ref}/parts/{made.lines['house']}"
    for page in (f"/breaks/{made.ref}", f"/breaks/{made.ref}/hold"):
        shown = client.get(page)
        assert f'href="{part}#taken"' in shown.text
        assert "See what else is free then" in words(shown)
    shown = client.get(part)
    assert (
        f'href="/listings/{listing_ref}?from={last}&amp;to={last + (last - first)}">Free next: 2 nights' in shown.text
    )
    other = re.search(r'href="([^"]+)">See what else is free then', shown.text)
    assert other
    assert f"break={made.ref}" in other[1]
    assert client.get(unescape(other[1])).status_code == 200


def test_support_that_is_not_free_is_looked_for_at_all_its_hours_that_are_alike(client: CheckedClient) -> None:
    made = breaks.planned()
    breaks.add_support(made)
    line = made.line("support")
    assert line.listing is not None
    whole = Period(line.periods[0].starts_at, line.periods[-1].ends_at)
    wanted = [Wanted(space.id, whole, f"closure:{space.ref}") for space in line.listing.spaces]
    diary.occupy(wanted=wanted, cause=Cause.CLOSURE, by=SITE)
    families.sign_in(client, made.arranger)
    shown = client.get(f"/breaks/{made.ref}/parts/{made.lines['support']}").text
    day = golden.friday().isoformat()
    assert f"from={day}&amp;to={day}&amp;start=16%3A00&amp;end=20%3A00" in shown
