"""Pots: who makes them, what is put in and put right, who sees them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE, AuditRecord, Look
from marketplace.booking.queries.paid_for import days_held
from marketplace.budgets.balance import Balance
from marketplace.budgets.drafts import PotDraft
from marketplace.budgets.errors import NotEnoughMoney, PotClosed
from marketplace.budgets.models import Pot, Transfer, TransferNote
from marketplace.budgets.queries.pots import known_pot, money_of, my_money, sort_for, sorts_for
from marketplace.budgets.services import committing, ledger
from marketplace.budgets.services import pots as services
from marketplace.db import session, transaction
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.people.models import Duty, SupportPlan
from marketplace.people.queries.persons import known
from marketplace.people.representation import Capacity, Scope
from marketplace.rules.council_settings import council_setting
from marketplace.rules.services import enter_setting
from tests import families, pots
from tests.databases import on_one

DRAFT = PotDraft(
    name="Respite",
    funder="Scottish Borders Council",
    starts_on=pots.FIRST_DAY,
    ends_on=pots.LAST_DAY,
    options=frozenset({3}),
    coding="4471/SDS",
)
NOT_THE_COUNCILS = [
    "nhs",
    "education",
    "housing_support",
    "ilf",
    "access_to_work",
    "grant",
    "start_up",
    "contribution",
    "own",
]
START = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def officer(database: Engine) -> Viewer:
    return families.officer()


@pytest.fixture
def callum(officer: Viewer) -> str:
    return families.person(council=families.BORDERS)


def test_an_officer_makes_a_pot_for_a_person_of_the_council(officer: Viewer, callum: str) -> None:
    made = pots.find(services.open_pot(callum, "council_arranged", draft=DRAFT, by=officer))
    assert (made.council_id, made.options, made.coding) == (officer.council_id, [3], "4471/SDS")
    assert services.draft_of(made) == DRAFT
    (record,) = session.scalars(select(AuditRecord).where(AuditRecord.about == f"pot:{made.ref}"))
    assert (record.action, record.on_behalf_of, record.by_account_id) == (
        "open_pot",
        f"person:{callum}",
        officer.account_id,
    )


def test_a_pot_that_lacks_something_is_refused_at_each_field(officer: Viewer, callum: str) -> None:
    with pytest.raises(Refused) as refused:
        services.open_pot(callum, "isf", draft=PotDraft(name=" "), by=officer)
    assert set(refused.value.fields) == {"name", "funder", "starts_on", "ends_on", "holder"}


def test_a_holders_fee_stays_within_what_the_council_allows(officer: Viewer, callum: str) -> None:
    holder, approver = families.viewer("Fund holder", RoleName.ISF_HOLDER), families.officer(role=RoleName.APPROVER)
    most = council_setting("isf_fee_per_ten_thousand")
    assert most is not None
    enter_setting(most, value=most.read("8"), from_on=pots.FIRST_DAY, source="Committee, 3 March", by=approver)
    isf = replace(DRAFT, options=frozenset(), coding="", holder_ref=pots.ref_of_holder(holder))
    with pytest.raises(Refused) as refused:
        services.open_pot(callum, "isf", draft=replace(isf, fee_basis_points=801), by=officer)
    assert refused.value.fields["fee"].startswith("The council lets a holder take 8% at the most since ")
    assert services.open_pot(callum, "isf", draft=replace(isf, fee_basis_points=800), by=officer)


def test_a_family_says_what_it_has_and_makes_no_council_money(callum: str) -> None:
    mother = families.viewer()
    families.acts_for(mother, callum, capacity=Capacity.GUARDIAN, powers="Order of 2 May 2025")
    labels = [sort.code for sort in sorts_for(known(callum, viewer=mother))]
    assert labels == ["direct_payment", "direct_payment_held", "carer", *NOT_THE_COUNCILS]
    with pytest.raises(NotFound):
        services.open_pot(callum, "council_arranged", draft=DRAFT, by=mother)


def test_who_has_no_council_has_no_council_money(officer: Viewer) -> None:
    person = families.person("Ann Reid", account=(her := families.viewer("Ann Reid")))
    assert [sort.code for sort in sorts_for(known(person, viewer=her))] == NOT_THE_COUNCILS


def test_another_councils_officer_finds_nothing(officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer)
    stranger = families.officer("Ewan Dow", families.FIFE)
    for asks in (
        lambda: known_pot(pot.ref, viewer=stranger),
        lambda: committing.add_committed_money(pot.ref, pence=1, reason="x", by=stranger),
        lambda: services.close_pot(pot.ref, by=stranger),
        lambda: money_of(callum, viewer=stranger),
    ):
        with pytest.raises(NotFound):
            asks()


def test_an_officer_does_not_commit_money_to_themself(officer: Viewer) -> None:
    own = families.person("Mhairi Scott", account=officer, council=families.BORDERS)
    with pytest.raises(NotFound):
        services.open_pot(own, "council_arranged", draft=DRAFT, by=officer)


def test_committed_money_goes_in_with_a_name_and_a_reason(officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer)
    committing.add_committed_money(pot.ref, pence=1_500_00, reason="  Year   2026-27 ", by=officer)
    assert pots.balance(pot) == Balance(in_pence=1_500_00)
    row = session.scalars(select(Transfer)).one()
    assert (row.by_account_id, session.get_one(TransferNote, row.id).words) == (officer.account_id, "Year 2026-27")


@on_one
@pytest.mark.parametrize(
    ("pence", "reason", "field"), [(0, "x", "amount"), (1, " ", "reason"), (1, "x" * 301, "reason")]
)
def test_an_amount_and_a_reason_are_needed(officer: Viewer, callum: str, pence: int, reason: str, field: str) -> None:
    pot = pots.pot(person=callum, by=officer)
    with pytest.raises(Refused) as refused:
        committing.add_committed_money(pot.ref, pence=pence, reason=reason, by=officer)
    assert list(refused.value.fields) == [field]


def test_a_representative_does_not_commit_money(officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer)
    mother = families.viewer()
    families.acts_for(mother, callum)
    with pytest.raises(NotAllowed):
        committing.add_committed_money(pot.ref, pence=1, reason="x", by=mother)
    with pytest.raises(NotAllowed):
        services.close_pot(pot.ref, by=mother)


def _added_key(pot: Pot) -> str:
    return session.scalars(select(Transfer.key).where(Transfer.key.startswith("added:"))).first() or ""


def test_a_wrong_amount_is_put_right_by_another_row_that_names_it(officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer, pence=1_500_00)
    key = _added_key(pot)
    for pence in (1_200_00, 1_650_00, 0, 1_000_00):
        committing.correct(pot.ref, key=key, pence=pence, reason="Typing error", by=officer)
        assert committing.added(pot, key).pence == pence
        assert pots.balance(pot).in_pence == pence
    first, *changes = session.scalars(select(Transfer).order_by(Transfer.id))
    assert first.pence == 1_500_00
    assert [(row.pence, row.corrects_id) for row in changes] == [
        (300_00, first.id),
        (450_00, first.id),
        (1_650_00, first.id),
        (1_000_00, first.id),
    ]


def test_no_more_is_taken_back_than_is_free(officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer, pence=1_500_00)
    pots.hold(pot, 765_00)
    with pytest.raises(NotEnoughMoney, match=r"Council arranged has £735\.00 free\. £735\.01 is needed"):
        committing.correct(pot.ref, key=_added_key(pot), pence=764_99, reason="Typing error", by=officer)
    committing.correct(pot.ref, key=_added_key(pot), pence=765_00, reason="Typing error", by=officer)
    assert pots.balance(pot).free_pence == 0


def test_money_of_another_pot_is_not_put_right_here(officer: Viewer, callum: str) -> None:
    pots.pot(person=callum, by=officer, pence=1_500_00)
    other = pots.pot(person=callum, by=officer)
    with pytest.raises(NotFound):
        committing.correct(other.ref, key=_added_key(other), pence=1, reason="x", by=officer)


def test_a_pot_is_changed_and_whoever_saw_an_older_one_is_told(officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer)
    seen = services.pot_stamp(pot)
    services.change_pot(
        pot.ref, draft=replace(DRAFT, options=frozenset({2, 3})), seen=seen, by=officer, held_days=days_held
    )
    assert pots.find(pot.ref).options == [2, 3]
    with pytest.raises(ChangedMeanwhile):
        services.change_pot(pot.ref, draft=DRAFT, seen=seen, by=officer, held_days=days_held)


def test_a_pot_belongs_to_a_support_plan_of_the_person_and_of_no_other(officer: Viewer, callum: str) -> None:
    plans = [_support_plan(person, officer) for person in (callum, families.person("Ann", council=families.BORDERS))]
    made = pots.find(
        services.open_pot(callum, "council_arranged", draft=replace(DRAFT, support_plan_ref=plans[0]), by=officer)
    )
    assert made.support_plan is not None
    assert made.support_plan.ref == plans[0]
    with pytest.raises(Refused) as refused:
        services.open_pot(callum, "council_arranged", draft=replace(DRAFT, support_plan_ref=plans[1]), by=officer)
    assert list(refused.value.fields) == ["support_plan"]


def _support_plan(person: str, officer: Viewer) -> str:
    plan = SupportPlan(
        person_id=known(person, viewer=officer).person.id,
        council_id=officer.council_id,
        duty=Duty.PERSONS_SUPPORT,
        agreed_on=pots.FIRST_DAY,
        starts_on=pots.FIRST_DAY,
        ends_on=pots.LAST_DAY,
        agreed_by_account_id=officer.account_id,
    )
    with transaction():
        session.add(plan)
    return plan.ref


def test_a_pot_with_money_set_aside_is_not_closed_and_a_closed_one_takes_nothing(officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer, pence=100_00)
    pots.hold(pot, 60_00)
    with pytest.raises(Refused, match=r"£60\.00 is set aside"):
        services.close_pot(pot.ref, by=officer)
    ledger.void(references=["share:1"], by=SITE)
    services.close_pot(pot.ref, by=officer)
    with pytest.raises(PotClosed):
        committing.add_committed_money(pot.ref, pence=1, reason="x", by=officer)
    with pytest.raises(PotClosed):
        services.close_pot(pot.ref, by=officer)


def test_each_reader_sees_the_pots_that_are_theirs_to_see(officer: Viewer, callum: str) -> None:
    holder = families.viewer("Joan Kerr", RoleName.ISF_HOLDER)
    isf = pots.pot("isf", person=callum, by=officer, holder=holder, pence=900_00)
    nhs = pots.pot("nhs", person=callum, by=officer)
    mother, sister, neighbour, adviser = (families.viewer(name) for name in ("Anna", "Eilidh", "Rab", "Iain"))
    families.acts_for(mother, callum)
    families.acts_for(sister, callum, Scope.PLAN)
    families.acts_for(neighbour, callum, Scope.SEE)
    finance = families.viewer("Fin", RoleName.COUNCIL_FINANCE, council=families.BORDERS)
    fife = families.viewer("Fay", RoleName.COUNCIL_FINANCE, council=families.FIFE)
    other_holder = families.viewer("Jim", RoleName.ISF_HOLDER)
    sees = {isf.ref: {officer, mother, sister, holder, finance}, nhs.ref: {officer, mother, sister}}
    everybody = (officer, mother, sister, neighbour, adviser, holder, finance, fife, other_holder)
    for ref, seeing in sees.items():
        assert {one for one in everybody if _is_seen(ref, one)} == seeing
    assert _listed(holder) == _listed(finance) == [isf.ref]
    assert _listed(mother) == [isf.ref, nhs.ref]
    assert _listed(neighbour) == _listed(fife) == _listed(other_holder) == []


def _is_seen(ref: str, viewer: Viewer) -> bool:
    try:
        known_pot(ref, viewer=viewer)
    except NotFound:
        return False
    return True


def _listed(viewer: Viewer) -> list[str]:
    return [row.pot.ref for one in my_money(viewer=viewer).people for row in one.pots]


def test_a_look_at_somebodys_money_is_recorded_and_at_ones_own_not(officer: Viewer) -> None:
    her = families.viewer("Ann Reid")
    person = families.person("Ann Reid", account=her, council=families.BORDERS)
    pot = pots.pot(person=person, by=officer)
    services.look_at(pot.ref, by=her)
    services.look_at(pot.ref, by=officer)
    (look,) = session.scalars(select(Look))
    assert (look.about, look.what, look.task, look.by_account_id) == (
        f"person:{person}",
        "pot statement",
        "care manager",
        officer.account_id,
    )


def test_a_closed_pot_is_listed_last(officer: Viewer, callum: str) -> None:
    first, second = pots.pot(person=callum, by=officer), pots.pot(person=callum, by=officer)
    services.close_pot(first.ref, by=officer)
    assert [row.pot.ref for row in money_of(callum, viewer=officer).pots] == [second.ref, first.ref]


def test_the_sorts_that_the_site_knows_are_there(officer: Viewer, callum: str) -> None:
    sort = sort_for(known(callum, viewer=officer), "council_arranged")
    assert (sort.facts.options, sort.agreed_by) == (frozenset({2, 3}), "officer")
