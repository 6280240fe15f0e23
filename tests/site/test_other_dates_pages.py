"""A search that finds nothing leads to other days that do, where dates can move and where it may cost only so much."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine

from marketplace.audit import SITE
from marketplace.listings.models import Cause, Listing
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import nights
from tests import supply
from tests.checked_client import CheckedClient
from tests.paper import words

pytestmark = [pytest.mark.usefixtures("february"), pytest.mark.parametrize("engine_name", ["sqlite"])]


@pytest.fixture
def february() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 2, 10, 9, tzinfo=UTC), tick=False):
        yield


def _taken(first: date, last: date) -> Listing:
    house = supply.listing("Orchard House")
    diary.occupy(wanted=[Wanted(house.spaces[0].id, nights(first, last), "s")], cause=Cause.BOOKING, by=SITE)
    return house


def _follow(client: CheckedClient, search: str, said: str) -> str:
    """The words of the page to which a link of a search leads."""
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>: 1 result', client.get(search).text)
    (href,) = [unescape(href) for href, name in links if name == said]
    return words(client.get(href))


def test_dates_that_can_move_move_on_to_another_month(client: CheckedClient) -> None:
    _taken(date(2027, 2, 1), date(2027, 4, 1))
    page = _follow(
        client,
        "/search?near=Duns&nights=3&during=2027-03&starting=4",
        "Any 3 nights from 1 April to 1 May 2027, starting on a Friday",
    )
    assert "This comes nearest" not in page
    assert "Orchard House" in page
    assert "Any 3 nights from 1 April to 1 May 2027, starting on a Friday" in page


def test_with_a_limit_of_cost_other_nights_are_led_to_at_that_cost(client: CheckedClient) -> None:
    _taken(date(2027, 3, 5), date(2027, 3, 8))
    search = "/search?near=Duns&from=2027-03-05&to=2027-03-08&most="
    page = _follow(client, f"{search}405", "3 nights, Tue 2 to Fri 5 March 2027")
    assert "Orchard House" in page
    assert "£405.00" in page
    assert "This comes nearest" not in words(client.get(f"{search}404"))
