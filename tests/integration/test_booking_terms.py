"""Terms of listings at search, when a part is added, held and asked for; a standing word says yes at once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line, LineMove
from marketplace.booking.queries.terms import broken_terms
from marketplace.booking.sorts import AcceptedHow
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.asked import Asked
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import BookingTerms, Listing
from marketplace.listings.queries.nearest import nearest
from marketplace.listings.queries.search import search
from marketplace.listings.services import search_row
from marketplace.notifications.models import Letter
from tests import breaks, golden, supply
from tests.checked_client import CheckedClient
from tests.paper import words

SATURDAY = 1 << 5
pytestmark = pytest.mark.usefixtures("database")


def _terms(ref: str, **said: object) -> None:
    """Let a listing have these terms, and its search row say so."""
    session.rollback()
    with transaction():
        listing = session.scalars(select(Listing).where(Listing.ref == ref)).one()
        listing.kept_terms = listing.kept_terms or BookingTerms.usual()
        for name, value in said.items():
            setattr(listing.kept_terms, name, value)
        search_row.refresh(listing)


def _line(ref: str) -> Line:
    session.rollback()
    return session.scalars(select(Line).where(Line.ref == ref)).one()


def _friday() -> date:
    return golden.friday()


def _two_nights() -> Asked:
    return Asked(stay=(_friday(), _friday() + timedelta(days=2)))


def test_a_search_says_why_a_listing_does_not_usually_take_these_days() -> None:
    made = supply.listing()
    _terms(made.ref, changeover_days=SATURDAY)
    (hit,) = search(_two_nights()).hits
    assert (hit.suits, hit.to_ask) == (False, ["changeover_days"])
    assert list(hit.broken.values()) == ["Stays here usually start and end on Saturday."]


def test_who_takes_nothing_else_is_not_shown_for_it_but_for_the_nearest_days_that_it_takes() -> None:
    made = supply.listing()
    _terms(made.ref, changeover_days=1 << 5 | 1, is_firm=True)
    assert search(_two_nights()).total == 0
    saturday = _friday() + timedelta(days=1)
    assert search(Asked(stay=(saturday, saturday + timedelta(days=2)))).total == 1
    days = [one.arrive_on for one in nearest(_two_nights(), wider_km=()).dates]
    assert days[0] == saturday
    assert {day.weekday() for day in days} == {5}


def test_a_search_that_finds_nothing_names_who_never_takes_such_days_and_why(client: CheckedClient) -> None:
    made = supply.listing("Whin Lodge")
    _terms(made.ref, changeover_days=SATURDAY, is_firm=True)
    first = _friday()
    page = client.get(f"/search?near=Duns&from={first}&to={first + timedelta(days=2)}")
    said = words(page)
    assert "This is free, but not for days like yours: Whin Lodge" in said
    assert "Stays here start and end on Saturday." in said


def test_notice_counts_whole_days_for_a_search_by_hours_or_nights() -> None:
    made = supply.listing()
    ahead = (_friday() - clock.today()).days
    _terms(made.ref, notice_days=min(ahead, 90), is_firm=True)
    assert search(_two_nights()).total == 1
    soon = clock.today() + timedelta(days=1)
    assert search(Asked(stay=(soon, soon + timedelta(days=2)))).total == (1 if ahead <= 1 else 0)


def test_what_a_listing_never_takes_cannot_be_added_and_the_reason_is_told() -> None:
    house = breaks.house()
    _terms(house.ref, changeover_days=SATURDAY, is_firm=True)
    with pytest.raises(Refused) as refused:
        breaks.planned(at=house)
    assert refused.value.fields["arrive_on"].startswith("Stays here start and end on Saturday.")


def test_a_hold_asks_the_terms_again_for_they_may_have_changed() -> None:
    made = breaks.planned()
    _terms(made.offers["house"].ref, changeover_days=SATURDAY, is_firm=True)
    with pytest.raises(Refused, match="start and end on Saturday"):
        services.hold(made.ref, by=made.arranger)
    assert breaks.taken() == []


def test_what_is_only_unusual_may_be_held_and_asked_for_and_its_provider_answers() -> None:
    made = breaks.planned()
    _terms(made.offers["house"].ref, changeover_days=SATURDAY, is_instant=True)
    golden.ask(made)
    line = _line(made.lines["house"])
    assert line.state is LineState.ASKED
    assert list(broken_terms(line)) == ["changeover_days"]


def test_a_standing_word_says_yes_in_the_transaction_of_the_request_and_is_on_record() -> None:
    made = breaks.planned()
    _terms(made.offers["house"].ref, is_instant=True)
    golden.ask(made)
    line = _line(made.lines["house"])
    assert (line.state, line.accepted_how) == (LineState.ACCEPTED, AcceptedHow.STANDING_WORD)
    assert line.accepted_by == line.provider
    why = session.scalars(select(LineMove.why).where(LineMove.line_id == line.id).order_by(LineMove.id)).all()
    assert why[-1] == "standing_word"
    names = session.scalars(select(Letter.name).where(Letter.about == line.about)).all()
    assert names == ["break-accepted-at-once"]


@pytest.mark.parametrize("gone", [{"state": ListingState.HIDDEN}, {"state": ListingState.CLOSED}, {"proofs_in": False}])
def test_what_was_hidden_after_it_was_held_is_not_promised_at_once(gone: dict[str, object]) -> None:
    made = breaks.planned()
    _terms(made.offers["house"].ref, is_instant=True)
    services.hold(made.ref, by=made.arranger)
    with transaction():
        listing = session.scalars(select(Listing).where(Listing.ref == made.offers["house"].ref)).one()
        for name, value in gone.items():
            setattr(listing, name, value)
    services.request(made.ref, asks_longer=False, by=made.arranger)
    assert _line(made.lines["house"]).state is LineState.ASKED


def test_support_is_never_promised_at_once() -> None:
    made = breaks.planned()
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    _terms(made.offers["bank"].ref, is_instant=True)
    golden.ask(made)
    assert _line(made.lines["support"]).state is LineState.ASKED


def test_the_database_refuses_a_standing_word_for_support() -> None:
    made = breaks.planned()
    breaks.add_support(made)
    line_id = _line(made.lines["support"]).id
    change = text("UPDATE break_line SET accepted_how = 'standing_word' WHERE id = :id")
    with pytest.raises(IntegrityError, match="standing_word"), transaction():
        session.execute(change, {"id": line_id})


def test_a_part_keeps_the_cancelling_terms_it_was_added_with() -> None:
    house = breaks.house()
    _terms(house.ref, cancellation="day")
    made = breaks.planned(at=house)
    _terms(house.ref, cancellation="month")
    assert _line(made.lines["house"]).cancellation.startswith("Cancel up to 1 day before")
