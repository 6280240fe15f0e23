"""The pages for money that will be left over: how it looks, breaks that suit, the talk, and what goes back."""

import time_machine

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.booking.services.surplus import tell_surplus
from marketplace.budgets.services import dated_money as money_by_date
from marketplace.budgets.services import terms
from marketplace.budgets.services.erasing import erase
from marketplace.budgets.services.pots import close_pot
from marketplace.budgets.terms import Buys
from marketplace.db import transaction
from marketplace.rules.settings import MayBuy
from tests import breaks, families, pots
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.integration.test_surplus import AFTER, TOLD, made
from tests.integration.test_surplus_by_date import NOW, Direct
from tests.paper import errors, send, words

pytestmark = on_both


def test_a_family_reads_what_will_be_left_and_which_breaks_suit(client: CheckedClient) -> None:
    of = made()
    breaks.house(title="Whin Lodge")
    with time_machine.travel(TOLD, tick=False):
        families.sign_in(client, of.mother)
        path = f"/money/{of.pot_ref}/left"
        assert path in client.get(f"/money/{of.pot_ref}").text
        said = words(client.get(path))
        assert "Will be left over £923.29" in said
        assert "Nobody asks for it back before you have talked about it." in said
        assert "Whin Lodge" in said
        assert "£200.00 for 2 nights, £300.00 for 3 nights, £700.00 for 7 nights" in said
        assert "Kept back 4 weeks' worth of the money, for what nobody foresees -£76.71" in said
        assert f"{path}/talk" not in client.get(path).text
        assert client.get(f"{path}/talk").status_code == 403


def test_what_never_pays_for_a_stay_offers_none_and_says_what_it_may_buy(client: CheckedClient) -> None:
    of = made()
    breaks.house(title="Whin Lodge")
    never = {ListingKind.ACCOMMODATION: Buys(MayBuy.NEVER)}
    terms.keep_purchases(of.pot_ref, said=never, seen=None, by=of.officer)
    with time_machine.travel(TOLD, tick=False):
        families.sign_in(client, of.mother)
        said = words(client.get(f"/money/{of.pot_ref}/left"))
    assert "Whin Lodge" not in said
    assert "never pays for a place to stay, so none is offered. It may still buy: Care home, PA bank" in said


def test_an_officer_writes_down_the_talk_then_asks_money_back_and_every_refusal_stands_at_its_field(
    client: CheckedClient,
) -> None:
    of = made()
    breaks.house(title="Whin Lodge")
    with time_machine.travel(TOLD, tick=False):
        families.sign_in(client, of.officer)
        path = f"/money/{of.pot_ref}/left"
        assert client.get(f"{path}/talk").status_code == 404  # nobody was told yet
        tell_surplus()
        assert list(errors(send(client, f"{path}/talk"))) == ["talked_on", "talked_with", "words"]
        drawn = client.get(f"{path}/back")
        assert f'href="{path}/talk"' in drawn.text
        assert 'name="amount"' not in drawn.text
        typed = {
            "talked_on": TOLD.date().isoformat(),
            "talked_with": "Anna",
            "offered": ["Whin Lodge"],
            "words": "They will go in March",
        }
        done = send(client, f"{path}/talk", typed)
        said = words(client.get(done.location))
        assert "Offered Whin Lodge" in said
        assert "They will go in March" in said
        more = send(client, f"{path}/back", {"amount": "950.00", "reason": "Not used"})
        assert "No more can be asked back" in errors(more)["amount"]
        back = send(client, f"{path}/back", {"amount": "100.00", "reason": "Anna agreed to it"})
        assert back.status_code == 303
        assert "Went back £100.00" in words(client.get(back.location))
        assert "Back to the funder" in words(client.get(f"/money/{of.pot_ref}"))
        assert pots.balance(of.pot).free_pence == 900_00


def test_asking_back_opens_with_what_can_go_back_and_empty_where_nothing_can(client: CheckedClient) -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        families.sign_in(client, of.officer)
        tell_surplus()
        path = f"/money/{of.pot_ref}/left/back"
        talked = {"talked_on": TOLD.date().isoformat(), "talked_with": "Anna", "words": "They will go in March"}
        send(client, f"/money/{of.pot_ref}/left/talk", talked)
        drawn = client.get(path)
        assert 'value="923.29"' in drawn.text
        assert "Up to £923.29 of" in words(drawn)
        pots.hold(of.pot, 990_00)
        drawn = client.get(path)
        assert "0.00" not in drawn.text
        assert "can go back to" in words(drawn)
        assert "Nothing of" in words(drawn)
        assert errors(send(client, path, {"reason": "Not used"})) == {"amount": "Enter an amount"}


def test_council_finance_reads_the_sums_and_no_breaks_and_a_stranger_nothing(client: CheckedClient) -> None:
    of = made()
    breaks.house(title="Whin Lodge")
    with time_machine.travel(TOLD, tick=False):
        families.sign_in(client, families.officer(role=RoleName.COUNCIL_FINANCE))
        said = words(client.get(f"/money/{of.pot_ref}/left"))
        assert "£923.29" in said
        assert "Whin Lodge" not in said
        families.sign_in(client, families.viewer("Stranger"))
        assert client.get(f"/money/{of.pot_ref}/left").status_code == 404


def test_the_page_and_the_pot_say_the_same_of_wages_an_emergency_and_what_may_be_kept(client: CheckedClient) -> None:
    with time_machine.travel(NOW, tick=False):
        of = Direct()
        breaks.house(title="Whin Lodge")
        of.asks(kept_back_pence=100_00, carry_over_pence=500_00)
        families.sign_in(client, of.mother)
        assert "By Wednesday 31 March 2027, £800.00 is free" in words(client.get(f"/money/{of.ref}"))
        said = words(client.get(f"/money/{of.ref}/left"))
        for line in (
            "In the pot now £2,000.00",
            "Goes out until then regular costs, such as wages. Breaks are counted besides them -£1,200.00",
            "Kept back for an emergency not for breaks that are planned -£100.00",
            "May be kept for the next period up to £500.00 -£500.00",
            "Kept back besides 4 weeks' worth of the money, for what nobody foresees.",
            "What is for an emergency counts towards it -£53.42",
            "Will be left over £146.58",
            "£500.00 may be kept for the next period. Nobody asks for it back.",
            "no more than the £646.58 that breaks can still use. What may be kept for the next period is in it.",
            "Whin Lodge",
        ):
            assert line in said
        assert "Comes in until then" not in said
        of.asks(kept_back_pence=900_00, carry_over_pence=500_00)
        said = words(client.get(f"/money/{of.ref}/left"))
        assert "not for breaks that are planned. It covers what nobody foresees too -£900.00" in said
        assert "Nothing will be left over. As it looks now, it is £100.00 short" in said
        assert "Whin Lodge" not in said
        assert "Plan a break" not in said
        money_by_date.add_instalment(of.ref, due_on=pots.LAST_DAY, pence=2_000_00, by=of.mother)
        said = words(client.get(f"/money/{of.ref}/left"))
        assert "Comes in until then by the days written down £2,000.00" in said
        assert "Breaks can use nothing of it yet. It is not in yet, or is needed before more comes in." in said


def test_of_a_closed_or_erased_pot_the_page_says_that_no_break_can_use_it_and_how_it_goes_back(
    client: CheckedClient,
) -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        close_pot(of.pot_ref, by=of.officer)
        families.sign_in(client, of.officer)
        path = f"/money/{of.pot_ref}/left"
        said = words(client.get(path))
        assert "This money could be used until Thursday 31 December 2026. No new break can use it." in said
        assert "You can still use it" not in said
        pot_page = words(client.get(f"/money/{of.pot_ref}"))
        assert "No new break can use this money The pot is closed." in pot_page
        assert "Left over £1,000.00" in pot_page
        assert "Left over, not for breaks £1,000.00" in pot_page
        assert "Only then can it go back to Scottish Borders Council." in said
        with transaction():
            owner = of.pot.person
            erase(owner)
            owner.erased_at = clock.now()
        assert path in client.get(f"/money/{of.pot_ref}").text
        assert "Nobody is left to talk with about it." in words(client.get(path))
        assert client.get(f"{path}/talk").status_code == 404
        back = send(client, f"{path}/back", {"amount": "1000.00", "reason": "Nobody is left to use it"})
        assert back.status_code == 303
        assert pots.balance(of.pot).left_pence == 0


def test_a_pot_past_its_last_day_is_marked_where_pots_are_listed(client: CheckedClient) -> None:
    of = made()
    with time_machine.travel(AFTER, tick=False):
        families.sign_in(client, of.mother)
        said = words(client.get("/money"))
        assert "ended on Wednesday 31 March 2027" in said
        assert "£1,000.00 left over" in said
        assert "Its last day was Wednesday 31 March 2027." in words(client.get(f"/money/{of.pot_ref}"))
