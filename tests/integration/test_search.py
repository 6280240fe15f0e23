"""The search: near, free for all the time asked, every must met; what is not known is asked first, never a yes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock, geo
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Strength, parse_need
from marketplace.audit import SITE
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.geo import Point, distance_km
from marketplace.listings.asked import Asked
from marketplace.listings.models import Cause, Listing, ListingState, OpeningHours, RateUnit, search_row
from marketplace.listings.queries import offered
from marketplace.listings.queries.search import Results, search
from marketplace.listings.services import diary
from marketplace.listings.services import search_row as rows
from marketplace.listings.services.diary import Wanted
from marketplace.listings.services.providers import Details, change_details
from marketplace.periods import Period, nights
from tests import supply

pytestmark = pytest.mark.usefixtures("database")

NEAR_DUNS = Point(*supply.DUNS)
STAY = (date(2027, 3, 5), date(2027, 3, 8))


def _found(results: Results) -> list[tuple[str, str]]:
    return [(hit.offer.title, "suits" if hit.suits else "ask first") for hit in results.hits]


def _is_in(listing: Listing, town: str, postcode: str | None = None) -> None:
    with transaction():
        listing.town, listing.postcode = town, postcode
        rows.refresh(listing)


def _needs(*texts: str, strength: Strength = Strength.MUST) -> Asked:
    return Asked(near=NEAR_DUNS, needs=tuple(parse_need(text, strength=strength) for text in texts))


def test_a_door_too_narrow_is_left_out_and_one_not_measured_is_asked_first() -> None:
    supply.listing("Narrow", facts="narrowest_door_mm=775")
    supply.listing("Wide", facts="narrowest_door_mm=780")
    supply.listing("Unmeasured")
    supply.listing("Portable", facts="narrowest_door_mm=on_request")
    found = search(_needs("narrowest_door_mm>=780"))
    assert _found(found)[0] == ("Wide", "suits")
    assert set(_found(found)[1:]) == {("Unmeasured", "ask first"), ("Portable", "ask first")}
    assert (found.total, found.suits) == (3, 1)
    assert [hit.to_ask for hit in found.hits[1:]] == [["narrowest_door_mm"]] * 2


def test_fixed_rails_are_refused_removable_ones_are_fine_and_unknown_ones_are_asked() -> None:
    for title, rails in (("Fixed", "fixed"), ("Removable", "removable"), ("None", "none")):
        supply.listing(title, facts=f"bed_rails={rails}")
    supply.listing("Silent")
    avoided = _needs("bed_rails=fixed|removable", strength=Strength.AVOID)
    assert set(_found(search(avoided))) == {("Removable", "suits"), ("None", "suits"), ("Silent", "ask first")}


def test_more_wishes_met_come_first_then_the_nearer() -> None:
    supply.listing("Far and quiet", at=(55.9, -2.3), facts="quiet=yes")
    supply.listing("Near", at=(55.78, -2.35))
    supply.listing("Nearer", at=(55.7774, -2.3447))
    wished = _needs("quiet=yes", strength=Strength.SHOULD)
    assert [title for title, _ in _found(search(wished))] == ["Far and quiet", "Nearer", "Near"]


def test_where_nights_are_asked_for_what_is_sold_by_the_night_comes_before_a_taxi() -> None:
    supply.listing("Taxi", kind=ListingKind.TRANSPORT, rates={RateUnit.ITEM: 85_00})
    supply.listing("House", at=(55.9, -2.3))
    supply.listing("House to ask", min_nights=7)
    asked = Asked(near=NEAR_DUNS)
    assert _found(search(asked))[0] == ("Taxi", "suits")
    expected = [("House", "suits"), ("Taxi", "suits"), ("House to ask", "ask first")]
    assert _found(search(replace(asked, stay=STAY))) == expected


def test_only_what_is_free_on_every_night_is_found() -> None:
    taken = supply.listing("Taken on Sunday")
    supply.listing("Free")
    sunday = nights(date(2027, 3, 7), date(2027, 3, 8))
    diary.occupy(wanted=[Wanted(taken.spaces[0].id, sunday, "s")], cause=Cause.BOOKING, by=SITE)
    assert _found(search(Asked(near=NEAR_DUNS, stay=STAY))) == [("Free", "suits")]
    before = (date(2027, 3, 5), date(2027, 3, 7))
    assert search(Asked(near=NEAR_DUNS, stay=before)).total == 2


def test_a_hotel_is_free_while_one_of_its_rooms_is() -> None:
    hotel = supply.listing("Hotel", spaces=2)
    for number, space in enumerate(hotel.spaces, start=1):
        assert search(Asked(stay=STAY)).total == 1
        diary.occupy(wanted=[Wanted(space.id, nights(*STAY), f"s{number}")], cause=Cause.BOOKING, by=SITE)
    assert search(Asked(stay=STAY)).total == 0


def test_a_hold_whose_time_is_over_does_not_hide_a_listing() -> None:
    house = supply.listing()
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC), tick=False) as hands:
        wanted = [Wanted(house.spaces[0].id, nights(*STAY), "s")]
        diary.occupy(wanted=wanted, cause=Cause.HOLD, until=clock.now() + timedelta(minutes=30), by=SITE)
        assert search(Asked(stay=STAY)).total == 0
        hands.shift(timedelta(minutes=30))
        assert search(Asked(stay=STAY)).total == 1


def test_the_price_is_for_the_whole_stay() -> None:
    supply.listing(rates={RateUnit.NIGHT: 13_500})
    assert [hit.price_pence for hit in search(Asked(stay=STAY)).hits] == [40_500]
    assert [hit.price_pence for hit in search(Asked()).hits] == [None]


def test_weekend_and_bank_holiday_nights_have_their_own_price() -> None:
    house = supply.listing()
    with transaction():
        rate = house.rates[0]
        rate.weekday_pence, rate.weekend_pence, rate.bank_holiday_pence = 100, 1_000, 10_000
        rows.refresh(house)
    easter = (date(2027, 3, 25), date(2027, 3, 28))  # Thursday, Good Friday, Saturday
    assert search(Asked(stay=easter)).hits[0].price_pence == 100 + 10_000 + 1_000


def test_a_shorter_stay_than_usual_is_asked_first_not_left_out() -> None:
    supply.listing(min_nights=4)
    hit = search(Asked(stay=STAY)).hits[0]
    assert (hit.suits, hit.to_ask) == (False, ["min_nights"])
    assert list(hit.broken.values()) == ["Stays here are usually 4 nights or more."]


def test_more_people_than_may_sleep_there_are_not_offered_it() -> None:
    supply.listing(sleeps=4)
    assert [search(Asked(sleeps=number)).total for number in (4, 5)] == [1, 0]


def test_a_pa_who_comes_as_far_as_the_town_is_found_from_beyond_the_radius() -> None:
    hourly = {RateUnit.HOUR: 2_460}
    supply.listing("Bank", kind=ListingKind.PA_BANK, at=(55.6145, -2.8087), travels_km=50, rates=hourly, sleeps=None)
    pa = ListingKind.SOLE_PA
    home = supply.listing("Stays home", kind=pa, at=(55.6145, -2.8087), travels_km=10, rates=hourly, sleeps=None)
    _is_in(home, "Galashiels")
    assert _found(search(Asked(near=NEAR_DUNS, within_km=5))) == [("Bank", "suits")]


@pytest.mark.parametrize("kind", [ListingKind.SOLE_PA, ListingKind.SHARED_LIVES])
def test_no_search_measures_how_far_it_is_to_where_somebody_lives(kind: ListingKind) -> None:
    town = geo.town("Duns")
    assert town
    for number, door in enumerate([(55.7581, -2.2911), (55.7924, -2.4102)]):
        _is_in(supply.listing(f"Home {number}", kind=kind, at=door, travels_km=60, sleeps=None), "Duns", "TD11 3AB")
    for near in (NEAR_DUNS, Point(55.7581, -2.2911), Point(57.1497, -2.0943)):
        hits = search(Asked(near=near, within_km=300)).hits
        assert {hit.offer.point for hit in hits} <= {town.point}
        assert all(hit.distance_km == pytest.approx(distance_km(near, town.point), abs=0.01) for hit in hits)
    assert len(search(Asked(near=NEAR_DUNS, within_km=300)).hits) == 2


def test_who_says_to_work_alone_is_measured_roughly_from_then_on_and_a_house_exactly() -> None:
    door = Point(55.7581, -2.2911)
    house = supply.listing(at=(door.lat, door.lon))
    _is_in(house, "Duns", "TD11 3AB")
    before = Details.of(house.provider)
    assert search(Asked(near=door, within_km=1)).hits[0].distance_km == pytest.approx(0, abs=0.001)
    change_details(provider_id=house.provider_id, details=replace(before, is_individual=True), seen=None, by=SITE)
    town = geo.town("Duns")
    assert town
    assert [hit.offer.point for hit in search(Asked(near=door, within_km=50)).hits] == [town.point]


def test_one_profile_finds_house_and_pas_each_by_what_it_can_have() -> None:
    supply.listing("House", facts="hoist=h_frame;quiet=no")
    supply.listing("Bank", kind=ListingKind.PA_BANK, facts="peg_feeding=yes", sleeps=None)
    supply.listing("Untrained", kind=ListingKind.PA_BANK, facts="peg_feeding=no", sleeps=None)
    supply.listing("Silent", kind=ListingKind.PA_BANK, sleeps=None)
    musts = [parse_need(text) for text in ("hoist=h_frame", "peg_feeding=yes")]
    profile = [*musts, parse_need("quiet=yes", strength=Strength.SHOULD)]
    found = search(Asked(needs=tuple(replace(need, is_of_profile=True) for need in profile)))
    assert _found(found) == [("Bank", "suits"), ("House", "suits"), ("Silent", "ask first")]
    assert [float(hit.match.score) for hit in found.hits] == [1, 0, 1]
    assert [hit.to_ask for hit in found.hits] == [[], [], ["peg_feeding"]]


def test_a_need_asked_by_itself_is_unknown_of_what_cannot_have_the_fact() -> None:
    supply.listing("House", facts="narrowest_door_mm=820")
    supply.listing("Bank", kind=ListingKind.PA_BANK, sleeps=None)
    found = search(Asked(needs=(parse_need("narrowest_door_mm>=780"),)))
    assert _found(found) == [("House", "suits"), ("Bank", "ask first")]


def test_support_by_the_hour_is_priced_by_the_minute_and_kept_to_its_opening_hours() -> None:
    pool = supply.listing("Pool", kind=ListingKind.ACTIVITY, rates={RateUnit.HOUR: 2_460}, sleeps=None)
    with transaction():
        pool.opening_hours.append(OpeningHours(weekday=5, opens_minute=600, closes_minute=1_200))
    ten = london_instant(date(2027, 3, 6)) + timedelta(hours=10)
    hits = search(Asked(hours=Period(ten, ten + timedelta(minutes=90)))).hits
    assert [hit.price_pence for hit in hits] == [3_690]
    assert search(Asked(hours=Period(ten - timedelta(minutes=1), ten))).total == 0
    assert search(Asked(hours=Period(ten, ten + timedelta(hours=10, minutes=1)))).total == 0
    assert search(Asked(hours=Period(ten + timedelta(days=1), ten + timedelta(days=1, hours=1)))).total == 0


def test_what_is_not_published_has_no_search_row() -> None:
    house = supply.listing()
    with transaction():
        house.state = ListingState.HIDDEN
        rows.refresh(house)
    assert search(Asked()).total == 0
    assert session.execute(select(search_row)).all() == []


def test_a_page_of_results_goes_on_where_the_last_one_ended() -> None:
    for number in range(5):
        supply.listing(f"House {number}")
    pages = [search(Asked(), first=first, limit=2) for first in (0, 2, 4)]
    titles = [title for page in pages for title, _ in _found(page)]
    assert len(titles) == len(set(titles)) == pages[0].total == 5


def test_equal_listings_take_turns_at_the_top() -> None:
    for number in range(4):
        supply.listing(f"House {number}")
    firsts = set()
    for day in range(20):
        with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC) + timedelta(days=day), tick=False):
            firsts.add(search(Asked()).hits[0].offer.ref)
    assert len(firsts) == len(session.scalars(select(Listing.id)).all())


def test_how_far_off_it_is_said_as_the_ellipsoid_has_it_however_far() -> None:
    supply.listing("Far")
    lerwick = Point(60.155, -1.145)
    (hit,) = search(Asked(near=lerwick, within_km=700)).hits
    assert hit.distance_km == pytest.approx(distance_km(lerwick, NEAR_DUNS), abs=0.02)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_each_of_however_many_is_read_with_its_own_facts_and_prices(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offered, "AT_ONCE", 2)
    made = [supply.listing(f"House {door}", facts=f"narrowest_door_mm={door}") for door in (780, 790, 800)]
    found = offered.offers([one.id for one in made[:count]], {"narrowest_door_mm"})
    doors = {offer.title: offer.facts["narrowest_door_mm"].value for offer in found.values()}
    assert doors == {f"House {door}": door for door in (780, 790, 800)[:count]}
    assert all(offer.main_rate for offer in found.values())


def test_whatever_of_it_changes_the_next_list_says_it_as_it_is_now() -> None:
    house = supply.listing("House", facts="narrowest_door_mm=780")

    def read() -> tuple[str, object, int]:
        offer = offered.offers([house.id], {"narrowest_door_mm"})[house.id]
        assert offer.main_rate
        return offer.title, offer.facts["narrowest_door_mm"].value, offer.main_rate.weekday_pence

    _, _, pence = read()
    with transaction():
        house.title = "Cottage"
    assert read() == ("Cottage", 780, pence)
    with transaction():
        house.rates[0].weekday_pence = pence + 1
        house.facts[0].number = 800
    assert read() == ("Cottage", 800, pence + 1)
