"""The invoice of a hotel that is not on the site, over HTTP: typed in from what does not match yet, accepted, paid."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services as booking
from tests import families, golden
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.paper import errors, links, send, words

pytestmark = on_both


@pytest.fixture
def made(client: CheckedClient, traveller: time_machine.Traveller) -> Golden:
    """A hotel night for £78.00 of a council's money, over; its finance is signed in."""
    found = golden.a_night_off()
    golden.ask(found)
    golden.answer(found)
    traveller.move_to(found.break_.ends_at + timedelta(days=1))
    booking.complete(found.ref, by=found.arranger)
    families.sign_in(client, families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE))
    return found


def on_paper(**more: object) -> dict[str, object]:
    """What is typed of it, and the paper."""
    today = clock.today()
    facts = {"number": "4711", "amount": "78.00", "sort_code": "83-06-08", "account_number": "1234567"}
    days = {"issued_on": [str(today.day), str(today.month), str(today.year)]}
    return facts | days | {"paper": (BytesIO(b"%PDF-1.4 One night"), "Tontine.pdf")} | more


def test_finance_finds_it_types_it_in_accepts_it_and_marks_it_as_paid(client: CheckedClient, made: Golden) -> None:
    rest = f"/orders/{made.lines['hotel']}/{made.pots['virtual']}"
    for page in ("/accounts/unmatched", "/orders"):
        assert rest in links(client.get(page)).values()
    said = words(client.get(rest))
    assert "£78.00 is set aside, and nobody has invoiced it." in said
    assert "Tontine Hotel is not on this site." in said
    path = links(client.get(rest))["Type in their invoice"]
    typing = words(client.get(path))
    assert "£78.00 is set aside in Council arranged and not invoiced. No money moves yet." in typing
    assert "If it is for other parts too, type it in once for each: 4711/1, 4711/2" in typing
    assert set(errors(client.post(path, data=on_paper(amount="79.00", number="")))) == {"number"}
    assert set(errors(client.post(path, data=on_paper(amount="79.00")))) == {"amount"}
    kept = client.post(path, data=on_paper())
    shown = client.get(kept.location)
    for told in (
        "The invoice is kept. It waits to be accepted.",
        "4711",
        "The amounts were typed in from their invoice",
    ):
        assert told in words(shown)
    assert "VAT rate" not in words(shown)
    assert "Say what is wrong with it" not in links(shown)
    assert client.get(f"{kept.location}/dispute").status_code == 404
    assert client.get(f"{kept.location}/invoice.xml").status_code == 404
    paper = client.get(links(shown)["The invoice as it came"])
    assert (paper.status_code, paper.data) == (200, b"%PDF-1.4 One night")
    assert "attachment" in paper.headers["Content-Disposition"]
    send(client, kept.location, press="Accept £78.00")
    listed = send(client, "/invoices-to-pay", press="Put these on a list")
    assert "830608,01234567,TONTINE HOTEL,78.00,4711" in client.get(f"{listed.location}/payments.csv").text
    send(client, listed.location, press="Mark all as paid")
    assert rest not in links(client.get("/orders")).values()
    assert "Tontine Hotel" not in words(client.get("/accounts/unmatched"))


def test_one_that_was_typed_in_wrongly_is_taken_back_and_what_never_comes_is_let_go(
    client: CheckedClient, made: Golden
) -> None:
    rest = f"/orders/{made.lines['hotel']}/{made.pots['virtual']}"
    kept = client.post(f"{rest}/invoice", data=on_paper())
    credit = links(client.get(kept.location))["Take it back, or some of it"]
    assert "It can be typed in again." in words(client.get(credit))
    note = send(client, credit, {"reason": "Of another guest"}, press="Take it back")
    assert "4711 taken back" in words(client.get(note.location))
    gone = send(client, rest, press="Let the rest go")
    assert "The rest is let go." in words(client.get(gone.location))
    assert rest not in links(client.get("/orders")).values()
