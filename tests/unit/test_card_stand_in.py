"""The stand-in from within: its card page in every state, what may be typed there, pages whose time has come."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode

import pytest
import time_machine

from marketplace import clock
from marketplace.config import ROOT
from marketplace.payments.stand_in import sessions
from marketplace.payments.stand_in.page import Page as CardPage
from marketplace.payments.stand_in.state import State
from marketplace.payments.stand_in.typed import Typed
from marketplace.payments.stand_in.wire import Answer, Document, Request, nested
from tests.site import page as contract
from tests.site.markup import Page, text_of

FOLDER = ROOT / "marketplace/payments/stand_in"
KEPT = (
    contract.parses_without_errors,
    contract.has_one_h1,
    contract.says_its_language,
    contract.labels_every_field,
    contract.has_unique_ids,
    contract.has_whole_references,
    contract.has_labels_of_fields,
    contract.leads_somewhere,
    contract.names_every_button,
    contract.has_nothing_inline,
    contract.asks_no_other_host,
    contract.has_no_leftovers,
    contract.writes_prices_in_full,
    contract.keeps_headings_in_order,
)
BACK = "http://127.0.0.1:8000/back?session={CHECKOUT_SESSION_ID}&a=b"
SOLD = {
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "gbp",
    "line_items[0][price_data][unit_amount]": "125000",
    "line_items[0][price_data][product_data][name]": "A <b>break</b> & more",
}
GOOD = {"number": "4242 4242 4242 4242", "expiry": "12/40", "code": "123"}


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(tmp_path / "cards.db")
    yield state
    state.close()


def opened(state: State, **about: str) -> Document:
    """A page that sells a break for £1,250.00, unless told otherwise."""
    wanted = {"mode": "payment", "success_url": BACK, "cancel_url": "http://127.0.0.1:8000/away", **about}
    if wanted["mode"] == "payment":
        wanted |= SOLD
    with state.work() as work:
        return sessions.open_session(work, nested(urlencode(wanted)), address="http://127.0.0.1:8001")


def visited(
    state: State, session: Document, typed: Mapping[str, str] | None = None, *, at_bank: bool = False
) -> Answer:
    """The answer to a look at the page or, with ``typed``, to its form; a whole page is held to the contract."""
    path = f"/pay/{session['id']}{'/bank' if at_bank else ''}"
    answer = CardPage(state).answer(Request("POST" if typed else "GET", path, urlencode(typed or {}), {}))
    if answer.body:
        page = Page.parsed(answer.body.decode())
        assert [failing for rule in KEPT for failing in rule(page)] == []
    return answer


def leads_to(answer: Answer) -> str:
    return dict(answer.headers).get("Location", "")


def heading(answer: Answer) -> str:
    return " ".join(text_of(each) for each in Page.parsed(answer.body.decode()).elements("h1"))


def test_it_imports_nothing_but_the_standard_library_and_itself() -> None:
    imported = {
        name
        for file in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    foreign = {name for name in imported if name.partition(".")[0] not in sys.stdlib_module_names}
    assert foreign
    assert {name for name in foreign if not name.startswith("marketplace.payments.stand_in")} == set()


def test_the_page_says_what_is_paid_and_that_no_real_card_is_charged(state: State) -> None:
    answer = visited(state, opened(state, customer_email="ann@example.org"))
    words = answer.body.decode()
    assert heading(answer) == "Pay £1,250.00"
    for said in ("No real card is charged here", "A &lt;b&gt;break&lt;/b&gt; &amp; more", "ann@example.org"):
        assert said in words
    policy = dict(answer.headers)["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:8000;" in policy


def test_a_page_that_saves_a_card_asks_for_consent(state: State) -> None:
    answer = visited(state, opened(state, mode="setup", currency="gbp"))
    assert heading(answer) == "Save a card"
    assert "You agree that the card may be charged later" in answer.body.decode()


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(state: State) -> None:
    answer = visited(state, opened(state), {"number": '4111 "', "expiry": "13/40", "code": ""})
    page = Page.parsed(answer.body.decode())
    assert answer.status == 422
    errors = {name: text_of(page.ids[f"{name}-error"]) for name in ("number", "expiry", "code")}
    assert errors == {
        "number": "Error: Use one of the test cards below: no other card can be used here",
        "expiry": "Error: Enter when the card expires as month and year, like 12/34",
        "code": "Error: Enter the 3 or 4 digits of the security code",
    }
    assert [page.ids[name].get("value") for name in ("number", "expiry")] == ['4111 "', "13/40"]
    assert text_of(next(page.elements("title"))).startswith("Error: Pay")


@pytest.mark.parametrize(
    ("expiry", "is_good"),
    [
        ("12/40", True),
        ("1/40", True),
        ("12 / 2040", True),
        ("1240", True),
        ("11/26", True),
        ("10/26", False),
        ("", False),
    ],
)
def test_a_card_is_good_to_the_end_of_its_month(expiry: str, *, is_good: bool) -> None:
    with time_machine.travel("2026-11-30T12:00:00Z"):
        assert Typed(**{**GOOD, "expiry": expiry}).problems().keys() == (set() if is_good else {"expiry"})


def test_a_finished_page_leads_on_and_a_second_click_does_nothing_more(state: State) -> None:
    session = opened(state)
    onward = BACK.replace("{CHECKOUT_SESSION_ID}", session["id"])
    assert leads_to(visited(state, session, GOOD)) == onward
    assert leads_to(visited(state, session, GOOD)) == onward
    assert heading(visited(state, session)) == "You have finished here"
    with state.work() as work:
        assert len(work.all("payment_intent")) == 1


def test_the_bank_asks_and_a_no_leads_back_to_the_page(state: State) -> None:
    session = opened(state)
    asked = GOOD | {"number": "4000002760003184"}
    assert leads_to(visited(state, session, at_bank=True)) == f"/pay/{session['id']}"
    assert leads_to(visited(state, session, asked)) == f"/pay/{session['id']}/bank"
    assert heading(visited(state, session, at_bank=True)) == "Your bank asks: is it you?"
    assert leads_to(visited(state, session, {"answer": "no"}, at_bank=True)) == f"/pay/{session['id']}"
    assert "did not hear from you" in visited(state, session).body.decode()
    visited(state, session, asked)
    assert leads_to(visited(state, session, {"answer": "yes"}, at_bank=True)).startswith("http://127.0.0.1:8000/back")


def test_a_page_closes_after_a_day_and_says_so_to_the_site(state: State) -> None:
    session = opened(state)
    with time_machine.travel(clock.now(), tick=False) as travelled, state.work() as work:
        travelled.shift(sessions.SECONDS_OPEN - 60)
        sessions.expire_due(work)
        assert work.owed_messages() == 0
        travelled.shift(60)
        sessions.expire_due(work)
        assert work.owed_messages() == 1
    answer = visited(state, session, GOOD)
    assert heading(answer) == "This page has closed"
    assert "http://127.0.0.1:8000/away" in answer.body.decode()


def test_an_unknown_page_is_absent(state: State) -> None:
    assert visited(state, {"id": "cs_none"}).status == 404
