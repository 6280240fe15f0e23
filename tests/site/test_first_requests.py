"""Each kind of provider from nothing to a first accepted request: its own pages and fields, counted and printed."""

from collections.abc import Callable
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line
from marketplace.db import session
from marketplace.listings.models import ListingState, Paper, search_row
from marketplace.listings.paper_kinds import PaperKind, PaperState
from marketplace.listings.queries.standings import standings_of
from marketplace.notifications.models import Letter
from tests import first_request, papers_in
from tests.counting import Count, CountingClient
from tests.every_kind import OFFERS, Offer
from tests.offering import WORDS, Provider, accept, brokerage, listing, provider, register
from tests.paper import links, send, words
from tests.photos import show_what_is_stated

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
    line = first_request.asked_for(ref, "Anna Hume")
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
