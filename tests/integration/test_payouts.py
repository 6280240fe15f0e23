"""What cards paid is sent on to the providers when their part is done, or kept: once, and as much as is theirs."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.queries.invoicing import to_invoice
from marketplace.budgets.queries.passed_on import passed_on
from marketplace.budgets.services import proving
from marketplace.db import session, transaction
from marketplace.errors import NotFound
from marketplace.payments import services as cards
from marketplace.payments.models import CardDifference
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.accounts import AccountState
from marketplace.payments.payouts.gateway import NotReady, Payouts, Sending
from marketplace.payments.payouts.lifecycle import PayoutState
from marketplace.payments.payouts.models import Payout, PayoutAccount
from marketplace.payments.payouts.queries.payouts import account_gap, as_csv, my_payouts
from marketplace.payments.reconciling import DifferenceKind
from marketplace.rules.models import Setting
from marketplace.rules.settings import SettingName
from tests import families, staged
from tests.charged import Firm, all_is_old_enough, letters, work
from tests.integration.test_cancel_costs import before
from tests.paid_over import AGAIN, DONE, HOUSE, SUPPORT, complete, connect, done, paid, sent, standing

FEE = SettingName.BROKERAGE_FEE_PER_TEN_THOUSAND.value

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _anew(firm: Firm) -> Iterator[None]:
    firm.begin()
    with all_is_old_enough():
        yield


def agree() -> None:
    """The ledger is right, and the card firm's lists say the same as ours and as the books."""
    assert proving.prove().flaws == 0
    assert cards.reconcile() == 0
    for one in standing():
        if one.state is PayoutState.SENT:
            assert passed_on([one.reference]) == {one.reference: one.net_left_pence}


def test_one_payment_pays_each_provider_of_a_break_when_it_is_done(firm: Firm) -> None:
    made = paid(firm)
    house, bank = (connect(firm, made.offers[name].by) for name in ("house", "bank"))
    work()
    assert sent(firm) == {}, "nothing is done yet"
    complete(made)
    work()
    assert sent(firm) == {house: HOUSE, bank: SUPPORT}
    (intent_id,) = {one.intent_id for one in firm.stand_in.transfers()}
    assert intent_id == firm.stand_in.charges()[0].intent_id
    for one, name in zip(firm.stand_in.transfers(), ("house", "support"), strict=True):
        assert one.group == one.metadata["break"] == made.ref
        assert (one.metadata["pot"], one.metadata["lines"]) == (made.pots["own"], made.lines[name])
    agree()


def test_a_part_that_two_cards_paid_is_one_transfer_of_each_payment(firm: Firm) -> None:
    made = paid(firm, "own", "direct")
    account_ids = {name: connect(firm, made.offers[name].by) for name in ("house", "bank")}
    complete(made)
    work()
    intents = {charge.intent_id: charge.pence for charge in firm.stand_in.charges()}
    assert {one.intent_id: one.pence for one in firm.stand_in.transfers()} == intents
    assert sent(firm) == {account_ids["house"]: HOUSE, account_ids["bank"]: SUPPORT}
    agree()


def test_who_has_no_account_is_written_to_and_sent_it_as_soon_as_it_is_ready(firm: Firm) -> None:
    made = done(firm)
    work()
    by = made.offers["house"].by
    assert (sent(firm), [one.state for one in standing()]) == ({}, [PayoutState.OWED] * 2)
    assert sorted(letters("payout-waits")) == sorted([by.email, made.offers["bank"].by.email])
    assert my_payouts(viewer=by).waiting_pence == HOUSE
    account_id = connect(firm, by, "00000001")
    work()
    assert (sent(firm), account_gap(viewer=by)) == ({}, AccountState.MORE_WANTED)
    firm.stand_in.becomes(account_id, "ready")
    firm.tell(times=2)
    work()
    assert (sent(firm), account_gap(viewer=by)) == ({account_id: HOUSE}, None)
    firm.stand_in.post_all_again()
    firm.tell()
    work()
    payouts.look_again()
    work()
    assert sent(firm) == {account_id: HOUSE}
    agree()


def test_what_is_told_late_of_an_account_does_not_undo_what_is_so_by_now(firm: Firm) -> None:
    made = paid(firm)
    by = made.offers["house"].by
    account_id = connect(firm, by, "00000003")
    firm.stand_in.becomes(account_id, "ready")
    firm.tell()  # the latest first
    assert account_gap(viewer=by) is None


def test_an_account_that_lost_its_leave_meanwhile_waits_and_is_not_refused(firm: Firm) -> None:
    made = done(firm)
    by = made.offers["house"].by
    account_id = connect(firm, by)
    firm.stand_in.hold_messages()
    firm.stand_in.becomes(account_id, "more_wanted")
    work()
    (payout, _) = standing()
    assert (payout.state, account_gap(viewer=by)) == (PayoutState.OWED, AccountState.MORE_WANTED)
    firm.stand_in.becomes(account_id, "ready")
    payouts.look_again()  # without being told
    work()
    assert sent(firm) == {account_id: HOUSE}
    agree()


def test_a_firm_that_says_ready_and_sends_nothing_is_asked_again_the_next_day_and_not_at_once(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = done(firm)
    account_id = connect(firm, made.offers["house"].by)
    asked: list[str] = []

    def says_no(_firm: Payouts, _wanted: Sending, *, key: str) -> str:
        asked.append(key)
        raise NotReady("not now")

    with monkeypatch.context() as changed:
        changed.setattr(Payouts, "send", says_no)
        work()
        assert len(asked) == 1
    payouts.look_again()
    work()
    assert sent(firm) == {account_id: HOUSE}
    agree()


def test_what_is_kept_of_a_cancelled_part_is_sent_and_what_came_back_is_not(firm: Firm) -> None:
    made = paid(firm)
    account_id = connect(firm, made.offers["house"].by)
    with transaction():
        made.line("house").cancellation_steps = "7:50"
    with before(made, timedelta(days=3)):
        for name in ("house", "support"):
            services.cancel_line(made.ref, made.lines[name], reason="He is ill", by=made.arranger)
    work()
    assert (sent(firm), firm.taken_pence) == ({account_id: HOUSE // 2}, [HOUSE // 2])
    assert standing()[0].words.startswith("Kept when it was cancelled")
    agree()


def test_a_break_that_is_cancelled_whole_sends_only_what_is_kept(firm: Firm) -> None:
    made = paid(firm)
    account_id = connect(firm, made.offers["house"].by)
    with transaction():
        made.line("house").cancellation_steps = "7:50"
    with before(made, timedelta(days=3)):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    work()
    assert sent(firm) == {account_id: HOUSE // 2}
    agree()


def test_the_fee_of_the_brokerage_stays_and_stands_in_the_books(firm: Firm) -> None:
    with transaction():
        session.add(Setting(name=FEE, value=250, from_on=date(2026, 1, 1), source="test", made_at=clock.now()))
    made = done(firm)
    account_id = connect(firm, made.offers["house"].by)
    work()
    assert sent(firm) == {account_id: 195_00}
    (row,) = my_payouts(viewer=made.offers["house"].by).rows
    assert (row.pence, row.fee_pence, row.has_pence) == (200_00, 5_00, 195_00)
    assert letters("payout-sent") == [made.offers["house"].by.email]
    (advice,) = staged.bodies("payout-sent")
    for words in ("£195.00 is sent to you", "Whin Lodge: 2 nights", "fee of £5.00", "/payouts"):
        assert words in advice
    assert "200.00,5.00,0.00,195.00,sent" in as_csv([row])
    agree()


def test_what_a_card_paid_is_on_no_list_of_invoices(firm: Firm) -> None:
    made = done(firm, "own", "direct")
    for name in ("house", "bank"):
        assert to_invoice(viewer=made.offers[name].by) == ()


def test_an_account_is_opened_once_for_all_who_may_and_nobody_else(firm: Firm) -> None:
    made = paid(firm)
    by = made.offers["house"].by
    colleague = families.teammate(by, RoleName.PROVIDER_FINANCE)
    keeper = families.teammate(by, RoleName.DIARY_KEEPER, "Dai Keeper")
    payouts.begin(done=DONE, again=AGAIN, by=by)
    payouts.begin(done=DONE, again=AGAIN, by=colleague)
    assert len(session.scalars(select(PayoutAccount)).all()) == 1
    for stranger in (keeper, made.arranger, families.viewer("Fiona Finance", RoleName.BROKERAGE_FINANCE)):
        with pytest.raises(NotFound):
            payouts.begin(done=DONE, again=AGAIN, by=stranger)
        with pytest.raises(NotFound):
            my_payouts(viewer=stranger)
        assert account_gap(viewer=stranger) is None
    connect(firm, colleague)
    with pytest.raises(payouts.NothingToSay):
        payouts.begin(done=DONE, again=AGAIN, by=by)


def test_transfers_that_only_one_side_knows_or_counts_otherwise_are_cases(firm: Firm) -> None:
    made = done(firm)
    connect(firm, made.offers["house"].by)
    connect(firm, made.offers["bank"].by)
    work()
    agree()
    with transaction():
        first, second = session.scalars(select(Payout).order_by(Payout.id))
        first.transfer_id = "tr_none"
        second.pence -= 1
    assert cards.reconcile()
    session.rollback()
    found = {one.kind for one in session.scalars(select(CardDifference))}
    assert found == {
        DifferenceKind.TRANSFER_NOT_OURS,
        DifferenceKind.TRANSFER_NOT_THEIRS,
        DifferenceKind.TRANSFER_OTHER_SUM,
        DifferenceKind.PASSED_ON,
    }
