"""The calendar of a whole provider, by month and week, over HTTP."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.listings.models import Cause, Listing, OpeningHours, Provider, Space
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period, nights
from tests import asking, families, supply
from tests.checked_client import CheckedClient
from tests.statements import statements


@pytest.fixture(autouse=True)
def january() -> object:
    with time_machine.travel(asking.NOW, tick=False):
        yield


@pytest.fixture
def viewer(client: CheckedClient) -> Viewer:
    somebody = families.viewer("Merse Office", RoleName.PROVIDER)
    families.sign_in(client, somebody)
    return somebody


def provider_of(viewer: Viewer) -> Provider:
    with transaction():
        made = Provider(
            organisation_id=viewer.organisation_id, name="Merse", legal_name="Merse Ltd", made_at=clock.now()
        )
        session.add(made)
    return made


def take(space: Space, period: Period, *, reference: str = "segment:1", note: str | None = None) -> None:
    cause = Cause.CLOSURE if note else Cause.BOOKING
    diary.occupy(wanted=[Wanted(space.id, period, reference, note)], cause=cause, by=SITE)


def hours(day: date, start: str, end: str) -> Period:
    return Period(london_instant(day, time.fromisoformat(start)), london_instant(day, time.fromisoformat(end)))


def words_of(page: str) -> str:
    return " ".join(page.split())


def test_a_month_has_every_space_its_stretches_and_its_bank_holidays(client: CheckedClient, viewer: Viewer) -> None:
    house = supply.listing("Orchard House", of=provider_of(viewer), spaces=2)
    take(house.spaces[0], nights(date(2027, 3, 5), date(2027, 3, 8)))
    page = client.get("/diary?month=2027-03").text
    for name in ("Orchard House 1", "Orchard House 2"):
        assert f'<span class="vh">Diary of </span>{name}</a>' in page
    assert "booked<span" in page
    assert ", Fri 5 Mar to Mon 8 Mar, 3 nights, Orchard House 1" in page
    assert "59 of 62 nights are free" in page
    assert "Bank holidays: Fri 26 Mar, Good Friday." in page
    assert "week=2027-03-01" in page


def test_nights_that_are_over_are_not_counted_as_taken(client: CheckedClient, viewer: Viewer) -> None:
    house = supply.listing("Orchard House", of=provider_of(viewer))
    take(house.spaces[0], nights(date(2027, 1, 30), date(2027, 1, 31)))
    page = client.get("/diary?month=2027-01").text
    assert "20 of 21 nights still to come are free" in page
    assert "nights" not in client.get("/diary?month=2026-12").text.split("A stretch covers")[0].split("All of")[1]


def test_a_diary_begins_with_this_week_and_leads_to_whole_months(client: CheckedClient, viewer: Viewer) -> None:
    supply.listing("Orchard House", of=provider_of(viewer))
    with time_machine.travel(datetime(2027, 1, 30, 12, tzinfo=UTC), tick=False):
        page = client.get("/diary").text
    assert "Monday 25 January 2027 and a month on" in page
    assert "26 of 26 nights still to come are free" in page
    assert 'month=2027-01"><span class="vh">Go to </span>January 2027' in page
    assert 'month=2027-02"><span class="vh">Go to </span>February 2027' in page


def test_a_week_says_each_visit_by_its_hours_however_short(client: CheckedClient, viewer: Viewer) -> None:
    bank = supply.listing("Rab Bank", of=provider_of(viewer), kind=ListingKind.CARE_AT_HOME)
    for number, (start, end) in enumerate((("09:00", "09:15"), ("09:30", "10:15"))):
        take(bank.spaces[0], hours(date(2027, 3, 5), start, end), reference=f"segment:{number}")
    page = words_of(client.get("/diary?week=2027-03-03").text)
    assert "Week from Monday 1 March 2027" in page
    assert page.index("<b>09:00 to 09:15</b> booked") < page.index("<b>09:30 to 10:15</b> booked")
    assert "2 booked" in client.get("/diary?month=2027-03").text


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_what_takes_the_day_the_clocks_change_is_on_that_day_alone(
    client: CheckedClient, viewer: Viewer, day: date
) -> None:
    bank = supply.listing("Rab Bank", of=provider_of(viewer), kind=ListingKind.CARE_AT_HOME)
    take(bank.spaces[0], Period(london_instant(day), london_instant(day + timedelta(days=1))))
    page = words_of(client.get(f"/diary?week={day}").text)
    assert page.count("<b>all day</b> booked") == 1
    assert page.index(f'data-day="{day}"') < page.index("all day")
    assert "all day" not in client.get(f"/diary?week={day + timedelta(days=1)}").text


def sessions(viewer: Viewer) -> Listing:
    """Four seats on Tuesdays, 13:00 to 15:00."""
    made = supply.listing("Pool", of=provider_of(viewer), kind=ListingKind.ACTIVITY, spaces=4)
    with transaction():
        session.add(OpeningHours(listing_id=made.id, weekday=1, opens_minute=13 * 60, closes_minute=15 * 60))
    return made


def test_seats_of_a_session_are_one_row_of_how_many_are_free_and_lead_to_each(
    client: CheckedClient, viewer: Viewer
) -> None:
    pool = sessions(viewer)
    for number in (0, 1, 3):
        take(pool.spaces[number], hours(date(2027, 3, 2), "13:00", "15:00"), reference=f"segment:{number}")
    page = words_of(client.get("/diary?week=2027-03-01").text)
    assert "<b>13:00 to 15:00</b> 1 of 4 free" in page
    assert page.count("not open") == 6
    assert page.count("Diary of ") == 1
    alone = client.get(f"/diary?listing={pool.ref}&week=2027-03-01").text
    assert [f"Diary of </span>{name}</a>" in alone for name in ("Pool", "Pool 1", "Pool 4")] == [True] * 3
    assert "1 of 4" in client.get("/diary?month=2027-03").text


def test_what_is_booked_leads_to_its_request(client: CheckedClient) -> None:
    asked = asking.support()
    families.sign_in(client, asked.provider)
    for address in ("/diary?month=2027-03", "/diary?week=2027-03-05"):
        page = client.get(address).text
        assert f'href="/requests/{asked.line_ref}"' in page, address
        assert "Callum" not in page
    (space,) = set(re.findall(r'href="(/diary/[^"?]+)', page))
    own = client.get(space).text
    assert f'<a href="/requests/{asked.line_ref}">held<' in own


def test_a_large_provider_has_pages_and_asks_as_little_as_a_small_one(client: CheckedClient, viewer: Viewer) -> None:
    home = supply.listing("Home", of=provider_of(viewer), kind=ListingKind.CARE_HOME, spaces=2)
    take(home.spaces[0], nights(date(2027, 3, 5), date(2027, 3, 8)))
    client.get("/diary?month=2027-03")
    with statements(client.application.extensions["engine"]) as small:
        client.get("/diary?month=2027-03")
    with transaction():
        session.add_all(Space(listing_id=home.id, name=f"Bed {number}", made_at=clock.now()) for number in range(40))
    with statements(client.application.extensions["engine"]) as large:
        page = client.get("/diary?month=2027-03").text
    assert len(large) == len(small)
    assert page.count("Diary of ") == 20
    assert client.get("/diary?month=2027-03&page=3").text.count("Diary of ") == 2


def test_one_listing_can_be_shown_by_itself_and_never_anothers(client: CheckedClient, viewer: Viewer) -> None:
    mine = provider_of(viewer)
    house = supply.listing("Orchard House", of=mine)
    supply.listing("Whin Lodge", of=mine)
    page = client.get(f"/diary?listing={house.ref}").text
    assert "Diary of </span>Orchard House" in page
    assert "Diary of </span>Whin Lodge" not in page
    theirs = supply.listing("Elsewhere", of=supply.provider("Other"))
    assert "Elsewhere" not in client.get(f"/diary?listing={theirs.ref}").text
