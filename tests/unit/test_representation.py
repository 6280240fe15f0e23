"""Who may do what for a person: dates to the day, powers (R52), what a capacity can carry, who may end what."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.people.representation import (
    ALL,
    DECIDING,
    NEEDING_CONSENT,
    WITH_POWERS,
    Capacity,
    Mandate,
    Scope,
    Standing,
    State,
    at_most,
    is_child,
    last_day,
    may_end,
    standing,
)

FIRST, LAST = date(2027, 3, 1), date(2027, 3, 31)
PAPERS = "Guardianship order, Jedburgh Sheriff Court, 4 May 2025"
ADULT = date(1990, 1, 1)

mandates = st.builds(
    Mandate,
    capacity=st.sampled_from(Capacity),
    scopes=st.frozensets(st.sampled_from(Scope)).map(lambda scopes: scopes | {Scope.SEE}),
    from_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    until_on=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    powers=st.sampled_from([None, "", "  ", PAPERS]),
    is_accepted=st.booleans(),
    is_ended=st.booleans(),
)
days = st.dates(date(2019, 1, 1), date(2031, 1, 1))


def helper(*scopes: Scope, capacity: Capacity = Capacity.HELPER, powers: str | None = None) -> Mandate:
    return Mandate(capacity, frozenset({Scope.SEE, *scopes}), FIRST, LAST, powers)


@pytest.mark.parametrize(
    ("day", "counts", "state"),
    [
        (date(2027, 2, 28), False, State.LATER),
        (date(2027, 3, 1), True, State.COUNTS),
        (date(2027, 3, 31), True, State.COUNTS),
        (date(2027, 4, 1), False, State.OVER),
    ],
)
def test_a_representation_counts_from_its_first_day_to_its_last(day: date, *, counts: bool, state: State) -> None:
    one = helper(Scope.PLAN)
    assert one.counts_on(day, born_on=ADULT) is counts
    assert one.state(day, born_on=ADULT) is state
    assert standing([one], on=day, born_on=ADULT).may_plan is counts


def test_without_a_last_day_it_goes_on() -> None:
    one = Mandate(Capacity.HELPER, frozenset({Scope.SEE}), FIRST)
    assert one.counts_on(date(2099, 1, 1), born_on=None)


@pytest.mark.parametrize("capacity", sorted(WITH_POWERS))
@pytest.mark.parametrize("powers", [None, "", "   "])
def test_a_guardian_or_attorney_without_recorded_powers_may_do_nothing(capacity: Capacity, powers: str | None) -> None:
    got = standing([helper(*ALL, capacity=capacity, powers=powers)], on=FIRST, born_on=ADULT)
    assert got == Standing()


@pytest.mark.parametrize("capacity", sorted(WITH_POWERS))
def test_recorded_powers_let_a_guardian_or_attorney_decide_while_they_last(capacity: Capacity) -> None:
    one = helper(Scope.PLAN, capacity=capacity, powers=PAPERS)
    assert standing([one], on=LAST, born_on=ADULT).may_decide
    assert not standing([one], on=date(2027, 4, 1), born_on=ADULT).may_decide


def test_powers_that_cover_seeing_alone_do_not_let_a_guardian_decide() -> None:
    one = helper(capacity=Capacity.GUARDIAN, powers=PAPERS)
    got = standing([one], on=FIRST, born_on=ADULT)
    assert got.may_see
    assert not got.may_decide


@given(one=mandates, day=days, born_on=st.none() | st.dates(date(1940, 1, 1), date(2026, 1, 1)))
def test_nobody_has_more_than_is_written_and_than_their_capacity_can_carry(
    one: Mandate, day: date, born_on: date | None
) -> None:
    got = standing([one], on=day, born_on=born_on)
    assert got.scopes <= one.scopes & at_most(one.capacity)
    assert not (got.scopes and (one.is_ended or not one.is_accepted))
    assert not (got.may_decide and one.capacity not in DECIDING)
    assert bool(got.scopes) is one.counts_on(day, born_on=born_on) is (one.state(day, born_on=born_on) is State.COUNTS)


def test_two_representations_add_up() -> None:
    got = standing([helper(Scope.PLAN), helper(Scope.PAY)], on=FIRST, born_on=ADULT)
    assert got.scopes == {Scope.SEE, Scope.PLAN, Scope.PAY}


@pytest.mark.parametrize("capacity", [Capacity.ADVISER, Capacity.CARE_MANAGER])
def test_an_adviser_and_a_care_manager_never_use_a_persons_money(capacity: Capacity) -> None:
    assert not standing([helper(*ALL, capacity=capacity)], on=FIRST, born_on=ADULT).may_pay


def test_a_parent_acts_as_of_right_until_the_sixteenth_birthday() -> None:
    born_on = date(2011, 3, 10)
    parent = helper(*ALL, capacity=Capacity.PARENT)
    assert standing([parent], on=date(2027, 3, 9), born_on=born_on).may_decide
    assert standing([parent], on=date(2027, 3, 10), born_on=born_on) == Standing()
    assert standing([parent], on=FIRST, born_on=None) == Standing()


@pytest.mark.parametrize(
    ("born_on", "day", "child"),
    [
        (date(2008, 2, 29), date(2024, 2, 28), True),
        (date(2008, 2, 29), date(2024, 2, 29), False),
        (date(2011, 12, 31), date(2027, 12, 30), True),
        (date(2011, 12, 31), date(2027, 12, 31), False),
        (None, FIRST, False),
    ],
)
def test_a_child_is_one_until_the_day_of_the_sixteenth_birthday(
    born_on: date | None, day: date, *, child: bool
) -> None:
    assert is_child(born_on, on=day) is child


def test_the_person_may_do_everything_and_decide() -> None:
    me = standing([], on=FIRST, born_on=ADULT, is_self=True)
    assert (me.scopes, me.may_decide, me.may_see_looks, me.may_invite_person) == (ALL, True, True, False)


def test_an_officer_sees_and_plans_and_sees_health_notes_only_when_they_work_with_the_person() -> None:
    officer = standing([], on=FIRST, born_on=ADULT, is_officer=True)
    assert officer.scopes == {Scope.SEE, Scope.PLAN}
    assert not officer.may_see_looks
    works_with = helper(*ALL, capacity=Capacity.CARE_MANAGER)
    assert standing([works_with], on=FIRST, born_on=ADULT, is_officer=True).may_see_medical


def test_nobody_is_an_officer_for_themself() -> None:
    assert not standing([], on=FIRST, born_on=ADULT, is_self=True, is_officer=True).is_officer


def test_nobody_passes_on_more_than_they_have_but_an_officer_records_what_was_agreed() -> None:
    assert standing([helper(Scope.PLAN)], on=FIRST, born_on=ADULT).may_pass_on == {Scope.SEE, Scope.PLAN}
    assert standing([helper(Scope.PAY)], on=FIRST, born_on=ADULT).may_pass_on == frozenset()
    assert standing([], on=FIRST, born_on=ADULT, is_officer=True).may_pass_on == ALL


def test_a_sign_in_of_their_own_is_sent_by_who_holds_everything_or_has_a_duty() -> None:
    def may(*of: Mandate, is_officer: bool = False) -> bool:
        return standing(of, on=FIRST, born_on=ADULT, is_officer=is_officer).may_invite_person

    assert may(helper(*ALL))
    assert may(helper(capacity=Capacity.ADVISER))
    assert may(is_officer=True)
    assert not may(helper(Scope.PLAN, Scope.PAY))


@pytest.mark.parametrize("theirs", Capacity)
def test_the_person_ends_what_they_chose_and_not_what_a_court_or_the_council_gave(theirs: Capacity) -> None:
    me = Standing(scopes=ALL, is_self=True, may_decide=True)
    assert may_end(theirs, standing=me, is_own=False, is_maker=False) is (theirs in NEEDING_CONSENT)


@pytest.mark.parametrize("theirs", Capacity)
def test_anyone_steps_down_takes_back_what_they_gave_and_an_officer_ends_any(theirs: Capacity) -> None:
    helping = Standing(scopes=frozenset({Scope.SEE}))
    assert may_end(theirs, standing=helping, is_own=True, is_maker=False)
    assert may_end(theirs, standing=helping, is_own=False, is_maker=True)
    assert may_end(theirs, standing=Standing(is_officer=True), is_own=False, is_maker=False)
    assert not may_end(theirs, standing=helping, is_own=False, is_maker=False)


@pytest.mark.parametrize(
    ("capacity", "until_on", "last_on"),
    [
        (Capacity.GUARDIAN, None, None),
        (Capacity.GUARDIAN, date(2027, 5, 1), date(2027, 5, 1)),
        (Capacity.PARENT, None, date(2028, 2, 29)),
        (Capacity.PARENT, date(2027, 5, 1), date(2027, 5, 1)),
    ],
)
def test_the_last_day_of_a_mandate(capacity: Capacity, until_on: date | None, last_on: date | None) -> None:
    mandate = Mandate(capacity, frozenset(Scope), date(2020, 1, 1), until_on, "Order")
    assert last_day(mandate, born_on=date(2012, 3, 1)) == last_on
    leaping = last_day(Mandate(Capacity.PARENT, frozenset(Scope), date(2020, 1, 1)), born_on=date(2012, 2, 29))
    assert leaping == date(2028, 2, 28)
