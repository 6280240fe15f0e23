"""Where your money goes: a provider states it, and a family reads it beside the price of the hours."""

import pytest

from tests import breaks, families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden

pytestmark = [on_both, pytest.mark.usefixtures("app")]


@pytest.fixture
def made() -> Golden:
    made = breaks.planned(shared=False)
    breaks.add_support(made)
    return made


def test_what_a_bank_states_stands_beside_the_price_until_it_takes_it_back(client: CheckedClient, made: Golden) -> None:
    bank, part = made.offers["bank"], f"/breaks/{made.ref}/parts/{made.lines['support']}"
    families.sign_in(client, made.arranger)
    assert "Where your money goes" not in client.get(part).text
    families.sign_in(client, bank.by)
    assert f"/offers/{bank.ref}/pay" in client.get(f"/offers/{bank.ref}").text
    assert "An hour costs £24.60 or more" in client.get(f"/offers/{bank.ref}/pay").text
    assert client.post(f"/offers/{bank.ref}/pay", data={"wage": "13.00", "on_costs": "4.50"}).status_code == 303
    families.sign_in(client, made.arranger)
    page = client.get(part).text
    for words in ("Where your money goes", "£52.00", "£18.00", "£28.40", "£98.40"):
        assert words in page
    assert "Where your money goes" not in client.get(f"/breaks/{made.ref}/parts/{made.lines['house']}").text
    families.sign_in(client, bank.by)
    assert client.post(f"/offers/{bank.ref}/pay", data={"wage": "", "on_costs": ""}).status_code == 303
    families.sign_in(client, made.arranger)
    assert "Where your money goes" not in client.get(part).text


@pytest.mark.parametrize(("wage", "on_costs"), [("20.11", "4.50"), ("", "4.50"), ("-1", "0"), ("1e3", "0")])
def test_what_cannot_be_is_refused_at_its_field(client: CheckedClient, made: Golden, wage: str, on_costs: str) -> None:
    bank = made.offers["bank"]
    families.sign_in(client, bank.by)
    refused = client.post(f"/offers/{bank.ref}/pay", data={"wage": wage, "on_costs": on_costs})
    assert (refused.status_code, 'href="#wage"' in refused.text) == (422, True)


def test_a_house_and_a_stranger_have_no_such_page(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.offers["house"].by)
    assert client.get(f"/offers/{made.offers['house'].ref}/pay").status_code == 404
    assert client.get(f"/offers/{made.offers['bank'].ref}/pay").status_code == 404
