"""Any 3 nights in March: what is found, for which days and at what price is what searches for each stay would say."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from click.testing import CliRunner

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import SITE
from marketplace.cli import main
from marketplace.db import session, transaction
from marketplace.geo import Point
from marketplace.listings.asked import Asked
from marketplace.listings.cards import Hrefs, card
from marketplace.listings.flexible import Flexible
from marketplace.listings.models import Cause, Listing, Season, SeasonRate
from marketplace.listings.pricing import RateUnit
from marketplace.listings.queries.search import search
from marketplace.listings.services import diary, search_row
from marketplace.listings.services.diary import Wanted
from marketplace.listings.terms import EVERY_DAY
from marketplace.periods import nights
from tests import supply

pytestmark = pytest.mark.usefixtures("database", "february")

MARCH = Flexible(date(2027, 3, 1), date(2027, 4, 1), 3)
FRIDAY = 1 << 4
ASKED = Asked(near=Point(*supply.DUNS), flexible=MARCH)


@pytest.fixture
def february() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 2, 1, 9, tzinfo=UTC), tick=False):
        yield


def _take(house: Listing, first: date, last: date, *, space: int = 0, cause: Cause = Cause.BOOKING) -> None:
    until = clock.now() + timedelta(hours=1) if cause is Cause.HOLD else None
    wanted = [Wanted(house.spaces[space].id, nights(first, last), f"{house.ref}:{space}:{first}")]
    diary.occupy(wanted=wanted, cause=cause, until=until, by=SITE)


def _prices(house: Listing, weekday: int, weekend: int) -> None:
    with transaction():
        house.rates[0].weekday_pence, house.rates[0].weekend_pence = weekday, weekend
        search_row.refresh(house)


def _houses() -> None:
    """Of each sort of trouble one: two rooms, a hold, changeover days, notice, seasons, and diaries full of stays."""
    rows = random.Random(3)
    hotel = supply.listing("Hotel", spaces=2)
    _take(hotel, date(2027, 3, 1), date(2027, 3, 14), space=0)
    _take(hotel, date(2027, 3, 12), date(2027, 4, 2), space=1)
    held = supply.listing("Held")
    _take(held, date(2027, 3, 1), date(2027, 3, 20))
    _take(held, date(2027, 3, 21), date(2027, 3, 30), cause=Cause.HOLD)
    supply.terms(supply.listing("Fridays"), changeover_days=FRIDAY | 1)
    supply.terms(supply.listing("Late"), notice_days=45)
    supply.terms(supply.listing("Long", min_nights=7), changeover_days=EVERY_DAY)
    supply.listing("Usually long", min_nights=7)
    seasonal = supply.listing("Seasonal")
    with transaction():
        dear = Season(name="Spring", first_on=date(2027, 3, 10), last_on=date(2027, 3, 20), listing_id=seasonal.id)
        dear.rates = [
            SeasonRate(unit=RateUnit.NIGHT, weekday_pence=50_00, weekend_pence=60_00, bank_holiday_pence=70_00)
        ]
        session.add(dear)
        session.flush()
        session.expire(seasonal)
        search_row.refresh(seasonal)
    for number in range(4):
        house = supply.listing(f"House {number}", at=(supply.DUNS[0] + number / 100, supply.DUNS[1]))
        _prices(house, rows.randrange(50_00, 150_00), rows.randrange(50_00, 150_00))
        for week in range(4):
            first = date(2027, 3, 1) + timedelta(days=7 * week + rows.randrange(3))
            _take(house, first, first + timedelta(days=rows.randint(1, 4)))


@pytest.mark.parametrize("arrive_days", [EVERY_DAY, FRIDAY])
def test_each_listing_is_offered_for_the_stays_that_a_search_for_them_finds(arrive_days: int) -> None:
    _houses()
    asked = replace(ASKED, flexible=replace(MARCH, arrive_days=arrive_days))
    stays = [
        (date(2027, 3, day), date(2027, 3, day) + timedelta(days=3))
        for day in range(1, 30)
        if arrive_days >> date(2027, 3, day).weekday() & 1
    ]
    expected: dict[str, dict[bool, list[tuple[int, date]]]] = {}
    for stay in stays:
        for hit in search(replace(asked, flexible=None, stay=stay), limit=100).hits:
            of_one = expected.setdefault(hit.offer.title, {True: [], False: []})
            of_one[hit.suits].append((hit.price_pence or 0, stay[0]))
    found = search(asked, limit=100)
    assert {hit.offer.title for hit in found.hits} == expected.keys()
    for hit in found.hits:
        best = sorted(expected[hit.offer.title][True] or expected[hit.offer.title][False])
        assert hit.suits is bool(expected[hit.offer.title][True])
        assert [one.price_pence for one in hit.stays] == [pence for pence, _ in best[:3]]
        assert {(one.price_pence, one.arrive_on) for one in hit.stays} <= set(best)
        assert (hit.stays[0].price_pence, hit.stays[0].arrive_on) == best[0]
        assert [(one.month, one.count) for one in hit.starts] == [(date(2027, 3, 1), len(best))]
        assert hit.price_pence == best[0][0]


def test_stays_that_cost_the_same_are_spread_over_all_the_days_and_the_others_are_counted_by_month() -> None:
    house = supply.listing()
    before_easter = Flexible(date(2027, 2, 12), date(2027, 3, 26), 2, FRIDAY)
    (hit,) = search(replace(ASKED, flexible=before_easter)).hits
    assert [one.arrive_on for one in hit.stays] == [date(2027, 2, 12), date(2027, 2, 26), date(2027, 3, 19)]
    assert [(one.month, one.count) for one in hit.starts] == [(date(2027, 2, 1), 3), (date(2027, 3, 1), 3)]
    _take(house, date(2027, 2, 26), date(2027, 2, 27))
    (hit,) = search(replace(ASKED, flexible=before_easter)).hits
    assert [one.arrive_on for one in hit.stays] == [date(2027, 2, 12), date(2027, 3, 5), date(2027, 3, 19)]


def test_the_dearer_stays_come_after_all_the_cheaper_ones_and_are_far_from_them() -> None:
    _prices(supply.listing(), 100_00, 150_00)
    (hit,) = search(
        replace(ASKED, flexible=replace(MARCH, arrive_days=FRIDAY | 1 << 0, last_on=date(2027, 3, 13)))
    ).hits
    assert [(one.arrive_on.day, one.price_pence) for one in hit.stays] == [(1, 300_00), (8, 300_00), (5, 400_00)]


def test_what_is_not_sold_by_the_night_says_its_unit_and_no_nights() -> None:
    supply.listing("Car", kind=ListingKind.TRANSPORT, rates={RateUnit.ITEM: 64_00})
    (hit,) = search(replace(ASKED, kind=ListingKind.TRANSPORT)).hits
    made = card(hit, ASKED, mark="1", hrefs=Hrefs([""] * 3, [""]), picture="", alt="")
    assert made.stays[0].words == "Mon 1 to Thu 4 March 2027: £64.00 for 1 item"
    assert not any("night" in one.words for one in made.stays)


def test_the_command_says_the_days_of_each(database_url: str, tmp_path: object) -> None:
    house = supply.listing(rates={RateUnit.NIGHT: 100_00})
    _prices(house, 100_00, 150_00)
    shell = CliRunner(env={"DATABASE_URL": database_url, "LULL_INSTANCE": str(tmp_path)})
    words = ["search", "--near", "Duns", "--nights", "2", "--in", "2027-05", "--starting", "friday", "--json"]
    answer = json.loads(shell.invoke(main, words).output)
    (listing,) = answer["listings"]
    assert listing["stays"][0] == {"from": "2027-05-07", "to": "2027-05-09", "price_pence": 250_00}
    assert listing["price_pence"] == 250_00
    assert shell.invoke(main, ["search", "--in", "2027-05"]).exit_code == 2
    assert shell.invoke(main, ["search", "--nights", "2", "--in", "soon"]).exit_code == 2
