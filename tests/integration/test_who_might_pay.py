"""Who might pay for a break, worked out and taken over; who pays whole invoices; relatives who are paid."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import Charge, LineTerms, OwnPart, SharePart
from marketplace.booking.models import Factor
from marketplace.booking.queries.leading import leading
from marketplace.booking.queries.own_money import own_money
from marketplace.booking.queries.pots import pot_choices
from marketplace.booking.queries.relatives import Relative
from marketplace.booking.queries.rulings import rulings
from marketplace.booking.queries.who_might_pay import Suggested, suggested
from marketplace.booking.who_first import Why
from marketplace.budgets.models import Pot, PotSort
from marketplace.budgets.services import terms
from marketplace.budgets.terms import Buys, TermsDraft
from marketplace.db import session
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.listings.models import RateUnit
from marketplace.people.representation import Capacity, Scope
from marketplace.rules.results import Answer
from marketplace.rules.settings import MayBuy
from tests import breaks, families, funded, golden, offered
from tests.golden import Golden

pytestmark = [
    pytest.mark.usefixtures("database"),
    pytest.mark.parametrize("engine_name", ["sqlite"]),  # decided in code
]


def said_of(made: Golden, found: Suggested, *, option: int | None = 3) -> dict[str, SharePart]:
    """What the arranger says of each pot in a suggestion."""
    return {
        pot.pot_ref: SharePart(
            pot.pot_ref, option=option if pot.options else None, outcome_ref=made.outcome if pot.options else ""
        )
        for pot in found.pots
    }


def take(made: Golden, found: Suggested, **more: object) -> None:
    settings = {"said": said_of(made, found), "seen": found.stamp, "by": made.arranger} | more
    services.pay_as_suggested(made.ref, **settings)  # type: ignore[arg-type]


def with_own(made: Golden) -> Golden:
    """The same with a pot of own money beside."""
    made.pots["own"] = funded.pot(
        made.people["person"], "own", 0, plan_ref="", by=made.arranger, officer=made.viewers["officer"]
    )
    return made


def test_public_money_is_suggested_first_and_own_money_for_the_rest_exactly() -> None:
    made = with_own(breaks.planned(breaks.family(pence=150_01), shared=False))
    found = suggested(made.ref, viewer=made.arranger)
    assert {(one.pot_ref, one.pence) for one in found.given} == {
        (made.pots["virtual"], 150_01),
        (made.pots["own"], 49_99),
    }
    take(made, found)
    assert sorted((share.pot.ref, share.pence, share.option) for share in made.line("house").shares) == sorted(
        [(made.pots["virtual"], 150_01, 3), (made.pots["own"], 49_99, None)]
    )
    services.hold(made.ref, by=made.arranger)


def test_an_award_that_names_stays_pays_for_one_before_a_budget_that_names_nothing_and_the_table_says_why() -> None:
    made = with_own(breaks.planned(shared=False))
    person, officer = made.people["person"], made.viewers["officer"]
    made.pots["ilf"] = funded.pot(person, "ilf", 900_00, plan_ref="", by=made.arranger, officer=officer)
    found = suggested(made.ref, viewer=made.arranger)
    (row,) = found.parts[0].shares
    assert (row.pot, row.note, row.pence) == ("Ilf", Why.NAMED.words, 200_00)
    terms.keep_purchases(made.pots["ilf"], said={}, seen=None, by=officer)
    (row,) = suggested(made.ref, viewer=made.arranger).parts[0].shares
    assert (row.pot, row.note) == ("Council arranged", Why.ALONE.words)


def test_use_this_first_puts_own_money_before_and_nothing_else_is_needed() -> None:
    made = with_own(breaks.planned(shared=False))
    found = suggested(made.ref, viewer=made.arranger, first=made.pots["own"])
    assert [(one.pot_ref, one.pence) for one in found.given] == [(made.pots["own"], 200_00)]
    (left,) = found.left_out
    assert "is not needed" in left.why


def test_only_what_nobody_pays_is_suggested_and_what_pays_already_stays() -> None:
    made = with_own(breaks.planned(shared=False))
    breaks.pay(made, "house", "own", pence=30_00)
    found = suggested(made.ref, viewer=made.arranger)
    assert [(one.pot_ref, one.pence) for one in found.given] == [(made.pots["virtual"], 170_00)]
    take(made, found)
    assert sum(share.pence for share in made.line("house").shares) == 200_00
    anew = suggested(made.ref, viewer=made.arranger, is_anew=True)
    assert [(one.pot_ref, one.pence) for one in anew.given] == [(made.pots["virtual"], 200_00)]
    assert suggested(made.ref, viewer=made.arranger).given == ()


def test_what_is_kept_back_capped_or_never_bought_is_not_suggested_and_what_is_can_be_held() -> None:
    made = with_own(breaks.planned(breaks.family(pence=500_00), shared=False))
    officer = made.viewers["officer"]
    draft = TermsDraft(week_cap_pence=105_00, total_cap_pence=110_00, kept_back_pence=401_00)
    terms.keep_terms(made.pots["virtual"], draft=draft, seen=None, by=officer)
    sums = {one.pot_ref: one.pence for one in suggested(made.ref, viewer=made.arranger).given}
    assert sums == {made.pots["virtual"]: 99_00, made.pots["own"]: 101_00}
    whole = TermsDraft(total_cap_pence=110_00)
    terms.keep_terms(made.pots["virtual"], draft=whole, seen=None, by=officer)
    sums = {one.pot_ref: one.pence for one in suggested(made.ref, viewer=made.arranger).given}
    assert sums[made.pots["virtual"]] == 110_00
    terms.keep_terms(made.pots["virtual"], draft=TermsDraft(week_cap_pence=120_00), seen=None, by=officer)
    found = suggested(made.ref, viewer=made.arranger)
    assert {one.pot_ref: one.pence for one in found.given}[made.pots["virtual"]] == 120_00
    take(made, found)
    services.hold(made.ref, by=made.arranger)
    never = {ListingKind.ACCOMMODATION: Buys(MayBuy.NEVER)}
    terms.keep_purchases(made.pots["virtual"], said=never, seen=None, by=officer)
    again = suggested(made.ref, viewer=made.arranger, is_anew=True)
    assert {one.pot_ref for one in again.given} == {made.pots["own"]}
    assert ["never buys" in one.why for one in again.left_out] == [True]


def test_a_fee_of_a_holder_comes_out_of_the_same_pot() -> None:
    made = golden.two_nights_in_peebles(isf_pence=528_89)
    found = suggested(made.ref, viewer=made.arranger, is_anew=True)
    assert sum(one.pence for one in found.given) == 503_70
    assert [(fee.title, fee.pence) for fee in found.fees] == [("Fee of isf_holder team, 5%", 25_19)]
    assert [(pot.pence, pot.fee_pence) for pot in found.pots] == [(503_70, 25_19)]
    assert found.pence == 528_89
    take(made, found, said=said_of(made, found, option=2), is_anew=True)
    assert sum(line.pence for line in made.break_.lines_in) == 528_89
    short = golden.two_nights_in_peebles(isf_pence=528_88)
    left = suggested(short.ref, viewer=short.arranger, is_anew=True)
    assert sum(one.pence for one in left.given) == 503_69
    assert left.missing_pence == 1


def test_a_suggestion_is_taken_whole_or_not_at_all() -> None:
    made = with_own(breaks.planned(breaks.family(pence=150_00), shared=False))
    found = suggested(made.ref, viewer=made.arranger)
    with pytest.raises(ChangedMeanwhile):
        take(made, found, seen="another")
    with pytest.raises(Refused) as refused:
        take(made, found, said=said_of(made, found, option=None))
    assert set(refused.value.fields) == {f"option-{made.pots['virtual']}"}
    with pytest.raises(NotFound):
        suggested(made.ref, viewer=families.viewer("Somebody Else"))
    helper = families.viewer("Kit Bell")
    families.acts_for(helper, made.people["person"], Scope.PAY)
    with pytest.raises(NotAllowed):
        suggested(made.ref, viewer=helper)
    assert made.line("house").shares == []


# a lead payer


def test_the_nhs_pays_the_whole_invoice_and_asks_the_direct_payment_for_its_part() -> None:
    made = golden.a_long_weekend()
    services.name_lead(made.ref, pot_ref=made.pots["nhs"], by=made.arranger)
    now = leading(made.ref, viewer=made.arranger)
    assert [(one.part, one.pence) for one in now.invoices] == [(made.line("support").title, 885_60)]
    assert [(one.pot, one.pence) for one in now.owed] == [(made.pot("direct").name, 664_20)]
    (told,) = [one for one in rulings(made.break_).of_break if one.rule_id == "R48"]
    assert told.answer is Answer.NOTE
    services.set_shares(
        made.ref,
        made.lines["support"],
        parts=[SharePart(made.pots["own"], pence=885_60)],
        by=made.arranger,
    )
    (wrong,) = [one for one in rulings(made.break_).of_break if one.rule_id == "R48"]
    assert wrong.answer is Answer.NO
    services.name_lead(made.ref, pot_ref="", by=made.arranger)
    assert leading(made.ref, viewer=made.arranger).owed == ()


@pytest.mark.parametrize("pot", ["direct", "own", "somebody's"])
def test_only_who_gets_invoices_pays_them_for_others(pot: str) -> None:
    made = golden.a_long_weekend()
    with pytest.raises(Refused):
        services.name_lead(made.ref, pot_ref=made.pots.get(pot, pot), by=made.arranger)
    assert made.break_.lead is None


# relatives


def own_pa(who: str, pot: str = "direct") -> Golden:
    made = breaks.planned(pot=pot)
    charge = Charge(RateUnit.HOUR, 600, 20_00, golden.stretch(golden.friday(), 10, 20))
    part = OwnPart(title=who, who=who, charges=(charge,), confirms_pvg=True, employer="I do")
    made.lines["pa"] = services.add_own_arrangement(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    return made


def answers(made: Golden, rule_id: str) -> list[Answer]:
    return [one.answer for one in rulings(made.break_).by_line[made.lines["pa"]] if one.rule_id == rule_id]


AUNT = Relative(is_relative=True, all_agree=True, is_capable=True, factor=Factor.FEW_OTHERS, in_same_house=True)


def test_a_relative_waits_for_an_officer_and_a_stranger_does_not() -> None:
    made = own_pa("Jean Hume")
    breaks.pay(made, "pa", "direct")
    assert answers(made, "R19") == [Answer.NOTE]
    for said, answer in ((AUNT, Answer.ASK), (Relative(is_relative=False), Answer.ALLOWED)):
        services.say_relative(made.ref, made.lines["pa"], said=said, by=made.arranger)
        assert answers(made, "R19") == [answer]


def test_a_name_within_another_is_somebody_else() -> None:
    made = own_pa("Jean Humeston")
    breaks.pay(made, "pa", "direct")
    guardian = families.viewer("Jean Hume")
    families.acts_for(guardian, made.people["person"], capacity=Capacity.GUARDIAN, powers="Order of 4 May 2025")
    assert answers(made, "R19") == [Answer.NOTE]


@pytest.mark.parametrize("called", ["jean hume", "Jean Hume, his aunt and guardian"])
def test_a_guardian_is_never_paid_whether_somebody_says_so_or_the_papers_do(called: str) -> None:
    made = own_pa(called)
    services.say_relative(made.ref, made.lines["pa"], said=replace(AUNT, has_powers=True), by=made.arranger)
    (choice,) = pot_choices(made.ref, made.lines["pa"], viewer=made.arranger)
    assert "may not be paid for it" in choice.why_not
    with pytest.raises(Refused):
        breaks.pay(made, "pa", "direct")
    services.say_relative(made.ref, made.lines["pa"], said=AUNT, by=made.arranger)
    breaks.pay(made, "pa", "direct")
    guardian: Viewer = families.viewer("Jean Hume")
    families.acts_for(guardian, made.people["person"], capacity=Capacity.GUARDIAN, powers="Order of 4 May 2025")
    assert answers(made, "R19") == [Answer.NO]


def test_a_guardian_who_works_as_a_pa_of_this_site_is_never_paid_and_another_who_acts_is_asked_about() -> None:
    made = breaks.planned(pot="direct")
    jean = families.viewer("Jean Hume", RoleName.PROVIDER)
    rates = {RateUnit.HOUR: 20_00}
    listed = offered.offered("Jean, PA", ListingKind.SOLE_PA, rates, provider="Jean's work", by=jean, spaces=0)
    made.offers["bank"] = offered.with_care(listed, 1)
    breaks.add_support(made)
    made.lines["pa"] = made.lines["support"]
    breaks.pay(made, "pa", "direct")
    assert answers(made, "R19") == []
    families.acts_for(jean, made.people["person"])
    assert answers(made, "R19") == [Answer.NOTE]
    services.say_relative(made.ref, made.lines["pa"], said=AUNT, by=made.arranger)
    assert answers(made, "R19") == [Answer.ASK]
    families.acts_for(jean, made.people["person"], capacity=Capacity.GUARDIAN, powers="Order of 4 May 2025")
    assert answers(made, "R19") == [Answer.NO]


def test_the_ilf_is_asked_about_a_relative_in_the_same_house() -> None:
    made = own_pa("Jean Hume", "ilf")
    services.say_relative(made.ref, made.lines["pa"], said=AUNT, by=made.arranger)
    breaks.pay(made, "pa", "ilf")
    assert answers(made, "R22") == [Answer.ASK]
    services.say_relative(made.ref, made.lines["pa"], said=replace(AUNT, in_same_house=False), by=made.arranger)
    assert answers(made, "R22") == [Answer.ALLOWED]
    with pytest.raises(NotFound):
        services.say_relative(made.ref, made.lines["house"], said=AUNT, by=made.arranger)


# own money


def owned(made: Golden) -> list[str]:
    session.rollback()
    found = select(Pot).join(PotSort).where(PotSort.code == "own", Pot.person.has(ref=made.people["person"]))
    return [pot.ref for pot in session.scalars(found)]


def test_own_money_pays_what_nobody_pays_and_its_pot_is_made_with_the_first_pound() -> None:
    made = breaks.planned(breaks.family(pence=150_01), shared=False)
    breaks.pay(made, "house", "virtual", pence=150_01)
    assert owned(made) == []
    services.pay_rest_with_own_money(made.ref, by=made.arranger)
    (own,) = owned(made)
    assert {(share.pot.ref, share.pence) for share in made.line("house").shares} == {
        (made.pots["virtual"], 150_01),
        (own, 49_99),
    }
    services.hold(made.ref, by=made.arranger)


def test_a_pot_of_own_money_that_is_there_is_used_and_paying_twice_is_refused() -> None:
    made = with_own(breaks.planned(shared=False))
    services.pay_rest_with_own_money(made.ref, by=made.arranger)
    assert owned(made) == [made.pots["own"]]
    with pytest.raises(Refused, match="nothing open"):
        services.pay_rest_with_own_money(made.ref, by=made.arranger)
    assert [(share.pot.ref, share.pence) for share in made.line("house").shares] == [(made.pots["own"], 200_00)]


def test_who_may_not_say_what_own_money_there_is_makes_no_pot_of_it() -> None:
    made = breaks.planned(shared=False)
    planner, payer = families.viewer("Kit Bell"), families.viewer("Pat Bell")
    families.acts_for(planner, made.people["person"], Scope.PLAN)
    families.acts_for(payer, made.people["person"], Scope.PAY)
    for who in (planner, payer):
        assert own_money(made.ref, viewer=who) is None
        with pytest.raises(NotAllowed):
            services.pay_rest_with_own_money(made.ref, by=who)
    with pytest.raises(NotFound):
        services.pay_rest_with_own_money(made.ref, by=families.viewer("Somebody Else"))
    assert owned(made) == []


def test_a_carers_break_is_never_paid_with_the_money_of_whoever_is_cared_for() -> None:
    made = golden.a_night_off()
    for name in ("hotel", "care"):
        services.set_shares(made.ref, made.lines[name], parts=[], by=made.arranger)
    found = own_money(made.ref, viewer=made.arranger)
    assert found
    assert found.person_ref == made.people["carer"]
    services.pay_rest_with_own_money(made.ref, by=made.arranger)
    paying = {share.pot.person.ref for name in ("hotel", "care") for share in made.line(name).shares}
    assert paying == {found.person_ref}
