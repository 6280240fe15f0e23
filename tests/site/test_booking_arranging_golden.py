"""The golden break A while its answers are waited for. How it is built and confirmed, `make demo` shows."""

from collections.abc import Mapping

from flask import Flask
from sqlalchemy import select

from marketplace.booking import services
from marketplace.booking.models import Line
from marketplace.db import session
from tests import families, golden
from tests.checked_client import CheckedClient
from tests.databases import on_both

pytestmark = on_both


def sent(client: CheckedClient, address: str, typed: Mapping[str, object]) -> str:
    """Open a page, send its form, and go where it leads; that address."""
    assert client.get(address).status_code == 200
    answer = client.post(address, data=dict(typed))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_everyone_is_asked_the_family_says_yes_and_what_waits_is_said(app: Flask, client: CheckedClient) -> None:
    people = golden.a_long_weekend()
    families.sign_in(client, people.arranger)
    ref = people.ref
    services.hold(ref, by=people.arranger)
    page = client.get(f"/breaks/{ref}/ask").text
    typed = {"longer": "no"} if "The council may answer later" in page else {}
    assert sent(client, f"/breaks/{ref}/ask", typed) == f"/breaks/{ref}"
    assert "waiting for answers" in client.get(f"/breaks/{ref}").text
    own = people.pots["own"]
    assert sent(client, f"/breaks/{ref}/pots/{own}/agree", {"way": "bank_transfer"}) == f"/breaks/{ref}/who-pays"
    assert "agreed by Anna Hume" in client.get(f"/breaks/{ref}/who-pays").text
    son, person = people.viewers["person"], people.people["person"]
    families.sign_in(client, son)
    line = people.lines["riding"]
    address = f"/breaks/{ref}/parts/{line}/say/{person}"
    assert "do you want it?" in client.get(address).text
    assert sent(client, address, {"answer": "no", "words": "Not this time"}) == f"/breaks/{ref}"
    page = client.get(f"/breaks/{ref}").text
    assert "1 part no longer in it" in page
    assert "£1,990.60" in page
    session.rollback()
    assert not session.scalars(select(Line).where(Line.ref == line)).one().state.is_in


def test_whoever_helps_reads_by_which_rule_they_cannot_say_yes_for_somebody(app: Flask, client: CheckedClient) -> None:
    people = golden.a_long_weekend()
    golden.ask(people)
    families.sign_in(client, people.arranger)
    address = f"/breaks/{people.ref}/parts/{people.lines['riding']}/say/{people.people['person']}"
    assert f'href="{address}"' in client.get(f"/breaks/{people.ref}").text
    told = client.get(address)
    assert told.status_code == 403
    for words in ("What a guardian or attorney may do", "Acts as", "none recorded", "What you can do instead:"):
        assert words in told.text
    assert client.post(address, data={"answer": "yes"}).status_code == 403


def test_before_a_part_is_cancelled_it_is_said_which_pot_has_how_much_back(app: Flask, client: CheckedClient) -> None:
    people = golden.two_nights_in_peebles()
    golden.ask(people)
    golden.answer(people)
    families.sign_in(client, people.arranger)
    page = client.get(f"/breaks/{people.ref}/parts/{people.lines['taxi']}/cancel").text
    assert "Where the money goes" in page
    assert "It costs nothing to cancel this part now. Nothing is kept of £19.43." in page  # with 93p of the fee
