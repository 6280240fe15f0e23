"""Support plans and outcomes: written by officers of the person's own council, read by who may see the person."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.audit import AuditRecord
from marketplace.db import session
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.people.models import Duty
from marketplace.people.queries.persons import known
from marketplace.people.queries.support_plans import not_over, support_plan, support_plans
from marketplace.people.services.support_plans import (
    PlanTerms,
    add_outcome,
    end_outcome,
    end_support_plan,
    make_support_plan,
)
from tests import families
from tests.databases import on_one

pytestmark = pytest.mark.usefixtures("database")

TERMS = PlanTerms(Duty.ADULT_CARER, date(2026, 4, 2), date(2026, 4, 6), date(2027, 4, 5))


def test_an_officer_makes_a_support_plan_and_says_what_matters() -> None:
    mhairi, anna = families.officer(), families.viewer()
    ref = families.person(council=families.BORDERS)
    families.acts_for(anna, ref)
    plan = make_support_plan(ref, terms=TERMS, by=mhairi)
    first = add_outcome(ref, plan, words="  A night away\r\nfrom caring ", by=mhairi)
    add_outcome(ref, plan, words="Sleep \U0001f634 <b>", by=mhairi)
    end_outcome(ref, plan, first, by=mhairi)
    end_outcome(ref, plan, first, by=mhairi)
    found = support_plan(plan, of=known(ref, viewer=anna))
    assert [(one.words, one.ended_at is None) for one in found.outcomes] == [
        ("A night away\nfrom caring", False),
        ("Sleep \U0001f634 <b>", True),
    ]
    actions = session.scalars(select(AuditRecord.action).order_by(AuditRecord.id)).all()
    assert actions == ["make_support_plan", "add_outcome", "add_outcome", "end_outcome"]


@pytest.mark.parametrize("day", [date(2026, 4, 5), date(2026, 4, 6), date(2027, 4, 5)])
def test_a_support_plan_is_to_come_until_its_first_day_and_over_after_its_last(day: date) -> None:
    mhairi = families.officer()
    ref = families.person(council=families.BORDERS)
    make_support_plan(ref, terms=TERMS, by=mhairi)
    who = known(ref, viewer=mhairi)
    assert len(not_over(who, on=day)) == 1
    assert not_over(who, on=date(2027, 4, 6)) == []


def test_what_has_ended_counts_no_longer_and_is_listed_last() -> None:
    mhairi = families.officer()
    ref = families.person(council=families.BORDERS)
    earlier = make_support_plan(ref, terms=replace(TERMS, starts_on=date(2026, 1, 1)), by=mhairi)
    later = make_support_plan(ref, terms=TERMS, by=mhairi)
    end_support_plan(ref, later, by=mhairi)
    end_support_plan(ref, later, by=mhairi)
    who = known(ref, viewer=mhairi)
    assert [plan.ref for plan in support_plans(who)] == [earlier, later]
    assert [plan.ref for plan in not_over(who, on=date(2026, 5, 1))] == [earlier]
    with pytest.raises(Refused):
        add_outcome(ref, later, words="Too late", by=mhairi)


@on_one
@pytest.mark.parametrize(
    ("terms", "fields"),
    [
        (replace(TERMS, ends_on=date(2026, 4, 5)), {"ends_on"}),
        (replace(TERMS, agreed_on=date(2999, 1, 1)), {"agreed_on"}),
        (replace(TERMS, starts_on=date(1800, 1, 1)), {"starts_on"}),
        (replace(TERMS, ends_on=date(2999, 1, 1)), {"ends_on"}),
    ],
)
def test_days_out_of_order_or_of_another_age_are_refused(terms: PlanTerms, fields: set[str]) -> None:
    ref = families.person(council=families.BORDERS)
    with pytest.raises(Refused) as refused:
        make_support_plan(ref, terms=terms, by=families.officer())
    assert set(refused.value.fields) == fields


@on_one
@pytest.mark.parametrize("words", ["", " \n ", "x" * 501])
def test_an_outcome_has_words_and_not_too_many(words: str) -> None:
    mhairi = families.officer()
    ref = families.person(council=families.BORDERS)
    plan = make_support_plan(ref, terms=TERMS, by=mhairi)
    with pytest.raises(Refused):
        add_outcome(ref, plan, words=words, by=mhairi)


def test_nobody_but_the_councils_own_officers_writes_support_plans() -> None:
    mhairi, anna, rab = families.officer(), families.viewer(), families.officer("Rab Gow", families.FIFE)
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    ref = families.person(council=families.BORDERS, account=callum)
    families.acts_for(anna, ref)
    plan = make_support_plan(ref, terms=TERMS, by=mhairi)
    for who in (anna, callum):
        with pytest.raises(NotAllowed):
            make_support_plan(ref, terms=TERMS, by=who)
        with pytest.raises(NotAllowed):
            add_outcome(ref, plan, words="More money", by=who)
    with pytest.raises(NotFound):
        make_support_plan(ref, terms=TERMS, by=rab)


def test_an_officer_writes_none_for_themself() -> None:
    mhairi = families.officer()
    ref = families.person("Mhairi Scott", account=mhairi, council=families.BORDERS)
    with pytest.raises(NotFound):
        make_support_plan(ref, terms=TERMS, by=mhairi)


def test_a_support_plan_of_one_person_is_not_reached_through_another() -> None:
    mhairi = families.officer()
    ref, other = (families.person(name, council=families.BORDERS) for name in ("One", "Other"))
    plan = make_support_plan(ref, terms=TERMS, by=mhairi)
    with pytest.raises(NotFound):
        add_outcome(other, plan, words="Mixed up", by=mhairi)
