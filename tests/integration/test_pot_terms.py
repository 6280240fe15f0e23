"""What a funder asks of a pot, and its money by date: who writes it down, what is refused, what is counted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.forecast import Every
from marketplace.budgets.queries.dated_money import dated_money, free_by
from marketplace.budgets.services import dated_money as money_by_date
from marketplace.budgets.services import terms as services
from marketplace.budgets.services.dated_money import Outgoing
from marketplace.budgets.terms import Buys, TermsDraft
from marketplace.clock import today
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.people.representation import Capacity
from marketplace.rules.direct_payments import PaidTo
from marketplace.rules.settings import MayBuy
from tests import families, pots
from tests.statements import statements

HELD = TermsDraft(is_firm=False, paid_to=PaidTo.CHOSEN, paid_to_name="Rowan Trust")


@pytest.fixture
def officer(database: Engine) -> Viewer:
    return families.officer()


@pytest.fixture
def callum(officer: Viewer) -> str:
    return families.person(council=families.BORDERS)


@pytest.fixture
def mother(callum: str) -> Viewer:
    anna = families.viewer()
    families.acts_for(anna, callum, capacity=Capacity.GUARDIAN, powers="Order of 4 May 2025")
    return anna


def test_terms_are_kept_as_far_as_the_sort_has_them(officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer)
    draft = TermsDraft(week_cap_pence=200_00, kept_back_pence=50_00, paid_to=PaidTo.PERSON, award_letter="A letter")
    services.keep_terms(pot.ref, draft=draft, seen=services.terms_stamp(pot), by=officer)
    kept = services.terms_of(pots.find(pot.ref))
    assert kept == TermsDraft(week_cap_pence=200_00, kept_back_pence=50_00)
    with pytest.raises(ChangedMeanwhile):
        services.keep_terms(pot.ref, draft=draft, seen="another", by=officer)


def test_a_pot_is_looked_up_once_to_keep_what_it_may_buy(database: Engine, officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer)
    ref = pot.ref
    with statements(database) as sent:
        services.keep_purchases(ref, said={ListingKind.TRANSPORT: Buys(MayBuy.ALLOW)}, seen=None, by=officer)
    assert len([one for one in sent if "pot.ref = " in one]) == 1


def test_only_an_officer_writes_down_for_the_council_who_gets_a_direct_payment(
    officer: Viewer, mother: Viewer, callum: str
) -> None:
    pot = pots.pot("direct_payment", person=callum, by=officer)
    services.keep_terms(pot.ref, draft=HELD, seen=None, by=mother)
    said = pots.find(pot.ref).terms
    assert said is not None
    assert (said.paid_to, said.paid_to_agreed_on) == (PaidTo.CHOSEN, None)
    services.keep_terms(pot.ref, draft=HELD, seen=None, by=officer)
    agreed = pots.find(pot.ref).terms
    assert agreed is not None
    assert agreed.paid_to_agreed_on == today()
    services.keep_terms(pot.ref, draft=HELD, seen=None, by=mother)
    same = pots.find(pot.ref).terms
    assert same is not None
    assert same.paid_to_agreed_on == today()
    other = TermsDraft(is_firm=False, paid_to=PaidTo.CHOSEN, paid_to_name="Somebody else")
    services.keep_terms(pot.ref, draft=other, seen=None, by=mother)
    changed = pots.find(pot.ref).terms
    assert changed is not None
    assert changed.paid_to_agreed_on is None


def test_who_may_not_keep_a_pot_writes_nothing_down(officer: Viewer, mother: Viewer, callum: str) -> None:
    pot, own = pots.pot(person=callum, by=officer), pots.pot("own", person=callum, by=officer)
    with pytest.raises(NotAllowed):
        services.keep_terms(pot.ref, draft=TermsDraft(), seen=None, by=mother)
    stranger = families.viewer("Somebody Else", RoleName.FAMILY)
    for write in (
        lambda: services.keep_purchases(pot.ref, said={}, seen=None, by=stranger),
        lambda: money_by_date.add_instalment(pot.ref, due_on=today(), pence=1, by=stranger),
        lambda: services.keep_terms(own.ref, draft=TermsDraft(), seen=None, by=mother),
    ):
        with pytest.raises(NotFound):
            write()


def test_what_a_pot_may_buy_is_said_changed_and_unsaid(officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer)
    first = {ListingKind.ACTIVITY: Buys(MayBuy.ASK, 300_00), ListingKind.EQUIPMENT: Buys(MayBuy.NEVER)}
    services.keep_purchases(pot.ref, said=first, seen=services.purchases_stamp(pot), by=officer)
    assert pots.find(pot.ref).buys == first
    second = {ListingKind.ACTIVITY: Buys(None, 250_00)}
    services.keep_purchases(pot.ref, said=second, seen=None, by=officer)
    assert pots.find(pot.ref).buys == second


def test_a_family_makes_what_an_officer_wrote_of_a_purchase_stricter_and_takes_that_back_and_never_looser(
    officer: Viewer, mother: Viewer, callum: str
) -> None:
    pot = pots.pot("direct_payment", person=callum, by=officer)
    written = {ListingKind.ACTIVITY: Buys(MayBuy.ALLOW, 300_00), ListingKind.EQUIPMENT: Buys(MayBuy.ASK)}
    services.keep_purchases(pot.ref, said=written, seen=None, by=officer)
    looser = {ListingKind.ACTIVITY: Buys(MayBuy.ALLOW, 900_00), ListingKind.EQUIPMENT: Buys(MayBuy.ALLOW)}
    services.keep_purchases(pot.ref, said=looser, seen=None, by=mother)
    assert pots.find(pot.ref).buys == written
    stricter = {ListingKind.ACTIVITY: Buys(MayBuy.ASK, 200_00), ListingKind.EQUIPMENT: Buys(MayBuy.NEVER)}
    services.keep_purchases(pot.ref, said=stricter, seen=None, by=mother)
    assert pots.find(pot.ref).buys == stricter
    services.keep_purchases(pot.ref, said={}, seen=None, by=mother)
    assert pots.find(pot.ref).buys == written
    services.keep_purchases(pot.ref, said={}, seen=None, by=officer)
    assert pots.find(pot.ref).buys == {}


SHARED = TermsDraft(
    week_cap_pence=100_00, kept_back_pence=20_00, carry_over_pence=50_00, is_provisional=True, share_basis_points=2500
)


def changed(field: str, value: int | None) -> TermsDraft:
    return replace(SHARED, **{field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "stricter", "looser"),
    [
        ("share_basis_points", 2000, 10_000),
        ("share_basis_points", 2500, None),
        ("week_cap_pence", 99_99, 100_01),
        ("week_cap_pence", 100_00, None),
        ("kept_back_pence", 20_01, 19_99),
        ("carry_over_pence", 0, 50_01),
        ("is_firm", True, False),
        ("is_provisional", True, False),
    ],
)
def test_nobody_but_an_officer_makes_terms_looser_that_an_officer_wrote(
    officer: Viewer, mother: Viewer, callum: str, field: str, stricter: int | None, looser: int | None
) -> None:
    pot = pots.pot("nhs", person=callum, by=officer)
    services.keep_terms(pot.ref, draft=SHARED, seen=None, by=officer)
    with pytest.raises(Refused) as refused:
        services.keep_terms(pot.ref, draft=changed(field, looser), seen=None, by=mother)
    assert list(refused.value.fields) == [field.removesuffix("_pence").removesuffix("_basis_points")]
    assert services.terms_of(pots.find(pot.ref)) == SHARED
    services.keep_terms(pot.ref, draft=changed(field, stricter), seen=None, by=mother)
    services.keep_terms(pot.ref, draft=SHARED, seen=None, by=mother)
    services.keep_terms(pot.ref, draft=changed(field, looser), seen=None, by=officer)
    assert getattr(services.terms_of(pots.find(pot.ref)), field) == looser


def test_a_family_changes_again_what_no_officer_wrote(officer: Viewer, mother: Viewer, callum: str) -> None:
    pot = pots.pot("nhs", person=callum, by=officer)
    services.keep_terms(pot.ref, draft=SHARED, seen=None, by=mother)
    services.keep_terms(pot.ref, draft=replace(SHARED, share_basis_points=3000), seen=None, by=mother)
    assert services.terms_of(pots.find(pot.ref)).share_basis_points == 3000


def test_an_instalment_that_is_in_is_committed_once_and_not_before_its_day(officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer, pence=100_00)
    due, later = today(), today() + timedelta(days=40)
    first = money_by_date.add_instalment(pot.ref, due_on=due, pence=50_00, by=officer)
    second = money_by_date.add_instalment(pot.ref, due_on=later, pence=70_00, by=officer)
    assert free_by(pots.find(pot.ref), later).free_pence == 170_00
    with pytest.raises(Refused):
        money_by_date.instalment_came(pot.ref, second, by=officer)
    money_by_date.instalment_came(pot.ref, first, by=officer)
    with pytest.raises(Refused):
        money_by_date.instalment_came(pot.ref, first, by=officer)
    assert pots.balance(pot).free_pence == 150_00
    assert free_by(pots.find(pot.ref), later).free_pence == 220_00
    with pytest.raises(Refused):
        money_by_date.drop_instalment(pot.ref, first, by=officer)
    money_by_date.drop_instalment(pot.ref, second, by=officer)
    assert free_by(pots.find(pot.ref), later).free_pence == 150_00


def test_the_pay_of_a_pa_is_not_free_by_the_time_of_a_break(mother: Viewer, officer: Viewer, callum: str) -> None:
    pot = pots.pot("direct_payment", person=callum, by=officer, pence=1_000_00)
    pay = Outgoing("Pay of Jo", 200_00, Every.FOUR_WEEKS, today() + timedelta(days=3))
    row = money_by_date.add_outgoing(pot.ref, outgoing=pay, by=mother)
    on = today() + timedelta(days=31)
    assert free_by(pots.find(pot.ref), on).free_pence == 600_00
    assert free_by(pots.find(pot.ref), on - timedelta(days=1)).free_pence == 800_00
    money_by_date.end_outgoing(pot.ref, row, by=mother)
    assert free_by(pots.find(pot.ref), on).free_pence == 1_000_00
    with pytest.raises(NotFound):
        money_by_date.end_outgoing(pot.ref, row, by=mother)


def test_an_instalment_up_to_the_day_of_the_figure_is_in_it(officer: Viewer, callum: str) -> None:
    pot = pots.pot("direct_payment", person=callum, by=officer, pence=1_000_00)
    money_by_date.add_instalment(pot.ref, due_on=today(), pence=50_00, by=officer)
    money_by_date.add_instalment(pot.ref, due_on=today() + timedelta(days=1), pence=50_00, by=officer)
    dated = dated_money([pots.find(pot.ref)])[pot.id]
    assert [dated.is_in(row) for row in dated.instalments] == [True, False]
    assert not dated.is_late(dated.instalments[0])


@pytest.mark.parametrize(
    ("pence", "days", "words", "field"),
    [
        (0, 1, "", "pence"),
        (-5, 1, "", "pence"),
        (1_000_000_001, 1, "", "pence"),
        (1, 40_000, "", "due_on"),
        (1, 1, "x" * 101, "words"),
    ],
)
def test_bad_money_by_date_is_refused_at_its_field_and_nothing_is_written(
    officer: Viewer, callum: str, pence: int, days: int, words: str, field: str
) -> None:
    pot = pots.pot(person=callum, by=officer)
    with pytest.raises(Refused) as refused:
        money_by_date.add_instalment(
            pot.ref, due_on=today() + timedelta(days=days), pence=pence, words=words, by=officer
        )
    assert set(refused.value.fields) == {field}
    assert dated_money([pots.find(pot.ref)])[pot.id].instalments == ()


def test_an_instalment_before_a_pot_begins_is_refused_and_one_on_its_first_day_is_not(
    officer: Viewer, callum: str
) -> None:
    ref = pots.pot(person=callum, by=officer).ref
    with pytest.raises(Refused) as refused:
        money_by_date.add_instalment(ref, due_on=pots.FIRST_DAY - timedelta(days=1), pence=1, by=officer)
    assert "This pot begins on Wednesday 1 April 2026" in refused.value.fields["due_on"]
    money_by_date.add_instalment(ref, due_on=pots.FIRST_DAY, pence=1, by=officer)


def test_committed_money_has_no_regular_costs_and_a_last_day_is_not_before_the_next(
    officer: Viewer, callum: str
) -> None:
    committed, stated = pots.pot(person=callum, by=officer), pots.pot("direct_payment", person=callum, by=officer)
    pay = Outgoing("Pay", 1, Every.WEEK, today())
    with pytest.raises(NotFound):
        money_by_date.add_outgoing(committed.ref, outgoing=pay, by=officer)
    wrong = Outgoing(" ", 1, Every.WEEK, today(), until_on=today() - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        money_by_date.add_outgoing(stated.ref, outgoing=wrong, by=officer)
    assert set(refused.value.fields) == {"words", "until_on"}


@pytest.mark.parametrize(("days", "is_refused"), [(0, False), (1, True)])
def test_money_comes_into_a_pot_on_its_own_days_and_none_after_its_last(
    officer: Viewer, callum: str, *, days: int, is_refused: bool
) -> None:
    pot = pots.pot(person=callum, by=officer)
    due_on = pots.LAST_DAY + timedelta(days=days)
    if not is_refused:
        assert money_by_date.add_instalment(pot.ref, due_on=due_on, pence=1_00, by=officer)
        return
    with pytest.raises(Refused) as refused:
        money_by_date.add_instalment(pot.ref, due_on=due_on, pence=1_00, by=officer)
    assert "This pot ends on Wednesday 31 March 2027" in refused.value.fields["due_on"]
