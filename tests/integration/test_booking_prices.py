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
from marketplace.booking.drafts import BreakDraft, LineTerms, SharePart
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.models import Line
from marketplace.booking.sorts import Whose
from marketplace.budgets.drafts import PotDraft
from marketplace.budgets.services import pots as pot_services
from marketplace.db import session
from marketplace.listings.extras import Extra, ExtraPer
from marketplace.listings.models import Listing, Occupancy, RateUnit
from marketplace.listings.pricing import Rate, RateTable, Season
from tests import families, offered, prices
from tests.offered import Offered

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


def test_another_house_instead_comes_with_what_must_be_paid_there() -> None:
    person, ref, line = a_stay(house())
    cheap = RateTable((Rate(RateUnit.NIGHT, 5_000, 5_000, 5_000),), (), (Extra("Linen", 500, ExtraPer.PERSON),))
    other = house("Ewe Cottage", cheap)
    fresh = the_line(services.take_instead(ref, line, listing_ref=other.ref, by=person))
    assert fresh.pence == 4 * 5_000 + 2 * 500
    assert sum(share.pence for share in fresh.shares) == fresh.pence
