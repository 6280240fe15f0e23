"""A stay with what must be paid beside its nights, from the first price to the confirmed break, to the penny (R41)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import Added, BreakDraft, Item, LineTerms, SharePart, Shift
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.models import Line
from marketplace.booking.queries.assessing import as_visits
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.words import when_words
from marketplace.booking.sorts import Whose
from marketplace.budgets.drafts import PotDraft
from marketplace.budgets.services import pots as pot_services
from marketplace.db import session, transaction
from marketplace.listings.extras import Extra, ExtraPer
from marketplace.listings.models import Listing, Occupancy, RateUnit
from marketplace.listings.pricing import NoRate, Rate, RateTable, Season
from marketplace.listings.vat import Vat
from tests import breaks, families, golden, offered, prices
from tests.checked_client import CheckedClient
from tests.offered import Offered
from tests.paper import errors, send

pytestmark = pytest.mark.usefixtures("database", "january")

ARRIVE, LEAVE = date(2027, 6, 29), date(2027, 7, 3)
HOUSE = RateTable(
    (Rate(RateUnit.NIGHT, 9_000, 9_000, 9_000),),
    (Season("Summer", date(2027, 7, 1), date(2027, 8, 31), (Rate(RateUnit.NIGHT, 13_500, 13_500, 13_500),)),),
    (Extra("Cleaning", 4_500, ExtraPer.STAY), Extra("Linen", 800, ExtraPer.PERSON)),
)
PRICE = 2 * 9_000 + 2 * 13_500 + 4_500 + 2 * 800


@pytest.fixture
def january() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 1, 11, 12, tzinfo=UTC), tick=False):
        yield


def house(title: str = "Orchard House", table: RateTable = HOUSE) -> Offered:
    made = offered.offered(title, ListingKind.ACCOMMODATION, {}, provider=title, sleeps=6)
    prices.put_on(the_listing(made.ref), table)
    return made


def the_listing(ref: str) -> Listing:
    session.rollback()
    return session.scalars(select(Listing).where(Listing.ref == ref)).one()


def the_line(ref: str) -> Line:
    session.rollback()
    return session.scalars(select(Line).where(Line.ref == ref)).one()


def a_stay(of: Offered) -> tuple[Viewer, str, str]:
    """Who arranges, the break, and its one line: four nights for two people, half of them in summer."""
    person = families.viewer("Isla Ross", RoleName.PERSON)
    person_ref = families.person("Isla Ross", account=person)
    draft = BreakDraft("Summer begins", Whose.PERSON, at(ARRIVE, 16), at(LEAVE, 10), person_ref=person_ref)
    ref = services.start_break(draft=draft, by=person)
    line = services.add_listed_stay(
        ref, listing_ref=of.ref, arrive_on=ARRIVE, leave_on=LEAVE, guests=2, terms=LineTerms(), by=person
    )
    pot = pot_services.open_pot(person_ref, "own", draft=PotDraft(name="My own money"), by=person)
    services.set_shares(ref, line, parts=[SharePart(pot, pence=the_line(line).pence)], by=person)
    return person, ref, line


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_a_stay_over_two_seasons_is_told_as_one_stay() -> None:
    _, _, line = a_stay(house())
    assert when_words(the_line(line)) == ["4 nights, Tue 29 June to Sat 3 July 2027"]


def test_a_stay_that_goes_beyond_the_days_of_its_break_is_shown_whole() -> None:
    person, ref, _ = a_stay(house())
    one = break_for(ref, viewer=person)
    draft = BreakDraft("Summer", Whose.PERSON, at(ARRIVE, 15), at(date(2027, 7, 1), 9), person_ref=one.person_ref)
    services.change_break(ref, draft=draft, by=person)
    shown = [piece.at for day in break_for(ref, viewer=person).timeline for lane in day.lanes for piece in lane.pieces]
    assert shown == ["from 16:00", "all day", "all day", "all day", "until 12:00"]


def test_a_stay_is_held_and_asked_for_at_the_whole_price_and_takes_its_nights_alone() -> None:
    person, ref, line = a_stay(house())
    services.hold(ref, by=person)
    services.request(ref, asks_longer=False, by=person)
    kept = the_line(line)
    assert kept.pence == PRICE == 51_100
    assert [segment.words for segment in kept.segments] == [
        "2 nights at £90.00",
        "2 nights at £135.00 (Summer)",
        "Cleaning at £45.00",
        "Linen, 2 at £8.00",
    ]
    taken = session.scalars(select(Occupancy.reference)).all()
    assert sorted(taken) == sorted(segment.reference for segment in kept.segments if segment.period)
    assert len(taken) == 2


def test_a_stay_over_two_seasons_is_one_stay_to_who_says_yes() -> None:
    person, ref, _ = a_stay(house())
    (told,) = break_for(ref, viewer=person).lines
    assert told.times == ("4 nights, Tue 29 June to Sat 3 July 2027",)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_what_may_be_added_is_said_beside_the_price_for_ones_dates(client: CheckedClient) -> None:
    of = house(table=replace(HOUSE, extras=(*HOUSE.extras, Extra("Breakfast", 650, ExtraPer.EACH))))
    shown = client.get(f"/listings/{of.ref}?from={ARRIVE}&to={LEAVE}&sleeps=2").text
    assert "The whole price" in shown
    assert "Breakfast: £6.50 each" in shown


def test_a_price_that_rose_after_it_was_shown_stops_the_hold_until_it_is_taken() -> None:
    of = house()
    person, ref, line = a_stay(of)
    dearer = replace(HOUSE, extras=(Extra("Cleaning", 5_000, ExtraPer.STAY), HOUSE.extras[1]))
    prices.put_on(the_listing(of.ref), dearer)
    with pytest.raises(RulesSayNo) as refused:
        services.hold(ref, by=person)
    assert [result.rule_id for result in refused.value.results] == ["R41"]
    services.take_new_price(ref, line, by=person)
    assert the_line(line).pence == PRICE + 500


def test_a_price_that_rises_once_it_is_held_is_not_what_the_family_pays() -> None:
    of = house()
    person, ref, line = a_stay(of)
    services.hold(ref, by=person)
    prices.put_on(the_listing(of.ref), replace(HOUSE, extras=(Extra("Cleaning", 5_000, ExtraPer.STAY),)))
    said = break_for(ref, viewer=person)
    assert [one.rule_id for one in said.lines[0].results if one.stops] == []
    assert not any("price" in wait.words for wait in said.waits)
    services.request(ref, asks_longer=False, by=person)
    assert break_for(ref, viewer=person).stopping == ()
    services.hold(ref, by=person)
    assert the_line(line).pence == PRICE


def test_another_house_instead_comes_with_what_must_be_paid_there() -> None:
    person, ref, line = a_stay(house())
    cheap = RateTable((Rate(RateUnit.NIGHT, 5_000, 5_000, 5_000),), (), (Extra("Linen", 500, ExtraPer.PERSON),))
    other = house("Ewe Cottage", cheap)
    fresh = the_line(services.take_instead(ref, line, listing_ref=other.ref, by=person))
    assert fresh.pence == 4 * 5_000 + 2 * 500
    assert sum(share.pence for share in fresh.shares) == fresh.pence


def test_a_waking_night_has_its_own_price_and_is_night_work_that_a_sleepover_is_not() -> None:
    made = breaks.planned(shared=False)
    bank = offered.pa_bank()
    rates = {RateUnit.HOUR: 2_460, RateUnit.SLEEPOVER: 16_500, RateUnit.WAKING_NIGHT: 24_000}
    prices.put_on(the_listing(bank.ref), RateTable(tuple(Rate(unit, one, one, one) for unit, one in rates.items())))
    night = Shift(golden.stretch(golden.friday(), 22, 32), bank.spaces[0])
    terms, by = LineTerms(), made.arranger
    asleep = the_line(
        services.add_listed_sleepovers(made.ref, listing_ref=bank.ref, sleepovers=[night], terms=terms, by=by)
    )
    assert (asleep.segments[0].words, asleep.pence) == ("1 sleepover at £165.00", 16_500)
    awake = the_line(
        services.add_listed_waking_nights(made.ref, listing_ref=bank.ref, nights=[night], terms=terms, by=by)
    )
    assert (awake.segments[0].words, awake.pence) == ("1 waking night at £240.00", 24_000)
    assert awake.segments[0].is_cover
    assert [visit.sleeps_over for visit in as_visits([*asleep.segments, *awake.segments])] == [True, False]


def test_what_people_add_is_part_of_the_price_and_goes_along_only_where_it_is_offered() -> None:
    breakfast = Extra("Breakfast", 650, ExtraPer.EACH)
    of = house(table=replace(HOUSE, extras=(*HOUSE.extras, breakfast)))
    person, ref, plain = a_stay(of)
    assert the_line(plain).pence == PRICE
    terms = LineTerms(added=Added((("Breakfast", 8),)))
    line = services.add_listed_stay(
        ref, listing_ref=of.ref, arrive_on=ARRIVE, leave_on=LEAVE, guests=2, terms=terms, by=person
    )
    assert the_line(line).segments[-1].words == "Breakfast, 8 at £6.50"
    assert the_line(line).pence == PRICE + 8 * 650
    services.take_new_price(ref, line, by=person)
    assert the_line(line).pence == PRICE + 8 * 650
    other = house("Ewe Cottage")
    fresh = the_line(services.take_instead(ref, line, listing_ref=other.ref, by=person))
    assert fresh.pence == PRICE


def test_nobody_adds_what_is_not_offered() -> None:
    of = house()
    person, ref, _ = a_stay(of)
    for added in (Added((("Breakfast", 1),)), Added((("Cleaning", 1),)), Added(miles=3)):
        with pytest.raises(NoRate):
            services.add_listed_stay(
                ref, listing_ref=of.ref, arrive_on=ARRIVE, leave_on=LEAVE, terms=LineTerms(added=added), by=person
            )


def test_a_journey_is_priced_with_the_miles_that_are_said() -> None:
    made = breaks.planned(shared=False)
    taxi = offered.offered("Blackadder Cabs", ListingKind.TRANSPORT, {}, provider="Blackadder Cabs")
    rates = (Rate(RateUnit.ITEM, 400, 400, 400, "journey"), Rate(RateUnit.MILE, 120, 120, 120))
    prices.put_on(the_listing(taxi.ref), RateTable(rates))
    items, terms = [Item(period=golden.stretch(golden.friday(), 15, 16))], LineTerms(added=Added(miles=31))
    line = services.add_listed_items(made.ref, listing_ref=taxi.ref, items=items, terms=terms, by=made.arranger)
    assert [segment.words for segment in the_line(line).segments] == ["1 journey at £4.00", "31 miles at £1.20"]
    assert the_line(line).pence == 400 + 31 * 120


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_page_of_a_journey_asks_for_its_miles_and_what_may_be_added(client: CheckedClient) -> None:
    made = breaks.planned(shared=False)
    taxi = offered.offered("Blackadder Cabs", ListingKind.TRANSPORT, {}, provider="Blackadder Cabs")
    rates = (Rate(RateUnit.ITEM, 400, 400, 400, "journey"), Rate(RateUnit.MILE, 120, 120, 120))
    prices.put_on(the_listing(taxi.ref), RateTable(rates, (), (Extra("Help with bags", 300, ExtraPer.EACH),)))
    families.sign_in(client, made.arranger)
    path = f"/breaks/{made.ref}/add/{taxi.ref}/items"
    typed = {"quantity_0": "1", "day_0": golden.friday().isoformat(), "start_0": "15:00", "end_0": "16:00"}
    assert "miles" in errors(send(client, path, typed))
    assert send(client, path, typed | {"miles": "10", "extra_0": "2"}).status_code == 303
    (line,) = [line for line in made.break_.lines if line.listing and line.listing.ref == taxi.ref]
    assert line.pence == 400 + 10 * 120 + 2 * 300


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_hours_of_a_pa_whose_miles_have_a_price_are_not_added_without_them(client: CheckedClient) -> None:
    made = breaks.planned(shared=False)
    bank = offered.offered("Tweed PA Bank", ListingKind.PA_BANK, {}, provider="Tweed PA Bank")
    rates = (Rate(RateUnit.HOUR, 2_460, 2_460, 2_460), Rate(RateUnit.MILE, 45, 45, 45))
    prices.put_on(the_listing(bank.ref), RateTable(rates))
    families.sign_in(client, made.arranger)
    path = f"/breaks/{made.ref}/add/{bank.ref}/hours"
    typed = {"day_0": golden.friday().isoformat(), "start_0": "15:00", "end_0": "16:00"}
    assert "miles" in errors(send(client, path, typed))
    assert send(client, path, typed | {"miles": "0"}).status_code == 303


def test_the_vat_of_a_line_is_kept_as_quoted_and_falls_to_its_pots_to_the_penny() -> None:
    of = house()
    with transaction():
        the_listing(of.ref).vat = Vat.STANDARD
    person, ref, line = a_stay(of)
    kept = the_line(line)
    assert (kept.vat, kept.vat_per_ten_thousand, kept.vat_pence) == (Vat.STANDARD, 2_000, 8_517)
    with transaction():
        the_listing(of.ref).vat = Vat.NONE
    pots = {share.pot.ref for share in kept.shares}
    other = pot_services.open_pot(
        kept.break_.principals[0].ref, "own", draft=PotDraft(name="My sister's money"), by=person
    )
    parts = [SharePart(pots.pop(), pence=17_033), SharePart(other, pence=34_067)]
    services.set_shares(ref, line, parts=parts, by=person)
    paid = [one for pot in break_for(ref, viewer=person).pots for one in pot.parts]
    assert [one.vat_words for one in paid] == ["VAT in it: £28.39", "VAT in it: £56.78"]
    assert sum(one.vat_pence for one in paid) == 8_517
