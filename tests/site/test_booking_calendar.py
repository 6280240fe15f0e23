"""A confirmed break in calendars: with the letters, and from its page for whoever may see it."""

from datetime import timedelta
from email.message import EmailMessage

import icalendar
from flask import Flask

from marketplace.config import Config
from tests import families, golden, mail
from tests.checked_client import CheckedClient

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
