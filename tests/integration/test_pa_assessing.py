"""The manager of a PA bank assesses who comes, puts another PA in, and signs clinical tasks off for one person."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select, update

from marketplace import clock
from marketplace.access_facts.needs import Strength, read_need
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.booking import services
from marketplace.booking.errors import NotNow
from marketplace.booking.models import Line
from marketplace.booking.queries.assessing import assessment, candidates
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import PA, Cause, Occupancy, PASignOff, Space
from marketplace.listings.paper_kinds import SELF_EMPLOYED, PaperKind
from marketplace.listings.papers import PaperPlace
from marketplace.listings.services import leave, papers, working
from marketplace.listings.services.papers import PaperRecord
from marketplace.listings.skills import Training, skill_of
from marketplace.notifications.models import Letter
from marketplace.people.services import profile
from marketplace.rules.queries import kept_results
from marketplace.rules.results import Answer
from tests import families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import errors, send
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def asked() -> Golden:
    one = golden.a_long_weekend()
    golden.ask(one)
    return one


def visit_of(one: Golden, name: str = "support") -> tuple[str, str, str]:
    """A line, its first visit, and who is to come."""
    line = one.line(name)
    segment = line.segments[0]
    assert segment.space
    return line.ref, segment.ref, segment.space.ref


def third(one: Golden) -> str:
    """The PA who has nothing to do in golden break A."""
    bank = one.offers["bank"]
    rows = session.scalars(
        select(Space.ref).where(Space.ref.in_(bank.spaces), ~Space.id.in_(select(Occupancy.space_id)))
    ).all()
    return rows[0]


def pa_of(space_ref: str) -> PA:
    session.rollback()
    return session.scalars(select(PA).join(Space).where(Space.ref == space_ref)).one()


def taken(space_ref: str) -> list[tuple[str, Cause]]:
    session.rollback()
    rows = session.scalars(select(Occupancy).join(Space).where(Space.ref == space_ref, Occupancy.released_at.is_(None)))
    return [(row.reference, row.cause) for row in rows]


def test_another_pa_is_put_in_and_the_first_is_free_again(asked: Golden) -> None:
    line, visit, first = visit_of(asked)
    other, by = third(asked), asked.offers["bank"].by
    before = len(taken(first))
    services.put_in(line, segment_ref=visit, space_ref=other, by=by)
    assert taken(other) == [(f"segment:{visit}", Cause.HOLD)]
    assert len(taken(first)) == before - 1
    assert asked.line("support").segments[0].space_id is not None
    assert session.scalars(select(Letter.to_name).where(Letter.name == "break-pa-changed")).all()


def test_a_substitute_in_a_confirmed_break_is_booked_at_once(asked: Golden) -> None:
    golden.answer(asked)
    line, visit, _first = visit_of(asked)
    other = third(asked)
    services.put_in(line, segment_ref=visit, space_ref=other, by=asked.offers["bank"].by)
    assert taken(other) == [(f"segment:{visit}", Cause.BOOKING)]


def test_a_substitute_passes_the_gates_that_everybody_passes(asked: Golden) -> None:
    line, visit, _first = visit_of(asked)
    other, by, day = third(asked), asked.offers["bank"].by, golden.friday()
    leave.take_leave(pa_id=pa_of(other).id, first_on=day, last_on=day, by=by.actor)
    with pytest.raises(Refused) as refused:
        services.put_in(line, segment_ref=visit, space_ref=other, by=by)
    assert "Not free, or away, then" in refused.value.fields["space"]
    assert taken(other)[0][0].startswith("leave:")


def test_a_pa_whose_membership_has_ended_is_not_put_in(asked: Golden) -> None:
    line, visit, _first = visit_of(asked)
    other, by = third(asked), asked.offers["bank"].by
    with transaction():
        ends = golden.friday() - timedelta(days=1)
        session.execute(
            update(PA)
            .where(PA.id == select(Space.pa_id).where(Space.ref == other).scalar_subquery())
            .values(pvg_expires_on=ends)
        )
    with pytest.raises(Refused) as refused:
        services.put_in(line, segment_ref=visit, space_ref=other, by=by)
    assert "membership ended on" in refused.value.fields["space"]


def test_somebody_elses_bank_finds_no_request_to_assess(asked: Golden) -> None:
    line, visit, _first = visit_of(asked)
    stranger = asked.offers["taxi"].by
    with pytest.raises(NotFound):
        assessment(line, viewer=stranger)
    with pytest.raises(NotFound):
        services.put_in(line, segment_ref=visit, space_ref=third(asked), by=stranger)


def test_after_the_break_is_let_go_nobody_is_put_in(asked: Golden) -> None:
    line, visit, _first = visit_of(asked)
    other = third(asked)
    services.let_go(asked.ref, by=asked.arranger)
    with pytest.raises((NotNow, NotFound)):
        services.put_in(line, segment_ref=visit, space_ref=other, by=asked.offers["bank"].by)
    assert taken(other) == []


def test_what_the_working_time_rule_says_is_kept_when_the_manager_signs(asked: Golden) -> None:
    golden.answer(asked)
    for name in ("support", "sleepovers"):
        kept = kept_results(f"{asked.line(name).about}:time")
        assert kept
        assert {result.rule_id for result in kept} == {"WTR"}
        assert {result.answer for result in kept} == {Answer.ALLOWED}


def test_however_many_pas_there_are_none_is_asked_for_alone(asked: Golden, database: Engine) -> None:
    line_id = asked.line("support").id
    session.remove()
    line = session.get_one(Line, line_id)
    with statements(database) as said:
        assert len(candidates(line, line.segments[0])) == 2
    assert [sql for sql, times in Counter(said).items() if times > 1 and " IN (" not in sql] == []


def works_alone(pa: PA, *, by: Viewer) -> None:
    """The brokerage has accepted that a PA works for themselves (R23)."""
    record = PaperRecord(sort=SELF_EMPLOYED, issuer="Kirsty", issued_on=clock.today())
    place = PaperPlace(pa.provider, pa=pa)
    paper = papers.put_in(place=place, kind=PaperKind.EMPLOYMENT, record=record, upload=None, by=by.actor)
    papers.accept(paper_ref=paper.ref, by=SITE)


def test_a_sleepover_put_on_top_of_a_day_of_work_is_warned_of(asked: Golden) -> None:
    line = asked.line("sleepovers")
    worker = asked.line("support").segments[0].space
    assert worker
    found = {one.space.ref: one for one in candidates(line, line.segments[0])}
    chosen = found[worker.ref]
    assert chosen.why_not == ""
    assert chosen.time is not None
    assert chosen.time.answer is Answer.WARN
    works_alone(pa_of(worker.ref), by=asked.offers["bank"].by)
    line = asked.line("sleepovers")
    again = {one.space.ref: one for one in candidates(line, line.segments[0])}[worker.ref]
    assert again.time is not None
    assert again.time.answer is Answer.ALLOWED


def test_a_clinical_task_is_signed_off_for_one_person_once_who_they_are_may_be_known(asked: Golden) -> None:
    son, by, today = asked.viewers["person"], asked.offers["bank"].by, clock.today()
    peg = read_need("peg_feeding", "=", "yes", Strength.MUST)
    profile.keep_needs(asked.people["person"], asked=["peg_feeding"], needs=[peg], by=son)
    line, _visit, first = visit_of(asked)
    pa = pa_of(first)

    def sign(expires_on: date, *, signed_by: str = "Nurse Rae", signed_on: date = today) -> None:
        services.sign_off(
            line,
            pa_ref=pa.ref,
            skill_id="peg_feeding",
            signed_by=signed_by,
            signed_on=signed_on,
            expires_on=expires_on,
            by=by,
        )

    with pytest.raises(NotNow):
        sign(today)

    services.consent_to_safety(asked.ref, is_yes=True, by=son)
    services.accept_provisionally(line, by=by)
    assert gaps(asked) == ["PEG feeding: no training that counts then"]
    trained = [Training(skill_of("peg_feeding"), today - timedelta(days=9))]
    working.train(pa_id=pa.id, trainings=trained, by=by.actor)
    assert gaps(asked) == ["PEG feeding: not signed off for this person"]

    ends = golden.friday() + timedelta(days=3)
    sign(today)
    assert gaps(asked) == ["PEG feeding: not signed off for this person"]  # it ends before the visit
    sign(ends)
    assert gaps(asked) == []
    live = session.scalars(select(PASignOff).where(PASignOff.ended_at.is_(None))).all()
    assert [(row.signed_by, row.expires_on) for row in live] == [("Nurse Rae", ends)]
    with pytest.raises(Refused):
        sign(ends, signed_by=" ")
    with pytest.raises(Refused):
        sign(ends, signed_on=today + timedelta(days=1))


def gaps(one: Golden) -> list[str]:
    """What is missing of whoever comes to the first visit of the support."""
    found = assessment(one.lines["support"], viewer=one.offers["bank"].by)
    return [gap.words for gap in found.proposals[0].gaps]


def test_the_pages_of_the_manager_say_who_comes_and_lead_to_another(asked: Golden, client: CheckedClient) -> None:
    line, visit, _first = visit_of(asked)
    families.sign_in(client, asked.offers["bank"].by)
    assert "Look at skills and working time" in client.get(f"/requests/{line}").text
    page = client.get(f"/requests/{line}/who").text
    assert "This is proposed. It counts once you accept it for good" in page
    assert f'href="/requests/{line}/who/{visit}"' in page
    assert client.get(f"/requests/{line}/sign-off").status_code == 404
    assert "can come: look at this" in client.get(f"/requests/{line}/who/{visit}").text
    refused = send(client, f"/requests/{line}/who/{visit}", {})
    assert "Choose who comes" in " ".join(errors(refused).values())
    other = third(asked)
    assert send(client, f"/requests/{line}/who/{visit}", {"space": other}).status_code == 303
    assert taken(other)
    assert client.get(f"/requests/{asked.lines['taxi']}/who").status_code == 404
