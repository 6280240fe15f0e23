"""Whose page somebody may see, and from which day to which: everyone else's people do not exist for them."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import VISITOR, Viewer
from marketplace.audit import Look
from marketplace.db import session
from marketplace.errors import NotAllowed, NotFound
from marketplace.people.queries.looks import looks
from marketplace.people.queries.persons import PAGE_SIZE, council_people, known, my_people
from marketplace.people.queries.profile import needs_to_match, profile
from marketplace.people.representation import ALL, Capacity, Scope
from marketplace.people.services.persons import look_at, take_on
from tests import families

pytestmark = pytest.mark.usefixtures("database")


def sees(who: Viewer, ref: str) -> bool:
    try:
        known(ref, viewer=who)
    except NotFound:
        return False
    return True


def test_a_visitor_and_a_stranger_see_nobody() -> None:
    invited = families.viewer("Iona Reid")
    ref = families.person(council=families.BORDERS, account=families.viewer("Callum Hume"))
    families.acts_for(invited, ref, is_accepted=False)
    for who in (VISITOR, invited, families.viewer("Ewan Bell"), families.viewer("Shop", RoleName.PROVIDER)):
        assert not sees(who, ref)
        assert my_people(viewer=who).rows == ()
        assert council_people(name="", viewer=who).rows == ()


def test_a_reference_that_nobody_has_is_not_found() -> None:
    with pytest.raises(NotFound):
        known("nobody", viewer=families.officer())


@pytest.mark.parametrize(
    ("day", "is_seen"),
    [("2027-02-28", False), ("2027-03-01", True), ("2027-03-31", True), ("2027-04-01", False)],
)
def test_a_helper_sees_from_the_first_day_to_the_last_as_a_clock_in_scotland_counts_them(
    day: str, *, is_seen: bool
) -> None:
    anna = families.viewer()
    ref = families.person()
    families.acts_for(anna, ref, from_on=date(2027, 3, 1), until_on=date(2027, 3, 31))
    with time_machine.travel(f"{day}T12:00:00+00:00", tick=False):
        assert sees(anna, ref) is is_seen
        assert bool(my_people(viewer=anna).rows) is is_seen


def test_the_last_day_ends_at_midnight_in_scotland() -> None:
    anna = families.viewer()
    ref = families.person()
    families.acts_for(anna, ref, from_on=date(2027, 3, 1), until_on=date(2027, 3, 31))
    with time_machine.travel("2027-03-31T22:59:59+00:00", tick=False):
        assert sees(anna, ref)
    with time_machine.travel("2027-03-31T23:00:00+00:00", tick=False):
        assert not sees(anna, ref)


@pytest.mark.parametrize("capacity", [Capacity.GUARDIAN, Capacity.ATTORNEY])
def test_a_guardian_without_recorded_powers_sees_nothing(capacity: Capacity) -> None:
    anna = families.viewer()
    ref = families.person()
    families.acts_for(anna, ref, capacity=capacity, powers=None)
    assert not sees(anna, ref)
    families.acts_for(anna, ref, capacity=capacity, powers="Order of 4 May 2025")
    assert known(ref, viewer=anna).standing.may_decide


def test_an_officer_sees_the_people_of_their_own_council_alone() -> None:
    mhairi, other = families.officer(), families.officer("Rab Gow", families.FIFE)
    ref = families.person(council=families.BORDERS)
    private = families.person("Elspeth Orr")
    assert sees(mhairi, ref)
    assert not sees(other, ref)
    assert not sees(mhairi, private)
    assert [row.ref for row in council_people(name="callum", viewer=mhairi).rows] == [ref]
    assert council_people(name="callum", viewer=other).total == 0


def test_an_officer_sees_health_notes_once_they_work_with_the_person() -> None:
    mhairi = families.officer()
    ref = families.person(council=families.BORDERS, weight_kg=82)
    assert not known(ref, viewer=mhairi).standing.may_see_medical
    assert my_people(viewer=mhairi).total == 0
    take_on(ref, by=mhairi)
    take_on(ref, by=mhairi)
    assert known(ref, viewer=mhairi).standing.may_see_medical
    assert [row.says for row in my_people(viewer=mhairi).rows] == ["you are their care manager"]


def test_an_officer_who_is_the_person_is_no_officer_of_their_own_page() -> None:
    mhairi = families.officer()
    ref = families.person("Mhairi Scott", account=mhairi, council=families.BORDERS)
    assert not sees(mhairi, ref)
    assert council_people(name="mhairi", viewer=mhairi).total == 0


def test_who_acts_for_somebody_privately_does_not_see_them_at_work_nor_the_other_way_round() -> None:
    iain = families.adviser()
    at_home = Viewer(account_id=iain.account_id, name=iain.name, email=iain.email, role=RoleName.FAMILY)
    mother, client = families.person("Iain's mother"), families.person("Somebody he advises")
    families.acts_for(at_home, mother)
    families.acts_for(iain, client, capacity=Capacity.ADVISER)
    assert [row.ref for row in my_people(viewer=iain).rows] == [client]
    assert [row.ref for row in my_people(viewer=at_home).rows] == [mother]
    assert not sees(iain, mother)
    assert not known(client, viewer=iain).standing.may_pay


@pytest.mark.parametrize("typed", ["eilidh", "ÈILIDH", "Eilidh", "macleod", "lili"])
def test_a_name_is_found_without_its_accents_and_by_what_the_person_likes_to_be_called(typed: str) -> None:
    ref = families.person("Èilidh MacLeod", known_as="Lili", council=families.BORDERS)
    families.person("Ann Other", council=families.BORDERS)
    assert [row.ref for row in council_people(name=typed, viewer=families.officer()).rows] == [ref]


@pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1 --", "\\"])
def test_signs_in_a_search_are_taken_as_they_are(typed: str) -> None:
    families.person("Ann Other", council=families.BORDERS)
    found = council_people(name=f"{typed}x", viewer=families.officer())
    assert found.total == 0


def test_a_long_list_is_read_a_page_at_a_time_and_nobody_is_left_out_or_twice() -> None:
    mhairi = families.officer()
    refs = {families.person(f"Person {number:02}", council=families.BORDERS) for number in range(PAGE_SIZE + 3)}
    pages = [council_people(name="person", viewer=mhairi, page=page) for page in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [PAGE_SIZE, 3, 0]
    assert {row.ref for page in pages for row in page.rows} == refs
    assert {page.total for page in pages} == {len(refs)}


def test_the_reader_comes_first_in_their_own_list() -> None:
    anna = families.viewer("Zoe Young", RoleName.CARER)
    own = families.person("Zoe Young", account=anna)
    cared_for = families.person("Abel Young")
    families.acts_for(anna, cared_for)
    assert [row.ref for row in my_people(viewer=anna).rows] == [own, cared_for]


def test_a_weight_is_matched_but_not_told_to_a_helper_who_may_not_see_health_notes() -> None:
    anna = families.viewer()
    ref = families.person(chair_width_mm=680, weight_kg=142)
    families.acts_for(anna, ref, Scope.SEE, Scope.PLAN)
    who = known(ref, viewer=anna)
    shown = {need.text for need in profile(who).in_all}
    assert shown == {"narrowest_door_mm>=780", "entrance_door_mm>=780", "wheelchair_tie_downs>=1"}
    assert {need.text for need in needs_to_match(who)} == {*shown, "hoist_load_kg>=142"}


def test_a_look_is_recorded_with_its_task_and_told_to_who_acts_for_the_person() -> None:
    anna, mhairi = families.viewer(), families.officer()
    ref = families.person(council=families.BORDERS)
    families.acts_for(anna, ref)
    look_at(ref, what="needs", by=mhairi)
    look_at(ref, what="needs", by=mhairi)
    take_on(ref, by=mhairi)
    look_at(ref, what="health notes", by=mhairi)
    found = looks(known(ref, viewer=anna))
    rows = [row for _, rows in found.days for row in rows]
    assert [(row.name, row.what, row.task, row.times) for row in rows] == [
        ("Mhairi Scott", "health notes", "care manager", 1),
        ("Mhairi Scott", "needs", "officer of the council, not their care manager", 2),
    ]
    with pytest.raises(NotAllowed):
        looks(known(ref, viewer=mhairi))


def test_a_look_at_oneself_is_not_recorded_and_a_look_refused_is_none() -> None:
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    ref = families.person(account=callum)
    assert look_at(ref, what="page", by=callum).standing.scopes == ALL
    with pytest.raises(NotFound):
        look_at(ref, what="page", by=families.viewer())
    assert session.scalars(select(Look)).all() == []
