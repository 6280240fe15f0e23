"""A visitor levy in a booked stay: charged with it, refunded with it, and asked back for a disabled guest."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Look
from marketplace.booking import services
from marketplace.booking.levies import Entitlement, Ready, ReclaimState
from marketplace.booking.models import LevyReclaim
from marketplace.booking.queries.cancel_costs import cancel_cost
from marketplace.booking.queries.levies import levy_page
from marketplace.booking.queries.rulings import rulings
from marketplace.booking.queries.waiting import waiting_for
from marketplace.budgets.models import TransferNote
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session
from marketplace.errors import Conflict, NotFound, Refused
from tests import breaks, families, levied
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")


def prepare(made: Golden, by: Viewer | None = None, **said: object) -> None:
    asked = {"guest_ref": made.people["person"], "entitlement": Entitlement.ADULT_DISABILITY, "is_agreed": True} | said
    services.prepare_levy(made.ref, made.lines["house"], by=by or made.arranger, **asked)  # type: ignore[arg-type]


def sent(made: Golden) -> None:
    prepare(made)
    services.levy_sent(made.ref, made.lines["house"], sent_on=clock.today(), by=made.arranger)


def came_back(made: Golden, pence: int) -> None:
    services.levy_came_back(made.ref, made.lines["house"], pence=pence, answered_on=clock.today(), by=made.arranger)


def reclaim() -> LevyReclaim:
    session.rollback()
    return session.scalars(select(LevyReclaim)).one()


def ready(made: Golden, by: Viewer | None = None) -> Ready:
    session.rollback()
    return levy_page(made.ref, made.lines["house"], viewer=by or made.arranger).ready


def test_a_stay_holds_its_levy_as_a_line_of_its_own_and_its_pot_sets_it_aside() -> None:
    made = levied.confirmed()
    said = [(one.noun, one.pence, one.levy_council) for one in made.line("house").segments]
    assert said == [("night", 200_00, ""), ("Visitor levy", 10_00, "S12000036")]
    assert breaks.balance(made).set_aside_pence == 210_00
    (said_of_it,) = [one for one in rulings(made.break_).by_line[made.lines["house"]] if one.rule_id == "R35"]
    assert said_of_it.sentence == (
        "City of Edinburgh asks for a visitor levy of £10.00. It is part of the price. You can get it back."
    )


def test_elsewhere_there_is_none_to_ask_back() -> None:
    made = breaks.planned()
    assert made.line("house").pence == breaks.PRICE
    page = levy_page(made.ref, made.lines["house"], viewer=made.arranger)
    assert (page.levy_pence, page.ready, page.has_move) == (0, Ready.NONE, False)
    with pytest.raises(NotFound):
        services.leave_levy(made.ref, made.lines["house"], by=made.arranger)
    breaks.add_support(made)
    with pytest.raises(NotFound):
        levy_page(made.ref, made.lines["support"], viewer=made.arranger)


@pytest.mark.parametrize(
    ("ahead", "kept"), [(timedelta(days=3), 100_00), (timedelta(days=8), 0), (timedelta(0), 210_00)]
)
def test_the_levy_goes_back_whole_with_a_stay_that_has_not_begun(ahead: timedelta, kept: int) -> None:
    made = levied.confirmed()
    with time_machine.travel(made.line("house").periods[0].starts_at - ahead, tick=False):
        (part,) = cancel_cost(made.ref, viewer=made.arranger).parts
        assert part.cost_pence == kept
        assert ("The visitor levy goes back whole." in part.terms) is (kept < 210_00)
        services.cancel_line(made.ref, made.lines["house"], reason="He is ill", by=made.arranger)
        assert made.line("house").kept_pence == kept
        assert breaks.balance(made).set_aside_pence == kept
    with levied.over(made, is_paid=False):
        assert ready(made) is (Ready.UNPAID if kept == 210_00 else Ready.OFF)
        with pytest.raises(Conflict):
            prepare(made)


def test_it_can_be_asked_back_once_they_stayed_and_it_is_paid() -> None:
    made = levied.confirmed()
    assert ready(made) is Ready.AHEAD
    with pytest.raises(Conflict):
        prepare(made)
    with levied.over(made, is_paid=False):
        assert ready(made) is Ready.UNPAID
        assert [one.what for one in waiting_for(viewer=made.arranger)] == ["over"]
    with levied.over(made):
        assert ready(made) is Ready.YES
        (waits,) = waiting_for(viewer=made.arranger)
        assert (waits.what, waits.pence, waits.line_ref) == ("levy", 10_00, made.lines["house"])
        assert waiting_for(viewer=made.viewers["officer"]) == ()
        prepare(made)
        assert [one.what for one in waiting_for(viewer=made.arranger)] == ["levy"]
        services.levy_sent(made.ref, made.lines["house"], sent_on=clock.today(), by=made.arranger)
        assert waiting_for(viewer=made.arranger) == ()


def test_nobody_is_asked_about_it_after_three_months() -> None:
    made = levied.confirmed()
    with levied.over(made):
        pass
    for days, count in ((89, 1), (90, 0)):
        with time_machine.travel(made.break_.ends_at + timedelta(days=days), tick=False):
            assert len(waiting_for(viewer=made.arranger)) == count


def test_what_is_left_can_still_be_asked_for() -> None:
    made = levied.confirmed()
    with levied.over(made):
        services.leave_levy(made.ref, made.lines["house"], by=made.arranger)
        assert (reclaim().state, reclaim().entitlement) == (ReclaimState.LEFT, None)
        assert waiting_for(viewer=made.arranger) == ()
        prepare(made)
        assert reclaim().state is ReclaimState.PREPARED
        services.leave_levy(made.ref, made.lines["house"], by=made.arranger)
        assert (reclaim().state, reclaim().entitlement) == (ReclaimState.LEFT, None)


def test_it_is_written_down_only_with_consent_and_for_a_guest() -> None:
    made = levied.confirmed()
    with levied.over(made):
        with pytest.raises(Refused) as refused:
            prepare(made, is_agreed=False)
        assert set(refused.value.fields) == {"agrees"}
        with pytest.raises(Refused) as refused:
            prepare(made, guest_ref=families.person("Somebody else"))
        assert set(refused.value.fields) == {"guest"}
        assert session.scalar(select(func.count()).select_from(LevyReclaim)) == 0


def test_how_a_guest_is_entitled_is_for_them_and_who_may_read_what_is_medical_and_looks_are_recorded() -> None:
    made = levied.confirmed()
    officer = made.viewers["officer"]
    with levied.over(made):
        prepare(made)
        ref, line_ref = made.ref, made.lines["house"]
        session.rollback()
        mine = services.look_at_levy(ref, line_ref, by=made.viewers["person"])
        assert mine.paper is not None
        assert (mine.paper.entitled, mine.paper.levy_pence) == ("Adult Disability Payment", 10_00)
        looks = select(func.count()).select_from(Look).where(Look.what == "how they are entitled")
        assert session.scalar(looks) == 0
        services.look_at_levy(ref, line_ref, by=made.arranger)
        assert session.scalar(looks) == 1
        theirs = services.look_at_levy(ref, line_ref, by=officer)
        assert (theirs.paper, theirs.may_claim, theirs.guests) == (None, False, ())
        assert session.scalar(looks) == 1
        with pytest.raises(NotFound):
            prepare(made, by=officer)
        with pytest.raises(NotFound):
            services.leave_levy(ref, line_ref, by=officer)
        with pytest.raises(NotFound):
            services.look_at_levy(ref, line_ref, by=families.viewer("A stranger"))


def test_what_came_back_waits_for_who_keeps_the_pot_and_is_put_in_once() -> None:
    made = levied.confirmed()
    officer, ref, line_ref = made.viewers["officer"], made.ref, made.lines["house"]
    with levied.over(made):
        sent(made)
        before = breaks.balance(made).free_pence
        came_back(made, 10_00)
        (refund,) = reclaim().refunds
        assert (refund.pence, refund.entered_at, reclaim().entitlement) == (10_00, None, None)
        assert breaks.balance(made).free_pence == before
        with pytest.raises(NotFound):
            services.enter_levy_refund(ref, line_ref, refund.ref, by=made.arranger)
        refund_ref = reclaim().refunds[0].ref
        (row,) = levy_page(ref, line_ref, viewer=officer).came_back
        assert (row.may_enter, row.is_own, row.pence) == (True, False, 10_00)
        services.enter_levy_refund(ref, line_ref, refund_ref, by=officer)
        assert breaks.balance(made).free_pence == before + 10_00
        assert "A visitor levy that came back" in session.scalars(select(TransferNote.words)).all()
        with pytest.raises(Conflict):
            services.enter_levy_refund(ref, line_ref, refund_ref, by=officer)
    assert ledger_is_off_by_pence() == 0


def refused_days(made: Golden) -> list[Callable[[], None]]:
    ref, line_ref, by, tomorrow = made.ref, made.lines["house"], made.arranger, clock.today() + timedelta(days=1)
    return [
        lambda: services.levy_refused(ref, line_ref, answered_on=tomorrow, by=by),
        lambda: services.levy_refused(ref, line_ref, answered_on=tomorrow - timedelta(days=2), by=by),
        lambda: came_back(made, 0),
        lambda: came_back(made, 10_01),
        lambda: came_back(made, -1),
    ]


def test_bad_days_and_sums_are_refused_and_nothing_moves() -> None:
    made = levied.confirmed()
    with levied.over(made):
        prepare(made)
        for day in (clock.today() + timedelta(days=1), clock.today() - timedelta(days=2)):
            with pytest.raises(Refused):
                services.levy_sent(made.ref, made.lines["house"], sent_on=day, by=made.arranger)
        services.levy_sent(made.ref, made.lines["house"], sent_on=clock.today(), by=made.arranger)
        for do in refused_days(made):
            with pytest.raises(Refused):
                do()
        assert (reclaim().state, reclaim().refunds) == (ReclaimState.SENT, [])
        came_back(made, 10_00)
        with pytest.raises(Conflict):
            came_back(made, 10_00)


def test_a_council_that_says_no_can_be_asked_again() -> None:
    made = levied.confirmed()
    with levied.over(made):
        sent(made)
        services.levy_refused(made.ref, made.lines["house"], answered_on=clock.today(), by=made.arranger)
        assert (reclaim().state, reclaim().entitlement) == (ReclaimState.REFUSED, None)
        prepare(made)
        assert (reclaim().state, reclaim().sent_on) == (ReclaimState.PREPARED, None)
