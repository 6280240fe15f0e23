"""Whoever has left a team, and a care manager of a council that supports somebody no more, is told nothing of them."""

import pytest
from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import AuditRecord
from marketplace.booking.models import Break
from marketplace.booking.services.recipients import arranger_of, care_managers_of, deciders_of
from marketplace.db import session, transaction
from marketplace.errors import NotFound
from marketplace.notifications.models import Letter
from marketplace.people.models import Person, Representation
from marketplace.people.queries.caseload import people_of_job
from marketplace.people.queries.persons import known
from marketplace.people.queries.representations import representations
from marketplace.people.representation import Capacity, Scope, State
from marketplace.people.services import persons
from marketplace.people.services.readers import acting_for, recipient
from marketplace.people.writing import Details
from tests import breaks, families
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def made() -> Golden:
    """A break of Callum's, with his one care manager and his adviser."""
    found = breaks.planned()
    found.viewers["adviser"] = families.adviser()
    families.acts_for(found.viewers["officer"], found.people["person"], capacity=Capacity.CARE_MANAGER)
    families.acts_for(found.viewers["adviser"], found.people["person"], capacity=Capacity.ADVISER)
    return found


def leaves(who: Viewer) -> None:
    with transaction():
        mine = select(Membership).where(Membership.ref == who.membership_ref)
        session.scalars(mine).one().ended_at = clock.now()


def person(made: Golden) -> Person:
    session.rollback()
    return session.scalars(select(Person).where(Person.ref == made.people["person"])).one()


def moves(made: Golden, council: str) -> None:
    one = person(made)
    details = Details(
        one.name,
        known_as=one.known_as or "",
        born_on=one.born_on,
        email=one.email or "",
        council_id=families.council_id(council),
    )
    persons.change_details(one.ref, details=details, seen=None, by=made.viewers["family"])


def test_a_care_manager_who_has_left_is_written_to_no_more_and_whoever_arranges_is_instead(made: Golden) -> None:
    officer = made.viewers["officer"]
    assert [one.email for one in care_managers_of(person(made))] == [officer.email]
    leaves(officer)
    assert care_managers_of(person(made)) == []
    one = session.scalars(select(Break)).one()
    assert [to.email for to in deciders_of(one)] == [made.arranger.email]


def arranged_by(who: Viewer) -> None:
    with transaction():
        one = session.scalars(select(Break)).one()
        one.arranged_by_account_id, one.arranged_by_organisation_id = who.account_id, who.organisation_id


def told_of() -> set[str]:
    session.rollback()
    return {to.email or to.reference for to in arranger_of(session.scalars(select(Break)).one())}


def test_of_a_break_that_an_adviser_arranged_who_has_left_those_who_plan_with_the_person_are_told(made: Golden) -> None:
    adviser, officer = made.viewers["adviser"], made.viewers["officer"]
    arranged_by(adviser)
    planning = {one.email for one in acting_for(person(made), Scope.PLAN)}
    assert told_of() == {adviser.email}
    leaves(adviser)
    assert told_of() == planning - {adviser.email} >= {officer.email}


def test_who_arranged_a_break_in_their_own_name_is_told_of_it_only_while_they_may_see_it(made: Golden) -> None:
    assert told_of() == {made.arranger.email}
    theirs = select(Representation).where(Representation.account_id == made.arranger.account_id)
    with transaction():
        for one in session.scalars(theirs):
            one.revoked_at = clock.now()
    assert made.arranger.email not in told_of()
    assert made.viewers["officer"].email in told_of()


def test_once_all_who_worked_with_somebody_have_left_an_officer_of_their_council_is_asked(made: Golden) -> None:
    officer = made.viewers["officer"]
    other = families.teammate(officer, RoleName.APPROVER, "Una Approver")
    arranged_by(officer)
    leaves(officer)
    asked = {to.email for to in deciders_of(session.scalars(select(Break)).one())}
    assert officer.email not in asked
    assert other.email in asked


def test_an_adviser_who_has_left_is_written_to_no_more_and_is_not_among_those_who_help_now(made: Golden) -> None:
    adviser, family = made.viewers["adviser"], made.viewers["family"]
    before = {one.email for one in acting_for(person(made), Scope.PLAN)}
    leaves(adviser)
    assert before - {one.email for one in acting_for(person(made), Scope.PLAN)} == {adviser.email}
    rows = representations(known(made.people["person"], viewer=family), viewer=family)
    assert {row.name: row.state for row in rows}[adviser.name] is State.OVER


def test_who_moves_to_another_council_is_seen_no_more_by_the_care_manager_of_the_old_one(made: Golden) -> None:
    officer, ref = made.viewers["officer"], made.people["person"]
    moves(made, families.FIFE)
    with pytest.raises(NotFound):
        known(ref, viewer=officer)
    assert care_managers_of(person(made)) == []
    ended = select(Representation.capacity).where(Representation.revoked_at.is_not(None))
    assert session.scalars(ended).all() == [Capacity.CARE_MANAGER]
    assert "end_representation" in session.scalars(select(AuditRecord.action)).all()


def test_a_move_to_another_council_is_told_to_the_person_to_who_plans_and_to_who_worked_with_them(made: Golden) -> None:
    officer, gone, adviser = made.viewers["officer"], families.officer("Una Gone"), made.viewers["adviser"]
    families.acts_for(gone, made.people["person"], capacity=Capacity.CARE_MANAGER)
    leaves(gone)
    moves(made, families.FIFE)
    told = {
        letter.to_address: letter for letter in session.scalars(select(Letter).where(Letter.name.like("council-%")))
    }
    assert told[officer.email].name == "council-moved-away"
    assert told[adviser.email].name == "council-changed"
    assert families.FIFE in told[adviser.email].body
    assert officer.name in told[adviser.email].body
    theirs = recipient(person(made))
    assert (theirs.email or theirs.postal_address) in told
    assert not {gone.email, made.viewers["family"].email} & told.keys()


def test_a_move_that_ends_nobodys_work_is_told_to_nobody(made: Golden) -> None:
    moves(made, families.FIFE)
    before = session.scalar(select(func.count()).select_from(Letter))
    moves(made, families.BORDERS)
    assert session.scalar(select(func.count()).select_from(Letter)) == before


def test_a_care_manager_counts_only_while_their_council_supports_the_person(made: Golden) -> None:
    officer, ref, family = made.viewers["officer"], made.people["person"], made.viewers["family"]
    assert known(ref, viewer=officer).standing.may_see_medical
    with transaction():
        person(made).council_id = families.council_id(families.FIFE)
    with pytest.raises(NotFound):
        known(ref, viewer=officer)
    assert session.scalars(people_of_job(viewer=officer)).all() == []
    assert care_managers_of(person(made)) == []
    rows = representations(known(ref, viewer=family), viewer=family)
    assert {row.name: row.state for row in rows}[officer.name] is State.OVER


def test_other_details_leave_the_care_manager_as_they_are(made: Golden) -> None:
    one = person(made)
    details = Details(one.name, known_as="Cal", born_on=one.born_on, council_id=one.council_id)
    persons.change_details(one.ref, details=details, seen=None, by=made.viewers["family"])
    assert len(care_managers_of(person(made))) == 1
