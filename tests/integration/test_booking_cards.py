"""Breaks that people pay themselves: by card through the stand-in and the real library, and by bank transfer."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from marketplace import clock, jobs
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Promise
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.promises import promises_due
from marketplace.booking.queries.receipts import receipt_of
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.queries.went_back import went_back
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.listings.models import Cause, Occupancy
from marketplace.notifications.models import Letter
from marketplace.payments import services as cards
from marketplace.payments.models import CardEvent, CardPayment, CardRefund, Charge
from tests import breaks, families, golden
from tests.cards import ASKED_EACH_TIME, PAYS, SAVED_THEN_DECLINED, pay_at
from tests.charged import (
    BACK,
    Firm,
    agree_by_card,
    charging,
    let_time_pass,
    letters,
    own_break,
    save_card,
    settling,
    state,
    work,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _anew(firm: Firm) -> None:
    firm.begin()


# By card


def test_a_card_is_charged_when_all_have_agreed_and_not_before_and_then_the_break_is_confirmed(firm: Firm) -> None:
    made = own_break("own")
    agree_by_card(made, "own")
    assert state(made) is BreakState.REQUESTED
    assert [one.what for one in waiting_for(viewer=made.arranger)] == ["card"]
    save_card(firm, made)
    assert (state(made), firm.stand_in.charges()) == (BreakState.CONFIRMING, [])
    assert (made.break_.hold_until or clock.now()) - clock.now() > timedelta(hours=23, minutes=59)
    work()
    assert (state(made), firm.taken_pence) == (BreakState.CONFIRMED, [298_40])
    assert breaks.balance(made, "own").paid_pence == 298_40
    assert set(session.scalars(select(Occupancy.cause).where(Occupancy.released_at.is_(None)))) == {Cause.BOOKING}
    assert settling(made).paid_pence == 298_40
    assert (letters("break-invoice"), ledger_is_off_by_pence()) == ([], 0)


def test_what_a_card_paid_has_a_receipt_that_names_the_card_and_none_before(firm: Firm) -> None:
    made = charging(firm)
    pot_ref, viewer = made.pots["own"], made.arranger
    assert receipt_of(made.ref, pot_ref, viewer=viewer) is None
    work()
    session.rollback()
    one = receipt_of(made.ref, pot_ref, viewer=viewer)
    assert one is not None
    assert (one.card, one.paid_pence, one.pence, one.backs) == ("Visa ending 4242", 298_40, 298_40, ())
    assert sum(part.pence for part in one.parts) == 298_40
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    work()
    session.rollback()
    one = receipt_of(made.ref, pot_ref, viewer=viewer)
    assert one is not None
    assert (one.paid_pence, one.pence, [back.pence for back in one.backs]) == (298_40, 0, [298_40])


def test_what_the_card_firm_tells_again_and_in_any_order_changes_nothing(firm: Firm) -> None:
    made = charging(firm)
    work()
    firm.tell(times=3)
    firm.stand_in.post_all_again()
    firm.tell(times=2)
    work()
    assert (state(made), firm.taken_pence) == (BreakState.CONFIRMED, [298_40])
    assert len(session.scalars(select(CardPayment)).all()) == 1
    assert session.scalars(select(CardRefund)).all() == []
    known = session.scalars(select(CardEvent.event_id)).all()
    assert len(known) == len(set(known))
    assert breaks.balance(made, "own").paid_pence == 298_40


def test_an_answer_that_is_lost_is_asked_for_again_and_nothing_is_charged_twice(firm: Firm) -> None:
    made = charging(firm)
    firm.stand_in.hold_messages()
    firm.stand_in.lose_answers(path="/v1/payment_intents", times=1)
    assert jobs.work(cards.DOERS)
    assert (state(made), firm.taken_pence) == (BreakState.CONFIRMING, [298_40])
    work()
    assert (state(made), firm.taken_pence) == (BreakState.CONFIRMED, [298_40])


def test_the_card_firm_may_tell_before_it_answers(firm: Firm) -> None:
    made = charging(firm)
    firm.stand_in.lose_answers(path="/v1/payment_intents", times=1)
    assert jobs.work(cards.DOERS)
    firm.tell()
    assert (state(made), firm.taken_pence) == (BreakState.CONFIRMED, [298_40])
    work()
    assert firm.taken_pence == [298_40]


@pytest.mark.parametrize("number", [SAVED_THEN_DECLINED, ASKED_EACH_TIME])
def test_a_charge_that_is_declined_or_needs_the_cardholder_sends_a_link_and_keeps_all_of_it(
    firm: Firm, number: str
) -> None:
    made = charging(firm, number)
    work()
    firm.tell(times=2)
    assert (state(made), firm.taken_pence) == (BreakState.CONFIRMING, [])
    assert letters("break-card-not-charged") == [made.arranger.email]
    assert settling(made).is_due
    first = services.open_card_page(made.ref, made.pots["own"], back=BACK, by=made.arranger)
    second = services.open_card_page(made.ref, made.pots["own"], back=BACK, by=made.arranger)
    assert first != second
    pay_at(second, PAYS)
    services.look_at_payment(made.ref, made.pots["own"], by=made.arranger)
    firm.tell(times=2)
    work()
    assert (state(made), firm.taken_pence) == (BreakState.CONFIRMED, [298_40])
    with pytest.raises(Conflict):
        services.open_card_page(made.ref, made.pots["own"], back=BACK, by=made.arranger)


def test_a_success_after_the_time_is_refunded_in_full(firm: Firm) -> None:
    made = charging(firm, SAVED_THEN_DECLINED)
    work()
    url = services.open_card_page(made.ref, made.pots["own"], back=BACK, by=made.arranger)
    firm.stand_in.hold_messages()
    pay_at(url, PAYS)
    let_time_pass(made)
    assert (state(made), breaks.taken()) == (BreakState.EXPIRED, [])
    firm.stand_in.release_messages()
    firm.tell()
    work()
    assert (state(made), firm.taken_pence) == (BreakState.EXPIRED, [0])
    assert breaks.balance(made, "own").paid_pence == 0


def test_when_the_time_is_over_the_card_page_is_closed(firm: Firm) -> None:
    made = charging(firm, SAVED_THEN_DECLINED)
    work()
    url = services.open_card_page(made.ref, made.pots["own"], back=BACK, by=made.arranger)
    let_time_pass(made)
    work()
    with pytest.raises(Exception, match=r"\w"):
        pay_at(url, PAYS)
    assert firm.taken_pence == []


def test_of_two_cards_one_that_is_not_paid_in_time_sends_the_other_one_back(firm: Firm) -> None:
    made = own_break("own", "direct")
    for name in ("own", "direct"):
        agree_by_card(made, name)
    save_card(firm, made, "own", PAYS)
    save_card(firm, made, "direct", SAVED_THEN_DECLINED)
    work()
    assert (state(made), firm.taken_pence) == (BreakState.CONFIRMING, [200_00])
    let_time_pass(made)
    work()
    assert (state(made), firm.taken_pence) == (BreakState.EXPIRED, [0])
    assert letters("break-card-refund") == [made.arranger.email]
    assert breaks.balance(made, "direct").free_pence == 500_00
    assert ledger_is_off_by_pence() == 0


def test_a_break_held_anew_charges_the_card_anew(firm: Firm) -> None:
    made = charging(firm, SAVED_THEN_DECLINED)
    work()
    let_time_pass(made)
    services.hold(made.ref, by=made.arranger)
    save_card(firm, made, number=PAYS)
    services.request(made.ref, asks_longer=False, by=made.arranger)
    work()
    assert (state(made), firm.taken_pence) == (BreakState.CONFIRMED, [298_40])
    assert len(session.scalars(select(Charge)).all()) == 2


def test_a_direct_payment_by_card_is_paid_from_its_pot(firm: Firm) -> None:
    made = own_break("direct")
    agree_by_card(made, "direct")
    save_card(firm, made, "direct")
    work()
    now = breaks.balance(made, "direct")
    assert (now.paid_pence, now.set_aside_pence, state(made)) == (298_40, 0, BreakState.CONFIRMED)


def test_a_part_that_is_cancelled_goes_back_to_the_card_and_then_the_rest(firm: Firm) -> None:
    made = charging(firm)
    work()
    services.cancel_line(made.ref, made.lines["support"], reason="His uncle comes", by=made.arranger)
    work()
    assert (firm.taken_pence, breaks.balance(made, "own").paid_pence) == ([200_00], 200_00)
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    work()
    assert (firm.taken_pence, breaks.balance(made, "own").paid_pence) == ([0], 0)
    assert promises_due(viewer=finance()) == ()
    assert len(letters("break-card-refund")) == 2


def test_of_a_cancelled_break_it_is_said_to_which_card_its_money_goes_and_when_it_went(firm: Firm) -> None:
    made = charging(firm)
    work()
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    (one,) = went_back(known_break(made.ref, viewer=made.arranger))
    assert (one.paid_pence, one.kept_pence, one.done) == (298_40, 0, ())
    assert [(back.where, back.pence) for back in one.on_its_way] == [("to Visa ending 4242", 298_40)]
    work()
    session.rollback()
    (one,) = went_back(known_break(made.ref, viewer=made.arranger))
    assert [(back.where, back.pence) for back in one.done] == [("to Visa ending 4242", 298_40)]
    assert one.on_its_way == ()


def test_a_part_cancelled_while_the_card_is_charged_goes_back_and_the_rest_is_confirmed(firm: Firm) -> None:
    made = charging(firm)
    services.cancel_line(made.ref, made.lines["support"], reason="His uncle comes", by=made.arranger)
    work()
    assert (state(made), firm.taken_pence) == (BreakState.CONFIRMED, [200_00])
    assert breaks.balance(made, "own").paid_pence == 200_00


def test_a_card_that_has_nothing_left_to_pay_is_not_charged(firm: Firm) -> None:
    made = own_break("virtual", "own")
    agree_by_card(made, "own")
    save_card(firm, made)
    golden.agree(made, "virtual")
    services.cancel_line(made.ref, made.lines["support"], reason="His uncle comes", by=made.arranger)
    assert state(made) is BreakState.CONFIRMED
    work()
    assert firm.stand_in.charges() == []


def test_a_break_whose_last_part_is_cancelled_while_it_is_charged_is_cancelled_with_it(firm: Firm) -> None:
    made = charging(firm)
    for name in ("house", "support"):
        services.cancel_line(made.ref, made.lines[name], reason="He is ill", by=made.arranger)
    work()
    assert (state(made), firm.stand_in.charges()) == (BreakState.CANCELLED, [])


def test_a_break_cancelled_while_its_card_is_charged_charges_nothing_or_gives_it_back(firm: Firm) -> None:
    made = charging(firm)
    firm.stand_in.hold_messages()
    firm.stand_in.lose_answers(path="/v1/payment_intents", times=1)
    assert jobs.work(cards.DOERS)
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    assert {line.state for line in made.break_.lines} == {LineState.CANCELLED}
    firm.stand_in.release_messages()
    firm.tell()
    work()
    assert (state(made), firm.taken_pence) == (BreakState.CANCELLED, [0])


def test_a_share_that_is_raised_needs_consent_to_more_and_the_same_card_will_do(firm: Firm) -> None:
    made = breaks.planned(breaks.family("own"), pot="own")
    golden.ask(made)
    golden.answer(made, without={"own", "says"})
    agree_by_card(made, "own")
    save_card(firm, made)
    breaks.add_support(made)
    breaks.pay(made, "support", "own")
    services.hold(made.ref, by=made.arranger)
    services.request(made.ref, asks_longer=False, by=made.arranger)
    golden.answer(made, without={"own", "house"})
    agree_by_card(made, "own")
    assert (state(made), settling(made).other_card) == (BreakState.REQUESTED, "Visa ending 4242")
    sister = families.viewer("Isla Hume")
    families.acts_for(sister, made.people["person"])
    with pytest.raises(NotNow):
        services.use_same_card(made.ref, made.pots["own"], by=sister)
    services.use_same_card(made.ref, made.pots["own"], by=made.arranger)
    work()
    assert (state(made), firm.taken_pence) == (BreakState.CONFIRMED, [298_40])


def test_only_whose_money_it_is_saves_a_card_for_it(firm: Firm) -> None:
    made = own_break("own")
    agree_by_card(made, "own")
    for stranger in (families.viewer("Stranger"), made.viewers["officer"], made.offers["house"].by):
        with pytest.raises(NotFound):
            services.ask_for_card(made.ref, made.pots["own"], back=BACK, by=stranger)


def test_a_yes_that_was_told_is_paid_by_bank_transfer_alone() -> None:
    made = own_break("own")
    with pytest.raises(Refused) as refused:
        services.agree(
            made.ref,
            made.pots["own"],
            yes=PotYes(told_by="Callum, by telephone", way=SettlesBy.CARD),
            by=made.viewers["officer"],
        )
    assert set(refused.value.fields) == {"way"}


# By bank transfer


def finance() -> Viewer:
    return families.viewer("Finance", RoleName.BROKERAGE_FINANCE)


def test_the_holders_yes_by_bank_transfer_suffices_and_the_invoice_goes_out_at_confirmation() -> None:
    made = own_break("direct")
    assert letters("break-invoice") == []
    golden.agree(made, "direct")
    assert state(made) is BreakState.CONFIRMED
    assert letters("break-invoice") == [made.arranger.email]
    (due,) = promises_due(viewer=finance())
    assert (due.pence, due.due_on) == (298_40, clock.today() + timedelta(days=14))
    body = session.scalars(select(Letter.body).where(Letter.name == "break-invoice")).one()
    assert due.payment_reference in body
    services.mark_paid(due.ref, by=finance())
    now = breaks.balance(made, "direct")
    assert (now.paid_pence, now.set_aside_pence) == (298_40, 0)
    assert settling(made, "direct").paid_pence == 298_40


def test_an_invoice_that_is_not_paid_in_time_is_a_task_and_cancels_nothing() -> None:
    made = own_break("own")
    golden.agree(made, "own")
    with transaction():
        session.execute(update(Promise).values(due_on=clock.today() - timedelta(days=1)))
    services.expire_over()
    assert state(made) is BreakState.CONFIRMED
    assert [row.is_over for row in promises_due(viewer=finance())] == [True]
