"""A later day for the rest of a break: asked of whoever keeps the first part, answered in time, reminded of once."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from marketplace import clock, worker
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.drafts import Acceptance, BrokeredPart, Charge, LineTerms
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import LaterDay
from marketplace.booking.queries.page import LaterAnswer
from marketplace.booking.queries.requests import request_of
from marketplace.booking.queries.stages import stages_of, stages_stamp
from marketplace.booking.sorts import AcceptedHow
from marketplace.booking.stages import end_of
from marketplace.db import session, transaction
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.listings.models import RateUnit
from marketplace.notifications.models import Letter
from marketplace.people.representation import Scope
from tests import breaks, families, golden, staged
from tests.golden import Golden
from tests.integration.test_booking_stages import ends_of, swept

LATER = timedelta(days=5)
SECOND = timedelta(seconds=1)


def later_on() -> date:
    """The later day that is asked for."""
    return staged.rest_on() + LATER


def ask(made: Golden, on: date | None = None, **more: object) -> None:
    services.ask_for_later_day(made.ref, rest_on=on or later_on(), by=made.arranger, **more)  # type: ignore[arg-type]
    session.rollback()


def answer(made: Golden, *, is_yes: bool, of: str = "house") -> None:
    services.answer_later_day(made.lines[of], is_yes=is_yes, by=made.offers["house"].by)
    session.rollback()


def rows() -> list[LaterDay]:
    session.rollback()
    return list(session.scalars(select(LaterDay).order_by(LaterDay.id)))


def test_on_a_yes_all_that_is_kept_is_kept_until_the_later_day_and_everyone_is_told(database: Engine) -> None:
    made = staged.kept()
    ask(made)
    assert made.break_.rest_by == staged.rest_by()
    asked = staged.letters("break-later-day-asked")
    assert asked == [made.offers["house"].by.email]
    later = request_of(made.lines["house"], viewer=made.offers["house"].by).later
    assert later is not None
    assert later.answer_by == rows()[0].answer_by
    answer(made, is_yes=True)
    one = made.break_
    assert (one.rest_by, one.hold_until, one.state) == (end_of(later_on()), end_of(later_on()), BreakState.PART_KEPT)
    assert ends_of(made) == {end_of(later_on())}
    assert made.offers["house"].by.email in staged.letters("break-later-day-provider")
    assert made.arranger.email in staged.letters("break-later-day")
    assert swept(made, staged.rest_by() + SECOND) is BreakState.PART_KEPT
    assert swept(made, end_of(later_on()) + SECOND) is BreakState.EXPIRED


def test_on_a_no_the_day_stays_and_it_may_be_asked_again(database: Engine) -> None:
    made = staged.kept()
    ask(made)
    answer(made, is_yes=False)
    assert made.break_.rest_by == staged.rest_by()
    assert staged.letters("break-later-day-refused") == [made.arranger.email]
    with pytest.raises(NotNow):
        answer(made, is_yes=True)
    ask(made, later_on() + timedelta(days=1))
    answer(made, is_yes=True)
    assert made.break_.rest_by == end_of(later_on() + timedelta(days=1))


def test_while_the_rest_is_asked_for_the_first_part_is_kept_longer_and_the_rest_keeps_its_own_time(
    database: Engine,
) -> None:
    made = staged.rest_asked("support")
    until = made.break_.hold_until
    ask(made)
    answer(made, is_yes=True)
    one = made.break_
    assert (one.state, one.hold_until, one.rest_by) == (BreakState.REQUESTED, until, end_of(later_on()))
    assert ends_of(made) == {end_of(later_on())}
    golden.accept(made, "support")
    assert made.break_.state is BreakState.CONFIRMED


def test_a_database_has_one_open_question_for_each_part(database: Engine) -> None:
    made = staged.kept()
    ask(made)
    now = clock.now()
    again = {
        "ref": "twice",
        "line_id": made.line("house").id,
        "was_by": staged.rest_by(),
        "rest_by": end_of(later_on()),
        "asked_at": now,
        "answer_by": staged.rest_by(),
    }
    with pytest.raises(IntegrityError), transaction():
        session.execute(insert(LaterDay).values(**again))


sqlite_alone = pytest.mark.parametrize("engine_name", ["sqlite"])  # decided in code


@sqlite_alone
def test_a_provider_answers_as_long_as_it_holds_a_request_and_never_after_the_day(database: Engine) -> None:
    made, day, later = staged.kept(), staged.rest_by(), later_on()  # a house that holds a request for seven days
    ask(made)
    until = rows()[0].answer_by
    assert until == rows()[0].asked_at + timedelta(days=7) < staged.rest_by()
    with time_machine.travel(until, tick=False), pytest.raises(NotNow):
        answer(made, is_yes=True)
    with time_machine.travel(until - SECOND, tick=False):
        assert request_of(made.lines["house"], viewer=made.offers["house"].by).later is not None
    with time_machine.travel(day - timedelta(hours=1), tick=False):
        ask(made, later)
        assert rows()[-1].answer_by == day
        (said,) = [one for one in stages_said(made) if one.is_open]
        assert said.is_yes is None


def stages_said(made: Golden) -> tuple[LaterAnswer, ...]:
    stages = stages_of(made.break_)
    assert stages is not None
    return stages.later


@sqlite_alone
def test_every_provider_of_what_is_kept_has_to_say_yes(database: Engine) -> None:
    made = breaks.planned(breaks.family(), at=breaks.house(spaces=2))
    breaks.add_house(made, "annexe")
    breaks.pay(made, "annexe", "virtual")
    services.have_first(made.ref, first=made.lines.values(), rest_on=staged.rest_on(), by=made.arranger)
    golden.ask(made)
    golden.answer(made)
    ask(made)
    answer(made, is_yes=True)
    assert made.break_.rest_by == staged.rest_by()
    answer(made, is_yes=False, of="annexe")
    ask(made)
    answer(made, is_yes=True, of="annexe")
    assert made.break_.rest_by == staged.rest_by(), "a yes to what was asked before does not count"
    answer(made, is_yes=True)
    assert made.break_.rest_by == end_of(later_on())


@sqlite_alone
def test_who_is_not_on_the_site_is_asked_by_whoever_arranges(database: Engine) -> None:
    made = breaks.planned(breaks.family())
    part = BrokeredPart(
        title="Pony",
        kind=ListingKind.ACTIVITY,
        provider_name="Duns Ponies",
        provider_contact="01361 000000",
        charges=(Charge(RateUnit.ITEM, 1, 40_00, None),),
        acceptance=Acceptance(AcceptedHow.EMAIL, "Reception", clock.now() - timedelta(hours=1), golden.LETTER),
    )
    made.lines["pony"] = services.add_brokered_line(made.ref, part=part, terms=LineTerms(), by=made.arranger)
    breaks.pay(made, "pony", "virtual")
    services.have_first(made.ref, first=made.lines.values(), rest_on=staged.rest_on(), by=made.arranger)
    golden.ask(made)
    golden.answer(made)
    assert made.break_.state is BreakState.PART_KEPT
    with pytest.raises(Refused) as refused:
        ask(made)
    assert refused.value.fields == {"asked": "Ask Duns Ponies first, and tick it when they agree"}
    ask(made, has_asked=True)
    assert len(rows()) == 1


@sqlite_alone
def test_only_whoever_arranges_asks_only_its_provider_answers_and_only_while_it_is_kept(database: Engine) -> None:
    made = staged.kept()
    for on in (staged.rest_on(), golden.friday()):
        with pytest.raises(Refused) as refused:
            ask(made, on)
        assert set(refused.value.fields) == {"rest_on"}
    with pytest.raises(ChangedMeanwhile):
        ask(made, seen="another")
    looker = families.viewer("Looks on")
    families.acts_for(looker, made.people["person"], Scope.SEE)
    with pytest.raises(NotAllowed):
        services.ask_for_later_day(made.ref, rest_on=later_on(), by=looker)
    ask(made, seen=stages_stamp(made.break_))
    stranger = breaks.house(title="Elsewhere").by
    with pytest.raises(NotFound):
        services.answer_later_day(made.lines["house"], is_yes=True, by=stranger)
    services.let_go(made.ref, by=made.arranger)
    with pytest.raises(NotFound):
        answer(made, is_yes=True)
    with pytest.raises(NotNow):
        ask(made)


@sqlite_alone
def test_some_days_before_its_end_whoever_arranges_is_reminded_once_of_each_day(database: Engine) -> None:
    made, later = staged.kept(), later_on()
    near = end_of(staged.rest_on() - timedelta(days=4))  # as the third day before the day begins
    for at, sent in ((near - SECOND, 0), (near, 1), (near + timedelta(days=1), 1)):
        with time_machine.travel(at, tick=False):
            services.remind_of_rest()
        assert len(staged.letters("break-rest-soon")) == sent, at
    assert staged.letters("break-rest-soon") == [made.arranger.email]
    assert "not asked for yet" in staged.bodies("break-rest-soon")[0]
    with time_machine.travel(near + timedelta(days=1), tick=False):
        ask(made, later)
        answer(made, is_yes=True)
        services.remind_of_rest()
    assert len(staged.letters("break-rest-soon")) == 1
    with time_machine.travel(near + LATER, tick=False):
        services.remind_of_rest()
    assert len(staged.letters("break-rest-soon")) == 2


@sqlite_alone
def test_those_whose_yes_is_awaited_are_reminded_and_nobody_else(database: Engine) -> None:
    near = end_of(staged.rest_on() - timedelta(days=4))
    made = staged.with_rest(staged.kept())
    with time_machine.travel(near - timedelta(hours=1), tick=False):
        golden.ask(made)
        staged.answer_rest(made, "support")
    with time_machine.travel(near, tick=False):
        (sweep,) = [one for one in worker.SWEEPS if one.name == "remind-of-rest"]
        assert sweep.do() == 1
        assert sweep.do() == 0
    assert [one for one in subjects() if one.startswith("Reminder: ")] == [
        one for one in subjects() if one.startswith("Reminder: A request for")
    ]
    assert len([one for one in subjects() if one.startswith("Reminder: ")]) == 1
    assert "accept Tweed PA Bank or not" in staged.bodies("break-rest-soon")[0]


def subjects() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Letter.subject).order_by(Letter.id)))


@sqlite_alone
def test_who_had_it_kept_within_those_days_is_not_reminded_of_what_they_read_just_now(database: Engine) -> None:
    made = staged.planned()
    with time_machine.travel(end_of(staged.rest_on() - timedelta(days=3)), tick=False):
        golden.ask(made)
        golden.answer(made)
        assert made.break_.state is BreakState.PART_KEPT
        assert services.remind_of_rest() == 0
