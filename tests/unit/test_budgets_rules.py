"""The pure rules of pots: balances, what a pot allows, fees, who may do what, what is wrong with a draft."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.budgets.allowances import Allowance, why_not
from marketplace.budgets.balance import Balance, Shortfall, shortfalls
from marketplace.budgets.drafts import PotDraft, SortFacts, problems
from marketplace.budgets.fees import NotPerCent, fee_pence, parse_per_cent, show_per_cent
from marketplace.budgets.rights import PotRights, Tie, may_make, may_see_money, rights
from marketplace.budgets.sorts import AgreedBy, Control, SettlesBy
from marketplace.people.representation import ALL, Capacity, Scope, Standing

POT = Allowance("Virtual budget", owner_id=1, starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31), is_closed=False)
COUNCILS = SortFacts(Control.COMMITTED, frozenset({2, 3}), frozenset({SettlesBy.COUNCIL_INVOICE}))
ISF = SortFacts(Control.COMMITTED, frozenset({2}), frozenset({SettlesBy.ISF_HOLDER}))
PAYMENT = SortFacts(Control.STATED, frozenset({1}), frozenset({SettlesBy.CARD, SettlesBy.BANK_TRANSFER}))
OWN = SortFacts(Control.OWN, frozenset(), frozenset({SettlesBy.CARD}))
DRAFT = PotDraft(
    name="Respite",
    funder="Scottish Borders Council",
    starts_on=date(2026, 4, 1),
    ends_on=date(2027, 3, 31),
    options=frozenset({3}),
)
SELF = Standing(scopes=ALL, is_self=True, may_decide=True)
OFFICER = Standing(scopes=frozenset({Scope.SEE, Scope.PLAN}), is_officer=True)


def _helper(*scopes: Scope, capacity: Capacity = Capacity.HELPER) -> Standing:
    return Standing(scopes=frozenset({Scope.SEE, *scopes}), capacities=frozenset({capacity}))


def test_what_is_free_is_what_came_in_less_what_was_paid_is_set_aside_and_goes_out() -> None:
    balance = Balance(in_pence=2_310_00, paid_pence=300_00, set_aside_pence=664_20, outgoings_pence=1_000_00)
    assert (balance.left_pence, balance.usable_pence, balance.free_pence) == (2_010_00, 1_010_00, 345_80)


def test_every_pot_that_is_short_is_named_with_what_is_missing() -> None:
    short = shortfalls({3: 50, 1: 20, 2: 10}, {1: 20, 2: 9, 3: 0}, {1: "A", 2: "B", 3: "C"})
    assert short == [Shortfall(2, "B", 10, 9), Shortfall(3, "C", 50, 0)]
    assert [one.short_pence for one in short] == [1, 50]


def test_a_pot_pays_for_its_owner_on_its_days() -> None:
    assert why_not(POT, for_ids=frozenset({1, 2}), first_on=date(2026, 4, 1), last_on=date(2027, 3, 31)) == []


@pytest.mark.parametrize(
    ("pot", "for_ids", "first_on", "last_on", "said"),
    [
        (POT, {2}, date(2027, 1, 1), date(2027, 1, 3), "belongs to somebody whose break this is not"),
        (POT, {1}, date(2026, 3, 29), date(2026, 3, 31), "days from Wednesday 1 April 2026"),
        (POT, {1}, date(2027, 4, 1), date(2027, 4, 3), "days up to Wednesday 31 March 2027"),
        (replace(POT, is_closed=True), {1}, date(2027, 1, 1), date(2027, 1, 3), "is closed"),
    ],
)
def test_a_pot_says_why_it_may_not_pay(
    pot: Allowance, for_ids: set[int], first_on: date, last_on: date, said: str
) -> None:
    (reason,) = why_not(pot, for_ids=frozenset(for_ids), first_on=first_on, last_on=last_on)
    assert said in reason


@pytest.mark.parametrize(
    ("first_on", "last_on", "covers"),
    [
        (date(2026, 4, 1), date(2027, 3, 31), True),
        (date(2026, 3, 31), date(2026, 4, 1), False),
        (date(2027, 3, 31), date(2027, 4, 1), False),
    ],
)
def test_a_stay_across_its_last_day_is_its_own_in_part(first_on: date, last_on: date, *, covers: bool) -> None:
    assert why_not(POT, for_ids=frozenset({1}), first_on=first_on, last_on=last_on) == []
    assert POT.covers(first_on, last_on) is covers
    assert replace(POT, starts_on=None, ends_on=None).covers(first_on, last_on)


def test_a_pot_without_days_pays_on_any_day() -> None:
    endless = replace(POT, starts_on=None, ends_on=None)
    assert why_not(endless, for_ids=frozenset({1}), first_on=date(2001, 1, 1), last_on=date(2040, 1, 1)) == []


def test_a_holders_fee_is_its_per_cent_of_what_the_pot_pays_rounded_half_up_once() -> None:
    assert fee_pence(503_70, 500) == 25_19
    assert fee_pence(485_20, 500) == 24_26
    assert fee_pence(100_00, 475) == 4_75


@given(st.integers(0, 2500))
def test_a_per_cent_is_read_as_it_is_shown(basis_points: int) -> None:
    assert parse_per_cent(show_per_cent(basis_points)) == basis_points


@pytest.mark.parametrize("typed", ["", "five", "-1", "5.125", "26", "1e1", "5,5", "\u0665"])
def test_what_is_no_per_cent_is_refused(typed: str) -> None:
    with pytest.raises(NotPerCent, match="Enter a per cent"):
        parse_per_cent(typed)


@pytest.mark.parametrize(
    ("standing", "sees"),
    [
        (SELF, True),
        (OFFICER, True),
        (_helper(Scope.PAY), True),
        (_helper(Scope.PLAN), True),
        (_helper(), False),
        (_helper(Scope.MEDICAL), False),
        (Standing(), False),
    ],
)
def test_money_is_seen_by_who_plans_or_may_use_it(standing: Standing, *, sees: bool) -> None:
    assert may_see_money(standing) is sees


@pytest.mark.parametrize(
    ("standing", "control", "may"),
    [
        (SELF, Control.STATED, True),
        (SELF, Control.OWN, True),
        (SELF, Control.COMMITTED, False),
        (OFFICER, Control.COMMITTED, True),
        (OFFICER, Control.STATED, True),
        (_helper(Scope.PLAN), Control.STATED, False),
        (_helper(Scope.PAY), Control.STATED, True),
        (_helper(Scope.PAY), Control.COMMITTED, False),
        (_helper(Scope.PLAN, capacity=Capacity.ADVISER), Control.STATED, True),
        (_helper(capacity=Capacity.ADVISER), Control.STATED, False),
        (_helper(Scope.PLAN, capacity=Capacity.CARE_MANAGER), Control.COMMITTED, False),
    ],
)
def test_committed_money_is_made_by_officers_other_money_by_who_may_use_it(
    standing: Standing, control: Control, *, may: bool
) -> None:
    assert may_make(standing, control) is may


def test_an_officer_of_the_pots_council_keeps_and_fills_it() -> None:
    assert rights(OFFICER, Control.COMMITTED, Tie(is_officer=True)) == PotRights(
        may_see=True, may_keep=True, may_loosen=True, may_commit=True, may_see_coding=True
    )


def test_an_officer_of_another_council_does_not_see_it() -> None:
    assert rights(OFFICER, Control.COMMITTED, Tie(is_other_council=True)) == PotRights()
    assert rights(OFFICER, Control.STATED, Tie(is_other_council=True)) == PotRights()


@pytest.mark.parametrize("tie", [Tie(is_finance=True), Tie(is_holder=True)])
def test_finance_and_the_holder_see_it_with_its_coding_and_change_nothing(tie: Tie) -> None:
    assert rights(Standing(), Control.COMMITTED, tie) == PotRights(may_see=True, may_see_coding=True)


def test_a_person_says_what_they_have_but_does_not_commit_a_councils_money() -> None:
    assert rights(SELF, Control.STATED, Tie()) == PotRights(
        may_see=True, may_keep=True, may_state=True, may_pay=True, may_see_coding=True, may_read_account=True
    )
    assert rights(SELF, Control.COMMITTED, Tie()) == PotRights(may_see=True)


@pytest.mark.parametrize("standing", [OFFICER, _helper(Scope.PLAN, capacity=Capacity.CARE_MANAGER)])
def test_a_council_may_state_what_is_there_and_does_not_read_the_account(standing: Standing) -> None:
    found = rights(standing, Control.STATED, Tie())
    assert (found.may_state, found.may_read_account) == (True, False)


def test_own_money_has_nothing_to_state() -> None:
    assert rights(SELF, Control.OWN, Tie()) == PotRights(may_see=True, may_keep=True, may_pay=True, may_see_coding=True)


def test_a_whole_draft_has_no_problem() -> None:
    assert problems(DRAFT, COUNCILS) == {}
    assert problems(PotDraft(name="Mine"), OWN) == {}


def test_everything_that_is_missing_is_said_at_once() -> None:
    assert set(problems(PotDraft(name=""), ISF)) == {"name", "funder", "starts_on", "ends_on", "options", "holder"}


@pytest.mark.parametrize(
    ("draft", "sort", "field"),
    [
        (replace(DRAFT, options=frozenset({1})), COUNCILS, "options"),
        (replace(DRAFT, options=frozenset()), COUNCILS, "options"),
        (replace(DRAFT, ends_on=date(2026, 3, 31)), COUNCILS, "ends_on"),
        (replace(DRAFT, starts_on=date(202, 4, 1)), COUNCILS, "starts_on"),
        (replace(DRAFT, ends_on=date(2999, 4, 1)), COUNCILS, "ends_on"),
        (replace(DRAFT, holder_ref="x"), COUNCILS, "holder"),
        (replace(DRAFT, fee_basis_points=500), COUNCILS, "fee"),
        (replace(DRAFT, options=frozenset({2}), holder_ref="x", fee_basis_points=2501), ISF, "fee"),
        (replace(DRAFT, name="x" * 81), COUNCILS, "name"),
        (replace(DRAFT, coding="x" * 61), COUNCILS, "coding"),
        (PotDraft(name="Mine", options=frozenset({1})), OWN, "options"),
    ],
)
def test_what_does_not_go_with_the_sort_is_said_at_its_field(draft: PotDraft, sort: SortFacts, field: str) -> None:
    assert list(problems(draft, sort)) == [field]


def test_a_sort_with_one_option_has_it_without_being_asked_one_with_several_has_none() -> None:
    assert replace(DRAFT, options=frozenset()).tidy(PAYMENT).options == {1}
    assert replace(DRAFT, options=frozenset()).tidy(COUNCILS).options == frozenset()


def test_every_way_to_pay_and_to_agree_has_its_words() -> None:
    assert all(one.words for one in (*SettlesBy, *AgreedBy))
