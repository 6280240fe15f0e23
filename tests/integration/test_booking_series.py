"""Every third weekend: drafts of their own, held and asked several at once, against an allowance in nights or hours."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from marketplace.booking import services
from marketplace.booking.again import every
from marketplace.booking.drafts import PotYes
from marketplace.booking.errors import AboveLimit
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, BreakSeries, OfficerLimit, TimeAllowance
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.series import ahead_of, series_for
from marketplace.booking.queries.series_money import series_together
from marketplace.booking.queries.tallies import allowances_of
from marketplace.booking.services.proposing import propose_again
from marketplace.booking.sorts import Whose
from marketplace.booking.tallies import TimeUnit
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.people.models import Duty, Person
from tests import breaks, families, funded, golden
from tests.golden import Golden
from tests.statements import statements


def repeated(made: Golden, times: int = 2) -> tuple[str, ...]:
    firsts = [*every(golden.friday(), weeks=3, times=times)]
    return services.repeat_break(made.ref, firsts=firsts, every_weeks=3, by=made.arranger)


def states(refs: tuple[str, ...]) -> list[BreakState]:
    session.rollback()
    return [session.scalars(select(Break).where(Break.ref == ref)).one().state for ref in refs]


def allow(made: Golden, allowed: int, unit: TimeUnit = TimeUnit.NIGHTS) -> str:
    return services.allow_time(
        made.people["person"],
        under=f"pot:{made.pots['virtual']}",
        unit=unit,
        allowed=allowed,
        by=made.viewers["officer"],
    )


def test_two_more_weekends_are_drafts_of_one_series_held_and_asked_for_at_once(database: Engine) -> None:
    made = breaks.planned()
    refs = repeated(made)
    found = series_for(refs[0], viewer=made.arranger)
    assert [row.period.starts_at for row in found.rows] == [
        golden.at(golden.friday() + timedelta(days=21 * number), 15) for number in range(3)
    ]
    assert found.pence == 3 * breaks.PRICE
    assert all(row.is_paid_for for row in found.rows)
    done = services.hold_several(refs, by=made.arranger)
    assert [one.why_not for one in done] == ["", ""]
    assert states(refs) == [BreakState.HELD, BreakState.HELD]
    assert [one.why_not for one in services.request_several(refs, by=made.arranger)] == ["", ""]
    assert states(refs) == [BreakState.REQUESTED, BreakState.REQUESTED]
    assert session.query(BreakSeries).count() == 1
    assert len(repeated(made, 3)) == 3
    assert session.query(BreakSeries).count() == 1


def test_what_all_of_them_take_of_a_pot_and_where_it_runs_out_is_said(database: Engine) -> None:
    made = breaks.planned(of=breaks.family(pence=3 * breaks.PRICE - 1))
    refs = repeated(made)
    weekends = series_for(made.ref, viewer=made.arranger).rows
    (pot,) = series_together(made.ref, viewer=made.arranger)
    assert (pot.breaks, pot.pence, pot.there_pence, pot.short_pence) == (3, 600_00, 599_99, 1)
    assert pot.runs_out == weekends[2].period
    assert series_for(refs[1], viewer=made.arranger).together == (pot,)
    assert [one.why_not for one in services.hold_several([refs[1], made.ref], by=made.arranger)] == ["", ""]
    session.rollback()
    (later,) = series_together(made.ref, viewer=made.arranger)
    assert (later.pence, later.there_pence, later.short_pence) == (600_00, 599_99, 1)
    assert later.runs_out == weekends[1].period, "what is held has its money"
    (refused,) = services.hold_several([refs[0]], by=made.arranger)
    assert refused.why_not
    assert refused.period == weekends[1].period


def test_of_one_break_alone_nothing_is_said_of_others_and_a_cancelled_one_takes_nothing(database: Engine) -> None:
    made = breaks.planned()
    assert series_together(made.ref, viewer=made.arranger) == ()
    refs = repeated(made)
    services.cancel_break(refs[0], reason="Not then", by=made.arranger)
    session.rollback()
    (pot,) = series_together(made.ref, viewer=made.arranger)
    assert (pot.breaks, pot.pence) == (2, 2 * breaks.PRICE)


def test_weekends_that_a_page_has_read_are_not_read_again_for_the_sum_of_them(database: Engine) -> None:
    made = breaks.planned()
    refs = repeated(made)
    services.cancel_break(refs[0], reason="Not then", by=made.arranger)
    session.rollback()
    with statements(database) as said:
        before = series_together(made.ref, viewer=made.arranger)
        lines = [sql for sql in said if "FROM break_segment" in sql]
        said.clear()
        assert series_together(made.ref, viewer=made.arranger) == before
    assert len(lines) == 2, "the one that is looked at, and the others that are open"
    assert not [sql for sql in said if "FROM break_segment" in sql]


def test_an_officer_agrees_several_within_the_limit_and_with_a_purchase_order(database: Engine) -> None:
    made = breaks.planned()
    refs = repeated(made)
    services.hold_several(refs, by=made.arranger)
    services.request_several(refs, by=made.arranger)
    officer = made.viewers["officer"]
    (pot,) = series_for(made.ref, viewer=officer).pots
    assert [(one.ref, one.pence) for one in pot.open_breaks] == [(ref, breaks.PRICE) for ref in refs]
    assert series_for(made.ref, viewer=made.arranger).pots == ()
    without = services.agree_several(refs, pot.ref, yes=PotYes(), by=officer)
    assert {one.why_not for one in without} == {"Enter the number of the purchase order"}
    done = services.agree_several(refs, pot.ref, yes=PotYes(purchase_order="PO 1"), by=officer)
    assert [one.why_not for one in done] == ["", ""]
    assert series_for(made.ref, viewer=officer).pots == ()
    with pytest.raises(NotFound):
        services.agree_several(refs, pot.ref, yes=PotYes(purchase_order="PO 1"), by=families.viewer("Stranger"))


def test_an_officers_limit_is_for_all_that_was_planned_together(database: Engine) -> None:
    made = breaks.planned()
    refs = repeated(made)
    services.hold_several(refs, by=made.arranger)
    services.request_several(refs, by=made.arranger)
    officer, pot = made.viewers["officer"], made.pots["virtual"]
    with transaction():
        session.execute(update(OfficerLimit).values(pence=2 * breaks.PRICE - 1))
    yes = PotYes(purchase_order="PO 1")
    first, second = services.agree_several(refs, pot, yes=yes, by=officer)
    assert first.why_not == ""
    assert "£400.00 is above this officer's limit of £399.99" in second.why_not
    with pytest.raises(AboveLimit):
        services.agree(refs[1], pot, yes=yes, by=officer)
    session.rollback()
    (row,) = break_for(refs[1], viewer=officer).pots
    assert (row.agreement.is_above_limit, row.agreement.together_pence) == (True, breaks.PRICE)
    colleague = families.officer("Ann Grant")
    funded.name_limit(colleague, breaks.PRICE)
    assert services.pass_on(refs[1], pot, words="It is one of several.", by=officer) == [colleague.name]
    services.agree(refs[1], pot, yes=yes, by=colleague)


def test_one_that_is_taken_keeps_no_other_from_being_held(database: Engine) -> None:
    made = breaks.planned()
    refs = repeated(made)
    other = breaks.planned(breaks.family(), at=made.offers["house"])
    (taken,) = services.repeat_break(
        other.ref, firsts=[golden.friday() + timedelta(days=21)], every_weeks=3, by=other.arranger
    )
    services.hold(taken, by=other.arranger)
    first, second = services.hold_several(refs, by=made.arranger)
    assert first.why_not == "Whin Lodge is no longer free. Nothing is held"
    assert second.why_not == ""


def test_nights_are_counted_as_kept_planned_and_left_and_too_many_are_said(database: Engine) -> None:
    made = breaks.planned()
    allow(made, 5)
    golden.ask(made)
    golden.answer(made)
    repeated(made, 1)
    (row,) = allowances_of(made.people["person"], viewer=made.arranger).rows
    assert [row.tally.kept, row.tally.planned, row.tally.left] == [2, 2, 1]
    known, proposals = propose_again(made.ref, firsts=[*every(golden.friday(), weeks=3, times=3)], by=made.arranger)
    first, second, third = ahead_of(known, proposals, viewer=made.arranger)
    assert first.meets == ("Two nights away",)
    assert (second.is_over, third.is_over) == (True, True)
    assert second.left[0].words.startswith("3 more than the 5 nights of")


def test_what_a_repeat_would_take_is_of_what_the_pot_pays_in_nights_and_in_hours(database: Engine) -> None:
    made = breaks.planned()
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    breaks.pay(made, "house", "virtual", pence=breaks.PRICE // 2)
    allow(made, 3)
    allow(made, 10, TimeUnit.HOURS)
    known, proposals = propose_again(made.ref, firsts=[*every(golden.friday(), weeks=3, times=2)], by=made.arranger)
    first, second = ahead_of(known, proposals, viewer=made.arranger)
    assert [one.words.rpartition(" of ")[0] for one in first.left] == ["leaves 1 of 3 nights", "leaves 2 of 10 hours"]
    assert [one.is_over for one in second.left] == [False, True]
    services.set_shares(made.ref, made.lines["house"], parts=[], by=made.arranger)
    session.rollback()
    nights, hours = allowances_of(made.people["person"], viewer=made.arranger).rows
    assert [nights.tally.planned, hours.tally.planned] == [0, 4], "the stay is other people's to pay"


def test_who_keeps_the_money_says_how_many_there_are_and_strangers_see_none(database: Engine) -> None:
    made = breaks.planned()
    ref = allow(made, 28)
    assert allow(made, 21) == ref
    with pytest.raises(NotAllowed):
        services.allow_time(
            made.people["person"],
            under=f"pot:{made.pots['virtual']}",
            unit=TimeUnit.NIGHTS,
            allowed=99,
            by=made.arranger,
        )
    with pytest.raises(Refused):
        allow(made, 0)
    stranger = families.viewer("Stranger")
    for act in (
        lambda: allowances_of(made.people["person"], viewer=stranger),
        lambda: services.end_allowance(ref, by=stranger),
        lambda: series_for(made.ref, viewer=stranger),
        lambda: services.hold_several([made.ref], by=stranger),
    ):
        with pytest.raises(NotFound):
            act()
    services.end_allowance(ref, by=made.viewers["officer"])
    assert session.query(TimeAllowance).count() == 0


def test_of_a_break_together_each_support_plan_counts_the_parts_under_its_own_duty(database: Engine) -> None:
    made = breaks.planned()
    officer, carer = made.viewers["officer"], families.person("Anna Hume", council=families.BORDERS)
    plans = {}
    for ref, duty in ((made.people["person"], Duty.PERSONS_SUPPORT), (carer, Duty.ADULT_CARER)):
        plans[ref], _ = funded.plan(ref, duty, "Away together", by=officer)
        services.allow_time(ref, under=f"plan:{plans[ref]}", unit=TimeUnit.NIGHTS, allowed=28, by=officer)
    with transaction():
        one = made.break_
        one.whose, one.carer_id = Whose.TOGETHER, session.scalars(select(Person.id).where(Person.ref == carer)).one()
    with transaction():
        made.line("house").duty = Duty.ADULT_CARER

    def planned(ref: str) -> list[int]:
        session.rollback()
        return [int(row.tally.planned) for row in allowances_of(ref, viewer=officer).rows if row.name == "Support plan"]

    assert (planned(made.people["person"]), planned(carer)) == ([0], [2])
    with transaction():
        made.line("house").duty = Duty.PERSONS_SUPPORT
    assert (planned(made.people["person"]), planned(carer)) == ([2], [0])
