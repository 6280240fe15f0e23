"""Who stayed says whether it was so; a dispute stands on the page until its provider or the brokerage settles it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.facts import Evidence, parse_facts
from marketplace.access_facts.needs import Strength, parse_need
from marketplace.accounts.roles import RoleName
from marketplace.booking.queries.stayed import SAID_FOR
from marketplace.db import session, transaction
from marketplace.listings.asked import Asked
from marketplace.listings.models import Fact, FactWord, Settled
from marketplace.listings.queries.search import search
from marketplace.listings.services import search_row
from marketplace.notifications.models import Letter
from tests import breaks, families, golden, offering
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.paper import errors, send, words

DOOR, STEPS = "narrowest_door_mm", "steps_at_entrance"


@dataclass
class Stay:
    """A confirmed stay in a house that says how wide its doors are, and the client of somebody who went."""

    made: Golden
    client: CheckedClient

    @property
    def path(self) -> str:
        return f"/breaks/{self.made.ref}/parts/{self.made.lines['house']}/facts"

    @property
    def house(self) -> str:
        return self.made.offers["house"].ref

    def evidence(self, fact_id: str) -> Evidence | None:
        return offering.listing(self.house).known_facts[fact_id].evidence


@pytest.fixture
def stay(client: CheckedClient) -> Iterator[Stay]:
    """The first evening of the stay, the family signed in."""
    house = breaks.house(by=families.viewer("Jean Provider", RoleName.PROVIDER, email="jean@example.org"))
    with transaction():
        listing = offering.listing(house.ref)
        said = parse_facts(
            f"{DOOR}=820;{STEPS}=0", kind=listing.kind, evidence=Evidence.STATED_BY_OWNER, today=golden.friday()
        )
        listing.facts = [Fact.of(fact) for fact in said]
        search_row.refresh(listing)
    made = breaks.planned(at=house)
    golden.ask(made)
    golden.answer(made)
    with time_machine.travel(golden.at(golden.friday(), 20)):
        families.sign_in(client, made.viewers["family"])
        yield Stay(made, client)


def _dispute(stay: Stay) -> str:
    """Say that a door is narrower; the reference of the dispute."""
    assert send(stay.client, stay.path, {DOOR: "no", f"{DOOR}-words": "We measured 760."}).status_code == 303
    session.rollback()
    return session.scalars(select(FactWord.ref).where(FactWord.is_so.is_(False))).one()


@on_both
def test_a_guests_yes_raises_how_a_fact_is_known_and_is_asked_once(stay: Stay) -> None:
    assert "Was it as they said?" in stay.client.get(f"/breaks/{stay.made.ref}").text
    assert send(stay.client, stay.path, {STEPS: "yes"}).status_code == 303
    assert stay.evidence(STEPS) is Evidence.GUEST_CONFIRMED
    assert stay.evidence(DOOR) is Evidence.STATED_BY_OWNER
    again = stay.client.get(stay.path).text
    assert f'name="{STEPS}"' not in again
    assert f'name="{DOOR}"' in again


def test_a_no_needs_words_and_nothing_said_is_lost(stay: Stay) -> None:
    answer = send(stay.client, stay.path, {DOOR: "no", STEPS: "yes"})
    assert answer.status_code == 422
    assert list(errors(answer)) == [f"{DOOR}-words"]
    assert stay.evidence(STEPS) is Evidence.STATED_BY_OWNER
    assert 'value="no" checked' in answer.text


def test_a_dispute_is_on_the_page_out_of_what_suits_and_told_to_the_provider(stay: Stay, app: Flask) -> None:
    need = parse_need(f"{DOOR}>=800", strength=Strength.MUST)
    assert [hit.suits for hit in search(Asked(needs=(need,))).hits] == [True]
    _dispute(stay)
    assert "a guest disagrees" in words(offering.another(app).get(f"/listings/{stay.house}"))
    assert [hit.to_ask for hit in search(Asked(needs=(need,))).hits] == [[DOOR]]
    letters = session.scalars(select(Letter.to_address).where(Letter.name == "facts-disputed")).all()
    assert letters == ["jean@example.org"]


@on_both
def test_its_provider_reads_the_words_and_settles_it_by_putting_the_fact_right(stay: Stay, app: Flask) -> None:
    ref = _dispute(stay)
    jean = offering.another(app)
    families.sign_in(jean, stay.made.offers["house"].by)
    assert "1 disputed" in words(jean.get(f"/offers/{stay.house}"))
    page = f"/offers/{stay.house}/facts/inside"
    assert "We measured 760." in jean.get(page).text
    assert send(jean, page).status_code == 303
    assert stay.evidence(DOOR) is Evidence.DISPUTED, "saved as it was, the dispute stands"
    assert send(jean, page, {DOOR: "760"}).status_code == 303
    assert stay.evidence(DOOR) is Evidence.STATED_BY_OWNER
    word = session.scalars(select(FactWord).where(FactWord.ref == ref)).one()
    assert word.settled_how is Settled.PUT_RIGHT


def test_a_disputed_fact_that_is_taken_away_and_put_back_is_disputed_again(stay: Stay, app: Flask) -> None:
    ref = _dispute(stay)
    jean, page = offering.another(app), f"/offers/{stay.house}/facts/inside"
    families.sign_in(jean, stay.made.offers["house"].by)
    assert send(jean, page, {DOOR: ""}).status_code == 303
    assert DOOR not in offering.listing(stay.house).known_facts
    assert send(jean, page, {DOOR: "820"}).status_code == 303
    assert stay.evidence(DOOR) is Evidence.DISPUTED
    broker = offering.brokerage(app)
    assert send(broker, f"/disputes/{ref}", {"reason": "A new photo with a ruler."}).status_code == 303
    assert stay.evidence(DOOR) is Evidence.STATED_BY_OWNER


def test_the_brokerages_desk_lists_it_and_lets_it_stand_with_how_it_knows(stay: Stay, app: Flask) -> None:
    ref = _dispute(stay)
    broker = offering.brokerage(app)
    assert "Disputed facts: 1" in words(broker.get("/checks"))
    assert "We measured 760." in broker.get("/disputes").text
    assert list(errors(send(broker, f"/disputes/{ref}"))) == ["reason"]
    assert send(broker, f"/disputes/{ref}", {"reason": "A new photo with a ruler."}).status_code == 303
    assert stay.evidence(DOOR) is Evidence.STATED_BY_OWNER
    assert broker.get(f"/disputes/{ref}").status_code == 404
    assert "Nothing is disputed" in broker.get("/disputes").text


def test_the_brokerage_saving_a_page_of_facts_does_not_settle_what_it_did_not_measure(stay: Stay, app: Flask) -> None:
    _dispute(stay)
    broker = offering.brokerage(app)
    assert send(broker, f"/offers/{stay.house}/facts/inside").status_code == 303
    assert stay.evidence(DOOR) is Evidence.DISPUTED
    measured = {DOOR: "815", f"{DOOR}-how": Evidence.MEASURED_BY_US.value}
    assert send(broker, f"/offers/{stay.house}/facts/inside", measured).status_code == 303
    assert stay.evidence(DOOR) is Evidence.MEASURED_BY_US
    assert "Nothing is disputed" in broker.get("/disputes").text


def test_officers_and_strangers_say_nothing_nor_anybody_long_after(stay: Stay, app: Flask) -> None:
    officer, stranger = offering.another(app), offering.another(app)
    families.sign_in(officer, stay.made.viewers["officer"])
    families.sign_in(stranger, families.viewer("Somebody Else"))
    assert [one.get(stay.path).status_code for one in (officer, stranger)] == [404, 404]
    jean = offering.another(app)
    families.sign_in(jean, stay.made.offers["house"].by)
    assert jean.get("/disputes").status_code == 403
    with time_machine.travel(golden.at(golden.friday(), 20) + SAID_FOR + timedelta(days=3)):
        families.sign_in(stay.client, stay.made.viewers["family"])
        assert stay.client.get(stay.path).status_code == 404


def test_once_a_break_is_over_nobody_is_told_to_go_on_it(stay: Stay) -> None:
    page = f"/breaks/{stay.made.ref}"
    assert "go on your break" in words(stay.client.get(page))
    with time_machine.travel(golden.at(golden.friday(), 20) + timedelta(days=3)):
        families.sign_in(stay.client, stay.made.arranger)
        over = words(stay.client.get(page))
    assert "go on your break" not in over
    assert "say if it went as planned" in over


def test_before_the_stay_begins_nobody_says_how_it_was(client: CheckedClient) -> None:
    made = breaks.planned()
    golden.ask(made)
    golden.answer(made)
    families.sign_in(client, made.viewers["family"])
    for now in (clock.now(), golden.at(golden.friday(), 14)):  # a stay is counted from noon, and this break from 15:00
        with time_machine.travel(now):
            families.sign_in(client, made.viewers["family"])
            assert client.get(f"/breaks/{made.ref}/parts/{made.lines['house']}/facts").status_code == 404
            assert "Was it as they said?" not in client.get(f"/breaks/{made.ref}").text
