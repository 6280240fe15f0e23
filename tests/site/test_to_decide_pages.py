"""A person without a council uses letter money: they attach the letter, and the brokerage decides what is asked."""

import io

import pytest
from flask import Flask

from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.waiting import waiting_for
from marketplace.db import session
from marketplace.errors import NotAllowed, NotFound
from tests import breaks, families, funded, golden, offering, staged
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.paper import send, words

pytestmark = on_both
PDF = b"%PDF-1.4 the charity says yes"


@pytest.fixture
def planned(client: CheckedClient) -> Golden:
    """Two nights that a charity's grant is to pay for a young man without a council, whose mother helps."""
    mother, son = families.viewer("Anna Hume"), families.viewer("Callum Hume", RoleName.PERSON)
    person = families.person("Callum Hume", account=son, email=son.email)
    families.acts_for(mother, person)
    made = Golden("", {"person": person}, {"family": mother, "person": son})
    made.pots["grant"] = funded.pot(person, "grant", 1_000_00, plan_ref="", by=mother, officer=mother)
    made = breaks.planned(made, shared=False)
    breaks.pay(made, "house", "grant")
    families.sign_in(client, mother)
    return made


def attach(client: CheckedClient, made: Golden) -> int:
    letter = {
        "letter": (io.BytesIO(PDF), "letter.pdf"),
        "letter_words": "The Border Trust, 2 March",
        "way": "bank_transfer",
    }
    return client.post(
        f"/breaks/{made.ref}/pots/{made.pots['grant']}/agree", data=letter, content_type="multipart/form-data"
    ).status_code


def test_before_the_hold_it_is_said_who_decides_and_who_attaches_the_letter(
    client: CheckedClient, planned: Golden
) -> None:
    page = words(client.get(f"/breaks/{planned.ref}/hold"))
    assert "The brokerage decides." in page
    assert "You attach the letter of Grant" in page
    assert "An officer of the council" not in words(client.get(f"/breaks/{planned.ref}"))


def test_the_person_attaches_the_letter_and_the_brokerage_reads_it_and_decides(
    client: CheckedClient, app: Flask, planned: Golden
) -> None:
    broker = families.viewer("Bea Broker", RoleName.BROKERAGE)
    golden.ask(planned)
    assert staged.letters("break-decision-wanted") == [broker.email]
    assert "letter" in [one.what for one in waiting_for(viewer=planned.arranger)]
    assert attach(client, planned) == 303
    golden.answer(planned, without={"grant"})
    another_client = offering.another(app)
    families.sign_in(another_client, broker)
    listed = another_client.get("/to-decide")
    assert "Two nights away" not in listed.text
    address = f"/desk/{planned.ref}/rules/R8/{planned.lines['house']}?pot={planned.pots['grant']}"
    page = another_client.get(address)
    assert "The Border Trust, 2 March" in page.text
    letter = break_for(planned.ref, viewer=planned.arranger).pots[0].agreement.letter_ref
    assert another_client.get(f"/breaks/{planned.ref}/papers/{letter}").data == PDF
    assert another_client.get(f"/breaks/{planned.ref}").status_code in {403, 404}
    assert send(another_client, address, {"answer": "yes", "reason": "The letter names it"}).location == "/to-decide"
    session.rollback()
    found = break_for(planned.ref, viewer=planned.arranger)
    assert (found.state, found.asks[0].by_name) == (BreakState.CONFIRMED, "Bea Broker")
    assert "Nothing is to be decided" in another_client.get("/to-decide").text


def test_the_brokerage_decides_nothing_for_those_who_have_a_council(client: CheckedClient) -> None:
    broker = families.viewer("Bea Broker", RoleName.BROKERAGE)
    made = breaks.planned(breaks.family("nhs"), pot="nhs")
    golden.ask(made)
    families.sign_in(client, broker)
    assert client.get(f"/desk/{made.ref}/rules/R8/{made.lines['house']}").status_code == 404
    assert "Nothing is to be decided" in client.get("/to-decide").text
    what = {"rule_id": "R8", "line_ref": made.lines["house"], "reason": "Yes"}
    with pytest.raises(NotFound):
        services.decide(made.ref, **what, is_yes=True, by=broker)
    with pytest.raises(NotAllowed):
        services.decide(made.ref, **what, is_yes=True, by=made.arranger)
