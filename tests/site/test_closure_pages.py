"""Pages on which a provider closes several spaces at once, or again and again, and opens them."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.listings.models import Cause, Occupancy, Provider
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period, nights
from tests import asking, families, supply
from tests.checked_client import CheckedClient

MONDAY = date(2027, 3, 1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def january() -> object:
    with time_machine.travel(asking.NOW, tick=False):
        yield


@pytest.fixture
def viewer(client: CheckedClient) -> Viewer:
    somebody = families.viewer("Home Office", RoleName.PROVIDER)
    families.sign_in(client, somebody)
    return somebody


@pytest.fixture
def beds(viewer: Viewer) -> list[tuple[int, str]]:
    """Three beds of the reader's own care home: their keys and references."""
    with transaction():
        owner = Provider(
            organisation_id=viewer.organisation_id, name="Home", legal_name="Home Ltd", made_at=clock.now()
        )
        session.add(owner)
    home = supply.listing("Home", of=owner, kind=ListingKind.CARE_HOME, spaces=3)
    return [(space.id, space.ref) for space in home.spaces]


def book(space_id: int, period: Period) -> None:
    diary.occupy(wanted=[Wanted(space_id, period, "segment:1")], cause=Cause.BOOKING, by=SITE)


def closed(space_id: int) -> Sequence[date]:
    rows = select(Occupancy).where(
        Occupancy.space_id == space_id, Occupancy.cause == Cause.CLOSURE, Occupancy.released_at.is_(None)
    )
    return [row.starts_at.date() for row in session.scalars(rows.order_by(Occupancy.starts_at))]


def answers(*spaces: str, **more: str) -> dict[str, object]:
    mondays = {"first": "2027-03-01", "again": "2027-03-02", "repeat": "weekly", "until": "2027-03-28"}
    return {"spaces": list(spaces), **mondays, "note": "deep clean", **more}


def test_every_monday_until_easter_is_closed_in_all_beds_shown_and_undone(
    client: CheckedClient, beds: list[tuple[int, str]]
) -> None:
    assert "All 3" in client.get("/closures/new").text
    sent = client.post("/closures/new", data=answers("all"))
    assert sent.status_code == 303
    page = client.get(sent.location).text
    assert "Every Monday, from Monday 1 March 2027 until Sunday 28 March 2027" in page
    assert "deep clean" in page
    assert all(len(closed(space_id)) == 4 for space_id, _ in beds)
    assert sent.location in client.get("/closures").text
    assert f'href="{sent.location}"' in client.get("/diary?month=2027-03").text
    assert client.post(f"{sent.location}/end").status_code == 303
    assert closed(beds[0][0]) == []
    assert "It was undone" in client.get(sent.location).text


def test_what_is_booked_is_named_nothing_is_lost_and_the_rest_is_closed_once_it_may_stay(
    client: CheckedClient, beds: list[tuple[int, str]]
) -> None:
    book(beds[1][0], nights(MONDAY, MONDAY + 2 * DAY))
    first, second = beds[0][1], beds[1][1]
    refused = client.post("/closures/new", data=answers(first, second))
    assert refused.status_code == 422
    assert "Home 2, Mon 1 Mar to Wed 3 Mar (booked)" in refused.text
    assert 'value="deep clean"' in refused.text
    assert re.search(rf'value="{second}"[^>]*checked', refused.text)
    assert closed(beds[0][0]) == []
    sent = client.post("/closures/new", data=answers(first, second, around="y"))
    page = client.get(sent.location).text
    assert "1 stretch of time taken already stayed as they are" in page
    assert "Not closed, because it is taken" in page
    assert (len(closed(beds[0][0])), len(closed(beds[1][0])), closed(beds[2][0])) == (4, 3, [])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"spaces": []}, "Choose what to close"),
        ({"first": "1970-01-01"}, "choose a day from"),
        ({"again": "2027-03-01"}, "choose a day after the first day closed"),
        ({"again": "2027-03-20"}, "It would close again before it has opened"),
        ({"until": "2027-02-01"}, "choose a day after the first day closed"),
        ({"repeat": "hourly"}, "choose one of the answers"),
        ({"spaces": ["somebody-elses"]}, "choose from the answers"),
    ],
    ids=lambda given: next(iter(given), "") if isinstance(given, dict) else "",
)
def test_what_cannot_be_meant_is_said_and_what_was_typed_stays(
    client: CheckedClient, beds: list[tuple[int, str]], wrong: dict[str, object], said: str
) -> None:
    page = client.post("/closures/new", data=answers(beds[0][1]) | wrong)
    assert (page.status_code, said in page.text) == (422, True)
    assert 'value="deep clean"' in page.text
    assert closed(beds[0][0]) == []


def test_days_dragged_over_are_closed_and_opened_and_lead_back_to_the_calendar(
    client: CheckedClient, beds: list[tuple[int, str]]
) -> None:
    space_id, ref = beds[0]
    dragged = {"spaces": ref, "first": "2027-03-01", "again": "2027-03-06", "repeat": "once", "note": ""}
    back = {"back": "/diary?month=2027-03"}
    sent = client.post("/closures/new", data=dragged | back)
    assert (sent.status_code, sent.location) == (303, "/diary?month=2027-03")
    middle = {"spaces": ref, "first": "2027-03-03", "again": "2027-03-04"}
    sent = client.post("/closures/open", data=middle | {"back": "//evil.example"})
    assert (sent.status_code, sent.location) == (303, f"/diary/{ref}")
    assert closed(space_id) == [MONDAY, MONDAY + 3 * DAY]
    again = client.post("/closures/open", data=middle)
    assert (again.status_code, "Nothing is closed on these days" in again.text) == (422, True)
    backwards = client.post("/closures/open", data=middle | {"again": "2027-03-03"})
    assert (backwards.status_code, "choose a day after the first day open" in backwards.text) == (422, True)


def test_one_time_of_a_pattern_is_opened_from_the_diary_of_its_space(
    client: CheckedClient, beds: list[tuple[int, str]]
) -> None:
    client.post("/closures/new", data=answers(beds[0][1]))
    page = client.get(f"/diary/{beds[0][1]}").text
    found = re.findall(r'name="reference" value="([^"]+)"><input type="hidden" name="starts_at" value="([^"]+)"', page)
    assert len(found) == 4
    reference, starts_at = found[1]
    for at, status in ((starts_at, 303), ("2027-03-08T12:00:00", 404), (starts_at, 404)):
        opened = client.post(f"/diary/{beds[0][1]}/open", data={"reference": reference, "starts_at": at})
        assert opened.status_code == status
    assert closed(beds[0][0]) == [MONDAY, MONDAY + 14 * DAY, MONDAY + 21 * DAY]


def test_all_seats_of_one_activity_are_closed_with_one_tick(client: CheckedClient, beds: list[tuple[int, str]]) -> None:
    owner = session.scalars(select(Provider).where(Provider.name == "Home")).one()
    boat = supply.listing("Boat", of=owner, kind=ListingKind.ACTIVITY, spaces=4)
    ref, seats = boat.ref, [space.id for space in boat.spaces]
    assert "All 4 of Boat" in client.get("/closures/new").text
    mornings = {"starts": "09:00", "ends": "12:00"}
    assert client.post("/closures/new", data=answers(ref, **mornings)).status_code == 303
    assert [len(closed(seat)) for seat in seats] == [4] * 4
    assert closed(beds[0][0]) == []
    refused = client.post("/closures/new", data=answers(beds[0][1], **mornings))
    assert (refused.status_code, "sold by the night" in refused.text) == (422, True)


def test_an_address_fills_the_form_in(client: CheckedClient, beds: list[tuple[int, str]]) -> None:
    page = client.get(f"/closures/new?spaces={beds[1][1]}&first=2027-03-05&again=2027-03-08").text
    assert 'value="2027-03-05"' in page
    assert re.search(rf'value="{beds[1][1]}"[^>]*checked', page)
    assert "There is a problem" not in page
    assert client.get("/closures/new?first=soon&spaces=x").status_code == 200


def test_another_providers_closure_does_not_exist(client: CheckedClient, beds: list[tuple[int, str]]) -> None:
    made = client.post("/closures/new", data=answers("all")).location
    families.sign_in(client, families.viewer("Somebody Else", RoleName.PROVIDER))
    assert client.get(made).status_code == 404
    assert client.post(f"{made}/end").status_code == 404
    assert "Every Monday" not in client.get("/closures").text
    for address in ("/closures/new", "/closures/open"):
        assert "Nothing to close yet" in client.post(address, data=answers(beds[0][1])).text
    assert len(closed(beds[0][0])) == 4
