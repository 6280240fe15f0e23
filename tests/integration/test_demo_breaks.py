"""The breaks and the money that are there when the demo begins."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, literal, select

from marketplace import clock, db
from marketplace.accounts.models import Membership
from marketplace.accounts.queries import account_with_email
from marketplace.accounts.signing_in import viewer_in
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.matching import Likeness
from marketplace.booking.models import Break, Line, LineQuestion, Segment
from marketplace.booking.queries.breaks import my_breaks
from marketplace.booking.queries.matching import lines_to_match
from marketplace.booking.queries.waiting import waiting_for
from marketplace.budgets.models import LedgerAccount, MoneyHold, Pot, Transfer
from marketplace.budgets.queries.account_lines import lines_to_say
from marketplace.budgets.queries.returns import return_of, returns_missing
from marketplace.budgets.services.proving import prove
from marketplace.budgets.statement import Month
from marketplace.db import session
from marketplace.listings.models import Occupancy
from marketplace.payments.disputes import DisputeState
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice, PaymentRun
from marketplace.payments.invoices.queries import invoices_to
from marketplace.payments.models import CardDispute, CardPayment, KeptCard
from marketplace.payments.payouts.lifecycle import PayoutState
from marketplace.payments.payouts.models import Payout
from marketplace.payments.queries import count_card_cases
from marketplace.payments.recharges.lifecycle import RechargeState
from marketplace.payments.recharges.queries import to_come_back, to_pay_back
from marketplace.payments.services.reconciling import EDGE, READ_BACK
from tests.demo import copy as demo_copy


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with demo_copy("sqlite", tmp_path_factory.mktemp("demo")) as url:
        engine = db.connect(url)
        yield
        session.remove()
        engine.dispose()


def signed_in(email: str) -> Viewer:
    """One of the demo's people as they read."""
    account = account_with_email(email)
    assert account is not None
    return viewer_in(session.scalars(select(Membership).where(Membership.account_id == account.id)).one())


@pytest.mark.usefixtures("demo")
def test_no_provider_begins_with_an_empty_day() -> None:
    asked = session.scalars(select(Break).where(Break.state != BreakState.DRAFT))
    assert {one.title: one.state for one in asked} == {
        "Two nights near Duns": BreakState.CONFIRMED,
        "A quiet week in Kelso": BreakState.REQUESTED,
        "Two nights by the river": BreakState.REQUESTED,
        "A quiet night in Kelso": BreakState.REQUESTED,
        "Two nights at Orchard House": BreakState.COMPLETED,
        "Walks from Orchard House": BreakState.COMPLETED,
        "Two nights in the quiet": BreakState.COMPLETED,
        "A night at Orchard House": BreakState.COMPLETED,
        "A walk with support": BreakState.COMPLETED,
        "Two nights at Ford": BreakState.COMPLETED,
        "A night by the river": BreakState.COMPLETED,
    }
    assert session.scalar(select(func.count()).select_from(LineQuestion)) == 1


@pytest.mark.usefixtures("demo")
def test_whoever_accounts_for_the_money_finds_some_in_months_that_have_accounts_and_the_books_are_right() -> None:
    states = Counter(session.scalars(select(Invoice.state)))
    assert states == {InvoiceState.PAID: 3, InvoiceState.DISPUTED: 1, InvoiceState.SENT: 3}
    runs = session.scalars(select(PaymentRun.paid_at)).all()
    assert [paid_at is not None and paid_at < clock.now() - timedelta(days=20) for paid_at in runs] == [True, True]
    assert prove().flaws == 0
    too_early = (
        select(Pot.name)
        .join(LedgerAccount, LedgerAccount.pot_id == Pot.id)
        .join(MoneyHold, MoneyHold.account_id == LedgerAccount.id)
        .join(Transfer, Transfer.id == MoneyHold.transfer_id)
        .where(Transfer.at < Pot.made_at)
    )
    assert session.scalars(too_early).all() == []


@pytest.mark.usefixtures("demo")
def test_diaries_are_filled_over_the_year_to_come_and_hold_nothing_past_but_breaks_that_are_over() -> None:
    over = select(Break.id).where(Break.state == BreakState.COMPLETED)
    stayed = select(literal("segment:") + Segment.ref).join(Line).where(Line.break_id.in_(over))
    first, last, count = session.execute(
        select(func.min(Occupancy.starts_at), func.max(Occupancy.ends_at), func.count()).where(
            Occupancy.reference.not_in(stayed)
        )
    ).one()
    assert first > clock.now() - timedelta(days=1)
    assert timedelta(days=300) < last - clock.now() < timedelta(days=400)
    assert count > 1000


@pytest.mark.usefixtures("demo")
def test_a_return_of_the_direct_payment_is_sent_and_the_statement_of_the_next_month_waits() -> None:
    isobel = signed_in("isobel@cranston.example")
    pot = session.scalars(select(Pot.ref).where(Pot.name == "Direct payment").order_by(Pot.id)).first() or ""
    last = Month.of(clock.today().replace(day=1) - timedelta(days=1))
    before = Month.of(last.first_on - timedelta(days=1))
    sent, waits = (return_of(pot, month, viewer=isobel) for month in (before, last))
    assert sent.sent is not None
    assert (sent.sums.difference_pence, sent.sent.bank_pence) == (0, waits.sums.opening_pence)
    assert waits.at_bank is not None
    assert (waits.may_send, waits.at_bank.waiting, waits.at_bank.opening_pence) == (True, 5, waits.sums.opening_pence)
    seems = [bool(one.proposed) for one in lines_to_say(waits.pot, last).to_say]
    assert seems.count(True) == 4


@pytest.mark.usefixtures("demo")
def test_no_month_of_the_direct_payment_is_without_a_return_but_the_one_that_is_due() -> None:
    last = Month.of(clock.today().replace(day=1) - timedelta(days=1))
    missing = returns_missing(viewer=signed_in("priya.nair@borders-council.example"))
    assert [(one.first, one.months) for one in missing] == [(last, 1)]


@pytest.mark.usefixtures("demo")
def test_the_nhs_paid_a_whole_invoice_and_the_council_has_a_paper_to_pay_its_part_back() -> None:
    tam, priya = signed_in("tam@lull.example"), signed_in("priya.nair@borders-council.example")
    (back,), (owed,) = to_come_back(viewer=tam), to_pay_back(viewer=priya)
    assert (back.ref, back.state, back.lead.name) == (owed.ref, RechargeState.OPEN, "NHS Borders")
    assert (back.invoice.state, back.invoice.pence, back.pence) == (InvoiceState.PAID, 147_60, 110_70)


@pytest.mark.usefixtures("demo")
def test_finance_of_the_brokerage_has_a_line_that_it_marked_by_hand_and_one_that_is_nothing() -> None:
    lines = lines_to_match(viewer=signed_in("tam@lull.example"))
    assert [line.proposal and line.proposal.likeness for line in lines] == [Likeness.MARKED_BY_HAND, None]


@pytest.mark.usefixtures("demo")
def test_who_holds_a_fund_has_a_yes_to_say_and_an_invoice_to_accept() -> None:
    elspeth = signed_in("elspeth.kerr@cheviotcircle.example")
    assert [(one.what, bool(one.pence)) for one in waiting_for(viewer=elspeth)] == [("agree", True)]
    assert [one.state for one in invoices_to(InvoiceState.SENT, viewer=elspeth)] == [InvoiceState.SENT]


@pytest.mark.usefixtures("demo")
def test_the_mother_has_a_draft_to_go_on_with_in_which_nothing_is_held() -> None:
    drafts = my_breaks(viewer=signed_in("isobel@cranston.example")).rows
    assert [(one.title, one.state) for one in drafts] == [("Two nights in Kelso", BreakState.DRAFT)]


@pytest.mark.usefixtures("demo")
def test_a_card_paid_a_break_its_provider_has_its_part_and_the_payment_is_disputed() -> None:
    (payment,), (payout,) = session.scalars(select(CardPayment)).all(), session.scalars(select(Payout)).all()
    (dispute,) = session.scalars(select(CardDispute)).all()
    assert (payout.state, payout.payment_id, payout.pence) == (PayoutState.SENT, payment.id, payment.pence)
    assert (dispute.state, dispute.pence, dispute.due_at is not None) == (DisputeState.ASKED, payment.pence, True)
    assert max(payment.at, payout.sent_at or clock.now()) < clock.now() - READ_BACK - EDGE
    assert count_card_cases(viewer=signed_in("tam@lull.example")) == 1
    assert session.scalar(select(func.count()).select_from(KeptCard).where(KeptCard.ended_at.is_(None))) == 0
