"""Narrowing a list: each link says how many it leaves, and its page has as many; dates that can move are a form too."""

import random
import re
from datetime import UTC, date, datetime
from html import escape, unescape

import pytest
import time_machine

from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE
from marketplace.listings.models import Cause
from marketplace.listings.pricing import RateUnit
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import nights
from tests import supply
from tests.checked_client import CheckedClient
from tests.databases import on_both

pytestmark = on_both

FACETS = re.compile(r'<li><a href="([^"]+)"><span>([^<]+)</span><span class="num"><span class="vh">: </span>(\d+)')


@pytest.fixture(autouse=True)
def _in_january() -> object:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        yield


def _total(page: str) -> int:
    counts = re.findall(r">(\d+) (?:that suits?|to ask first)", page)
    return sum(map(int, counts))


def _supply() -> None:
    rows = random.Random(5)
    for number in range(12):
        supply.listing(
            f"House {number}",
            at=(supply.DUNS[0] + number / 40, supply.DUNS[1]),
            sleeps=rows.randint(1, 8),
            facts=rows.choice(["hoist=gantry", "hoist=none;profiling_bed=yes", "steps_at_entrance=2", ""]),
            rates={RateUnit.NIGHT: rows.randrange(30_00, 300_00)},
        )
    pa = {RateUnit.HOUR: 24_60}
    supply.listing("Bank", kind=ListingKind.PA_BANK, travels_km=50, sleeps=None, rates=pa)


@pytest.mark.parametrize(
    "asked",
    [
        "within=25",
        "from=2027-03-05&to=2027-03-08",
        "nights=3&during=2027-03&starting=4",
        "from=2027-03-05&to=2027-03-08&sleeps=2&most=600",
    ],
)
def test_each_way_to_narrow_leaves_as_many_as_it_says(client: CheckedClient, asked: str) -> None:
    _supply()
    page = client.get(f"/search?near=Duns&{asked}").text
    links = FACETS.findall(page)
    assert len({name for _, name, _ in links}) > 4
    for href, name, count in links:
        narrowed = client.get(unescape(href)).text
        assert _total(narrowed) == int(count) < _total(page), (name, href)


def test_dates_that_can_move_are_asked_in_the_form_and_each_card_says_its_days(client: CheckedClient) -> None:
    house = supply.listing(rates={RateUnit.NIGHT: 100_00})
    ref = house.ref
    taken = nights(date(2027, 3, 1), date(2027, 3, 12))
    diary.occupy(wanted=[Wanted(house.spaces[0].id, taken, "s")], cause=Cause.BOOKING, by=SITE)
    page = client.get("/search?near=Duns&nights=3&during=2027-03&starting=4").text
    assert "Any 3 nights from 1 March to 1 April 2027, starting on a Friday" in page
    assert "3 nights, Fri 12 to Mon 15 March 2027: £300.00" in page
    assert f"/listings/{ref}?from=2027-03-12&amp;to=2027-03-15" in page
    assert "Before Easter 2027 (28 March)" in page


def test_each_of_the_days_on_a_card_leads_to_the_place_on_those_days(client: CheckedClient) -> None:
    ref = supply.listing(rates={RateUnit.NIGHT: 100_00}).ref
    page = client.get("/search?near=Duns&nights=3&during=2027-03&starting=4").text
    assert "1 other day to start on" in page
    assert re.search(rf'<a href="/listings/{ref}\?month=2027-03&amp;search=[^"]*#free">March 2027 \(4\)<', page)
    for first, last, words in (("05", "08", "Fri 5 to Mon 8"), ("12", "15", "Fri 12 to Mon 15")):
        days = f"from=2027-03-{first}&amp;to=2027-03-{last}"
        link = f'/listings/{ref}\\?{days}&amp;search=[^"]*">.*?{words} March 2027: £300.00<span'
        assert re.search(link, page), words


def test_the_way_back_from_a_place_is_the_whole_search_for_whoever_is_chosen_there(client: CheckedClient) -> None:
    supply.listing(rates={RateUnit.NIGHT: 100_00})
    search = "/search?near=Duns&kind=accommodation&tick=profiling_bed%3Dyes&nights=3&during=2027-03&starting=4"
    (link, *_) = re.findall(r'<a href="(/listings/[^"]+)"', client.get(f"{search}&most=&lifts=").text)
    page = client.get(unescape(link)).text
    assert f'href="{escape(search)}"' in page
    assert f'name="search" value="{escape(search.removeprefix("/search?"))}"' in page
    month = re.findall(r'href="(/listings/[^"]+)#free"', page)[0]
    assert f'href="{escape(search)}"' in client.get(unescape(month)).text
    assert "search=" not in re.findall(r'<p class="address"><a href="([^"]+)"', page)[0]


def test_who_has_asked_for_nothing_yet_finds_the_form_open(client: CheckedClient) -> None:
    supply.listing()
    form = re.compile(r'<details class="fold"( open)?><summary>Change your search')
    opened = [form.search(client.get(f"/search{asked}").text) for asked in ("", "?near=Duns")]
    assert [bool(one and one[1]) for one in opened] == [True, False]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("during=2027-03", "How many nights: say how many, if your dates can move"),
        ("nights=3", "Any time in: choose one, or give the first and the last day above"),
        ("nights=3&during=someday", "Any time in: choose one from the list"),
        ("most=300", "Most it may cost in all: say which days as well"),
        ("nights=9&from=2027-03-05&to=2027-03-08", "How many nights: there are fewer between your days"),
    ],
)
def test_what_is_missing_of_dates_that_can_move_is_said(client: CheckedClient, asked: str, said: str) -> None:
    answer = client.get(f"/search?near=Duns&{asked}")
    assert answer.status_code == 422
    assert said in unescape(answer.text)


def test_the_most_it_may_cost_is_of_all_nights_and_its_hint_says_so(client: CheckedClient) -> None:
    supply.listing(rates={RateUnit.NIGHT: 135_00})
    days = "from=2027-03-05&to=2027-03-08"
    assert "For everyone, over all the days you say." in client.get("/search").text
    found = [f"/search?near=Duns&{days}&most={most}" for most in (404, 405)]
    assert [_total(client.get(search).text) for search in found] == [0, 1]
