"""Each kind of listing, from nothing to published, through the pages: the provider writes, the brokerage accepts."""

from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.db import session
from marketplace.listings.models import ListingState, search_row
from marketplace.notifications.models import Letter
from tests.checked_client import CheckedClient
from tests.offering import BANK, HOUSE, NUMBER, PLACE, WORDS, Pages, accept, brokerage, listing, provider, register
from tests.paper import Answers, links, words
from tests.photos import show_what_is_stated

CARE: Answers = {"includes_personal_care": "yes", "registration_number": NUMBER}
NO_CARE: Answers = {"includes_personal_care": "no"}


@dataclass(frozen=True)
class Offer:
    """One kind, what is typed on each of its pages, and the registration it needs."""

    kind: ListingKind
    pages: Pages
    service: tuple[str, str | None] | None = None
    has_pa: bool = False
    facts: Pages = field(default_factory=dict)


OFFERS = (
    Offer(
        ListingKind.ACCOMMODATION,
        HOUSE,
        facts={"facts/inside": {"narrowest_door_mm": "820", "narrowest_door_mm-how": "measured_by_owner"}},
    ),
    Offer(
        ListingKind.CARE_HOME,
        {
            "place": {"where": PLACE},
            "papers": {"sleeps": "30", **CARE},
            "booking": HOUSE["booking"],
            "rates": {"night_weekday": "190"},
        },
        service=("Care Home Service", "Older People"),
    ),
    Offer(ListingKind.PA_BANK, BANK, service=("Support Service", "Care at Home"), has_pa=True),
    Offer(ListingKind.SOLE_PA, {**BANK, "papers": {"includes_personal_care": "yes"}}, has_pa=True),
    Offer(ListingKind.CARE_AT_HOME, BANK, service=("Support Service", "Care at Home")),
    Offer(
        ListingKind.SHARED_LIVES,
        {
            "place": {"where": "Melrose"},
            "papers": {"sleeps": "2", **CARE},
            "rates": {"night_weekday": "88.00", "hour_weekday": "18.50"},
        },
        service=("Adult Placement Service", None),
    ),
    Offer(
        ListingKind.ACTIVITY,
        {
            "place": {"where": "Kelso"},
            "papers": NO_CARE,
            "rates": {"item_words": "session", "item_weekday": "60"},
            "hours": {"saturday": "9-17"},
        },
    ),
    Offer(
        ListingKind.TRANSPORT,
        {
            "place": {"where": "Duns", "miles": "30"},
            "papers": NO_CARE,
            "rates": {"item_words": "journey", "item_weekday": "85.00"},
        },
        facts={"facts/party": {"assistance_dog": "yes"}},
    ),
    Offer(
        ListingKind.EQUIPMENT,
        {
            "place": {"where": "Hawick"},
            "papers": NO_CARE,
            "rates": {"item_words": "week of hire", "item_weekday": "35.00", "night_weekday": "6.00"},
        },
    ),
    Offer(
        ListingKind.OTHER,
        {"place": {"where": "Peebles"}, "papers": NO_CARE, "rates": {"hour_weekday": "12.00"}},
    ),
)


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.kind.value)
def test_a_listing_of_each_kind_goes_from_nothing_to_published(app: Flask, client: CheckedClient, offer: Offer) -> None:
    jean = provider(client, is_individual=offer.kind is ListingKind.SOLE_PA)
    if offer.service:
        register(*offer.service)
    if offer.has_pa:
        jean.add_pa()
    ref = jean.start(offer.kind, "A first offer")
    assert "Some answers are missing" in words(client.post(f"/offers/{ref}/ask"))
    jean.write(ref, {"words": WORDS, **offer.pages, **offer.facts})
    show_what_is_stated(client, ref)
    jean.ask(ref)
    assert listing(ref).state is ListingState.WAITING
    assert session.scalar(select(search_row.c.kind)) is None

    bea = brokerage(app)
    assert links(bea.get("/checks"))["A first offer"] == f"/checks/{ref}"
    accept(bea, ref)
    published = listing(ref)
    assert (published.state, published.proofs_in) == (ListingState.PUBLISHED, True)
    assert session.scalar(select(search_row.c.kind)) == offer.kind.value
    assert client.get(f"/listings/{ref}").status_code == 200
    letter = session.scalars(select(Letter).where(Letter.name == "listing-published")).one()
    assert letter.to_address == "jean.provider@example.org"
    assert f"/listings/{ref}" in letter.body


def test_the_kinds_tried_are_all_there_are() -> None:
    assert [offer.kind for offer in OFFERS] == list(ListingKind)
