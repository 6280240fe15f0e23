"""Each kind of provider from nothing to a first accepted request: its own pages and fields, counted and printed."""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft, Item, LineTerms, SharePart, Shift
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line
from marketplace.booking.sorts import Whose
from marketplace.budgets.drafts import PotDraft
from marketplace.budgets.services import pots
from marketplace.db import session
from marketplace.listings.models import Listing, ListingState, Paper, search_row
from marketplace.listings.paper_kinds import PaperKind, PaperState
from marketplace.listings.queries.standings import standings_of
from marketplace.notifications.models import Letter
from tests import families, golden, papers_in
from tests.counting import Count, CountingClient
from tests.every_kind import OFFERS, Offer
from tests.offering import WORDS, Provider, accept, brokerage, listing, provider, register
from tests.paper import links, send, words
from tests.photos import show_what_is_stated

BY_THE_HOUR = {ListingKind.PA_BANK, ListingKind.SOLE_PA, ListingKind.CARE_AT_HOME, ListingKind.OTHER}

ON = {
    "sqlite": OFFERS,
    "postgresql": [offer for offer in OFFERS if offer.kind in {ListingKind.ACCOMMODATION, ListingKind.PA_BANK}],
}
"""Each step is tried on both elsewhere: one by the night and one with PAs stand for all of them on PostgreSQL."""


@pytest.fixture
def counting(app: Flask) -> CountingClient:
    """The provider's browser."""
    before, app.test_client_class = app.test_client_class, CountingClient
    made = cast("CountingClient", app.test_client())
    app.test_client_class = before
    made.count = Count()
    return made


@pytest.mark.parametrize(
    ("engine_name", "offer"),
    [pytest.param(name, offer, id=f"{name}-{offer.kind.value}") for name, kinds in ON.items() for offer in kinds],
)
def test_each_kind_comes_from_nothing_to_a_first_accepted_request(
    app: Flask, counting: CountingClient, offer: Offer, record_property: Callable[[str, object], None]
) -> None:
    jean = provider(counting, is_individual=offer.kind is ListingKind.SOLE_PA)
    ref = published(app, jean, offer)
    line = asked_for(ref)
    answer(counting, line)
    session.rollback()
    assert session.scalars(select(Line.state).where(Line.ref == line)).one() is LineState.ACCEPTED
    record_property("counted", f"{offer.kind.value}, from nothing to a first accepted request: {counting.count}")


def published(app: Flask, jean: Provider, offer: Offer) -> str:
    """A listing of a kind, its papers put in page by page, and all of it accepted by the brokerage."""
    if offer.service:
        register(*offer.service)
    if offer.has_pa:
        jean.add_pa()
    ref = jean.start(offer.kind, "A first offer")
    assert "Some answers are missing" in words(jean.client.post(f"/offers/{ref}/ask"))
    jean.write(ref, {"words": WORDS, **offer.pages, **offer.facts})
    show_what_is_stated(jean.client, ref)
    bea = brokerage(app)
    for kind, whose in missing(ref):
        assert papers_in.put_in(jean.client, kind, whose).status_code == 303
    for paper in waiting():
        assert papers_in.accept(bea, paper).status_code == 303
    assert send(jean.client, f"/offers/{ref}", press="Ask for publication").status_code == 303
    assert listing(ref).state is ListingState.WAITING
    assert session.scalar(select(search_row.c.kind)) is None
    assert links(bea.get("/checks"))["A first offer"] == f"/checks/{ref}"
    accept(bea, ref)
    made = listing(ref)
    assert (made.state, made.proofs_in) == (ListingState.PUBLISHED, True)
    assert session.scalar(select(search_row.c.kind)) == offer.kind.value
    assert jean.client.get(f"/listings/{ref}").status_code == 200
    letter = session.scalars(select(Letter).where(Letter.name == "listing-published")).one()
    assert letter.to_address == "jean.provider@example.org"
    assert f"/listings/{ref}" in letter.body
    return ref


def missing(ref: str) -> list[tuple[PaperKind, str]]:
    """The papers that a listing needs and does not have, and whose each would be."""
    found = [
        (one.need.kind, one.need.ref) for one in standings_of(listing(ref)) if one.newest is None and not one.counts
    ]
    session.rollback()
    return found


def waiting() -> list[str]:
    """The papers that the brokerage has not looked at."""
    found = session.scalars(select(Paper.ref).where(Paper.state == PaperState.WAITING)).all()
    session.rollback()
    return list(found)


def asked_for(listing_ref: str) -> str:
    """Somebody asks for it, and pays with their own money; the line."""
    anna = families.viewer("Anna Hume", RoleName.PERSON)
    person = families.person("Anna Hume", account=anna, council=families.BORDERS)
    first = golden.friday()
    draft = BreakDraft(
        "A weekend", Whose.PERSON, golden.at(first, 10), golden.at(first + timedelta(days=3), 18), person_ref=person
    )
    one = services.start_break(draft=draft, by=anna)
    line = add(one, listing(listing_ref), by=anna)
    pot = pots.open_pot(person, "own", draft=PotDraft(name="My own money"), by=anna)
    session.rollback()
    pence = session.scalars(select(Line).where(Line.ref == line)).one().pence
    services.set_shares(one, line, parts=[SharePart(pot, pence=pence)], by=anna)
    services.hold(one, by=anna)
    services.request(one, asks_longer=False, by=anna)
    services.consent_to_safety(one, is_yes=True, by=anna)
    return line


def add(one: str, what: Listing, *, by: Viewer) -> str:
    """The listing as a part of the break, as its kind is sold."""
    first, terms = golden.friday(), LineTerms()
    if what.kind.is_stay:
        leave_on = first + timedelta(days=2)
        return services.add_listed_stay(
            one, listing_ref=what.ref, arrive_on=first, leave_on=leave_on, guests=1, terms=terms, by=by
        )
    if what.kind in BY_THE_HOUR:
        shifts = [Shift(golden.stretch(first + timedelta(days=2), 10, 12))]
        return services.add_listed_hours(one, listing_ref=what.ref, shifts=shifts, terms=terms, by=by)
    session_there = Item(period=golden.stretch(first + timedelta(days=1), 10, 12))
    return services.add_listed_items(one, listing_ref=what.ref, items=[session_there], terms=terms, by=by)


def answer(provider: CountingClient, line: str) -> None:
    """The provider accepts, for now first where it may then read what keeps the person safe."""
    page = f"/requests/{line}"
    if "Accept for now" in provider.get(page).text:
        assert send(provider, page, press="Accept for now").status_code == 303
        assert send(provider, page, press="Accept for good").status_code == 303
    else:
        assert send(provider, page, press="Accept").status_code == 303


def test_the_kinds_tried_are_all_there_are() -> None:
    assert [offer.kind for offer in OFFERS] == list(ListingKind)
