"""Calendars fetched by address, over HTTP: given, seen, changed, removed; and what families and providers are told."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import time_machine
from flask import Flask
from ical.calendar_stream import IcsCalendarStream
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.audit import SITE, AuditRecord
from marketplace.booking.models import Line
from marketplace.db import session, transaction
from marketplace.listings.models import Cause, Occupancy, OutsideCalendar, Provider, Space
from marketplace.listings.queries.feeds import UNREAD_WORDS
from marketplace.listings.services import closures
from tests import asking, families, supply
from tests.checked_client import CheckedClient
from tests.feeds import calendar, event
from tests.other_sites import OtherSite, other_site, read_due

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
CALENDAR = re.compile(r'href="(/other-calendars/[^"/]+)"')
STAY = event("DTSTART;VALUE=DATE:20270305", "DTEND;VALUE=DATE:20270308", "SUMMARY:Jean Smith")


@pytest.fixture(autouse=True)
def winter() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def site() -> Iterator[OtherSite]:
    with other_site() as made:
        made.give(calendar(STAY))
        yield made


@pytest.fixture
def diary(client: CheckedClient) -> str:
    """The address of a diary of the provider who is signed in."""
    office = families.viewer("Merse Office", RoleName.PROVIDER)
    families.sign_in(client, office)
    with transaction():
        owner = Provider(organisation_id=office.organisation_id, name="Merse", legal_name="Merse", made_at=NOW)
        session.add(owner)
    return f"/diary/{supply.listing('Orchard House', of=owner).spaces[0].ref}"


def given(client: CheckedClient, diary: str, site: OtherSite) -> str:
    """A calendar whose address was given; the address of its page."""
    sent = client.post(f"{diary}/calendars/new", data={"address": site.url("/a.ics"), "name": "Airbnb"})
    assert sent.status_code == 303
    return sent.location


def test_a_provider_gives_an_address_and_sees_how_long_ago_it_was_read_and_what_it_took(
    client: CheckedClient, diary: str, site: OtherSite, winter: time_machine.Traveller
) -> None:
    assert f'href="{diary}/calendars/new"' in client.get(diary).text
    page = given(client, diary, site)
    assert "It is read in the next minute." in client.get(page).text
    read_due()
    winter.move_to(NOW + timedelta(minutes=12))
    for text in (client.get(page).text, client.get(diary).text):
        for words in ("12 minutes ago", "1 stretch of time", "Airbnb"):
            assert words in text
        for secret in (site.url(), "/a.ics", "Jean"):
            assert secret not in text
    text = client.get(page).text
    assert "Fri 5 Mar to Mon 8 Mar" in text
    assert "feeds.example" in text
    assert client.post(f"{page}/read").status_code == 303
    read_due()
    assert "just now" in client.get(page).text
    assert client.post(f"{page}/read").status_code == 303
    assert "less than a minute ago" in client.get(page).text


def test_what_went_wrong_is_said_and_when_it_is_tried_next(client: CheckedClient, diary: str, site: OtherSite) -> None:
    site.give("<html>Sign in</html>", "Content-Type: text/html")
    page = given(client, diary, site)
    read_due()
    text = client.get(page).text
    for words in ("a web page, not to a calendar", "tried again Sun 10 Jan, 12:05", "never read", "told to ask first"):
        assert words in text
    assert "We cannot read a calendar of yours" in client.get("/diary").text


def test_an_address_that_is_none_is_refused_at_its_field_and_stays_typed(client: CheckedClient, diary: str) -> None:
    for address, words in (
        ("", "Paste the address of the calendar"),
        ("ftp://x.example/a.ics", "must begin with https://"),
        ("https://me:pw@x.example/", "holds a name or a password"),
        ("https://x.example/" + "a" * 1000, "1,000 letters or fewer"),
        (f"https://x.example/calendars/{session.scalars(select(Space.export_token)).one()}.ics", "this same diary"),
    ):
        page = client.post(f"{diary}/calendars/new", data={"address": address, "name": "<b>Airbnb</b>"})
        assert (page.status_code, words in page.text) == (422, True), address
        assert 'value="&lt;b&gt;Airbnb&lt;/b&gt;"' in page.text


def test_it_is_changed_and_removed_and_what_it_took_goes_as_its_provider_says(
    client: CheckedClient, diary: str, site: OtherSite
) -> None:
    page = given(client, diary, site)
    read_due()
    changed = {"name": "Holiday site", "address": "", "took": ""}
    assert client.post(f"{page}/change", data=changed).status_code == 303
    assert "Holiday site" in client.get(page).text
    broken = client.post(f"{page}/change", data={"name": "x", "address": "nonsense"})
    assert (broken.status_code, "must begin with" in broken.text) == (422, True)
    unsaid = client.post(f"{page}/remove", data={})
    assert (unsaid.status_code, "Choose whether the time stays closed or is free" in unsaid.text) == (422, True)
    assert client.post(f"{page}/remove", data={"took": "keep"}).status_code == 303
    text = client.get(diary).text
    assert "Was taken in Holiday site" in text
    assert CALENDAR.findall(text) == []
    rows = session.scalars(select(Occupancy.cause).where(Occupancy.released_at.is_(None))).all()
    assert rows == [Cause.CLOSURE]


def test_one_that_comes_back_empty_is_asked_about(
    client: CheckedClient, diary: str, site: OtherSite, winter: time_machine.Traveller
) -> None:
    page = given(client, diary, site)
    read_due()
    site.give(calendar())
    winter.move_to(NOW + timedelta(hours=1))
    read_due()
    assert "empty: is that right?" in client.get(diary).text
    assert "It came back empty" in client.get(page).text
    assert client.post(f"{page}/empty").status_code == 303
    assert "It came back empty" not in client.get(page).text
    assert "Nothing from today on" in client.get(page).text


def test_families_are_told_to_ask_first_once_it_was_not_read_for_a_day(
    client: CheckedClient, diary: str, site: OtherSite, winter: time_machine.Traveller
) -> None:
    given(client, diary, site)
    read_due()
    search = "/search?near=TD11+3AQ&from=2027-04-01&to=2027-04-03"
    listing = re.search(r'href="(/listings/[^"?]+)', client.get(search).text)
    assert listing
    on_days = f"{listing[1]}?from=2027-04-01&to=2027-04-03"
    assert UNREAD_WORDS not in client.get(search).text + client.get(on_days).text
    assert "free on these dates" in client.get(on_days).text
    winter.move_to(NOW + timedelta(hours=25))
    assert UNREAD_WORDS in client.get(search).text
    page = client.get(on_days).text
    assert (UNREAD_WORDS in page, "free on these dates" in page) == (True, False)


def test_a_provider_looks_in_a_calendar_that_is_not_read_before_it_says_yes(
    client: CheckedClient, winter: time_machine.Traveller
) -> None:
    winter.move_to(asking.NOW)
    asked = asking.equipment()
    with transaction():
        line = session.scalars(select(Line).where(Line.ref == asked.line_ref)).one()
        session.add(
            OutsideCalendar(
                space_id=line.segments[0].space_id,
                name="x",
                address="https://x.example/",
                made_at=clock.now(),
                next_at=clock.now(),
            )
        )
    families.sign_in(client, asked.person)
    assert "its calendar on another site has not been read for a day" in client.get(f"/breaks/{asked.ref}/hold").text
    families.sign_in(client, asked.provider)
    page = f"/requests/{asked.line_ref}"
    assert "I have looked in it now, and it is free" in client.get(page).text
    refused = client.post(f"{page}/accept", data={})
    assert (refused.status_code, "Look in your other calendar." in refused.text) == (422, True)
    assert client.post(f"{page}/accept", data={"looked": "yes"}).status_code == 303
    assert "calendar-looked-in" in session.scalars(select(AuditRecord.action)).all()


def test_our_own_feed_is_sent_once_and_then_only_when_it_has_changed(app: Flask, diary: str) -> None:
    space = session.scalars(select(Space)).one()
    anybody = app.test_client()
    address = f"/calendars/{space.export_token}.ics"
    first = anybody.get(address)
    seen = {"If-None-Match": first.headers["ETag"]}
    again = anybody.get(address, headers=seen)
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    closures.close_nights(
        space=session.scalars(select(Space)).one(),
        first_on=date(2027, 5, 1),
        open_again_on=date(2027, 5, 3),
        note="",
        by=SITE,
    )
    changed = anybody.get(address, headers=seen)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != seen["If-None-Match"]
    (one,) = icalendar.Calendar.from_ical(changed.data).events
    (other,) = IcsCalendarStream.from_ics(changed.text).calendars[0].events
    assert (one.start, one.end) == (other.dtstart, other.end) == (date(2027, 5, 1), date(2027, 5, 3))
    assert one["UID"] == other.uid
    assert anybody.get(address).data == changed.data
