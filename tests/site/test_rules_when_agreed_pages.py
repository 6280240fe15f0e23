"""What rules say is shown where a pot's yes is asked for: the sentence, the facts, a way on; a no takes no yes."""

import pytest
from sqlalchemy import func, select

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.again import every
from marketplace.booking.models import Agreement
from marketplace.budgets.services import terms
from marketplace.budgets.terms import Buys, TermsDraft
from marketplace.db import session
from marketplace.rules.settings import MayBuy
from tests import asking, breaks, families, golden
from tests.asking import Asked
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.paper import words as said_on

pytestmark = on_both

OVER = ("may pay £199.99 in all. This is £0.01 more.", "Let another pot pay £0.01", "£199.99")
BY_BANK = {"way": "bank_transfer"}
YES = {"answer": "yes", "purchase_order": "PO 1"}


def cap(made: Golden, name: str, pence: int = 199_99) -> None:
    by = made.viewers["officer" if name == "virtual" else "family"]
    terms.keep_terms(made.pots[name], draft=TermsDraft(total_cap_pence=pence), seen=None, by=by)


def agreed() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Agreement)) or 0


def asked_over_cap(name: str) -> Golden:
    made = breaks.planned(pot=name)
    golden.ask(made)
    cap(made, name)
    return made


@pytest.mark.parametrize("is_easy", [False, True])
def test_a_family_reads_the_rules_no_where_its_yes_was_asked_for_and_can_go_on(
    client: CheckedClient, *, is_easy: bool
) -> None:
    made = asked_over_cap("direct")
    families.sign_in(client, made.arranger)
    if is_easy:
        client.post("/account/easy-words", data={"easy": "yes"})
    address = f"/breaks/{made.ref}/pots/{made.pots['direct']}/agree"
    page = client.get(address)
    for words in (*OVER, "A rule says no", "Open the break and change it", "Change who pays"):
        assert words in page.text, words
    assert "Yes, it may pay this" not in page.text
    assert ("easy-read" in page.text or 'class="easy"' in page.text) == is_easy
    refused = client.post(address, data=BY_BANK)
    assert (refused.status_code, OVER[0] in refused.text, agreed()) == (422, True, 0)
    cap(made, "direct", 200_00)
    assert "Yes, it may pay this" in client.get(address).text
    assert client.post(address, data=BY_BANK).status_code == 303
    assert agreed() == 1


def test_a_letter_is_not_attached_against_a_rule(client: CheckedClient) -> None:
    made = asked_over_cap("nhs")
    families.sign_in(client, made.viewers["officer"])
    page = client.get(f"/breaks/{made.ref}/pots/{made.pots['nhs']}/agree").text
    assert (OVER[0] in page, "Attach the letter" in page) == (True, False)


def test_an_officer_is_offered_no_yes_while_a_rule_says_no_but_may_say_no(client: CheckedClient) -> None:
    made = asked_over_cap("virtual")
    families.sign_in(client, made.viewers["officer"])
    address = f"/desk/{made.ref}/money/{made.pots['virtual']}"
    page = client.get(address).text
    for words in (*OVER, "a rule says no", "Do not agree"):
        assert words in page, words
    assert ("Agree £200.00" in page, "Purchase order" in page) == (False, False)
    assert (client.post(address, data=YES).status_code, agreed()) == (422, 0)
    said = client.post(address, data={"answer": "no", "reason": "It is over what it may pay"})
    assert said.location == "/desk"


def test_an_officer_decides_what_a_rule_asks_and_goes_on_to_the_money_from_one_thing_on_the_desk(
    client: CheckedClient,
) -> None:
    made = breaks.planned()
    pot, officer = made.pots["virtual"], made.viewers["officer"]
    terms.keep_purchases(pot, said={ListingKind.ACCOMMODATION: Buys(MayBuy.ASK)}, seen=None, by=officer)
    golden.ask(made)
    families.sign_in(client, officer)
    desk = client.get("/desk").text
    assert ("a rule asks" in desk, "agree what is paid" in desk) == (True, False)
    money, rule = f"/desk/{made.ref}/money/{pot}", f"/desk/{made.ref}/rules/R8/{made.lines['house']}?pot={pot}"
    page = client.get(money).text
    assert ("Decide this first" in page, rule in page, "Agree £200.00" in page) == (True, True, False)
    assert (client.post(money, data=YES).status_code, agreed()) == (422, 0)
    assert client.post(rule, data={"answer": "yes", "reason": "In the plan"}).location == money
    page = client.get(money).text
    assert ("Decide this first" in page, "decided: yes. <q>In the plan</q>" in page) == (False, True)
    assert client.post(money, data=YES).location == "/desk"
    assert agreed() == 1


def test_what_an_officer_has_decided_is_said_wherever_the_rule_is_read(client: CheckedClient) -> None:
    made = breaks.planned()
    pot, officer = made.pots["virtual"], made.viewers["officer"]
    terms.keep_purchases(pot, said={ListingKind.ACCOMMODATION: Buys(MayBuy.ASK)}, seen=None, by=officer)
    golden.ask(made)
    families.sign_in(client, made.arranger)
    pages = [f"/breaks/{made.ref}{rest}" for rest in ("", "/who-pays", f"/parts/{made.lines['house']}")]
    for page in pages:
        said = said_on(client.get(page))
        assert ("an officer of the council decides" in said.lower(), "decided: yes" in said) == (True, False), page
    what = {"rule_id": "R8", "line_ref": made.lines["house"], "pot_ref": pot}
    services.decide(made.ref, **what, is_yes=True, reason="It is in his plan", by=officer)
    golden.answer(made)
    for page in pages:
        said = said_on(client.get(page))
        assert ("officer of the council decides" in said, "decided: yes" in said) == (False, True), page
        assert "It is in his plan" in said, page


def test_a_family_says_yes_and_reads_that_an_officer_decides_too(client: CheckedClient) -> None:
    made = breaks.planned(pot="direct")
    said = {ListingKind.ACCOMMODATION: Buys(MayBuy.ASK)}
    terms.keep_purchases(made.pots["direct"], said=said, seen=None, by=made.arranger)
    golden.ask(made)
    families.sign_in(client, made.arranger)
    address = f"/breaks/{made.ref}/pots/{made.pots['direct']}/agree"
    assert "the break waits for the officer" in client.get(address).text
    assert client.post(address, data=BY_BANK).status_code == 303
    assert agreed() == 1


def test_a_warning_and_a_note_are_read_before_the_yes(client: CheckedClient) -> None:
    made = breaks.planned(pot="direct")
    golden.ask(made)
    draft = TermsDraft(total_cap_pence=199_99, is_firm=False)
    terms.keep_terms(made.pots["direct"], draft=draft, seen=None, by=made.arranger)
    families.sign_in(client, made.arranger)
    address = f"/breaks/{made.ref}/pots/{made.pots['direct']}/agree"
    page = client.get(address).text
    for words in (*OVER, "take care", "What the rules say", "Yes, it may pay this"):
        assert words in page, words
    assert client.post(address, data=BY_BANK).status_code == 303


def test_whoever_holds_the_money_reads_of_its_own_limit(client: CheckedClient) -> None:
    holder = families.viewer("Fund holder", RoleName.ISF_HOLDER)
    asked: Asked = asking.isf(holder)
    terms.keep_terms(asked.pot_ref, draft=TermsDraft(total_cap_pence=20_00), seen=None, by=asked.officer)
    families.sign_in(client, holder)
    address = f"/desk/{asked.ref}/money/{asked.pot_ref}"
    page = client.get(address).text
    assert ("may pay £20.00 in all" in page, "Let another pot pay" in page) == (True, True)
    assert (client.post(address, data={"answer": "yes"}).status_code, agreed()) == (422, 0)


def test_those_of_several_breaks_that_a_rule_stops_stand_apart_with_the_reason(client: CheckedClient) -> None:
    made = breaks.planned()
    firsts = [*every(golden.friday(), weeks=3, times=2)]
    refs = services.repeat_break(made.ref, firsts=firsts, every_weeks=3, by=made.arranger)
    services.hold_several(refs, by=made.arranger)
    services.request_several(refs, by=made.arranger)
    cap(made, "virtual", 399_99)
    families.sign_in(client, made.viewers["officer"])
    page = client.get(f"/breaks/{made.ref}/series/pots/{made.pots['virtual']}").text
    assert page.count("This is £0.01 more.") == len(refs)
    assert ("Not to be agreed now" in page, "Agree those I ticked" in page) == (True, False)


def test_what_stops_a_break_with_every_yes_is_said_wherever_it_is_listed_and_no_confirming_is_promised(
    client: CheckedClient,
) -> None:
    made = breaks.planned()
    golden.ask(made)
    golden.answer(made, without={"house"})
    cap(made, "virtual")
    golden.accept(made, "house")
    families.sign_in(client, made.arranger)
    page = client.get(f"/breaks/{made.ref}").text
    assert ("the break is confirmed by itself" in page, "Something in it may not go on" in page) == (False, True)
    for address in ("/waiting", "/breaks"):
        assert OVER[0] in client.get(address).text, address
    families.sign_in(client, made.viewers["officer"])
    assert OVER[0] in client.get("/desk").text
    cap(made, "virtual", 200_00)
    families.sign_in(client, made.arranger)
    assert "the break is confirmed by itself" in client.get(f"/breaks/{made.ref}").text
