"""Where your money goes: a provider states it, and a family reads it beside the price of the hours."""

from datetime import timedelta

import pytest

from marketplace.booking import services
from marketplace.booking.drafts import LineTerms, Shift
from tests import breaks, families, golden
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
    assert (
        client.post(f"/offers/{bank.ref}/pay", data={"hour_wage": "13.00", "hour_on_costs": "4.50"}).status_code == 303
    )
    families.sign_in(client, made.arranger)
    page = client.get(part).text
    for words in ("Where your money goes", "£52.00", "£18.00", "£28.40", "£98.40"):
        assert words in page
    assert "Where your money goes" not in client.get(f"/breaks/{made.ref}/parts/{made.lines['house']}").text
    families.sign_in(client, bank.by)
    assert client.post(f"/offers/{bank.ref}/pay", data={"hour_wage": "", "hour_on_costs": ""}).status_code == 303
    families.sign_in(client, made.arranger)
    assert "Where your money goes" not in client.get(part).text


def test_nights_of_support_are_stated_and_read_for_themselves(client: CheckedClient, made: Golden) -> None:
    bank, part = made.offers["bank"], f"/breaks/{made.ref}/parts/{nights(made)}"
    families.sign_in(client, bank.by)
    assert "A sleepover costs £165.00 or more" in client.get(f"/offers/{bank.ref}/pay").text
    typed = {"hour_wage": "13.00", "hour_on_costs": "4.50"}
    assert client.post(f"/offers/{bank.ref}/pay", data=typed).status_code == 303
    families.sign_in(client, made.arranger)
    page = client.get(part).text
    assert "has not said where your money for the sleepovers goes" in page
    assert "Where your money goes" not in page
    families.sign_in(client, bank.by)
    typed |= {"sleepover_wage": "101.60", "sleepover_on_costs": "26.10"}
    assert client.post(f"/offers/{bank.ref}/pay", data=typed).status_code == 303
    families.sign_in(client, made.arranger)
    page = client.get(part).text
    for words in ("Where your money goes", "£203.20", "£52.20", "£74.60", "All of the sleepovers", "£330.00"):
        assert words in page


def nights(made: Golden) -> str:
    """The two nights of the break, with somebody who sleeps in the house; the reference of the part."""
    friday, listing_ref = golden.friday(), made.offers["bank"].ref
    several = [Shift(golden.stretch(friday + timedelta(days=number), 22, 31)) for number in range(2)]
    return services.add_listed_sleepovers(
        made.ref, listing_ref=listing_ref, sleepovers=several, terms=LineTerms(), by=made.arranger
    )


@pytest.mark.parametrize(("wage", "on_costs"), [("20.11", "4.50"), ("", "4.50"), ("-1", "0"), ("1e3", "0")])
def test_what_cannot_be_is_refused_at_its_field(client: CheckedClient, made: Golden, wage: str, on_costs: str) -> None:
    bank = made.offers["bank"]
    families.sign_in(client, bank.by)
    refused = client.post(f"/offers/{bank.ref}/pay", data={"hour_wage": wage, "hour_on_costs": on_costs})
    assert (refused.status_code, 'href="#hour_wage"' in refused.text) == (422, True)


def test_a_house_and_a_stranger_have_no_such_page(client: CheckedClient, made: Golden) -> None:
    families.sign_in(client, made.offers["house"].by)
    assert client.get(f"/offers/{made.offers['house'].ref}/pay").status_code == 404
    assert client.get(f"/offers/{made.offers['bank'].ref}/pay").status_code == 404
