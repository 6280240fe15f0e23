"""A person without a council uses letter money: they attach the letter, and the brokerage decides what is asked."""

import io
from collections.abc import Collection, Mapping

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Look
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.known import break_as, has_council, is_without_council
from marketplace.booking.queries.rulings import Rulings, rulings_of_each
from marketplace.booking.queries.to_decide import to_decide
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.swaps import SwapState
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound
from tests import breaks, families, funded, golden, offering, staged, swapped
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


def letter_of(made: Golden) -> str:
    """The address of the letter that was attached."""
    letter = break_for(made.ref, viewer=made.arranger).pots[0].agreement.letter_ref
    return f"/breaks/{made.ref}/papers/{letter}"


def decide_all(made: Golden, broker: Viewer) -> None:
    """The brokerage says yes to all that is asked."""
    for one in to_decide(viewer=broker).asks:
        what = {"rule_id": one.ask.result.rule_id, "line_ref": one.ask.line_ref, "pot_ref": one.ask.result.pot_ref}
        services.decide(made.ref, **what, is_yes=True, reason="The letter names it", by=broker)


def swap_asked(client: CheckedClient, made: Golden, broker: Viewer) -> str:
    """The break is confirmed, and he asks to swim instead of riding, of which a rule asks anew; the swap."""
    made.offers["riding"] = swapped.activity("Riding at Stanemoor", 60_00)
    made.offers["swimming"] = swapped.activity("Swimming at Gala", 45_00, is_instant=True)
    swapped.add_riding(made, "grant")
    golden.ask(made)
    assert attach(client, made) == 303
    golden.answer(made, without={"grant"})
    decide_all(made, broker)
    assert made.break_.state is BreakState.CONFIRMED
    return swapped.asked(made)


def test_a_swap_that_a_rule_asks_about_is_listed_for_the_brokerage_which_decides_it(
    client: CheckedClient, app: Flask, planned: Golden
) -> None:
    broker = families.viewer("Bea Broker", RoleName.BROKERAGE)
    ref = swap_asked(client, planned, broker)
    assert swapped.swap(ref).state is SwapState.WAITS
    assert staged.letters("break-swap-wanted") == [broker.email]
    assert "Swimming at Gala" not in staged.bodies("break-swap-wanted")[0]
    another_client = offering.another(app)
    families.sign_in(another_client, broker)
    address = f"/breaks/{planned.ref}/swaps/{ref}"
    assert address in another_client.get("/to-decide").text
    page = another_client.get(address)
    assert "The Border Trust, 2 March" in page.text
    assert "Swimming at Gala" not in page.text
    sent = another_client.post(f"{address}/answer", data={"answer": "yes", "reason": "The same sort of thing"})
    assert sent.location == "/to-decide"
    assert swapped.swap(ref).state is SwapState.DONE
    assert another_client.get(address).status_code == 404
    assert "Nothing is to be decided" in another_client.get("/to-decide").text


def test_the_brokerage_reads_and_decides_nothing_of_a_break_that_is_not_asked_for(
    client: CheckedClient, planned: Golden
) -> None:
    broker = families.viewer("Bea Broker", RoleName.BROKERAGE)
    golden.ask(planned)
    assert attach(client, planned) == 303
    letter = letter_of(planned)
    services.let_go(planned.ref, by=planned.arranger)
    assert planned.break_.state is BreakState.DRAFT
    what = {"rule_id": "R8", "line_ref": planned.lines["house"], "pot_ref": planned.pots["grant"]}
    with pytest.raises(NotFound):
        services.decide(planned.ref, **what, is_yes=True, reason="Yes", by=broker)
    families.sign_in(client, broker)
    assert client.get(f"/desk/{planned.ref}/rules/R8/{what['line_ref']}?pot={what['pot_ref']}").status_code == 404
    assert client.get(letter).status_code == 404


def test_what_the_brokerage_has_decided_it_may_read_again_and_its_look_at_a_letter_is_on_record(
    client: CheckedClient, planned: Golden
) -> None:
    broker = families.viewer("Bea Broker", RoleName.BROKERAGE)
    golden.ask(planned)
    assert attach(client, planned) == 303
    letter = letter_of(planned)
    decide_all(planned, broker)
    golden.answer(planned, without={"grant"})
    assert planned.break_.state is BreakState.CONFIRMED
    families.sign_in(client, broker)
    address = f"/desk/{planned.ref}/rules/R8/{planned.lines['house']}?pot={planned.pots['grant']}"
    assert "The letter names it" in client.get(address).text
    assert client.get(letter).data == PDF
    looks = session.scalars(select(Look).where(Look.what == "paper of a break")).all()
    assert [(one.about, one.by_account_id) for one in looks] == [
        (f"person:{planned.people['person']}", broker.account_id)
    ]


def test_whether_there_is_a_council_is_what_is_so_of_the_people_now(planned: Golden) -> None:
    broker = families.viewer("Bea Broker", RoleName.BROKERAGE)
    golden.ask(planned)
    assert len(to_decide(viewer=broker)) == 1
    with transaction():
        council = families.officer().council_id
        planned.break_.council_id = council
    assert len(to_decide(viewer=broker)) == 1
    with transaction():
        planned.break_.council_id = None
        planned.break_.principals[0].council_id = council
    assert has_council(break_as(planned.ref, viewer=broker).break_)
    assert session.scalars(select(Break.id).where(is_without_council())).all() == []
    assert len(to_decide(viewer=broker)) == 0


def test_what_is_to_be_decided_is_asked_for_once_a_page(
    client: CheckedClient, planned: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = families.viewer("Bea Broker", RoleName.BROKERAGE)
    golden.ask(planned)
    families.sign_in(client, broker)
    asked = []

    def counting(breaks: Collection[Break]) -> Mapping[int, Rulings]:
        asked.append(len(breaks))
        return rulings_of_each(breaks)

    monkeypatch.setattr("marketplace.booking.queries.to_decide.rulings_of_each", counting)
    assert "Whin Lodge" in client.get("/to-decide").text
    assert asked == [1]
    services.let_go(planned.ref, by=planned.arranger)
    assert "Nothing is to be decided" in client.get("/to-decide").text
    assert asked == [1]


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
