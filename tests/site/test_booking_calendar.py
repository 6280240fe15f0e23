"""A confirmed break in calendars: with the letters, and from its page for whoever may see it."""

from datetime import timedelta
from email.message import EmailMessage

import icalendar
from flask import Flask
from sqlalchemy import select

from marketplace.config import Config
from marketplace.db import session, transaction
from marketplace.listings.models import Listing
from marketplace.notifications.models import Letter
from marketplace.wording import nights_words
from tests import families, golden, mail
from tests.checked_client import CheckedClient
from tests.databases import on_both

pytestmark = on_both

FILE = "break.ics"


def attached(letter: EmailMessage) -> bytes:
    (part,) = letter.iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == (FILE, "text/calendar")
    assert (part.get_param("method"), part.get_param("charset")) == ("PUBLISH", "utf-8")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def summaries(raw: bytes) -> list[str]:
    return sorted(str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(raw).events)


def test_a_carers_night_off_goes_into_the_calendars_of_those_who_see_it(
    app: Flask, client: CheckedClient, config: Config
) -> None:
    c = golden.a_night_off()
    adviser, bank = c.arranger, c.offers["bank"].by
    address = f"/breaks/{c.ref}/calendar.ics"
    families.sign_in(client, adviser)
    golden.ask(c)
    assert client.get(address).status_code == 409
    assert FILE not in client.get(f"/breaks/{c.ref}").text
    golden.answer(c)
    sent = {
        (str(one["To"]).rpartition("<")[2].rstrip(">"), str(one["Subject"]).partition(":")[0]): one
        for one in mail.letters(config)
    }

    confirmed = sent[adviser.email, "Confirmed"]
    assert summaries(attached(confirmed)) == ["Night at the Tontine", "Tweed PA Bank: PA 1"]
    booked = attached(sent[bank.email, "Booked"])
    assert summaries(booked) == ["Booked: Tweed PA Bank, PA 1"]
    assert icalendar.Calendar.from_ical(booked).events[0].duration == timedelta(hours=20)
    (page,) = [file.read_text() for file in config.print_folder.iterdir() if "Confirmed:" in file.read_text()]
    assert FILE not in page

    assert address in client.get(f"/breaks/{c.ref}").text
    file = client.get(address)
    assert (file.mimetype, file.data) == ("text/calendar", attached(confirmed))
    helper = families.viewer("Jean Elliot")
    families.acts_for(helper, c.people["person"])
    families.sign_in(client, helper)
    assert summaries(client.get(address).data) == ["Tweed PA Bank: PA 1"]
    families.sign_in(client, families.adviser("Another"))
    assert client.get(address).status_code == 404


def test_where_to_go_and_whom_to_call_is_said_once_the_break_is_confirmed(client: CheckedClient) -> None:
    a = golden.a_long_weekend()
    with transaction():
        house = session.get_one(Listing, a.line("house").listing_id)
        house.postcode, house.provider.telephone = "TD11 3AQ", "01632 960 555"
    families.sign_in(client, a.arranger)
    page, file = f"/breaks/{a.ref}/parts/{a.lines['house']}", f"/breaks/{a.ref}/calendar.ics"
    golden.ask(a)
    asked = client.get(page).text
    assert "TD11 3AQ" not in asked
    assert "01632 960 555" not in asked
    golden.answer(a)
    confirmed = client.get(page).text
    assert "Duns, TD11 3AQ" in confirmed
    assert "01632 960 555" in confirmed
    assert b"TD11 3AQ" in client.get(file).data
    assert "01632 960 555" in client.get(f"/breaks/{a.ref}/paper").text
    letter = session.scalars(select(Letter).where(Letter.name == "break-confirmed").order_by(Letter.id)).first()
    assert letter is not None
    assert f"\n  {nights_words(golden.friday(), golden.friday() + timedelta(days=3))}\n" in letter.body
