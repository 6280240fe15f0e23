"""The provider's diary and the register's page, over HTTP."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.listings.forms import diary as forms
from marketplace.listings.models import Cause, Occupancy, Provider
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import nights
from tests import families, supply
from tests.checked_client import CheckedClient

FEED = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20270101T000000Z\r\n"
    b"DTSTART;VALUE=DATE:20270401\r\nDTEND;VALUE=DATE:20270403\r\nSUMMARY:Jean Smith\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
EMPTY = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"


@pytest.fixture(autouse=True)
def _in_january() -> object:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        yield


@dataclass(frozen=True)
class Kept:
    """A space, as far as a test needs to know it after a request."""

    id: int
    ref: str
    name: str
    export_token: str


def _space(viewer: Viewer, kind: ListingKind = ListingKind.ACCOMMODATION) -> Kept:
    """A space of the viewer's own provider."""
    now = clock.now()
    with transaction():
        owner = Provider(organisation_id=viewer.organisation_id, name="Merse", legal_name="Merse Ltd", made_at=now)
        session.add(owner)
    space = supply.listing("Orchard House", kind=kind, of=owner).spaces[0]
    return Kept(space.id, space.ref, space.name, space.export_token)


@pytest.fixture
def space(client: CheckedClient) -> Kept:
    viewer = families.viewer("Merse Office", RoleName.PROVIDER)
    families.sign_in(client, viewer)
    return _space(viewer)


def _live(space: Kept) -> list[Occupancy]:
    rows = select(Occupancy).where(Occupancy.space_id == space.id, Occupancy.released_at.is_(None))
    return list(session.scalars(rows))


def test_nights_are_closed_seen_in_the_month_and_opened_again(client: CheckedClient, space: Kept) -> None:
    answers = {"first": "2027-03-05", "again": "2027-03-08", "note": "hoist check"}
    assert client.post(f"/diary/{space.ref}/close", data=answers).status_code == 303
    assert [row.period for row in _live(space)] == [nights(date(2027, 3, 5), date(2027, 3, 8))]
    page = client.get(f"/diary/{space.ref}").text
    assert "govuk-notification-banner--success" in page
    assert "hoist check" in client.get("/diary?month=2027-03").text
    reference = re.search(r'name="reference" value="([^"]+)"', page)
    assert reference
    assert client.post(f"/diary/{space.ref}/open", data={"reference": reference[1]}).status_code == 303
    assert _live(space) == []


def test_of_a_full_diary_the_next_ten_are_open_and_the_rest_is_folded(client: CheckedClient, space: Kept) -> None:
    for day in range(1, 23, 2):
        answers = {"first": f"2027-03-{day:02}", "again": f"2027-03-{day + 1:02}", "note": f"night {day}."}
        assert client.post(f"/diary/{space.ref}/close", data=answers).status_code == 303
    page = client.get(f"/diary/{space.ref}").text
    assert page.index("night 19.") < page.index("<summary>1 more, later on") < page.index("night 21.")


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2027-13", "soon"])
def test_a_month_far_from_any_diary_is_this_one(client: CheckedClient, space: Kept, month: str) -> None:
    page = client.get(f"/diary?month={month}")
    assert page.status_code == 200
    assert "January 2027" in page.text


def test_what_is_booked_cannot_be_closed_and_is_named_and_the_answers_stay(client: CheckedClient, space: Kept) -> None:
    period = nights(date(2027, 3, 5), date(2027, 3, 8))
    diary.occupy(wanted=[Wanted(space.id, period, "segment:1")], cause=Cause.BOOKING, by=SITE)
    answers = {"first": "2027-03-01", "again": "2027-03-06", "note": "paint"}
    page = client.post(f"/diary/{space.ref}/close", data=answers)
    assert page.status_code == 422
    assert "Fri 5 Mar to Mon 8 Mar (booked)" in page.text
    assert 'value="paint"' in page.text
    assert client.post(f"/diary/{space.ref}/open", data={"reference": "segment:1"}).status_code == 404


def test_days_out_of_order_or_missing_are_said_at_their_field(client: CheckedClient, space: Kept) -> None:
    for answers, said in (
        ({"first": "2027-03-08", "again": "2027-03-05"}, "choose a day after the first night closed"),
        ({"first": "", "again": ""}, "Choose the first night closed"),
        ({"first": "1970-01-01", "again": "2027-03-05"}, "choose a day from"),
    ):
        page = client.post(f"/diary/{space.ref}/close", data=answers)
        assert (page.status_code, said in page.text) == (422, True)


def test_hours_are_closed_where_hours_are_sold(client: CheckedClient) -> None:
    viewer = families.viewer("Rab Bank", RoleName.PROVIDER)
    families.sign_in(client, viewer)
    space = _space(viewer, ListingKind.PA_BANK)
    answers = {"day": "2027-03-05", "start": "09:00", "end": "12:30"}
    assert client.post(f"/diary/{space.ref}/close", data=answers).status_code == 303
    assert [row.period.minutes for row in _live(space)] == [210]
    backwards = {"day": "2027-03-06", "start": "12:30", "end": "09:00"}
    assert client.post(f"/diary/{space.ref}/close", data=backwards).status_code == 422


def _upload(client: CheckedClient, space: Kept, file: bytes, **more: str) -> tuple[int, str]:
    answers = {"file": (BytesIO(file), "calendar.ics"), **more}
    page = client.post(f"/diary/{space.ref}/calendar", data=answers, content_type="multipart/form-data")
    return page.status_code, page.text


def test_an_outside_calendar_is_uploaded_and_a_broken_one_changes_nothing(
    client: CheckedClient, space: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "LARGEST_FEED_BYTES", 1000)
    assert _upload(client, space, FEED)[0] == 303
    taken = [row.period for row in _live(space)]
    assert taken == [nights(date(2027, 4, 1), date(2027, 4, 3))]
    assert "Jean" not in client.get(f"/diary/{space.ref}").text
    for broken in (b"", b"%PDF-1.7", b"\x00" * 100, b"x" * 1001):
        status, page = _upload(client, space, broken)
        assert (status, "There is a problem" in page) == (422, True)
    assert [row.period for row in _live(space)] == taken


@pytest.mark.parametrize(
    ("file", "more", "said", "stays"),
    [
        (EMPTY, {}, "Nothing was freed. If all of it is free now, tick the box", 1),
        (EMPTY, {"may_free": "y"}, "It takes 0 stretches of time.", 0),
        (EMPTY[:-8], {"may_free": "y"}, "It seems to be cut off, so nothing was freed.", 1),
    ],
    ids=["empty", "empty on the provider's word", "cut off"],
)
def test_a_calendar_that_names_nothing_says_whether_it_freed_anything(
    client: CheckedClient, space: Kept, file: bytes, more: dict[str, str], said: str, stays: int
) -> None:
    _upload(client, space, FEED)
    assert _upload(client, space, file, **more)[0] == 303
    assert said in client.get(f"/diary/{space.ref}").text
    assert len(_live(space)) == stays


def test_the_export_holds_what_is_taken_here_without_names_and_not_what_came_from_elsewhere(
    client: CheckedClient, space: Kept
) -> None:
    _upload(client, space, FEED)
    closed = {"first": "2027-03-05", "again": "2027-03-08", "note": "Jean is ill"}
    client.post(f"/diary/{space.ref}/close", data=closed)
    feed = client.application.test_client().get(f"/calendars/{space.export_token}.ics")
    assert feed.mimetype == "text/calendar"
    events = Calendar.from_ical(feed.data).walk("VEVENT")
    assert [(one.decoded("DTSTART"), one.decoded("DTEND")) for one in events] == [(date(2027, 3, 5), date(2027, 3, 8))]
    assert b"Jean" not in feed.data
    assert client.get("/calendars/guessed.ics").status_code == 404


def test_another_providers_diary_does_not_exist(client: CheckedClient, space: Kept) -> None:
    families.sign_in(client, families.viewer("Somebody Else", RoleName.PROVIDER))
    assert client.get(f"/diary/{space.ref}").status_code == 404
    for action in ("close", "open", "calendar"):
        assert client.post(f"/diary/{space.ref}/{action}").status_code == 404
    assert space.name not in client.get("/diary").text


def test_the_brokerage_takes_in_a_month_of_the_register(client: CheckedClient) -> None:
    families.sign_in(client, families.viewer("Office", RoleName.BROKERAGE))
    assert client.get("/care-register").status_code == 200
    rows = (
        b"CSNumber,CareService,Subtype,ServiceName,ServiceStatus\nCS2003000001,Support Service,Care at Home,A,Active\n"
    )
    for file, status in ((rows, 303), (b"nothing", 422)):
        answers = {"file": (BytesIO(file), "month.csv")}
        page = client.post("/care-register", data=answers, content_type="multipart/form-data")
        assert page.status_code == status
    assert "1 service known" in client.get("/care-register").text
