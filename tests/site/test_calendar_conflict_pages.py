"""A calendar from elsewhere that meets a break, over HTTP: the provider uploads it, both sides see the case."""

import re
from io import BytesIO

import pytest
import time_machine
from flask import Flask

from marketplace.accounts.roles import RoleName
from tests import asking, families
from tests.asking import Asked
from tests.checked_client import CheckedClient

CASE = re.compile(r'href="(/calendar-conflicts/[^"]+)"')
SPACE = re.compile(r'href="(/diary/[^"?]+)')
FEED = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20270101T000000Z\r\n"
    b"DTSTART:20270305T170000Z\r\nDTEND:20270305T190000Z\r\nSUMMARY:Jean Smith\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture(autouse=True)
def january() -> object:
    with time_machine.travel(asking.NOW, tick=False) as traveller:
        yield traveller


def uploaded(client: CheckedClient) -> Asked:
    """Six hours of support that are asked for, and their provider's other calendar, which takes two of them."""
    asked = asking.support()
    families.sign_in(client, asked.provider)
    (space,) = set(SPACE.findall(client.get("/diary").text))
    sent = client.post(f"{space}/calendar", data={"file": (BytesIO(FEED), "x.ics")}, content_type="multipart/form-data")
    assert sent.status_code == 303
    return asked


def test_the_provider_sees_what_meets_and_settles_it_with_a_reason(app: Flask, client: CheckedClient) -> None:
    asked = uploaded(client)
    month = client.get("/diary").text
    assert 'Diary <span class="count">1<' in month
    (address,) = set(CASE.findall(month))
    page = client.get(address).text
    for words in ("Fri 5 Mar, 17:00 to 19:00", f"/requests/{asked.line_ref}", "What to do"):
        assert words in page
    for hidden in ("Callum", "Jean Smith", asked.ref):
        assert hidden not in page
    empty = client.post(address, data={"reason": " "})
    assert (empty.status_code, "Write how it is settled" in empty.text) == (422, True)
    assert client.post(address, data={"reason": "The same booking, shown twice"}).status_code == 303
    closed = client.get(address).text
    assert "Merse Office settled it: The same booking, shown twice" in closed
    assert client.post(address, data={"reason": "again"}).status_code == 409
    assert CASE.findall(client.get("/diary").text) == []


def test_the_brokerage_sees_whom_to_call_and_other_providers_see_nothing(app: Flask, client: CheckedClient) -> None:
    asked = uploaded(client)
    (address,) = set(CASE.findall(client.get("/diary").text))
    families.sign_in(client, families.viewer("Desk", RoleName.BROKERAGE))
    assert CASE.findall(client.get("/calendar-conflicts").text) == [address]
    page = client.get(address).text
    assert f"a part of break {asked.ref}, waiting for answers, arranged by Callum Hume" in page
    families.sign_in(client, families.viewer("Other Office", RoleName.PROVIDER))
    assert CASE.findall(client.get("/calendar-conflicts").text) == []
    assert client.get(address).status_code == 404
    assert client.post(address, data={"reason": "mine"}).status_code == 404
