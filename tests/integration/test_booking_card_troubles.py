"""What goes wrong with cards: the firm will not charge or send back, money comes too late, a try comes to nothing."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from sqlalchemy import select, update

from marketplace import clock, jobs
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.services import expiring
from marketplace.db import session, transaction
from marketplace.errors import Conflict
from marketplace.notifications.models import Letter
from marketplace.payments import services as cards
from marketplace.payments.gateway import CANNOT_BE_CHARGED, Cards, CardsNotReached
from marketplace.payments.models import Card
from marketplace.payments.queries import LATE, refunds_stuck
from marketplace.payments.services.refunding import CAME_BACK
from tests import breaks, families, golden
from tests.cards import ASKED_EACH_TIME, PAYS, SAVED_THEN_DECLINED, TAKES_NO_REFUND, pay_at
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
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _anew(firm: Firm) -> None:
    firm.begin()


def one_of_two_is_not_paid(firm: Firm) -> Golden:
    """Two cards, one of which was charged and, when the time was over, given back. Held anew, not asked for yet."""
    made = own_break("own", "direct")
    for name in ("own", "direct"):
        agree_by_card(made, name)
    save_card(firm, made, "own", PAYS)
    save_card(firm, made, "direct", SAVED_THEN_DECLINED)
    work()
    let_time_pass(made)
    work()
    services.hold(made.ref, by=made.arranger)
    return made


def test_what_an_earlier_try_paid_and_gave_back_keeps_nobody_from_cancelling(firm: Firm) -> None:
    made = one_of_two_is_not_paid(firm)
    for name in ("own", "direct"):
        golden.agree(made, name)  # by bank transfer this time
    services.request(made.ref, asks_longer=False, by=made.arranger)
    assert state(made) is BreakState.CONFIRMED
    services.cancel_line(made.ref, made.lines["house"], reason="He is ill", by=made.arranger)
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    assert (state(made), firm.taken_pence) == (BreakState.CANCELLED, [0])


def test_a_card_that_was_charged_once_is_not_charged_for_the_next_try_without_a_new_yes(firm: Firm) -> None:
    made = one_of_two_is_not_paid(firm)
    services.request(made.ref, asks_longer=False, by=made.arranger)
    assert state(made) is BreakState.REQUESTED
    assert [one.what for one in waiting_for(viewer=made.arranger)] == ["card"]
    assert firm.taken_pence == [0]


def test_a_card_that_the_firm_does_not_know_any_more_sends_the_link_as_one_that_is_declined(firm: Firm) -> None:
    made = charging(firm)
    with transaction():
        session.execute(update(Card).values(method_id="pm_taken_off"))
    work()
    assert letters("break-card-not-charged") == [made.arranger.email]
    assert (settling(made).why, settling(made).is_due) == (CANNOT_BE_CHARGED, True)
    pay_at(services.open_card_page(made.ref, made.pots["own"], back=BACK, by=made.arranger), PAYS)
    services.look_at_payment(made.ref, made.pots["own"], by=made.arranger)
    assert (state(made), firm.taken_pence) == (BreakState.CONFIRMED, [298_40])


def test_who_pays_too_late_is_told_that_it_goes_back(firm: Firm) -> None:
    made = charging(firm, SAVED_THEN_DECLINED)
    work()
    url = services.open_card_page(made.ref, made.pots["own"], back=BACK, by=made.arranger)
    firm.stand_in.hold_messages()
    pay_at(url, PAYS)
    let_time_pass(made)
    firm.stand_in.release_messages()
    firm.tell(times=2)
    work()
    assert (state(made), firm.taken_pence) == (BreakState.EXPIRED, [0])
    assert letters("break-card-refund") == [made.arranger.email]


def test_a_bank_that_asks_for_the_cardholder_is_not_said_to_have_declined(firm: Firm) -> None:
    charging(firm, ASKED_EACH_TIME)
    firm.stand_in.lose_answers(path="/v1/payment_intents", times=1)
    assert jobs.work(cards.DOERS)
    firm.tell()
    body = session.scalars(select(Letter.body).where(Letter.name == "break-card-not-charged")).one()
    assert "declined" not in body


def test_a_refund_of_which_nothing_is_heard_is_a_task_of_finance(firm: Firm) -> None:
    made = charging(firm)
    work()
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    with patch.object(Cards, "refund", side_effect=CardsNotReached("no answer")):
        assert jobs.work(cards.DOERS)
    finance = families.viewer("Finance", RoleName.BROKERAGE_FINANCE)
    assert refunds_stuck(viewer=finance) == ()
    with time_machine.travel(clock.now() + LATE + timedelta(minutes=1)):
        (stuck,) = refunds_stuck(viewer=finance)
        assert stuck.pence == 298_40
        cards.mark_refunded(stuck.ref, by=finance)
        work()  # what finance has sent is not sent again
        assert refunds_stuck(viewer=finance) == ()
        with pytest.raises(Conflict):
            cards.mark_refunded(stuck.ref, by=finance)
    assert firm.taken_pence == [298_40]


def test_nothing_is_kept_for_a_charge_beyond_the_start_of_the_break(firm: Firm) -> None:
    made = own_break("own")
    agree_by_card(made, "own")
    starts_at = made.break_.starts_at
    with transaction():
        session.execute(update(Break).values(starts_at=clock.now() + timedelta(hours=3)))
    save_card(firm, made)
    assert state(made) is BreakState.CONFIRMING
    assert (made.break_.hold_until, made.break_.starts_at < starts_at) == (made.break_.starts_at, True)


def test_a_refund_that_comes_back_later_is_a_task_of_finance_until_it_is_sent_another_way(firm: Firm) -> None:
    made = charging(firm, TAKES_NO_REFUND)
    work()
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    firm.stand_in.hold_messages()
    work()
    finance = families.viewer("Finance", RoleName.BROKERAGE_FINANCE)
    assert refunds_stuck(viewer=finance) == ()
    firm.stand_in.release_messages()
    firm.tell(times=2)
    (task,) = refunds_stuck(viewer=finance)
    assert (task.pence, task.why, firm.taken_pence) == (298_40, CAME_BACK, [298_40])
    cards.mark_refunded(task.ref, by=finance)
    firm.stand_in.post_all_again()
    firm.tell(times=2)
    assert refunds_stuck(viewer=finance) == ()


def test_a_refund_that_came_back_before_it_was_written_down_as_sent_is_a_task_too(firm: Firm) -> None:
    made = charging(firm, TAKES_NO_REFUND)
    work()
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    firm.stand_in.lose_answers(path="/v1/refunds", times=1)
    assert jobs.work(cards.DOERS)
    firm.tell(times=2)
    work()
    assert len(refunds_stuck(viewer=families.viewer("Finance", RoleName.BROKERAGE_FINANCE))) == 1


def test_a_break_that_cannot_be_swept_keeps_no_other_one_waiting() -> None:
    house = breaks.house(spaces=2)
    first = breaks.planned(at=house)
    second = breaks.planned(breaks.family(), at=house)
    for made in (first, second):
        services.hold(made.ref, by=made.arranger)
    past = clock.now() - timedelta(seconds=1)
    with transaction():
        session.execute(update(Break).values(hold_until=past))
        session.execute(update(Break).where(Break.ref == first.ref).values(hold_until=past - timedelta(hours=1)))
    does = expiring.expire

    def cannot(one: Break, *, by: object) -> None:
        if one.ref == first.ref:
            raise ZeroDivisionError
        does(one, by=by)  # type: ignore[arg-type]

    with patch.object(expiring, "expire", cannot), pytest.raises(ZeroDivisionError):
        services.expire_over()
    assert (state(first), state(second)) == (BreakState.HELD, BreakState.EXPIRED)
