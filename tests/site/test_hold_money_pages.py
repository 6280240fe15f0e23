"""What the page before a hold says of money: nothing that takes back what it said above."""

import pytest

from marketplace.budgets.services import terms
from marketplace.budgets.terms import TermsDraft
from tests import breaks, families
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both

MAY = "You may hold it all the same."
OWN = "It is yours to pay."


def capped(pot: str, draft: TermsDraft, client: CheckedClient) -> str:
    """The page before the hold of £200.00 from a pot whose funder asks this."""
    made: Golden = breaks.planned(pot=pot)
    by = made.viewers["officer"] if pot == "virtual" else made.arranger
    terms.keep_terms(made.pots[pot], draft=draft, seen=None, by=by)
    families.sign_in(client, made.arranger)
    return words(client.get(f"/breaks/{made.ref}/hold"))


def test_what_cannot_be_held_is_not_said_to_be_held_all_the_same(client: CheckedClient) -> None:
    page = capped("virtual", TermsDraft(week_cap_pence=150_00, is_provisional=True), client)
    assert "A rule says no" in page
    assert "is not settled yet" in page
    assert MAY not in page


def test_money_of_the_council_is_not_said_to_be_the_familys_to_pay(client: CheckedClient) -> None:
    page = capped("virtual", TermsDraft(week_cap_pence=150_00, is_firm=False), client)
    assert f"{MAY} Whoever says yes to the money sees this too, and may say no." in page
    assert OWN not in page


def test_money_that_the_family_keeps_is_theirs_to_pay(client: CheckedClient) -> None:
    page = capped("direct", TermsDraft(week_cap_pence=150_00, is_firm=False), client)
    assert f"{MAY} {OWN}" in page
