"""Cancelling: the time is free, the money goes back to the pots that paid, all of it, and the provider is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import SharePart
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState, CannotMove, LineState
from marketplace.booking.models import BreakMove, LineMove, Promise
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.promises import promises_due
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotAllowed, NotFound, Refused
from marketplace.notifications.models import Letter
from marketplace.people.representation import Scope
from tests import breaks, families, funded, golden
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")


def confirmed(pot: str = "virtual") -> Golden:
    """A house and support, confirmed; all from one pot."""
    made = breaks.planned(pot=pot)
    breaks.add_support(made)
    breaks.pay(made, "support", pot)
    golden.ask(made)
    golden.answer(made)
    assert state(made) is BreakState.CONFIRMED
    return made


def state(of: Golden) -> BreakState:
    session.rollback()
    return break_for(of.ref, viewer=of.arranger).state


def letters(name: str) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Letter.to_address).where(Letter.name == name).order_by(Letter.id)))


def test_a_cancelled_part_lets_go_of_its_space_and_money_and_leaves_the_rest() -> None:
    made = confirmed()
    services.cancel_line(made.ref, made.lines["support"], reason="His uncle comes", by=made.arranger)
    assert made.line("support").state is LineState.CANCELLED
    assert breaks.taken() == [made.line("house").segments[0].reference]
    assert breaks.balance(made).set_aside_pence == 200_00
    assert state(made) is BreakState.CONFIRMED
    assert letters("break-part-over") == [made.offers["bank"].by.email]


@pytest.mark.parametrize("says_no", [True, False])
def test_with_its_last_part_a_break_is_cancelled(*, says_no: bool) -> None:
    made = breaks.planned()
    golden.ask(made)
    golden.answer(made)
    if says_no:
        services.say(made.ref, made.lines["house"], is_yes=False, words="He is ill", by=made.viewers["person"])
    else:
        services.cancel_line(made.ref, made.lines["house"], reason="He is ill", by=made.arranger)
    assert (made.break_.state, made.break_.words) == (BreakState.CANCELLED, "He is ill")
    told = session.scalars(select(Letter.name).where(Letter.about == made.break_.about)).all()
    assert "break-cancelled" in told
    assert "break-part-out" not in told


def test_a_cancelled_break_lets_go_of_everything_and_tells_everyone() -> None:
    made = confirmed()
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    assert (breaks.taken(), breaks.balance(made).free_pence) == ([], 1_000_00)
    assert {line.state for line in made.break_.lines} == {LineState.CANCELLED}
    assert set(letters("break-part-over")) == {made.offers["bank"].by.email, made.offers["house"].by.email}
    assert set(letters("break-cancelled")) == {made.arranger.email, made.viewers["person"].email}
    assert ledger_is_off_by_pence() == 0


@pytest.mark.parametrize("stage", ["draft", "held", "requested"])
def test_a_break_can_be_cancelled_at_any_time_before(stage: str) -> None:
    made = breaks.planned()
    if stage != "draft":
        services.hold(made.ref, by=made.arranger)
    if stage == "requested":
        services.request(made.ref, asks_longer=False, by=made.arranger)
    services.cancel_break(made.ref, reason="Not now", by=made.arranger)
    assert (breaks.taken(), breaks.balance(made).set_aside_pence) == ([], 0)
    assert bool(letters("break-part-over")) is (stage == "requested")
    with pytest.raises(CannotMove):
        services.cancel_break(made.ref, reason="Not now", by=made.arranger)


def test_only_a_confirmed_part_is_cancelled_before_that_it_is_taken_out() -> None:
    made = breaks.planned()
    golden.ask(made)
    with pytest.raises(NotNow):
        services.cancel_line(made.ref, made.lines["house"], reason="No", by=made.arranger)
    services.remove_line(made.ref, made.lines["house"], by=made.arranger)
    assert made.line("house").state is LineState.TAKEN_OUT
    assert breaks.taken() == []
    assert made.break_.state is BreakState.DRAFT
    assert made.break_.requested_at is None


def test_cancelling_needs_a_reason_and_somebody_who_arranges() -> None:
    made = confirmed()
    with pytest.raises(Refused) as refused:
        services.cancel_break(made.ref, reason=" ", by=made.arranger)
    assert set(refused.value.fields) == {"reason"}
    seer = families.viewer("Seer")
    families.acts_for(seer, made.people["person"], Scope.SEE)
    with pytest.raises(NotAllowed):
        services.cancel_break(made.ref, reason="No", by=seer)
    with pytest.raises(NotFound):
        services.cancel_break(made.ref, reason="No", by=families.viewer("Stranger"))


def test_who_did_what_and_why_is_on_record_for_the_break_and_each_line() -> None:
    made = confirmed()
    services.cancel_line(made.ref, made.lines["support"], reason="His uncle comes", by=made.arranger)
    of_break = session.execute(select(BreakMove.to_state, BreakMove.why).order_by(BreakMove.id)).all()
    assert [tuple(row) for row in of_break] == [
        ("draft", "made"),
        ("held", "held"),
        ("requested", "requested"),
        ("confirming", "all_agreed"),
        ("confirmed", "charge_answered"),
    ]
    support = made.line("support").id
    of_line = session.scalars(select(LineMove.to_state).where(LineMove.line_id == support).order_by(LineMove.id)).all()
    assert of_line == ["proposed", "asked", "accepted_provisionally", "accepted", "cancelled"]


@pytest.mark.parametrize("model", [BreakMove, LineMove])
def test_the_database_refuses_to_change_the_record_of_moves(model: type[BreakMove | LineMove]) -> None:
    breaks.planned()
    for change in (update(model).values(why="x"), delete(model)):
        with pytest.raises(IntegrityError, match="append-only"), transaction():
            session.execute(change)


# Own money by bank transfer


def finance() -> Viewer:
    return families.viewer("Finance", RoleName.BROKERAGE_FINANCE)


def test_own_money_is_a_promise_that_finance_marks_when_it_comes() -> None:
    made = confirmed("own")
    by = finance()
    (due,) = promises_due(viewer=by)
    assert (due.pence, due.owed_pence, due.owed_back_pence) == (298_40, 298_40, 0)
    assert promises_due(viewer=made.arranger) == ()
    with pytest.raises(NotFound):
        services.mark_paid(due.ref, by=made.arranger)
    services.mark_paid(due.ref, by=by)
    with pytest.raises(Conflict):
        services.mark_paid(due.ref, by=by)
    assert promises_due(viewer=by) == ()
    assert breaks.balance(made, "own").paid_pence == 298_40


def test_what_is_cancelled_before_it_was_paid_is_owed_no_more() -> None:
    made = confirmed("own")
    services.cancel_line(made.ref, made.lines["support"], reason="His uncle comes", by=made.arranger)
    (due,) = promises_due(viewer=finance())
    assert due.owed_pence == 200_00


def test_what_was_paid_and_is_cancelled_goes_back_and_finance_marks_it() -> None:
    made = confirmed("own")
    by = finance()
    services.mark_paid(promises_due(viewer=by)[0].ref, by=by)
    services.cancel_line(made.ref, made.lines["support"], reason="His uncle comes", by=made.arranger)
    (due,) = promises_due(viewer=by)
    assert (due.owed_pence, due.owed_back_pence) == (0, 98_40)
    assert breaks.balance(made, "own").paid_pence == 298_40
    services.mark_sent_back(due.ref, by=by)
    assert promises_due(viewer=by) == ()
    assert breaks.balance(made, "own").paid_pence == 200_00
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    assert promises_due(viewer=by)[0].owed_back_pence == 200_00
    assert breaks.balance(made, "own").paid_pence == 200_00
    services.mark_sent_back(due.ref, by=by)
    assert breaks.balance(made, "own").paid_pence == 0


def test_without_own_money_nothing_is_promised() -> None:
    confirmed()
    assert session.scalars(select(Promise)).all() == []


# When it is over


def test_what_was_delivered_and_is_paid_on_invoice_stays_set_aside_until_that_is_paid() -> None:
    made = confirmed()
    with pytest.raises(NotNow):
        services.complete(made.ref, by=made.arranger)
    with time_machine.travel(made.break_.ends_at + timedelta(minutes=1), tick=False):
        services.complete(made.ref, by=made.arranger)
        balance = breaks.balance(made)
    assert (balance.paid_pence, balance.set_aside_pence) == (0, 298_40)
    assert {line.state for line in made.break_.lines} == {LineState.DELIVERED}
    assert made.break_.state is BreakState.COMPLETED


# Fees of who holds an ISF


def test_the_fee_follows_what_its_pot_pays_line_by_line() -> None:
    b = golden.two_nights_in_peebles()
    for taken_out, fee in (("taxi", 24_26), ("support", 9_20), ("hotel", None)):
        services.remove_line(b.ref, b.lines[taken_out], by=b.arranger)
        fees = [line.pence for line in b.break_.lines_in if line.is_fee]
        assert fees == ([fee] if fee else [])


def test_a_fee_that_rises_has_to_be_held_and_agreed_anew() -> None:
    b = golden.two_nights_in_peebles()
    services.remove_line(b.ref, b.lines.pop("taxi"), by=b.arranger)
    golden.ask(b)
    golden.agree(b, "isf")
    part = SharePart(b.pots["isf"], pence=100_00, option=2, outcome_ref=b.outcome)
    own = funded.pot(b.people["person"], "own", 0, plan_ref="", by=b.arranger, officer=b.arranger)
    parts = [part, SharePart(own, pence=84_00)]
    services.set_shares(b.ref, b.lines["hotel"], parts=parts, by=b.arranger)
    (fee,) = [line for line in break_for(b.ref, viewer=b.arranger).lines if line.sort == "fee"]
    assert (fee.pence, fee.is_held) == (20_06, True)
    assert break_for(b.ref, viewer=b.arranger).pots[0].agreement.is_agreed
    whole = replace(part, pence=184_00)
    services.set_shares(b.ref, b.lines["hotel"], parts=[whole], by=b.arranger)
    (fee,) = [line for line in break_for(b.ref, viewer=b.arranger).lines if line.sort == "fee"]
    assert (fee.pence, fee.is_held) == (24_26, False)
    assert breaks.balance(b, "isf").set_aside_pence == 301_20
    services.hold(b.ref, by=b.arranger)
    assert breaks.balance(b, "isf").set_aside_pence == 509_46
