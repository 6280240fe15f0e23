"""The pages for when somebody is in hospital or has died."""

import pytest

from marketplace import clock
from marketplace.people.representation import Capacity
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden

pytestmark = on_both


@pytest.fixture
def asked(client: CheckedClient) -> Golden:
    """A break that is asked for; the mother, signed in."""
    made = breaks.planned()
    golden.ask(made)
    families.acts_for(made.viewers["officer"], made.people["person"], capacity=Capacity.CARE_MANAGER)
    families.sign_in(client, made.viewers["family"])
    return made


def day() -> dict[str, str]:
    return {"since": clock.today().isoformat()}


def test_a_family_says_it_and_an_officer_decides_about_each_break(client: CheckedClient, asked: Golden) -> None:
    address = f"/people/{asked.people['person']}/standstill"
    assert client.get(address).status_code == 404
    bare = client.post(f"{address}/new", data={"words": "Ward 7"})
    assert (bare.status_code, "Choose what has happened" in bare.text, "Ward 7" in bare.text) == (422, True, True)
    client.post(f"{address}/new", data={"cause": "in_hospital", **day()})
    assert "is in hospital" in client.get(f"/breaks/{asked.ref}").text
    families.sign_in(client, asked.viewers["officer"])
    assert "Decide about breaks ahead" in client.get("/caseload?show=stopped").text
    page = client.get(address).text
    for words in ("nobody has decided yet", "Decide what to do", "Anna Hume"):
        assert words in page
    bare = client.post(f"{address}/{asked.ref}", data={"choice": "move"})
    assert (bare.status_code, "Enter the first new day" in bare.text) == (422, True)
    assert client.post(f"{address}/{asked.ref}", data={"choice": "let_go"}).location == address
    assert "let go" in client.get(address).text
    assert client.get(f"{address}/{asked.ref}").status_code == 404
    assert client.post(f"{address}/end").status_code == 303
    assert client.get(address).status_code == 404


def test_nothing_waits_for_the_family_meanwhile_and_the_officer_reads_it_beside_the_money(
    client: CheckedClient, asked: Golden
) -> None:
    families.sign_in(client, asked.viewers["person"])
    assert "waits for you" in client.get("/breaks").text
    client.post(f"/people/{asked.people['person']}/standstill/new", data={"cause": "in_hospital", **day()})
    mine = client.get("/breaks").text
    assert "waits for you" not in mine
    assert "is in hospital" in mine
    families.sign_in(client, asked.viewers["officer"])
    assert "is in hospital" in client.get(f"/desk/{asked.ref}/money/{asked.pots['virtual']}").text


def test_after_a_death_the_page_is_kind_and_says_whom_to_call(client: CheckedClient, asked: Golden) -> None:
    address = f"/people/{asked.people['person']}/standstill"
    assert "is closed, and stays closed" in client.get(f"{address}/new").text
    client.post(f"{address}/new", data={"cause": "died", **day()})
    page = client.get(address).text
    for words in ("We are sorry", "Whom to call", "What was planned"):
        assert words in page
    for gone in ("Decide what to do", "home again"):
        assert gone not in page
    assert "Find a break that suits" not in client.get(f"/people/{asked.people['person']}").text
    families.sign_in(client, asked.viewers["officer"])
    page = client.get(f"/breaks/{asked.ref}").text
    assert "Cancel the break" in page
    for new in ("Add a part", "Hold what is new", "Ask everyone", "Copy to other days"):
        assert new not in page
    assert client.get(f"/breaks/{asked.ref}/add").status_code == 403


def test_who_has_died_is_offered_neither_as_the_person_nor_as_the_carer_of_a_new_break(
    client: CheckedClient, asked: Golden
) -> None:
    ref = asked.people["person"]
    assert client.get("/breaks/new").text.count(f'<option value="{ref}"') == 2
    client.post(f"/people/{ref}/standstill/new", data={"cause": "died", **day()})
    assert f'<option value="{ref}"' not in client.get("/breaks/new").text


def test_nobody_else_learns_of_it(client: CheckedClient, asked: Golden) -> None:
    address = f"/people/{asked.people['person']}/standstill"
    client.post(f"{address}/new", data={"cause": "died", **day()})
    families.sign_in(client, families.viewer("Sam Stranger"))
    for path in ("", "/new", f"/{asked.ref}"):
        assert client.get(address + path).status_code == 404
    assert client.post(f"{address}/end").status_code == 404
