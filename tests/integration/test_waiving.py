"""A provider is asked, once, to keep less of what was cancelled: its yes puts the money back where it came from."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.drafts import SharePart
from marketplace.booking.errors import NotNow
from marketplace.booking.models import Waiver
from marketplace.booking.queries.inbox import inbox
from marketplace.booking.queries.invoicing import to_invoice
from marketplace.booking.queries.promises import promises_due
from marketplace.booking.queries.waivers import let_off
from marketplace.booking.waiving import WaiverState
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.services import proving
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments.invoices import services as invoices
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.queries.payouts import payout_desk
from tests import breaks, families, funded, golden, staged
from tests.golden import Golden
from tests.integration.test_cancel_costs import THREE_DAYS, before, cancel, confirmed, house
from tests.invoiced import TERMS
from tests.paid_by_transfer import come, finance, known, listed

pytestmark = pytest.mark.usefixtures("database")
WHY = "She was taken to hospital on Monday"


def ask(made: Golden, name: str = "house") -> None:
    session.rollback()
    services.ask_let_off(made.ref, made.lines[name], reason=WHY, by=made.arranger)


def answer(made: Golden, pence: int, words: str = "", name: str = "house") -> None:
    session.rollback()
    by = made.offers[name].by
    services.answer_let_off(made.lines[name], back_pence=pence, words=words, by=by)


def waiver() -> Waiver:
    session.rollback()
    return session.scalars(select(Waiver)).one()


def proved() -> bool:
    return proving.prove().flaws == 0 and ledger_is_off_by_pence() == 0


def test_the_provider_is_asked_with_words_and_a_day_and_reads_it_on_its_desk() -> None:
    made = confirmed()
    with before(made, THREE_DAYS):
        cancel(made)
        ask(made)
        owner = made.offers["house"].by
        assert staged.letters("break-let-off-asked") == [owner.email]
        assert WHY in staged.bodies("break-let-off-asked")[0]
        (request,) = inbox(viewer=owner).waits
        assert (request.row.line_ref, request.let_off_by) == (made.lines["house"], waiver().answer_by)
        assert request.answer_by == request.let_off_by
        answer(made, 0, "We had turned others away")
        assert inbox(viewer=owner).waits == ()
        assert [row.line_ref for row in inbox(viewer=owner).ended] == [made.lines["house"]]


@pytest.mark.parametrize(("back", "state"), [(100_00, WaiverState.WAIVED), (30_00, WaiverState.IN_PART)])
def test_a_yes_lets_go_what_a_council_had_set_aside_for_it(back: int, state: WaiverState) -> None:
    made = confirmed()
    with before(made, THREE_DAYS):
        cancel(made)
        ask(made)
        answer(made, back, "Get well soon")
        balance = breaks.balance(made)
        assert (balance.paid_pence, balance.set_aside_pence) == (0, 100_00 - back + 98_40)
        assert (waiver().state, waiver().back_pence, made.line("house").kept_pence) == (state, back, 100_00 - back)
        body = staged.bodies("break-let-off-answered")[0]
        assert "Get well soon" in body
        assert set(staged.letters("break-let-off-answered")) >= {made.arranger.email, made.offers["house"].by.email}
    assert proved()


def test_until_it_is_answered_nothing_of_it_is_invoiced_and_then_what_is_left() -> None:
    made = confirmed()
    owner = made.offers["house"].by
    with before(made, THREE_DAYS):
        invoices.keep_book(terms=TERMS, by=owner)
        cancel(made)
        assert sum(row.part.pence for row in to_invoice(viewer=owner)) == 100_00
        ask(made)
        assert to_invoice(viewer=owner) == ()
        answer(made, 30_00)
        assert sum(row.part.pence for row in to_invoice(viewer=owner)) == 70_00


def test_each_pot_has_its_part_back_and_what_came_by_transfer_is_owed_back_until_it_is_sent() -> None:
    made = breaks.planned(at=house())
    person, by = made.people["person"], made.arranger
    made.pots["own"] = funded.pot(person, "own", 0, plan_ref="", by=by, officer=by)
    virtual = SharePart(made.pots["virtual"], pence=150_01, option=3, outcome_ref=made.outcome)
    services.set_shares(made.ref, made.lines["house"], parts=[virtual, SharePart(made.pots["own"], pence=49_99)], by=by)
    golden.ask(made)
    golden.answer(made)
    services.mark_paid(promises_due(viewer=finance())[0].ref, by=finance())
    with before(made, THREE_DAYS):
        cancel(made)  # of 200.00 half is kept: 75.01 and 24.99
        ask(made)
        answer(made, 50_00)
        session.rollback()
        kept = sorted(share.kept_pence for share in made.line("house").shares)
        assert kept == [12_49, 37_51]
        assert breaks.balance(made).set_aside_pence == 37_51
        (due,) = promises_due(viewer=finance())
        assert due.owed_back_pence == 49_99 - 12_49
        services.mark_sent_back(due.ref, by=finance())
        assert breaks.balance(made, "own").paid_pence == 12_49
    assert proved()


def test_what_is_owed_by_transfer_and_was_not_paid_goes_down_and_whoever_owes_it_is_told() -> None:
    made = confirmed(pot="own")
    with before(made, THREE_DAYS):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        before_ = len(staged.letters("break-cost-owed"))
        ask(made)
        answer(made, 60_00)
        (due,) = promises_due(viewer=finance())
        assert (due.pence, due.owed_pence) == (40_00, 40_00)
        assert len(staged.letters("break-cost-owed")) == before_ + 1
    assert proved()


def test_a_fee_comes_down_with_what_was_kept_whether_the_break_stands_or_not() -> None:
    b = golden.two_nights_in_peebles()
    for name in ("hotel", "support", "taxi"):
        with transaction():
            b.line(name).cancellation_steps = "7:50" if name == "hotel" else ""
    golden.ask(b)
    golden.answer(b)
    with before(b, THREE_DAYS, "hotel"):
        cancel(b, "hotel")
        for name in ("support", "taxi"):
            cancel(b, name)
        assert breaks.balance(b, "isf").set_aside_pence == 92_00 + 4_60
        ask(b, "hotel")
        answer(b, 42_00, name="hotel")
        balance = breaks.balance(b, "isf")
        assert (balance.paid_pence, balance.set_aside_pence) == (
            0,
            50_00 + 4_60,
        )  # the fee is taken when it is invoiced
        fees = [share.kept_pence for line in b.break_.lines if line.is_fee for share in line.shares if share.kept_pence]
        assert fees == [2_50]
    assert proved()


def test_of_what_its_provider_has_already_it_owes_what_it_gave_back() -> None:
    made = confirmed(pot="own")
    come()
    with before(made, THREE_DAYS):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        known(made.offers["house"].by)
        payouts.LISTS.mark_paid(listed(), by=finance())
        ask(made)
        answer(made, 60_00)
        (back,) = payout_desk(viewer=finance()).reversals
        assert back.pence == 60_00
        (due,) = promises_due(viewer=finance())
        assert due.owed_back_pence == 298_40 - 40_00
    assert proved()


def test_a_no_is_final_and_so_is_every_answer() -> None:
    made = confirmed()
    with before(made, THREE_DAYS):
        cancel(made)
        ask(made)
        with pytest.raises(Refused) as refused:
            answer(made, 0)
        assert set(refused.value.fields) == {"words"}
        answer(made, 0, "We had turned others away")
        for pence, words in ((100_00, ""), (0, "No")):
            with pytest.raises(Conflict):
                answer(made, pence, words)
        with pytest.raises(NotNow):
            ask(made)
        assert (waiver().state, made.line("house").kept_pence) == (WaiverState.REFUSED, 100_00)
        stands = let_off(made.ref, made.lines["house"], viewer=made.arranger)
        assert stands is not None
        assert (stands.may_ask, stands.waiver is not None) == (False, True)
        assert breaks.balance(made).set_aside_pence == 198_40


def test_silence_is_a_no_once_its_day_is_over_and_not_before() -> None:
    made = confirmed()
    with before(made, THREE_DAYS):
        cancel(made)
        ask(made)
        ends = waiver().answer_by
        assert services.end_unanswered_let_offs() == 0
    session.rollback()
    with time_machine.travel(ends, tick=False):
        assert services.end_unanswered_let_offs() == 1
        assert services.end_unanswered_let_offs() == 0
        assert waiver().state is WaiverState.UNANSWERED
        assert "did not answer in time" in staged.bodies("break-let-off-answered")[0]
        with pytest.raises(Conflict):
            answer(made, 100_00)


def test_what_costs_nothing_was_invoiced_or_stands_cannot_be_asked_and_only_who_arranges_or_decides_asks() -> None:
    made = confirmed()
    owner = made.offers["house"].by
    with before(made, THREE_DAYS):
        with pytest.raises(NotFound):
            ask(made)
        cancel(made, "support")
        with pytest.raises(NotNow):
            ask(made, "support")
        invoices.keep_book(terms=TERMS, by=owner)
        cancel(made)
        with pytest.raises(NotFound):
            services.ask_let_off(made.ref, made.lines["house"], reason=WHY, by=families.viewer("Stranger"))
        with pytest.raises(NotFound):
            answer(made, 0, "No")
        (row,) = to_invoice(viewer=owner)
        services.make_invoice([row.key], by=owner)
        with pytest.raises(NotNow, match="credit note"):
            ask(made)


def test_nobody_else_answers_and_no_more_than_was_kept_goes_back() -> None:
    made = confirmed()
    with before(made, THREE_DAYS):
        cancel(made)
        ask(made)
        with pytest.raises(NotFound):
            services.answer_let_off(made.lines["house"], back_pence=1, words="", by=made.offers["bank"].by)
        for wrong in (-1, 100_01):
            with pytest.raises(Refused) as refused:
                answer(made, wrong)
            assert set(refused.value.fields) == {"amount"}


def test_the_database_lets_a_part_be_asked_about_once_and_no_more_go_back_than_was_kept() -> None:
    made = confirmed()
    with before(made, THREE_DAYS):
        cancel(made)
        ask(made)
        now = clock.now()
        row = {"words": WHY, "pence": 100, "asked_at": now, "answer_by": now + timedelta(days=1), "answer_words": ""}
        lines = {"house": waiver().line_id, "support": made.line("support").id}
        for line, back, state in (("house", 0, "ASKED"), ("support", 101, "WAIVED"), ("support", 50, "WAIVED")):
            ended = None if state == "ASKED" else now
            said = {"line_id": lines[line], "back_pence": back, "state": WaiverState[state], "ended_at": ended}
            with pytest.raises(IntegrityError), transaction():
                session.execute(insert(Waiver).values(ref=f"r{back}{state}", **row, **said))
