"""Suggestions over HTTP, without script: asked for, followed, compared, one taken, or why there is none."""

import re
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace import jobs
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Strength, parse_need
from marketplace.booking import services
from marketplace.booking.models import SuggestionRun
from marketplace.booking.needed import Asked, CoverHow, DayPart
from marketplace.booking.queries.breaks import draft_of
from marketplace.booking.queries.would_pay import Payer, WouldPay
from marketplace.booking.services import finding
from marketplace.booking.services.suggesting import FIND
from marketplace.booking.suggest.wish import Covered
from marketplace.db import session
from marketplace.listings.pricing import RateUnit
from marketplace.people.services import profile
from tests import breaks, families, offered
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import errors, links, send, words
from tests.site.markup import Page
from tests.site.test_web_words import OLDEST_READER, age_of_reader, sentences
from tests.statements import statements
from tests.suggesting import weekend

SECONDS_AT_MOST = 120

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both


@pytest.fixture
def made(app: Flask) -> Golden:
    """A weekend near Duns, two houses, a bank of four PAs, a taxi, and somebody signed in who arranges it."""
    made = weekend(breaks.family(pence=2_000_00))
    made.offers["house"] = breaks.house()
    breaks.house(title="Broom Cottage")
    offered.pa_bank(pas=4)
    return made


def work() -> None:
    """What the worker does, with as long to find the best as it takes where much else runs."""
    while jobs.work({**finding.DOERS, FIND: partial(finding.find, seconds=SECONDS_AT_MOST)}):
        pass
    session.remove()


def ask(client: CheckedClient, made: Golden) -> str:
    """Ask with what the form has filled in; the page that shows what is found."""
    answer = send(client, f"/breaks/{made.ref}/suggest", press="Suggest a break")
    assert answer.status_code == 303, errors(answer)
    return answer.location.partition("?")[0]  # without script the page follows by itself


def test_a_whole_break_is_asked_for_followed_compared_and_taken(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.arranger)
    assert "Suggest a break" in links(client.get(f"/breaks/{made.ref}"))
    page = ask(client, made)
    waiting = client.get(page)
    assert "It waits its turn" in words(waiting)
    assert "Refresh" not in waiting.headers
    assert client.get(f"{page}?follow=yes").headers["Refresh"] == f"2; url={page}?follow=yes"
    work()
    found = client.get(f"{page}?follow=yes")
    assert "Refresh" not in found.headers
    said = words(found)
    assert "2 breaks for Callum Hume" in said
    assert "Proposed, subject to each provider" in said
    assert "£1,071.20" in said
    assert "Pays £1,071.20 Has left £928.80" in said, said
    assert "2 PAs would come" in said
    for one in (client.get(f"/breaks/{made.ref}/suggest"), waiting, found):
        assert age_of_reader(" ".join(sentences(Page.parsed(one.text)))) <= OLDEST_READER
    taken = send(client, page, press="Take the parts alone (break 1)")
    assert taken.status_code == 303
    assert made.break_.pence == 1_071_20
    assert not any(line.shares for line in made.break_.lines_in)
    assert "You have taken this one" in words(client.get(page))


def test_what_would_be_left_counts_the_parts_that_are_in_the_break_already(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.arranger)
    breaks.add_house(made, "house")
    page = ask(client, made)
    work()
    said = words(client.get(page))
    assert "This is with the £200.00 of your break that nobody pays yet." in said
    assert "Pays £1,071.20 Has left £928.80" in said
    send(client, page, press="Take the parts alone (break 1)")
    assert "Has left" not in words(client.get(page))


def test_where_the_break_says_who_must_be_there_pas_are_asked_for_by_that(client: CheckedClient, made: Golden) -> None:
    two = DayPart(8 * 60, 10 * 60, Asked(2, CoverHow.AWAKE))
    where = f"/breaks/{made.ref}/suggest"
    families.sign_in(client, made.arranger)
    assert "As your break says" not in words(client.get(where))
    services.keep_cover_needs(made.ref, parts=[two], seen=None, by=made.arranger)
    said = words(client.get(where))
    assert "Your break says: 08:00 to 10:00: two people, awake." in said
    assert age_of_reader(" ".join(sentences(Page.parsed(client.get(where).text)))) <= OLDEST_READER
    ask(client, made)
    assert session.scalars(select(SuggestionRun)).one().wanted.covered is Covered.SAID


def test_a_break_that_needs_nobody_there_asks_for_no_pas_unless_somebody_says_so(
    client: CheckedClient, app: Flask
) -> None:
    made = weekend(breaks.family(), needs_cover=False)
    breaks.house()
    families.sign_in(client, made.arranger)
    page = ask(client, made)
    work()
    assert "Whin Lodge" in words(client.get(page))
    assert "sleepover" not in words(client.get(page))
    assert "Lowest price" not in words(client.get(page)), "one alone is the best at nothing"


def test_what_is_typed_wrong_is_said_and_what_was_typed_stays(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.arranger)
    where = f"/breaks/{made.ref}/suggest"
    answer = send(
        client, where, {"wants": [], "by_day": "none", "at_night": "nobody", "most": "900.00"}, press="Suggest a break"
    )
    assert answer.status_code == 422
    assert errors(answer) == {"wants": "Choose at least one thing that the break needs"}
    assert 'value="900.00"' in answer.text
    hours = send(client, where, {"by_day": "days", "first": "17:00", "last": "09:00"}, press="Suggest a break")
    assert "it must be later than the start" in errors(hours)["last"]


def test_where_nothing_works_the_page_says_what_stands_in_the_way(client: CheckedClient, made: Golden) -> None:
    need = parse_need("hoist=h_frame", strength=Strength.MUST)
    profile.keep_needs(made.people["person"], asked={need.kind.id}, needs=[need], by=made.arranger)
    families.sign_in(client, made.arranger)
    page = ask(client, made)
    work()
    said = words(client.get(page))
    assert "Nothing meets all of it" in said
    assert "Without this there would be a break: " in said
    assert "hoist" in said.lower()


def test_the_page_asks_little_however_much_was_found(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.arranger)
    page = ask(client, made)
    work()
    client.get(page)
    with statements(client.application.extensions["engine"]) as sent:
        client.get(page)
    assert len(sent) <= 40, len(sent)


def test_without_a_town_it_says_what_to_do_first(client: CheckedClient, made: Golden) -> None:
    services.change_break(made.ref, draft=replace(draft_of(made.ref, viewer=made.arranger), town=""), by=made.arranger)
    families.sign_in(client, made.arranger)
    assert "say in which town it is" in words(client.get(f"/breaks/{made.ref}/suggest"))


@pytest.mark.parametrize(
    ("paid", "missing", "said"),
    [(1, 0, "all of it"), (1, 40_00, "all but £40.00"), (0, 98_40, "No pot pays for it yet"), (0, 0, "all of it")],
)
def test_the_table_says_what_pots_could_pay_and_where_none_pays_just_that(
    app: Flask, paid: int, missing: int, said: str
) -> None:
    payer = Payer("A", "Own money", 5_00, 0, None, None)
    row = SimpleNamespace(paying=WouldPay((payer,) * paid, (), missing, ""))
    with app.test_request_context():
        shown = app.jinja_env.get_template("booking/suggest/compared.html").make_module()
        assert shown.paid_of(row) == said  # type: ignore[attr-defined]


def test_the_form_begins_with_the_hire_and_the_journeys_that_the_profile_asks_for(
    client: CheckedClient, made: Golden
) -> None:
    rates = {RateUnit.ITEM: 35_00}
    brings = "pressure_mattress=yes"
    hired = offered.offered("Air mattress", ListingKind.EQUIPMENT, rates, provider="Store", facts=brings)
    other = offered.offered("Recliner", ListingKind.EQUIPMENT, rates, provider="Other", facts="riser_recliner=yes")
    needs = [parse_need(text, strength=Strength.MUST) for text in (brings, "wheelchair_tie_downs>=1")]
    profile.keep_needs(made.people["person"], asked={one.kind.id for one in needs}, needs=needs, by=made.arranger)
    taxi = {RateUnit.ITEM: 20_00}
    offered.offered("Taxi", ListingKind.TRANSPORT, taxi, provider="Taxi", facts="wheelchair_tie_downs=1")
    families.sign_in(client, made.arranger)
    form = client.get(f"/breaks/{made.ref}/suggest").text
    assert re.search(rf'value="{hired.ref}"[^>]*checked', form)
    assert not re.search(rf'value="{other.ref}"[^>]*checked', form)
    assert re.search(r'value="journeys"[^>]*checked', form)
    page = ask(client, made)
    work()
    said = words(client.get(page))
    assert "Air mattress" in said
    assert "Taxi" in said
    assert "£1,146.20" in said  # £1,071.20, the mattress and two journeys
