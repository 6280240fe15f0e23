"""From a gap of a break to the PAs who work then: by the parts of the day, on all of its days."""

import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from marketplace.booking import services
from marketplace.listings.pricing import RateUnit
from tests import families, golden, supply
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both

RATES = {RateUnit.HOUR: 24_60, RateUnit.SLEEPOVER: 95_00}


@pytest.fixture
def alone(client: CheckedClient) -> Golden:
    """A weekend in Duns, Friday 16:00 to Monday 10:00, at which nobody is there yet."""
    made = golden.a_long_weekend()
    for name in ("support", "sleepovers"):
        services.remove_line(made.ref, made.lines[name], by=made.arranger)
    families.sign_in(client, made.arranger)
    return made


def _looks(answer: TestResponse, words_: str) -> list[str]:
    """The searches of links that say this."""
    links = re.findall(r'<a[^>]* href="(/search[^"]+)">(.*?)</a>', answer.text, re.DOTALL)
    return [unescape(href) for href, said in links if words_ in re.sub(r"<[^>]+>", "", said)]


def test_a_gap_over_days_leads_to_banks_whose_pas_have_a_pattern(client: CheckedClient, alone: Golden) -> None:
    supply.bank_at_work("Days of Duns", rates=RATES, days=range(7), hours=(8, 18))
    supply.bank_at_work("Nights of Duns", rates=RATES, days=[0], nights=range(7))
    page = client.get(f"/breaks/{alone.ref}")
    assert "Find somebody for:" in words(page)
    (afternoons,) = _looks(page, "12:00 to 18:00 on each of 2 days")
    (nights,) = _looks(page, "22:00 to 08:00 on each of 3 nights")
    found = words(client.get(afternoons.replace(f"&person={alone.people['person']}", "")))
    assert "Days of Duns" in found
    assert "Nights of Duns" not in found
    found = words(client.get(nights.replace(f"&person={alone.people['person']}", "")))
    assert "Nights of Duns" in found
    assert "for 3 sleepovers" in found
    assert "Days of Duns" not in found


def test_what_is_found_for_a_gap_is_added_with_a_row_for_each_of_its_days(client: CheckedClient, alone: Golden) -> None:
    bank = supply.bank_at_work("Days of Duns", rates={RateUnit.HOUR: 24_60}, days=range(7), hours=(8, 18)).ref
    (afternoons,) = _looks(client.get(f"/breaks/{alone.ref}"), "12:00 to 18:00 on each of 2 days")
    added = client.get(f"/breaks/{alone.ref}/add/{bank}/hours?{afternoons.partition('?')[2]}")
    assert added.text.count('value="12:00"') >= 2


def test_the_tiles_of_support_ask_for_hours_and_say_which(client: CheckedClient, alone: Golden) -> None:
    page = client.get(f"/breaks/{alone.ref}/add")
    for tile in ("Support from a team of PAs", "A PA who works alone", "Care at home"):
        (href,) = _looks(page, tile)
        assert "start=18%3A00&end=22%3A00&each=day" in href
    assert "18:00 to 22:00 on each of 3 days" in words(page)
    (house,) = _looks(page, "A place to stay")
    assert "start=" not in house


def test_where_somebody_is_always_there_no_hours_are_asked_for(client: CheckedClient) -> None:
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    (href,) = _looks(client.get(f"/breaks/{made.ref}/add"), "Support from a team of PAs")
    assert "start=" not in href
