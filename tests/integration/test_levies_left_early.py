"""The visitor levy of a stay that was cancelled once it had begun: it was kept, so it can be asked back (R35)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.drafts import SharePart
from marketplace.booking.levies import Ready, ReclaimState
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import LevyReclaim
from marketplace.booking.queries.cancel_costs import LEVY_BACK
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.levies import LevyPage, levy_asked, levy_page, levy_paid
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.queries.went_back import went_back
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session
from marketplace.errors import Conflict, Refused
from tests import breaks, families, funded, golden, invoiced, levied
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")
LEVY = 10_00


def left_early(made: Golden, *, whole: bool = True) -> None:
    """He goes home on the second day."""
    with time_machine.travel(made.line("house").periods[0].starts_at + timedelta(hours=18), tick=False):
        session.rollback()
        if whole:
            services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        else:
            services.cancel_line(made.ref, made.lines["house"], reason="He is ill", by=made.arranger)
        session.rollback()
        assert made.line("house").kept_pence == 210_00


def paid(made: Golden) -> None:
    session.rollback()
    invoiced.all_paid(made.offers["house"].by, families.officer(role=RoleName.COUNCIL_FINANCE))


def page(made: Golden) -> LevyPage:
    session.rollback()
    return levy_page(made.ref, made.lines["house"], viewer=made.arranger)


def test_what_was_kept_of_it_is_asked_back_and_comes_back_into_its_pot() -> None:
    made = levied.confirmed()
    left_early(made)
    assert made.break_.state is BreakState.CANCELLED
    assert page(made).ready is Ready.AHEAD
    with levied.over(made, is_paid=False):
        assert page(made).ready is Ready.UNPAID
        assert waiting_for(viewer=made.arranger) == ()
        paid(made)
        assert page(made).ready is Ready.YES
        (waits,) = waiting_for(viewer=made.arranger)
        assert (waits.what, waits.pence, waits.line_ref) == ("levy", LEVY, made.lines["house"])
        levied.prepared(made)
        paper = page(made).paper
        assert paper is not None
        assert paper.levy_pence == LEVY
        assert paper.left_on == paper.arrived_on + timedelta(days=1)
        services.levy_sent(made.ref, made.lines["house"], sent_on=clock.today(), by=made.arranger)
        assert waiting_for(viewer=made.arranger) == ()
        today, line_ref = clock.today(), made.lines["house"]
        services.levy_came_back(made.ref, line_ref, pence=LEVY, answered_on=today, by=made.arranger)
        before = breaks.balance(made).free_pence
        (row,) = page(made).came_back
        services.enter_levy_refund(made.ref, line_ref, row.ref, by=made.viewers["officer"])
        assert breaks.balance(made).free_pence == before + LEVY
    assert ledger_is_off_by_pence() == 0


def test_so_can_the_levy_of_a_part_of_a_break_that_goes_on() -> None:
    made = breaks.planned(at=levied.flat())
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    golden.ask(made)
    golden.answer(made)
    left_early(made, whole=False)
    assert made.break_.state is BreakState.CONFIRMED
    with levied.over(made, is_paid=False):
        paid(made)
        assert [one.line_ref for one in waiting_for(viewer=made.arranger) if one.what == "levy"] == [
            made.lines["house"]
        ]


def test_nobody_is_told_that_a_levy_went_back_which_was_kept() -> None:
    made = levied.confirmed()
    left_early(made)
    (after,) = went_back(known_break(made.ref, viewer=made.arranger))
    assert [one.pence for one in after.kept] == [210_00]
    assert LEVY_BACK not in after.kept[0].terms


@pytest.mark.parametrize(("back", "asked"), [(205_00, 5_00), (210_00, 0)])
def test_what_its_provider_gave_back_of_it_is_not_asked_for(back: int, asked: int) -> None:
    made = levied.confirmed()
    left_early(made)
    with time_machine.travel(made.line("house").periods[0].starts_at + timedelta(hours=20), tick=False):
        line_ref = made.lines["house"]
        services.ask_let_off(made.ref, line_ref, reason="He is ill", by=made.arranger)
        services.answer_let_off(line_ref, back_pence=back, words="", by=made.offers["house"].by)
    with levied.over(made, is_paid=False):
        session.rollback()
        assert levy_asked(made.line("house")) == asked
        if not asked:
            assert page(made).ready is Ready.OFF
            with pytest.raises(Conflict):
                levied.prepared(made)
            return
        paid(made)
        levied.prepared(made)
        services.levy_sent(made.ref, line_ref, sent_on=clock.today(), by=made.arranger)
        with pytest.raises(Refused):
            services.levy_came_back(made.ref, line_ref, pence=LEVY, answered_on=clock.today(), by=made.arranger)
        services.levy_came_back(made.ref, line_ref, pence=asked, answered_on=clock.today(), by=made.arranger)
        session.rollback()
        assert session.scalars(select(LevyReclaim)).one().state is ReclaimState.REFUNDED


def test_three_pots_that_pay_a_third_each_paid_all_of_it_together() -> None:
    made = breaks.planned(at=levied.flat(), shared=False)
    person, officer = made.people["person"], made.viewers["officer"]
    more = [funded.pot(person, "nhs", 1_000_00, plan_ref="", by=officer, officer=officer) for _ in range(2)]
    for ref in more:
        funded.names(ref, ListingKind.ACCOMMODATION, by=officer)
    parts = [SharePart(made.pots["virtual"], pence=70_00, option=3, outcome_ref=made.outcome)]
    parts += [SharePart(ref, pence=70_00) for ref in more]
    services.set_shares(made.ref, made.lines["house"], parts=parts, by=made.arranger)
    session.rollback()
    assert [pence for _, pence in levy_paid(made.line("house"))] == [3_34, 3_33, 3_33]
