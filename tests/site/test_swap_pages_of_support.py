"""Swapping support on its pages: who may come instead, what its new provider reads and when, and a yes in two steps."""

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.swaps import Limit, SwapPer
from tests import families, swapped
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.paper import send, words
from tests.reading import MOST_YEARS, prose_of, read

SUPPORT = Limit(frozenset({ListingKind.PA_BANK}), 20_00, 20_00, SwapPer.BREAK)


@pytest.fixture
def made(client: CheckedClient) -> Golden:
    found = swapped.supported()
    services.name_swap_limit(found.pots["virtual"], limit=SUPPORT, by=found.viewers["officer"])
    families.sign_in(client, found.viewers["person"])
    return found


def to_choose(made: Golden) -> str:
    return f"/breaks/{made.ref}/parts/{made.lines['support']}/swap"


@on_both
def test_another_bank_is_chosen_and_says_yes_in_two_steps(client: CheckedClient, made: Golden) -> None:
    drawn = client.get(to_choose(made))
    assert "Swap this for something else" in words(client.get(to_choose(made).removesuffix("/swap")))
    assert "Choose Forth PA Bank" in words(drawn)
    assert "£5.60 more" in words(drawn)
    assert read(prose_of(drawn.text)).age <= MOST_YEARS
    path = str(send(client, to_choose(made), press="Choose Forth PA Bank (1)").location)
    page = client.get(path)
    assert "The new provider says yes for now, reads what keeps people safe if they may" in words(page)
    assert read(prose_of(page.text)).age <= MOST_YEARS
    send(client, path, press="Yes, swap it")
    request = f"/requests/{swapped.swap(path.rsplit('/', 1)[1]).fresh.ref}"
    families.sign_in(client, made.offers["forth"].by)
    said = words(client.get(request))
    assert "Accept it for now, and you can read it" in said
    assert "Call 999" not in said
    send(client, request, press="Accept for now")
    said = words(client.get(request))
    assert "Call 999 after five minutes" in said
    assert "You have read what you need? Then accept it for good." in said
    assert "moving" in words(client.get(f"{request}/who")).lower()
    send(client, request, press="Accept for good")
    families.sign_in(client, made.viewers["person"])
    assert "It is swapped." in words(client.get(path))


def test_somebody_else_of_the_same_bank_is_chosen_by_name(client: CheckedClient, made: Golden) -> None:
    drawn = words(client.get(to_choose(made)))
    assert "Somebody else from Tweed PA Bank" in drawn
    path = str(send(client, to_choose(made), press="Choose PA 2").location)
    said = words(client.get(path))
    assert "Both cost the same." in said
    assert "It pays the same." in said


def test_why_nobody_can_come_is_said_on_the_page_they_chose_on(client: CheckedClient, made: Golden) -> None:
    made.offers["swimming"] = swapped.activity("Swimming at Gala", 30_00)
    back = client.post(f"{to_choose(made)}/{made.offers['swimming'].ref}", data={})
    assert "Only support can take the place of Tweed PA Bank." in words(client.get(str(back.location)))
