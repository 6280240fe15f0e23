"""A swap of what was paid already on its pages: what it costs more or less, who pays it, the card page and back."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from marketplace.booking import services
from marketplace.config import Config
from tests import families, paid_by_transfer, swapped
from tests.cards import card_stand_in, letterbox, pay_at
from tests.charged import Firm
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.paper import send, words
from tests.reading import MOST_YEARS, prose_of, read


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    with letterbox() as box, card_stand_in(tmp_path_factory.mktemp("cards"), webhook=box.url) as stand_in:
        yield Firm(stand_in, box)


@pytest.fixture
def config(config: Config, running: Firm) -> Config:
    return replace(config, card_stand_in=running.stand_in.address)


@pytest.fixture
def firm(running: Firm, client: CheckedClient) -> Firm:
    running.begin()
    return running


def planned(client: CheckedClient, made: Golden) -> str:
    """The page of a swap that he himself has planned, and looks at."""
    families.sign_in(client, made.viewers["person"])
    return f"/breaks/{made.ref}/swaps/{swapped.plan(made)}"


@on_both
def test_what_a_dearer_part_costs_more_is_paid_on_the_card_page_and_then_it_is_swapped(
    client: CheckedClient, firm: Firm
) -> None:
    made = swapped.by_card(firm)
    path = planned(client, made)
    said = words(client.get(path))
    assert "The new part costs £15.00 more" in said
    assert "£15.00 more, by card, before anything is swapped." in said
    assert "Before it is swapped, what it costs more is paid by card." in said
    done = send(client, path, press="Yes, swap it")
    page = client.get(str(done.location))
    said = words(page)
    assert "One thing is left: pay what it costs more by card." in said
    assert "pays £15.00 more by card. What it has paid already counts." in said
    assert "No real card is charged here" in said
    assert read(prose_of(page.text)).age <= MOST_YEARS
    of_break = client.get(path.partition("/swaps/")[0])
    assert "A swap is under way" in words(of_break)
    assert path in of_break.text
    waiting = client.get("/waiting")
    assert "pay what a swap costs more, £15.00" in words(waiting)
    assert path in waiting.text
    away = send(client, path, press="Go to the card page")
    back = pay_at(str(away.location))
    assert back.endswith(f"{path}/paid")
    assert client.get(f"{path}/paid").location == path
    assert "It is swapped." in words(client.get(path))
    assert "before anything is swapped" not in words(client.get(path))
    assert "A swap is under way" not in words(client.get(path.partition("/swaps/")[0]))
    assert client.get(f"{path}/paid").location == path
    assert firm.taken_pence == [260_00, 15_00]
    assert "£275.00" in words(client.get(f"/breaks/{made.ref}/pots/{made.pots['own']}/receipt"))


def test_what_a_card_cannot_pay_for_is_said_before_anything_is_chosen(client: CheckedClient, firm: Firm) -> None:
    made = swapped.by_card(firm)
    families.sign_in(client, made.viewers["person"])
    page = client.get(f"/breaks/{made.ref}/parts/{made.lines['riding']}/swap")
    said = words(page)
    assert "A card pays for this If something costs more, the card pays that first." in said
    assert "Until then both are kept for you, side by side." in said
    assert said.index("A card pays for this") < said.index("Choose Swimming at Gala")
    assert read(prose_of(page.text)).age <= MOST_YEARS


def test_longer_hours_by_card_need_room_for_both_and_it_is_said_what_else_to_do(
    client: CheckedClient, firm: Firm
) -> None:
    made = swapped.supported_by_card(firm)
    families.sign_in(client, made.viewers["person"])
    page = client.get(f"/breaks/{made.ref}/parts/{made.lines['support']}/swap")
    said = words(page)
    assert "dearer hours that run over those you have need somebody else, or room for both" in said
    assert "choose hours apart from those you have, or hours that cost no more. Or call us" in said
    assert read(prose_of(page.text)).age <= MOST_YEARS


def test_two_cards_for_one_part_are_said_not_to_pay_more_together(client: CheckedClient, firm: Firm) -> None:
    made = swapped.by_two_cards(firm)
    families.sign_in(client, made.arranger)
    page = client.get(f"/breaks/{made.ref}/parts/{made.lines['riding']}/swap")
    said = words(page)
    assert "Two cards cannot both pay more for one swap. Choose something that costs no more, or call us" in said
    assert said.index("Two cards cannot") < said.index("Choose Swimming at Gala")
    assert read(prose_of(page.text)).age <= MOST_YEARS


def test_what_a_transfer_pays_has_no_such_limit_and_none_is_said(client: CheckedClient) -> None:
    made = swapped.confirmed()
    families.sign_in(client, made.viewers["person"])
    assert "card" not in words(client.get(f"/breaks/{made.ref}/parts/{made.lines['riding']}/swap")).lower()


def test_what_a_cheaper_part_costs_less_is_said_to_go_back_to_the_card(client: CheckedClient, firm: Firm) -> None:
    made = swapped.by_card(firm, price=45_00)
    path = planned(client, made)
    assert "£15.00 less. It goes back to the card." in words(client.get(path))
    send(client, path, press="Yes, swap it")
    assert "It is swapped." in words(client.get(path))


def test_what_a_transfer_paid_already_counts_and_the_invoice_says_what_is_still_to_come(client: CheckedClient) -> None:
    made = swapped.confirmed("own", price=75_00, is_instant=True)
    paid_by_transfer.come()
    path = planned(client, made)
    assert "£15.00 more, by bank transfer. We send an invoice." in words(client.get(path))
    send(client, path, press="Yes, swap it")
    invoice = words(client.get(f"/breaks/{made.ref}/pots/{made.pots['own']}/invoice"))
    assert "£260.00 of £275.00 has come" in invoice
    assert "Still to come £15.00" in invoice


def test_who_may_not_pay_reads_who_does_and_has_no_way_to_the_card_page(client: CheckedClient, firm: Firm) -> None:
    made = swapped.by_card(firm)
    path = f"/breaks/{made.ref}/swaps/{swapped.asked(made)}"
    families.sign_in(client, made.offers["swimming"].by)
    assert client.get(path).status_code in {403, 404}
    assert client.post(f"{path}/pay", data={}).status_code in {403, 404}
    services.take_back_swap(made.ref, path.rsplit("/", 1)[1], by=made.arranger)
    families.sign_in(client, made.arranger)
    assert "Pay what it costs more" not in words(client.get(path))
