"""Keeping who somebody is and what they need: by whom, with what wrong, with two editors at once."""

from dataclasses import replace
from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, select

from marketplace.access_facts.needs import Strength, parse_need
from marketplace.accounts.roles import RoleName
from marketplace.audit import AuditRecord
from marketplace.db import session
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import MarketplaceError, NotAllowed, NotFound, Refused
from marketplace.people.models import Caring, Person, SafetyTopic
from marketplace.people.needs import read_need
from marketplace.people.offers import Offer
from marketplace.people.queries.persons import cared_for_by, carers_of, known, my_people, own_person
from marketplace.people.queries.profile import goes_by_vehicle, profile
from marketplace.people.representation import ALL, Capacity, Consent, Scope
from marketplace.people.services import caring, persons
from marketplace.people.services import profile as keeping
from marketplace.people.services.profile import Measures
from marketplace.people.writing import Details
from tests import families

pytestmark = pytest.mark.usefixtures("database")

HELP = Offer(Capacity.HELPER, ALL, date(2020, 1, 1), consent=Consent.TOLD)
DOOR = read_need("narrowest_door_mm", ">=", "780", Strength.MUST)
RAILS = read_need("bed_rails", "=", "fixed", Strength.AVOID)


def kept(ref: str) -> Person:
    session.rollback()
    return session.scalars(select(Person).where(Person.ref == ref)).one()


def done(action: str) -> int:
    return len(session.scalars(select(AuditRecord).where(AuditRecord.action == action)).all())


def test_a_carer_adds_the_one_they_look_after_and_is_there_too() -> None:
    anna = families.viewer("Anna Hume", RoleName.CARER)
    ref = persons.add_someone(details=Details("Callum Hume"), offer=HELP, is_carer=True, by=anna)
    own = own_person(viewer=anna)
    assert own is not None
    assert own.name == "Anna Hume"
    assert known(ref, viewer=anna).standing.scopes == ALL
    assert carers_of(kept(ref)) == [own]
    assert cared_for_by(own) == [kept(ref)]
    persons.add_someone(details=Details("Her mother"), offer=HELP, is_carer=True, by=anna)
    assert my_people(viewer=anna).total == 3
    assert done("add_person") == 3


def test_a_helper_who_is_no_carer_is_not_added() -> None:
    anna = families.viewer()
    persons.add_someone(details=Details("Callum Hume"), offer=HELP, is_carer=False, by=anna)
    assert own_person(viewer=anna) is None
    assert session.scalars(select(Caring)).all() == []


def test_everything_wrong_is_said_at_once_and_nothing_is_kept() -> None:
    anna = families.viewer()
    offer = Offer(Capacity.GUARDIAN, ALL, date(1800, 1, 1))
    with pytest.raises(Refused) as refused:
        persons.add_someone(details=Details("", postcode="Duns"), offer=offer, is_carer=True, by=anna)
    assert set(refused.value.fields) == {"name", "postcode", "powers", "from_on"}
    assert session.scalars(select(Person)).all() == []


def test_only_an_adviser_adds_somebody_as_an_adviser() -> None:
    as_adviser = Offer(Capacity.ADVISER, ALL - {Scope.PAY}, date(2020, 1, 1), consent=Consent.TOLD)
    iain = families.adviser()
    ref = persons.add_someone(details=Details("Jean Orr"), offer=as_adviser, is_carer=False, by=iain)
    assert known(ref, viewer=iain).standing.capacities == {Capacity.ADVISER}
    with pytest.raises(NotAllowed):
        persons.add_someone(details=Details("Jean Orr"), offer=HELP, is_carer=False, by=iain)
    with pytest.raises(NotAllowed):
        persons.add_someone(details=Details("Jean Orr"), offer=as_adviser, is_carer=False, by=families.viewer())


def test_somebody_adds_themself_once() -> None:
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    ref = persons.add_myself(details=Details("Callum Hume"), by=callum)
    assert known(ref, viewer=callum).standing.is_self
    with pytest.raises(Refused):
        persons.add_myself(details=Details("Callum Hume"), by=callum)
    with pytest.raises(NotAllowed):
        persons.add_myself(details=Details("Mhairi Scott"), by=families.officer())


def test_a_care_manager_adds_people_of_their_own_council_and_works_with_them() -> None:
    mhairi = families.officer()
    wanted = Details("Callum Hume", born_on=date(2008, 1, 9), council_id=families.council_id(families.FIFE))
    ref = persons.add_for_council(details=wanted, by=mhairi)
    assert kept(ref).council_id == mhairi.council_id
    assert known(ref, viewer=mhairi).standing.may_see_medical
    with pytest.raises(Refused):
        persons.add_for_council(details=wanted, by=families.officer("Another Officer"))
    persons.add_for_council(details=wanted, by=families.officer("Rab Gow", families.FIFE))
    with pytest.raises(NotAllowed):
        persons.add_for_council(details=wanted, by=families.viewer())


def test_details_are_changed_by_who_may_plan_and_an_officer_leaves_the_council_as_it_is() -> None:
    mhairi, anna, reader = families.officer(), families.viewer(), families.viewer("Only Reads")
    ref = families.person(council=families.BORDERS)
    families.acts_for(anna, ref)
    families.acts_for(reader, ref, Scope.SEE)
    persons.change_details(ref, details=Details("Callum Hume", council_id=None), seen=None, by=mhairi)
    assert kept(ref).council_id == mhairi.council_id
    persons.change_details(ref, details=Details("Cal Hume", council_id=None), seen=None, by=anna)
    assert (kept(ref).name, kept(ref).council_id) == ("Cal Hume", None)
    with pytest.raises(NotAllowed):
        persons.change_details(ref, details=Details("Mine"), seen=None, by=reader)
    with pytest.raises(NotFound):
        persons.change_details(ref, details=Details("Mine"), seen=None, by=mhairi)


def test_answers_replace_those_of_their_page_and_leave_the_others() -> None:
    anna = families.viewer()
    ref = families.person()
    families.acts_for(anna, ref)
    keeping.keep_needs(ref, asked=["narrowest_door_mm", "quiet"], needs=[DOOR], by=anna)
    keeping.keep_needs(ref, asked=["bed_rails"], needs=[RAILS], by=anna)
    assert profile(known(ref, viewer=anna)).stated == (DOOR, RAILS)
    keeping.keep_needs(ref, asked=["narrowest_door_mm", "quiet"], needs=[], by=anna)
    assert profile(known(ref, viewer=anna)).stated == (RAILS,)
    keeping.drop_need(ref, fact_id="bed_rails", strength=Strength.AVOID, by=anna)
    assert profile(known(ref, viewer=anna)).stated == ()
    with pytest.raises(NotFound):
        keeping.drop_need(ref, fact_id="bed_rails", strength=Strength.AVOID, by=anna)
    assert (done("keep_needs"), done("drop_need")) == (3, 1)


def test_of_two_editors_the_second_is_told_and_may_then_overwrite() -> None:
    anna = families.viewer()
    ref = families.person()
    families.acts_for(anna, ref)
    asked = ["narrowest_door_mm"]
    seen = keeping.needs_stamp(kept(ref), asked)
    keeping.keep_needs(ref, asked=asked, needs=[DOOR], seen=seen, by=anna)
    keeping.keep_needs(
        ref, asked=["bed_rails"], needs=[RAILS], seen=keeping.needs_stamp(kept(ref), ["bed_rails"]), by=anna
    )
    with pytest.raises(ChangedMeanwhile) as overtaken:
        keeping.keep_needs(ref, asked=asked, needs=[], seen=seen, by=anna)
    assert profile(known(ref, viewer=anna)).stated == (DOOR, RAILS)
    keeping.keep_needs(ref, asked=asked, needs=[], seen=overtaken.value.seen, by=anna)
    assert profile(known(ref, viewer=anna)).stated == (RAILS,)


def test_of_two_editors_at_the_same_moment_one_is_told(database: Engine) -> None:
    anna = families.viewer()
    ref = families.person()
    families.acts_for(anna, ref)
    seen = persons.details_stamp(kept(ref))
    session.rollback()
    start, outcomes = Barrier(2), list[str]()

    def edit(name: str) -> None:
        start.wait()
        try:
            persons.change_details(ref, details=Details(name), seen=seen, by=anna)
            outcomes.append("kept")
        except MarketplaceError as error:
            outcomes.append(type(error).__name__)
        finally:
            session.remove()

    editors = [Thread(target=edit, args=[name]) for name in ("First", "Second")]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert sorted(outcomes) == ["ChangedMeanwhile", "kept"]


def test_a_weight_is_kept_and_left_alone_by_who_may_not_see_it() -> None:
    anna, ewan = families.viewer(), families.viewer("Ewan Bell")
    ref = families.person()
    families.acts_for(anna, ref)
    families.acts_for(ewan, ref, Scope.SEE, Scope.PLAN)
    keeping.keep_measures(ref, measures=Measures(680, 82), by=anna)
    keeping.keep_measures(ref, measures=Measures(700, 999), by=ewan)
    assert (kept(ref).chair_width_mm, kept(ref).weight_kg) == (700, 82)
    for measures, field in ((Measures(299), "chair_width_mm"), (Measures(None, 401), "weight_kg")):
        with pytest.raises(Refused) as refused:
            keeping.keep_measures(ref, measures=measures, by=anna)
        assert set(refused.value.fields) == {field}


def test_health_notes_are_kept_by_who_may_plan_and_see_them() -> None:
    anna, ewan, nurse = families.viewer(), families.viewer("Ewan Bell"), families.viewer("Only Reads")
    ref = families.person()
    families.acts_for(anna, ref)
    families.acts_for(ewan, ref, Scope.SEE, Scope.PLAN)
    families.acts_for(nurse, ref, Scope.SEE, Scope.MEDICAL)
    keeping.keep_safety_notes(
        ref, notes={SafetyTopic.SEIZURES: " After 5 minutes:\r\nmidazolam \x00", SafetyTopic.FEEDING: ""}, by=anna
    )
    notes = [(note.topic, note.words) for note in kept(ref).safety_notes]
    assert notes == [(SafetyTopic.SEIZURES, "After 5 minutes:\nmidazolam")]
    for who in (ewan, nurse):
        with pytest.raises(NotAllowed):
            keeping.keep_safety_notes(ref, notes={}, by=who)
    with pytest.raises(Refused) as refused:
        keeping.keep_safety_notes(ref, notes={SafetyTopic.OTHER: "x" * 2001}, by=anna)
    assert set(refused.value.fields) == {"other"}
    keeping.keep_safety_notes(ref, notes={}, by=anna)
    assert kept(ref).safety_notes == []


def test_an_adviser_says_who_cares_for_whom_among_the_people_they_plan_for() -> None:
    iain, stranger = families.adviser(), families.person("A Stranger")
    wife, husband = families.person("Jean Orr"), families.person("Tom Orr")
    for ref in (wife, husband):
        families.acts_for(iain, ref, capacity=Capacity.ADVISER)
    caring.say_who_cares(husband, carer_ref=wife, by=iain)
    caring.say_who_cares(husband, carer_ref=wife, by=iain)
    assert [one.name for one in carers_of(kept(husband))] == ["Jean Orr"]
    assert [one.name for one in cared_for_by(kept(wife))] == ["Tom Orr"]
    for nobody in (stranger, caring.MYSELF, "nobody"):
        with pytest.raises(NotFound):
            caring.say_who_cares(husband, carer_ref=nobody, by=iain)
    with pytest.raises(Refused):
        caring.say_who_cares(husband, carer_ref=husband, by=iain)
    caring.end_caring(husband, carer_ref=wife, by=iain)
    assert carers_of(kept(husband)) == []
    with pytest.raises(NotFound):
        caring.end_caring(husband, carer_ref=wife, by=iain)
    caring.say_who_cares(husband, carer_ref=wife, by=iain)
    assert len(carers_of(kept(husband))) == 1


def test_a_helper_who_cares_becomes_a_person_too() -> None:
    anna = families.viewer("Anna Hume", RoleName.CARER)
    ref = families.person()
    families.acts_for(anna, ref)
    caring.say_who_cares(ref, carer_ref=caring.MYSELF, by=anna)
    assert carers_of(kept(ref)) == [own_person(viewer=anna)]


def test_of_two_requests_at_once_to_add_oneself_one_is_refused(database: Engine) -> None:
    callum = families.viewer("Callum Hume", RoleName.PERSON)
    session.rollback()
    start, outcomes = Barrier(2), list[str]()

    def add() -> None:
        start.wait()
        try:
            persons.add_myself(details=Details("Callum Hume"), by=callum)
            outcomes.append("added")
        except Refused:
            outcomes.append("refused")
        finally:
            session.remove()

    adding = [Thread(target=add) for _ in range(2)]
    for one in adding:
        one.start()
    for one in adding:
        one.join()
    assert sorted(outcomes) == ["added", "refused"]


def test_who_has_a_chair_rides_in_it_until_they_say_otherwise() -> None:
    anna, ref = families.viewer(), families.person()
    families.acts_for(anna, ref)
    place = parse_need("wheelchair_tie_downs>=1")

    def of_vehicles() -> list[str]:
        session.rollback()
        found = profile(known(ref, viewer=anna))
        return [f"{need.strength}" for need in found.in_all if need.kind.id == "wheelchair_tie_downs"]

    assert of_vehicles() == []
    keeping.keep_measures(ref, measures=Measures(680), by=anna)
    assert of_vehicles() == [Strength.MUST]
    assert goes_by_vehicle(kept(ref))
    keeping.keep_needs(ref, asked=[place.kind.id], needs=[replace(place, strength=Strength.SHOULD)], by=anna)
    assert of_vehicles() == [Strength.SHOULD]
    assert not goes_by_vehicle(kept(ref)), "they go by car without it"
