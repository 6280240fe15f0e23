"""What a bank took back of a card is paid by transfer: once in the books, once to providers, back as it came."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.client_account import ClientAccount
from marketplace.booking.models import Break, Promise
from marketplace.booking.queries.client_account import client_account
from marketplace.booking.queries.promises import promises_due
from marketplace.booking.queries.receipts import receipt_of
from marketplace.booking.times import times
from marketplace.budgets.errors import NoLongerSetAside
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.services import ledger, proving
from marketplace.db import session, transaction
from marketplace.errors import Conflict
from marketplace.listings.models import Provider
from marketplace.payments import services as cards
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.lifecycle import PayoutState, PayoutWay
from marketplace.payments.payouts.queries.payouts import account_of, payout_desk
from tests import breaks, staged, swapped
from tests.cards import DISPUTED, PAYS, pay_at
from tests.charged import Firm, all_is_old_enough, settling, work
from tests.golden import Golden
from tests.integration.test_lost_payments import lost
from tests.integration.test_payouts_taken_back import paid_untold
from tests.integration.test_transfers_in_parts import came, match
from tests.paid_by_transfer import finance, known, listed
from tests.paid_over import HOUSE, SUPPORT, complete, connect, done, sent, standing

pytestmark = pytest.mark.usefixtures("database")

BOTH = pytest.mark.parametrize("pot", ["own", "direct"])


@pytest.fixture(autouse=True)
def _agree(database: Engine, firm: Firm) -> Iterator[None]:
    """Whatever a test does: books, card firm and client account agree, and no provider has more than is due."""
    firm.begin()
    yield
    assert (proving.prove().flaws, ledger_is_off_by_pence()) == (0, 0)
    with all_is_old_enough():
        assert cards.reconcile() == 0
    account()
    assert paid_to_providers() <= {HOUSE + SUPPORT, HOUSE + 75_00, HOUSE, 0}


def account() -> ClientAccount:
    session.rollback()
    found = client_account(viewer=finance())
    assert found.off_by_pence == 0
    return found


def promise() -> Promise:
    session.rollback()
    return session.scalars(select(Promise)).one()


def paid_to_providers() -> set[int]:
    """What they have or are owed of each break, whichever way."""
    sums: dict[str, int] = {}
    for one in standing():
        if one.state is not PayoutState.OVER:
            sums[one.group] = sums.get(one.group, 0) + one.left_pence
    return set(sums.values())


def by_way() -> dict[PayoutWay, int]:
    stands = [one for one in standing() if one.state is not PayoutState.OVER]
    return {way: sum(one.left_pence for one in stands if one.way is way) for way in PayoutWay}


def lost_after(firm: Firm) -> Golden:
    """A break that is over, whose providers had its card money until the bank took it back."""
    firm.stand_in.hold_messages()
    made = paid_untold()
    connect(firm, made.offers["house"].by)
    connect(firm, made.offers["bank"].by)
    complete(made)
    work()
    return made


def decide(firm: Firm) -> None:
    firm.stand_in.release_messages()
    firm.stand_in.decide(firm.stand_in.disputes()[0], "lost")
    firm.tell(times=2)
    work()


@BOTH
def test_what_was_lost_is_asked_for_by_transfer_with_a_day_and_stands_before_finance(firm: Firm, pot: str) -> None:
    lost(firm, pot)
    due_on = clock.today() + timedelta(days=times().payment_days)
    (row,) = promises_due(viewer=finance())
    assert (row.owed_pence, row.owed_back_pence, row.due_on, row.was_by_card) == (260_00, 0, due_on, True)
    (said,) = staged.bodies("break-card-lost")
    assert "Please pay £260.00 by bank transfer" in said
    assert f"Reference: {promise().payment_reference}" in said


@BOTH
def test_what_comes_is_in_the_books_and_in_the_client_account_once(firm: Firm, pot: str) -> None:
    made = lost(firm, pot)
    services.mark_paid(promise().ref, by=finance())
    balance = breaks.balance(made, pot)
    assert (balance.paid_pence, balance.set_aside_pence) == (260_00, 0)
    assert (account().moved.came_in_pence, account().whose.to_come_pence) == (260_00, 260_00)
    assert (promise().by_card_pence, promise().transferred_pence) == (0, 260_00)
    seen = settling(made, pot)
    assert (seen.paid_pence, seen.transferred_pence, seen.owed_pence) == (260_00, 260_00, 0)
    assert promises_due(viewer=finance()) == ()
    with pytest.raises(Conflict):
        services.mark_paid(promise().ref, by=finance())


def test_parts_of_it_are_matched_from_a_statement_and_wait_until_all_is_there(firm: Firm) -> None:
    made = lost(firm, "own")
    assert match(came("100.00")).to_come_pence == 160_00
    assert (account().whose.parts_pence, breaks.balance(made, "own").paid_pence) == (100_00, 0)
    assert match(came("165.00", day=9)).back_pence == 5_00
    assert breaks.balance(made, "own").paid_pence == 260_00
    assert (account().whose.owed_back_pence, account().whose.to_come_pence) == (5_00, 260_00)
    services.mark_sent_back(promise().ref, by=finance())
    assert (account().moved.held_pence, promise().transferred_pence) == (260_00, 260_00)


@BOTH
def test_what_came_in_part_is_owed_back_once_all_of_the_break_is_cancelled(firm: Firm, pot: str) -> None:
    made = lost(firm, pot)
    match(came("100.00"))
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    assert (promise().part_pence, promise().transfer_back_pence, promise().card_back_pence) == (0, 100_00, 0)
    assert (account().whose.owed_back_pence, breaks.balance(made, pot).paid_pence) == (100_00, 0)
    services.mark_sent_back(promise().ref, by=finance())
    assert (account().moved.held_pence, promise().kept_pence, promise().transferred_pence) == (0, 0, 0)


def test_what_came_in_part_pays_what_is_left_once_that_is_no_more(firm: Firm) -> None:
    made = lost(firm, "own")
    match(came("200.00"))
    services.cancel_line(made.ref, made.line("riding").ref, reason="He is tired", by=made.arranger)
    left = promise().pence
    assert (promise().part_pence, promise().owed_pence, promise().transfer_back_pence) == (0, 0, 200_00 - left)
    assert (breaks.balance(made, "own").paid_pence, account().whose.owed_back_pence) == (left, 200_00 - left)


@BOTH
def test_what_is_cancelled_then_goes_back_each_penny_the_way_it_came(firm: Firm, pot: str) -> None:
    made = lost(firm, pot)
    ref = swapped.asked(made)
    pay_at(swapped.pay_more(made, ref), PAYS)
    firm.tell()
    services.mark_paid(promise().ref, by=finance())
    assert (promise().by_card_pence, promise().transferred_pence) == (15_00, 260_00)
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    work()
    assert firm.taken_pence[-1] == 0
    assert (account().whose.owed_back_pence, promise().kept_pence) == (260_00, 260_00)
    services.mark_sent_back(promise().ref, by=finance())
    assert (account().moved.held_pence, promise().kept_pence, promise().transferred_pence) == (0, 0, 0)
    assert breaks.balance(made, pot).paid_pence == 0


def test_what_came_by_transfer_goes_back_first_and_the_card_keeps_paying_what_is_left(firm: Firm) -> None:
    made = lost(firm, "own")
    ref = swapped.asked(made)
    pay_at(swapped.pay_more(made, ref), PAYS)
    firm.tell()
    services.mark_paid(promise().ref, by=finance())
    services.cancel_line(made.ref, swapped.swap(ref).fresh.ref, reason="He is tired", by=made.arranger)
    work()
    assert (promise().transfer_back_pence, promise().card_back_pence, promise().by_card_pence) == (75_00, 0, 15_00)
    assert account().whose.owed_back_pence == 75_00


def test_a_card_and_a_transfer_pay_the_providers_of_one_break_together(firm: Firm) -> None:
    made = lost(firm, "own")
    pay_at(swapped.pay_more(made, swapped.asked(made)), PAYS)
    firm.tell()
    complete(made)
    assert by_way() == {PayoutWay.CARD: 15_00, PayoutWay.BANK: 0}
    services.mark_paid(promise().ref, by=finance())
    assert by_way() == {PayoutWay.CARD: 15_00, PayoutWay.BANK: 260_00}
    assert account().whose.owed_pence == 260_00


def test_providers_have_it_once_by_bank_after_the_card_firm_had_theirs_back(firm: Firm) -> None:
    made = lost_after(firm)
    assert by_way() == {PayoutWay.CARD: HOUSE + SUPPORT, PayoutWay.BANK: 0}
    decide(firm)
    assert by_way() == {PayoutWay.CARD: 0, PayoutWay.BANK: 0}
    services.mark_paid(promise().ref, by=finance())
    assert by_way() == {PayoutWay.CARD: 0, PayoutWay.BANK: HOUSE + SUPPORT}
    known(made.offers["house"].by, made.offers["bank"].by)
    payouts.LISTS.mark_paid(listed(), by=finance())
    found = account()
    assert (found.moved.paid_out_pence, found.moved.held_pence) == (HOUSE + SUPPORT, 0)
    assert services.owe_transfers() == 0
    receipt = receipt_of(made.ref, made.pots["own"], viewer=made.arranger)
    assert receipt
    assert [(back.where, back.pence) for back in receipt.backs] == [("to the card, by its bank", HOUSE + SUPPORT)]
    assert receipt.way_words.endswith("by bank transfer")


def test_a_break_that_is_over_later_pays_its_providers_by_bank_what_came_so(firm: Firm) -> None:
    made = done(firm, number=DISPUTED)
    decide(firm)
    services.mark_paid(promise().ref, by=finance())
    assert by_way() == {PayoutWay.CARD: 0, PayoutWay.BANK: HOUSE + SUPPORT}
    assert account().whose.owed_pence == HOUSE + SUPPORT
    assert made.ref in {one.group for one in standing()}


def test_who_has_not_sent_the_card_money_back_is_not_paid_a_second_time_until_then(firm: Firm) -> None:
    made = lost_after(firm)
    drained = connect_id(made)
    firm.stand_in.becomes(drained, "drained")
    decide(firm)
    services.mark_paid(promise().ref, by=finance())
    assert by_way() == {PayoutWay.CARD: 0, PayoutWay.BANK: SUPPORT}
    assert (sent(firm)[drained], account().whose.owed_pence) == (HOUSE, HOUSE + SUPPORT)
    assert services.owe_transfers() == 0, "no break is locked for what cannot be owed yet"
    (case,) = payout_desk(viewer=finance()).reversals
    payouts.settle_reversal(case.ref, words="They sent it by bank transfer", came_back=True, by=finance())
    assert services.owe_transfers() == 1
    assert by_way() == {PayoutWay.CARD: 0, PayoutWay.BANK: HOUSE + SUPPORT}
    assert services.owe_transfers() == 0


def test_what_came_is_never_left_out_of_the_books_where_nothing_is_set_aside_for_it(firm: Firm) -> None:
    made = lost(firm, "direct")
    with transaction():
        one = session.scalars(select(Break).where(Break.ref == made.ref)).one()
        shares = [share.reference for line in one.lines_in for share in line.shares]
        ledger.void(references=shares[:1], by=made.arranger.actor)
    with pytest.raises(NoLongerSetAside):
        services.mark_paid(promise().ref, by=finance())
    assert (promise().kept_pence, account().moved.held_pence) == (0, 0)


def connect_id(made: Golden) -> str:
    """The account of the house at the card firm."""
    mine = select(Provider.id).where(Provider.organisation_id == made.offers["house"].by.organisation_id)
    found = account_of(session.scalars(mine).one())
    assert found
    return found.account_id
