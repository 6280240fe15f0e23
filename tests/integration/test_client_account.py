"""The client account adds up to the penny: what came, less what went, is somebody's, and it is said whose."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.client_account import ClientAccount
from marketplace.booking.matching import Likeness
from marketplace.booking.models import ClientMovement, MovementLine
from marketplace.booking.over import asked_from
from marketplace.booking.queries.client_account import client_account, client_desk, movements_of
from marketplace.booking.queries.matching import lines_to_match
from marketplace.booking.queries.promises import promises_due
from marketplace.clock import in_london
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.files import Upload
from marketplace.payments.bank.services import put_aside, take_in
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.queries.payouts import payout_desk
from tests import families, led
from tests.done_elsewhere import HUB, done_by_the_hub
from tests.integration.test_cancel_costs import before
from tests.integration.test_payouts_by_bank import done, take_less
from tests.integration.test_transfers_in_parts import came, match, promise
from tests.paid_by_transfer import HOUSE, SUPPORT, come, confirmed, finance, known, listed
from tests.paid_over import complete

pytestmark = pytest.mark.usefixtures("database")


def account() -> ClientAccount:
    """It as finance sees it, which adds up whatever happened."""
    session.rollback()
    found = client_account(viewer=finance())
    assert found.off_by_pence == 0
    assert found.moved.held_pence == found.whose.pence
    return found


def test_money_is_for_a_break_to_come_then_its_providers_then_on_a_list_then_gone() -> None:
    made = confirmed()
    assert account().moved.held_pence == 0
    come()
    assert (account().moved.held_pence, account().whose.to_come_pence) == (HOUSE + SUPPORT, HOUSE + SUPPORT)
    complete(made)
    assert (account().whose.to_come_pence, account().whose.owed_pence) == (0, HOUSE + SUPPORT)
    known(made.offers["house"].by)
    ref = listed()
    assert (account().whose.owed_pence, account().whose.listed_pence) == (SUPPORT, HOUSE)
    by_age = {row.who: row.pence for row in client_desk(viewer=finance()).ages}
    assert by_age == {"Owed to providers": SUPPORT, "Owed to providers, on a list that is not paid": HOUSE}
    payouts.LISTS.mark_paid(ref, by=finance())
    found = account()
    assert (found.moved.paid_out_pence, found.moved.held_pence, found.whose.owed_pence) == (HOUSE, SUPPORT, SUPPORT)


def test_what_is_cancelled_is_its_provider_s_and_its_family_s_until_both_have_it() -> None:
    made = confirmed()
    come()
    with transaction():
        made.line("house").cancellation_steps = "7:50"
    with before(made, timedelta(days=3)):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    whose = account().whose
    assert (whose.owed_pence, whose.owed_back_pence) == (HOUSE // 2, HOUSE // 2 + SUPPORT)
    (row,) = promises_due(viewer=finance())
    assert row.back_since == in_london(made.break_.changed_at).date(), "not the day of an invoice that is paid"
    services.mark_sent_back(promise().ref, by=finance())
    found = account()
    assert (found.moved.sent_back_pence, found.moved.held_pence) == (HOUSE // 2 + SUPPORT, HOUSE // 2)


def test_parts_of_an_invoice_what_comes_too_much_and_what_nobody_has_matched_are_told_apart() -> None:
    confirmed()
    line = came("100.00")
    assert account().whose.unmatched_pence == 100_00
    match(line)
    whose = account().whose
    assert (whose.unmatched_pence, whose.parts_pence, whose.to_come_pence) == (0, 100_00, 0)
    match(came("300.00", day=9))
    whose = account().whose
    assert (whose.parts_pence, whose.to_come_pence, whose.owed_back_pence) == (0, HOUSE + SUPPORT, 101_60)
    services.note_money_come(promise().payment_reference, pence=5_00, by=finance())
    assert account().whose.owed_back_pence == 106_60


def test_what_was_marked_by_hand_and_then_comes_in_a_statement_is_counted_once() -> None:
    confirmed()
    services.mark_paid(promise().ref, by=finance())
    line = came("298.40")
    assert (account().moved.held_pence, account().whose.unmatched_pence) == (HOUSE + SUPPORT, 0)
    assert client_desk(viewer=finance()).marked_pence == HOUSE + SUPPORT
    (proposed,) = lines_to_match(viewer=finance())
    assert proposed.proposal
    assert (proposed.proposal.likeness, proposed.proposal.marked_on) == (Likeness.MARKED_BY_HAND, clock.today())
    reference = promise().payment_reference
    services.join_line(line, payment_reference=reference, by=finance())
    found = account()
    assert (found.moved.held_pence, found.moved.came_in_pence) == (HOUSE + SUPPORT, HOUSE + SUPPORT)
    assert (found.whose.unmatched_pence, found.whose.owed_back_pence) == (0, 0)
    again = came("298.40", day=9)
    (proposed,) = lines_to_match(viewer=finance())
    assert proposed.proposal
    assert proposed.proposal.likeness is Likeness.PAID_ALREADY
    with pytest.raises(Conflict):
        services.join_line(again, payment_reference=reference, by=finance())


def test_a_line_that_came_before_its_money_was_marked_is_counted_once_and_a_second_one_as_well() -> None:
    confirmed()
    came("298.40")
    assert (account().moved.held_pence, account().whose.unmatched_pence) == (HOUSE + SUPPORT, HOUSE + SUPPORT)
    services.mark_paid(promise().ref, by=finance())
    assert (account().moved.held_pence, account().whose.unmatched_pence) == (HOUSE + SUPPORT, 0)
    came("298.40", day=9)
    found = account()
    assert (found.moved.held_pence, found.whose.unmatched_pence) == (2 * (HOUSE + SUPPORT), HOUSE + SUPPORT)


def test_a_line_is_joined_once_by_finance_alone_and_only_to_as_much() -> None:
    confirmed()
    services.mark_paid(promise().ref, by=finance())
    reference, other = promise().payment_reference, came("298.39")
    with pytest.raises(Conflict):
        services.join_line(other, payment_reference=reference, by=finance())
    put_aside(other, by=finance())
    line = came("298.40", day=6)
    with pytest.raises(NotFound):
        services.join_line(line, payment_reference=reference, by=families.viewer("Office", RoleName.BROKERAGE))
    with pytest.raises(Refused):
        services.join_line(line, payment_reference="NOTHING1", by=finance())
    services.join_line(line, payment_reference=reference, by=finance())
    with pytest.raises(Conflict):
        services.join_line(line, payment_reference=reference, by=finance())


def test_the_database_lets_a_movement_stand_in_one_line_and_a_line_be_one_movement() -> None:
    confirmed()
    services.mark_paid(promise().ref, by=finance())
    (movement,) = session.scalars(select(ClientMovement.id))
    session.rollback()
    with transaction():
        session.add(MovementLine(movement_id=movement, line_ref="one"))
    with pytest.raises(IntegrityError), transaction():
        session.execute(insert(MovementLine).values(movement_id=movement, line_ref="two"))


def test_what_a_provider_has_too_much_is_to_come_back_until_it_has() -> None:
    made = done()
    known(made.offers["house"].by)
    take_less(made, 150_00)
    ref = listed()
    take_less(made, 120_00)
    session.rollback()
    payouts.LISTS.mark_paid(ref, by=finance())
    session.rollback()
    found = client_account(viewer=finance())
    assert (found.moved.paid_out_pence, found.whose.too_much_pence) == (150_00, 30_00)
    (stuck,) = payout_desk(viewer=finance()).reversals
    payouts.settle_reversal(stuck.ref, words="They sent it back", came_back=True, by=finance())
    session.rollback()
    found = client_account(viewer=finance())
    assert (found.moved.paid_out_pence, found.whose.too_much_pence) == (120_00, 0)


def test_money_for_a_part_of_somebody_who_is_not_on_this_site_is_said_to_be_theirs() -> None:
    done_by_the_hub()
    whose = account().whose
    assert (whose.elsewhere_pence, whose.owed_pence) == (HUB, HOUSE)


def test_the_file_of_a_month_has_each_movement_of_it_and_sums_that_agree_with_the_account() -> None:
    made = done()
    known(made.offers["house"].by)
    payouts.LISTS.mark_paid(listed(), by=finance())
    row = f"Date,Description,Amount\n{clock.today():%d/%m/%Y},SOMETHING,7.00\n"
    take_in(Upload("bank.csv", row.encode()), by=finance())
    session.rollback()
    several = movements_of(clock.today(), viewer=finance())
    assert {(one.what, one.pence) for one in several} == {
        ("Came from a family", HOUSE + SUPPORT),
        ("Paid to a provider", -HOUSE),
        ("Came, not matched yet", 7_00),
    }
    assert sum(one.pence for one in several) == account().moved.held_pence
    assert movements_of(clock.today() - timedelta(days=40), viewer=finance()) == ()


def test_what_is_owed_stands_by_its_age() -> None:
    done()
    session.rollback()
    (row,) = client_desk(viewer=finance()).ages
    assert (row.who, row.pence) == ("Owed to providers", HOUSE + SUPPORT)


def test_what_is_paid_beside_a_part_that_nobody_gave_is_its_provider_s(traveller: time_machine.Traveller) -> None:
    made = confirmed()
    come()
    traveller.move_to(asked_from(made.break_.ends_at), tick=False)
    services.ask_if_over()
    services.say_not_given(made.ref, made.lines["support"], reason="Nobody came", by=made.arranger)
    traveller.shift(timedelta(days=8))
    services.pay_beside_others()
    assert (account().whose.to_come_pence, account().whose.owed_pence) == (SUPPORT, HOUSE)
    known(made.offers["house"].by)
    payouts.LISTS.mark_paid(listed(), by=finance())
    assert (account().whose.to_come_pence, account().moved.held_pence) == (SUPPORT, SUPPORT)


@pytest.mark.parametrize("own_pence", [0, 64_20])
def test_what_a_lead_payer_pays_first_never_comes_and_is_nobody_s_here(
    traveller: time_machine.Traveller, own_pence: int
) -> None:
    weekend = led.booked(direct_pays_taxi=True, own_pence=own_pence)
    assert account().moved.held_pence == 0
    come()
    found = account()
    assert found.whose.to_come_pence == found.whose.pence == found.moved.held_pence
    led.over(weekend, traveller)
    found = account()
    assert (found.whose.to_come_pence, found.whose.pence) == (0, found.moved.held_pence)
    by_age = {row.who: row.pence for row in client_desk(viewer=finance()).ages}
    assert by_age["Owed to providers"] == found.whose.owed_pence == found.moved.held_pence


def test_only_finance_sees_it() -> None:
    made = confirmed()
    for viewer in (made.arranger, made.offers["house"].by):
        for look in (client_account, client_desk):
            with pytest.raises(NotFound):
                look(viewer=viewer)
        with pytest.raises(NotFound):
            movements_of(clock.today(), viewer=viewer)
