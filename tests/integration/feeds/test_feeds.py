"""Calendars fetched by address, from a real server: what each answer does, when it is tried next, who is told."""

import gzip
import json
from datetime import timedelta
from ipaddress import ip_address

import pytest
import time_machine
from sqlalchemy import func, select

from marketplace import clock, worker
from marketplace.accounts.viewer import Viewer
from marketplace.config import Config
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.jobs import Job
from marketplace.listings.models import (
    Occupancy,
    OutsideTime,
    Space,
)
from marketplace.listings.queries.feeds import is_any_unread, row_of, unread_listings
from marketplace.listings.services import feeds
from marketplace.notifications.models import Letter
from tests.calendar_elsewhere import APRIL, IN_MARCH, NOW, WEEKEND, kept, stay, taken
from tests.databases import on_one
from tests.feeds import calendar
from tests.other_sites import OtherSite, answer, fetching, read_due, sent_on

pytestmark = pytest.mark.usefixtures("database")


def test_an_address_is_read_at_once_and_again_every_half_hour(
    space: Space, read_once: str, site: OtherSite, winter: time_machine.Traveller
) -> None:
    of = kept(read_once)
    assert (of.read_at, of.next_at, of.trouble) == (NOW, NOW + timedelta(minutes=30), "")
    winter.move_to(NOW + timedelta(minutes=29))
    read_due()
    assert site.callers == 1
    site.give(calendar(IN_MARCH, stay("0401", "0403", "two@x")))
    winter.move_to(NOW + timedelta(minutes=30))
    read_due()
    assert (site.callers, taken(space)) == (2, [WEEKEND, APRIL])
    assert row_of(kept(read_once)).news == "1 new"


def test_what_has_not_changed_is_not_sent_again_but_once_a_day(
    read_once: str, site: OtherSite, winter: time_machine.Traveller
) -> None:
    site.answers["/a.ics"] = answer(b"", status="304 Not Modified")
    winter.move_to(NOW + timedelta(minutes=30))
    read_due()
    assert 'If-None-Match: "one"' in site.asked[-1]
    assert kept(read_once).read_at == NOW + timedelta(minutes=30)
    site.give(calendar(IN_MARCH))
    winter.move_to(NOW + timedelta(days=1))
    read_due()
    assert "If-None-Match" not in site.asked[-1]


def test_a_guest_who_changes_dates_moves_and_is_not_there_twice(
    space: Space, read_once: str, site: OtherSite, winter: time_machine.Traveller
) -> None:
    site.give(calendar(stay("0401", "0403")))
    winter.move_to(NOW + timedelta(hours=1))
    read_due()
    assert taken(space) == [APRIL]
    assert row_of(kept(read_once)).news == "1 moved"
    assert session.scalars(select(func.count(OutsideTime.id))).one() == 1


def test_no_name_nor_uid_nor_address_is_kept_beside_the_calendar(space: Space, office: Viewer, site: OtherSite) -> None:
    site.give(calendar(stay("0305", "0308", "jean.smith@x", "SUMMARY:Jean Smith", "DESCRIPTION:07700 900123")))
    feeds.add(space.ref, name="", address=site.url("/a.ics?secret=abc"), by=office)
    site.answers["/a.ics?secret=abc"] = site.answers["/a.ics"]
    read_due()
    assert taken(space) == [WEEKEND]
    rows = [*session.scalars(select(Occupancy)), *session.scalars(select(OutsideTime)), *session.scalars(select(Job))]
    assert not any(word in str(vars(row)) for row in rows for word in ("jean", "Jean", "07700", "abc"))


@on_one
@pytest.mark.parametrize(
    ("body", "headers", "words"),
    [
        ("<!doctype html><title>Sign in</title>", ("Content-Type: text/html",), "a web page, not to a calendar"),
        ("", (), "no calendar"),
        (b"%PDF-1.7", ("Content-Type: text/calendar",), "no calendar"),
        (b"\x00\xff" * 500, (), "no calendar"),
        ('{"error": "no"}', ("Content-Type: application/json",), "no calendar"),
        ("BEGIN:VCALENDAR\r\n" * 5000, (), "nothing was freed"),
        (b"x" * 1_100_000, (), "larger than a calendar may be"),
        (gzip.compress(b"0" * 30_000_000), ("Content-Encoding: gzip",), "larger than a calendar may be"),
        (b"BEGIN:VCALENDAR", ("Content-Length: 999",), "stopped in the middle"),
        (b"BEGIN:VCALENDAR", ("Content-Encoding: zstd",), "did not ask for"),
    ],
)
def test_what_is_no_whole_answer_changes_nothing_and_is_said(
    space: Space,
    read_once: str,
    site: OtherSite,
    winter: time_machine.Traveller,
    body: bytes | str,
    headers: tuple[str, ...],
    words: str,
) -> None:
    site.give(body, *headers)
    winter.move_to(NOW + timedelta(hours=1))
    read_due()
    of = kept(read_once)
    assert words in of.trouble
    assert (of.read_at, taken(space)) == (NOW, [WEEKEND])


def test_another_encoding_is_read_all_the_same(
    space: Space, read_once: str, site: OtherSite, winter: time_machine.Traveller
) -> None:
    text = calendar(stay("0401", "0403", "two@x", "SUMMARY:Müller"))
    for hours, raw in enumerate((text.encode("utf-16"), text.encode("latin-1"), b"\xef\xbb\xbf" + text.encode()), 1):
        site.give(raw, "Content-Type: text/calendar; charset=koi8-r")
        winter.move_to(NOW + timedelta(hours=hours))
        read_due()
        assert (kept(read_once).trouble, taken(space)) == ("", [APRIL])


def test_one_that_is_cut_off_takes_what_it_names_and_frees_nothing(
    space: Space, read_once: str, site: OtherSite, winter: time_machine.Traveller
) -> None:
    site.give(calendar(stay("0401", "0403", "two@x")).removesuffix("END:VCALENDAR\r\n"), 'ETag: "half"')
    winter.move_to(NOW + timedelta(hours=1))
    read_due()
    of = kept(read_once)
    assert taken(space) == [WEEKEND, APRIL]
    assert "nothing was freed" in of.trouble
    assert (of.read_at, of.etag) == (NOW, "")
    assert of.problems


def test_one_that_comes_back_empty_frees_on_its_providers_word_alone(
    space: Space, read_once: str, office: Viewer, site: OtherSite, winter: time_machine.Traveller
) -> None:
    with pytest.raises(Refused):
        feeds.free_emptied(read_once, by=office)
    site.give(calendar())
    winter.move_to(NOW + timedelta(hours=1))
    read_due()
    assert taken(space) == [WEEKEND]
    assert row_of(kept(read_once)).asks_whether_empty
    feeds.free_emptied(read_once, by=office)
    assert taken(space) == []
    assert not row_of(kept(read_once)).asks_whether_empty


def test_each_failure_is_followed_by_a_longer_wait_and_one_success_by_none(
    read_once: str, site: OtherSite, winter: time_machine.Traveller
) -> None:
    site.give("", status="503 Busy")
    waits = []
    for _ in range(9):
        now = kept(read_once).next_at
        assert now is not None
        winter.move_to(now)
        read_due()
        waits.append(int(((kept(read_once).next_at or now) - now).total_seconds() // 60))
    assert waits == [5, 10, 20, 40, 80, 160, 320, 360, 360]
    site.give(calendar(IN_MARCH))
    winter.move_to(clock.now() + timedelta(hours=6))
    read_due()
    assert (kept(read_once).failures, kept(read_once).trouble) == (0, "")


def test_after_a_day_unread_it_is_to_be_asked_about_and_its_provider_has_one_letter(
    space: Space, read_once: str, site: OtherSite, winter: time_machine.Traveller
) -> None:
    listing_id = space.listing_id
    site.give("", status="404 Not Found")
    for hours in (23, 25, 32, 40):
        winter.move_to(NOW + timedelta(hours=hours))
        read_due()
        assert (unread_listings() == {listing_id}, is_any_unread([space.id])) == (hours > 24, hours > 24)
    (letter,) = session.scalars(select(Letter).where(Letter.name == "calendar-unread"))
    for words in ("Airbnb", "Orchard House", "Sunday 10 January 2027, 12:00", "no calendar at this address any more"):
        assert words in letter.body
    assert site.url() not in letter.body
    site.give(calendar(IN_MARCH))
    winter.move_to(NOW + timedelta(hours=48))
    read_due()
    assert unread_listings() == frozenset()
    assert kept(read_once).told_at is None


def test_a_calendar_that_was_never_read_is_not_trusted_from_its_first_minute(
    space: Space, office: Viewer, site: OtherSite
) -> None:
    feeds.add(space.ref, name="", address=site.url(), by=office)
    assert unread_listings() == {space.listing_id}
    read_due()
    assert unread_listings() == {space.listing_id}


def test_a_private_address_is_not_visited_at_first_or_by_way_of_another(
    space: Space, office: Viewer, site: OtherSite
) -> None:
    site.answers["/a.ics"] = sent_on("http://10.0.0.8/a.ics")
    first = feeds.add(space.ref, name="", address="http://192.168.1.1/a.ics", by=office)
    second = feeds.add(space.ref, name="", address=site.url(), by=office)
    read_due(resolve=lambda host, _port: [ip_address("127.0.0.1" if host == "feeds.example" else host)])
    for ref in (first, second):
        assert "leads into a private network" in kept(ref).trouble


def test_the_calendar_of_a_closed_diary_is_left_alone(
    space: Space, read_once: str, site: OtherSite, winter: time_machine.Traveller
) -> None:
    with transaction():
        session.get_one(Space, space.id).closed_at = clock.now()
    winter.move_to(NOW + timedelta(days=2))
    read_due()
    assert site.callers == 1
    assert unread_listings() == frozenset()


def test_the_worker_reads_what_is_due_and_letters_go_before(
    config: Config, space: Space, office: Viewer, site: OtherSite
) -> None:
    site.give(calendar(IN_MARCH))
    feeds.add(space.ref, name="", address=site.url(), by=office)
    worker.run(config, once=True, gateway=fetching())
    assert taken(session.scalars(select(Space)).one()) == [WEEKEND]
    kinds = {job.kind: json.dumps(job.payload) for job in session.scalars(select(Job))}
    assert set(json.loads(kinds[feeds.READ])) == {"calendar"}
