"""A carer away, and a person who stays: whose cover it is, whose needs are searched by, and from when anybody is in."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.drafts import LineTerms
from marketplace.booking.models import Break
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.sorts import ForWhom
from marketplace.db import session, transaction
from marketplace.listings.models import Listing, RateUnit
from marketplace.people.models import Person
from tests import families, golden, offered
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both


@pytest.fixture
def away(client: CheckedClient) -> Golden:
    """Moira away from Friday 14:00 to Saturday 10:00; somebody has to be there for Walter, and nobody is yet."""
    made = golden.a_night_off()
    services.remove_line(made.ref, made.lines["care"], by=made.arranger)
    families.sign_in(client, made.arranger)
    return made


def home(made: Golden, whom: ForWhom, *, leave_on: date | None = None) -> BreakPage:
    """The break with a night in a care home, from 13:00 and until 11:00, for one of them."""
    rates = {RateUnit.NIGHT: 120_00}
    place = offered.offered("Larch House", ListingKind.CARE_HOME, rates, provider="Larch House", sleeps=1)
    offered.with_care(place, 0)
    with transaction():
        session.execute(
            update(Listing).where(Listing.ref == place.ref).values(arrive_from_minute=13 * 60, leave_by_minute=11 * 60)
        )
        listing = session.scalars(select(Listing).where(Listing.ref == place.ref)).one()
        for space in listing.spaces:
            space.closed_at = None
    first = golden.friday()
    services.add_listed_stay(
        made.ref,
        listing_ref=place.ref,
        arrive_on=first,
        leave_on=leave_on or first + timedelta(days=1),
        terms=LineTerms(whom),
        by=made.arranger,
    )
    return break_for(made.ref, viewer=made.arranger)


def gaps(found: BreakPage) -> list[str]:
    assert found.cover is not None
    return [f"{gap.period.starts_at:%H:%M} to {gap.period.ends_at:%H:%M}" for gap in found.cover.gaps]


def test_a_night_that_the_carer_has_is_no_cover_for_the_person(away: Golden) -> None:
    found = home(away, ForWhom.CARER)
    assert found.cover is not None
    assert (found.cover.arranged_minutes, gaps(found)) == (0, ["14:00 to 10:00"])
    assert found.lines[-1].counts_as_cover is False


def test_a_night_that_the_person_has_is_cover_from_when_they_are_let_in_until_they_have_to_go(away: Golden) -> None:
    assert gaps(home(away, ForWhom.PERSON)) == []
    with transaction():
        one = session.scalars(select(Break).where(Break.ref == away.ref)).one()
        one.starts_at, one.ends_at = one.starts_at - timedelta(hours=2), one.ends_at + timedelta(hours=2)
    found = break_for(away.ref, viewer=away.arranger)
    assert gaps(found) == ["12:00 to 13:00", "11:00 to 12:00"]
    pieces = [piece for day in found.timeline for lane in day.lanes for piece in lane.pieces]
    stays = [piece.at for piece in pieces if piece.words == "Larch House"]
    assert (stays[0], stays[-1]) == ("from 13:00", "until 11:00")


def test_a_break_that_begins_before_its_place_lets_anybody_in_says_so_and_paper_says_when_to_come(
    client: CheckedClient, away: Golden
) -> None:
    home(away, ForWhom.PERSON)
    assert "lets nobody in before" not in words(client.get(f"/breaks/{away.ref}"))
    with transaction():
        one = session.scalars(select(Break).where(Break.ref == away.ref)).one()
        one.starts_at -= timedelta(hours=2)
    page = words(client.get(f"/breaks/{away.ref}"))
    assert "This break starts at 12:00, and Larch House lets nobody in before 13:00." in page
    assert "Come from 13:00, leave by 11:00." in words(client.get(f"/breaks/{away.ref}/paper"))


def test_what_is_for_the_person_is_looked_for_by_the_persons_needs_and_where_they_stay(
    client: CheckedClient, away: Golden
) -> None:
    with transaction():
        session.execute(update(Break).where(Break.ref == away.ref).values(town="Oban"))
        session.execute(update(Person).where(Person.ref == away.people["person"]).values(postcode="TD11 3DX"))
    links = re.findall(r'href="([^"]+kind=[^"]+)"', client.get(f"/breaks/{away.ref}/add").text)
    searches = [parse_qs(urlsplit(unescape(link)).query) for link in links]
    found = {one["kind"][0]: (one["person"][0], one["near"][0]) for one in searches}
    carer, person = away.people["carer"], away.people["person"]
    assert found["accommodation"] == (carer, "Oban")
    assert found["care_home"] == found["shared_lives"] == (person, "Oban")
    assert found["pa_bank"] == found["sole_pa"] == found["care_at_home"] == (person, "Duns")


def test_a_care_home_is_taken_to_be_for_the_person_and_a_house_for_the_carer(
    client: CheckedClient, away: Golden
) -> None:
    rates = {RateUnit.NIGHT: 120_00}
    for kind, whom in ((ListingKind.CARE_HOME, "person"), (ListingKind.ACCOMMODATION, "carer")):
        place = offered.offered(f"A {kind}", kind, rates, provider=f"Owners of {kind}", sleeps=2)
        page = client.get(f"/breaks/{away.ref}/add/{place.ref}/nights").text
        chosen = [one for one in re.findall(r"<input[^>]+>", page) if 'name="for_whom"' in one and " checked" in one]
        assert [f'value="{whom}"' in one for one in chosen] == [True]
