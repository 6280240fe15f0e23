"""What frees up or joins is told once to each who waits for it, and to nobody who may no longer see for whom."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select

from marketplace import clock
from marketplace.access_facts.needs import Strength
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.finding.models import SavedSearch, SearchEnd, SearchNews
from marketplace.finding.services import searches, telling
from marketplace.geo import find
from marketplace.listings.asked import Asked
from marketplace.listings.models import Cause, Listing
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.notifications.models import Letter
from marketplace.people.models import Person, PersonNeed, Representation
from marketplace.periods import nights
from tests import families, funded, offered, supply
from tests.statements import statements

STAY = (date(2027, 3, 5), date(2027, 3, 8))


@pytest.fixture(autouse=True)
def _in_january() -> object:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        yield


def _asked() -> Asked:
    return Asked(near=find("Duns").point, near_words="Duns", stay=STAY)


def _keep(by: Viewer, *, person: str = "", listing: Listing | None = None) -> None:
    searches.keep_search(
        name="March", words="near=Duns", asked=_asked(), person_ref=person, listing=listing, tells=True, by=by
    )


def _take(listing: Listing) -> None:
    wanted = [Wanted(listing.spaces[0].id, nights(*STAY), "segment:1")]
    diary.occupy(wanted=wanted, cause=Cause.BOOKING, by=SITE)


def _letters() -> list[str]:
    return [f"{one.to_address}: {one.body}" for one in session.scalars(select(Letter).order_by(Letter.id))]


def test_when_a_listing_frees_up_everybody_who_waits_is_told_once_and_again_only_when_it_frees_up_again(
    database: Engine,
) -> None:
    house = supply.listing("Orchard House")
    _take(house)
    first, second = families.viewer("Anna Hume"), families.viewer("Mary Bell")
    for one in (first, second):
        _keep(one, listing=house)
    telling.look_again()
    assert _letters() == []
    for hours in (1, 2):
        with time_machine.travel(clock.now() + timedelta(hours=hours), tick=False):
            diary.release(references=["segment:1"], by=SITE)
            telling.look_again()
            telling.look_again()
            letters = _letters()
            assert len(letters) == 2 * hours
            assert {one.partition(":")[0] for one in letters} == {first.email, second.email}
            assert "You look for Orchard House: 3 nights, Fri 5 to Mon 8 March 2027." in letters[-1]
            _take(house)
            telling.look_again()
    assert len(_letters()) == 4


def test_a_bank_whose_pas_may_not_work_with_children_is_no_news_of_a_search_for_a_child(database: Engine) -> None:
    mother = families.viewer()
    for name, age in (("Rory Hume", 12), ("Callum Hume", 30)):
        person = families.person(name, born_on=funded.born(age))
        families.acts_for(mother, person)
        asked = Asked()
        searches.keep_search(
            name=name, words="kind=pa_bank", asked=asked, person_ref=person, listing=None, tells=True, by=mother
        )
    offered.pa_bank()
    telling.look_again()
    (letter,) = _letters()
    assert "Tweed PA Bank" in letter
    found = {one.name: len(one.found) for one in session.scalars(select(SavedSearch))}
    assert found == {"Rory Hume": 0, "Callum Hume": 1}


def test_a_new_listing_is_told_with_what_to_ask_first_and_never_with_what_is_needed(database: Engine) -> None:
    mother, son = families.viewer(), families.person("Callum Hume")
    families.acts_for(mother, son)
    with transaction():
        person = session.scalars(select(Person).where(Person.ref == son)).one()
        person.needs = [PersonNeed(fact_id="hoist", operator="=", value="h_frame", strength=Strength.MUST)]
    _keep(mother, person=son)
    supply.listing("Wide House", facts="hoist=h_frame")
    supply.listing("Silent House")
    supply.listing("Bare House", facts="hoist=none")
    telling.look_again()
    (letter,) = _letters()
    assert "This is new and suits:\n- Wide House" in letter
    assert "something to ask first:\n- Silent House" in letter
    for secret in ("Bare House", "hoist", "Callum", son):
        assert secret not in letter
    assert len(session.scalars(select(SearchNews)).all()) == 2


def test_what_a_letter_says_suits_takes_such_days_too_and_the_nearest_is_named_first(database: Engine) -> None:
    _keep(families.viewer())
    supply.listing("Far House", at=(55.9, -2.3))
    supply.listing("Week House", min_nights=7)
    supply.listing("Near House")
    telling.look_again()
    (letter,) = _letters()
    assert "suit:\n- Near House\n- Far House" in letter, letter
    assert "something to ask first:\n- Week House" in letter


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_wait_for_one_listing_looks_at_that_one_alone(database: Engine) -> None:
    house = supply.listing("Orchard House")
    _keep(families.viewer(), listing=house)
    with statements(database) as sent:
        supply.listing("Wide House")
        telling.look_again()
    asked = [sql for sql in sent if sql.startswith("SELECT search_row")]
    assert len(asked) == 1
    assert "search_row.listing_id IN" in asked[0]


def test_more_news_of_a_search_waits_for_the_next_letter(database: Engine) -> None:
    _keep(families.viewer())
    for title, letters in (("Wide House", 1), ("Long House", 1)):
        supply.listing(title)
        telling.look_again()
        assert len(_letters()) == letters
    with time_machine.travel(clock.now() + timedelta(hours=4), tick=False):
        telling.look_again()
        assert "Long House" in _letters()[-1]
        assert "Wide House" not in _letters()[-1]


def test_a_search_ends_by_itself_when_its_days_are_over_or_its_owner_may_no_longer_see_the_person(
    database: Engine,
) -> None:
    mother, son = families.viewer(), families.person("Callum Hume")
    acts = families.acts_for(mother, son)
    _keep(mother, person=son)
    _keep(mother)
    with transaction():
        session.scalars(select(Representation).where(Representation.ref == acts)).one().revoked_at = clock.now()
    supply.listing("Wide House")
    telling.look_again()
    ends = select(SavedSearch.ended).order_by(SavedSearch.id)
    assert session.scalars(ends).all() == [SearchEnd.GONE, None]
    with time_machine.travel(datetime(2027, 3, 9, 12, tzinfo=UTC), tick=False):
        telling.look_again()
        assert session.scalars(ends).all() == [SearchEnd.GONE, SearchEnd.OVER]
    with time_machine.travel(datetime(2027, 7, 9, 12, tzinfo=UTC), tick=False):
        telling.forget_old()
        assert session.scalars(ends).all() == []


def test_a_wait_for_one_listing_is_told_when_it_frees_up_though_it_has_not_all_that_is_needed(
    database: Engine,
) -> None:
    mother, son = families.viewer(), families.person("Callum Hume")
    families.acts_for(mother, son)
    with transaction():
        person = session.scalars(select(Person).where(Person.ref == son)).one()
        person.needs = [PersonNeed(fact_id="hoist", operator="=", value="h_frame", strength=Strength.MUST)]
    house = supply.listing("Bare House", facts="hoist=none", sleeps=2)
    _take(house)
    asked = replace(_asked(), sleeps=4, most_pence=1_00, within_km=1)
    searches.keep_search(name="", words="", asked=asked, person_ref=son, listing=house, tells=True, by=mother)
    telling.look_again()
    assert _letters() == []
    diary.release(references=["segment:1"], by=SITE)
    telling.look_again()
    telling.look_again()
    (letter,) = _letters()
    assert "This is free now, and does not have all that is needed." in letter
    assert "- Bare House" in letter
    assert "hoist" not in letter
