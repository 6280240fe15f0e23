"""A break that has ended is asked about the day after, and counts as given after some days without a word."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from marketplace import clock, worker
from marketplace.accounts.viewer import Viewer
from marketplace.audit import AuditRecord
from marketplace.booking import services
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import BreakMove, OverAsk
from marketplace.booking.over import asked_from
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.stages import by_words, end_of
from marketplace.db import session, transaction
from marketplace.people.representation import Capacity, Scope
from marketplace.people.services.standstill import Happened
from marketplace.people.standstill import StandstillCause
from marketplace.rules.models import Setting
from marketplace.rules.settings import SettingName
from tests import breaks, families, golden, staged
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")
SECOND = timedelta(seconds=1)
DAYS = 7
Traveller = time_machine.Traveller


def confirmed() -> Golden:
    made = breaks.planned()
    golden.ask(made)
    golden.answer(made)
    assert made.break_.state is BreakState.CONFIRMED
    return made


def state(made: Golden) -> BreakState:
    session.rollback()
    return made.break_.state


def asked_at(made: Golden) -> datetime:
    return asked_from(made.break_.ends_at)


def swept(at: datetime, traveller: Traveller) -> tuple[int, int]:
    """How many are asked about, and how many completed, by the sweeps at an instant."""
    session.rollback()
    traveller.move_to(at, tick=False)
    return services.ask_if_over(), services.complete_unanswered()


@pytest.fixture
def asked(traveller: Traveller) -> Golden:
    """A break that has ended, about which everybody is asked."""
    made = confirmed()
    assert swept(asked_at(made), traveller) == (1, 0)
    return made


def last_instant(made: Golden) -> datetime:
    session.rollback()
    ask = made.break_.over_ask
    assert ask
    return ask.over_by


def waits(viewer: Viewer) -> list[str]:
    session.rollback()
    return [one.break_ref for one in waiting_for(viewer=viewer) if one.what == "over"]


def happened(made: Golden, cause: StandstillCause) -> None:
    session.rollback()
    services.record_standstill(made.people["person"], happened=Happened(cause, clock.today()), by=made.arranger)


def test_the_day_after_its_end_the_family_is_asked_by_letter_and_on_its_page_with_the_day(traveller: Traveller) -> None:
    made = confirmed()
    mother, son = made.arranger, made.viewers["person"]
    assert waits(mother) == []
    assert swept(asked_at(made) - SECOND, traveller) == (0, 0)
    assert waits(mother) == [made.ref]  # as its page says it: it has ended, and no letter is needed for that
    assert swept(asked_at(made), traveller) == (1, 0)
    assert sorted(staged.letters("break-over-asked")) == sorted([mother.email, son.email])
    last = by_words(end_of(clock.today() + timedelta(days=DAYS)))
    body = staged.bodies("break-over-asked")[0]
    assert f"Please do it by {last}" in body
    assert f"/breaks/{made.ref}/over" in body
    assert waits(mother) == [made.ref]
    page = break_for(made.ref, viewer=mother)
    assert (page.over_by, page.rights.may_complete) == (last, True)


def test_it_is_asked_once_however_often_the_worker_looks(asked: Golden, traveller: Traveller) -> None:
    sent = len(staged.letters("break-over-asked"))
    assert swept(clock.now() + timedelta(hours=1), traveller) == (0, 0)
    assert len(staged.letters("break-over-asked")) == sent


def test_with_no_word_it_counts_as_given_when_the_last_day_is_over_and_not_before(
    asked: Golden, traveller: Traveller
) -> None:
    last = last_instant(asked)
    assert last == end_of(clock.today() + timedelta(days=DAYS))
    assert swept(last - SECOND, traveller) == (0, 0)
    assert state(asked) is BreakState.CONFIRMED
    assert swept(last, traveller) == (0, 1)
    assert state(asked) is BreakState.COMPLETED
    assert {line.state for line in asked.break_.lines} == {LineState.DELIVERED}
    assert sorted(staged.letters("break-over-given")) == sorted(staged.letters("break-over-asked"))
    assert swept(last + timedelta(days=1), traveller) == (0, 0)
    assert waits(asked.arranger) == []
    move = session.scalars(select(BreakMove).where(BreakMove.to_state == "completed")).one()
    assert (move.by_name, move.by_account_id, move.why) == ("site", None, "nobody_said")
    record = session.scalars(select(AuditRecord).where(AuditRecord.action == "break-completed")).one()
    assert record.reason == "nobody_said"


def test_whoever_says_that_it_is_over_before_that_is_not_asked_again(asked: Golden, traveller: Traveller) -> None:
    last = last_instant(asked)
    services.complete(asked.ref, by=asked.arranger)
    assert waits(asked.arranger) == []
    assert swept(last, traveller) == (0, 0)
    assert staged.letters("break-over-given") == []
    with pytest.raises(NotNow):
        services.complete(asked.ref, by=asked.arranger)


def test_what_was_cancelled_before_it_ended_stays_so(asked: Golden, traveller: Traveller) -> None:
    last = last_instant(asked)
    services.cancel_break(asked.ref, reason="He was ill", by=asked.arranger)
    assert swept(last, traveller) == (0, 0)
    assert state(asked) is BreakState.CANCELLED


def test_a_sweep_that_comes_late_still_gives_all_the_days(traveller: Traveller) -> None:
    made = confirmed()
    assert swept(asked_at(made) + timedelta(days=60), traveller) == (1, 0)
    assert last_instant(made) == end_of(clock.today() + timedelta(days=DAYS))


def test_a_setting_that_changes_later_does_not_alter_a_day_that_a_letter_said(
    asked: Golden, traveller: Traveller
) -> None:
    last = last_instant(asked)
    with transaction():
        session.add(
            Setting(
                name=SettingName.COMPLETES_AFTER_DAYS,
                value="3",
                from_on=clock.today(),
                source="A test",
                made_at=clock.now(),
            )
        )
    other = confirmed()
    assert swept(asked_at(other), traveller)[0] == 1
    assert last_instant(other) == end_of(clock.today() + timedelta(days=3))
    assert last_instant(asked) == last


@pytest.mark.parametrize("cause", list(StandstillCause))
def test_nothing_is_asked_or_counts_as_given_while_somebody_is_in_hospital_or_has_died(
    traveller: Traveller, cause: StandstillCause
) -> None:
    made = confirmed()
    happened(made, cause)
    assert swept(asked_at(made) + timedelta(days=30), traveller) == (0, 0)
    assert staged.letters("break-over-asked") == []
    assert waits(made.arranger) == []
    assert waits(made.viewers["officer"]) == [made.ref]
    services.complete(made.ref, by=made.viewers["officer"])
    assert state(made) is BreakState.COMPLETED


def test_home_again_they_are_asked_anew_and_have_all_the_days(asked: Golden, traveller: Traveller) -> None:
    last = last_instant(asked)
    happened(asked, StandstillCause.IN_HOSPITAL)
    assert swept(last, traveller) == (0, 0)
    assert session.scalars(select(OverAsk)).all() == []
    services.end_standstill(asked.people["person"], by=asked.arranger)
    assert swept(last + SECOND, traveller) == (1, 0)
    assert last_instant(asked) == end_of(clock.today() + timedelta(days=DAYS))
    assert len(staged.letters("break-over-asked")) == 4


def test_an_officer_who_did_not_arrange_it_and_strangers_have_nothing_to_say(asked: Golden) -> None:
    assert waits(asked.viewers["officer"]) == []
    assert waits(families.officer()) == []
    assert waits(families.viewer("Somebody Else")) == []
    assert waits(asked.offers["house"].by) == []


def test_who_plans_for_them_is_asked_too_and_who_only_looks_is_not(traveller: Traveller) -> None:
    made = confirmed()
    aunt, uncle = families.viewer("Aunt Jean"), families.viewer("Uncle Bob")
    families.acts_for(aunt, made.people["person"], capacity=Capacity.HELPER)
    families.acts_for(uncle, made.people["person"], Scope.SEE, capacity=Capacity.HELPER)
    assert swept(asked_at(made), traveller) == (1, 0)
    told = staged.letters("break-over-asked")
    assert aunt.email in told
    assert uncle.email not in told
    assert (waits(aunt), waits(uncle)) == ([made.ref], [])


def test_the_database_refuses_a_question_without_time_to_answer(asked: Golden) -> None:
    other = confirmed()
    wrong = {"break_id": other.break_.id, "asked_at": clock.now(), "over_by": clock.now()}
    with pytest.raises(IntegrityError), transaction():
        session.execute(insert(OverAsk).values(wrong))


def test_the_worker_does_both_each_hour() -> None:
    names = {sweep.name: sweep for sweep in worker.SWEEPS}
    assert names["ask-if-over"].every == names["complete-unanswered"].every == timedelta(hours=1)
    assert names["ask-if-over"].do is services.ask_if_over
    assert names["complete-unanswered"].do is services.complete_unanswered
