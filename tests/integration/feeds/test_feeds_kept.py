"""Calendars fetched by address as their provider keeps them: several, changed, removed, our own come back."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.gateway import Seen
from marketplace.listings.models import (
    CalendarConflict,
    Cause,
    ConflictEnd,
    Space,
)
from marketplace.listings.services import closures, diary, feeds, outside
from marketplace.listings.services.diary import Wanted
from marketplace.periods import nights
from tests import families
from tests.calendar_elsewhere import APRIL, IN_MARCH, NOW, WEEKEND, kept, stay, taken
from tests.feeds import calendar
from tests.other_sites import OtherSite, fetching, read_due

pytestmark = pytest.mark.usefixtures("database")


def test_two_calendars_of_a_space_take_together_and_what_only_one_took_goes_with_it(
    space: Space, read_once: str, office: Viewer, site: OtherSite
) -> None:
    site.give(calendar(stay("0307", "0309", "b@y")), path="/b.ics")
    other = feeds.add(space.ref, name="Booking", address=site.url("/b.ics"), by=office)
    read_due()
    assert taken(space) == [nights(date(2027, 3, 5), date(2027, 3, 9))]
    feeds.remove(read_once, keeps_closed=False, by=office)
    assert taken(space) == [nights(date(2027, 3, 7), date(2027, 3, 9))]
    feeds.remove(other, keeps_closed=True, by=office)
    assert taken(space) == []
    assert taken(space, Cause.CLOSURE) == [nights(date(2027, 3, 7), date(2027, 3, 9))]


def test_another_address_frees_the_time_of_the_old_one_at_once_or_when_it_has_been_read(
    space: Space, read_once: str, office: Viewer, site: OtherSite, winter: time_machine.Traveller
) -> None:
    site.give(calendar(stay("0401", "0403", "b@y")), path="/b.ics")
    feeds.change(read_once, name="Airbnb", address=site.url("/b.ics"), frees_now=False, by=office)
    assert taken(space) == [WEEKEND]
    read_due()
    assert taken(space) == [APRIL]
    winter.move_to(NOW + timedelta(minutes=5))
    feeds.change(read_once, name="Airbnb", address=site.url("/c.ics"), frees_now=True, by=office)
    assert taken(space) == []
    read_due()
    assert "no calendar at this address" in kept(read_once).trouble


def test_a_reading_that_comes_after_the_address_was_changed_counts_for_nothing(
    space: Space, office: Viewer, site: OtherSite
) -> None:
    ref = feeds.add(space.ref, name="", address=site.url(), by=office)

    gateway = fetching()
    due = feeds._due(ref)
    assert due is not None
    came = feeds._Came(outside.read(calendar(IN_MARCH).encode(), by_nights=True), Seen())
    with transaction():
        kept(ref).address = site.url("/b.ics")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds, "_due", lambda _ref: due)
        patch.setattr(feeds, "_fetched", lambda _due, _gateway: came)
        feeds.read_owed({"calendar": ref}, gateway=gateway)
    assert (taken(space), kept(ref).tried_at) == ([], None)


def test_a_calendar_that_meets_a_booking_opens_a_case_and_one_that_moves_away_closes_it(
    space: Space, office: Viewer, site: OtherSite, winter: time_machine.Traveller
) -> None:
    saturday = nights(date(2027, 3, 6), date(2027, 3, 7))
    diary.occupy(wanted=[Wanted(space.id, saturday, "segment:1")], cause=Cause.BOOKING, by=SITE)
    site.give(calendar(IN_MARCH))
    feeds.add(space.ref, name="", address=site.url(), by=office)
    read_due()
    case = session.scalars(select(CalendarConflict)).one()
    assert (case.period, case.ended, taken(space, Cause.BOOKING)) == (saturday, None, [saturday])
    site.give(calendar(stay("0401", "0403")))
    winter.move_to(NOW + timedelta(hours=1))
    read_due()
    session.expire_all()
    assert session.scalars(select(CalendarConflict)).one().ended is ConflictEnd.GONE


def test_our_own_events_that_come_back_take_nothing_and_meet_nothing(
    app: Flask, space: Space, office: Viewer, site: OtherSite, winter: time_machine.Traveller
) -> None:
    """The other site sends out again what it had from us, with our UIDs, and one stay of its own."""
    booked = Wanted(space.id, WEEKEND, "segment:1")
    diary.occupy(wanted=[booked], cause=Cause.BOOKING, by=SITE)
    closures.close_nights(space=space, first_on=date(2027, 5, 1), open_again_on=date(2027, 5, 3), note="", by=SITE)
    ours = app.test_client().get(f"/calendars/{space.export_token}.ics").text
    theirs = ours.replace("END:VCALENDAR\r\n", stay("0401", "0403", "b@y") + "END:VCALENDAR\r\n")
    site.give(theirs)
    feeds.add(space.ref, name="", address=site.url(), by=office)
    read_due()
    assert taken(space) == [APRIL]
    diary.release(references=["segment:1"], by=SITE)
    winter.move_to(NOW + timedelta(hours=1))
    read_due()
    assert taken(space) == [APRIL]
    assert session.scalars(select(CalendarConflict)).all() == []
    site.give(theirs.replace("DTEND;VALUE=DATE:20270308", "DTEND;VALUE=DATE:20270310"))
    winter.move_to(NOW + timedelta(hours=2))
    read_due()
    assert taken(space) == [nights(date(2027, 3, 8), date(2027, 3, 10)), APRIL]


def test_the_address_of_this_same_diary_is_refused_but_not_that_of_another(space: Space, office: Viewer) -> None:
    own = f"https://breaks.example/calendars/{space.export_token}.ics"
    with pytest.raises(Refused) as refusal:
        feeds.add(space.ref, name="", address=own, by=office)
    assert "this same diary" in refusal.value.fields["address"]
    feeds.add(space.ref, name="", address="https://breaks.example/calendars/another.ics", by=office)


def test_an_address_is_kept_once_and_a_space_has_but_a_few(space: Space, office: Viewer) -> None:
    for number in range(feeds.MOST_OF_A_SPACE):
        feeds.add(space.ref, name="", address=f"https://x.example/{number}", by=office)
    for address, words in (("https://x.example/0", "already"), ("https://x.example/new", "Remove one first")):
        with pytest.raises(Refused) as refusal:
            feeds.add(space.ref, name="", address=address, by=office)
        assert words in refusal.value.fields["address"]


def test_what_belongs_to_another_provider_is_not_there(space: Space, read_once: str) -> None:
    stranger = families.viewer("Somebody Else", RoleName.PROVIDER)
    for ask in (
        lambda: feeds.add(space.ref, name="", address="https://x.example/", by=stranger),
        lambda: feeds.change(read_once, name="x", address="", frees_now=False, by=stranger),
        lambda: feeds.remove(read_once, keeps_closed=False, by=stranger),
        lambda: feeds.ask_now(read_once, by=stranger),
        lambda: feeds.free_emptied(read_once, by=stranger),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_reading_can_be_asked_for_but_not_twice_in_a_minute(
    read_once: str, office: Viewer, site: OtherSite, winter: time_machine.Traveller
) -> None:
    with pytest.raises(feeds.TooSoon):
        feeds.ask_now(read_once, by=office)
    winter.move_to(NOW + timedelta(minutes=2))
    for _ in range(2):
        feeds.ask_now(read_once, by=office)
    read_due()
    assert (site.callers, kept(read_once).read_at) == (2, NOW + timedelta(minutes=2))
