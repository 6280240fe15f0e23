"""What is left of an order, over HTTP: finance asks, the provider reads it, and in the end it is let go."""

import time_machine

from marketplace.booking import services as booking
from marketplace.booking.queries.order_rests import order_rest
from tests import families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.invoiced import Billed, booked, over
from tests.paper import errors, links, send, words

pytestmark = on_both


def finished(traveller: time_machine.Traveller) -> tuple[Billed, str]:
    """A break that is said to be over, and the address of what is left of its order."""
    billed = over(booked(), traveller)
    booking.complete(billed.made.ref, by=billed.made.arranger)
    return billed, f"/orders/{billed.made.lines['house']}/{billed.made.pots['virtual']}"


def test_finance_asks_the_provider_reads_it_and_when_its_time_is_over_the_rest_is_let_go(
    client: CheckedClient, traveller: time_machine.Traveller
) -> None:
    billed, path = finished(traveller)
    families.sign_in(client, billed.payer)
    assert path in links(client.get("/orders")).values()
    assert path in links(client.get("/accounts/unmatched")).values()
    said = words(client.get(path))
    for told in ("£200.00 is set aside, and nobody has invoiced it.", "Callum Hume", "PO 4411", "They have 28 days"):
        assert told in said
    asked = send(client, path, press="Ask whether more comes")
    assert "Until then the money stays set aside for them." in words(client.get(asked.location))
    assert client.post(path, data={"reason": "I want it now"}).status_code == 409
    families.sign_in(client, billed.seller)
    assert "Scottish Borders Council, for Whin Lodge: £200.00 is set aside" in words(client.get("/invoices"))
    ask = order_rest(*path.split("/")[2:], viewer=billed.payer).ask
    assert ask
    traveller.move_to(ask.answer_by)
    families.sign_in(client, billed.payer)
    assert set(errors(send(client, path, press="Let the rest go"))) == {"reason"}
    done = send(client, path, {"reason": "He came home early"}, press="Let the rest go")
    said = words(client.get(done.location))
    assert "The rest is let go. Its provider is told." in said
    assert "the rest was let go, He came home early" in said
    assert path not in links(client.get("/orders")).values()
    families.sign_in(client, billed.seller)
    assert "Nothing can be invoiced now" in words(client.get("/invoices"))


def test_an_officer_comes_to_it_from_the_part_and_others_find_nothing(
    client: CheckedClient, traveller: time_machine.Traveller
) -> None:
    billed, path = finished(traveller)
    made = billed.made
    part = f"/breaks/{made.ref}/parts/{made.lines['house']}"
    families.sign_in(client, made.viewers["officer"])
    assert path in links(client.get(part)).values()
    assert part in links(client.get(path)).values()
    families.sign_in(client, made.arranger)
    assert path not in links(client.get(part)).values()
    for address in (path, "/orders/nothing/nowhere"):
        assert client.get(address).status_code == 404
        assert client.post(f"{address}/ask").status_code == 404
        assert client.post(address, data={"reason": "x"}).status_code == 404
    families.sign_in(client, billed.seller)
    assert client.get(path).status_code == 403
