"""Pages on what a funder asks, who might pay, who pays the invoices, relatives, and the rates of a council."""

import html
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import update

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.drafts import Charge, LineTerms, OwnPart, SharePart
from marketplace.booking.queries.rulings import rulings
from marketplace.budgets.services import terms
from marketplace.budgets.services.pots import close_pot
from marketplace.budgets.services.terms import terms_of
from marketplace.budgets.terms import Buys
from marketplace.db import session, transaction
from marketplace.listings.models import RateUnit
from marketplace.people.models import Person
from marketplace.rules.direct_payments import PaidTo
from marketplace.rules.settings import MayBuy
from tests import breaks, families, funded, golden, offered, pots
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.paper import send
from tests.paper import words as said

pytestmark = on_both


@pytest.fixture
def mothers(client: CheckedClient) -> Golden:
    made = breaks.planned(pot="direct", shared=False)
    families.sign_in(client, made.arranger)
    return made


def test_a_mother_writes_down_what_the_council_asks_and_finds_it_on_the_pot(
    client: CheckedClient, mothers: Golden
) -> None:
    where = f"/money/{mothers.pots['direct']}"
    sent = {
        "week_cap_pence": "150.00",
        "kept_back_pence": "100.00",
        "is_firm": "no",
        "is_provisional": "yes",
        "paid_to": "chosen",
        "paid_to_name": "Rowan Trust",
        "means_tested_on": ["1", "6", "2026"],
    }
    assert send(client, f"{where}/terms", sent).status_code == 303
    kept = terms_of(pots.find(mothers.pots["direct"]))
    assert (kept.week_cap_pence, kept.is_firm, kept.paid_to) == (150_00, False, PaidTo.CHOSEN)
    page = client.get(where).text
    for words in ("£150.00, the page warns above it", "Rowan Trust", "not settled yet", "£100.00"):
        assert words in page
    breaks.pay(mothers, "house", "direct")
    asks = client.get(f"/breaks/{mothers.ref}/who-pays").text
    assert "Direct payment may pay £150.00 in the week of" in asks
    assert "Somebody else gets this direct payment" in asks


def test_a_mother_who_says_that_it_may_buy_equipment_reads_that_the_council_still_looks(
    client: CheckedClient, mothers: Golden
) -> None:
    where = f"/money/{mothers.pots['direct']}"
    assert "somebody who may decide still looks at it" in client.get(f"{where}/purchases").text
    assert send(client, f"{where}/purchases", {"answer_equipment": "allow"}).status_code == 303
    assert ": said to be bought. Where a rule asks, that is looked at first" in client.get(where).text


@pytest.mark.parametrize(
    ("path", "sent", "says"),
    [
        ("terms", {"week_cap_pence": "-5", "is_firm": "yes", "is_provisional": "no"}, "without a minus sign"),
        ("terms", {"week_cap_pence": "0.005", "is_firm": "yes", "is_provisional": "no"}, "whole pence"),
        ("terms", {"week_cap_pence": "€5", "is_firm": "yes", "is_provisional": "no"}, "without another currency"),
        (
            "terms",
            {"paid_to": "guardian", "is_firm": "yes", "is_provisional": "no"},
            "Enter the name of who gets the money",
        ),
        (
            "terms",
            {"means_tested_on": ["1", "6", "2090"], "is_firm": "yes", "is_provisional": "no"},
            "Enter a day in the past",
        ),
        ("purchases", {"answer_activity": "never", "most_activity": "5"}, "It never buys this"),
        ("purchases", {"answer_activity": "perhaps"}, "choose"),
        ("dates", {"pence": "1e9", "due_on": "2027-01-01"}, "like 12 or 12.50"),
        ("dates", {"pence": "5"}, "Enter the day it comes in"),
        ("dates/out", {"out_pence": "5", "every": "week", "next_on": "2027-01-01"}, "Say what it is for"),
        (
            "dates/out",
            {"out_words": "Pay", "out_pence": "5", "every": "week", "next_on": "2027-01-02", "until_on": "2027-01-01"},
            "on or after the next one",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(
    client: CheckedClient, mothers: Golden, path: str, sent: dict[str, str | list[str]], says: str
) -> None:
    where = f"/money/{mothers.pots['direct']}/{path.removesuffix('/out')}"
    press = {"dates": "Write it down", "dates/out": "Count it"}.get(path, "")
    answer = send(client, where, sent, press=press)
    assert answer.status_code == 422
    assert says in answer.text
    assert pots.find(mothers.pots["direct"]).terms is None


def test_money_by_date_is_written_down_and_told_on_the_pot(client: CheckedClient, mothers: Golden) -> None:
    where = f"/money/{mothers.pots['direct']}"
    due = clock.today() + timedelta(days=20)
    came = {"pence": "500.00", "due_on": due.isoformat()}
    assert send(client, f"{where}/dates", came, press="Write it down").status_code == 303
    out = {"out_words": "Pay of Jo", "out_pence": "100.00", "every": "month", "next_on": due.isoformat()}
    assert send(client, f"{where}/dates", out, press="Count it").status_code == 303
    page = client.get(f"{where}/dates").text
    assert "Not in yet" in page
    assert "Pay of Jo" in page
    assert "£500.00 comes on" in client.get(where).text


def test_who_might_pay_is_shown_taken_over_and_changed_by_what_is_used_first(client: CheckedClient) -> None:
    made = breaks.planned(breaks.family(pence=150_00), shared=False)
    families.sign_in(client, made.arranger)
    where = f"/breaks/{made.ref}/who-pays/suggested"
    assert where in client.get(f"/breaks/{made.ref}/who-pays").text
    page = client.get(where).text
    assert "£50.00</b> would still be paid by nobody" in page
    assert send(client, where, {}).status_code == 303
    assert [(share.pence, share.option) for share in made.line("house").shares] == [(150_00, 3)]
    shares = made.line("house").shares
    assert shares[0].outcome is not None
    anew = client.get(f"{where}?anew=yes&first={made.pots['virtual']}").text
    assert "All of it anew" in anew


def test_the_first_price_of_a_suggestion_holds_the_fee_of_a_holder(client: CheckedClient) -> None:
    made = golden.two_nights_in_peebles()
    families.sign_in(client, made.arranger)
    page = client.get(f"/breaks/{made.ref}/who-pays/suggested?anew=yes").text
    for words in (": £528.89</legend>", "£25.19 of that is the fee of its holder", "Fee of isf_holder team, 5%"):
        assert words in page
    assert '<td class="num">£528.89</td></tr></tfoot>' in page


def test_own_money_pays_without_a_pot_being_made_first(client: CheckedClient) -> None:
    made = breaks.planned(breaks.family(pence=0), shared=False)
    close_pot(made.pots["virtual"], by=made.viewers["officer"])
    families.sign_in(client, made.arranger)
    where = f"/breaks/{made.ref}/who-pays"
    for address in (where, f"{where}/suggested", f"{where}/{made.lines['house']}"):
        assert "Let Callum Hume's own money pay £200.00" in html.unescape(client.get(address).text), address
    answer = client.post(f"{where}/own-money")
    assert (answer.status_code, answer.location) == (303, where)
    paid = client.get(where).text
    assert "Every part is paid for exactly" in paid
    assert "own money</button>" not in paid
    assert client.post(f"{where}/own-money").location == where
    assert "There is nothing open that own money may pay" in client.get(where).text


def test_whoever_pays_for_themselves_is_spoken_to(client: CheckedClient) -> None:
    made = breaks.planned(breaks.family(pence=0), shared=False)
    families.sign_in(client, made.viewers["person"])
    where = f"/breaks/{made.ref}/who-pays"
    assert "with my own money" in client.get(where).text
    client.post(f"{where}/own-money")
    assert "You: agree to £200.00 from Own money" in said(client.get(where))
    families.sign_in(client, made.arranger)
    assert "Callum Hume: agree to £200.00 from Own money" in said(client.get(where))


def test_a_pot_that_is_made_on_the_way_leads_back_to_the_break(client: CheckedClient) -> None:
    made = breaks.planned(breaks.family(pence=150_00), shared=False)
    families.sign_in(client, made.arranger)
    where = f"/breaks/{made.ref}/who-pays"
    new = f"/people/{made.people['person']}/money/new?next={where}"
    assert new in client.get(where).text
    assert f"/money/new/ilf?next={where}" in client.get(new).text
    address = f"/people/{made.people['person']}/money/new/ilf?next={where}"
    assert f"{made.people['person']}/money/new?next={where}" in client.get(address).text
    award = {"funder": "ILF Scotland", "starts_on": ["1", "4", "2026"], "ends_on": ["31", "3", "2027"]}
    stating = send(client, address, award, press="Make this pot").location
    assert stating
    assert stating.endswith(f"/state?next={where}")
    answer = send(client, stating, {"amount": "300.00", "evidence": "The letter"}, press="Save this amount")
    assert (answer.status_code, answer.location) == (303, where)
    away = f"/people/{made.people['person']}/money/new/own?next=https://evil.example/"
    assert (send(client, away, {"name": "Own money"}, press="Make this pot").location or "").startswith("/money/")


def test_why_not_this_pot_names_the_rule(client: CheckedClient) -> None:
    made = breaks.planned(shared=False)
    terms.keep_purchases(
        made.pots["virtual"],
        said={ListingKind.ACCOMMODATION: Buys(MayBuy.NEVER)},
        seen=None,
        by=made.viewers["officer"],
    )
    families.sign_in(client, made.arranger)
    page = client.get(f"/breaks/{made.ref}/who-pays/{made.lines['house']}").text
    assert "never buys this sort of thing" in page
    assert "never buys this sort of thing" in client.get(f"/breaks/{made.ref}/who-pays/suggested").text


def test_the_last_part_paid_for_leads_on_to_hold_it_or_says_which_rule_stands_in_the_way(client: CheckedClient) -> None:
    made = breaks.planned()
    families.sign_in(client, made.arranger)
    where = f"/breaks/{made.ref}/who-pays/{made.lines['house']}"
    answer = send(client, where)
    assert answer.location == f"/breaks/{made.ref}/hold"
    assert "Next: hold all of it." in said(client.get(answer.location))
    made.offers["bank"] = offered.pa_bank()
    breaks.add_support(made, space=made.offers["bank"].spaces[0])
    breaks.pay(made, "support", "virtual")
    with transaction():
        child = update(Person).where(Person.ref == made.people["person"]).values(born_on=funded.born(12))
        session.execute(child)
    answer = send(client, where)
    assert answer.location == f"/breaks/{made.ref}/who-pays"
    page = said(client.get(answer.location))
    assert "Next: hold all of it." not in page
    assert "But it cannot be held yet." in page
    assert page.count("This PA can") == 2  # in what was done, and where the rules are said


def test_the_nhs_leads_and_the_page_says_what_the_others_pay_back(client: CheckedClient) -> None:
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    where = f"/breaks/{made.ref}/who-pays/lead"
    assert send(client, where, {"pot": made.pots["nhs"]}).status_code == 303
    page = client.get(f"/breaks/{made.ref}/who-pays").text
    assert "pays the whole invoice of these parts" in page
    assert "£664.20" in page


def test_a_family_says_that_a_pa_is_a_relative_and_an_officer_is_asked(client: CheckedClient) -> None:
    made = breaks.planned(pot="direct")
    charge = Charge(RateUnit.HOUR, 600, 20_00, golden.stretch(golden.friday(), 10, 20))
    part = OwnPart(title="Jean", who="Jean", charges=(charge,), confirms_pvg=True, employer="I do")
    made.lines["pa"] = services.add_own_arrangement(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    breaks.pay(made, "pa", "direct")
    families.sign_in(client, made.arranger)
    where = f"/breaks/{made.ref}/parts/{made.lines['pa']}"
    assert f"{where}/relative" in client.get(where).text
    assert send(client, f"{where}/relative", {"factor": "times"}).status_code == 422
    sent = {"is_relative": "yes", "same_house": "no", "true": ["agree", "capable"], "factor": "times"}
    assert "What it means" not in client.get(f"{where}/relative").text
    done = send(client, f"{where}/relative", sent)
    assert (done.status_code, done.location) == (303, f"{where}/relative")
    assert "An officer has to say yes before a direct payment pays them" in said(client.get(done.location))
    assert "An officer has to say yes before a direct payment pays them" in client.get(where).text
    assert client.get(f"/breaks/{made.ref}/parts/{made.lines['house']}/relative").status_code == 404


SAYS_NOTHING = {
    "virtual": "It pays under option 3, the council arranges it. The rules about relatives are for direct payments and"
    " the ILF. The officer still says yes or no to this part.",
    "own": "It is their own money. No rule here says whom it pays.",
    "nhs": "The rules about relatives are for direct payments and the ILF. The funder still says yes or no to this",
}


@pytest.mark.parametrize("pot", ["virtual", "own", "nhs"])
def test_where_no_rule_asks_about_a_relative_the_page_says_so_and_why(client: CheckedClient, pot: str) -> None:
    made = breaks.planned(pot=pot, shared=False)
    charge = Charge(RateUnit.HOUR, 600, 20_00, golden.stretch(golden.friday(), 10, 20))
    part = OwnPart(title="Jean", who="Jean", charges=(charge,), confirms_pvg=True, employer="I do")
    made.lines["pa"] = services.add_own_arrangement(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    families.sign_in(client, made.arranger)
    where = f"/breaks/{made.ref}/parts/{made.lines['pa']}/relative"
    assert send(client, where, {"is_relative": "yes", "same_house": "yes"}).status_code == 303
    assert "No pot pays for this part yet." in said(client.get(where))
    breaks.pay(made, "pa", pot)
    page = said(client.get(where))
    assert f"nothing changes {SAYS_NOTHING[pot]}" in page
    assert "No pot pays for this part yet." not in page


def test_an_approver_enters_a_rate_and_sees_what_it_touches(client: CheckedClient) -> None:
    made = breaks.planned(pot="direct")
    charge = Charge(RateUnit.HOUR, 600, 20_00, golden.stretch(golden.friday(), 10, 20))
    part = OwnPart(title="Jean", who="Jean", charges=(charge,), confirms_pvg=True, employer="I do")
    made.lines["pa"] = services.add_own_arrangement(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    breaks.pay(made, "pa", "direct")
    breaks.add_support(made)
    breaks.pay(made, "support", "direct")
    where = "/desk/rates/direct_payment_hour_pence"
    families.sign_in(client, made.viewers["officer"])
    assert "An approver of your council enters a new value" in client.get(where).text
    sent = {"value": "18.50", "from_on": clock.today().isoformat(), "source": "Committee of 3 March"}
    assert client.post(where, data=sent).status_code >= 400
    approver = families.officer("Ailsa Kerr", role=RoleName.APPROVER)
    families.acts_for(approver, made.people["person"])
    families.sign_in(client, approver)
    assert send(client, where, sent | {"value": "lots"}).status_code == 422
    assert send(client, where, sent).status_code == 303
    page = client.get(where).text
    assert "An hour costs £20.00: no rate was entered before, now £1.50 of each hour is missing" in page
    assert "An hour costs £24.60: no rate was entered before, now £6.10 of each hour is missing" in page
    later = sent | {"value": "20.00", "from_on": (clock.today() + timedelta(days=1)).isoformat()}
    assert send(client, where, later).status_code == 303
    page = client.get(where).text
    assert "An hour costs £20.00: £1.50 of each hour was missing, now £0.00" in page
    assert "An hour costs £24.60: £6.10 of each hour was missing, now £4.60" in page
    buys = "/desk/rates/buy_accommodation"
    assert send(client, buys, sent | {"value": "ask"}).status_code == 303
    assert "Rates and rules" in client.get("/desk").text
    assert client.get("/desk/rates").status_code == 200
    assert client.get("/desk/rates/rest_hours").status_code == 404
    assert [one.rule_id for _, one in rulings(made.break_).asking] == ["R8"]
    families.sign_in(client, made.arranger)
    bank = client.get(f"/breaks/{made.ref}/parts/{made.lines['support']}").text
    assert "so £4.60 of each hour is missing" in bank
    for where in ("who-pays", f"who-pays/{made.lines['support']}"):
        page = said(client.get(f"/breaks/{made.ref}/{where}"))
        assert "The council's rate is £20.00, so £4.60 of each hour is missing" in page, where
    share = SharePart(made.pots["direct"], per_cent=Fraction(75), option=1, outcome_ref=made.outcome)
    services.set_shares(made.ref, made.lines["support"], parts=[share], by=made.arranger)
    shared = said(client.get(f"/breaks/{made.ref}/parts/{made.lines['support']}"))
    assert "The direct payment is to pay £18.45 of it, and its rate is £20.00, which is enough" in shared
    assert "of each hour is missing" not in said(client.get(f"/breaks/{made.ref}/who-pays"))


def test_what_a_rule_asks_of_two_pots_is_answered_pot_by_pot(client: CheckedClient) -> None:
    made = breaks.planned(shared=False)
    officer, plan = made.viewers["officer"], made.pot("virtual").support_plan
    assert plan is not None
    made.pots["more"] = funded.pot(
        made.people["person"], "council_arranged", 1_000_00, plan_ref=plan.ref, by=officer, officer=officer
    )
    both = (made.pots["virtual"], made.pots["more"])
    for pot in both:
        terms.keep_purchases(pot, said={ListingKind.ACCOMMODATION: Buys(MayBuy.ASK)}, seen=None, by=officer)
    parts = [SharePart(pot, per_cent=Fraction(50), option=3, outcome_ref=made.outcome) for pot in both]
    services.set_shares(made.ref, made.lines["house"], parts=parts, by=made.arranger)
    golden.ask(made)
    families.sign_in(client, officer)
    rules = f"/desk/{made.ref}/rules"
    text = client.get(rules).text
    assert all(f"{rules}/R8/{made.lines['house']}?pot={pot}" in text for pot in both)
    answer = {"answer": "yes", "reason": "In the plan"}
    assert f"Paid from {made.pot('more').name}" in said(client.get(f"{rules}/R8/{made.lines['house']}?pot={both[1]}"))
    assert send(client, f"{rules}/R8/{made.lines['house']}?pot={both[0]}", answer).status_code == 303
    page = client.get(rules).text
    assert (page.count("decided: yes"), page.count("waits")) == (1, 1)
    assert client.get(f"{rules}/R8/{made.lines['house']}").status_code == 404


def test_the_share_of_the_nhs_is_written_down_and_more_than_it_is_said_on_who_pays(client: CheckedClient) -> None:
    made = breaks.planned(breaks.family("own"), pot="own")
    breaks.add_support(made)
    person, officer = made.people["person"], made.viewers["officer"]
    made.pots["nhs"] = funded.pot(person, "nhs", 500_00, plan_ref="", by=made.arranger, officer=officer)
    families.sign_in(client, made.arranger)
    where = f"/money/{made.pots['nhs']}"
    rest = {"is_firm": "no", "is_provisional": "no"}
    assert "above 0, up to 100" in send(client, f"{where}/terms", {"share": "0", **rest}).text
    assert "enter a per cent of 100 or less" in send(client, f"{where}/terms", {"share": "101", **rest}).text
    assert send(client, f"{where}/terms", {"share": "25%", **rest}).status_code == 303
    assert terms_of(pots.find(made.pots["nhs"])).share_basis_points == 2500
    assert "25%" in said(client.get(where))
    assert "lends equipment itself" in client.get(f"{where}/purchases").text
    breaks.pay(made, "support", "nhs", pence=24_61)
    page = said(client.get(f"/breaks/{made.ref}/who-pays"))
    assert "pays 25% of support. This is £0.01 more." in page
    assert "Its share is 25% of support." in page
