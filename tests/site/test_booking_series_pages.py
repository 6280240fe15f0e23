"""Pages of every third weekend, and of nights and hours."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from marketplace.budgets.models import Pot
from marketplace.budgets.services import terms
from marketplace.budgets.terms import TermsDraft
from marketplace.db import session, transaction
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.paper import errors, send, words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both


def test_money_that_the_breaks_before_take_is_not_free_for_the_next(client: CheckedClient) -> None:
    made = breaks.planned(breaks.family(pence=500_00))
    families.sign_in(client, made.arranger)
    shown = words(client.get(f"/breaks/{made.ref}/repeat?weeks=3&times=2"))
    assert "You have the first one already" in shown
    assert "With 2 more there are 3 breaks in all" in shown
    assert shown.count("all of it is free now") == 1
    assert "Council arranged would be £100.00 short, with the breaks above" in shown


def test_every_third_weekend_is_seen_planned_held_and_asked_for(client: CheckedClient) -> None:
    made = breaks.planned()
    where = f"/breaks/{made.ref}"
    families.sign_in(client, made.viewers["officer"])
    of_person = f"/people/{made.people['person']}/nights-and-hours"
    answers = {"under": f"pot:{made.pots['virtual']}", "unit": "nights", "allowed": "5"}
    assert send(client, of_person, answers, press="Count it").status_code == 303
    families.sign_in(client, made.arranger)
    assert "Repeat it every few weeks" in client.get(where).text
    shown = words(client.get(f"{where}/repeat?weeks=3&times=2"))
    assert "all of it is free now" in shown
    assert "Leaves 1 of 5 nights" in shown
    assert "1 more than the 5 nights" in shown
    days = [str(golden.friday() + timedelta(days=21 * number)) for number in (1, 2)]
    answer = send(client, f"{where}/repeat?weeks=3&times=2", {"firsts": days}, press="Plan these breaks")
    assert answer.location == f"{where}/series"
    page = client.get(answer.location)
    assert "3 breaks" in words(page)
    assert "1 night more than the 5 allowed" in words(page)
    refs = [part.split('"')[0] for part in page.text.split('name="refs" type="checkbox" value="')[1:]]
    refused = client.post(answer.location, data={"refs": refs, "do": "hold"})
    assert (refused.status_code, "This is 1 night more" in words(refused)) == (409, True)
    loose = TermsDraft(is_firm=False)
    terms.keep_terms(made.pots["virtual"], draft=loose, seen=None, by=made.viewers["officer"])
    assert client.post(answer.location, data={"refs": refs, "do": "hold"}).status_code == 303
    assert "held for you" in words(client.get(answer.location))
    assert client.post(answer.location, data={"refs": refs[:1], "do": "ask"}).status_code == 303
    assert "waiting for answers" in words(client.get(answer.location))
    again = client.post(answer.location, data={"refs": refs[:1], "do": "hold"})
    assert again.status_code in {303, 409}
    assert "Two nights away" in words(client.get(of_person))
    families.sign_in(client, made.viewers["officer"])
    seen = client.get(f"{where}/series")
    assert "is asked for £200.00" in words(seen)
    assert " disabled" not in seen.text, "what can only be opened is no box that is faded"
    assert 'class="series-what"' in seen.text
    assert all(f'href="/breaks/{ref}">Open' in seen.text for ref in refs)
    of_pot = f"{where}/series/pots/{made.pots['virtual']}"
    with transaction():
        session.execute(update(Pot).where(Pot.ref == made.pots["virtual"]).values(coding="ASC-4430-AC"))
    assert "Order coding: ASC-4430-AC" in words(client.get(of_pot))
    assert errors(client.post(of_pot, data={"reason": "x"})) == {"refs": "Choose at least one break"}
    assert "purchase order" in words(client.post(of_pot, data={"refs": refs[:1]}))
    agreed = client.post(of_pot, data={"refs": refs[:1], "purchase_order": "PO 7"})
    assert (agreed.status_code, agreed.location) == (303, f"{where}/series")
    assert client.get(of_pot).status_code == 404


def test_what_cannot_be_meant_is_said_at_its_field(client: CheckedClient) -> None:
    made = breaks.planned()
    families.sign_in(client, made.arranger)
    where = f"/breaks/{made.ref}"
    assert "weeks" in errors(client.get(f"{where}/repeat?weeks=0&times=x"))
    assert errors(client.post(f"{where}/repeat", data={"csrf_token": ""})) == {"firsts": "Choose at least one"}
    assert errors(client.post(f"{where}/series", data={"do": "hold"})) == {"refs": "Choose at least one break"}
