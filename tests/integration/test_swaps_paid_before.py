"""Swaps of parts that a card or a bank transfer has paid: the difference goes back, or is all that is asked for.

Whatever becomes of a swap, the old part stays until the new one is secured, and books, cards and diaries agree.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.client_account import Whose
from marketplace.booking.errors import NotNow
from marketplace.booking.models import Promise
from marketplace.booking.queries.client_account import client_account
from marketplace.booking.queries.inbox import inbox
from marketplace.booking.queries.receipts import receipt_of
from marketplace.booking.queries.swap_pages import swap_page
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.swaps import CannotSwap, SwapState
from marketplace.booking.times import times
from marketplace.budgets.services import proving
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.payments import services as cards
from marketplace.payments.payouts import services as payouts
from tests import breaks, paid_by_transfer, staged, swapped
from tests.cards import SAVED_THEN_DECLINED, NotTaken, pay_at
from tests.charged import BACK, Firm, all_is_old_enough, work
from tests.paid_by_transfer import finance
from tests.paid_over import complete

pytestmark = pytest.mark.usefixtures("database")

OLD_STAYS = [("Whin Lodge", "accepted"), ("Riding at Stanemoor", "accepted"), ("Swimming at Gala", "instead")]
NOTHING_CAME = [("Whin Lodge", "accepted"), ("Riding at Stanemoor", "accepted"), ("Swimming at Gala", "taken_out")]
SWAPPED = [("Whin Lodge", "accepted"), ("Riding at Stanemoor", "cancelled"), ("Swimming at Gala", "accepted")]


@pytest.fixture(autouse=True)
def _agree(database: Engine, firm: Firm) -> Iterator[None]:
    """Whatever a test does: the books are proved, and the card firm's list says the same as ours and as they."""
    firm.begin()
    yield
    session.rollback()
    with all_is_old_enough():
        assert proving.prove().flaws == 0
        assert cards.reconcile() == 0


def state_of(ref: str) -> SwapState:
    return swapped.swap(ref).state


# By card


@pytest.mark.parametrize("pot", ["own", "direct"])
@pytest.mark.parametrize("price", [45_00, 60_00])
def test_what_a_card_paid_pays_what_costs_no_more_at_once_and_the_rest_goes_back_to_it(
    firm: Firm, pot: str, price: int
) -> None:
    made = swapped.by_card(firm, pot, price=price)
    ref = swapped.asked(made)
    work()
    assert (state_of(ref), swapped.states(made)) == (SwapState.DONE, SWAPPED)
    assert firm.taken_pence == [200_00 + price]
    assert (promise().pence, promise().kept_pence) == (200_00 + price, 200_00 + price)
    balance = breaks.balance(made, pot)
    assert (balance.paid_pence, balance.set_aside_pence) == (200_00 + price, 0)
    assert len(staged.letters("break-card-refund")) == (price < 60_00)


@pytest.mark.parametrize("pot", ["own", "direct"])
def test_a_dearer_part_is_swapped_once_its_card_has_paid_the_difference_and_no_more(firm: Firm, pot: str) -> None:
    made = swapped.by_card(firm, pot)
    before = len(breaks.taken())
    ref = swapped.asked(made)
    assert (state_of(ref), swapped.states(made)) == (SwapState.PAYS, OLD_STAYS)
    assert (firm.taken_pence, len(breaks.taken())) == ([260_00], before + 1)
    assert staged.letters("break-swap-pay") == [made.arranger.email]
    assert "Please pay £15.00 more" in staged.bodies("break-swap-pay")[0]
    (waits,) = [one for one in waiting_for(viewer=made.arranger) if one.what == "swap_pay"]
    assert (waits.swap_ref, waits.pence) == (ref, 15_00)
    pay = swap_page(made.ref, ref, viewer=made.arranger).pay
    assert pay is not None
    assert (pay.pence, pay.may_pay) == (15_00, True)
    pay_at(swapped.pay_more(made, ref))
    firm.tell(times=2)
    services.look_at_payment(made.ref, made.pots[pot], by=made.arranger)
    work()
    assert (state_of(ref), swapped.states(made)) == (SwapState.DONE, SWAPPED)
    assert (firm.taken_pence, len(breaks.taken())) == ([260_00, 15_00], before)
    balance = breaks.balance(made, pot)
    assert (balance.paid_pence, balance.set_aside_pence) == (275_00, 0)
    receipt = receipt_of(made.ref, made.pots[pot], viewer=made.arranger)
    assert receipt is not None
    assert (receipt.paid_pence, receipt.pence) == (275_00, 275_00)
    with pytest.raises(CannotSwap):
        swapped.pay_more(made, ref)


def test_a_provider_that_is_asked_says_yes_first_and_then_the_card_pays(firm: Firm) -> None:
    made = swapped.by_card(firm, is_instant=False)
    ref = swapped.asked(made)
    provider, line_ref = made.offers["swimming"].by, swapped.swap(ref).fresh.ref
    assert state_of(ref) is SwapState.ASKED
    with pytest.raises(CannotSwap):
        swapped.pay_more(made, ref)
    services.accept(line_ref, by=provider)
    assert (state_of(ref), swapped.states(made)) == (SwapState.PAYS, OLD_STAYS)
    assert inbox(viewer=provider).waits == ()
    with pytest.raises(NotNow):
        services.accept(line_ref, by=provider)
    pay_at(swapped.pay_more(made, ref))
    firm.tell()
    assert (state_of(ref), swapped.states(made)) == (SwapState.DONE, SWAPPED)
    assert swapped.swap(ref).fresh.accepted_by == provider.name


@pytest.mark.parametrize("how", ["over", "taken back", "declined", "cancelled"])
def test_money_that_comes_when_nothing_is_swapped_for_it_any_more_goes_back(firm: Firm, how: str) -> None:
    made = swapped.by_card(firm, is_instant=False)
    before = breaks.taken()
    ref = swapped.asked(made)
    provider, line_ref = made.offers["swimming"].by, swapped.swap(ref).fresh.ref
    services.accept(line_ref, by=provider)
    url = swapped.pay_more(made, ref)
    if how == "over":
        pay_at(url)
        swapped.let_time_pass(ref)
        firm.tell()
        assert services.end_late_swaps() == 1
    elif how == "taken back":
        services.take_back_swap(made.ref, ref, by=made.arranger)
        pay_at(url)
    elif how == "declined":
        services.decline(line_ref, reason="The pool is shut", by=provider)
        pay_at(url)
    else:
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        pay_at(url)
    firm.tell(times=2)
    work()
    assert not swapped.swap(ref).state.is_open
    kept = 0 if how == "cancelled" else 260_00
    assert [sum(firm.taken_pence), breaks.balance(made, "own").paid_pence] == [kept, kept]
    if how != "cancelled":
        assert (swapped.states(made), breaks.taken()) == (NOTHING_CAME, before)


def test_a_card_that_is_declined_can_be_followed_by_another_and_what_is_told_again_changes_nothing(firm: Firm) -> None:
    made = swapped.by_card(firm)
    ref = swapped.asked(made)
    first = swapped.pay_more(made, ref)
    with pytest.raises(NotTaken):
        pay_at(first, SAVED_THEN_DECLINED)
    firm.tell()
    assert state_of(ref) is SwapState.PAYS
    pay_at(swapped.pay_more(made, ref))
    firm.tell(times=2)
    firm.stand_in.post_all_again()
    firm.tell()
    work()
    assert (state_of(ref), firm.taken_pence) == (SwapState.DONE, [260_00, 15_00])


def test_a_card_pays_for_one_dearer_swap_at_a_time_and_then_for_the_next(firm: Firm) -> None:
    made = swapped.by_card(firm)
    first, second = swapped.plan(made), swapped.plan(made)
    by = made.viewers["person"]
    assert services.ask_swap(made.ref, first, by=by) is SwapState.PAYS
    with pytest.raises(NotNow):
        services.ask_swap(made.ref, second, by=by)
    services.take_back_swap(made.ref, first, by=made.arranger)
    assert made.offers["swimming"].by.email not in staged.letters("break-part-over")
    again = swapped.asked(made)
    assert state_of(again) is SwapState.PAYS
    pay_at(swapped.pay_more(made, again))
    firm.tell()
    work()
    assert (state_of(again), firm.taken_pence) == (SwapState.DONE, [260_00, 15_00])


def test_what_both_payments_paid_goes_back_to_both_when_the_break_is_cancelled(firm: Firm) -> None:
    made = swapped.by_card(firm)
    ref = swapped.asked(made)
    pay_at(swapped.pay_more(made, ref))
    firm.tell()
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    work()
    assert firm.taken_pence == [0, 0]
    assert breaks.balance(made, "own").paid_pence == 0


@pytest.mark.parametrize("is_paid", [True, False])
def test_each_pot_pays_its_part_of_the_difference_a_council_s_set_aside_while_the_card_is_asked(
    firm: Firm, *, is_paid: bool
) -> None:
    made = swapped.by_council_and_card(firm)
    services.name_swap_limit(made.pots["virtual"], limit=swapped.LIMIT, by=made.viewers["officer"])
    before = breaks.balance(made, "virtual").set_aside_pence
    assert (before, firm.taken_pence) == (230_00, [30_00])
    ref = swapped.asked(made)
    assert (state_of(ref), breaks.balance(made, "virtual").set_aside_pence) == (SwapState.PAYS, before + 7_50)
    if is_paid:
        pay_at(swapped.pay_more(made, ref))
        firm.tell()
    else:
        services.take_back_swap(made.ref, ref, by=made.arranger)
    work()
    more = 7_50 if is_paid else 0
    assert state_of(ref) is (SwapState.DONE if is_paid else SwapState.TAKEN_BACK)
    assert breaks.balance(made, "virtual").set_aside_pence == before + more
    assert sum(firm.taken_pence) == breaks.balance(made, "own").paid_pence == 30_00 + more


def test_what_a_cheaper_part_costs_less_goes_back_to_each_pot_that_paid_as_it_paid(firm: Firm) -> None:
    made = swapped.by_council_and_card(firm, price=45_01)
    services.name_swap_limit(made.pots["virtual"], limit=swapped.LIMIT, by=made.viewers["officer"])
    assert state_of(swapped.asked(made)) is SwapState.DONE
    work()
    council, card = breaks.balance(made, "virtual").set_aside_pence - 200_00, sum(firm.taken_pence)
    assert {council, card} == {22_50, 22_51}
    assert breaks.balance(made, "own").paid_pence == card


def test_nobody_but_the_cardholder_opens_the_card_page(firm: Firm) -> None:
    made = swapped.by_card(firm)
    ref = swapped.asked(made)
    with pytest.raises(NotFound):
        services.open_swap_page(made.ref, ref, back=BACK, by=made.offers["swimming"].by)


# By bank transfer


@pytest.mark.parametrize("pot", ["own", "direct"])
def test_what_was_paid_by_transfer_pays_a_dearer_part_too_and_only_what_it_costs_more_is_asked_for(pot: str) -> None:
    made = swapped.confirmed(pot, price=75_00, is_instant=True)
    services.mark_paid(promise().ref, by=finance())
    invoices = len(staged.letters("break-invoice"))
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert swapped.swap(swapped.asked(made)).state is SwapState.DONE
        assert promise().due_on == clock.today() + timedelta(days=times().payment_days)
    assert (promise().pence, promise().owed_pence, promise().come_pence) == (275_00, 15_00, 260_00)
    assert breaks.balance(made, pot).paid_pence == 260_00
    assert len(staged.letters("break-invoice")) == invoices + 1
    assert "Please pay £15.00" in staged.bodies("break-invoice")[-1]
    services.mark_paid(promise().ref, by=finance())
    assert (promise().owed_pence, promise().paid_pence) == (0, 275_00)
    balance = breaks.balance(made, pot)
    assert (balance.paid_pence, balance.set_aside_pence) == (275_00, 0)


def test_what_was_paid_for_a_part_that_goes_pays_what_is_still_owed_for_another_one() -> None:
    made = swapped.confirmed("direct", price=75_00, is_instant=True)
    services.mark_paid(promise().ref, by=finance())
    swapped.asked(made)
    services.cancel_line(made.ref, made.lines["house"], reason="We sleep at home", by=made.arranger)
    assert (promise().pence, promise().owed_pence, promise().owed_back_pence) == (75_00, 0, 185_00)
    assert breaks.balance(made, "direct").set_aside_pence == 0
    services.mark_sent_back(promise().ref, by=finance())
    assert breaks.balance(made, "direct").paid_pence == 75_00


def test_two_swaps_one_after_the_other_owe_the_sum_of_both_differences_and_each_penny_once() -> None:
    made = swapped.confirmed("direct", price=75_00, is_instant=True)
    paid_by_transfer.come()
    first = swapped.swap(swapped.asked(made)).fresh.ref
    made.lines["riding"], made.offers["swimming"] = first, swapped.activity("Sailing at Coldingham", 90_00)
    swapped.says_at_once(made.offers["swimming"])
    assert state_of(swapped.asked(made)) is SwapState.DONE
    assert (promise().pence, promise().owed_pence) == (290_00, 30_00)
    balance = breaks.balance(made, "direct")
    assert (balance.paid_pence, balance.set_aside_pence) == (260_00, 30_00)
    services.mark_paid(promise().ref, by=finance())
    balance = breaks.balance(made, "direct")
    assert (balance.paid_pence, balance.set_aside_pence) == (290_00, 0)
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    services.mark_sent_back(promise().ref, by=finance())
    assert breaks.balance(made, "direct").paid_pence == 0


def test_a_cheaper_part_lowers_what_is_owed_beside_what_was_paid_and_leaves_its_day() -> None:
    made = swapped.confirmed("direct", price=75_00, is_instant=True)
    paid_by_transfer.come()
    first = swapped.swap(swapped.asked(made)).fresh.ref
    due_on, invoices = promise().due_on, len(staged.letters("break-invoice"))
    made.lines["riding"], made.offers["swimming"] = first, swapped.activity("Sailing at Coldingham", 70_00)
    swapped.says_at_once(made.offers["swimming"])
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert state_of(swapped.asked(made)) is SwapState.DONE
    assert (promise().owed_pence, promise().due_on) == (10_00, due_on)
    assert len(staged.letters("break-invoice")) == invoices
    (letter,) = staged.bodies("break-cost-owed")
    assert "Please pay £10.00" in letter


def test_what_is_owed_for_a_dearer_part_is_apart_from_what_has_come_for_the_others_in_the_client_account() -> None:
    made = swapped.confirmed("own", price=75_00, is_instant=True)
    paid_by_transfer.come()
    swapped.asked(made)
    assert account().parts_pence == 260_00
    complete(made)
    assert (account().parts_pence, account().owed_pence) == (0, 260_00)
    paid_by_transfer.known(made.offers["house"].by)
    payouts.LISTS.mark_paid(paid_by_transfer.listed(), by=finance())
    assert (account().parts_pence, account().owed_pence) == (0, 60_00)
    services.mark_paid(promise().ref, by=finance())
    assert (account().parts_pence, account().owed_pence) == (0, 75_00)


def account() -> Whose:
    session.rollback()
    found = client_account(viewer=finance())
    assert found.off_by_pence == 0
    return found.whose


def promise() -> Promise:
    session.rollback()
    return session.scalars(select(Promise)).one()
