"""A part that is not free at its time says so wherever the draft is read, and is no cover."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from marketplace.audit import SITE
from marketplace.booking import services
from marketplace.booking.queries.breaks import break_for
from marketplace.db import session, transaction
from marketplace.listings.models import Cause, Listing
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both


def close(made: Golden, name: str) -> str:
    """Nobody can have any space of a part at its time; what it is called."""
    line = made.line(name)
    assert line.listing is not None
    periods = [segment.period for segment in line.segments if segment.period]
    whole = Period(periods[0].starts_at - timedelta(hours=1), periods[-1].ends_at + timedelta(hours=1))
    wanted = [Wanted(space.id, whole, f"closure:{space.ref}") for space in line.listing.spaces if not space.closed_at]
    title = line.title
    diary.occupy(wanted=wanted, cause=Cause.CLOSURE, by=SITE)
    return title


def test_a_part_that_is_not_free_is_said_on_the_break_and_before_it_is_held(
    client: CheckedClient, engine_name: str
) -> None:
    made = breaks.planned()
    address = f"/breaks/{made.ref}"
    families.sign_in(client, made.arranger)
    assert "not free then" not in words(client.get(address))
    title = close(made, "house")
    for page in (client.get(address), client.get(f"{address}/hold")):
        assert f"{title} is not free then" in words(page)
        assert f'href="{address}/parts/{made.lines["house"]}/remove"' in page.text
    assert [line.is_taken for line in break_for(made.ref, viewer=made.arranger).lines] == [True]


def test_what_stops_a_break_is_said_before_what_happens_next(client: CheckedClient, engine_name: str) -> None:
    made = breaks.planned()
    families.sign_in(client, made.arranger)
    address = f"/breaks/{made.ref}"
    assert "stops" not in words(client.get(address))
    with transaction():
        session.execute(update(Listing).values(sleeps=0, licence_number=None))
    page = words(client.get(address))
    order = ("2 things stop this break", "put right what stops it", "then hold it")
    told, then, hold = map(page.index, order)
    assert told < then < hold
    assert f'href="{address}/parts/{made.lines["house"]}"' in client.get(address).text.partition("Hour by hour")[0]
    with transaction():
        session.execute(update(Listing).values(sleeps=4, licence_number="SB-00123-F"))
    services.hold(made.ref, by=made.arranger)
    with transaction():
        session.execute(update(Listing).values(licence_number=None))
    assert "Until that is put right, it is not confirmed." in words(client.get(address))


def test_what_is_held_is_taken_by_the_break_itself(engine_name: str, client: CheckedClient) -> None:
    made = breaks.planned()
    services.hold(made.ref, by=made.arranger)
    assert [line.is_taken for line in break_for(made.ref, viewer=made.arranger).lines] == [False]


def test_support_that_is_not_free_is_no_cover(client: CheckedClient, engine_name: str) -> None:
    made = golden.a_night_off()
    before = break_for(made.ref, viewer=made.arranger).cover
    assert before is not None
    assert (before.arranged_minutes, before.gaps) == (20 * 60, ())
    close(made, "care")
    session.rollback()
    found = break_for(made.ref, viewer=made.arranger).cover
    assert found is not None
    assert (found.arranged_minutes, found.gap_minutes) == (0, 20 * 60)
