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
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, Line, LineQuestion, Segment
from marketplace.budgets.models import LedgerAccount, MoneyHold, Pot, Transfer
from marketplace.budgets.queries.account_lines import lines_to_say
from marketplace.budgets.queries.returns import return_of
from marketplace.budgets.services.proving import prove
from marketplace.budgets.statement import Month
from marketplace.db import session
from marketplace.listings.models import Occupancy
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice, PaymentRun
from tests.demo import copy as demo_copy


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with demo_copy("sqlite", tmp_path_factory.mktemp("demo")) as url:
        engine = db.connect(url)
        yield
        session.remove()
        engine.dispose()


@pytest.mark.usefixtures("demo")
def test_no_provider_begins_with_an_empty_day() -> None:
    asked = session.scalars(select(Break).where(Break.state != BreakState.DRAFT))
    assert {one.title: one.state for one in asked} == {
        "Two nights near Duns": BreakState.CONFIRMED,
        "A quiet week in Kelso": BreakState.REQUESTED,
        "Two nights by the river": BreakState.REQUESTED,
        "Two nights at Orchard House": BreakState.COMPLETED,
        "Walks from Orchard House": BreakState.COMPLETED,
        "Two nights in the quiet": BreakState.COMPLETED,
        "A night at Orchard House": BreakState.COMPLETED,
    }
    assert session.scalar(select(func.count()).select_from(LineQuestion)) == 1


@pytest.mark.usefixtures("demo")
def test_whoever_accounts_for_the_money_finds_some_in_months_that_have_accounts_and_the_books_are_right() -> None:
    states = Counter(session.scalars(select(Invoice.state)))
    assert states == {InvoiceState.PAID: 2, InvoiceState.DISPUTED: 1, InvoiceState.SENT: 2}
    (run,) = session.scalars(select(PaymentRun))
    assert run.paid_at
    assert run.paid_at < clock.now() - timedelta(days=30)
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
    account = account_with_email("isobel@cranston.example")
    assert account is not None
    isobel = viewer_in(session.scalars(select(Membership).where(Membership.account_id == account.id)).one())
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
